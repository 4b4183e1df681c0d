"""Which claims touch a set of entities, and the entity at the other end of each: one step of a walk.

Owns: that one statement, and the memory of entities so large that reading their claims again and again would take the
time of all others. Refuses: where a walk goes (subgraph.py).
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from graph.store.port import LOGS_ONLY
from graph.store.sqlite.session import OPEN, Session, packed
from linkage.model import ClaimKind

WALKED = frozenset({ClaimKind.RELATION, ClaimKind.RESPONSIBILITY})


class Touch(NamedTuple):
    """One claim as one of its entities meets it. ``type`` is read of products only."""

    entity: int
    cid: int
    kind: str
    type: str | None
    other: int | None


Kinds = Collection[str] | None
"""Kinds of claims that are read; None: every kind."""


def touches(session: Session, entities: Iterable[int], at: int, kinds: Kinds, most: int = -1) -> list[Touch]:
    """The claims of these kinds that name a member of one of these entities, as known then; at most ``most``."""
    return list(map(Touch._make, session.rows(_statement(_filter(kinds)), packed(entities), at, most)))


def _filter(kinds: Kinds) -> str:
    return "" if kinds is None else "AND c.kind IN (" + ",".join(f"'{kind}'" for kind in sorted(kinds)) + ")"


@cache
def _statement(kinds: str) -> str:
    side = """
        SELECT m.entity, c.cid, c.kind, CASE c.kind WHEN 'product' THEN c.type END, o.entity
        FROM json_each(?1) j CROSS JOIN membership m ON m.entity = j.value AND m.tx_end > ?2
        CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2
        LEFT JOIN membership o ON o.party = c.{other} AND o.tx <= ?2 AND o.tx_end > ?2
        WHERE m.tx <= ?2 AND c.tx <= ?2 {kinds}
    """
    sides = (("subject", "object"), ("object", "subject"))
    return " UNION ALL ".join(side.format(mine=mine, other=other, kinds=kinds) for mine, other in sides) + " LIMIT ?3"


_LARGE = """
SELECT j.value FROM json_each(?1) j WHERE (
  SELECT count(*) FROM (SELECT 1 FROM membership m WHERE m.entity = j.value AND m.tx_end > ?2 LIMIT ?3)
) = ?3
"""


class Large(NamedTuple):
    """An entity with more members than a hub has relations: its walked claims counted, the others kept."""

    walked: int
    own: tuple[Touch, ...]


class LargeEntities:
    """What is known of large entities, as of the last unit that changed facts; one per store, shared by threads."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[int, Large]] = {}
        self._seen = (0, 0)

    def among(self, session: Session, entities: Iterable[int], at: int, limit: int) -> dict[int, Large]:
        """Those of the entities with more than ``limit`` members then."""
        found = [eid for (eid,) in session.rows(_LARGE, packed(entities), at, limit + 1)]
        return {eid: self._of(session, eid, at) for eid in found}

    def known(self, entities: Collection[int]) -> bool:
        """Whether one of them was found to be large before."""
        return not self._held.keys().isdisjoint(entities)

    def _of(self, session: Session, eid: int, at: int) -> Large:
        if at >= OPEN - 1:  # "now" may move between two reads
            return _read(session, eid, at)
        moved, held = self._moved(session, at), self._held.get(eid)
        if held is None or held[0] != moved:
            held = self._held[eid] = (moved, _read(session, eid, at))
        return held[1]

    def _moved(self, session: Session, at: int) -> int:
        """The last transaction up to then that did more than append to logs."""
        upto, last = self._seen
        if at < upto:
            sql = "SELECT tx FROM tx_log WHERE tx <= ? AND cause <> ? ORDER BY tx DESC LIMIT 1"
            return session.value(sql, at, LOGS_ONLY) or 0
        later = session.value("SELECT max(tx) FROM tx_log WHERE tx > ? AND tx <= ? AND cause <> ?", upto, at, LOGS_ONLY)
        self._seen = (at, later or last)
        return later or last


def _read(session: Session, eid: int, at: int) -> Large:
    rows = touches(session, [eid], at, None)
    return Large(
        sum(1 for touch in rows if touch.kind in WALKED and touch.other is not None),
        tuple(touch for touch in rows if touch.kind not in WALKED or touch.other is None),
    )
