"""The entity card: all that the store knows of one entity, ready to be shown.

Owns: reading it in sets, grouping the facts that several records state, and hiding what a reader may not see.
Refuses: conclusions (graph.screening draws them) and words of a language (api.labels).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from api.errors import UnknownEntity
from graph.model import Certainty, Evidence, Fact, Node
from graph.store.port import GraphStore
from graph.store.said import SHOP
from linkage.dates import VOID, Span, Truth
from linkage.model import ClaimKind, Facts, Kind
from linkage.model import fact as stated


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between the card's entity and another one, with every record that states it.

    ``outgoing``: the card's entity holds the place (is legal representative of the other one). ``spans`` are the
    periods
    as recorded, void ones (冒名登记) too; several records may state one.
    """

    type: str
    outgoing: bool
    other: str | None
    other_name: str
    other_kind: Kind | None
    spans: tuple[Span, ...]
    certainty: Certainty
    facts: Facts
    evidence: tuple[Evidence, ...]

    @property
    def span(self) -> Span:
        """From the earliest beginning to the latest end; VOID when no period ever held."""
        held = [span for span in self.spans if not span.is_void]
        if not held:
            return VOID
        return Span(
            min(span.begin_min for span in held),
            min(span.begin_max for span in held),
            max(span.end_min for span in held),
            max(span.end_max for span in held),
        )

    def holds(self, day: date) -> Truth:
        """Whether any period holds on that day."""
        answers = {span.holds(day) for span in self.spans if not span.is_void}
        return next((truth for truth in (Truth.YES, Truth.MAYBE) if truth in answers), Truth.NO)


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing, penalty, product, attribute or responsibility of the entity, with its events and its evidence.

    ``issuer``: of a product, the entity of exactly the stated authority's name (a credit agency), when there is one.
    """

    kind: ClaimKind
    type: str
    span: Span
    certainty: Certainty
    facts: Facts
    evidence: tuple[Evidence, ...]
    listing: str | None = None
    issuer: str | None = None
    events: tuple[tuple[str, date, Evidence | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One entity. ``asked`` differs from ``node.id`` when the asked id was retired into it."""

    asked: str
    node: Node
    members: Mapping[Certainty, int]
    ties: tuple[Tie, ...]
    entries: tuple[Entry, ...]
    sources: tuple[Evidence, ...] = field(default=())

    @property
    def persons(self) -> tuple[str, ...]:
        """Ids of the natural persons that the card shows."""
        ids = [tie.other for tie in self.ties if tie.other and tie.other_kind is Kind.PERSON]
        return tuple(dict.fromkeys(([self.node.id] if self.node.kind is Kind.PERSON else []) + ids))

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other names under which it is met: as its records spell it, and its online shops'."""
        shops = [stated(entry.facts, "value") for entry in self.entries if entry.type == SHOP]
        return tuple(name for name in dict.fromkeys((*self.node.names, *shops)) if name and name != self.node.name)

    def of(self, kind: ClaimKind) -> tuple[Entry, ...]:
        """The entries of one kind."""
        return tuple(entry for entry in self.entries if entry.kind is kind)


def find_node(store: GraphStore, asked: str, tx: int | None = None) -> Node:
    """The entity of an id, or the successor of a retired one; UnknownEntity when there is none."""
    entity = store.successors([asked], tx).get(asked)
    node = store.nodes([entity], tx).get(entity) if entity else None
    if node is None:
        raise UnknownEntity(f"没有编号为 {asked[:40]} 的主体 no such entity", remedy="search by name or number first")
    return node


def read_card(store: GraphStore, asked: str, tx: int | None = None) -> Card:
    """The card of an entity, or of the successor of a retired one; UnknownEntity when there is none."""
    node = find_node(store, asked, tx)
    entity = node.id
    facts = store.facts_of(entity, tx)
    members = store.members([entity], tx).get(entity, ())
    return Card(
        asked=asked,
        node=node,
        members={each: sum(m.certainty is each for m in members) for each in Certainty},
        ties=_ties(store, entity, facts, tx),
        entries=_with_issuers(store, _entries(facts), tx),
        sources=tuple(sorted(set(store.records_of(entity, tx)), key=_source_order)),
    )


def _with_issuers(store: GraphStore, entries: Sequence[Entry], tx: int | None) -> tuple[Entry, ...]:
    """Products with the entity that issued them: the only firm or organisation of the authority's name."""
    named = {stated(entry.facts, "authority") for entry in entries if entry.kind is ClaimKind.PRODUCT} - {""}
    found = {
        name: held
        for kind in (Kind.ENTERPRISE, Kind.ORGANISATION)
        for name, held in (store.named(named, kind, tx) if named else {}).items()
    }
    return tuple(
        replace(entry, issuer=held[0])
        if entry.kind is ClaimKind.PRODUCT and len(held := found.get(stated(entry.facts, "authority"), ())) == 1
        else entry
        for entry in entries
    )


def _source_order(evidence: Evidence) -> tuple[str, str, str, int]:
    return (evidence.region, evidence.department, evidence.file, evidence.row)


def _ties(store: GraphStore, entity: str, facts: Iterable[Fact], tx: int | None) -> tuple[Tie, ...]:
    groups: dict[tuple[str, bool, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.claim.kind is ClaimKind.RELATION:
            outgoing = fact.subject == entity
            groups[(fact.claim.type, outgoing, (fact.object if outgoing else fact.subject) or "")].append(fact)
    others = store.nodes({other for _, _, other in groups if other}, tx)
    ties = [_tie(key, group, others.get(key[2])) for key, group in groups.items()]
    return tuple(sorted(ties, key=lambda tie: (tie.outgoing, tie.type, tie.span.begin_max, tie.other or "")))


def _tie(key: tuple[str, bool, str], group: Sequence[Fact], other: Node | None) -> Tie:
    kind, outgoing, _ = key
    return Tie(
        type=kind,
        outgoing=outgoing,
        other=other.id if other else None,
        other_name=other.name if other else "",
        other_kind=other.kind if other else None,
        spans=tuple(sorted({fact.claim.span for fact in group}, key=lambda span: span.to_text())),
        certainty=max((_certainty(fact) for fact in group), key=lambda each: each is Certainty.CONFIRMED),
        facts=max((fact.claim.facts for fact in group), key=len),
        evidence=_evidence(group),
    )


def _certainty(fact: Fact) -> Certainty:
    """Both ends must be confirmed for the relation to be."""
    ends = [fact.subject_certainty] + ([fact.object_certainty] if fact.claim.object else [])
    return Certainty.CONFIRMED if all(end is Certainty.CONFIRMED for end in ends) else Certainty.PROBABLE


def _evidence(group: Iterable[Fact]) -> tuple[Evidence, ...]:
    return tuple(sorted({fact.evidence for fact in group if fact.evidence}, key=_source_order))


def _entries(facts: Sequence[Fact]) -> tuple[Entry, ...]:
    events: dict[str, list[tuple[str, date, Evidence | None]]] = defaultdict(list)
    groups: dict[tuple[ClaimKind, str, str, Span, Facts], list[Fact]] = defaultdict(list)
    for fact in facts:
        claim = fact.claim
        if claim.kind is ClaimKind.EVENT:
            events[claim.listing or ""].append((claim.type, claim.span.begin_max, fact.evidence))
        elif claim.kind is ClaimKind.LISTING:
            groups[(claim.kind, claim.type, claim.listing or claim.id, Span(), ())].append(fact)
        elif claim.kind not in (ClaimKind.RELATION, ClaimKind.CODE_MAP):
            groups[(claim.kind, claim.type, claim.listing or "", claim.span, claim.facts)].append(fact)
    entries = [_entry(key, group, events) for key, group in groups.items()]
    return tuple(sorted(entries, key=lambda entry: (entry.kind, entry.type, entry.span.begin_max, entry.facts)))


def _entry(
    key: tuple[ClaimKind, str, str, Span, Facts],
    group: Sequence[Fact],
    events: Mapping[str, list[tuple[str, date, Evidence | None]]],
) -> Entry:
    kind, type_, listing, *_ = key
    first = max(group, key=lambda fact: len(fact.claim.facts))
    return Entry(
        kind=kind,
        type=type_,
        span=first.claim.span,
        certainty=max((_certainty(fact) for fact in group), key=lambda each: each is Certainty.CONFIRMED),
        facts=first.claim.facts,
        evidence=_evidence(group),
        listing=listing or None,
        events=tuple(sorted(events.get(listing, ()), key=lambda event: event[1])) if kind is ClaimKind.LISTING else (),
    )
