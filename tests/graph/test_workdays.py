"""Workdays: holidays, 调休, corrections, and years that nobody announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.workdays import CalendarError, Workdays, load_workdays

DAYS = st.dates(date(2018, 1, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday worked before the Spring Festival
        (date(2026, 2, 17), False),
        (date(2026, 10, 1), False),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_days(day: date, works: bool) -> None:
    assert load_workdays().is_workday(day) is works


def test_seven_workdays_over_the_national_day() -> None:
    # 2026-09-28 (Mon): 29, 30, then 8, 9, 10 (调休 Saturday, if ordered) ... counted by the calendar itself
    deadline = load_workdays().deadline(date(2026, 9, 28), 7)
    assert load_workdays().between(date(2026, 9, 28), deadline.day) == 7
    assert deadline.day > date(2026, 10, 8)
    assert not deadline.provisional


def test_unannounced_year_is_provisional() -> None:
    calendar = load_workdays()
    assert calendar.is_provisional(date(2027, 3, 1))
    assert calendar.is_workday(date(2027, 3, 1))
    assert not calendar.is_workday(date(2027, 3, 6))
    assert calendar.deadline(date(2026, 12, 30), 7).provisional


OVERRIDE = """
[[override]]
day = 2027-03-01
workday = false
document = "国务院办公厅通知"
announced = true
"""


def test_override_decides() -> None:
    calendar = load_workdays(OVERRIDE)
    assert not calendar.is_workday(date(2027, 3, 1))
    assert not calendar.is_provisional(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[[override]]\nworkday = true\ndocument = 'x'", "key day"),
        ("[[override]]\nday = 2027-01-01\nworkday = 1\ndocument = 'x'", "key workday"),
        ("[[override]]\nday = 2027-01-01\nworkday = true", "key document"),
        ("[[override", "not valid TOML"),
    ],
)
def test_bad_override_says_where(text: str, part: str) -> None:
    with pytest.raises(CalendarError, match=part):
        load_workdays(text)


@given(DAYS, st.integers(0, 40))
def test_deadline_counts_exactly(start: date, limit: int) -> None:
    calendar = Workdays()
    deadline = calendar.deadline(start, limit)
    assert calendar.between(start, deadline.day) == limit
    assert limit == 0 or calendar.is_workday(deadline.day)
    assert limit == 0 or calendar.between(start, deadline.day - timedelta(days=1)) == limit - 1
