"""The screening subgraph: one read for one subject or ten thousand.

Owns: the walk over relation and responsibility claims with its hub guard, the claims that listings share, and leaving
out what leads to nothing that the question is about. Refuses: what follows from the facts (graph.propagation).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from graph.model import Subgraph
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


class Asked(NamedTuple):
    """How far a walk goes and what it is about: ``bearing`` names product types, None takes every claim; ``along``
    names relation types, None follows all."""

    hops: int
    hub: int
    at: int
    bearing: frozenset[str] | None = None
    along: frozenset[str] | None = None

    def kinds(self, hop: int) -> Kinds:
        """The kinds of claims that are read so many hops from a subject."""
        if self.bearing is None:
            return None
        stated = _STATED | ({ClaimKind.PRODUCT} if self.bearing else frozenset())
        return stated | WALKED if self.walks(hop) else stated

    def walks(self, hop: int) -> bool:
        """Whether relations are read so many hops from a subject."""
        return self.bearing is None or hop < self.hops

    def bears(self, touch: Touch) -> bool:
        """Whether a claim is what the question is about."""
        return touch.kind in _STATED or (touch.kind == ClaimKind.PRODUCT and touch.type in (self.bearing or ()))


@dataclass(slots=True)
class _Walk:
    session: Session
    asked: Asked
    distance: dict[int, int] = field(default_factory=dict)
    own: list[Touch] = field(default_factory=list)
    walked: list[Touch] = field(default_factory=list)
    truncated: set[int] = field(default_factory=set)

    def step(self, frontier: set[int], hop: int) -> set[int]:
        """Take in the claims of a frontier; the entities at the other ends of its walked claims."""
        self.distance.update(dict.fromkeys(frontier, hop))
        found = self._touches(frontier, hop)
        walked = [touch for touch in found if touch.kind in WALKED and touch.other is not None]
        if len(walked) < len(found):
            self.own += [touch for touch in found if touch.kind not in WALKED or touch.other is None]
        if len(walked) > self.asked.hub:
            walked = self._guarded(walked, hop)
        self.walked += walked
        return {other for other in map(_OTHER, walked) if other not in self.distance}

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

    def _touches(self, frontier: set[int], hop: int) -> list[Touch]:
        """The claims of a frontier, but of hubs only those that are not walked."""
        session, asked, kinds = self.session, self.asked, self.asked.kinds(hop)
        seen = Seen(asked.at, asked.along)
        hubs = heavy(session, frontier, seen, asked.hub) if hop and asked.walks(hop) else set()
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
        """A mark is read with its listing, whoever is marked; a relation only on the way."""
        return touch.other in (self.distance if touch.kind == ClaimKind.RESPONSIBILITY else within)

    def _leading_to(self, bearing: set[int]) -> set[int]:
        """The entities on a walk of the asked length from a subject to one that something bears on."""
        near = {entity for entity in bearing if entity in self.distance}
        found = set(near)
        for left in reversed(range(self.asked.hops if near else 0)):  # how far from a subject the next may be
            inside = {entity for entity, hop in self.distance.items() if hop <= left}
            near = {t.entity for t in self.walked if t.other in near and t.entity in inside} | {
                t.other for t in self.walked if t.entity in near and t.other in inside and t.other is not None
            }
            near -= found
            found |= near
        return found


def subgraph(session: Session, entities: Iterable[str], asked: Asked) -> Subgraph:
    """The entities within so many hops, every claim about them, and what shares their listings; or, when the question
    is about something, only what leads there."""
    walk = _Walk(session, asked)
    keys = entity_keys(session, set(entities))
    frontier = set(keys.values())
    for hop in range(asked.hops + 1):
        if not frontier:
            break
        frontier = walk.step(frontier, hop)
    inside, cids = walk.kept()
    facts = lifted_within(session, cids, walk.distance.keys(), asked.at) if cids else []
    names = {eid: id_ for id_, eid in keys.items()} if asked.bearing is not None else {}
    truncated = _named(session, walk.truncated, names)
    return Subgraph(nodes_by_key(session, inside, asked.at), tuple(facts), truncated)


def _named(session: Session, eids: set[int], names: dict[int, str]) -> frozenset[str]:
    if not eids:
        return frozenset()
    rest = [eid for eid in eids if eid not in names]
    sql = "SELECT e.eid, e.id FROM json_each(?) j CROSS JOIN entity e ON e.eid = j.value"
    found = names | dict(session.rows(sql, packed(rest)))
    return frozenset(found[eid] for eid in eids)
