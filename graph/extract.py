"""The whole graph of one day, page by page: what an export is made of.

Owns: reading entities, relations and listings in the order of entity ids, each relation with its company and each
listing with its subject, as known at one transaction. Refuses: formats and files; a page is all that is in memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph.life import STANDING, State, ending, life
from graph.listings import Listing, assemble
from graph.model import Node, Side, Subgraph, Tie
from graph.networks.links import Lens, Link, links
from graph.networks.settings import Ownership, ownership
from graph.networks.shares import Stake, columns
from graph.policy import RuleSet
from graph.store.port import GraphStore
from linkage.model import Kind


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that holds on the day; ``share``: the holder's part of the company, where shares are known of it."""

    link: Link
    share: Stake | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A listing that stands on the day: in force or stayed; a dispute marks it."""

    listing: Listing
    state: State
    disputed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Entities in id order with the relations in which they are the company and the listings of which they are the
    subject."""

    nodes: tuple[Node, ...]
    relations: tuple[Relation, ...]
    listings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """One day's graph as known at ``tx`` (a number, so that every pass reads the same)."""

    store: GraphStore
    rules: RuleSet
    day: date
    tx: int
    size: int

    def pages(self, relations: bool = True, listings: bool = True) -> Iterator[Page]:
        """Everything, or entities without one or the other, page by page, the same every time."""
        after = ""
        while nodes := self.store.entities(after, None, self.tx, self.size):
            after = nodes[-1].id
            ids = [node.id for node in nodes]
            held = self._relations(ids) if relations else ()
            yield Page(tuple(nodes), held, self._listings(nodes) if listings else ())

    def _relations(self, ids: list[str]) -> tuple[Relation, ...]:
        ties = self.store.ties(ids, (), Side.COMPANY, self.tx).ties
        stakes = shares_on(ties, self.day, ownership())
        found = links(ties, Lens(as_of=self.day))
        kept = [Relation(link, stakes.get((link.holder, link.company))) for link in found if _is_held(link, stakes)]
        return tuple(sorted(kept, key=lambda each: (each.link.company, each.link.type, each.link.holder)))

    def _listings(self, nodes: Sequence[Node]) -> tuple[Standing, ...]:
        return standing_listings(self.store.subgraph([node.id for node in nodes], 0, self.tx), self.rules, self.day)


def standing_listings(subgraph: Subgraph, rules: RuleSet, day: date) -> tuple[Standing, ...]:
    """The listings of a subgraph's entities that stand on the day, in order of their subjects."""
    nodes = subgraph.nodes
    listings = [each for each in assemble(subgraph) if each.subject in nodes]
    found = [standing for each in listings if (standing := _standing(each, rules, day, nodes[each.subject].kind))]
    return tuple(sorted(found, key=lambda s: (s.listing.subject, s.listing.category, s.listing.key)))


def _standing(listing: Listing, rules: RuleSet, day: date, kind: Kind | None) -> Standing | None:
    lived = life(listing, day, ending(listing, rules, kind))
    return Standing(listing, lived.state, lived.disputed) if lived.state in STANDING else None


Stakes = dict[tuple[str, str], Stake]


def shares_on(ties: tuple[Tie, ...], day: date, reading: Ownership) -> Stakes:
    """The stake of each (holder, company) on the day, of companies whose ties are all here."""
    held = columns((tie for tie in ties if tie.type in reading.shares), day, reading)
    return {(stake.holder, company): stake for company, column in held.items() for stake in column.stakes}


def _is_held(link: Link, stakes: Stakes) -> bool:
    """The latest statement on a share decides whether it is held at all."""
    return link.type not in ownership().shares or (link.holder, link.company) in stakes
