"""Joint-punishment cases at the command line, on a store of their own."""

import json
from typing import Any

import pytest

from tests.api.test_cli_life import DAY, DOCUMENT, LISTED, TAX, own, run, said

__all__ = ["own"]
FINANCE, LANDS = "财政局", "自然资源局"
WHOLE = [word for step in ("received", "matched", "reviewed", "applied", "reported") for word in ("--step", step)]


@pytest.fixture
def case(own: Any) -> str:
    opened = said(own, "case", "open", DOCUMENT, "--by", "信用中心", "--day", "2026-11-02")
    id_ = str(opened["id"])
    said(
        own, "case", "push", id_, "--to", FINANCE, "--measure", "procurement", "--by", "信用中心", "--day", "2026-11-03"
    )
    said(own, "case", "push", id_, "--to", LANDS, "--measure", "land", "--by", "信用中心", "--day", "2026-11-03")
    return id_


def answered(own: Any, id_: str, by: str, *args: str, day: str = "2026-11-04") -> Any:
    return said(own, "case", "answer", id_, "--by", by, "--day", day, *args)


def of(shown: Any, office: str) -> Any:
    return next(each for each in shown["items"] if each["addressee"] == office)


def test_a_case_names_whom_the_rules_reach_with_which_measures(own: Any, case: str) -> None:
    shown = said(own, "case", "show", case, *DAY)
    (subject,) = shown["subjects"]  # the representative's exit is possible only: nobody is asked to act on a guess
    assert subject["name"] == LISTED
    assert {"procurement", "customs", "land"} <= set(subject["measures"])
    assert "tax.own.procurement" in subject["rules"]
    assert {(each["addressee"], *each["asked"]) for each in shown["items"]} == {
        (FINANCE, "procurement"),
        (LANDS, "land"),
    }
    assert shown["closure"] == {"pushed": 2, "closed": 0, "rate": 0.0}


def test_every_addressee_answers_and_the_case_closes(own: Any, case: str) -> None:
    shown = answered(own, case, FINANCE, *WHOLE)
    assert of(shown, FINANCE)["applied"] == ["procurement"]
    assert shown["closure"]["rate"] == 0.5
    without = run(own, "case", "answer", case, "--by", LANDS, "--step", "received", "--step", "not_applied")
    assert "reason is required" in without.stderr
    words = ("--step", "received", "--step", "not_applied", "--step", "reported", "--reason", "无用地申请")
    assert answered(own, case, LANDS, *words)["closure"] == {"pushed": 2, "closed": 2, "rate": 1.0}
    assert said(own, "case", "list", "--open", *DAY)["cases"] == []
    assert "100.0%" in run(own, "case", "list", *DAY).stdout


def test_nothing_is_applied_without_review_or_rule_and_nothing_half_written(own: Any, case: str) -> None:
    skipped = run(own, "case", "answer", case, "--by", FINANCE, "--step", "received", "--step", "applied")
    assert skipped.exit_code == 1
    assert "graph.case_refused" in skipped.stderr
    assert of(said(own, "case", "show", case, *DAY), FINANCE)["step"] == "pushed"
    beyond = run(own, "case", "answer", case, "--by", FINANCE, *WHOLE[:8], "--measure", "consumption")
    assert "no rule carries consumption" in beyond.stderr
    stranger = run(own, "case", "answer", case, "--by", "海关", "--step", "received")
    assert "财政局" in stranger.stderr
    assert run(own, "case", "answer", case, "--by", FINANCE, "--step", "lifted").exit_code == 2
    assert run(own, "case", "show", "J999999").exit_code == 1


def test_a_further_push_to_the_same_department_is_taken_and_answered_by_itself(own: Any, case: str) -> None:
    further = ("case", "push", case, "--to", FINANCE, "--measure", "customs", "--by", "信用中心", "--day", "2026-11-05")
    pushed = said(own, *further)
    assert [each["asked"] for each in pushed["items"]] == [["procurement"], ["land"], ["customs"]]
    assert said(own, *further)["closure"]["pushed"] == 3
    other = run(own, *further[:-1], "2026-11-06")
    assert (other.exit_code, "nothing new to push" in other.stderr) == (1, True)
    answered(own, case, FINANCE, *WHOLE[:6], day="2026-11-07")
    refused = ("--step", "not_applied", "--step", "reported", "--measure", "procurement", "--reason", "已过有效期")
    answered(own, case, FINANCE, *refused, day="2026-11-07")
    shown = answered(own, case, FINANCE, *WHOLE[6:], day="2026-11-08")
    finance = [each for each in shown["items"] if each["addressee"] == FINANCE]
    assert [(each["step"], each["applied"]) for each in finance] == [("reported", []), ("reported", ["customs"])]
    assert shown["closure"] == {"pushed": 3, "closed": 2, "rate": 0.6667}


@pytest.mark.parametrize("act", ["removed", "repaired", "revoked", "stayed"])
def test_when_the_listing_ends_the_next_view_says_to_be_lifted(own: Any, case: str, act: str) -> None:
    answered(own, case, FINANCE, *WHOLE)
    assert of(said(own, "case", "show", case, *DAY), FINANCE)["to_lift"] == []
    assert run(own, "listing", "act", DOCUMENT, act, "--by", TAX, "--day", "2026-11-10").exit_code == 0
    shown = said(own, "case", "show", case, "--as-of", "2026-11-10")
    assert shown["listing_state"] == act
    finance = of(shown, FINANCE)
    assert (finance["to_lift"], finance["closed"]) == (["procurement"], False)
    assert [each["due"] for each in finance["duties"] if each["duty"] == "case_lifting"] == ["2026-11-13"]
    late = run(own, "case", "answer", case, "--by", LANDS, *WHOLE, "--day", "2026-11-11")
    assert "answer not_applied" in late.stderr
    lifted = said(own, "case", "lift", case, "--by", FINANCE, "--day", "2026-11-12")
    assert (of(lifted, FINANCE)["closed"], of(lifted, FINANCE)["step"]) == (True, "lifting_reported")


def test_open_items_are_on_the_clock(own: Any, case: str) -> None:
    on_time = json.loads(run(own, "clocks", "--as-of", "2026-11-06", "--json").stdout)
    assert {(each["duty"], each["who"], each["due"]) for each in on_time["duties"]} == {
        ("case_receipt", FINANCE, "2026-11-06"), ("case_receipt", LANDS, "2026-11-06"),
        ("case_answer", FINANCE, "2026-11-24"), ("case_answer", LANDS, "2026-11-24"),
    }  # fmt: skip
    assert on_time["late"] == 0
    assert json.loads(run(own, "clocks", "--as-of", "2026-11-09", "--json").stdout)["late"] == 2


def test_no_case_about_a_listing_that_has_ended(own: Any) -> None:
    assert run(own, "listing", "act", DOCUMENT, "removed", "--by", TAX, "--day", "2026-11-01").exit_code == 0
    refused = run(own, "case", "open", DOCUMENT, "--by", "信用中心", "--day", "2026-11-02")
    assert refused.exit_code == 1
    assert "no rule carries a measure" in refused.stderr
