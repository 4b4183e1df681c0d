"""Cases in the store: opened with whom the rules reach, pushed, answered by each addressee, seen as they stand.

Owns: reading and appending the stream ``cases``, and what the rules carry on the day of a step. Refuses: a measure that
no rule carries to that subject, and storing what follows from a listing: that is asked anew for every view.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    UnknownCase,
    check_push,
    check_step,
    closure,
    duties,
    fold,
    may_follow,
)
from graph.clocks import Clocks, Duty
from graph.desk import Act, Named, payloads
from graph.findings import Finding
from graph.life import ENDED, State, ending, life
from graph.listings import Listing, assemble
from graph.model import Node
from graph.policy import RuleSet
from graph.requests import UNKEPT, Request
from graph.rules import Force, Measure
from graph.store.port import GraphStore

Carried = Mapping[str, tuple[Measure, ...]]
"""Subject -> the measures that the rules carry to it from the case's listing."""
Decision = tuple[str, str]
"""Key and category of a listing."""


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
    def id(self) -> str:
        """The case's."""
        return self.case.id

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids of whom it names, as they answer today."""
        ids = (due.subject for due in self.case.about.due)
        return tuple(dict.fromkeys(self.nodes[each].id if each in self.nodes else each for each in ids))

    def only(self, wanted: Callable[[ItemView], bool]) -> "CaseView":
        """The case with some of its items."""
        return replace(self, items=tuple(each for each in self.items if wanted(each)))

    @property
    def closure(self) -> Closure:
        """How many of its items are closed."""
        return closure([each.closed for each in self.items])

    @property
    def is_open(self) -> bool:
        """Whether an item is not closed, or nobody was asked yet."""
        return not self.items or any(not each.closed for each in self.items)

    @property
    def next_duty(self) -> Duty | None:
        """The open duty that is due first."""
        owed = [duty for item in self.items for duty in item.duties if duty.is_open(self.day)]
        return min(owed, key=lambda duty: duty.due, default=None)


@dataclass(frozen=True, slots=True)
class Casework:
    """Cases of a store under a rule set, written by ``actor`` at ``at``. The same ``request`` writes once."""

    store: GraphStore
    rules: RuleSet
    clocks: Clocks
    at: datetime
    actor: str
    request: Request = UNKEPT

    def open(self, named: Named, act: Act) -> Case:
        """Open a case about a listing for whom the rules reach with a measure; CaseRefused when nobody."""
        if made := self.request.made(self.store):
            return self.case(made)
        listing = named.listing
        due = self._due([(listing.key, listing.category)], act.day)[listing.key, listing.category]
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
            unit.append(STREAM, entry.to_bytes(), entry.case)
            self.request.keep(unit, entry.case)
        return self.case(entry.case)

    def push(self, id_: str, to: Sequence[str], act: Act, measures: Sequence[Measure] = ()) -> Case:
        """Ask addressees to act, on all measures of the case or some."""
        case = self.case(id_)
        if self.request.made(self.store):
            return case
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
        self._write([(f"{id_}/push/{len(case.items)}", entry)])
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

        Without measures, 实施 applies those that were asked of it and that the rules carry on that day. Of several
        pushes about one subject those are answered that the step can follow, and that asked for the measures.
        """
        case = self.case(id_)
        if self.request.made(self.store):
            return case
        carried = self._carried([case], act.day)[id_]
        mine = [i for i in case.items.values() if i.addressee == act.by and (not subjects or i.subject in subjects)]
        if not mine:
            known = (
                "、".join(sorted({item.addressee for item in case.items.values()})) or "nobody yet: `xintu case push`"
            )
            raise CaseRefused(f"{id_}: 未向 {act.by} 推送 nothing was pushed to it", f"pushed to: {known}")
        entries = []
        for item, said in _meant(mine, steps[0], measures):
            now = item
            for step in steps:
                entry = _answer(id_, step, act, (item, carried.get(item.subject, ()), said))
                check_step(now, entry, carried.get(item.subject, ()))
                entries.append((_place(id_, now), entry))
                now = replace(now, steps=(*now.steps, entry))
        self._write(entries)
        return self.case(id_)

    def case(self, id_: str) -> Case:
        """The case of that id; UnknownCase when there is none."""
        known = self.cases().get(id_)
        if known is None:
            raise UnknownCase(f"没有编号为 {id_[:20]} 的案件 no such case")
        return known

    def cases(self) -> dict[str, Case]:
        """Every case by id."""
        return fold(Entry.from_bytes(payload) for payload in payloads(self.store, STREAM))

    def view(self, case: Case, day: date) -> CaseView:
        """The case as it stands on a day: what has ended is to be lifted in this very view."""
        return self.views([case], day)[0]

    def views(self, cases: Sequence[Case], day: date) -> list[CaseView]:
        """Cases as they stand on a day, from one read of the store for all."""
        carried, stands = self._carried(cases, day), self._standing(cases, day)
        alive = self._alive(due.subject for case in cases for due in case.about.due)
        nodes = self.store.nodes(set(alive.values()))
        views = []
        for case in cases:
            state, ended = stands[case.id]
            items = tuple(
                self._item(case, item, (carried[case.id].get(item.subject, ()), ended, day))
                for item in _until(case, day)
            )
            named = {d.subject: nodes[alive[d.subject]] for d in case.about.due if alive[d.subject] in nodes}
            views.append(CaseView(case, day, state, items, named))
        return views

    def _item(self, case: Case, item: Item, how: tuple[tuple[Measure, ...], date | None, date]) -> ItemView:
        carried, since, day = how
        to_lift = tuple(sorted(item.to_lift(carried)))
        lifting = since or day if to_lift or item.taken(Step.LIFTED) else None
        owed = tuple(duties(case, item, self.clocks, lifting))
        return ItemView(item, carried, to_lift, owed, item.is_closed(carried))

    def _due(self, decisions: Collection[Decision], day: date) -> dict[Decision, tuple[Due, ...]]:
        """Whom the rules reach by each decision on a day, with which measures, by which rows."""
        found = reached(self.store, Asking(self.rules, day), {key for key, _ in decisions}).affected
        due: dict[Decision, list[Due]] = {each: [] for each in decisions}
        for each in found:
            binding: dict[Decision, list[Finding]] = {}
            for finding in filter(_is_binding, each.findings):
                binding.setdefault((finding.listing.key, finding.listing.category), []).append(finding)
            for decision in due.keys() & binding.keys():
                some = binding[decision]
                measures = tuple(sorted({measure for f in some for measure in f.measures}))
                due[decision].append(Due(each.node.id, measures, tuple(sorted({f.rule for f in some}))))
        return {decision: tuple(subjects) for decision, subjects in due.items()}

    def _carried(self, cases: Sequence[Case], day: date) -> dict[str, Carried]:
        """Case -> what the rules carry to each of its subjects on a day."""
        due = self._due({_decision(case) for case in cases}, day)
        alive = self._alive(each.subject for case in cases for each in case.about.due)
        carried: dict[str, Carried] = {}
        for case in cases:
            now = {each.subject: each.measures for each in due[_decision(case)]}
            carried[case.id] = {each.subject: now.get(alive[each.subject], ()) for each in case.about.due}
        return carried

    def _alive(self, entities: Iterable[str]) -> dict[str, str]:
        wanted = set(entities)
        successors = self.store.successors(wanted)
        return {each: successors.get(each, each) for each in wanted}

    def _standing(self, cases: Sequence[Case], day: date) -> dict[str, tuple[State, date | None]]:
        """Case -> the state of its listing on a day, and the day of the step that ended or stayed it."""
        alive = self._alive(case.about.listed for case in cases)
        subgraph = self.store.subgraph(set(alive.values()), hops=0)
        listings = {(each.key, each.category, each.subject): each for each in assemble(subgraph)}
        found: dict[str, tuple[State, date | None]] = {}
        for case in cases:
            listed = alive[case.about.listed]
            listing, node = listings.get((*_decision(case), listed)), subgraph.nodes.get(listed)
            found[case.id] = _told(listing, day, self.rules, node)
        return found

    def _write(self, entries: Sequence[tuple[str, Entry]]) -> None:
        """Entries under keys that name their place: of two that follow one step the slower is a conflict."""
        first, last = entries[0][1], entries[-1][1]
        with self.store.unit(self.at, self.actor, f"case {first.case}: {last.step}") as unit:
            for key, entry in entries:
                unit.append(STREAM, entry.to_bytes(), key)
            self.request.keep(unit, first.case)


def _decision(case: Case) -> Decision:
    return case.about.listing, case.about.category


def _is_binding(found: Finding) -> bool:
    """A measure on the subject itself, confirmed, that is no incentive."""
    return bool(found.measures) and found.on_subject and found.force is not Force.GRANT


def _meant(mine: Sequence[Item], step: Step, measures: Sequence[Measure]) -> Iterator[tuple[Item, Sequence[Measure]]]:
    """Of each subject's items those that the step may be meant for, each with the measures said that it was asked for;
    the last one, with all, when the step can follow none, or no measure that was asked for is said."""
    for subject in dict.fromkeys(item.subject for item in mine):
        pushes = [item for item in mine if item.subject == subject]
        fits = [item for item in pushes if may_follow(item, step)]
        if len(fits) < 2:
            yield (fits or pushes)[-1], measures
        elif not measures:
            yield from ((item, ()) for item in fits)
        else:
            said = {item.key: [each for each in measures if each in item.asked] for item in fits}
            named = [item for item in fits if said[item.key]]
            yield from ((item, said[item.key]) for item in named)
            if not named:
                yield fits[-1], measures


def _place(id_: str, item: Item) -> str:
    """The key of an item's next entry."""
    key = f"{id_}/{item.subject}/{item.addressee}/{len(item.steps)}"
    return f"{key}/{item.push}" if item.push else key


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
        push=item.push,
        measures=applied if step is Step.APPLIED else (),
    )


def _until(case: Case, day: date) -> Iterable[Item]:
    """The items as they stood on a day."""
    for item in case.items.values():
        steps = tuple(each for each in item.steps if each.day <= day)
        if steps:
            yield replace(item, steps=steps)


def _told(listing: Listing | None, day: date, rules: RuleSet, node: Node | None) -> tuple[State, date | None]:
    """The listing's state on a day, and the day of the step that ended or stayed it; None while it is in force."""
    if listing is None:
        return State.UNKNOWN, None
    found = life(listing, day, ending(listing, rules, node.kind if node else None))
    steps = [each for each in found.steps if each.counts]
    over = found.state in ENDED | {State.STAYED} and steps
    return found.state, steps[-1].days[1] if over else None
