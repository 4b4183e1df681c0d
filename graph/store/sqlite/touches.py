"""Claims as their entities meet them: what every walk reads.

Owns: the table touch, a projection of claims and memberships that is kept with them, and reading one step of a walk.
Refuses: where a walk goes (subgraph.py, ties.py) and any fact that no claim states.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from graph.store.sqlite.session import OPEN, Session, packed
from linkage.model import ClaimKind

WALKED = frozenset({str(ClaimKind.RELATION), str(ClaimKind.RESPONSIBILITY)})


class Touch(NamedTuple):
    """One claim as one of its entities meets it."""

    entity: int
    cid: int
    kind: str
    type: str
    other: int | None
    side: int


Kinds = Collection[str] | None
"""Kinds of claims that are read; None: every kind."""


class Seen(NamedTuple):
    """What is looked at: what was known then, and relations of these types (None: all)."""

    at: int
    along: frozenset[str] | None = None

    @property
    def types(self) -> str | None:
        """As a parameter of a statement."""
        return None if self.along is None else packed(sorted(self.along))


_HELD = "t.tx <= ?2 AND t.tx_end > ?2"
_ALONG = "(?3 IS NULL OR t.type IN (SELECT value FROM json_each(?3)))"
_HEAVY = f"""
SELECT j.value FROM json_each(?1) j WHERE EXISTS (
  SELECT 1 FROM touch t WHERE t.entity = j.value AND t.tie = 1 AND t.other IS NOT NULL AND {_HELD} AND {_ALONG}
  LIMIT 1 OFFSET ?4)
"""  # noqa: S608 - constants


_BETWEEN = f"""
SELECT t.cid FROM json_each(?1) j CROSS JOIN touch t ON t.entity = json_extract(j.value, '$[0]') AND t.tie = 1
AND t.other = json_extract(j.value, '$[1]') WHERE {_HELD}
"""  # noqa: S608 - constants


def touches(session: Session, entities: Iterable[int], seen: Seen, kinds: Kinds, ties: bool = True) -> list[Touch]:
    """The claims of these kinds that name a member of one of these entities; ``ties``: relations too."""
    sql = _reading(None if kinds is None else frozenset(kinds), ties)
    return list(map(Touch._make, session.rows(sql, packed(sorted(entities)), seen.at, seen.types)))


def heavy(session: Session, entities: Iterable[int], seen: Seen, most: int) -> set[int]:
    """Those of the entities with more ties than that to others."""
    return {eid for (eid,) in session.rows(_HEAVY, packed(entities), seen.at, seen.types, most)}


def between(session: Session, ends: Iterable[tuple[int, int]], at: int) -> set[int]:
    """The relation claims between these pairs of entities, as known then."""
    pairs = f"[{','.join(f'[{one},{other}]' for one, other in ends)}]"
    return {cid for (cid,) in session.rows(_BETWEEN, pairs, at)}


@cache
def _reading(kinds: frozenset[str] | None, ties: bool) -> str:
    few = "" if ties and (kinds is None or ClaimKind.RELATION in kinds) else "AND t.tie = 0"
    if not ties and kinds is None:  # everything that is not walked
        few = "AND (t.tie = 0 OR t.other IS NULL)"
    listed = "" if kinds is None else ",".join(repr(str(kind)) for kind in sorted(kinds))
    named = f"AND (t.tie = 1 OR t.kind IN ({listed}))" if listed else ""  # a tie is a relation
    return f"""
        SELECT t.entity, t.cid, t.kind, t.type, t.other, t.side
        FROM json_each(?1) j CROSS JOIN touch t ON t.entity = j.value {few}
        WHERE {_HELD} AND (t.tie = 0 OR {_ALONG}) {named}
    """  # noqa: S608 - constants


_STANDING = """
SELECT m.entity, c.kind = 'relation' AND c.object IS NOT NULL, m.party, {side}, c.cid, c.kind, c.type, n.entity,
  m.certainty = 'confirmed' AND n.certainty IS 'confirmed', c.begin_min, c.begin_max, c.end_min, c.end_max
FROM {claims} CROSS JOIN membership m ON m.party = c.{mine} AND m.tx_end = ?1
LEFT JOIN membership n ON n.party = c.{other} AND n.tx_end = ?1 WHERE c.tx_end = ?1
"""
_SIDES = (("subject", "object"), ("object", "subject"))
_THESE = "json_each(?2) j CROSS JOIN claim c ON c.cid = j.value"
_OF_PARTIES = " UNION ".join(
    f"SELECT c.cid FROM json_each(?2) j CROSS JOIN claim c ON c.{mine} = j.value AND c.tx_end = ?1"  # noqa: S608
    for mine, _ in _SIDES
)
_KEY = "entity = ? AND tie = ? AND party = ? AND side = ? AND cid = ?"
_KEPT = """
SELECT entity, tie, party, side, cid, kind, type, other, sure, begin_min, begin_max, end_min, end_max FROM touch
WHERE tx_end = ?1
"""


def claims_of(session: Session, pids: Iterable[int]) -> list[int]:
    """The claims about these parties that are not retracted."""
    return [cid for (cid,) in session.rows(_OF_PARTIES, OPEN, packed(pids))]


def end(session: Session, tx: int, cids: Collection[int]) -> None:
    """Before these claims or the memberships of their parties change: what they touch is known no more."""
    keys = [row[:5] for row in session.rows(_standing(_THESE), OPEN, packed(cids))]
    session.many(f"DELETE FROM touch WHERE {_KEY} AND tx = ?", [(*key, tx) for key in keys])  # noqa: S608
    session.many(f"UPDATE touch SET tx_end = ? WHERE {_KEY} AND tx_end = ?", [(tx, *key, OPEN) for key in keys])  # noqa: S608


def begin(session: Session, tx: int, cids: Collection[int]) -> None:
    """After they have changed: what they touch is known from this transaction on."""
    sql = f"INSERT INTO touch SELECT *, ?3, ?1 FROM ({_standing(_THESE)}) WHERE true ON CONFLICT DO NOTHING"  # noqa: S608
    session.run(sql, OPEN, packed(cids), tx)


def strayed(session: Session) -> int:
    """How many rows are missing or too many, by the claims and memberships of now."""
    said = _standing("claim c")
    sides = ((said, _KEPT), (_KEPT, said))
    return sum(
        session.value(f"SELECT count(*) FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))", OPEN)  # noqa: S608
        for one, other in sides
    )


@cache
def _standing(claims: str) -> str:
    return " UNION ALL ".join(
        _STANDING.format(claims=claims, side=side, mine=mine, other=other) for side, (mine, other) in enumerate(_SIDES)
    )
