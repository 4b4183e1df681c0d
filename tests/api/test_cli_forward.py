"""`xintu affected`, `xintu rules` and the dry run, as a user meets them."""

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.rule_words import markdown
from graph.policy import load_rules
from graph.store.sqlite import open_store
from tests.api.test_cli_life import own

__all__ = ["own"]
DAY = ("--as-of", "2026-11-20")
DOCUMENT, OFFICE = "郑税稽罚〔2025〕12号", "国家税务总局郑州市税务局"
LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"
LIST = "list_cn,doc_no,authority,nm,uni_social_crd_cd,cer_no,reason,in_dt,out_dt"


def run(town: Any, *args: str) -> Result:
    return CliRunner().invoke(app, ["--store", town.url, *args])


def head(town: Any) -> int:
    store = open_store(Path(town.url.removeprefix("sqlite:///")))
    try:
        return store.head()
    finally:
        store.close()


@pytest.mark.parametrize("named", [(DOCUMENT,), (DOCUMENT, "--authority", OFFICE)])
def test_affected_by_document(town: Any, named: tuple[str, ...]) -> None:
    result = run(town, "affected", *named, *DAY, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert [each["document"] for each in answer["listings"]] == [DOCUMENT]
    reached = {each["name"]: {f["rule"] for f in each["findings"]} for each in answer["affected"]}
    assert reached[LISTED] == {"tax.own.procurement", "tax.own.customs", "tax.own.discretion", "tax.own.credit"}
    assert set(reached) == {LISTED, "王小样"}
    assert reached["王小样"] == {"tax.exit.head"}
    assert answer["rule_version"] == load_rules().version
    for number in town.persons.values():
        assert number not in result.output


def test_affected_in_words_and_before_the_listing(town: Any) -> None:
    shown = run(town, "affected", DOCUMENT, *DAY)
    assert LISTED in shown.stdout
    assert "tax.own.customs" in shown.stdout
    before = run(town, "affected", DOCUMENT, "--as-of", "2025-05-31")
    assert (before.exit_code, "reaches nobody" in before.stdout) == (0, True)


def test_affected_as_known_before_the_delivery(town: Any) -> None:
    result = run(town, "affected", DOCUMENT, *DAY, "--known-at", "2026-11-01")
    assert result.exit_code == 1
    assert "graph.unknown_listing" in result.stderr
    assert run(town, "affected", DOCUMENT, *DAY, "--known-at", "2026-11-20").exit_code == 0


def test_an_unknown_document_says_what_to_do(town: Any) -> None:
    result = run(town, "affected", "郑税稽罚〔2025〕99号")
    assert result.exit_code == 1
    assert "graph.unknown_listing" in result.stderr
    assert "document number" in result.stderr


def test_a_listing_or_a_file_not_both(town: Any, tmp_path: Path) -> None:
    assert run(town, "affected").exit_code == 2
    assert run(town, "affected", DOCUMENT, "--file", str(tmp_path / "f.csv")).exit_code == 2


def new_list(town: Any, folder: Path) -> Path:
    path = folder / "listing.csv"
    row = (
        f"失信被执行人名单,(2026)豫01执9号,郑州市中级人民法院,{CLEAN},{town.codes[CLEAN]},,有能力而拒不履行,2026-11-01,"
    )
    path.write_text(f"{LIST}\n{row}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", [("affected", "--file"), ("ingest", "--dry-run")])
def test_a_dry_run_shows_what_changes_and_writes_nothing_but_the_log(
    town: Any, tmp_path: Path, command: tuple[str, ...]
) -> None:
    path = new_list(town, tmp_path)
    before = head(town)
    result = run(town, *command, str(path), "--department", "中级人民法院", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert head(town) == before + 1  # the log of the read
    assert (answer["rows"], answer["rejected"], answer["parties"]) == (1, 0, {"known": 1, "new": 0})
    changes = {(each["name"], each["change"], each["finding"]["rule"]) for each in answer["changes"]}
    assert changes == {(CLEAN, "appears", "debtor.own.procurement"), (CLEAN, "appears", "debtor.own.discretion")}
    assert answer["counts"]["debtor.own.procurement"] == {"appears": 1, "vanishes": 0}
    clear = run(town, "screen", "--number", town.codes[CLEAN], "--purpose", "procurement", *DAY, "--json")
    assert json.loads(clear.stdout)["verdict"] == "clear"


def test_a_dry_run_of_a_full_delivery_counts_what_it_leaves_out_of_any_kind(
    own: Any, town: Any, tmp_path: Path
) -> None:
    offices = [line for line in (town.folder / "role.csv").read_text("utf-8").splitlines() if BARRED not in line]
    path = tmp_path / "role.csv"
    path.write_text("\n".join(offices) + "\n", encoding="utf-8")
    full = (str(path), "--department", "示例局", "--delivery", "full", "--as-at", "2026-11-15")
    before = alerts(own)
    answer = json.loads(run(own, "ingest", "--dry-run", *full, "--json").stdout)
    assert answer["datasets"] == {"role": {"new": 0, "changed": 0, "unchanged": 3, "left_out": 1}}
    assert "role" in run(own, "ingest", "--dry-run", *full).stdout
    assert run(own, "ingest", *full).exit_code == 0
    assert run(own, "resolve").exit_code == 0
    vanished = {(each["finding"]["rule"], each["change"]) for each in answer["changes"]}
    assert before - alerts(own) == {rule for rule, change in vanished if change == "vanishes"} == {"related.debtor"}
    again = json.loads(run(own, "ingest", "--dry-run", *full, "--json").stdout)
    assert (again["lifted"], again["changes"]) == (0, [])


def alerts(own: Any) -> set[str]:
    asked = ("screen", "--number", own.codes[BARRED], "--purpose", "procurement", *DAY, "--json")
    return {
        each["rule"] for each in json.loads(run(own, *asked).stdout)["findings"] if each["certainty"] == "confirmed"
    }


def test_a_dry_run_of_no_table_is_an_error(town: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    result = run(town, "affected", "--file", str(path))
    assert result.exit_code == 1
    assert "x.csv" in result.stderr


def test_rules_are_listed_and_shown(town: Any) -> None:
    every = json.loads(run(town, "rules", "list", "--json").stdout)
    assert [each["id"] for each in every["rules"]] == [rule.id for rule in load_rules().rules]
    exit_rows = json.loads(run(town, "rules", "list", "--measure", "exit", "--json").stdout)["rules"]
    assert {each["id"] for each in exit_rows} >= {"tax.exit.head", "consumption.exit"}
    tax = json.loads(run(town, "rules", "list", "--category", "major_tax_violation", "--json").stdout)["rules"]
    assert all("major_tax_violation" in each["categories"] for each in tax)
    shown = json.loads(run(town, "rules", "show", "serious.office", "--json").stdout)
    assert shown["term"]["length"] == {"years": 3, "months": 0, "days": 0}
    assert [each["effective_to"] for each in shown["basis"]] == ["2016-03-31", "2021-08-31", None]
    assert "企业信息公示暂行条例" in run(town, "rules", "show", "serious.office").stdout
    unknown = run(town, "rules", "show", "serious.none")
    assert unknown.exit_code == 2
    assert "serious.office" in unknown.stderr


def folder_without(folder: Path, row: str) -> Path:
    """A copy of the shipped rows without one."""
    shipped = files("graph") / "data" / "rules"
    for each in shipped.iterdir():
        blocks = each.read_text("utf-8").split("[[rule]]\n")
        kept = [block for block in blocks if f'id = "{row}"' not in block]
        (folder / each.name).write_text("[[rule]]\n".join(kept), encoding="utf-8")
    return folder


def test_rules_diff_counts_and_lists(town: Any, tmp_path: Path) -> None:
    fewer = str(folder_without(tmp_path, "tax.own.customs"))
    result = run(town, "rules", "diff", ".", fewer, *DAY, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer["counts"] == {"tax.own.customs": {"appears": 0, "vanishes": 1}}
    assert [(each["name"], each["change"]) for each in answer["changes"]] == [(LISTED, "vanishes")]
    assert answer["subjects"] == 2
    assert run(town, "rules", "diff", ".", ".", *DAY).exit_code == 0
    words = run(town, "rules", "diff", fewer, ".", *DAY)
    assert "tax.own.customs" in words.stdout


def test_what_a_snapshot_closes_is_said(own: Any, tmp_path: Path) -> None:
    stem = ("--department", "某名单局", "--delivery", "full")
    rows = [f"守信红名单,甲{n}号,某名单局,郑州甲{n}有限公司,,,,2026-01-0{n},\n" for n in (1, 2, 3)]
    days = {"2026-10-01": rows, "2026-10-02": rows[:1], "2026-10-03": [], "2099-10-04": ["x,,,,,,,,\n"]}
    said = {}
    for day, lines in days.items():
        file = tmp_path / f"{day}.csv"
        file.write_text(f"{LIST}\n{''.join(lines)}", encoding="utf-8")
        said[day] = run(own, "ingest", str(file), *stem, "--as-at", day, "--json")
    files = [json.loads(each.stdout)["files"][0] for each in said.values()]
    assert [each["closed"] for each in files] == [0, 2, 1, 0]
    assert [each["withheld"] for each in files] == [False, False, False, True]
    assert "不再列出 2 条记录" in said["2026-10-02"].stderr
    assert "未终止任何记录" in said["2099-10-04"].stderr
    assert "尚未到来" in said["2099-10-04"].stderr


def channel(own: Any) -> tuple[str, str, int]:
    """Verdict, incentive and exit code of who asks for the green channel."""
    who = ("--caller", "甲", "--basis", "乙", "--case", "丙", "--json")
    said = run(own, "screen", *DAY, "--purpose", "green_channel", *who, "--number", own.codes[CLEAN])
    answer = json.loads(said.stdout)
    return answer["verdict"], answer["incentive"], said.exit_code


def test_rules_diff_sees_graded_taxpayers_that_are_on_no_list(own: Any, tmp_path: Path) -> None:
    grades = tmp_path / "tax_credit_level.csv"
    rows = [
        f"{own.codes[CLEAN]},{CLEAN},2025,A,税务局,2026-04-30,2027-04-29",
        f"{own.codes[BARRED]},{BARRED},2025,B,税务局,2026-04-30,2027-04-29",
    ]
    header = "uni_social_crd_cd,tax_nm,evalua_year,tax_credit_level,evalua_dept,evalua_result_start,evalua_result_end"
    grades.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert channel(own) == ("clear", "none", 1)
    assert run(own, "ingest", str(grades), "--department", "税务局").exit_code == 0
    assert run(own, "resolve").exit_code == 0
    assert channel(own) == ("clear", "granted", 0)
    folder = tmp_path / "rules"
    folder.mkdir()
    fewer = str(folder_without(folder, "tax_grade.green_channel"))
    answer = json.loads(run(own, "rules", "diff", ".", fewer, *DAY, "--json").stdout)
    assert answer["counts"] == {"tax_grade.green_channel": {"appears": 0, "vanishes": 1}}
    assert ([each["name"] for each in answer["changes"]], answer["subjects"]) == ([CLEAN], 3)


def test_a_kept_version_can_be_compared_later(town: Any, tmp_path: Path) -> None:
    fewer = folder_without(tmp_path, "tax.own.customs")
    kept = run(town, "rules", "keep", "--set", str(fewer)).stdout.split()[0]
    assert run(town, "rules", "keep", "--set", str(fewer)).stdout.split()[0] == kept
    shutil.rmtree(fewer)
    answer = json.loads(run(town, "rules", "diff", kept, ".", *DAY, "--json").stdout)
    assert (answer["old"], answer["counts"]) == (kept, {"tax.own.customs": {"appears": 1, "vanishes": 0}})
    unknown = run(town, "rules", "diff", "ffffffff", ".")
    assert unknown.exit_code == 2
    assert "xintu rules keep" in unknown.stderr


def test_the_rules_of_an_answer_can_be_compared_with_those_of_today(
    town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINTU_RULES", str(folder_without(tmp_path, "tax.own.credit")))
    asked = run(town, "screen", "--number", town.codes[LISTED], "--purpose", "procurement", *DAY, "--json")
    version = json.loads(asked.stdout)["rule_version"]
    monkeypatch.delenv("XINTU_RULES")
    answer = json.loads(run(town, "rules", "diff", version, ".", *DAY, "--json").stdout)
    assert answer["counts"] == {"tax.own.credit": {"appears": 1, "vanishes": 0}}


def test_own_rules_by_setting(town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINTU_RULES", str(folder_without(tmp_path, "tax.own.procurement")))
    answer = run(town, "screen", "--number", town.codes[LISTED], "--purpose", "procurement", *DAY, "--json")
    assert json.loads(answer.stdout)["verdict"] == "clear"
    monkeypatch.setenv("XINTU_RULES", str(tmp_path / "none"))
    assert run(town, "rules", "list").exit_code == 2


def test_the_page_of_rules_is_the_table_that_ships() -> None:
    page = Path("docs/reference/rules.md").read_text(encoding="utf-8")
    assert markdown(load_rules().rules) in page
