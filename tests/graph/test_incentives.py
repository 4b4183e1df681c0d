"""Whether the green channel is open: what grants it, what withholds it, and what is only perhaps so."""

from typing import Any

import pytest

from graph.incentives import GRANTED, NONE, VERIFY, WITHHELD, incentive
from graph.policy import load_purposes
from graph.propagation import weakened
from graph.rules import Sureness
from graph.screening import bears, verdict
from tests.graph.town import COURT, Town

CHANNEL = load_purposes()["green_channel"]


def town(**grade: str) -> Town:
    t = Town()
    t.firm("甲公司")
    if grade:
        t.product("tax_grade", "甲公司", "2026-04-01", **grade)
    return t


def said(t: Town, sureness: Sureness = Sureness.CONFIRMED) -> tuple[str, str]:
    found = [each for each in t.about("甲公司") if bears(each, CHANNEL)]
    if sureness is not Sureness.CONFIRMED:
        found = [weakened(each, sureness) for each in found]
    return incentive(found, (("甲公司", sureness),)), verdict(found)


def test_nothing_against_a_subject_opens_no_channel() -> None:
    assert said(town()) == (NONE, "clear")
    assert said(town(grade="B")) == (NONE, "clear")
    assert said(town(grade="A")) == (GRANTED, "clear")
    assert incentive((), ()) == ""


@pytest.mark.parametrize(("category", "word"), [("construction_blacklist", WITHHELD), ("red_list", GRANTED)])
def test_a_list_withholds_or_grants(category: str, word: str) -> None:
    t = town(grade="A")
    t.listed(category, "甲公司")
    assert said(t)[0] == word


def test_a_list_withholds_from_whom_no_row_grants_anything() -> None:
    t = town()
    t.listed("dishonest_judgment_debtor", "甲公司", authority=COURT)
    assert said(t) == (WITHHELD, "restricted")


def test_what_is_not_confirmed_opens_nothing() -> None:
    assert said(town(grade="A"), Sureness.PROBABLE)[0] == VERIFY
    t = town(grade="A")
    doubtful: dict[str, Any] = {"until": "2026-11"}  # ended some day of the month asked about
    t.listed("construction_blacklist", "甲公司", **doubtful)
    assert said(t) == (VERIFY, "verify")
