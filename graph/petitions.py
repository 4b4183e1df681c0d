"""Objections and requests for repair: what was asked about a listing, who answered, how it ended, by when it must.

Owns: the entries of the stream ``petitions`` and their reading, which step may follow which, and the clocks. Refuses:
the listing itself: an objection marks it and changes no effect, and only its owner's act ends it (graph.desk).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from graph.clocks import WITHDRAWAL, Clocks, Duty
from graph.errors import GraphError
from graph.listings import OWNERS_ACTS, Listing
from graph.workdays import Deadline
from linkage.dates import ALWAYS, FOREVER

STREAM = "petitions"


class Asked(StrEnum):
    """What a petition asks for."""

    OBJECTION = "objection"
    REPAIR = "repair"


class Taken(StrEnum):
    """A step of a petition."""

    OPENED = "opened"
    ANSWERED = "answered"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How it ends; ``withdrawn`` by whoever asked."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class PetitionRefused(GraphError):
    """A step that a petition cannot take. ``remedy`` says what to do."""

    code = "graph.petition_refused"

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class UnknownPetition(GraphError):
    """No objection or request for repair has that id."""

    code = "graph.unknown_petition"
    remedy = "list them: `xintu objection list`, GET /v1/petitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the stream. What the petition is about stands in its first entry only."""

    petition: str
    step: Taken
    day: date
    by: str
    reason: str = ""
    outcome: Outcome | None = None
    asked: Asked | None = None
    listing: str = ""
    category: str = ""
    subject: str = ""
    authority: str = ""
    document: str = ""
    region: str = ""

    def to_bytes(self) -> bytes:
        """As the stream keeps it."""
        pairs = {name: getattr(self, name) for name in self.__slots__}
        content = {name: str(value) for name, value in pairs.items() if value not in ("", None)}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Entry":
        """Inverse of :meth:`to_bytes`."""
        kinds: dict[str, Any] = {"step": Taken, "outcome": Outcome, "asked": Asked, "day": date.fromisoformat}
        content: dict[str, Any] = json.loads(payload)
        return cls(**{name: kinds.get(name, str)(value) for name, value in content.items()})


@dataclass(frozen=True, slots=True)
class Petition:
    """An objection or a request for repair with its steps, oldest first."""

    id: str
    asked: Asked
    about: Entry
    steps: tuple[Entry, ...] = field(default=())

    @property
    def opened(self) -> date:
        """The day on which it was raised."""
        return self.about.day

    def taken(self, step: Taken) -> Entry | None:
        """The entry of a step; None when it was not taken."""
        return next((each for each in self.steps if each.step is step), None)

    @property
    def closed(self) -> Entry | None:
        """Its end."""
        return self.taken(Taken.CLOSED)

    def is_open(self, day: date) -> bool:
        """Whether it was raised by that day and not closed."""
        return self.opened <= day and (self.closed is None or self.closed.day > day)


_NONE: Mapping[str, Petition] = MappingProxyType({})
_NEXT = MappingProxyType(
    {Taken.OPENED: (Taken.ANSWERED, Taken.CLOSED), Taken.ANSWERED: (Taken.CLOSED,), Taken.CLOSED: ()}
)


def fold(entries: Iterable[Entry], held: Mapping[str, Petition] = _NONE) -> dict[str, Petition]:
    """Every petition of the stream by id; entries that follow those of ``held`` add to it."""
    found = dict(held)
    for each in entries:
        if each.step is Taken.OPENED and each.asked is not None:
            found[each.petition] = Petition(each.petition, each.asked, each, (each,))
        else:
            known = found[each.petition]
            found[each.petition] = replace(known, steps=(*known.steps, each))
    return found


def check_opening(listing: Listing, day: date) -> None:
    """PetitionRefused on a day on which there was nothing yet to object to."""
    told = [listing.begin[0], *(event.days[0] for event in listing.events)]
    first = min((each for each in told if each not in (ALWAYS, FOREVER)), default=None)
    if first is not None and listing.begin[0] != ALWAYS and day < first:
        raise PetitionRefused(
            f"{listing.doc_no or listing.key}: {day} 早于 {first}", "give a day not before the decision's"
        )


def check(petition: Petition, step: Taken, day: date, outcome: Outcome | None) -> None:
    """PetitionRefused unless the step may be taken on that day with that outcome."""
    last = petition.steps[-1]
    if step not in _NEXT[last.step]:
        remedy = "open a new one" if last.step is Taken.CLOSED else "close it"
        raise PetitionRefused(f"{petition.id}: {step} 不能接在 {last.step} 之后 cannot follow", remedy)
    if day < last.day:
        raise PetitionRefused(f"{petition.id}: {day} 早于上一步 {last.day}", "give a day not before the last step's")
    if outcome is None or (step is Taken.ANSWERED and outcome is Outcome.WITHDRAWN):
        raise PetitionRefused(f"{petition.id}: {step} 须有结论", "say --outcome upheld or rejected")


def duties(petition: Petition, clocks: Clocks) -> Iterator[Duty]:
    """The limits of an objection: the provider's answer, the whole of it, and the platform's own error put right."""
    about, answered, closed = petition.about, petition.taken(Taken.ANSWERED), petition.closed
    first = answered or closed
    if petition.asked is Asked.OBJECTION:
        yield from _duty(clocks, "objection_answer", petition, about.authority, first.day if first else None)
        yield from _duty(clocks, "objection_done", petition, "", closed.day if closed else None)
        yield from _duty(clocks, "correction_request", petition, about.authority, closed.day if closed else None)
        if closed and not answered and closed.outcome is Outcome.UPHELD:
            yield from _duty(clocks, "objection_own_error", petition, closed.by, closed.day)


def correction(petition: Petition, listing: Listing, clocks: Clocks) -> Duty | None:
    """What an objection that its provider found right asks of the owner: to change, remove or revoke the listing."""
    closed = petition.closed
    if petition.asked is not Asked.OBJECTION or closed is None or closed.outcome is not Outcome.UPHELD:
        return None
    acts = [e.days[1] for e in listing.events if e.type in OWNERS_ACTS and e.days[1] >= petition.opened]
    if listing.end[1] != FOREVER and listing.end[1] >= petition.opened:
        acts.append(listing.end[1])
    what = f"{petition.id} {petition.about.document}".rstrip()
    return clocks.duty(WITHDRAWAL, listing, closed.day, min(acts, default=None), what)


def _duty(clocks: Clocks, name: str, petition: Petition, who: str, done: date | None) -> Iterator[Duty]:
    about = petition.about
    limit = clocks.limit(name, about.region, about.category, petition.opened)
    if limit is not None:
        due: Deadline = limit.due(petition.opened, clocks.calendar)
        what = f"{petition.id} {about.document}".rstrip()
        yield Duty(limit, about.listing, who, what, petition.opened, due.day, due.provisional, done)
