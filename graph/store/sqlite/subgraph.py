"""The screening subgraph: one read for one subject or ten thousand.

Owns: the walk over relation and responsibility claims with its hub guard, and the claims that listings share.
Refuses: what follows from the facts (graph.propagation).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from graph.model import Subgraph
from graph.store.sqlite.facts import ends_of, entity_ids, lifted
from graph.store.sqlite.identity import entity_keys
from graph.store.sqlite.nodes import nodes_by_key
from graph.store.sqlite.session import Session, packed
from linkage.model import ClaimKind

_WALKED = frozenset({ClaimKind.RELATION, ClaimKind.RESPONSIBILITY})

_MEMBERS = """
SELECT m.party, m.entity, m.certainty FROM json_each(?1) j
CROSS JOIN membership m ON m.entity = j.value AND m.tx_end > ?2 WHERE m.tx <= ?2
"""
_TOUCHING = """
SELECT c.cid, c.kind, c.subject, c.subject, c.object FROM json_each(?1) j
CROSS JOIN claim c ON c.subject = j.value WHERE c.tx_end > ?2 AND c.tx <= ?2
UNION ALL
SELECT c.cid, c.kind, c.object, c.subject, c.object FROM json_each(?1) j
CROSS JOIN claim c ON c.object = j.value WHERE c.tx_end > ?2 AND c.tx <= ?2
"""
_TYPES = "SELECT c.cid, c.type FROM json_each(?) j CROSS JOIN claim c ON c.cid = j.value"
# A claim about a listing whose subject nobody has resolved yet: an event of today, before tonight's resolution.
_SHARED = """
SELECT c.cid FROM (
  SELECT DISTINCT k.listing FROM json_each(?1) j CROSS JOIN claim k ON k.cid = j.value WHERE k.listing IS NOT NULL
) l CROSS JOIN claim c ON c.listing = l.listing AND c.tx <= ?2 AND c.tx_end > ?2
WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.party = c.subject AND m.tx <= ?2 AND m.tx_end > ?2)
"""


class _Touch(NamedTuple):
    cid: int
    kind: str
    party: int
    subject: int
    object: int | None

    @property
    def other(self) -> int | None:
        return self.subject if self.party == self.object else self.object


@dataclass(slots=True)
class _Walk:
    session: Session
    at: int
    hub: int
    ends: dict[int, tuple[int, str]] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)
    facts: set[int] = field(default_factory=set)
    bridges: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    truncated: set[int] = field(default_factory=set)

    def step(self, frontier: set[int], seeds: bool) -> set[int]:
        """Take in the claims of a frontier; the entities at the other ends of its walked claims."""
        self.reached |= frontier
        members = self.session.rows(_MEMBERS, packed(frontier), self.at)
        mine = {party: entity for party, entity, _ in members}
        self.ends.update({party: (entity, certainty) for party, entity, certainty in members})
        walked: dict[int, list[_Touch]] = defaultdict(list)
        for touch in map(_Touch._make, self.session.rows(_TOUCHING, packed(mine), self.at)):
            if touch.kind in _WALKED and touch.object is not None:
                walked[mine[touch.party]].append(touch)
            else:
                self.facts.add(touch.cid)
        for entity, touches in walked.items():
            if len(touches) > self.hub:
                self.truncated.add(entity)
                walked[entity] = self._rarest(touches) if seeds else []
        return self._cross([touch for touches in walked.values() for touch in touches])

    def _cross(self, touches: list[_Touch]) -> set[int]:
        others = {touch.other for touch in touches if touch.other is not None} - self.ends.keys()
        self.ends |= ends_of(self.session, others, self.at)
        self.bridges.update({touch.cid: (touch.subject, touch.object) for touch in touches})
        met = {self.ends[touch.other][0] for touch in touches if touch.other in self.ends}
        return met - self.reached

    def _rarest(self, touches: list[_Touch]) -> list[_Touch]:
        """As many claims of an asked hub as the guard lets pass, rare types first: offices before guarantees."""
        types = dict(self.session.rows(_TYPES, packed(touch.cid for touch in touches)))
        counts = Counter(types.values())
        return sorted(touches, key=lambda touch: (counts[types[touch.cid]], touch.cid))[: self.hub]

    def claims(self) -> set[int]:
        """All claims taken in whose ends lie inside, or in no entity, and those that share a listing with them."""
        inside = {cid for cid, pair in self.bridges.items() if all(self._is_inside(party) for party in pair)}
        cids = self.facts | inside
        return cids | {cid for (cid,) in self.session.rows(_SHARED, packed(cids), self.at)}

    def _is_inside(self, party: int | None) -> bool:
        return party is None or party not in self.ends or self.ends[party][0] in self.reached


def subgraph(session: Session, entities: Iterable[str], hops: int, at: int, hub: int) -> Subgraph:
    """The entities within so many hops, every claim about them, and what shares their listings."""
    walk = _Walk(session, at, hub)
    frontier = set(entity_keys(session, set(entities)).values())
    for hop in range(hops + 1):
        if not frontier:
            break
        frontier = walk.step(frontier, seeds=hop == 0)
    ids = entity_ids(session, walk.reached)
    facts = lifted(session, walk.claims(), _named(walk, ids), ids)
    truncated = frozenset(ids[eid] for eid in walk.truncated)
    return Subgraph(nodes_by_key(session, walk.reached, at), tuple(fact for _, fact in facts), truncated)


def _named(walk: _Walk, ids: dict[int, str]) -> dict[int, tuple[int, str]]:
    return {party: end for party, end in walk.ends.items() if end[0] in ids}
