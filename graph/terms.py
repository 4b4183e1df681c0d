"""Legal terms: ISO 8601 durations counted from a day, last day included.

Owns: "for three years from 2023-11-20" = through 2026-11-20 (民法典 art. 201-202: counted from the next day, ending
with the corresponding day, or the month's last when there is none). Refuses: workdays (graph.workdays).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from linkage.dates import ALWAYS, FOREVER, Span

_PATTERN = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Duration:
    """Years, months and days of a calendar."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read ``P3Y``, ``P18M``, ``P15D`` or a mix; ValueError otherwise."""
        match = _PATTERN.fullmatch(text)
        if not match:
            raise ValueError(f"not a duration: {text!r}; write it as P3Y, P6M or P15D (ISO 8601)")
        return cls(*(int(part or 0) for part in match.groups()))

    def last_day(self, start: date) -> date:
        """The last day of the term that began on ``start``; ``FOREVER`` when no calendar reaches it."""
        if start in (ALWAYS, FOREVER):
            return FOREVER
        months = start.year * _MONTHS + start.month - 1 + self.years * _MONTHS + self.months
        year, month = divmod(months, _MONTHS)
        if year >= FOREVER.year:
            return FOREVER
        day = min(start.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)


def after(day: date) -> date:
    """The next day; ``FOREVER`` stays."""
    return day if day == FOREVER else day + timedelta(days=1)


def running(begin: tuple[date, date], counted_from: tuple[date, date], length: Duration) -> Span:
    """The span of a bar that begins within ``begin`` and whose term counts from within ``counted_from``.

    An unknown lower bound (``ALWAYS``) leaves the certain end before every day, so that the bar is at most possible.
    """
    first, last = counted_from
    certain = ALWAYS if first == ALWAYS else after(length.last_day(first))
    possible = FOREVER if last == ALWAYS else after(length.last_day(last))
    return Span(begin[0], begin[1], min(certain, possible), possible)
