"""Partial dates and spans of validity.

Owns: what a source's date can mean when it is imprecise, unknown or open, and the three-valued question "did it hold
on that day?". Refuses: reading raw cells (linkage.readers does) and the clock (days come in).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ALWAYS = date.min
"""Lower end of a span whose beginning is unknown."""
FOREVER = date.max
"""Upper end of a span that is open."""


class Truth(StrEnum):
    """Kleene's three values: a span with uncertain ends holds certainly, possibly or not."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the year, the month or the day (ISO 8601 reduced precision)."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError when it is none or no such day exists."""
        parts = [int(part) for part in text.split("-")]
        if not 1 <= len(parts) <= 3:
            raise ValueError(f"not a partial date: {text!r}")
        value = cls(*parts)
        value.first  # noqa: B018  raises ValueError for a day that does not exist
        return value

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def last(self) -> date:
        """The latest day it can mean."""
        if self.day is not None and self.month is not None:
            return date(self.year, self.month, self.day)
        following = date(self.year + 1, 1, 1) if self.month in (None, 12) else date(self.year, (self.month or 1) + 1, 1)
        return following - timedelta(days=1)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        return f"{text}-{self.day:02d}" if self.day is not None else text


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open validity ``[begin, end)`` whose ends are each known to lie within a range of days.

    It certainly holds from ``begin_max`` up to, not including, ``end_min``; it possibly holds from ``begin_min`` up to
    ``end_max``. A day-precise fact has equal mins and maxes; ``ALWAYS`` and ``FOREVER`` stand for unknown and open.
    """

    begin_min: date = ALWAYS
    begin_max: date = ALWAYS
    end_min: date = FOREVER
    end_max: date = FOREVER

    def __post_init__(self) -> None:
        if self.begin_min > self.begin_max or self.end_min > self.end_max:
            raise ValueError(f"span ends are reversed: {self}")

    @classmethod
    def of(cls, begin: PartialDate | date | None, end: PartialDate | date | None = None) -> "Span":
        """A span between two (partial) dates; None begins at an unknown time or is open-ended."""
        low, high = _ends(begin, ALWAYS)
        end_low, end_high = _ends(end, FOREVER)
        return cls(low, high, end_low, end_high)

    def holds(self, day: date) -> Truth:
        """Whether the fact holds on that day."""
        if self.begin_max <= day < self.end_min:
            return Truth.YES
        return Truth.MAYBE if self.begin_min <= day < self.end_max else Truth.NO

    def ended(self, day: date) -> "Span":
        """The same fact, over by that day at the latest."""
        return Span(min(self.begin_min, day), min(self.begin_max, day), min(self.end_min, day), min(self.end_max, day))

    @property
    def is_void(self) -> bool:
        """True when no day can lie in it."""
        return self.begin_min >= self.end_max

    def to_text(self) -> tuple[str, str, str, str]:
        """The four days as ISO text, in field order."""
        return (
            self.begin_min.isoformat(),
            self.begin_max.isoformat(),
            self.end_min.isoformat(),
            self.end_max.isoformat(),
        )

    @classmethod
    def from_text(cls, begin_min: str, begin_max: str, end_min: str, end_max: str) -> "Span":
        """Inverse of :meth:`to_text`."""
        return cls(*(date.fromisoformat(text) for text in (begin_min, begin_max, end_min, end_max)))


VOID = Span(ALWAYS, ALWAYS, ALWAYS, ALWAYS)
"""The span of what never held: an office registered in a stolen name (冒名登记), a revoked decision."""


def _ends(value: PartialDate | date | None, unknown: date) -> tuple[date, date]:
    if value is None:
        return unknown, unknown
    if isinstance(value, PartialDate):
        return value.first, value.last
    return value, value
