"""Listings: one decision of several records, its owner's end, its events, its disputes."""

import pytest

from graph.listings import Listing, assemble
from graph.model import Certainty
from tests.graph.town import COURT, MARKET, TAX, Town, number, told

DEBTOR = "dishonest_judgment_debtor"
OWN = {"debtor.own.procurement", "debtor.own.discretion"}
A, B = number("uscc", "91410100MA40000001"), number("uscc", "91410100MA40000002")


def town() -> Town:
    made = Town()
    made.firm("甲公司", "乙公司")
    made.person("张一")
    return made


def only(t: Town) -> Listing:
    (listing,) = assemble(t.subgraph())
    return listing


def test_copies_are_evidence_of_one_listing() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.copy(decision)
    t.copy(decision, region="410200")
    listing = only(t)
    assert (listing.subject, listing.authority, listing.doc_no) == ("甲公司", COURT, decision.doc)
    assert len(listing.evidence) == 3
    found = t.about("甲公司")
    assert told(found) == OWN
    assert all(len(each.evidence) == 3 for each in found)


def test_owners_end_lifts_whatever_copies_say() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", until="2026-06-30", authority=COURT)
    t.copy(decision)
    assert told(t.about("甲公司", "2026-06-29")) == OWN
    assert told(t.about("甲公司", "2026-06-30")) == set()


def test_a_copys_end_lifts_nothing_while_the_owner_holds_it() -> None:
    t = town()
    t.copy(t.listed(DEBTOR, "甲公司", authority=COURT), until="2026-06-30")
    assert told(t.about("甲公司")) == OWN


def test_without_the_owner_any_copys_end_counts() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT, department="发展和改革委员会", region="410000")
    t.copy(decision, until="2026-06-30", region="410200")
    assert told(t.about("甲公司")) == set()


def test_a_district_courts_decision_is_delivered_by_the_citys_court() -> None:
    t = town()
    decision = t.listed(
        DEBTOR, "甲公司", until="2026-06-30", authority="郑州市金水区人民法院", department="中级人民法院"
    )
    t.copy(decision)
    assert told(t.about("甲公司")) == set()


def test_a_neighbours_court_is_no_owner() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT, department="中级人民法院")
    t.copy(decision, until="2026-01-01", department="中级人民法院", region="410200")
    assert told(t.about("甲公司")) == OWN


def test_a_copys_status_is_hearsay() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.event(decision, "revoked", "2026-01-01", status="撤销", department="发展和改革委员会", region="410000")
    assert told(t.about("甲公司")) == OWN


@pytest.mark.parametrize("act", ["removed", "repaired", "revoked", "stayed"])
def test_another_authoritys_act_is_hearsay_beside_the_owners_records(act: str) -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.event(decision, act, "2026-01-01", department="发展和改革委员会", region="410000")
    assert told(t.about("甲公司")) == OWN
    t.event(decision, act, "2026-01-01")
    assert told(t.about("甲公司")) == set()


def test_without_the_owners_records_any_act_counts() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT, department="发展和改革委员会", region="410000")
    t.event(decision, "removed", "2026-01-01", department="发展和改革委员会", region="410000")
    assert told(t.about("甲公司")) == set()


def test_a_dispute_is_settled_by_its_own_answer_or_any_later_one() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.event(decision, "disputed", "2026-03-01", objection="O1")
    t.event(decision, "disputed", "2026-03-02", objection="O2")
    t.event(decision, "settled", "2026-03-02", objection="O1")
    days = {"2026-02-28": False, "2026-03-01": True, "2026-03-02": True, "2026-11-20": True}
    assert {day: t.about("甲公司", day)[0].disputed for day in days} == days
    t.event(decision, "settled", "2026-03-20")
    assert t.about("甲公司", "2026-03-19")[0].disputed
    assert not t.about("甲公司", "2026-03-20")[0].disputed


@pytest.mark.parametrize("event", ["removed", "repaired"])
def test_removed_on_the_day_itself(event: str) -> None:
    t = town()
    t.event(t.listed(DEBTOR, "甲公司", authority=COURT), event, "2026-06-30")
    assert told(t.about("甲公司", "2026-06-29")) == OWN
    assert told(t.about("甲公司", "2026-06-30")) == set()


def test_listed_again_after_removal() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.event(decision, "removed", "2026-03-01")
    t.event(decision, "listed", "2026-05-01")
    days = {"2026-02-28": OWN, "2026-03-01": set(), "2026-04-30": set(), "2026-05-01": OWN}
    assert {day: told(t.about("甲公司", day)) for day in days} == days


def test_stayed_and_resumed() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.event(decision, "stayed", "2026-03-01")
    t.event(decision, "resumed", "2026-05-01")
    days = {"2026-02-28": OWN, "2026-03-01": set(), "2026-04-30": set(), "2026-05-01": OWN}
    assert {day: told(t.about("甲公司", day)) for day in days} == days


def test_revoked_was_never() -> None:
    t = town()
    t.event(t.listed(DEBTOR, "甲公司", authority=COURT), "revoked", "2026-06-30")
    assert told(t.about("甲公司", "2025-07-01")) == set()


def test_intended_is_no_listing_and_an_event_alone_can_list() -> None:
    t = town()
    decision = t.listed("major_tax_violation", "乙公司", authority=TAX)
    t.facts.clear()
    t.event(decision, "intended", "2026-01-01")
    assert assemble(t.subgraph()) == ()
    t.event(decision, "listed", "2026-02-01")
    assert len(t.about("乙公司")) == 4
    assert t.about("乙公司", "2026-01-31") == []


def test_an_event_of_an_unresolved_subject_finds_its_listing_by_number_or_name() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT, numbers=(A,))
    t.event(decision, "removed", "2026-06-30", entity=None, name="甲公司（旧名）", numbers=(A,))
    assert told(t.about("甲公司")) == set()
    other = town()
    decision = other.listed(DEBTOR, "甲公司", authority=COURT)
    other.event(decision, "removed", "2026-06-30", entity=None)
    assert told(other.about("甲公司")) == set()


def test_two_subjects_of_one_decision_are_two_listings() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT, numbers=(A,))
    t.listed(DEBTOR, "乙公司", authority=COURT, doc=decision.doc, numbers=(B,))
    t.event(decision, "removed", "2026-06-30", entity=None, numbers=(A,))
    assert told(t.about("甲公司")) == set()
    assert told(t.about("乙公司")) == OWN


def test_one_document_in_two_categories_is_two_listings() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    t.listed("consumption_restriction", "甲公司", authority=COURT, doc=decision.doc)
    t.event(decision, "removed", "2026-06-30")
    assert told(t.about("甲公司")) == {"consumption.own", "consumption.exit"}


def test_events_and_marks_meet_a_table_without_document_numbers() -> None:
    t = town()
    t.role("张一", "LEGAL_REPRESENTATIVE_OF", "甲公司", "2015-01-01")
    t.listed("food_drug_blacklist", "甲公司", authority=MARKET, doc="")
    decision = t.listed("food_drug_blacklist", "甲公司", authority=MARKET, doc="豫1号")
    t.facts.pop()
    t.mark(decision, "张一", "LEGAL_REPRESENTATIVE_OF", "2024-01-01")
    assert told(t.about("张一")) == {"lines.persons"}
    t.event(decision, "removed", "2026-06-30")
    assert told(t.about("甲公司")) == set()


def test_a_dispute_marks_from_its_day_and_changes_nothing() -> None:
    t = town()
    decision = t.listed(DEBTOR, "甲公司", authority=COURT)
    before = t.about("甲公司")
    t.event(decision, "disputed", "2026-10-01")
    after = t.about("甲公司")
    assert [(f.rule, f.force, f.measures, f.sureness) for f in after] == [
        (f.rule, f.force, f.measures, f.sureness) for f in before
    ]
    assert all(f.disputed and "异议" in f.explanation_zh for f in after)
    assert not any(f.disputed for f in t.about("甲公司", "2026-09-30"))


def test_a_month_of_removal_is_possible_in_between() -> None:
    t = town()
    t.event(t.listed(DEBTOR, "甲公司", authority=COURT), "removed", "2026-06")
    days = {"2026-05-31": OWN, "2026-06-15": {f"{rule}?" for rule in OWN}, "2026-06-30": set()}
    assert {day: told(t.about("甲公司", day)) for day in days} == days


def test_a_probable_subject_carries_no_measure() -> None:
    t = town()
    t.listed(DEBTOR, "甲公司", authority=COURT, sure=Certainty.PROBABLE)
    found = t.about("甲公司")
    assert told(found) == {f"{rule}~" for rule in OWN}
    assert all(each.measures == () and each.would_be for each in found)
