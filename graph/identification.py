"""Who is meant: the entity behind a number, an id or a name, and how sure that is.

Owns: number first (with the numbers it implies and the code map), then name candidates; the doubles of a person whom a
list knows by name and masked number only. Refuses: findings. A name alone is never a confirmed identity.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from graph.candidates import Candidate, Matching, best_called, best_fit, load_matching
from graph.model import Certainty, Node
from graph.rules import Sureness
from graph.store.port import GraphStore
from linkage.identifiers import Identifier, birth_date, compare, implied, sex
from linkage.model import Kind, fact
from linkage.numbering import IdentifierKind, Relation

_SURE = {Certainty.CONFIRMED: Sureness.CONFIRMED, Certainty.PROBABLE: Sureness.PROBABLE}
_OF_FIRMS = frozenset({IdentifierKind.USCC, IdentifierKind.ORG_CODE, IdentifierKind.REG_NO})


class Query(NamedTuple):
    """One question. ``identifiers``: readings of one number; ``region``: the receiver's; ``known_at``: None = now.

    The number decides before the id, and the id before the name. ``hits``: the entities that the store's name index
    found when the question was asked first; None: search it.
    """

    purpose: str
    as_of: date
    identifiers: tuple[Identifier, ...] = ()
    entity: str = ""
    name: str = ""
    kind: Kind | None = None
    region: str = ""
    known_at: datetime | int | None = None
    hits: tuple[str, ...] | None = None


Meant = tuple[tuple[str, Sureness], ...]
"""Entities with how sure it is that each is meant, surest first."""


class Subjects(NamedTuple):
    """Whom a query means: entities with how sure it is that each is meant, surest first.

    ``ambiguous``: one number, several entities. ``candidates``: names alike, also those not enough to be meant.
    ``hits``: the entities that the name index found, None when it was not asked.
    """

    meant: Meant = ()
    ambiguous: bool = False
    candidates: tuple[Candidate, ...] = ()
    truncated: bool = False
    hits: tuple[str, ...] | None = None

    @property
    def is_known(self) -> bool:
        """Whether anybody in the store may be meant."""
        return bool(self.meant)


@dataclass(slots=True)
class Identification:
    """Identifies a batch of queries as known at one transaction, in sets where the port has sets."""

    store: GraphStore
    tx: int | None
    by: Matching = field(default_factory=load_matching)
    _hits: dict[tuple[str, Kind | None], tuple[str, ...]] = field(default_factory=dict)

    def subjects(self, queries: Sequence[Query]) -> list[Subjects]:
        """One answer per query, in order."""
        by_number = self._by_number(queries)
        entities = {query.entity for query in queries if query.entity}
        alive = self.store.successors(entities, self.tx) if entities else {}
        found = []
        for query in queries:
            ids = [pair for each in query.identifiers for pair in by_number.get(each, ())]
            if query.identifiers and ids:
                found.append(_of_number(ids))
            elif query.entity and not query.identifiers:
                entity = alive.get(query.entity)
                found.append(Subjects(((entity, Sureness.CONFIRMED),)) if entity else Subjects())
            else:
                found.append(self._of_name(query) if query.name else Subjects())
        return self._with_doubles(queries, found)

    def _by_number(self, queries: Sequence[Query]) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        asked = {each for query in queries for each in query.identifiers if not each.masked}
        found = dict(self.store.by_identifier(asked, self.tx)) if asked else {}
        rest = [each for each in asked if not found.get(each)]
        others = {each: set(implied(each)) for each in rest}
        if rest:
            for each, mapped in self.store.code_map(rest, self.tx).items():
                others[each] |= {number for number in mapped if number.vetoes}
            inner = _organisations(rest)
            around = self.store.containing({code for codes in inner.values() for code in codes}) if inner else {}
            for each, codes in inner.items():
                others[each] |= {code for inside in codes for code in around.get(inside, ())}
        known = self.store.by_identifier({n for numbers in others.values() for n in numbers}, self.tx) if rest else {}
        for each, numbers in others.items():
            if pairs := [pair for number in sorted(numbers) for pair in known.get(number, ())]:
                found[each] = pairs
        return found

    def _of_name(self, query: Query) -> Subjects:
        limits = self.by.names
        hits = query.hits if query.hits is not None else self._named(query.name, query.kind, int(limits["limit"]))
        nodes, shops = self.store.nodes(set(hits), self.tx), self.store.shops(hits, self.tx) if hits else {}
        scored = [c for node in nodes.values() if (c := self._candidate(query, node, shops.get(node.id, ())))]
        scored.sort(key=lambda each: (-each.score, each.entity))
        meant = tuple((each.entity, Sureness.PROBABLE) for each in scored if each.score >= limits["plausible"])
        return Subjects(meant, False, tuple(scored), len(hits) >= limits["limit"], hits)

    def _named(self, name: str, kind: Kind | None, limit: int) -> tuple[str, ...]:
        key = (name, kind)
        if key not in self._hits:
            self._hits[key] = tuple(hit.entity for hit in self.store.by_name(name, kind, limit, self.tx))
        return self._hits[key]

    def _candidate(self, query: Query, node: Node, shops: Iterable[str]) -> Candidate | None:
        """The node as a candidate for the name; None when too unlike or its numbers contradict the asked one."""
        called = best_called(query.name, node, shops, self.by)
        fit = called.fit
        if fit.score < self.by.names["suggested"]:
            return None
        why = _number_allows(query.identifiers, node)
        return (
            None if why is None else Candidate(node.id, node.kind, node.name, fit.score, (*fit.why, *why), called.shop)
        )

    def _with_doubles(self, queries: Sequence[Query], found: list[Subjects]) -> list[Subjects]:
        """Add, as probable, whom a list knows by the same name and a masked number that fits the person's."""
        sure = {
            entity
            for query, each in zip(queries, found, strict=True)
            if _may_be_personal(query)
            for entity, level in each.meant
            if level is Sureness.CONFIRMED
        }
        persons = {i: n for i, n in self.store.nodes(sure, self.tx).items() if n.kind is Kind.PERSON} if sure else {}
        doubles = self._doubles(persons) if persons else {}
        return [_joined(each, doubles) for each in found] if doubles else found

    def _doubles(self, persons: Mapping[str, Node]) -> Mapping[str, tuple[str, ...]]:
        """Person -> the entities of the same name that may be the same person, for all of a batch at once."""
        named = self.store.named({node.name for node in persons.values()}, Kind.PERSON, self.tx, unnumbered=True)
        alike = {i: [e for e in named.get(node.name, ()) if e != i] for i, node in persons.items()}
        wanted = {entity for each in alike.values() for entity in each}
        others = self.store.nodes(wanted, self.tx) if wanted else {}
        bits = self.by.doubles["min_known_bits"]
        return {
            i: tuple(e for e in alike[i] if e in others and may_be(node, others[e], bits))
            for i, node in persons.items()
        }


def _may_be_personal(query: Query) -> bool:
    """A firm's number means a firm."""
    return not query.identifiers or not all(each.kind in _OF_FIRMS for each in query.identifiers)


def _joined(subjects: Subjects, doubles: Mapping[str, tuple[str, ...]]) -> Subjects:
    known = {entity for entity, _ in subjects.meant}
    extra = [e for entity in known for e in doubles.get(entity, ()) if e not in known]
    if not extra:
        return subjects
    meant = (*subjects.meant, *((entity, Sureness.PROBABLE) for entity in dict.fromkeys(extra)))
    return subjects._replace(meant=meant)


def _organisations(numbers: Iterable[Identifier]) -> dict[Identifier, list[Identifier]]:
    """The organisation codes that numbers are or hold: a unified code may be all that records state of them."""
    inner = {each: [n for n in (each, *implied(each)) if n.kind is IdentifierKind.ORG_CODE] for each in numbers}
    return {each: codes for each, codes in inner.items() if codes}


def _of_number(pairs: Sequence[tuple[str, Certainty]]) -> Subjects:
    """One confirmed holder is the subject and others are doubtful; with none or several, nobody is sure."""
    if len(pairs) == 1:
        entity, certainty = pairs[0]
        return Subjects(((entity, _SURE[certainty]),))
    best: dict[str, Certainty] = {}
    for entity, certainty in pairs:
        if best.get(entity) is not Certainty.CONFIRMED:
            best[entity] = certainty
    sure = [entity for entity, certainty in best.items() if certainty is Certainty.CONFIRMED]
    if len(sure) == 1:
        rest = tuple((entity, Sureness.PROBABLE) for entity in best if entity not in sure)
        return Subjects(((sure[0], Sureness.CONFIRMED), *rest))
    return Subjects(tuple((entity, Sureness.PROBABLE) for entity in best), ambiguous=len(best) > 1)


def _number_allows(asked: Sequence[Identifier], node: Node) -> tuple[str, ...] | None:
    """What the asked number adds to the reasons for a candidate found by name; None when it rules it out."""
    compared = [compare(each, own) for each in asked for own in node.identifiers]
    if any(each.relation is Relation.COMPATIBLE for each in compared):
        return ("号码可见部分相符",)
    ruled_out = any(each.relation is Relation.INCOMPATIBLE for each in compared)
    return None if asked and (asked[0].masked or ruled_out) else ()


def may_be(person: Node, other: Node, min_bits: float) -> bool:
    """Whether an entity known by masked numbers only can be the person: same name, masks fit, birth and sex agree."""
    if not other.identifiers or not all(each.masked for each in other.identifiers):
        return False
    if best_fit(person.name, other.names or (other.name,), Kind.PERSON).score <= 0:
        return False
    compared = [compare(own, each) for own in person.identifiers for each in other.identifiers]
    if any(each.relation is Relation.INCOMPATIBLE for each in compared):
        return False
    fits = any(each.relation is Relation.COMPATIBLE and each.known_bits >= min_bits for each in compared)
    return fits and _details_agree(person, other)


def _details_agree(person: Node, other: Node) -> bool:
    number = next((n for n in person.identifiers if n.kind is IdentifierKind.RESIDENT and not n.masked), None)
    if number is None:
        return True
    stated_sex, stated_birth = fact(other.details, "sex"), fact(other.details, "birth")
    born = birth_date(number)
    return (not stated_sex or stated_sex == sex(number)) and (
        not stated_birth or born is None or born.isoformat().startswith(stated_birth)
    )
