"""A subgraph indexed once: who holds which place in whom, whose listings, who is marked.

Owns: merging the records that state one office, and the adjacency that rules walk. Refuses: rules and days of its own.
A dated office decides over an undated card; an office voided as 冒名登记 was never held (RULES.md).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from graph import truth
from graph.listings import Days, Listing, Mark, assemble, products_of
from graph.model import Certainty, Evidence, Fact, Subgraph
from graph.terms import after
from linkage.dates import VOID, Span, Truth
from linkage.model import ClaimKind, Kind


@dataclass(frozen=True, slots=True)
class Place:
    """One office or tie of ``holder`` in ``company``: every span in which records state it, equally certain."""

    type: str
    holder: str
    company: str
    spans: tuple[Span, ...]
    certainty: Certainty
    evidence: tuple[Evidence, ...]

    @property
    def never(self) -> bool:
        """True when the registry voided it: it was never held, on no day."""
        return not self.spans

    @property
    def span(self) -> Span:
        """The latest span, for showing."""
        return max(self.spans, key=lambda each: each.begin_max, default=VOID)

    def holds(self, day: date) -> Truth:
        """Whether it is held on the day."""
        return truth.some(span.holds(day) for span in self.spans)

    def held_within(self, days: Days) -> Truth:
        """Whether it was held on a day that is only known to lie between two."""
        if days[0] == days[1]:
            return self.holds(days[0])
        return truth.some(_throughout(span, days) for span in self.spans)


class Stated(Protocol):
    """What one record states of a relation: a :class:`~graph.model.Fact` or a :class:`~graph.model.Tie`."""

    @property
    def span(self) -> Span:
        """When it holds."""

    @property
    def certainty(self) -> Certainty:
        """Confirmed when both ends are."""

    @property
    def evidence(self) -> Evidence | None:
        """Where it was read."""


def _throughout(span: Span, days: Days) -> Truth:
    if span.begin_max <= days[0] and days[1] < span.end_min:
        return Truth.YES
    return Truth.NO if span.begin_min > days[1] or span.end_max <= days[0] else Truth.MAYBE


class Surroundings:
    """The index of one subgraph. ``held``: places by holder; ``holders``: by company; ``marked``: by person."""

    __slots__ = ("_by_ends", "_near", "_products", "held", "holders", "listings", "marked", "subgraph")

    def __init__(self, subgraph: Subgraph) -> None:
        self.subgraph = subgraph
        self.listings: dict[str, list[Listing]] = {}
        self._products: dict[str, dict[str, list[Fact]]] = {}
        self.marked: dict[str, list[tuple[Listing, Mark]]] = {}
        self.held: dict[str, list[Place]] = {}
        self.holders: dict[str, list[Place]] = {}
        self._by_ends: dict[tuple[str, str], list[Place]] = {}
        for listing in assemble(subgraph):
            self.listings.setdefault(listing.subject, []).append(listing)
            for mark in listing.marks:
                if mark.person is not None:
                    self.marked.setdefault(mark.person, []).append((listing, mark))
        for each in subgraph.facts:
            if each.claim.kind is ClaimKind.PRODUCT and each.subject is not None:
                self._products.setdefault(each.subject, {}).setdefault(each.claim.type, []).append(each)
        for place in _places(subgraph):
            self.held.setdefault(place.holder, []).append(place)
            self.holders.setdefault(place.company, []).append(place)
            self._by_ends.setdefault((place.holder, place.company), []).append(place)
        self._near: dict[int, frozenset[str]] = {}

    def places(self, holder: str, company: str) -> tuple[Place, ...]:
        """Every place of one in the other."""
        return tuple(self._by_ends.get((holder, company), ()))

    def products(self, subject: str, types: Collection[str]) -> Iterator[Listing]:
        """The subject's products of these types, as listings that a row can name."""
        of_subject = self._products.get(subject, {})
        for type_ in types:
            if type_ in of_subject:
                yield from products_of(of_subject[type_])

    def name(self, entity: str) -> str:
        """The entity's preferred name; its id when it is unknown."""
        node = self.subgraph.nodes.get(entity)
        return node.name if node else entity

    def kind(self, entity: str) -> Kind | None:
        """The entity's kind, when known."""
        node = self.subgraph.nodes.get(entity)
        return node.kind if node else None

    def touched(self, hops: int) -> frozenset[str]:
        """Entities about which rules that reach so far from a listed or marked one can have anything to say."""
        if hops not in self._near:
            self._near[hops] = self._within(hops)
        return self._near[hops]

    def _within(self, hops: int) -> frozenset[str]:
        seen = {*self.listings, *self.marked}
        edge = set(seen)
        for _ in range(hops):
            edge = {
                other
                for entity in edge
                for place in (*self.held.get(entity, ()), *self.holders.get(entity, ()))
                for other in (place.company, place.holder)
            } - seen
            seen |= edge
        return frozenset(seen | self._products.keys())


def _places(subgraph: Subgraph) -> list[Place]:
    grouped: dict[tuple[str, str, str], list[Fact]] = {}
    for each in subgraph.facts:
        if each.claim.kind is ClaimKind.RELATION and each.subject is not None and each.object is not None:
            grouped.setdefault((each.claim.type, each.subject, each.object), []).append(each)
    return [place for ends, facts in grouped.items() for place in merged(ends, facts)]


def merged(ends: tuple[str, str, str], stated: Sequence[Stated]) -> list[Place]:
    """What claims of one (type, holder, company) say together: a voided office was never held, a dated one decides
    over an undated card; confirmed and probable statements stay apart."""
    if len(stated) == 1 and stated[0].span != VOID:
        return [_place(ends, stated, stated[0].certainty)]
    if any(each.span == VOID for each in stated):
        return [Place(*ends, (), stated[0].certainty, _evidence(stated))]
    dated = [each for each in stated if _is_dated(each.span)]
    deciding = dated if any(each.certainty is Certainty.CONFIRMED for each in dated) else stated
    split = {certainty: [each for each in deciding if each.certainty is certainty] for certainty in Certainty}
    return [_place(ends, some, certainty) for certainty, some in split.items() if some]


def _is_dated(span: Span) -> bool:
    """An office with its day of beginning; a sighting (one day, in the record of an event) is none."""
    return span.begin_min == span.begin_max and span.end_min > after(after(span.begin_min))


def _place(ends: tuple[str, str, str], stated: Sequence[Stated], certainty: Certainty) -> Place:
    spans = tuple(dict.fromkeys(each.span for each in stated))
    return Place(*ends, spans, certainty, _evidence(stated))


def _evidence(stated: Sequence[Stated]) -> tuple[Evidence, ...]:
    found = [each.evidence for each in stated if each.evidence]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)
