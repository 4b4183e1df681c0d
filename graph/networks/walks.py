"""Walks over links: k hops, k shortest paths, common neighbours.

Owns: breadth-first search with hub guard and bounds, in either direction of a relation. Refuses: the store: ``expand``
brings the ties of a set of entities, one call a level. What a bound cut is said in the answer.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from graph.model import Ties
from graph.networks.links import Ends, Lens, Link, ends_of, links

K = TypeVar("K", int, str)
Expand = Callable[[Collection[str]], Ties]
"""The ties of these entities; hubs bring none."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Entities within so many hops. ``distance`` by entity (0 = asked about); ``hubs`` were reached, not walked
    through; ``truncated``: the bound on entities stopped the walk."""

    distance: dict[str, int]
    links: tuple[Link, ...] = ()
    hubs: dict[str, int] = field(default_factory=dict)
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A simple path: entities from one end to the other, and every link between each two of them."""

    entities: tuple[str, ...]
    steps: tuple[tuple[Link, ...], ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths, shortest first, then by entity ids. ``truncated``: a bound stopped the search; there may be more."""

    paths: tuple[Path, ...]
    hubs: dict[str, int] = field(default_factory=dict)
    truncated: bool = False


def spread(expand: Expand, seeds: Collection[str], hops: int, lens: Lens, most: int) -> Reach:
    """As :func:`reach`, without the links: for thousands of seeds."""

    def meet(entities: Collection[str]) -> tuple[set[str], Mapping[str, int]]:
        ties = expand(entities)
        return {end for pair in ends_of(ties.ties, lens) for end in pair}, ties.hubs

    distance, hubs, truncated = spreading(meet, seeds, hops, most)
    return Reach(distance, (), hubs, truncated)


def spreading(
    meet: Callable[[Collection[K]], tuple[set[K], Mapping[K, int]]], seeds: Iterable[K], hops: int, most: int
) -> tuple[dict[K, int], dict[K, int], bool]:
    """Distance of all met, hubs, and whether the bound on entities stopped the walk. ``meet``: whom these entities
    meet, and the hubs among them, which meet nobody."""
    distance = dict.fromkeys(seeds, 0)
    frontier, hubs = set(distance), dict[K, int]()
    for hop in range(1, hops + 1):
        if not frontier:
            break
        met, heavy = meet(frontier)
        hubs.update(heavy)
        frontier = met - distance.keys()
        if len(distance) + len(frontier) > most:
            kept = sorted(frontier)[: most - len(distance)]
            return distance | dict.fromkeys(kept, hop), hubs, True
        distance.update(dict.fromkeys(frontier, hop))
    return distance, hubs, False


def reach(expand: Expand, seeds: Collection[str], hops: int, lens: Lens, most: int) -> Reach:
    """Everything within ``hops`` of the seeds, over links that the lens sees."""
    distance = dict.fromkeys(sorted(seeds), 0)
    frontier, cut = list(distance), False
    found: dict[Ends, Link] = {}
    hubs: dict[str, int] = {}
    for hop in range(1, hops + 1):
        if not frontier or cut:
            break
        ties = expand(frontier)
        hubs.update(ties.hubs)
        fresh: list[str] = []
        for link in links(ties.ties, lens):
            found[link.type, link.holder, link.company] = link
            for end in (link.holder, link.company):
                if end not in distance:
                    cut = cut or len(distance) >= most
                    if len(distance) < most:
                        distance[end] = hop
                        fresh.append(end)
        frontier = fresh
    inside = tuple(link for link in found.values() if link.holder in distance and link.company in distance)
    return Reach(distance, inside, hubs, cut)


def paths(expand: Expand, ends: tuple[str, str], longest: int, lens: Lens, bounds: tuple[int, int, int]) -> Paths:
    """At most ``bounds[0]`` simple paths between two entities of at most ``longest`` links, not through hubs.

    ``bounds``: how many paths, most entities taken in, most steps of the search.
    """
    count, most, steps = bounds
    a, b = ends
    if a == b:
        return Paths((Path((a,), ()),))
    heavy = expand([a, b]).hubs
    depths = {a: (longest + 1) // 2, b: longest // 2}
    for end, other in ((a, b), (b, a)):
        if end in heavy:  # it brings no ties itself: the other end's walk must come all the way
            depths[other] = longest
    sides = [reach(expand, [end], depth, lens, most) for end, depth in depths.items()]
    hubs = sides[0].hubs | sides[1].hubs
    between = _adjacency(link for side in sides for link in side.links)
    blocked = hubs.keys() - {a, b}
    search = _Search(between, blocked, b, steps)
    found = search.run(a, longest, count)
    return Paths(tuple(found), hubs, any(side.truncated for side in sides) or search.exhausted)


def common(expand: Expand, ends: tuple[str, str], lens: Lens) -> Reach:
    """Neighbours that two entities share, each with its links to both (distance 1)."""
    a, b = ends
    ties = expand([a, b])
    found = links(ties.ties, lens)
    for hub, other in ((a, b), (b, a)):
        if hub in ties.hubs and other not in ties.hubs:  # ask the other's neighbours whether they know the hub
            near = {link.other(other) for link in found if other in (link.holder, link.company)} - {hub}
            found += links((tie for tie in expand(near).ties if hub in (tie.holder, tie.company)), lens)
    near_a, near_b = (_near(found, end) for end in ends)
    shared = (near_a & near_b) - {a, b}
    kept = {
        link: None for link in found if {link.holder, link.company} & shared and {link.holder, link.company} & {a, b}
    }
    return Reach({a: 0, b: 0} | dict.fromkeys(sorted(shared), 1), tuple(kept), dict(ties.hubs))


def _near(found: list[Link], entity: str) -> set[str]:
    return {link.other(entity) for link in found if entity in (link.holder, link.company)}


Adjacency = dict[str, dict[str, tuple[Link, ...]]]


def _adjacency(found: Iterator[Link]) -> Adjacency:
    between: Adjacency = {}
    for link in dict.fromkeys(found):
        for one, other in ((link.holder, link.company), (link.company, link.holder)):
            near = between.setdefault(one, {})
            near[other] = (*near.get(other, ()), link)
    return {entity: dict(sorted(near.items())) for entity, near in between.items()}


class _Search:
    """Simple paths to a target in order of length: depth-first, cut where the target is too far away."""

    def __init__(self, between: Adjacency, blocked: Collection[str], target: str, steps: int) -> None:
        self._between, self._blocked, self._target, self._left = between, blocked, target, steps
        self._away = self._distances()

    @property
    def exhausted(self) -> bool:
        """True when the search ran out of steps."""
        return self._left <= 0

    def run(self, start: str, longest: int, count: int) -> list[Path]:
        found: list[Path] = []
        for length in range(self._away.get(start, longest + 1), longest + 1):
            for entities in self._of_length([start], length):
                found.append(self._path(entities))
                if len(found) == count:
                    return found
        return found

    def _distances(self) -> dict[str, int]:
        away, frontier = {self._target: 0}, [self._target]
        while frontier:
            step = frontier
            frontier = []
            for entity in step:
                for near in self._between.get(entity, ()):
                    if near not in away and near not in self._blocked:
                        away[near] = away[entity] + 1
                        frontier.append(near)
        return away

    def _of_length(self, walked: list[str], length: int) -> Iterator[tuple[str, ...]]:
        here, left = walked[-1], length - len(walked) + 1
        if here == self._target:
            if left == 0:
                yield tuple(walked)
            return
        for near in self._between.get(here, ()):
            if self.exhausted:
                return
            if near not in walked and self._away.get(near, length + 1) <= left - 1:
                self._left -= 1
                yield from self._of_length([*walked, near], length)

    def _path(self, entities: tuple[str, ...]) -> Path:
        return Path(entities, tuple(self._between[a][b] for a, b in pairwise(entities)))
