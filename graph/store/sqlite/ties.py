"""Relation claims between entities, in sets and in pages.

Owns: the reads that walks, neighbour pages and exports are made of. Refuses: deciding whether a relation holds
(graph.surroundings) and whom a walk reaches (graph.networks).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from graph.model import Certainty, Neighbourhood, Side, Tie, Ties
from graph.store.codec import pairs_of, span_of
from graph.store.errors import UnknownCursor
from graph.store.sqlite.identity import entity_keys
from graph.store.sqlite.session import OPEN, Session, packed

_COLUMNS = """c.cid, c.type, e.id, o.id, c.begin_min, c.begin_max, c.end_min, c.end_max,
  m.certainty = 'confirmed' AND n.certainty = 'confirmed', c.facts"""
_TIES = """
SELECT {columns}
FROM json_each(?1) j CROSS JOIN entity e ON e.eid = j.value
CROSS JOIN membership m ON m.entity = e.eid AND m.tx_end > ?2 AND m.tx <= ?2
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
CROSS JOIN membership n ON n.party = c.{other} AND n.tx <= ?2 AND n.tx_end > ?2
CROSS JOIN entity o ON o.eid = n.entity
WHERE ?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3))
"""
_ENDS: Mapping[Side, tuple[str, str]] = {Side.HOLDER: ("subject", "object"), Side.COMPANY: ("object", "subject")}
_SURE = (Certainty.PROBABLE, Certainty.CONFIRMED)

_COUNTS = """
SELECT c.type, count(*) FROM membership m
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
WHERE m.entity = ?1 AND m.tx_end > ?2 AND m.tx <= ?2 AND c.object IS NOT NULL
  AND (?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3))) GROUP BY c.type
"""
# Mentions in their order: the mention that first ties a neighbour to the entity decides the neighbour's page. Now, the
# index has them in that order and the limit stops the scan; as known earlier, all are met and sorted.
_MENTIONS = """
SELECT m.party, n.entity FROM membership m
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
CROSS JOIN membership n ON n.party = c.{other} AND n.tx <= ?2 AND n.tx_end > ?2
WHERE m.entity = ?1 AND {standing} AND m.party > ?4 AND n.entity <> m.entity
  AND (?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3)))
ORDER BY m.party LIMIT ?5
"""
_STANDING = f"m.tx_end = {OPEN}"
_STOOD = "m.tx_end > ?2 AND m.tx <= ?2"
_BETWEEN = """
SELECT {columns}, m.party
FROM json_each(?4) j CROSS JOIN entity o ON o.eid = j.value
CROSS JOIN membership n ON n.entity = o.eid AND n.tx_end > ?2 AND n.tx <= ?2
CROSS JOIN claim c ON c.{other} = n.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
CROSS JOIN membership m ON m.party = c.{mine} AND +m.entity = ?1 AND m.tx <= ?2 AND m.tx_end > ?2
CROSS JOIN entity e ON e.eid = m.entity
WHERE ?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3))
"""


def ties(
    session: Session, entities: set[str], types: Collection[str], side: Side | None, bounds: tuple[int, int | None]
) -> Ties:
    """The relation claims of these entities as known at ``bounds[0]``, not those of hubs over ``bounds[1]``."""
    at, hub = bounds
    asked, wanted = packed(entity_keys(session, entities).values()), _wanted(types)
    found = {each: session.rows(_spelled(_TIES, each), asked, at, wanted) for each in ((side,) if side else Side)}
    heavy = _hubs(found.values(), hub) if hub is not None else {}
    kept = {row[0]: _tie(row, each) for each, rows in found.items() for row in rows if row[2] not in heavy}
    return Ties(tuple([kept[cid] for cid in sorted(kept)]), heavy)


def neighbours(session: Session, entity: str, types: Collection[str], at: int, page: tuple[str, int]) -> Neighbourhood:
    """The page of at most ``page[1]`` neighbours after the cursor ``page[0]``."""
    eid = entity_keys(session, [entity]).get(entity)
    if eid is None:
        return Neighbourhood()
    wanted, cursor = _wanted(types), _position(page[0])
    counts = {
        (type_, side): count for side in Side for type_, count in session.rows(_spelled(_COUNTS, side), eid, at, wanted)
    }
    others, last = _met(session, (eid, at, wanted), cursor, page[1])
    rows = [
        (row[-1], row, side)
        for side in Side
        for row in session.rows(_spelled(_BETWEEN, side), eid, at, wanted, packed(others))
    ]
    first: dict[str, int] = {}
    for party, row, _ in rows:
        first[row[3]] = min(party, first.get(row[3], party))
    kept = {row[0]: (first[row[3]], row, side) for _, row, side in rows if first[row[3]] > cursor}
    ordered = sorted(kept.values(), key=lambda each: (each[0], each[1][3], each[1][0]))
    return Neighbourhood(tuple(_tie(row, side) for _, row, side in ordered), counts, "" if last is None else str(last))


def _met(session: Session, of: tuple[int, int, str | None], cursor: int, limit: int) -> tuple[set[int], int | None]:
    """Entities met over the mentions after the cursor, about ``limit`` of them, and the last mention taken in; None
    when there is none after it."""
    standing = _STANDING if of[1] == OPEN - 1 else _STOOD
    while True:
        rows = sorted(
            row for side in Side for row in session.rows(_spelled(_MENTIONS, side, standing), *of, cursor, limit + 1)
        )
        if len(rows) <= limit:
            return {other for _, other in rows}, None
        # One mention can tie many neighbours (a firm's own row with its shareholders): it is taken in whole.
        cut = rows[limit][0]
        before = [row for row in rows if row[0] < cut]
        if before:
            return {other for _, other in before}, before[-1][0]
        limit *= 2


def _hubs(found: Iterable[Sequence[tuple[Any, ...]]], hub: int) -> dict[str, int]:
    degree = Counter(row[2] for rows in found for row in rows)
    return {entity: count for entity, count in degree.items() if count > hub}


def _spelled(sql: str, side: Side, standing: str = "") -> str:
    mine, other = _ENDS[side]
    return sql.format(mine=mine, other=other, columns=_COLUMNS, standing=standing)


def _wanted(types: Collection[str]) -> str | None:
    return packed(sorted(types)) if types else None


def _position(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit() and int(cursor) < OPEN):
        raise UnknownCursor(f"{cursor[:40]!r} is no cursor; pass the one that came with the page before")
    return int(cursor or 0)


def _tie(row: tuple[Any, ...], side: Side) -> Tie:
    _, type_, mine, other, begin_min, begin_max, end_min, end_max, sure, facts = row[:10]
    holder, company = (mine, other) if side is Side.HOLDER else (other, mine)
    span = span_of(begin_min, begin_max, end_min, end_max)
    return Tie(type_, holder, company, span, _SURE[sure], pairs_of(facts))
