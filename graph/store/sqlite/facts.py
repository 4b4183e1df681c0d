"""Claims lifted to entities, with their evidence.

Owns: reading rows of claim as ``Fact``. Refuses: choosing which claims a question needs (subgraph.py, reading.py).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from graph.model import Certainty, Evidence, Fact
from graph.store.codec import day_of, identifiers_of, pairs_of, span_of
from graph.store.sqlite.session import Session, packed
from linkage.model import Claim, ClaimKind, Kind

Ends = Mapping[int, tuple[int, str]]
"""Party key -> entity key and certainty."""

_CLAIMS = """
SELECT c.cid, c.subject, c.object, c.did, c.id, c.kind, c.type, s.id, o.id, c.listing,
  c.begin_min, c.begin_max, c.end_min, c.end_max, c.facts,
  s.name, s.identifiers, s.kind, r.id, c.version, r.dataset, c.row
FROM json_each(?) j CROSS JOIN claim c ON c.cid = j.value JOIN party s ON s.pid = c.subject
LEFT JOIN party o ON o.pid = c.object JOIN record r ON r.rid = c.rid ORDER BY c.cid
"""
_WITHIN = """
SELECT c.cid, s.entity, t.entity, c.did, c.id, c.kind, c.type, p.id, q.id, c.listing,
  c.begin_min, c.begin_max, c.end_min, c.end_max, c.facts,
  p.name, p.identifiers, p.kind, r.id, c.version, r.dataset, c.row, e.id, s.certainty, f.id, t.certainty
FROM json_each(?1) j CROSS JOIN claim c ON c.cid = j.value JOIN party p ON p.pid = c.subject
LEFT JOIN party q ON q.pid = c.object JOIN record r ON r.rid = c.rid
LEFT JOIN membership s ON s.party = c.subject AND s.tx <= ?2 AND s.tx_end > ?2 LEFT JOIN entity e ON e.eid = s.entity
LEFT JOIN membership t ON t.party = c.object AND t.tx <= ?2 AND t.tx_end > ?2 LEFT JOIN entity f ON f.eid = t.entity
"""


# looking up is several times faster than calling an enum, and a large answer makes many of them
_KINDS: Mapping[str, ClaimKind] = {str(kind): kind for kind in ClaimKind}
_STATED: Mapping[str, Kind] = {str(kind): kind for kind in Kind}
_SURE: Mapping[str | None, Certainty | None] = {None: None} | {str(each): each for each in Certainty}


class Origin(NamedTuple):
    """What the evidence of all rows of a delivery shares."""

    region: str
    department: str
    file: str
    as_at: int


def origins(session: Session, dids: Iterable[int]) -> dict[int, Origin]:
    """Delivery key -> where its rows come from."""
    sql = """
        SELECT d.did, d.region, d.department, d.path, d.as_at
        FROM json_each(?) j CROSS JOIN delivery d ON d.did = j.value
    """
    return {row[0]: Origin(*row[1:]) for row in session.rows(sql, packed(set(dids)))}


def lifted(session: Session, cids: Iterable[int], ends: Ends, ids: Mapping[int, str]) -> list[tuple[int, Fact]]:
    """(key, fact) of these claims in the order of their keys. ``ids`` spells the entity keys of ``ends``."""
    rows = session.rows(_CLAIMS, packed(cids))
    known = origins(session, (row[3] for row in rows))
    return [(row[0], _fact(row, known[row[3]], ends, ids)) for row in rows]


def lifted_within(session: Session, cids: Iterable[int], inside: Collection[int], at: int) -> list[Fact]:
    """These claims in the order of their keys, as known then; an end in no entity of ``inside`` is None."""
    rows = sorted(session.rows(_WITHIN, packed(sorted(cids)), at), key=_KEY)  # as they come: sorting them is free
    known = origins(session, (row[3] for row in rows))
    facts = []
    for row in rows:
        subject, other = row[1], row[2]
        ends = row[22:24] if subject in inside else _NOBODY
        facts.append(_made(row, known[row[3]], ends, row[24:26] if other in inside else _NOBODY))
    return facts


def entity_ids(session: Session, eids: Iterable[int]) -> dict[int, str]:
    """Entity key -> id."""
    sql = "SELECT e.eid, e.id FROM json_each(?) j CROSS JOIN entity e ON e.eid = j.value"
    return dict(session.rows(sql, packed(set(eids))))


def ends_of(session: Session, pids: Iterable[int], at: int) -> dict[int, tuple[int, str]]:
    """Party key -> entity key and certainty, of those that are in one then."""
    sql = """
        SELECT m.party, m.entity, m.certainty FROM json_each(?1) j
        CROSS JOIN membership m ON m.party = j.value AND m.tx <= ?2 AND m.tx_end > ?2
    """
    return {party: (entity, certainty) for party, entity, certainty in session.rows(sql, packed(pids), at)}


_NOBODY = (None, None)
_KEY = itemgetter(0)


def _fact(row: tuple[Any, ...], origin: Origin, ends: Ends, ids: Mapping[int, str]) -> Fact:
    subject, thing = ends.get(row[1]), ends.get(row[2]) if row[2] is not None else None
    return _made(
        row,
        origin,
        (ids[subject[0]], subject[1]) if subject else _NOBODY,
        (ids[thing[0]], thing[1]) if thing else _NOBODY,
    )


def _made(row: tuple[Any, ...], origin: Origin, subject: Sequence[str | None], thing: Sequence[str | None]) -> Fact:
    id_, kind, type_, subject_id, object_id, listing, *span, pairs = row[4:15]
    name, numbers, stated, record, version, dataset, line = row[15:22]
    return Fact(
        Claim(id_, _KINDS[kind], type_, subject_id, object_id, listing, span_of(*span), pairs_of(pairs)),
        subject[0],
        _SURE[subject[1]],
        thing[0],
        _SURE[thing[1]],
        Evidence(record, version, dataset, origin.region, origin.department, origin.file, line, day_of(origin.as_at)),
        name,
        identifiers_of(numbers),
        _STATED[stated],
    )
