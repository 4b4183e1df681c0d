"""Duties with a limit: what had to be done by which workday, and whether it was.

Owns: the limits (data/clocks.toml) by region, list and day, and the duties that a listing's records show were kept or
not. Refuses: the clock (the day comes in) and penalties for being late.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import ConfigDict, TypeAdapter, ValidationError

from graph.listings import REMOVED, REPAIRED, REVOKED, Event, Listing
from graph.model import Evidence, Fact
from graph.owners import is_owner, region_of
from graph.policy import PolicyError
from graph.rules import area
from graph.workdays import Deadline, Workdays
from linkage.dates import ALWAYS, FOREVER
from linkage.model import fact

FILE = "clocks.toml"
PUBLICATION, WITHDRAWAL, REMOVAL, REPAIR = "publication", "withdrawal", "removal", "repair"
PERMIT = "permit"
_WHOLE_DAY = len("2026-11-20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A row: so many workdays (or calendar ``days``) after the start. Empty ``categories``: every list."""

    __pydantic_config__ = ConfigDict(extra="forbid")
    duty: str
    title_zh: str
    of: str
    document: str
    workdays: int | None = None
    days: int | None = None
    region: str = ""
    categories: frozenset[str] = frozenset()
    article: str = ""
    effective_from: date = date.min
    effective_to: date = date.max
    source: str = ""

    def due(self, start: date, calendar: Workdays) -> Deadline:
        """The last day of the limit that starts after ``start``."""
        if self.days is not None:
            return Deadline(date.fromordinal(min(start.toordinal() + self.days, date.max.toordinal())), False)
        return calendar.deadline(start, self.workdays or 0)

    def speaks_of(self, region: str, category: str, day: date) -> bool:
        """Whether the row is law for that region and list on that day."""
        here = not self.region or region.startswith(area(self.region))
        listed = not self.categories or category in self.categories
        return here and listed and self.effective_from <= day <= self.effective_to


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty: what, of whom, from when, due when (``provisional``: an unannounced year lies before it), done when."""

    limit: Limit
    key: str
    who: str
    what: str
    start: date
    due: date
    provisional: bool
    done: date | None = None

    def is_open(self, day: date) -> bool:
        """Whether it is not done by that day."""
        return self.start <= day and (self.done is None or self.done > day)

    def late(self, day: date) -> bool:
        """Whether it was done, or is still undone on that day, after its last day."""
        return (day if self.done is None or self.done > day else self.done) > self.due


@dataclass(frozen=True, slots=True)
class Clocks:
    """The limits with the calendar that they are counted by."""

    limits: tuple[Limit, ...]
    calendar: Workdays

    def limit(self, duty: str, region: str, category: str, day: date) -> Limit | None:
        """The row in force: a list's own before a region's own before the national one."""
        rows = [row for row in self.limits if row.duty == duty and row.speaks_of(region, category, day)]
        return max(rows, key=lambda row: (bool(row.categories), len(area(row.region))), default=None)

    def duty(self, duty: str, about: Listing, start: date, done: date | None, what: str = "") -> Duty | None:
        """A duty about a listing of its authority; None where no row names a limit."""
        limit = self.limit(duty, about.region, about.category, start)
        if limit is None:
            return None
        due = limit.due(start, self.calendar)
        return Duty(limit, about.key, about.authority, what or about.doc_no, start, due.day, due.provisional, done)

    def of_listing(self, listing: Listing, published: bool) -> Iterator[Duty]:
        """What its records show: the decision published in time (双公示), its revocation, removal, repair reported.

        ``published``: decisions of its category are to be published. Reported means delivered by the owner.
        """
        if published and listing.begin[0] == listing.begin[1] and listing.begin[0] not in (ALWAYS, FOREVER):
            yield from _one(self.duty(PUBLICATION, listing, listing.begin[0], _reported(listing, listing.evidence)))
        for event in listing.events:
            duty = {REVOKED: WITHDRAWAL, REMOVED: REMOVAL, REPAIRED: REPAIR}.get(event.type)
            if duty is not None and event.days[0] == event.days[1]:
                yield from _one(self.duty(duty, listing, event.days[0], _day_of(event)))

    def of_permits(self, facts: Iterable[Fact]) -> Iterator[Duty]:
        """Permits of known day, each once however many records state it: published in time (双公示)."""
        stated: dict[tuple[str, str, str], list[Evidence]] = {}
        for each in facts:
            said = each.claim.facts
            issued, authority = fact(said, "issue_date"), fact(said, "authority")
            if each.claim.type == PERMIT and each.evidence and len(issued) == _WHOLE_DAY:
                document = fact(said, "doc_no") or fact(said, "number")
                stated.setdefault((authority, document, issued), []).append(each.evidence)
        for (authority, document, issued), evidence in stated.items():
            region, day = region_of(authority) or evidence[0].region, date.fromisoformat(issued)
            limit = self.limit(PUBLICATION, region, PERMIT, day)
            if limit is not None:
                due = limit.due(day, self.calendar)
                done = min((each.as_at for each in evidence if is_owner(each, authority)), default=None)
                yield Duty(limit, document, authority, document, day, due.day, due.provisional, done)


def _one(duty: Duty | None) -> Iterable[Duty]:
    return () if duty is None else (duty,)


def _reported(listing: Listing, evidence: Iterable[Evidence]) -> date | None:
    """The first day on which the owner's own delivery says so; None: only others told us."""
    return min((each.as_at for each in evidence if is_owner(each, listing.authority)), default=None)


def _day_of(event: Event) -> date | None:
    return event.evidence.as_at if event.evidence else None


_LIMITS: TypeAdapter[tuple[Limit, ...]] = TypeAdapter(tuple[Limit, ...])


@cache
def load_limits(text: str | None = None) -> tuple[Limit, ...]:
    """The limits of a TOML text, by default those that ship; PolicyError names what is wrong."""
    text = text if text is not None else (files("graph") / "data" / FILE).read_text("utf-8")
    try:
        limits = _LIMITS.validate_python(tuple(tomllib.loads(text).get("clock", ())))
    except tomllib.TOMLDecodeError as broken:
        raise PolicyError(FILE, "", "", f"not valid TOML ({broken}); mend the syntax") from broken
    except ValidationError as wrong:
        place, *key = (first := wrong.errors()[0])["loc"]
        raise PolicyError(FILE, str(place), ".".join(map(str, key)), str(first["msg"])) from wrong
    for limit in limits:
        if (limit.workdays is None) is (limit.days is None):
            raise PolicyError(FILE, limit.duty, "workdays", "give workdays or days, one of them")
    return limits
