"""A dry run: what would these rows change, were they taken in? Nothing is written.

Owns: the surroundings as they would be, and the conclusions that would appear and vanish in them. Refuses: the store's
writes, and resolution: a row's subject is the entity that its number (sure) or its name alone (probable) means today,
else somebody new. Of what a full delivery leaves out records that nobody was resolved from are only found if they list.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.affected import Asking, all_decisions
from graph.candidates import best_fit, load_matching
from graph.changes import Change, compare
from graph.findings import Finding
from graph.identification import Identification, Query
from graph.inquiry import Inquiry
from graph.intake import is_snapshot
from graph.model import Certainty, Delivery, Evidence, Fact, Node, Subgraph, VersionRef
from graph.propagation import Propagation
from graph.store.port import GraphStore
from graph.surroundings import Surroundings
from linkage.identifiers import Identifier, implied
from linkage.model import Claim, Nature, Party, Record, Rejection

_PAGE = 500
"""Entities whose claims are read at once."""
Row = tuple[int, Record | Rejection]
File = tuple[Delivery, Sequence[Row]]
Meant = Mapping[str, tuple[str, Certainty]]
"""Party -> entity and how sure."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one dataset: how many records would be new, changed, unchanged, and left out by a full delivery."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would change. ``known`` and ``new`` count the rows' subjects and persons, ``datasets`` the records of each
    kind; ``nodes`` spell the entities."""

    rows: int
    rejected: int
    unchanged: int
    known: int
    new: int
    datasets: Mapping[str, Tally]
    changes: tuple[Change, ...]
    nodes: Mapping[str, Node]
    truncated: bool

    @property
    def lifted(self) -> int:
        """Records that full deliveries leave out."""
        return sum(each.left_out for each in self.datasets.values())


def rehearse(store: GraphStore, asking: Asking, files: Sequence[File]) -> Rehearsal:
    """The conclusions that would appear and vanish, were these deliveries taken in today, in their order."""
    rows = [what for _, each in files for _, what in each]
    known = store.versions({what.id for what in rows if isinstance(what, Record)})
    fresh, lifted = _fresh(known, files), _lifted(store, files)
    parties = {party.id: party for each in fresh for party in each.record.parties}
    meant, new = _whom(store, parties, asking.as_of)
    seeds = {entity for entity, _ in meant.values()}.union(*(each.entities for each in lifted.values()))
    before = store.subgraph(seeds, hops=asking.rules.hops)
    after = _after(before, fresh, lifted, (meant, new))
    changes = compare(_conclusions(before, asking), _conclusions(after, asking))
    return Rehearsal(
        rows=len(rows),
        rejected=sum(isinstance(each, Rejection) for each in rows),
        unchanged=sum(isinstance(each, Record) for each in rows) - len(fresh),
        known=len(parties) - len(new),
        new=len(new),
        datasets=_tallies(rows, known, fresh, lifted),
        changes=changes,
        nodes={each.entity: after.nodes[each.entity] for each in changes},
        truncated=bool(before.truncated),
    )


@dataclass(frozen=True, slots=True)
class _Stated:
    """A record's last version among the files. ``ends``: a later full delivery of its office leaves it out."""

    delivery: Delivery
    row: int
    record: Record
    ends: date | None = None


def _fresh(known: Mapping[str, VersionRef], files: Sequence[File]) -> list[_Stated]:
    """What the store does not hold as it is, each record as the last file states it."""
    stated: dict[str, _Stated] = {}
    for delivery, rows in files:
        held = {what.id for _, what in rows if isinstance(what, Record)}
        if is_snapshot(delivery, rows):
            for id_, each in stated.items():
                if _is_of(delivery, each.delivery, each.record.dataset, rows) and id_ not in held:
                    stated[id_] = replace(each, ends=delivery.as_at)
        stated |= {what.id: _Stated(delivery, row, what) for row, what in rows if isinstance(what, Record)}
    return [each for id_, each in stated.items() if id_ not in known or known[id_].digest != each.record.digest]


def _is_of(delivery: Delivery, other: Delivery, dataset: str, rows: Sequence[Row]) -> bool:
    same = (delivery.region, delivery.department) == (other.region, other.department)
    return same and any(isinstance(what, Record) and what.dataset == dataset for _, what in rows)


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """A record that a full delivery of that day leaves out, and whom it speaks of."""

    dataset: str
    day: date
    entities: frozenset[str]


Lifted = Mapping[str, _LeftOut]
"""By record."""


def _lifted(store: GraphStore, files: Sequence[File]) -> Lifted:
    """The store's records that the full deliveries among the files no longer hold; the whole store is walked then."""
    snapshots = []
    for delivery, rows in files:
        if is_snapshot(delivery, rows):
            held = {what.id: what.dataset for _, what in rows if isinstance(what, Record)}
            snapshots.append((delivery, held, frozenset(held.values())))
    found: dict[str, _LeftOut] = {}
    for fact in _everything(store) if snapshots else ():
        source = fact.evidence
        for delivery, held, datasets in snapshots:
            if source is None or (source.region, source.department) != (delivery.region, delivery.department):
                continue
            if source.dataset in datasets and source.record not in held:
                known = found.get(source.record, _LeftOut(source.dataset, delivery.as_at, frozenset()))
                ends = {end for end in (fact.subject, fact.object) if end}
                found[source.record] = replace(known, day=delivery.as_at, entities=known.entities | ends)
    versions = store.versions(found)
    return {record: each for record, each in found.items() if _is_current(versions.get(record), each.day)}


def _is_current(known: VersionRef | None, day: date) -> bool:
    """Not closed by a full delivery already, and not stated by a later one."""
    return known is not None and bool(known.digest) and known.as_at <= day


def _everything(store: GraphStore) -> Iterator[Fact]:
    """Every decision, and every claim about an entity, page by page (a claim comes once for each end)."""
    yield from all_decisions(store)
    after = ""
    while page := [node.id for node in store.entities(after, None, None, _PAGE)]:
        yield from store.subgraph(page, hops=0).facts
        after = page[-1]


def _tallies(
    rows: Iterable[Record | Rejection], known: Mapping[str, VersionRef], fresh: Sequence[_Stated], lifted: Lifted
) -> dict[str, Tally]:
    """Records by dataset; one that comes twice counts once."""
    stated = {each.id: each.dataset for each in rows if isinstance(each, Record)}
    changing = {each.record.id for each in fresh}
    words = [
        (dataset, "unchanged" if id_ not in changing else "changed" if id_ in known else "new")
        for id_, dataset in stated.items()
    ]
    counted = Counter(words + [(each.dataset, "left_out") for each in lifted.values()])
    datasets = sorted({dataset for dataset, _ in counted})
    return {
        each: Tally(**{word: count for (dataset, word), count in counted.items() if dataset == each})
        for each in datasets
    }


def _whom(store: GraphStore, parties: Mapping[str, Party], day: date) -> tuple[Meant, Mapping[str, Node]]:
    """The entity of every party; for whom nobody, or more than one, is meant a new one."""
    meant = {id_: (m.entity, m.certainty) for id_, m in store.memberships(parties).items()}
    asked = [party for party in parties.values() if party.id not in meant]
    queries = [Query(purpose="", as_of=day, identifiers=p.identifiers, name=p.name, kind=p.kind) for p in asked]
    found = Identification(store, None).subjects(queries)
    nodes = store.nodes({entity for who in found for entity, _ in who.meant})
    new: dict[str, Node] = {}
    for party, who in zip(asked, found, strict=True):
        if len(who.meant) == 1:
            entity = who.meant[0][0]
            meant[party.id] = entity, _certainty(party, nodes[entity])
        else:
            entity = _new_entity(party)
            new[entity] = Node(entity, party.kind, party.name, party.identifiers, (party.name,))
            meant[party.id] = entity, Certainty.CONFIRMED
    return meant, new


def _certainty(party: Party, node: Node) -> Certainty:
    """Confirmed: a strong number in common (an organisation code within a USCC) and a name that does not contradict."""
    shared = _strong(party.identifiers) & _strong(node.identifiers)
    fits = best_fit(party.name, node.names or (node.name,), node.kind).score >= load_matching().names["plausible"]
    return Certainty.CONFIRMED if shared and fits else Certainty.PROBABLE


def _strong(numbers: Iterable[Identifier]) -> set[Identifier]:
    whole = [each for each in numbers if not each.masked]
    return {each for number in whole for each in (number, *implied(number)) if each.vetoes}


def _new_entity(party: Party) -> str:
    """One new entity per number; a mention without number stands alone."""
    strong = next((number.to_text() for number in party.identifiers if not number.masked), party.id)
    return f"new:{strong}"


Whom = tuple[Meant, Mapping[str, Node]]


def _after(before: Subgraph, fresh: Sequence[_Stated], lifted: Lifted, whom: Whom) -> Subgraph:
    meant, new = whom
    rewritten = {each.record.id: each.record for each in fresh}
    kept = [each for fact in before.facts if (each := _left(_ended(fact, lifted), rewritten)) is not None]
    added = [fact for each in fresh for fact in _facts(each, meant)]
    return replace(before, nodes={**new, **before.nodes}, facts=(*kept, *added))


def _ended(fact: Fact, lifted: Lifted) -> Fact:
    """The fact, over on the day on which a snapshot leaves its record out."""
    if fact.evidence is None or fact.evidence.record not in lifted:
        return fact
    day = lifted[fact.evidence.record].day
    return replace(fact, claim=replace(fact.claim, span=fact.claim.span.ended(day)))


def _left(fact: Fact, rewritten: Mapping[str, Record]) -> Fact | None:
    """What a new version leaves of an old one's claim: of an event nothing, of a state what held until the change."""
    record = rewritten.get(fact.evidence.record) if fact.evidence else None
    if record is None:
        return fact
    restated = any(claim.id == fact.claim.id for claim in record.claims)
    if restated or record.nature is not Nature.STATE:
        return None
    ended = fact.claim.span.ended(date.fromisoformat(record.changed))
    return replace(fact, claim=replace(fact.claim, span=ended))


def _facts(stated: _Stated, meant: Meant) -> Iterable[Fact]:
    delivery, record = stated.delivery, stated.record
    parties = {party.id: party for party in record.parties}
    source = Evidence(
        record.id, 0, record.dataset, delivery.region, delivery.department, delivery.path, stated.row, delivery.as_at
    )
    for claim in record.claims:
        span = claim.span.ended(stated.ends) if stated.ends else claim.span
        yield _fact(replace(claim, span=span), parties, meant, source)


def _fact(claim: Claim, parties: Mapping[str, Party], meant: Meant, source: Evidence) -> Fact:
    subject, certainty = meant.get(claim.subject, (None, None))
    other, other_certainty = meant.get(claim.object or "", (None, None))
    party = parties.get(claim.subject)
    name, numbers, kind = (party.name, party.identifiers, party.kind) if party else ("", (), None)
    return Fact(claim, subject, certainty, other, other_certainty, source, name, numbers, kind)


def _conclusions(subgraph: Subgraph, asking: Asking) -> dict[str, tuple[Finding, ...]]:
    propagation = Propagation(Inquiry(Surroundings(subgraph), asking.rules, asking.as_of, asking.region))
    return {entity: propagation.findings(entity) for entity in subgraph.nodes}
