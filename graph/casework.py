"""Cases in the store: opened with whom the rules reach, pushed, answered by each addressee, seen as they stand.

Owns: reading and appending the stream ``cases``, and what the rules carry on the day of a step. Refuses: a measure that
no rule carries to that subject, and storing what follows from a listing: that is asked anew for every view.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.affected import Asking, reached
from graph.cases import (
    STREAM,
    Case,
    CaseRefused,
    Closure,
    Due,
    Entry,
    Item,
    Step,
    check_push,
    check_step,
    closure,
    duties,
    fold,
)
from graph.clocks import Clocks, Duty
from graph.desk import Act, Named, payloads
from graph.findings import Finding
from graph.life import ENDED, State, ending, life
from graph.listings import Listing, assemble
from graph.model import Node
from graph.policy import RuleSet
from graph.rules import Force, Measure
from graph.store.port import GraphStore, Unit

Carried = Mapping[str, tuple[Measure, ...]]
"""Subject -> the measures that the rules carry to it from the case's listing."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as it stands: what the rules carry now, what is to be lifted, its duties, whether it is closed."""

    item: Item
    carried: tuple[Measure, ...]
    to_lift: tuple[Measure, ...]
    duties: tuple[Duty, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as it stands on a day. ``state``: of its listing; ``nodes``: its subjects as they are named today."""

    case: Case
    day: date
    state: State
    items: tuple[ItemView, ...]
    nodes: Mapping[str, Node]

    @property
    def closure(self) -> Closure:
        """How many of its items are closed."""
        return closure([each.closed for each in self.items])


@dataclass(frozen=True, slots=True)
class Casework:
    """Cases of a store under a rule set, written by ``actor`` at ``at``."""

    store: GraphStore
    rules: RuleSet
    clocks: Clocks
    at: datetime
    actor: str

    def open(self, named: Named, act: Act) -> Case:
        """Open a case about a listing for whom the rules reach with a measure; CaseRefused when nobody."""
        listing = named.listing
        due = self._due(listing.key, listing.category, act.day)
        if not due:
            raise CaseRefused(
                f"{listing.doc_no or listing.key}: 该日没有规则支持的措施 no rule carries a measure that day",
                "see `xintu affected` and `xintu listing show`",
            )
        with self.store.unit(self.at, self.actor, f"case about {listing.key}") as unit:
            last = unit.last(STREAM)
            entry = Entry(
                case=f"J{(last.seq if last else 0) + 1:06d}",
                step=Step.INITIATED,
                day=act.day,
                by=act.by,
                reason=act.reason,
                due=due,
                listing=listing.key,
                category=listing.category,
                listed=listing.subject,
                document=listing.doc_no,
                authority=listing.authority,
                region=act.region,
            )
            _append(unit, entry)
        return self.case(entry.case)

    def push(self, id_: str, to: Sequence[str], act: Act, measures: Sequence[Measure] = ()) -> Case:
        """Ask addressees to act, on all measures of the case or some."""
        case = self.case(id_)
        entry = Entry(
            case=id_,
            step=Step.PUSHED,
            day=act.day,
            by=act.by,
            to=tuple(to),
            measures=tuple(measures),
            reason=act.reason,
        )
        check_push(case, entry)
        self._write([entry])
        return self.case(id_)

    def answer(
        self,
        id_: str,
        steps: Sequence[Step],
        act: Act,
        subjects: Collection[str] = (),
        measures: Sequence[Measure] = (),
    ) -> Case:
        """An addressee's steps, in order, about all its subjects of the case or some; all of them or none is written.

        Without measures, 实施 applies those that were asked of it and that the rules carry on that day.
        """
        case = self.case(id_)
        carried = self._carried(case, act.day)
        mine = [i for i in case.items.values() if i.addressee == act.by and (not subjects or i.subject in subjects)]
        if not mine:
            known = "、".join(sorted({addressee for _, addressee in case.items})) or "nobody yet: `xintu case push`"
            raise CaseRefused(f"{id_}: 未向 {act.by} 推送 nothing was pushed to it", f"pushed to: {known}")
        entries = []
        for item in mine:
            now = item
            for step in steps:
                entry = _answer(id_, step, act, (item, carried.get(item.subject, ()), measures))
                check_step(now, entry, carried.get(item.subject, ()))
                now = Item(now.subject, now.addressee, now.asked, (*now.steps, entry))
                entries.append(entry)
        self._write(entries)
        return self.case(id_)

    def case(self, id_: str) -> Case:
        """The case of that id; CaseRefused when there is none."""
        known = self.cases().get(id_)
        if known is None:
            raise CaseRefused(f"没有编号为 {id_[:20]} 的案件 no such case", "list them: `xintu case list`")
        return known

    def cases(self) -> dict[str, Case]:
        """Every case by id."""
        return fold(Entry.from_bytes(payload) for payload in payloads(self.store, STREAM))

    def view(self, case: Case, day: date) -> CaseView:
        """The case as it stands on a day: what has ended is to be lifted in this very view."""
        carried = self._carried(case, day)
        listing, state = self._listing(case, day)
        since = _ended_on(listing, state, day, self.rules)
        items = tuple(self._item(case, item, (carried.get(item.subject, ()), since, day)) for item in _until(case, day))
        nodes = self.store.nodes(self._alive({subject for subject, _ in case.items}).values())
        named = {old: nodes[new] for old, new in self._alive(s for s, _ in case.items).items() if new in nodes}
        return CaseView(case, day, state, items, named)

    def _item(self, case: Case, item: Item, how: tuple[tuple[Measure, ...], date | None, date]) -> ItemView:
        carried, since, day = how
        to_lift = tuple(sorted(item.to_lift(carried)))
        lifting = since or day if to_lift or item.taken(Step.LIFTED) else None
        owed = tuple(duties(case, item, self.clocks, lifting))
        return ItemView(item, carried, to_lift, owed, item.is_closed(carried))

    def _due(self, key: str, category: str, day: date) -> tuple[Due, ...]:
        found = reached(self.store, Asking(self.rules, day), [key]).affected
        due = []
        for each in found:
            binding = [f for f in each.findings if f.listing.category == category and _is_binding(f)]
            if binding:
                measures = tuple(sorted({measure for f in binding for measure in f.measures}))
                due.append(Due(each.node.id, measures, tuple(sorted({f.rule for f in binding}))))
        return tuple(due)

    def _carried(self, case: Case, day: date) -> Carried:
        now = {due.subject: due.measures for due in self._due(case.about.listing, case.about.category, day)}
        alive = self._alive({due.subject for due in case.about.due})
        return {old: now.get(new, ()) for old, new in alive.items()}

    def _alive(self, entities: Iterable[str]) -> dict[str, str]:
        wanted = set(entities)
        successors = self.store.successors(wanted)
        return {each: successors.get(each, each) for each in wanted}

    def _listing(self, case: Case, day: date) -> tuple[Listing | None, State]:
        listed = self._alive([case.about.listed])[case.about.listed]
        subgraph = self.store.subgraph([listed], hops=0)
        for each in assemble(subgraph):
            if (each.key, each.category, each.subject) == (case.about.listing, case.about.category, listed):
                node = subgraph.nodes.get(listed)
                return each, life(each, day, ending(each, self.rules, node.kind if node else None)).state
        return None, State.UNKNOWN

    def _write(self, entries: Sequence[Entry]) -> None:
        with self.store.unit(self.at, self.actor, f"case {entries[0].case}: {entries[-1].step}") as unit:
            for entry in entries:
                _append(unit, entry)


def _is_binding(found: Finding) -> bool:
    """A measure on the subject itself, confirmed, that is no incentive."""
    return bool(found.measures) and found.on_subject and found.force is not Force.GRANT


def _answer(id_: str, step: Step, act: Act, how: tuple[Item, tuple[Measure, ...], Sequence[Measure]]) -> Entry:
    item, carried, measures = how
    applied = tuple(measures) or tuple(each for each in item.asked if each in carried)
    return Entry(
        case=id_,
        step=step,
        day=act.day,
        by=act.by,
        subject=item.subject,
        reason=act.reason,
        measures=applied if step is Step.APPLIED else (),
    )


def _until(case: Case, day: date) -> Iterable[Item]:
    """The items as they stood on a day."""
    for item in case.items.values():
        steps = tuple(each for each in item.steps if each.day <= day)
        if steps:
            yield Item(item.subject, item.addressee, item.asked, steps)


def _ended_on(listing: Listing | None, state: State, day: date, rules: RuleSet) -> date | None:
    """The day of the step that ended or stayed the listing; None while it is in force."""
    if listing is None or state not in ENDED | {State.STAYED}:
        return None
    steps = [each for each in life(listing, day, ending(listing, rules, None)).steps if each.counts]
    return steps[-1].days[1] if steps else None


def _append(unit: Unit, entry: Entry) -> None:
    unit.append(STREAM, entry.to_bytes())
