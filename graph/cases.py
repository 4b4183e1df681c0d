"""Joint-punishment cases: who was asked to act on a listing, what each answered, what is to be lifted.

Owns: the entries of the stream ``cases`` and their reading, which step may follow which, when an item is closed, the
closure rate. Refuses: saying what may be applied (the rules do, on the day asked about) and the store (graph.casework).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from graph.clocks import Clocks, Duty
from graph.errors import GraphError
from graph.rules import Measure

STREAM = "cases"


class Step(StrEnum):
    """A step of a case; those from ``received`` on are an addressee's, about one subject."""

    INITIATED = "initiated"
    PUSHED = "pushed"
    RECEIVED = "received"
    MATCHED = "matched"
    REVIEWED = "reviewed"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    REPORTED = "reported"
    LIFTED = "lifted"
    LIFTING_REPORTED = "lifting_reported"


NEXT = MappingProxyType(
    {
        Step.PUSHED: frozenset({Step.RECEIVED}),
        Step.RECEIVED: frozenset({Step.MATCHED, Step.NOT_APPLIED}),
        Step.MATCHED: frozenset({Step.REVIEWED, Step.NOT_APPLIED}),
        Step.REVIEWED: frozenset({Step.APPLIED, Step.NOT_APPLIED}),
        Step.APPLIED: frozenset({Step.REPORTED}),
        Step.NOT_APPLIED: frozenset({Step.REPORTED}),
        Step.REPORTED: frozenset({Step.LIFTED}),
        Step.LIFTED: frozenset({Step.LIFTING_REPORTED}),
        Step.LIFTING_REPORTED: frozenset(),
    }
)
"""Step -> what may follow. Nothing is applied without legal review; after 不实施 nothing is lifted."""
REASONED = frozenset({Step.NOT_APPLIED})
"""Steps that need a reason."""
ANSWERS = (Step.RECEIVED, Step.MATCHED, Step.REVIEWED, Step.APPLIED, Step.NOT_APPLIED, Step.REPORTED)
"""What an addressee answers, in order."""
LIFTINGS = (Step.LIFTED, Step.LIFTING_REPORTED)
"""What it says when what it applied has ended."""


class CaseRefused(GraphError):
    """A step that a case cannot take. ``remedy`` says what can be done."""

    code = "graph.case_refused"

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class UnknownCase(GraphError):
    """No case has that id."""

    code = "graph.unknown_case"
    remedy = "list them: `xintu case list`, GET /v1/cases"


@dataclass(frozen=True, slots=True)
class Due:
    """What the rules carried to one subject when the case was opened: measures and the rows that do."""

    subject: str
    measures: tuple[Measure, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the stream. The first of a case says which listing and whom; ``to`` are the addressees of a push;
    ``push``: of an addressee's step, which of the pushes about that subject it answers (0: the first)."""

    case: str
    step: Step
    day: date
    by: str
    reason: str = ""
    subject: str = ""
    measures: tuple[Measure, ...] = ()
    to: tuple[str, ...] = ()
    push: int = 0
    due: tuple[Due, ...] = ()
    listing: str = ""
    category: str = ""
    listed: str = ""
    document: str = ""
    authority: str = ""
    region: str = ""

    def to_bytes(self) -> bytes:
        """As the stream keeps it."""
        content: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        content["due"] = [
            {"subject": d.subject, "measures": list(d.measures), "rules": list(d.rules)} for d in self.due
        ]
        kept = {name: str(value) if name == "day" else value for name, value in content.items() if value}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Entry":
        """Inverse of :meth:`to_bytes`."""
        content: dict[str, Any] = json.loads(payload)
        read: dict[str, Any] = {
            "step": Step,
            "day": date.fromisoformat,
            "to": tuple,
            "measures": _measures,
            "push": int,
            "due": lambda rows: tuple(Due(r["subject"], _measures(r["measures"]), tuple(r["rules"])) for r in rows),
        }
        return cls(**{name: read.get(name, str)(value) for name, value in content.items()})


def _measures(words: Iterable[str]) -> tuple[Measure, ...]:
    return tuple(Measure(each) for each in words)


Key = tuple[str, str, int]
"""Of an item: subject, addressee, and which of the pushes between the two, from 0."""


@dataclass(frozen=True, slots=True)
class Item:
    """One subject pushed to one addressee, with the steps since, oldest first. ``asked``: the measures pushed;
    ``push``: which of the pushes of that subject to that addressee, from 0."""

    subject: str
    addressee: str
    asked: tuple[Measure, ...]
    steps: tuple[Entry, ...]
    push: int = 0

    @property
    def key(self) -> "Key":
        """By which its case knows it."""
        return self.subject, self.addressee, self.push

    @property
    def step(self) -> Step:
        """The last step taken."""
        return self.steps[-1].step

    def taken(self, step: Step) -> Entry | None:
        """The entry of a step; None when it was not taken."""
        return next((each for each in reversed(self.steps) if each.step is step), None)

    @property
    def applied(self) -> frozenset[Measure]:
        """The measures in force at the addressee, as it said."""
        made = self.taken(Step.APPLIED)
        return frozenset(made.measures) if made is not None and self.taken(Step.LIFTED) is None else frozenset()

    def to_lift(self, carried: Iterable[Measure]) -> frozenset[Measure]:
        """What is applied though the rules no longer carry it."""
        return self.applied - frozenset(carried)

    def is_closed(self, carried: Iterable[Measure]) -> bool:
        """A terminal answer is reported, and what had to be lifted is lifted and reported."""
        if self.taken(Step.LIFTED) is not None:
            return self.step is Step.LIFTING_REPORTED
        return self.taken(Step.REPORTED) is not None and not self.to_lift(carried)


@dataclass(frozen=True, slots=True)
class Case:
    """A case about one listing. ``items`` in the order of the pushes: one for every push that asks an addressee about a
    subject for measures that it was not asked for before."""

    id: str
    about: Entry
    items: Mapping[Key, Item] = field(default_factory=dict)

    @property
    def named(self) -> tuple[str, ...]:
        """Ids of the listed subject and of whom the rules reached when it was opened."""
        return (self.about.listed, *(due.subject for due in self.about.due))


_NONE: Mapping[str, Case] = MappingProxyType({})


def fold(entries: Iterable[Entry], held: Mapping[str, Case] = _NONE) -> dict[str, Case]:
    """Every case of the stream by id; entries that follow those of ``held`` add to it."""
    found = dict(held)
    for each in entries:
        if each.step is Step.INITIATED:
            found[each.case] = Case(each.case, each)
        elif each.step is Step.PUSHED:
            found[each.case] = _pushed(found[each.case], each)
        else:
            case = found[each.case]
            key = (each.subject, each.by, each.push)
            item = case.items[key]
            items = {**case.items, key: replace(item, steps=(*item.steps, each))}
            found[each.case] = replace(case, items=items)
    return found


def _pushed(case: Case, push: Entry) -> Case:
    items = dict(case.items)
    for due in case.about.due:
        asked = [each for each in due.measures if not push.measures or each in push.measures]
        for addressee in dict.fromkeys(push.to):
            before = [each for each in items.values() if (each.subject, each.addressee) == (due.subject, addressee)]
            fresh = tuple(each for each in asked if not any(each in item.asked for item in before))
            if fresh:
                item = Item(due.subject, addressee, fresh, (push,), len(before))
                items[item.key] = item
    return replace(case, items=items)


def check_push(case: Case, push: Entry) -> None:
    """CaseRefused unless the push brings somebody something new."""
    if push.day < case.about.day:
        raise CaseRefused(f"{case.id}: {push.day} 早于发起 {case.about.day}", "give a day not before the case's")
    if len(_pushed(case, push).items) == len(case.items):
        carried = sorted({str(measure) for due in case.about.due for measure in due.measures})
        raise CaseRefused(
            f"{case.id}: 没有新的推送对象 nothing new to push", f"measures of the case: {', '.join(carried)}"
        )


def may_follow(item: Item, step: Step) -> bool:
    """Whether the addressee may take that step next. After 不实施 nothing is lifted."""
    return step in NEXT[item.step] and not (step is Step.LIFTED and item.taken(Step.NOT_APPLIED))


def check_step(item: Item, entry: Entry, carried: Iterable[Measure]) -> None:
    """CaseRefused unless the addressee may take the step. ``carried``: the measures that the rules carry on the day."""
    last = item.steps[-1]
    if not may_follow(item, entry.step):
        allowed = {each for each in NEXT[last.step] if may_follow(item, each)}
        remedy = f"possible: {', '.join(sorted(allowed)) or 'nothing, it is closed'}"
        raise CaseRefused(f"{entry.case}: {entry.step} 不能接在 {last.step} 之后 cannot follow", remedy)
    if entry.day < last.day:
        raise CaseRefused(f"{entry.case}: {entry.day} 早于上一步 {last.day}", "give a day not before the last step's")
    if entry.step in REASONED and not entry.reason:
        raise CaseRefused(f"{entry.case}: 不实施须说明理由 a reason is required", "say --reason")
    if entry.step is Step.LIFTED and not item.to_lift(carried) and not entry.reason:
        raise CaseRefused(
            f"{entry.case}: 规则仍支持已实施的措施，提前解除须说明理由 nothing is to be lifted yet",
            "say --reason, or lift when the case shows what is to be lifted",
        )
    if entry.step is Step.APPLIED:
        beyond = frozenset(entry.measures) - frozenset(carried)
        if beyond or not entry.measures:
            carried_words = ", ".join(sorted(carried)) or "none: answer not_applied"
            raise CaseRefused(
                f"{entry.case}: 规则不支持 no rule carries {', '.join(sorted(beyond)) or 'anything'}",
                f"measures that the rules carry that day: {carried_words}",
            )


@dataclass(frozen=True, slots=True)
class Closure:
    """How many items were pushed and how many are closed."""

    pushed: int
    closed: int

    @property
    def rate(self) -> float:
        """Closed by pushed; 1 when nothing was pushed."""
        return self.closed / self.pushed if self.pushed else 1.0


def closure(states: Sequence[bool]) -> Closure:
    """The closure of items that are closed or not."""
    return Closure(len(states), sum(states))


def duties(case: Case, item: Item, clocks: Clocks, to_lift_since: date | None) -> Iterator[Duty]:
    """An item's limits: receipt and answer after the push, lifting after what ended it."""
    pushed, received = item.steps[0], item.taken(Step.RECEIVED)
    answered, lifted = item.taken(Step.REPORTED), item.taken(Step.LIFTING_REPORTED)
    limits = [("case_receipt", pushed.day, received), ("case_answer", pushed.day, answered)]
    if to_lift_since is not None:
        limits.append(("case_lifting", to_lift_since, lifted))
    for name, start, done in limits:
        limit = clocks.limit(name, case.about.region, case.about.category, start)
        if limit is not None:
            due = limit.due(start, clocks.calendar)
            what = f"{case.id} {case.about.document}".rstrip()
            day = done.day if done else None
            yield Duty(limit, case.about.listing, item.addressee, what, start, due.day, due.provisional, day)
