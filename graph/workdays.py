"""Workdays of the State Council's calendar: holidays and 调休, with dated corrections.

Owns: is it a workday, and the end of a limit of so many workdays. Refuses: terms of months and years (graph.terms)
and certainty about years that nobody announced: those answers are marked provisional, counted by weekday alone.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import chinese_calendar

from graph.errors import GraphError

_SATURDAY = 5
_ONE = timedelta(days=1)


class CalendarError(GraphError):
    """A calendar file is wrong; the text names file, entry and key."""

    code = "graph.calendar"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a limit. ``provisional``: it runs through days that the State Council has not announced."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Workdays:
    """The calendar with its corrections: day -> (workday, announced)."""

    overrides: Mapping[date, tuple[bool, bool]] = field(default_factory=dict)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on the day; by weekday alone when the year is not announced."""
        return self._status(day)[0]

    def is_provisional(self, day: date) -> bool:
        """Whether the day's status may still change."""
        return self._status(day)[1]

    def deadline(self, start: date, workdays: int) -> Deadline:
        """The last day of a limit of so many workdays that begins after ``start`` (that day itself is not counted)."""
        if workdays < 0:
            raise CalendarError(f"a limit of {workdays} workdays: write 0 or more")
        day, left, provisional = start, workdays, False
        while left and day < date.max:  # a limit beyond the calendar ends with it
            day += _ONE
            works, unsure = self._status(day)
            provisional = provisional or unsure
            left -= works
        return Deadline(day, provisional)

    def between(self, start: date, end: date) -> int:
        """How many workdays lie after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def _status(self, day: date) -> tuple[bool, bool]:
        if day in self.overrides:
            works, announced = self.overrides[day]
            return works, not announced
        try:
            return bool(chinese_calendar.is_workday(day)), False
        except NotImplementedError:
            return day.weekday() < _SATURDAY, True


@cache
def load_workdays(text: str | None = None) -> Workdays:
    """The calendar with the corrections of a TOML text, by default those that ship with the package."""
    name = "calendars/cn.toml"
    text = text if text is not None else (files("graph") / "data" / "calendars" / "cn.toml").read_text("utf-8")
    try:
        raw = tomllib.loads(text).get("override", [])
    except tomllib.TOMLDecodeError as broken:
        raise CalendarError(f"{name}: not valid TOML ({broken}); mend the syntax") from broken
    overrides: dict[date, tuple[bool, bool]] = {}
    for place, entry in enumerate(raw, start=1):
        day, works, announced = entry.get("day"), entry.get("workday"), entry.get("announced", False)
        for key, value, kind in (("day", day, date), ("workday", works, bool), ("announced", announced, bool)):
            if not isinstance(value, kind):
                raise CalendarError(f"{name}, override {place}, key {key}: {value!r} is no {kind.__name__}; correct it")
        if not entry.get("document"):
            raise CalendarError(f"{name}, override {place}, key document: name the document that orders it")
        overrides[day] = (works, announced)
    return Workdays(overrides)
