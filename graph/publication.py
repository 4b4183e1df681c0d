"""How long a record may be published and disclosed: by its severity, under the law of the day on which it was decided.

Owns: the severity of a listing, the last day of its publication and of its disclosure. Refuses: effects: the end of
publication ends no measure and no statutory term (only a rule row's ``ended_by`` does), and repair, which is an act.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from graph.listings import Listing
from graph.policy import PolicyError
from graph.rules import Length, area
from graph.terms import after
from linkage.dates import ALWAYS, FOREVER

FILE = "publication.toml"
GENERAL, SERIOUS, MINOR, SPECIAL = "general", "serious", "minor", "special_field"
ON_DEMAND = "on_demand"
_STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A row: from the decision to ``longest``; repair may be asked for after ``shortest``."""

    __pydantic_config__ = _STRICT
    law: str
    severity: str
    longest: Length
    number: str = ""
    article: str = ""
    effective_from: date = date.min
    effective_to: date = date.max
    shortest: Length | None = None
    published: str = "always"
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """A row: how long a negative record is disclosed, from the decision, where that law holds."""

    __pydantic_config__ = _STRICT
    law: str
    longest: Length
    region: str
    article: str = ""
    effective_from: date = date.min
    effective_to: date = date.max
    source: str = ""

    def last_day(self, listing: Listing) -> date | None:
        """The last day of disclosure; None where nobody says when it was decided."""
        known = listing.begin[0] not in (ALWAYS, FOREVER)
        return self.longest.last_day(listing.begin[1]) if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Severity:
    __pydantic_config__ = _STRICT
    severity: str
    is_list: bool = False
    penalty_types: frozenset[str] = frozenset()
    only_penalty_types: frozenset[str] = frozenset()
    fine_at_least: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Publication:
    """``last_day`` of publication and ``repairable`` (first day on which repair may be asked for), both inclusive.

    None where the record does not say on which day it was decided. ``on_demand``: published only if found necessary.
    ``stated``: the record's own last day, when it is within the law's.
    """

    severity: str
    period: Period
    last_day: date | None
    repairable: date | None
    on_demand: bool
    stated: bool = False

    def is_open(self, day: date) -> bool:
        """Whether the record may still be published on that day; False when nobody knows since when."""
        return self.last_day is not None and day <= self.last_day


@dataclass(frozen=True, slots=True)
class Periods:
    """The rows of data/publication.toml."""

    periods: tuple[Period, ...]
    severities: tuple[_Severity, ...]
    special: tuple[str, ...]
    disclosures: tuple[Disclosure, ...] = ()

    def disclosure(self, listing: Listing, day: date) -> Disclosure | None:
        """The row that is law on the day for the region of the listing; None where no law bounds the disclosure."""
        rows = (row for row in self.disclosures if row.effective_from <= day <= row.effective_to)
        return next((row for row in rows if listing.region.startswith(area(row.region))), None)

    def severity(self, listing: Listing, is_list: bool) -> str:
        """Serious, minor or general, by list, penalty types and fine."""
        for row in self.severities:
            if _fits(row, listing, is_list):
                return row.severity
        return GENERAL

    def last_day(self, severity: str, decided: date, special: bool = False) -> Period:
        """The row of the law in force on the day of decision; a special field counts where that law knows it."""
        rows = [row for row in self.periods if row.effective_from <= decided <= row.effective_to]
        wanted = (SPECIAL, severity) if special and severity == GENERAL else (severity,)
        return next(row for word in wanted for row in rows if row.severity == word)

    def of(self, listing: Listing, is_list: bool, stated: date | None = None) -> Publication:
        """The publication of a listing. ``stated``: the last day that its record gives (公示截止期)."""
        severity = self.severity(listing, is_list)
        decided = listing.begin[1] if listing.begin[0] not in (ALWAYS, FOREVER) else None
        text = f"{listing.authority}{listing.reason}"
        period = self.last_day(severity, decided or listing.begin[1], any(word in text for word in self.special))
        on_demand = period.published == ON_DEMAND
        if decided is None:
            return Publication(severity, period, None, None, on_demand)
        longest = period.longest.last_day(decided)
        shortest = period.shortest.last_day(decided) if period.shortest else decided
        within = stated is not None and shortest <= stated <= longest
        return Publication(severity, period, stated if within else longest, shortest, on_demand, within)


def _fits(row: _Severity, listing: Listing, is_list: bool) -> bool:
    if row.is_list:
        return is_list
    if row.fine_at_least is not None:
        return listing.fine is not None and listing.fine >= row.fine_at_least
    if row.only_penalty_types:
        return bool(listing.penalty_types) and listing.penalty_types <= row.only_penalty_types
    return bool(row.penalty_types & listing.penalty_types)


_PERIODS: TypeAdapter[tuple[Period, ...]] = TypeAdapter(tuple[Period, ...])
_DISCLOSURES: TypeAdapter[tuple[Disclosure, ...]] = TypeAdapter(tuple[Disclosure, ...])
_SEVERITIES: TypeAdapter[tuple[_Severity, ...]] = TypeAdapter(tuple[_Severity, ...])


@cache
def load_periods(text: str | None = None) -> Periods:
    """The periods of a TOML text, by default those that ship; PolicyError names what is wrong."""
    text = text if text is not None else (files("graph") / "data" / FILE).read_text("utf-8")
    try:
        raw: dict[str, Any] = tomllib.loads(text)
        found = Periods(
            _PERIODS.validate_python(tuple(raw.get("period", ()))),
            _SEVERITIES.validate_python(tuple(raw.get("severity", ()))),
            tuple(raw.get("fields", {}).get("special", ())),
            _DISCLOSURES.validate_python(tuple(raw.get("disclosure", ()))),
        )
    except tomllib.TOMLDecodeError as broken:
        raise PolicyError(FILE, "", "", f"not valid TOML ({broken}); mend the syntax") from broken
    except ValidationError as wrong:
        first = wrong.errors()[0]
        place, *key = first["loc"]
        raise PolicyError(
            FILE, str(place), ".".join(map(str, key)), f"{first['msg']} (found {first['input']!r})"
        ) from wrong
    _check(found)
    return found


def _check(found: Periods) -> None:
    """Every severity has exactly one row on every day of every law."""
    days = sorted({date.min, *(row.effective_from for row in found.periods), *(_next(r) for r in found.periods)})
    for day in days:
        for severity in (MINOR, GENERAL, SERIOUS):
            rows = [r for r in found.periods if r.severity == severity and r.effective_from <= day <= r.effective_to]
            if len(rows) != 1:
                raise PolicyError(
                    FILE, severity, "effective_from", f"{len(rows)} rows on {day}; one must hold on each day"
                )


def _next(row: Period) -> date:
    """The first day without the row; the last day of all stays."""
    return after(row.effective_to)
