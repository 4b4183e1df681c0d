"""Relation claims between entities, in sets and in pages.

Owns: the reads that walks, neighbour pages and exports are made of. Refuses: deciding whether a relation holds
(graph.surroundings) and whom a walk reaches (graph.networks).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from graph.model import Certainty, Neighbourhood, Side, Tie, Ties
from graph.networks import walks
from graph.networks.links import Lens, ends_of
from graph.networks.settings import limits
from graph.networks.walks import Reach
from graph.store.codec import pairs_of, span_of
from graph.store.errors import UnknownCursor
from graph.store.sqlite.facts import entity_ids
from graph.store.sqlite.identity import entity_keys
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.sqlite.tuning import tuning

_HELD = "t.tx <= ?2 AND t.tx_end > ?2 AND (?3 IS NULL OR t.type IN (SELECT value FROM json_each(?3)))"
_COLUMNS = "t.cid, t.type, e.id, o.id, t.begin_min, t.begin_max, t.end_min, t.end_max, t.sure, c.facts, t.side"
_TIES = f"""
SELECT {_COLUMNS} FROM json_each(?1) j CROSS JOIN touch t ON t.entity = j.value AND t.tie = 1
CROSS JOIN entity e ON e.eid = t.entity CROSS JOIN entity o ON o.eid = t.other CROSS JOIN claim c ON c.cid = t.cid
WHERE {_HELD} AND (?4 IS NULL OR t.side = ?4)
"""  # noqa: S608 - constants
_KEYED = f"""
SELECT t.type, t.entity, t.other, t.side, t.begin_min, t.begin_max, t.end_min, t.end_max, t.sure
FROM json_each(?1) j CROSS JOIN touch t ON t.entity = j.value AND t.tie = 1 AND t.other IS NOT NULL WHERE {_HELD}
"""  # noqa: S608 - constants
# Whom an entity meets by a relation that one claim states and that holds on the day (ever, without one); where several
# claims state it, also the entity: what they say together is not for SQL.
_MET = f"""
SELECT t.other, CASE WHEN count(*) > 1 THEN t.entity END
FROM json_each(?1) j CROSS JOIN touch t ON t.entity = j.value AND t.tie = 1 AND t.other IS NOT NULL WHERE {_HELD}
GROUP BY t.entity, t.side, t.other, t.type
HAVING count(*) > 1 OR CASE WHEN ?4 IS NULL THEN min(t.begin_min) < max(t.end_max)
  ELSE min(t.begin_min) <= ?4 AND ?4 < max(t.end_max) END
"""  # noqa: S608 - constants
# Entities with more ties than ?5, with how many they have; those of others are counted no further than there.
_HUBS = f"""
SELECT j.value, (
  SELECT count(*) FROM touch t WHERE t.entity = j.value AND t.tie = 1 AND t.other IS NOT NULL AND {_HELD}
  AND (?4 IS NULL OR t.side = ?4))
FROM json_each(?1) j WHERE EXISTS (
  SELECT 1 FROM touch t WHERE t.entity = j.value AND t.tie = 1 AND t.other IS NOT NULL AND {_HELD}
  AND (?4 IS NULL OR t.side = ?4) LIMIT 1 OFFSET ?5)
"""  # noqa: S608 - constants
_SIDES = (Side.HOLDER, Side.COMPANY)
"""The side of a touch."""
Key = TypeVar("Key", int, str)
_SURE = (Certainty.PROBABLE, Certainty.CONFIRMED)

# Everything of one entity, ends without an entity too: they count as recorded and are nobody's neighbour.
_OWN = f"""
SELECT {_COLUMNS}, t.party FROM touch t CROSS JOIN entity e ON e.eid = t.entity CROSS JOIN claim c ON c.cid = t.cid
LEFT JOIN entity o ON o.eid = t.other WHERE t.entity = ?1 AND t.tie = 1 AND {_HELD} LIMIT ?4
"""  # noqa: S608 - constants
_COUNTS = f"SELECT t.type, t.side, count(*) FROM touch t WHERE t.entity = ?1 AND t.tie = 1 AND {_HELD} GROUP BY 1, 2"  # noqa: S608
# Mentions in their order: the mention that first ties a neighbour to the entity decides the neighbour's page.
_MENTIONS = f"""
SELECT t.party, t.other FROM touch t WHERE t.entity = ?1 AND t.tie = 1 AND t.party > ?4 AND {_HELD}
AND t.other IS NOT NULL AND t.other <> t.entity ORDER BY t.party LIMIT ?5
"""  # noqa: S608 - constants
# Met from the other end, which has fewer.
_BETWEEN = f"""
SELECT t.cid, t.type, e.id, o.id, t.begin_min, t.begin_max, t.end_min, t.end_max, t.sure, c.facts, 1 - t.side,
  CASE t.side WHEN 0 THEN c.object ELSE c.subject END
FROM json_each(?4) j CROSS JOIN touch t ON t.entity = j.value AND t.tie = 1 AND t.other = ?1
CROSS JOIN entity o ON o.eid = t.entity CROSS JOIN entity e ON e.eid = t.other CROSS JOIN claim c ON c.cid = t.cid
WHERE {_HELD}
"""  # noqa: S608 - constants


def ties(
    session: Session, entities: set[str], types: Collection[str], side: Side | None, bounds: tuple[int, int | None]
) -> Ties:
    """The relation claims of these entities as known at ``bounds[0]``, not those of hubs over ``bounds[1]``."""
    at, hub = bounds
    keys, wanted, place = set(entity_keys(session, entities).values()), _wanted(types), _place(side)
    heavy = _hubs(session, keys, (at, wanted, place), hub)
    rows = session.rows(_TIES, packed(keys - heavy.keys()), at, wanted, place)
    kept = {row[0]: row for row in rows}
    spelled = entity_ids(session, heavy) if heavy else {}
    return Ties(tuple([_tie(kept[cid]) for cid in sorted(kept)]), {spelled[eid]: n for eid, n in heavy.items()})


def spread(session: Session, entities: set[str], hops: int, lens: Lens, bounds: tuple[int, int | None]) -> Reach:
    """Ids within so many hops, walked over the store's own keys: only whom it reaches is spelled out, once."""
    at, hub = bounds
    wanted, day = _wanted(lens.types), lens.as_of.toordinal() if lens.as_of else None

    def meet(keys: Collection[int]) -> tuple[set[int], Mapping[int, int]]:
        heavy = _hubs(session, keys, (at, wanted, None), hub)
        rows = session.rows(_MET, packed(set(keys) - heavy.keys()), at, wanted, day)
        said = [_keyed(row) for row in session.rows(_KEYED, packed({again for _, again in rows if again}), at, wanted)]
        merged = cast(set[int], {end for pair in ends_of(said, lens) for end in pair})
        return merged | {other for other, again in rows if again is None}, heavy

    seeds = entity_keys(session, entities)
    reached, hubs, truncated = walks.spreading(meet, seeds.values(), hops, limits().spread)
    ids = entity_ids(session, reached)
    distance = dict.fromkeys(entities - seeds.keys(), 0) | {ids[key]: hop for key, hop in reached.items()}
    return Reach(distance, (), {ids[key]: count for key, count in hubs.items()}, truncated)


def _keyed(row: tuple[Any, ...]) -> Tie:
    type_, mine, other, side, begin_min, begin_max, end_min, end_max, sure = row
    holder, company = (other, mine) if side else (mine, other)
    return Tie(type_, holder, company, span_of(begin_min, begin_max, end_min, end_max), _SURE[sure])


def neighbours(session: Session, entity: str, types: Collection[str], at: int, page: tuple[str, int]) -> Neighbourhood:
    """The page of at most ``page[1]`` neighbours after the cursor ``page[0]``."""
    cursor, eid = _position(page[0]), entity_keys(session, [entity]).get(entity)
    if eid is None:
        return Neighbourhood()
    of, most = (eid, at, _wanted(types)), tuning().neighbours
    own = session.rows(_OWN, *of, most + 1)
    if len(own) > most:
        return _of_hub(session, of, cursor, page[1])
    counts = Counter((row[1], _SIDES[row[10]]) for row in own)
    rows = [row for row in own if row[3] not in (None, entity)]
    met, last = _cut(sorted((row[-1], row[3]) for row in rows if row[-1] > cursor), page[1])
    return Neighbourhood(_paged([row for row in rows if row[3] in met], cursor), dict(counts), _next(last))


def _of_hub(session: Session, of: tuple[int, int, str | None], cursor: int, limit: int) -> Neighbourhood:
    """The same without reading all that an entity has: its claims are counted by index, its page is read alone."""
    counts = {(type_, _SIDES[side]): count for type_, side, count in session.rows(_COUNTS, *of)}
    others, last = _met(session, of, cursor, limit)
    rows = session.rows(_BETWEEN, *of, packed(others))
    return Neighbourhood(_paged(rows, cursor), counts, _next(last))


def _paged(rows: Iterable[tuple[Any, ...]], cursor: int) -> tuple[Tie, ...]:
    """Ties of the neighbours that are first met after the cursor, in the order in which they are met: the last column
    is the mention."""
    first: dict[str, int] = {}
    for row in rows:
        first[row[3]] = min(row[-1], first.get(row[3], row[-1]))
    kept = {row[0]: row for row in rows if first[row[3]] > cursor}
    return tuple(_tie(row) for row in sorted(kept.values(), key=lambda row: (first[row[3]], row[3], row[0])))


def _next(last: int | None) -> str:
    return "" if last is None else str(last)


def _met(session: Session, of: tuple[int, int, str | None], cursor: int, limit: int) -> tuple[set[int], int | None]:
    """Entities met over the mentions after the cursor, and the last mention taken in; None when none follows."""
    most = limit
    while True:
        met = session.rows(_MENTIONS, *of, cursor, most + 1)
        if len(met) <= most or met[0][0] < met[-1][0]:
            return _cut(sorted(met), limit)
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


def _hubs(
    session: Session, keys: Iterable[int], seen: tuple[int, str | None, int | None], hub: int | None
) -> dict[int, int]:
    """Entities over the guard, with how many ties they have."""
    return {} if hub is None else dict(session.rows(_HUBS, packed(keys), *seen, hub))


def _place(side: Side | None) -> int | None:
    return None if side is None else _SIDES.index(side)


def _wanted(types: Collection[str]) -> str | None:
    return packed(sorted(types)) if types else None


def _position(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit() and int(cursor) < OPEN):
        raise UnknownCursor(f"{cursor[:40]!r} is no cursor; pass the one that came with the page before")
    return int(cursor or 0)


def _tie(row: tuple[Any, ...]) -> Tie:
    _, type_, mine, other, begin_min, begin_max, end_min, end_max, sure, facts, side = row[:11]
    holder, company = (other, mine) if side else (mine, other)
    return Tie(type_, holder, company, span_of(begin_min, begin_max, end_min, end_max), _SURE[sure], pairs_of(facts))
