"""Relation claims between entities, in sets and in pages.

Owns: the reads that walks, neighbour pages and exports are made of. Refuses: deciding whether a relation holds
(graph.surroundings) and whom a walk reaches (graph.networks).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from graph.model import Certainty, Neighbourhood, Side, Tie, Ties
from graph.networks import walks
from graph.networks.links import Lens
from graph.networks.settings import limits
from graph.networks.walks import Reach
from graph.store.codec import pairs_of, span_of
from graph.store.errors import UnknownCursor
from graph.store.sqlite.facts import entity_ids
from graph.store.sqlite.identity import entity_keys
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.sqlite.tuning import tuning

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
_KEYED = """
SELECT m.entity, n.entity, c.type, c.begin_min, c.begin_max, c.end_min, c.end_max,
  m.certainty = 'confirmed' AND n.certainty = 'confirmed'
FROM json_each(?1) j CROSS JOIN membership m ON m.entity = j.value AND m.tx_end > ?2 AND m.tx <= ?2
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
CROSS JOIN membership n ON n.party = c.{other} AND n.tx <= ?2 AND n.tx_end > ?2
WHERE ?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3))
"""
_ENDS: Mapping[Side, tuple[str, str]] = {Side.HOLDER: ("subject", "object"), Side.COMPANY: ("object", "subject")}
Key = TypeVar("Key", int, str)
_SURE = (Certainty.PROBABLE, Certainty.CONFIRMED)

# Everything of one entity, ends without an entity too: they count as recorded and are nobody's neighbour.
_OWN = """
SELECT {columns}, m.party
FROM entity e CROSS JOIN membership m ON m.entity = e.eid AND m.tx_end > ?2 AND m.tx <= ?2
CROSS JOIN claim c ON c.{mine} = m.party AND c.tx_end > ?2 AND c.tx <= ?2 AND c.kind = 'relation'
LEFT JOIN membership n ON n.party = c.{other} AND n.tx <= ?2 AND n.tx_end > ?2
LEFT JOIN entity o ON o.eid = n.entity
WHERE e.eid = ?1 AND c.object IS NOT NULL AND (?3 IS NULL OR c.type IN (SELECT value FROM json_each(?3))) LIMIT ?4
"""
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


def spread(session: Session, entities: set[str], hops: int, lens: Lens, bounds: tuple[int, int | None]) -> Reach:
    """Ids within so many hops, walked over the store's own keys: only whom it reaches is spelled out, once."""
    at, hub = bounds
    wanted = _wanted(lens.types)

    def near(keys: Collection[int]) -> Ties:
        asked = packed(keys)
        found = {side: session.rows(_spelled(_KEYED, side), asked, at, wanted) for side in Side}
        degree = Counter(row[0] for rows in found.values() for row in rows)
        heavy = {key: count for key, count in degree.items() if hub is not None and count > hub}
        ties = [_keyed(row, side) for side, rows in found.items() for row in rows if row[0] not in heavy]
        return Ties(tuple(ties), cast(Mapping[str, int], heavy))

    seeds = entity_keys(session, entities)
    reached = walks.spread(cast(walks.Expand, near), cast(list[str], seeds.values()), hops, lens, limits().spread)
    ids = cast(Mapping[str, str], entity_ids(session, cast(Iterable[int], reached.distance)))
    distance = dict.fromkeys(entities - seeds.keys(), 0) | {ids[key]: hop for key, hop in reached.distance.items()}
    return Reach(distance, (), {ids[key]: count for key, count in reached.hubs.items()}, reached.truncated)


def _keyed(row: tuple[Any, ...], side: Side) -> Tie:
    mine, other, type_, begin_min, begin_max, end_min, end_max, sure = row
    holder, company = (mine, other) if side is Side.HOLDER else (other, mine)
    return Tie(type_, holder, company, span_of(begin_min, begin_max, end_min, end_max), _SURE[sure])


def neighbours(session: Session, entity: str, types: Collection[str], at: int, page: tuple[str, int]) -> Neighbourhood:
    """The page of at most ``page[1]`` neighbours after the cursor ``page[0]``."""
    cursor, eid = _position(page[0]), entity_keys(session, [entity]).get(entity)
    if eid is None:
        return Neighbourhood()
    of, most = (eid, at, _wanted(types)), tuning().neighbours
    own = {side: session.rows(_spelled(_OWN, side), *of, most + 1) for side in Side}
    if any(len(rows) > most for rows in own.values()):
        return _of_hub(session, of, cursor, page[1])
    counts = Counter((row[1], side) for side, rows in own.items() for row in rows)
    rows = [(row[-1], row, side) for side, found in own.items() for row in found if row[3] not in (None, entity)]
    met, last = _cut(sorted((party, row[3]) for party, row, _ in rows if party > cursor), page[1])
    return Neighbourhood(_paged([each for each in rows if each[1][3] in met], cursor), dict(counts), _next(last))


def _of_hub(session: Session, of: tuple[int, int, str | None], cursor: int, limit: int) -> Neighbourhood:
    """The same without reading all that an entity has: its claims are counted by index, its page is read alone."""
    counts = {(type_, side): count for side in Side for type_, count in session.rows(_spelled(_COUNTS, side), *of)}
    others, last = _met(session, of, cursor, limit)
    rows = [
        (row[-1], row, side) for side in Side for row in session.rows(_spelled(_BETWEEN, side), *of, packed(others))
    ]
    return Neighbourhood(_paged(rows, cursor), counts, _next(last))


Met = tuple[int, tuple[Any, ...], Side]
"""A mention, the row of a tie that it has, and its side."""


def _paged(rows: Iterable[Met], cursor: int) -> tuple[Tie, ...]:
    """Ties of the neighbours that are first met after the cursor, in the order in which they are met."""
    first: dict[str, int] = {}
    for party, row, _ in rows:
        first[row[3]] = min(party, first.get(row[3], party))
    kept = {row[0]: (first[row[3]], row, side) for _, row, side in rows if first[row[3]] > cursor}
    ordered = sorted(kept.values(), key=lambda each: (each[0], each[1][3], each[1][0]))
    return tuple(_tie(row, side) for _, row, side in ordered)


def _next(last: int | None) -> str:
    return "" if last is None else str(last)


def _met(session: Session, of: tuple[int, int, str | None], cursor: int, limit: int) -> tuple[set[int], int | None]:
    """Entities met over the mentions after the cursor, and the last mention taken in; None when none follows."""
    standing = _STANDING if of[1] == OPEN - 1 else _STOOD
    most = limit
    while True:
        rows = [
            row for side in Side for row in session.rows(_spelled(_MENTIONS, side, standing), *of, cursor, most + 1)
        ]
        met = sorted(rows)[: most + 1]
        if len(met) <= most or met[0][0] < met[-1][0]:
            return _cut(met, limit)
        most *= 2


def _cut(met: Sequence[tuple[int, Key]], limit: int) -> tuple[set[Key], int | None]:
    """Whom the first mentions meet, about ``limit`` of them: one mention can tie many (a firm's own row with its
    shareholders) and is taken in whole."""
    if len(met) <= limit:
        return {other for _, other in met}, None
    cut = next((party for party, _ in met[limit:] if party > met[0][0]), None)
    if cut is None:
        return {other for _, other in met}, None
    before = [each for each in met if each[0] < cut]
    return {other for _, other in before}, before[-1][0]


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
