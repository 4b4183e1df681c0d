"""A listing's life at the command line: objection, answer, repair, an owner's step, clocks; on a store of its own."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.bootstrap import assemble
from api.cli import app
from api.settings import Settings
from graph.resolution import resolve
from graph.store.sqlite import open_store

DAY = ("--as-of", "2026-11-20")
DOCUMENT, TAX = "郑税稽罚〔2025〕12号", "国家税务总局郑州市税务局"
LISTED = "郑州云杉建筑工程有限公司"
PENALTY = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_CFJG,CF_SY"


@pytest.fixture
def own(town: Any, tmp_path: Path) -> Any:
    """The town with a store that this test may write to."""
    copied = tmp_path / "own.db"
    shutil.copy(town.url.removeprefix("sqlite:///"), copied)
    return type(town)(tmp_path, f"sqlite:///{copied}", town.codes, town.persons)


def run(own: Any, *args: str) -> Result:
    return CliRunner().invoke(app, ["--store", own.url, *args])


def said(own: Any, *args: str) -> Any:
    result = run(own, *args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def screened(own: Any, day: str = "2026-11-20") -> tuple[str, bool]:
    result = run(own, "screen", "--number", own.codes[LISTED], "--purpose", "procurement", "--as-of", day, "--json")
    answer = json.loads(result.stdout)
    return answer["verdict"], any(each["disputed"] for each in answer["findings"])


def opened(own: Any) -> str:
    args = ("objection", "open", DOCUMENT, "--by", LISTED, "--reason", "并非本单位", "--day", "2026-11-02")
    return str(said(own, *args)["id"])


def test_an_objection_marks_at_once_and_changes_no_effect(own: Any) -> None:
    assert screened(own) == ("restricted", False)
    made = opened(own)
    assert screened(own) == ("restricted", True)
    assert screened(own, "2026-11-01") == ("restricted", False)
    shown = said(own, "listing", "show", DOCUMENT, *DAY)
    assert (shown["state"], shown["disputed"]) == ("in_force", True)
    assert [(step["event"], step["objection"]) for step in shown["history"]] == [("listed", None), ("disputed", made)]
    assert [each["id"] for each in shown["petitions"]] == [made]
    assert [step["by"] for step in shown["history"]][1:] == ["异议受理"]  # who objects is not for everybody


def test_answered_by_its_provider_and_closed_the_mark_goes(own: Any) -> None:
    made = opened(own)
    other = run(own, "objection", "answer", made, "--by", "发展和改革委员会", "--outcome", "upheld")
    assert other.exit_code == 1
    assert "graph.not_the_owner" in other.stderr
    args = ("--outcome", "rejected", "--reason", "核查无误", "--day")
    said(own, "objection", "answer", made, "--by", TAX, *args, "2026-11-04")
    closed = said(own, "objection", "close", made, "--by", "信用中心", *args, "2026-11-09")
    assert (closed["open"], closed["outcome"]) == (False, "rejected")
    assert [step["step"] for step in closed["steps"]] == ["opened", "answered", "closed"]
    assert screened(own) == ("restricted", False)
    assert screened(own, "2026-11-08") == ("restricted", True)
    again = run(own, "objection", "close", made, "--by", "信用中心", "--outcome", "upheld")
    assert again.exit_code == 1
    assert "graph.petition_refused" in again.stderr
    assert [each["id"] for each in said(own, "objection", "list", *DAY)] == [made]
    assert said(own, "objection", "list", "--open", *DAY) == []


def test_a_resolution_after_an_objection_keeps_the_mark_and_mints_nobody(own: Any) -> None:
    opened(own)
    application = assemble(Settings(store=own.url))
    before = application.store.counts()
    resolve(application.store, application.clock)
    after = application.store.counts()
    problems = application.store.check()
    application.store.close()
    assert problems == []
    assert {k: v for k, v in after.items() if k.startswith("entities")} == {
        k: v for k, v in before.items() if k.startswith("entities")
    }
    assert screened(own) == ("restricted", True)


def test_only_the_owner_acts_and_only_what_can_follow(own: Any) -> None:
    stranger = run(own, "listing", "act", DOCUMENT, "removed", "--by", "市场监督管理局", "--day", "2026-11-01")
    assert stranger.exit_code == 1
    assert "xintu objection open" in stranger.stderr
    early = run(own, "listing", "act", DOCUMENT, "resumed", "--by", TAX, "--day", "2026-11-01")
    assert early.exit_code == 1
    assert "graph.step_refused" in early.stderr
    assert screened(own) == ("restricted", False)
    assert run(own, "listing", "act", DOCUMENT, "stayed", "--by", TAX, "--day", "2026-11-01").exit_code == 0
    assert (screened(own)[0], screened(own, "2026-10-31")[0]) == ("clear", "restricted")
    assert run(own, "listing", "act", DOCUMENT, "resumed", "--by", TAX, "--day", "2026-11-10").exit_code == 0
    assert screened(own)[0] == "restricted"
    assert run(own, "listing", "act", DOCUMENT, "vanished", "--by", TAX).exit_code == 2
    history = said(own, "listing", "show", DOCUMENT, *DAY)["history"]
    assert [(step["event"], step["by"]) for step in history[1:]] == [("stayed", TAX), ("resumed", TAX)]
    assert "停止执行" in run(own, "listing", "show", DOCUMENT, *DAY).stdout


def test_repair_is_asked_granted_by_the_owner_and_gone_in_the_next_answer(own: Any) -> None:
    asked = said(own, "repair", "request", DOCUMENT, "--by", LISTED, "--day", "2026-11-02")["id"]
    assert screened(own) == ("restricted", False)
    stranger = run(own, "repair", "grant", asked, "--by", "发展和改革委员会", "--day", "2026-11-05")
    assert stranger.exit_code == 1
    assert "graph.not_the_owner" in stranger.stderr
    granted = said(own, "repair", "grant", asked, "--by", TAX, "--day", "2026-11-05")
    assert granted["outcome"] == "upheld"
    assert screened(own)[0] == "clear"
    assert screened(own, "2026-11-04")[0] == "restricted"
    assert said(own, "listing", "show", DOCUMENT, *DAY)["state"] == "repaired"
    second = said(own, "repair", "request", DOCUMENT, "--by", LISTED, "--day", "2026-11-06")["id"]
    twice = run(own, "repair", "grant", second, "--by", TAX, "--day", "2026-11-07")
    assert "graph.step_refused" in twice.stderr
    refused = said(own, "repair", "refuse", second, "--by", TAX, "--reason", "已修复", "--day", "2026-11-07")
    assert refused["outcome"] == "rejected"


def test_the_card_shows_state_history_and_publication(own: Any) -> None:
    run(own, "listing", "act", DOCUMENT, "removed", "--by", TAX, "--day", "2026-11-05")
    entity = said(own, "listing", "show", DOCUMENT, *DAY)["subject"]
    (life,) = said(own, "entity", entity)["lives"]
    assert (life["state"], life["disputed"], life["document"]) == ("removed", False, DOCUMENT)
    assert [(each["event"], each["from"]) for each in life["history"]] == [
        ("listed", "2025-06-01"),
        ("removed", "2026-11-05"),
    ]
    published = life["publication"]
    assert (published["severity"], published["last_day"], published["open"]) == ("serious", "2028-06-01", False)
    assert said(own, "listing", "show", DOCUMENT, "--as-of", "2026-11-04")["publication"]["open"]
    shown = run(own, "entity", entity).stdout
    assert "已移出" in shown
    assert "不公示" in shown
    assert "至 2028-06-01" in run(own, "listing", "show", DOCUMENT, "--as-of", "2026-11-04").stdout


def test_a_natural_persons_record_is_never_published(own: Any) -> None:
    life = said(own, "listing", "show", "(2025)豫01执88号", *DAY)
    assert (life["state"], life["publication"]["open"]) == ("in_force", False)
    assert "不公示" not in run(own, "listing", "show", DOCUMENT, *DAY).stdout


def test_clocks_show_what_is_due_overdue_first(own: Any) -> None:
    assert run(own, "clocks", *DAY).exit_code == 0
    made = opened(own)
    on_time = run(own, "clocks", "--as-of", "2026-11-05", "--json")
    assert on_time.exit_code == 0
    late = run(own, "clocks", "--as-of", "2026-11-06", "--json")
    answer = json.loads(late.stdout)
    assert (late.exit_code, answer["late"]) == (1, 1)
    assert [(each["duty"], each["due"], each["late"]) for each in answer["duties"]] == [
        ("objection_answer", "2026-11-05", True),
        ("objection_done", "2026-11-11", False),
    ]
    assert answer["duties"][0]["what"] == f"{made} {DOCUMENT}"
    assert "objection" not in run(own, "clocks", "--as-of", "2026-11-01", "--json").stdout


def test_an_upheld_objection_asks_the_owner_to_act(own: Any) -> None:
    made = opened(own)
    args = ("--outcome", "upheld", "--day")
    said(own, "objection", "answer", made, "--by", TAX, *args, "2026-11-04")
    said(own, "objection", "close", made, "--by", "信用中心", *args, "2026-11-05")
    assert screened(own) == ("restricted", False)  # the effect is the owner's to end
    owed = json.loads(run(own, "clocks", "--as-of", "2026-11-09", "--json").stdout)
    assert [(each["duty"], each["who"], each["due"], each["late"]) for each in owed["duties"]] == [
        ("withdrawal", TAX, "2026-11-06", True)
    ]
    assert run(own, "listing", "act", DOCUMENT, "revoked", "--by", TAX, "--day", "2026-11-09").exit_code == 0
    assert run(own, "clocks", "--as-of", "2026-11-09").exit_code == 0
    assert screened(own) == ("clear", False)
    duties = {each["duty"]: each["late"] for each in said(own, "listing", "show", DOCUMENT, *DAY)["duties"]}
    assert duties == {"objection_answer": False, "objection_done": False, "withdrawal": True}


def test_the_platforms_own_error_has_its_own_limit(own: Any) -> None:
    made = opened(own)
    closed = said(own, "objection", "close", made, "--by", "信用中心", "--outcome", "upheld", "--day", "2026-11-06")
    late = {each["duty"]: (each["due"], each["late"]) for each in closed["duties"]}
    assert late["objection_own_error"] == ("2026-11-05", True)


def test_reports_show_decisions_published_late(own: Any, tmp_path: Path) -> None:
    path = tmp_path / "penalty_2018.csv"
    code = own.codes[LISTED]
    rows = [f"{LISTED},{code},郑市监罚〔2026〕{n}号,罚款,罚款5万元,5,{day},郑州市市场监督管理局,x" for n, day in
            ((1, "2026-10-12"), (2, "2026-11-16"))]  # fmt: skip
    path.write_text("\n".join([PENALTY, *rows]), encoding="utf-8")
    args = ("--department", "市场监督管理局", "--region", "410100", "--as-at", "2026-11-18")
    assert run(own, "ingest", str(path), *args).exit_code == 0
    application = assemble(Settings(store=own.url))
    resolve(application.store, application.clock)
    application.store.close()
    result = json.loads(run(own, "clocks", "--reports", *DAY, "--json").stdout)
    assert [(each["duty"], each["what"], each["due"], each["done"]) for each in result["duties"]] == [
        ("publication", "郑市监罚〔2026〕1号", "2026-10-21", "2026-11-18")
    ]


def test_a_record_is_archived_after_its_disclosure_unless_it_stands_on_a_list(own: Any) -> None:
    until = {"last_day": "2030-06-01", "archived": False, "law": "河南省社会信用条例 第十九条"}
    assert said(own, "listing", "show", DOCUMENT, "--as-of", "2030-06-01")["disclosure"] == until
    standing = said(own, "listing", "show", DOCUMENT, "--as-of", "2030-06-02")
    assert (standing["state"], standing["disclosure"]) == ("in_force", until)
    assert run(own, "listing", "act", DOCUMENT, "removed", "--by", TAX, "--day", "2026-11-10").exit_code == 0
    over = said(own, "listing", "show", DOCUMENT, "--as-of", "2030-06-02")
    assert over["disclosure"]["archived"] is True
    assert "已期满归档" in run(own, "listing", "show", DOCUMENT, "--as-of", "2030-06-02").stdout


def test_what_was_revoked_is_disclosed_to_nobody_and_nothing_follows(own: Any) -> None:
    assert run(own, "listing", "act", DOCUMENT, "revoked", "--by", TAX, "--day", "2026-11-10").exit_code == 0
    assert said(own, "listing", "show", DOCUMENT, *DAY)["disclosure"] is None
    assert "披露" not in run(own, "listing", "show", DOCUMENT, *DAY).stdout
    after = run(own, "listing", "act", DOCUMENT, "stayed", "--by", TAX, "--day", "2026-11-11")
    assert (after.exit_code, "possible: none" in after.stderr) == (1, True)


def test_the_store_is_sound_after_all_of_it(own: Any) -> None:
    made = opened(own)
    said(own, "objection", "close", made, "--by", "信用中心", "--outcome", "withdrawn", "--day", "2026-11-03")
    store = open_store(Path(own.url.removeprefix("sqlite:///")))
    problems = store.check()
    store.close()
    assert problems == []
