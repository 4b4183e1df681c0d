"""The commands as a user meets them: shapes on stdout, words on stderr, exit codes."""

import csv
import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_group
from typer.testing import CliRunner, Result

import api.cli
from api.cli import app

LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"
AS_OF = ("--as-of", "2026-11-20")
PENALTY = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_CFJG,CF_SY"


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def asked(result: Result) -> Any:
    return json.loads(result.stdout)


def screen(town: Any, *args: str) -> Result:
    return run("--store", town.url, "screen", *args, *AS_OF, "--json")


def test_screen_answers_in_the_agreed_shape(town: Any) -> None:
    result = screen(town, "--number", town.codes[LISTED].lower(), "--purpose", "procurement")
    answer = asked(result)
    assert result.exit_code == 1
    assert answer["verdict"] == "restricted"
    assert answer["entity"]["name"] == LISTED
    own = next(finding for finding in answer["findings"] if finding["class"] == "own" and finding["force"] == "must")
    assert own["listing"]["category"] == "major_tax_violation"
    assert "procurement" in own["measures"]
    assert own["certainty"] == "confirmed"
    assert {"document", "number", "article", "review_status"} <= own["basis"].keys()
    assert own["path"]
    assert own["evidence"][0]["file"] == "listing.csv"


def test_a_clear_subject_exits_0_and_a_stranger_is_unknown(town: Any) -> None:
    assert asked(screen(town, "--number", town.codes[CLEAN], "--purpose", "procurement"))["verdict"] == "clear"
    assert screen(town, "--number", town.codes[CLEAN], "--purpose", "procurement").exit_code == 0
    stranger = screen(town, "--name", "郑州无此企业有限公司", "--purpose", "land")
    assert (asked(stranger)["verdict"], stranger.exit_code) == ("unknown", 1)


def test_the_person_behind_is_followed_and_no_identity_number_is_shown(town: Any) -> None:
    result = screen(town, "--number", town.codes[BARRED], "--purpose", "procurement")
    findings = asked(result)["findings"]
    assert {finding["class"] for finding in findings} == {"alert"}
    assert [step["name"] for step in findings[0]["path"]] == ["李试验", BARRED]
    for number in town.persons.values():
        assert number not in result.output


def test_a_wrong_check_digit_is_a_usage_error_that_says_so(town: Any) -> None:
    code = town.codes[CLEAN]
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    result = screen(town, "--number", wrong, "--purpose", "procurement")
    assert result.exit_code == 2
    assert "校验" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "args",
    [
        ("--number", "1", "--name", "2", "--purpose", "land"),
        ("--purpose", "land"),
        ("--name", "某公司", "--purpose", "no_such_purpose"),
        ("--name", "某公司", "--purpose", "land", "--known-at", "gestern"),
    ],
)
def test_usage_errors_exit_2_without_a_traceback(town: Any, args: tuple[str, ...]) -> None:
    result = screen(town, *args)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_is_answered_row_by_row_in_order(town: Any, tmp_path: Path, encoding: str) -> None:
    rows = [town.codes[CLEAN], "91410105MA0000000X", town.codes[LISTED]]
    file = tmp_path / "subjects.csv"
    file.write_text("number,name\n" + "".join(f"{row},\n" for row in rows), encoding=encoding)
    result = screen(town, "--file", str(file), "--purpose", "procurement")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["verdict"] for answer in answers] == ["clear", "unknown", "restricted"]
    assert answers[1]["error"]["code"] == "invalid_number"
    assert result.exit_code == 1


def test_a_file_longer_than_a_batch_keeps_its_order(town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINTU_BATCH", "2")
    rows = [town.codes[CLEAN], town.codes[LISTED]] * 3
    file = tmp_path / "subjects.csv"
    file.write_text("number\n" + "\n".join(rows) + "\n", encoding="utf-8")
    result = screen(town, "--file", str(file), "--purpose", "procurement")
    verdicts = [json.loads(line)["verdict"] for line in result.stdout.splitlines()]
    assert verdicts == ["clear", "restricted"] * 3


def test_a_stream_is_answered_line_by_line_and_a_broken_line_ends_nothing(town: Any) -> None:
    lines = [town.codes[CLEAN].encode(), b'"91410105', b"\xff\xfe", b",,", b"", b"91410105MA0000000X", b"a,b,wat"]
    command = [sys.executable, "-m", "api.cli", "--store", town.url, "screen", "--purpose", "procurement", "--json"]
    with subprocess.Popen(
        [*command, *AS_OF, "--file", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asked_:
        assert asked_.stdin
        assert asked_.stdout
        asked_.stdin.write(b"number,name,kind\n")
        said = []
        for line in lines:
            asked_.stdin.write(line + b"\n")
            asked_.stdin.flush()
            if line.strip(b","):  # the next is sent when this one is answered
                said.append(json.loads(asked_.stdout.readline()))
        asked_.stdin.write(town.codes[LISTED].encode())
        asked_.stdin.close()
        said.append(json.loads(asked_.stdout.readline()))
        assert asked_.stderr
        told = asked_.stderr.read().decode()
    assert [each["row"] for each in said] == list(range(1, 7))
    assert [each["verdict"] for each in said] == ["clear", "unknown", "unknown", "unknown", "unknown", "restricted"]
    codes = [each["error"]["code"] for each in said[1:5]]
    assert codes == ["invalid_query", "invalid_query", "invalid_number", "invalid_query"]
    assert "第2行 row 2" in told
    assert asked_.returncode == 1


@pytest.mark.parametrize("columns", ["number", "number,name", "number,name,kind"])
def test_an_open_quote_in_a_file_swallows_no_subject(town: Any, tmp_path: Path, columns: str) -> None:
    file = tmp_path / "subjects.csv"
    lines = [columns, town.codes[CLEAN], '"91410105', town.codes[LISTED], f'{town.codes[CLEAN]}"', town.codes[BARRED]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = screen(town, "--file", str(file), "--purpose", "procurement")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [each["row"] for each in answers] == [1, 2, 3, 4, 5]
    assert [each["verdict"] for each in answers] == ["clear", "unknown", "restricted", "clear", "consider"]
    assert "quotation mark" in answers[1]["error"]["detail"]
    assert "第2行 row 2" in result.stderr


def test_a_subject_file_with_an_unknown_column_is_a_usage_error(town: Any, tmp_path: Path) -> None:
    file = tmp_path / "subjects.csv"
    file.write_text("number,colour\n1,red\n", encoding="utf-8")
    result = screen(town, "--file", str(file), "--purpose", "procurement")
    assert result.exit_code == 2
    assert "colour" in result.stderr


def test_human_readable_output_says_verdict_and_law(town: Any) -> None:
    result = run("screen", "--number", town.codes[LISTED], "--purpose", "procurement", *AS_OF, "--store", town.url)
    assert "限制" in result.stdout
    assert "依据" in result.stdout


def test_plain_files_load_without_options_and_again_change_nothing(tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path / 'plain.db'}")
    file = tmp_path / "处罚.csv"
    row = "郑州槐木食品有限公司,９１４１０１０５ＭＡ４４３Ｍ３Ｎ３Ｗ,郑市监处罚〔2026〕1号,罚款,罚款,1.5,2026年3月4日,郑州市市场监督管理局,过期"
    file.write_text(f"{PENALTY}\n{row}\n", encoding="gb18030")
    first, again = (run(*store, "ingest", str(file), "--json") for _ in range(2))
    assert first.exit_code == again.exit_code == 0, first.stderr
    entry = asked(first)["files"][0]
    assert (entry["format"], entry["encoding"], entry["rows"], entry["records"]) == ("penalty_2018", "gb18030", 1, 1)
    assert asked(again)["totals"]["unchanged"] == 1
    assert "--region 410100" in first.stderr


def test_every_row_is_accounted_for_and_too_many_rejects_exit_1(tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path / 'rejects.db'}")
    file = tmp_path / "penalties.csv"
    good = "郑州槐木食品有限公司,,郑市监处罚〔2026〕2号,警告,警告,,2026-03-04,郑州市市场监督管理局,过期"
    file.write_text(f"{PENALTY}\n{good}\n,,郑市监处罚〔2026〕3号,警告,警告,,2026-03-04,某局,过期\n", encoding="utf-8")
    result = run(*store, "ingest", str(file), "--json")
    totals = asked(result)["totals"]
    assert result.exit_code == 1
    assert totals["rows"] == sum(totals[name] for name in ("records", "unchanged", "superseded", "rejected")) == 2
    assert run(*store, "ingest", str(file), "--max-rejects", "0.5").exit_code == 0
    rejected = list(csv.DictReader(io.StringIO(run(*store, "rejects").stdout)))
    assert [(row["file"], row["row"]) for row in rejected] == [("penalties.csv", "2")]
    target = tmp_path / "rejects.csv"
    assert run(*store, "rejects", "--csv", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8-sig").splitlines()[0].startswith("file,row,field,value,reason")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02" * 500, "甲,乙,丙\n1,2,3\n".encode(), b"PK\x03\x04 cut off"],
    ids=["empty", "binary", "header", "xlsx"],
)
def test_bad_files_fail_with_a_clear_message(tmp_path: Path, content: bytes) -> None:
    store = ("--store", f"sqlite:///{tmp_path / 'bad.db'}")
    file = tmp_path / "bad.xlsx"
    file.write_bytes(content)
    result = run(*store, "ingest", str(file), "--json")
    assert result.exit_code == 1
    assert "bad.xlsx" in asked(result)["files"][0]["error"]["message"]
    assert "Traceback" not in result.output
    assert asked(run(*store, "store", "check", "--json"))["counts"]["records"] == 0


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    result = run("--store", f"sqlite:///{tmp_path / 'x.db'}", "ingest", str(tmp_path / "nothing.csv"))
    assert result.exit_code == 2
    assert "nothing.csv" in result.stderr


def test_memberships_name_every_delivered_party(town: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("memberships", "--store", town.url).stdout)))
    assert rows[0].keys() == {"file", "row", "role", "name", "kind", "entity", "certainty"}
    listed = {row["entity"] for row in rows if row["name"] == LISTED}
    assert len(listed) == 1
    assert {row["certainty"] for row in rows} <= {"confirmed", "probable"}


def test_the_card_and_the_explanation(town: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(run("memberships", "--store", town.url).stdout)))
    of = {row["name"]: row["entity"] for row in rows if row["certainty"] == "confirmed"}
    card = asked(run("entity", of[LISTED], "--json", "--store", town.url))
    assert card["name"] == LISTED
    assert {relation["type"] for relation in card["relations"]} == {"LEGAL_REPRESENTATIVE_OF"}
    assert LISTED in run("entity", of[LISTED], "--store", town.url).stdout
    assert run("entity", "E-nobody", "--store", town.url).exit_code == 1
    assert run("explain", of[LISTED], of[CLEAN], "--store", town.url).exit_code == 0


def test_formats_need_no_store() -> None:
    listed = asked(run("formats", "--json"))
    assert {"penalty_2018", "market_entity"} <= {each["name"] for each in listed}
    assert "CF_WSH" in run("formats", "show", "penalty_2018").stdout
    assert run("formats", "show", "no_such_format").exit_code != 0


def test_a_wrong_store_address_is_told_without_its_password(tmp_path: Path) -> None:
    result = run("--store", "mysql://user:secret@host/x", "store", "check")
    assert result.exit_code == 1
    assert "secret" not in result.output


def test_queries_from_the_shell_are_in_the_audit_log(town: Any) -> None:
    from api.bootstrap import open_store

    screen(town, "--number", town.codes[BARRED], "--purpose", "award", "--caller", "审计示例", "--case", "案1")
    store = open_store(town.url)
    newest = store.last("audit")
    store.close()
    assert newest is not None
    entry = json.loads(newest.payload)
    assert (entry["caller"], entry["purpose"], entry["case"], entry["channel"]) == ("审计示例", "award", "案1", "cli")
    assert entry["subjects"]


def test_the_command_table_names_every_command_of_every_module() -> None:
    found = {}
    for path in sorted(Path(api.cli.__file__).parent.glob("*.py")):
        module = import_module(f"api.cli.{path.stem}") if not path.stem.startswith("__") else None
        if hasattr(module, "commands") and path.stem not in api.cli.GROUPS:
            found |= dict.fromkeys(get_group(module.commands).commands, path.stem)
    assert found == api.cli.COMMANDS


def test_a_check_does_not_wait_for_what_it_does_not_use() -> None:
    code = "import sys, api.cli.screen; print([m for m in ('splink', 'fastapi', 'duckdb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
