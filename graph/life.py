"""The life of a listing: the steps that offices took, the state after each, and which step may follow which.

Owns: the state machine and its reading of a listing's events. Refuses: effects (a row's ``ended_by`` says what a step
ends) and acts of others: what another office says ended is shown as hearsay and changes no state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from graph.conditions import last_day, met, term_of
from graph.errors import GraphError
from graph.listings import (
    DISPUTED,
    LISTED,
    REMOVED,
    REPAIRED,
    RESUMED,
    REVOKED,
    SETTLED,
    STAYED,
    Event,
    Listing,
)
from graph.policy import RuleSet
from linkage.dates import ALWAYS, FOREVER, Truth
from linkage.model import Kind

INTENDED, EXPIRED = "intended", "expired"


class State(StrEnum):
    """Where a listing stands. A dispute is no state: it marks and changes nothing."""

    UNKNOWN = "unknown"
    INTENDED = "intended"
    IN_FORCE = "in_force"
    STAYED = "stayed"
    REPAIRED = "repaired"
    REMOVED = "removed"
    REVOKED = "revoked"
    EXPIRED = "expired"


ENDED = frozenset({State.REPAIRED, State.REMOVED, State.REVOKED, State.EXPIRED})
UNPUBLISHED = frozenset({State.UNKNOWN, State.INTENDED, State.REPAIRED, State.REMOVED, State.REVOKED})
"""States in which the record is not for publication, whatever its period says."""
STANDING = frozenset({State.IN_FORCE, State.STAYED})
_BEFORE = frozenset({State.UNKNOWN, State.INTENDED})
TRANSITIONS = MappingProxyType(
    {
        INTENDED: (frozenset({State.UNKNOWN}), State.INTENDED),
        LISTED: (_BEFORE | ENDED - {State.REVOKED}, State.IN_FORCE),
        STAYED: (frozenset({State.IN_FORCE}), State.STAYED),
        RESUMED: (frozenset({State.STAYED}), State.IN_FORCE),
        REPAIRED: (STANDING, State.REPAIRED),
        REMOVED: (STANDING | {State.INTENDED, State.REPAIRED}, State.REMOVED),
        EXPIRED: (STANDING, State.EXPIRED),
        REVOKED: (frozenset(State) - {State.REVOKED}, State.REVOKED),
    }
)
"""Step -> the states in which it may be taken, and the state after it."""
_ORDER = (INTENDED, LISTED, DISPUTED, STAYED, RESUMED, SETTLED, EXPIRED, REPAIRED, REMOVED, REVOKED)
"""Of one day: what comes first."""


class StepRefused(GraphError):
    """A step that cannot follow. ``remedy`` says what can."""

    code = "graph.step_refused"

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the days on which it may have been taken, by which office, and the state after it.

    ``counts`` is False for hearsay and for a step that the state before it does not allow.
    """

    event: str
    days: tuple[date, date]
    by: str
    state: State
    disputed: bool
    counts: bool = True
    objection: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """The steps of a listing up to a day, oldest first, and where it stands then."""

    steps: tuple[Step, ...]
    state: State
    disputed: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What ends a listing beside its owner's acts. ``is_list``: its recorded end is a removal, else an expiry.

    ``last_day``: of a statutory term after which the list drops it; None: there is none, or it is not known to the day.
    """

    is_list: bool = True
    last_day: date | None = None


_BY_ACTS = Ending()


def ending(listing: Listing, rules: RuleSet, kind: Kind | None) -> Ending:
    """How a listing of that kind of subject ends under a rule set: by a term when every own row of its list has one."""
    rows = [
        row for row in rules.own.get(listing.category, ()) if met(row.when, listing, kind, rules.grounds) is Truth.YES
    ]
    spans = [term_of(row, listing, None, kind, rules.grounds) for row in rows]
    days = [last_day(span) if span is not None else None for span in spans]
    known = [each for each in days if each is not None]
    return Ending(rules.category(listing.category).is_list, max(known) if known and len(known) == len(rows) else None)


def life(listing: Listing, day: date, ending: Ending = _BY_ACTS) -> Life:
    """The life of a listing as told by a day."""
    state, disputed, steps = State.UNKNOWN, False, []
    for event, counted in sorted(_told(listing, ending), key=_moment):
        if event.days[0] > day:
            continue
        allowed = counted and (event.type in (DISPUTED, SETTLED) or state in TRANSITIONS[event.type][0])
        if allowed and event.type in TRANSITIONS:
            state = TRANSITIONS[event.type][1]
        disputed = listing.is_disputed(event.days[1])
        steps.append(Step(event.type, event.days, _by(event), state, disputed, allowed, event.objection))
    return Life(tuple(steps), state, listing.is_disputed(day))


def check_step(listing: Listing, event: str, day: date, ending: Ending = _BY_ACTS) -> None:
    """StepRefused unless the step may be taken on that day."""
    now = life(listing, day, ending)
    if event in (DISPUTED, SETTLED):
        return
    before, _ = TRANSITIONS[event]
    if now.state not in before:
        acts = TRANSITIONS.keys() - {EXPIRED}  # time takes that one
        possible = ", ".join(sorted(each for each in acts if now.state in TRANSITIONS[each][0])) or "none: it has ended"
        raise StepRefused(
            f"{listing.doc_no or listing.key}: {event} 不能接在 {now.state} 之后", f"possible: {possible}"
        )
    later = [step for step in life(listing, FOREVER, ending).steps if step.counts and step.days[0] > day]
    if later:
        last = later[-1]
        raise StepRefused(
            f"{listing.doc_no or listing.key}: {last.event} 已在 {last.days[0]}，晚于 {day}",
            "give a day that is not before the last step",
        )


def _told(listing: Listing, ending: Ending) -> Iterable[tuple[Event, bool]]:
    """Events with the listing's own beginning and end as steps, and whether each counts."""
    kept = [each for each in listing.events if not _repeats(each, listing)]
    yield from ((each, True) for each in kept)
    yield from ((each, False) for each in listing.hearsay)
    source = listing.evidence[0] if listing.evidence else None
    if listing.begin[0] != FOREVER:
        yield Event(LISTED, listing.begin, source), True
    if listing.void and not any(each.type == REVOKED for each in kept):
        yield Event(REVOKED, (ALWAYS, ALWAYS), source), True
    ended = any(each.type in (REMOVED, REPAIRED) and each.days[0] <= listing.end[1] for each in kept)
    if listing.end[0] != FOREVER and not ended:
        yield Event(REMOVED if ending.is_list else EXPIRED, listing.end, source), True
    elif ending.last_day is not None:
        after = date.fromordinal(ending.last_day.toordinal() + 1)
        yield Event(EXPIRED, (after, after), source), True


def _repeats(event: Event, listing: Listing) -> bool:
    """列入 as an event on the day on which the list itself begins."""
    return event.type == LISTED and event.days == listing.begin


def _moment(told: tuple[Event, bool]) -> tuple[date, int]:
    event, _ = told
    return event.days[0], _ORDER.index(event.type)


def _by(event: Event) -> str:
    return event.evidence.department if event.evidence else ""
