"""Limits by region, list and day; duties that records show; petitions step by step."""

from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.clocks import Clocks, load_limits
from graph.listings import assemble
from graph.petitions import Asked, Entry, Outcome, Petition, PetitionRefused, Taken, check, duties, fold
from graph.policy import PolicyError
from graph.workdays import load_workdays
from tests.graph.town import COURT, MARKET, Town

CLOCKS = Clocks(load_limits(), load_workdays())
DEBTOR = "dishonest_judgment_debtor"


@pytest.mark.parametrize(
    ("duty", "region", "category", "day", "workdays"),
    [
        ("publication", "410100", "administrative_penalty", "2026-01-05", 7),
        ("withdrawal", "410100", "administrative_penalty", "2026-01-05", 1),  # Henan art. 42
        ("withdrawal", "420100", "administrative_penalty", "2026-01-05", 3),  # the act of 2021
        ("withdrawal", "420100", "administrative_penalty", "2021-07-14", None),  # before it
        ("repair", "410100", "administrative_penalty", "2026-01-05", 1),
        ("validation", "410100", "administrative_penalty", "2026-01-05", 5),
        ("validation", "420100", "administrative_penalty", "2026-01-05", None),
        ("objection_answer", "410100", "red_list", "2026-01-05", 3),
        ("objection_done", "410100", "red_list", "2026-01-05", 7),
        ("objection_done", "310100", "red_list", "2026-01-05", 10),
        ("objection_done", "370200", "red_list", "2026-01-05", 7),
        ("objection_done", "330200", "red_list", "2026-01-05", 20),
        ("objection_done", "440300", "red_list", "2026-01-05", 6),
        ("objection_done", "440100", "red_list", "2026-01-05", 7),  # Guangdong is not Shenzhen
        ("removal", "410100", DEBTOR, "2026-01-05", 3),
        ("removal", "410100", "red_list", "2026-01-05", None),
    ],
)
def test_limits(duty: str, region: str, category: str, day: str, workdays: int | None) -> None:
    limit = CLOCKS.limit(duty, region, category, date.fromisoformat(day))
    assert (limit.workdays if limit else None) == workdays


def penalty(as_at: str, decided: str = "2026-09-21", **how: object) -> Town:
    t = Town(as_at=date.fromisoformat(as_at))
    t.firm("甲公司")
    t.listed("administrative_penalty", "甲公司", decided, penalty_types="fine", **how)
    return t


@pytest.mark.parametrize(("reported", "late"), [("2026-09-30", False), ("2026-10-08", False), ("2026-10-09", True)])
def test_seven_workdays_skip_the_national_day_holiday(reported: str, late: bool) -> None:
    """2026-09-21 is a Monday; 25 to 27 September and 1 to 7 October are holidays."""
    (listing,) = assemble(penalty(reported).subgraph())
    (duty,) = CLOCKS.of_listing(listing, published=True)
    assert duty.due == date(2026, 10, 8)
    assert duty.late(date(2026, 11, 20)) is late
    assert not duty.is_open(date(2026, 11, 20))


def test_a_decision_that_only_others_report_is_open() -> None:
    town = penalty("2026-09-22", authority=MARKET, department="发展和改革委员会", region="410000")
    (listing,) = assemble(town.subgraph())
    (duty,) = CLOCKS.of_listing(listing, published=True)
    assert duty.done is None
    assert duty.is_open(date(2026, 9, 22))
    assert not duty.late(duty.due)
    assert duty.late(duty.due + timedelta(days=1))


def test_unpublished_lists_and_unknown_days_have_no_publication_duty() -> None:
    (listing,) = assemble(penalty("2026-09-30").subgraph())
    assert list(CLOCKS.of_listing(listing, published=False)) == []
    (undated,) = assemble(penalty("2026-09-30", decided="2026-09").subgraph())
    assert list(CLOCKS.of_listing(undated, published=True)) == []


def test_steps_have_their_duties() -> None:
    t = penalty("2026-10-31", "2026-09-21")
    t.event(t.listed("dishonest_judgment_debtor", "甲公司", authority=COURT), "removed", "2026-10-09")
    removed = next(each for each in assemble(t.subgraph()) if each.events)
    (duty,) = CLOCKS.of_listing(removed, published=False)
    assert (duty.limit.duty, duty.done, duty.late(date(2026, 11, 20))) == ("removal", date(2026, 10, 31), True)


def test_permits_are_published_in_time_too() -> None:
    t = Town(as_at=date(2026, 10, 9))
    t.firm("甲公司")
    said = {"authority": "郑州市税务局", "doc_no": "许可1号", "issue_date": "2026-09-21"}
    t.product("permit", "甲公司", "2026-09-21", **said)
    t.product("permit", "甲公司", "2026-09-21", **said)
    t.product("permit", "甲公司", "2026-09", **(said | {"issue_date": "2026-09"}))
    t.product("report", "甲公司", "2026-09-21", **said)
    (duty,) = CLOCKS.of_permits(t.facts)
    assert (duty.what, duty.due, duty.done) == ("许可1号", date(2026, 10, 8), date(2026, 10, 9))
    assert duty.late(date(2026, 11, 20))


def test_an_unannounced_year_is_provisional() -> None:
    limit = CLOCKS.limit("publication", "410100", "administrative_penalty", date(2027, 12, 30))
    assert limit is not None
    assert limit.due(date(2027, 12, 30), CLOCKS.calendar).provisional
    assert not limit.due(date(2026, 3, 2), CLOCKS.calendar).provisional


def test_calendar_days() -> None:
    limit = CLOCKS.limit("correction_request", "410100", DEBTOR, date(2026, 1, 5))
    assert limit is not None
    assert limit.due(date(2026, 1, 5), CLOCKS.calendar).day == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("workdays = 7", "workdays = 7\ndays = 7", "one of them"),
        ("workdays = 7", "hours = 7", "hours"),
        ("[[clock]]", "[[clock]", "not valid TOML"),
    ],
)
def test_a_wrong_table_says_where(old: str, new: str, said: str) -> None:
    text = (files("graph") / "data" / "clocks.toml").read_text("utf-8")
    with pytest.raises(PolicyError, match=said):
        load_limits(text.replace(old, new, 1))


def opened(
    asked: Asked = Asked.OBJECTION, region: str = "410100", category: str = "administrative_penalty"
) -> Petition:
    entry = Entry(petition="O000001", step=Taken.OPENED, day=date(2026, 3, 2), by="甲公司", asked=asked, listing="k",
                  category=category, authority=MARKET, region=region)  # fmt: skip
    return fold([entry])["O000001"]


def test_an_objection_in_henan_is_answered_in_three_and_done_in_seven_workdays() -> None:
    answer, done = duties(opened(), CLOCKS)
    assert (answer.limit.duty, answer.who, answer.due) == ("objection_answer", MARKET, date(2026, 3, 5))
    assert (done.limit.duty, done.due) == ("objection_done", date(2026, 3, 11))
    assert answer.is_open(date(2026, 3, 5))
    assert not answer.late(date(2026, 3, 5))
    assert answer.late(date(2026, 3, 6))


def test_a_courts_list_has_fifteen_days_too_and_a_request_for_repair_no_limit_of_ours() -> None:
    assert [each.limit.duty for each in duties(opened(category=DEBTOR), CLOCKS)] == [
        "objection_answer", "objection_done", "correction_request",
    ]  # fmt: skip
    assert list(duties(opened(Asked.REPAIR), CLOCKS)) == []


STEPS = st.lists(
    st.tuples(st.sampled_from((Taken.ANSWERED, Taken.CLOSED)), st.integers(-3, 9), st.sampled_from([None, *Outcome])),
    max_size=5,
)


@given(STEPS)
def test_a_petition_closes_once_and_never_runs_backwards(steps: list[tuple[Taken, int, Outcome | None]]) -> None:
    petition = opened()
    entries = list(petition.steps)
    for step, offset, outcome in steps:
        day = petition.opened + timedelta(days=offset)
        try:
            check(petition, step, day, outcome)
        except PetitionRefused:
            continue
        entries.append(Entry(petition=petition.id, step=step, day=day, by="x", outcome=outcome))
        petition = fold(entries)[petition.id]
    assert fold(Entry.from_bytes(each.to_bytes()) for each in entries) == {petition.id: petition}
    order = [each.step for each in petition.steps]
    assert order == sorted(order, key=list(Taken).index)
    assert len(set(order)) == len(order)
    assert [each.day for each in petition.steps] == sorted(each.day for each in petition.steps)
    for duty in duties(petition, CLOCKS):
        assert duty.done is None or not duty.is_open(duty.done)
