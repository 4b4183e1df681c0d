"""What related parties' findings mean: branches, owners, successors, people in office, stolen names, regions."""

import pytest

from graph.rules import Force, Measure
from tests.graph.town import COURT, MODEL, TAX, Town, told

DEBTOR, LR, DIRECTOR = "dishonest_judgment_debtor", "LEGAL_REPRESENTATIVE_OF", "DIRECTOR_OF"
ROLES = ["PRINCIPAL_OF", DIRECTOR, "SENIOR_MANAGER_OF", "EXECUTIVE_PARTNER_OF", LR]


def town() -> Town:
    made = Town()
    made.firm("甲公司", "乙公司", "丙公司", "分公司", "商行")
    made.person("张一", "李二")
    return made


def test_a_branch_bears_its_companys_listing_with_the_same_force() -> None:
    t = town()
    t.role("分公司", "BRANCH_OF", "甲公司", "2016-01-01")
    t.listed("major_tax_violation", "甲公司", authority=TAX)
    own, there = t.about("甲公司"), t.about("分公司")
    assert told(there) == {"branch.of_listed"}
    assert sorted((f.force, f.measures) for f in there) == sorted((f.force, f.measures) for f in own)
    assert [hop.entity for hop in there[0].path] == ["甲公司", "分公司"]


def test_a_listed_branch_alerts_its_company_and_no_sister() -> None:
    t = town()
    t.role("分公司", "BRANCH_OF", "甲公司", "2016-01-01")
    t.role("乙公司", "BRANCH_OF", "甲公司", "2016-01-01")
    t.listed(DEBTOR, "分公司", authority=COURT)
    assert told(t.about("甲公司")) == {"branch.listed"}
    assert t.about("乙公司") == []


@pytest.mark.parametrize("tie", ["OPERATES", "INVESTOR_OF", "EXECUTIVE_PARTNER_OF"])
def test_a_listed_shop_alerts_its_owner_and_his_other_firms(tie: str) -> None:
    t = town()
    t.role("张一", tie, "商行", "2016-01-01")
    t.role("李二", tie, "商行", "2012-01-01", "2016-01-01")
    t.role("张一", LR, "乙公司", "2016-01-01")
    t.role("张一", "SHAREHOLDER_OF", "丙公司", "2016-01-01")
    t.listed(DEBTOR, "商行", authority=COURT)
    assert told(t.about("张一")) == {"owner.of_listed"}
    assert told(t.about("乙公司")) == {"owner.other_firms"}
    assert t.about("丙公司") == []
    assert t.about("李二") == []


def test_a_successor_is_alerted_not_barred() -> None:
    t = town()
    t.role("乙公司", "SUCCESSOR_OF", "甲公司", "2026-01-01")
    t.listed(DEBTOR, "甲公司", authority=COURT)
    assert told(t.about("乙公司")) == {"successor.of_listed"}


def barred(role: str, until: str = "", **how: object) -> Town:
    """张一 is barred for a revoked licence of 甲公司 and holds a role in 乙公司."""
    t = town()
    t.role("张一", LR, "甲公司", "2015-01-01", "2025-01-01")
    decision = t.listed("administrative_penalty", "甲公司", "2024-08-05", penalty_types="revoke_business_licence")
    t.mark(decision, "张一", LR, "2023-12-15")
    t.role("张一", role, "乙公司", "2020-01-01", until, **how)
    return t


@pytest.mark.parametrize("role", ROLES)
def test_an_office_bar_asks_the_firm_to_replace(role: str) -> None:
    (found,) = barred(role).about("乙公司")
    assert (found.rule, found.force, found.measures) == ("related.office", Force.MAY, (Measure.OFFICE,))
    assert [hop.entity for hop in found.path] == ["甲公司", "张一", "乙公司"]


@pytest.mark.parametrize(
    "role", ["SUPERVISOR_OF", "SHAREHOLDER_OF", "FINANCE_HEAD_OF", "LIQUIDATOR_OF", "PRACTISES_AT"]
)
def test_other_places_are_not_reached(role: str) -> None:
    assert barred(role).about("乙公司") == []


def test_a_barred_controller_is_an_alert() -> None:
    assert told(barred("ACTUAL_CONTROLLER_OF").about("乙公司")) == {"related.listed"}


def test_an_office_left_says_nothing() -> None:
    assert barred(LR, "2026-11-20").about("乙公司") == []
    assert told(barred(LR, "2026-11-21").about("乙公司")) == {"related.office"}


def test_a_probable_officer_is_to_be_verified() -> None:
    (found,) = barred(LR, sure=MODEL).about("乙公司")
    assert told([found]) == {"related.office~"}
    assert found.measures == ()


def test_an_office_in_a_stolen_name_was_never_held() -> None:
    t = barred(LR, void=True)
    t.role("张一", LR, "乙公司")  # the registry's undated card still names him
    assert t.about("乙公司") == []


def test_a_stolen_name_is_not_reached_though_marked() -> None:
    t = town()
    t.role("张一", LR, "甲公司", void=True)
    decision = t.listed("administrative_penalty", "甲公司", "2024-08-05", penalty_types="revoke_business_licence")
    t.mark(decision, "张一", LR, "2023-12-15")
    assert t.about("张一") == []


def test_an_undated_card_does_not_reach_back_over_a_dated_office() -> None:
    t = town()
    t.role("李二", LR, "甲公司", "2024-01-01")
    t.role("李二", LR, "甲公司")
    decision = t.listed("major_tax_violation", "甲公司", authority=TAX)
    t.mark(decision, "张一", LR, "2022-01-01", unpaid="yes", guarantee="no")
    assert t.about("李二") == []


def test_a_representative_who_is_only_wanted_by_a_court_is_no_alert() -> None:
    t = town()
    t.role("张一", LR, "乙公司", "2015-01-01")
    t.listed("unfulfilled_judgment", "张一", authority=COURT)
    assert told(t.about("张一")) == {"unfulfilled.alert"}
    assert t.about("乙公司") == []


def test_red_list_is_not_carried_and_withheld_beside_a_list() -> None:
    t = town()
    t.role("分公司", "BRANCH_OF", "甲公司", "2016-01-01")
    t.listed("red_list", "甲公司")
    assert told(t.about("甲公司")) == {"red.green_channel"}
    assert t.about("分公司") == []
    black = t.listed("construction_blacklist", "甲公司")
    assert told(t.about("甲公司")) == {"lines.own", "lines.licensing?"}
    t.event(black, "removed", "2026-11-20")
    assert told(t.about("甲公司")) == {"red.green_channel"}


def test_the_latest_grade_counts() -> None:
    t = town()
    t.product("tax_grade", "甲公司", "2024-05-01", grade="A")
    assert told(t.about("甲公司", "2025-04-30")) == {"tax_grade.green_channel"}
    t.product("tax_grade", "甲公司", "2025-05-01", grade="B")
    assert told(t.about("甲公司", "2025-04-30")) == {"tax_grade.green_channel"}
    assert t.about("甲公司", "2025-05-01") == []


HENAN, SHANGHAI, SHANDONG, SHENZHEN = "410000", "310000", "370000", "440300"


@pytest.mark.parametrize(
    ("issuer", "role", "mark", "receiver", "reached"),
    [
        (HENAN, LR, "yes", "410100", True),
        (HENAN, LR, None, "410100", False),
        (HENAN, "ACTUAL_CONTROLLER_OF", "yes", "410100", True),
        (HENAN, "DIRECTLY_RESPONSIBLE", "yes", "410100", True),
        (SHANGHAI, "ACTUAL_CONTROLLER_OF", "yes", "310000", False),
        (HENAN, "ACTUAL_CONTROLLER_OF", "yes", "310000", False),
        (SHANGHAI, LR, "yes", "410100", True),
        (SHANDONG, LR, None, "370200", True),
        (SHANDONG, LR, None, "410100", False),
        (HENAN, LR, None, "370000", False),
        (HENAN, LR, "yes", "370000", True),
        (HENAN, LR, "yes", "440300", False),
        (HENAN, LR, "yes", "420000", False),  # a province without a row carries nothing
        (SHENZHEN, "PRINCIPAL_OF", "yes", "440300", True),
        (SHENZHEN, LR, "yes", "440300", False),
        (HENAN, LR, "yes", "", True),
    ],
)
def test_provinces_intersect(issuer: str, role: str, mark: str | None, receiver: str, reached: bool) -> None:
    t = town()
    if role != "DIRECTLY_RESPONSIBLE":
        t.role("张一", role, "甲公司", "2015-01-01")
    decision = t.listed("provincial_dishonesty", "甲公司", authority="某机关", region=issuer)
    if mark:
        t.mark(decision, "张一", role, "2024-01-01", responsible=mark)
    assert bool(t.about("张一", region=receiver)) is reached
