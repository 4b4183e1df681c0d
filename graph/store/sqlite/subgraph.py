"""The screening subgraph: one read for one subject or ten thousand.

Owns: the walk over relation and responsibility claims with its hub guard, the claims that listings share, and leaving
out what leads to nothing that the question is about. Refuses: what follows from the facts (graph.propagation).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from graph.model import Node, Side, Subgraph
from graph.routes import END, Routes
from graph.store.sqlite.facts import lifted_within
from graph.store.sqlite.identity import entity_keys
from graph.store.sqlite.nodes import nodes_by_key
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.touches import WALKED, Kinds, Seen, Touch, between, heavy, touches
from linkage.model import ClaimKind

_STATED = frozenset(map(str, (ClaimKind.LISTING, ClaimKind.EVENT, ClaimKind.RESPONSIBILITY)))
"""What speaks of an entity whatever the question is about."""
_ENTITY, _OTHER = attrgetter("entity"), attrgetter("other")

# A claim about a listing whose subject nobody has resolved yet: an event of today, before tonight's resolution.
_SHARED = """
SELECT c.cid FROM (
  SELECT DISTINCT k.listing FROM json_each(?1) j CROSS JOIN claim k ON k.cid = j.value WHERE k.listing IS NOT NULL
) l CROSS JOIN claim c ON c.listing = l.listing AND c.tx <= ?2 AND c.tx_end > ?2
WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.party = c.subject AND m.tx <= ?2 AND m.tx_end > ?2)
"""


Turns = Mapping[tuple[str, int], int]
"""Type of a relation and the side that is walked from -> the place on a route where that leads."""
_SIDE = {Side.HOLDER: 0, Side.COMPANY: 1}
_LISTED = 0
"""The side on which the listed one stands in a mark; the marked person stands on the other."""


class Asked(NamedTuple):
    """How far a walk goes and what it is about: ``bearing`` names product types, None takes every claim; ``along``
    names relation types, None follows all; ``ahead``: the turns at each place of a route, None follows them anywhere.
    """

    hops: int
    hub: int
    at: int
    bearing: frozenset[str] | None = None
    along: frozenset[str] | None = None
    ahead: tuple[Turns, ...] | None = None

    @classmethod
    def of(
        cls, bounds: tuple[int, int, int], bearing: Collection[str] | None, along: Collection[str] | None
    ) -> "Asked":
        """The arguments of the port; ``bounds``: hops, hub, the transaction."""
        about, types = (None if each is None else frozenset(each) for each in (bearing, along))
        return cls(*bounds, about, types, _ahead(along) if about is not None and isinstance(along, Routes) else None)

    def turns(self, place: int) -> Turns:
        """What may be followed there; empty at the end of all routes."""
        return {} if self.ahead is None or place == END else self.ahead[place]

    def types(self, place: int) -> frozenset[str] | None:
        """The types of the relations that are read there; around a subject all of them count towards a hub."""
        return self.along if self.ahead is None or place == 0 else frozenset(type_ for type_, _ in self.turns(place))

    def kinds(self, walks: bool) -> Kinds:
        """The kinds of claims that are read, where relations are walked and where they are not."""
        if self.bearing is None:
            return None
        stated = _STATED | ({ClaimKind.PRODUCT} if self.bearing else frozenset())
        return stated | WALKED if walks else stated

    def walks(self, hop: int, place: int) -> bool:
        """Whether relations are read so many hops from a subject, at that place."""
        return self.bearing is None or (hop < self.hops and place != END)

    def bears(self, touch: Touch) -> bool:
        """Whether a claim is what the question is about."""
        return touch.kind in _STATED or (touch.kind == ClaimKind.PRODUCT and touch.type in (self.bearing or ()))


@lru_cache(8)
def _ahead(routes: Routes) -> tuple[Turns, ...]:
    return tuple({(type_, _SIDE[side]): to for (type_, side), to in turns.items()} for turns in routes.ahead)


Frontier = dict[int, set[int]]
"""Entities by the place on a route at which they are reached; without routes all at one."""


@dataclass(slots=True)
class _Walk:
    session: Session
    asked: Asked
    distance: dict[int, int] = field(default_factory=dict)
    own: list[Touch] = field(default_factory=list)
    walked: list[Touch] = field(default_factory=list)
    followed: list[list[Touch]] = field(default_factory=list)  # by hop
    truncated: set[int] = field(default_factory=set)

    def step(self, frontier: Frontier, hop: int) -> Frontier:
        """Take in the claims of a frontier; the entities at the other ends of its walked claims."""
        for entities in frontier.values():
            self.distance |= dict.fromkeys(entities - self.distance.keys(), hop)
        if hop == self.asked.hops:
            frontier = {END: set().union(*frontier.values())} if self.asked.ahead is not None else frontier
        ahead: Frontier = {}
        self.followed.append([])
        for place, entities in frontier.items():
            walked = self._taken(entities, hop, place)
            if hop < self.asked.hops:
                self._follow(walked, place, ahead)
        return ahead

    def _taken(self, entities: set[int], hop: int, place: int) -> list[Touch]:
        """The walked claims of a frontier, within the guard."""
        found = self._touches(entities, hop, place)
        walked = [touch for touch in found if touch.kind in WALKED and touch.other is not None]
        if len(walked) < len(found):
            self.own += [touch for touch in found if touch.kind not in WALKED or touch.other is None]
        if len(walked) > self.asked.hub:
            walked = self._guarded(walked, hop)
        self.walked += walked
        return walked

    def _follow(self, walked: list[Touch], place: int, ahead: Frontier) -> None:
        """Where these claims lead. Who was met before is met again only where something more is to be followed."""
        if self.asked.ahead is None:
            ahead.setdefault(place, set()).update(t for t in map(_OTHER, walked) if t not in self.distance)
            return
        turns = self.asked.turns(place)
        for touch in walked:
            to = END if touch.kind == ClaimKind.RESPONSIBILITY else turns.get((touch.type, touch.side))
            if to is not None and touch.other is not None:
                self.followed[-1].append(touch)
                if to != END or touch.other not in self.distance:
                    ahead.setdefault(to, set()).add(touch.other)

    def _guarded(self, walked: list[Touch], hop: int) -> list[Touch]:
        """Without what the guard keeps of hubs."""
        large = {entity: list[Touch]() for entity, n in Counter(map(_ENTITY, walked)).items() if n > self.asked.hub}
        if not large:
            return walked
        for touch in walked:
            if touch.entity in large:
                large[touch.entity].append(touch)
        passed = [touch for entity, mine in large.items() for touch in self._cut(entity, mine, hop)]
        return [touch for touch in walked if touch.entity not in large] + passed

    def _touches(self, frontier: set[int], hop: int, place: int) -> list[Touch]:
        """The claims of a frontier, but of hubs only those that are not walked."""
        session, asked, walks = self.session, self.asked, self.asked.walks(hop, place)
        kinds, seen = asked.kinds(walks), Seen(asked.at, asked.types(place))
        hubs = heavy(session, frontier, Seen(asked.at, asked.along), asked.hub) if hop and walks else set()
        rows = touches(session, frontier - hubs, seen, kinds)
        if hubs:
            self.truncated |= hubs
            own = touches(session, hubs, seen, kinds, ties=False)
            rows += [touch for touch in own if touch.kind not in WALKED or touch.other is None]
        return rows

    def _cut(self, entity: int, mine: list[Touch], hop: int) -> list[Touch]:
        """As many claims of an asked hub as the guard lets pass, rare types first: offices before guarantees."""
        self.truncated.add(entity)
        if hop:
            return []
        counts = Counter({touch.cid: touch.type for touch in mine}.values())
        return sorted(mine, key=lambda touch: (counts[touch.type], touch.cid))[: self.asked.hub]

    def kept(self) -> tuple[set[int], set[int]]:
        """Entities and claims that the answer is made of."""
        if self.asked.bearing is None:
            return set(self.distance), self._claims(self.own, self.distance.keys())
        bearing = [touch for touch in self.own if self.asked.bears(touch)]
        marks = [touch for touch in self.walked if touch.kind == ClaimKind.RESPONSIBILITY]
        on_the_way = self._leading_to({touch.entity for touch in (*bearing, *marks)})
        seeds = {entity for entity, hop in self.distance.items() if hop == 0}
        return on_the_way | seeds, self._claims(bearing, on_the_way)

    def _claims(self, own: Iterable[Touch], inside: Iterable[int]) -> set[int]:
        within = frozenset(inside)
        cids = {t.cid for t in own if t.entity in within and (t.kind not in WALKED or t.other is None)}
        cids |= {t.cid for t in self.walked if t.entity in within and self._ends_inside(t, within)}
        if self.asked.along is not None:
            cids |= self._beside_marks(within)
        return cids | {cid for (cid,) in self.session.rows(_SHARED, packed(cids), self.asked.at)} if cids else cids

    def _beside_marks(self, within: frozenset[int]) -> set[int]:
        """Every relation between a company and whom a decision on it marks: a mark can name a place of any type."""
        marks = (t for t in self.walked if t.kind == ClaimKind.RESPONSIBILITY and t.entity in within)
        ends = {(touch.entity, touch.other) for touch in marks if touch.other in self.distance}
        return between(self.session, ends, self.asked.at) if ends else set()

    def _ends_inside(self, touch: Touch, within: frozenset[int]) -> bool:
        """A mark is read with its listing, whoever is marked and however far away: it may say when the violation was.
        A relation is read only on the way."""
        if touch.kind == ClaimKind.RESPONSIBILITY:
            return touch.side == _LISTED or touch.other in self.distance
        return touch.other in within

    def _leading_to(self, bearing: set[int]) -> set[int]:
        """The entities on a walk of the asked length from a subject to one that something bears on."""
        near = {entity for entity in bearing if entity in self.distance}
        if self.asked.ahead is not None:
            return self._followed_to(near)
        found = set(near)
        for left in reversed(range(self.asked.hops if near else 0)):  # how far from a subject the next may be
            inside = {entity for entity, hop in self.distance.items() if hop <= left}
            near = {t.entity for t in self.walked if t.other in near and t.entity in inside} | {
                t.other for t in self.walked if t.entity in near and t.other in inside and t.other is not None
            }
            near -= found
            found |= near
        return found

    def _followed_to(self, near: set[int]) -> set[int]:
        """The same where only what leads on was followed: back over that, hop by hop."""
        found, leading = set(near), near
        for followed in reversed(self.followed):
            leading = near | {touch.entity for touch in followed if touch.other in leading}
            found |= leading
        return found


class Known(NamedTuple):
    """What was read of entities before, as known then: their keys by id, and their nodes by key."""

    keys: Mapping[str, int] = {}
    nodes: Mapping[int, Node] = {}


def subgraph(session: Session, entities: Iterable[str], asked: Asked, known: Known = Known()) -> Subgraph:  # noqa: B008
    """The entities within so many hops, every claim about them, and what shares their listings; or, when the question
    is about something, only what leads there."""
    walk, seeds = _Walk(session, asked), set(entities)
    keys = {id_: known.keys[id_] for id_ in seeds & known.keys.keys()}
    if unknown := seeds - keys.keys():
        keys |= entity_keys(session, unknown)
    frontier: Frontier = {0: set(keys.values())}
    for hop in range(asked.hops + 1):
        if not any(frontier.values()):
            break
        frontier = walk.step(frontier, hop)
    inside, cids = walk.kept()
    facts = lifted_within(session, cids, walk.distance.keys(), asked.at) if cids else []
    names = {eid: id_ for id_, eid in keys.items()} if asked.bearing is not None else {}
    truncated = _named(session, walk.truncated, names)
    nodes = {(node := known.nodes[eid]).id: node for eid in inside & known.nodes.keys()}
    if beyond := inside - known.nodes.keys():
        nodes |= nodes_by_key(session, beyond, asked.at)
    return Subgraph(nodes, tuple(facts), truncated)


def _named(session: Session, eids: set[int], names: dict[int, str]) -> frozenset[str]:
    if not eids:
        return frozenset()
    rest = [eid for eid in eids if eid not in names]
    sql = "SELECT e.eid, e.id FROM json_each(?) j CROSS JOIN entity e ON e.eid = j.value"
    found = names | dict(session.rows(sql, packed(rest)))
    return frozenset(found[eid] for eid in eids)
