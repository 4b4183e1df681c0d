"""Network questions asked of a store.

Owns: which ties a question needs, read a level at a time in sets, and who stands at the two ends of an answer.
Refuses: the answers themselves: the pure modules beside it give them.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from graph.model import Side, Tie, Ties
from graph.networks import walks
from graph.networks.aggregated import Aggregated, aggregated, each_alone
from graph.networks.circles import Circle, circles
from graph.networks.controlled import Controller, Controls, holds
from graph.networks.groups import Group, Known, Outlines, group, outlines
from graph.networks.integrated import Integrated, integrated
from graph.networks.links import Lens, Link, links
from graph.networks.settings import control, limits, ownership
from graph.networks.shares import columns
from graph.store.port import GraphStore
from linkage.model import Kind


@dataclass(frozen=True, slots=True)
class Neighbours:
    """One page of neighbours. ``counts`` by (type, the entity's side): links through the lens when all fit on one page
    (``whole``), else relation claims as recorded. ``next``: the cursor of the following page."""

    entity: str
    links: tuple[Link, ...]
    counts: dict[tuple[str, Side], int]
    whole: bool
    next: str


@dataclass(frozen=True, slots=True)
class Owners:
    """The three answers, apart. ``together``: what the holders asked about hold in the aggregate. ``truncated``: a
    bound cut the chain above the company; the answers hold for what was read."""

    aggregated: tuple[Aggregated, ...]
    integrated: Integrated
    control: tuple[Controller, ...]
    together: Aggregated | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """Asks one store as known at one transaction (None: now)."""

    store: GraphStore
    tx: int | None = None

    def neighbours(self, entity: str, lens: Lens, after: str = "", limit: int | None = None) -> Neighbours:
        """A page of the entity's neighbours with the links to each."""
        page = self.store.neighbours(entity, lens.types, self.tx, after, limit or limits().page)
        found = tuple(links(page.ties, lens))
        whole = not after and not page.next
        counts = dict(Counter((link.type, _side(link, entity)) for link in found)) if whole else dict(page.counts)
        return Neighbours(entity, found, counts, whole, page.next)

    def hops(self, seeds: Collection[str], hops: int, lens: Lens, hub: int | None = None) -> walks.Reach:
        """Everything within so many hops, with the links."""
        return walks.reach(self._expand(lens, hub), seeds, hops, lens, limits().entities + len(seeds))

    def spread(self, seeds: Collection[str], hops: int, lens: Lens, hub: int | None = None) -> walks.Reach:
        """Everything within so many hops of many entities, without the links."""
        return self.store.spread(seeds, hops, lens, self.tx, limits().hub if hub is None else hub)

    def paths(self, a: str, b: str, lens: Lens, count: int, longest: int) -> walks.Paths:
        """The shortest paths between two entities."""
        bounds = (count, limits().entities, limits().steps)
        return walks.paths(self._expand(lens, None), (a, b), longest, lens, bounds)

    def common(self, a: str, b: str, lens: Lens) -> walks.Reach:
        """Neighbours of both."""
        return walks.common(self._expand(lens, None), (a, b), lens)

    def owners(self, company: str, day: date, together: Collection[str] = ()) -> Owners:
        """Who owns and who controls a company on the day, in three separate answers."""
        ties, cut = self._above([company])
        held = columns(ties, day, ownership())
        controls = Controls(held, holds(ties, day, control()), control())
        joint = aggregated(held, company, together, ownership()) if together else None
        return Owners(
            each_alone(held, company, ownership()),
            integrated(held, company, ownership()),
            controls.of(company),
            joint,
            cut,
        )

    def group(self, entity: str, day: date) -> Group:
        """Everything that hangs together with the entity by control."""

        def read(members: Iterable[str]) -> Known:
            near = self.store.ties(members, ownership().types | control().types, None, self.tx, limits().hub)
            companies = {tie.company for tie in near.ties}
            ties = {*near.ties, *self._above(companies)[0]}
            held = columns(ties, day, ownership())
            return Known(held, Controls(held, holds(ties, day, control()), control()), near.hubs.keys())

        return group(read, entity, limits().chain, limits().entities)

    def groups(self, day: date, hub: int | None = None) -> Outlines:
        """Every group of the store, the largest first; the whole store is walked, but not through a person with more
        places than the guard (an agent, a nominee): such a one ties together what does not belong together."""
        ties = list(self._all(ownership().types | control().types))
        hubs = self._persons_over(ties, limits().hub if hub is None else hub)
        ties = [tie for tie in ties if tie.holder not in hubs] if hubs else ties
        held = columns(ties, day, ownership())
        return Outlines(outlines(Controls(held, holds(ties, day, control()), control())), hubs)

    def _persons_over(self, ties: Iterable[Tie], most: int) -> dict[str, int]:
        """Persons who hold more of the ties than that, with how many."""
        held = {holder: count for holder, count in Counter(tie.holder for tie in ties).items() if count > most}
        nodes = self.store.nodes(held, self.tx) if held else {}
        return {holder: held[holder] for holder, node in nodes.items() if node.kind is Kind.PERSON}

    def circles(self, day: date, entity: str | None = None) -> tuple[Circle, ...]:
        """Circles of shareholding in the whole store, or those above and around one company."""
        if entity is not None:
            return circles(columns(self._above([entity])[0], day, ownership()), ownership())
        found: dict[str, list[Tie]] = {}
        for tie in self._all(ownership().shares):
            found.setdefault(tie.company, []).append(tie)
        whole = {c: column for ties in found.values() for c, column in columns(ties, day, ownership()).items()}
        return circles(whole, ownership())

    def _above(self, companies: Iterable[str]) -> tuple[list[Tie], bool]:
        """Ties of ownership and control of the companies and of everyone above them."""
        types = ownership().types | control().types
        parts = ownership().parts | control().parts
        seen: set[str] = set()
        frontier, found = set(companies), []
        for _ in range(limits().chain):
            if not frontier or len(seen) + len(frontier) > limits().entities:
                break
            seen |= frontier
            owned = self.store.ties(frontier, types - parts, Side.COMPANY, self.tx).ties
            branches = self.store.ties(frontier, parts, Side.HOLDER, self.tx).ties
            found += [*owned, *branches]
            frontier = {tie.holder for tie in owned} | {tie.company for tie in branches}
            frontier -= seen
        return found, bool(frontier)

    def _all(self, types: Collection[str]) -> Iterable[Tie]:
        """Ties of these types in the whole store, each once."""
        after = ""
        while page := self.store.entities(after, None, self.tx, limits().scan):
            yield from self.store.ties([node.id for node in page], types, Side.COMPANY, self.tx).ties
            after = page[-1].id

    def _expand(self, lens: Lens, hub: int | None) -> walks.Expand:
        guard = limits().hub if hub is None else hub

        def expand(entities: Collection[str]) -> Ties:
            return self.store.ties(entities, lens.types, None, self.tx, guard)

        return expand


def _side(link: Link, entity: str) -> Side:
    return Side.HOLDER if link.holder == entity else Side.COMPANY
