"""Reads about rows, records and single entities.

Owns: delivered parties, payloads, the facts and records of an entity, the outbox's source, totals.
Refuses: walks (subgraph.py) and names (nodes.py).
"""

import json
from collections.abc import Iterable, Iterator, Mapping

from graph.model import Certainty, DeliveredParty, Evidence, Fact
from graph.store.codec import day_of
from graph.store.sqlite.facts import ends_of, entity_ids, lifted
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.sqlite.tuning import tuning
from linkage.model import Kind

_DELIVERED = """
SELECT o.row, p.role, p.name, p.kind, p.id, e.id, m.certainty
FROM outcome o JOIN version v ON v.rid = o.rid AND v.version = o.version
CROSS JOIN json_each(v.parties) j CROSS JOIN party p ON p.pid = j.value
LEFT JOIN membership m ON m.party = p.pid AND m.tx_end = ? LEFT JOIN entity e ON e.eid = m.entity
WHERE o.did = ? AND o.row > ? AND o.row <= ? ORDER BY o.row, j.key
"""
_TOUCHING = """
SELECT c.cid, c.subject, c.object FROM membership m CROSS JOIN claim c ON c.subject = m.party
WHERE m.entity = ?1 AND m.tx_end > ?2 AND m.tx <= ?2 AND c.tx <= ?2 AND c.tx_end > ?2
UNION SELECT c.cid, c.subject, c.object FROM membership m CROSS JOIN claim c ON c.object = m.party
WHERE m.entity = ?1 AND m.tx_end > ?2 AND m.tx <= ?2 AND c.tx <= ?2 AND c.tx_end > ?2
"""
_DECIDED = """
SELECT c.cid, c.subject, c.object FROM json_each(?1) j CROSS JOIN claim c ON c.listing = j.value
WHERE c.tx <= ?2 AND c.tx_end > ?2 ORDER BY c.cid
"""
_NUMBERED = """
SELECT c.cid, c.subject, c.object FROM json_each(?1) j CROSS JOIN document d ON d.number = j.value
CROSS JOIN claim c ON c.cid = d.cid WHERE c.tx <= ?2 AND c.tx_end > ?2 ORDER BY c.cid
"""
_RECORDS = """
SELECT r.id, v.version, r.dataset, d.region, d.department, d.path, v.row, d.as_at
FROM (SELECT DISTINCT p.rid FROM membership m JOIN party p ON p.pid = m.party
      WHERE m.entity = ?1 AND m.tx_end > ?2 AND m.tx <= ?2) x
JOIN record r ON r.rid = x.rid
JOIN version v ON v.rid = r.rid AND v.version = (
  SELECT max(w.version) FROM version w WHERE w.rid = r.rid AND w.standing = 1 AND w.digest <> '' AND w.tx <= ?2)
JOIN delivery d ON d.did = v.did ORDER BY d.as_at DESC, r.id
"""
_STATEMENTS = """
SELECT p.id, r.id, v.version, r.dataset, d.region, d.department, d.path, o.row, d.as_at
FROM json_each(?) w CROSS JOIN party p ON p.id = w.value CROSS JOIN version v ON v.rid = p.rid
CROSS JOIN json_each(v.parties) j ON j.value = p.pid
CROSS JOIN outcome o ON o.rid = v.rid AND o.version = v.version
JOIN record r ON r.rid = v.rid JOIN delivery d ON d.did = o.did ORDER BY p.id, d.as_at, d.path, o.row
"""
_CHANGES = """
SELECT cid, subject, object, tx, 1 FROM claim WHERE kind IN ('listing', 'event') AND tx > ?1 AND tx < ?2 AND tx_end > tx
UNION ALL
SELECT cid, subject, object, tx_end, 0 FROM claim
WHERE kind IN ('listing', 'event') AND tx_end > ?1 AND tx_end < ?2 AND tx_end < 9223372036854775807 AND tx_end > tx
ORDER BY 4, 5, 1 LIMIT ?3
"""
_PAYLOAD = """
SELECT h.names, v.cells FROM record r JOIN version v ON v.rid = r.rid JOIN header h ON h.hid = v.hid
WHERE r.id = ?1 AND CASE WHEN ?2 IS NULL THEN v.standing = 1 ELSE v.version = ?2 END ORDER BY v.version DESC LIMIT 1
"""
_TOTALS = {
    "transactions": "SELECT count(*) FROM tx_log",
    "deliveries": "SELECT count(*) FROM delivery",
    "rows": "SELECT count(*) FROM outcome",
    "rejected": "SELECT count(*) FROM rejection",
    "records": "SELECT count(*) FROM record",
    "versions": "SELECT count(*) FROM version WHERE digest <> ''",
    "parties": "SELECT count(*) FROM party",
    "claims": "SELECT count(*) FROM claim WHERE tx_end = 9223372036854775807",
    "entities": "SELECT count(*) FROM node WHERE tx_end = 9223372036854775807",
}


def delivered_parties(session: Session) -> Iterator[DeliveredParty]:
    """Each party of each accepted row, in file and row order, with the entity it is in now."""
    files = session.rows("SELECT did, path FROM delivery ORDER BY path, did")
    for did, path in files:
        last = session.value("SELECT max(row) FROM outcome WHERE did = ?", did) or 0
        for start in range(0, last, tuning().page_rows):
            for row in session.rows(_DELIVERED, OPEN, did, start, start + tuning().page_rows):
                line, role, name, kind, party, entity, certainty = row
                sure = None if certainty is None else Certainty(certainty)
                yield DeliveredParty(path, line, role, name, Kind(kind), party, entity, sure)


def payload(session: Session, record: str, version: int | None) -> Mapping[str, str] | None:
    """The row verbatim, of a version or of the last that had one."""
    row = session.one(_PAYLOAD, record, version)
    return None if row is None else dict(zip(json.loads(row[0]), json.loads(row[1]), strict=True))


def facts_of(session: Session, entity: str, at: int) -> list[Fact]:
    """Every claim about one entity as known then."""
    eid = session.value("SELECT eid FROM entity WHERE id = ?", entity)
    return [] if eid is None else [fact for _, fact in _facts(session, session.rows(_TOUCHING, eid, at), at)]


def records_of(session: Session, entity: str, at: int) -> list[Evidence]:
    """The records that mention an entity, newest first, each at the last version that held it then."""
    eid = session.value("SELECT eid FROM entity WHERE id = ?", entity)
    rows = [] if eid is None else session.rows(_RECORDS, eid, at)
    return [
        Evidence(record, version, dataset, region, department, file, row, day_of(day))
        for record, version, dataset, region, department, file, row, day in rows
    ]


def statements(session: Session, parties: Iterable[str]) -> dict[str, list[Evidence]]:
    """Party -> the rows that stated it, oldest delivery first."""
    found: dict[str, list[Evidence]] = {}
    for party, record, version, dataset, region, department, file, row, day in session.rows(
        _STATEMENTS, packed(set(parties))
    ):
        source = Evidence(record, version, dataset, region, department, file, row, day_of(day))
        found.setdefault(party, []).append(source)
    return found


def facts_of_listings(session: Session, keys: Iterable[str], at: int) -> list[Fact]:
    """The claims that share these listing keys, as known then."""
    return [fact for _, fact in _facts(session, session.rows(_DECIDED, packed(set(keys)), at), at)]


def facts_of_documents(session: Session, numbers: Iterable[str], at: int) -> list[Fact]:
    """The listing and event claims of documents with these numbers, as known then."""
    return [fact for _, fact in _facts(session, session.rows(_NUMBERED, packed(set(numbers)), at), at)]


def facts_since(session: Session, tx: int, limit: int) -> list[tuple[int, bool, Fact]]:
    """Listing and event claims that came or went after a transaction, whole transactions only.

    At least one transaction is returned even when it alone is over the limit: a cursor on tx never skips a claim.
    """
    rows = session.rows(_CHANGES, tx, OPEN, limit + 1)
    if len(rows) > limit:
        last = rows[-1][3]
        rows = [row for row in rows if row[3] < last] or session.rows(_CHANGES, tx, last + 1, -1)
    facts = dict(_facts(session, [row[:3] for row in rows], OPEN - 1))
    return [(moment, bool(came), facts[cid]) for cid, _, _, moment, came in rows]


def counts(session: Session) -> dict[str, int]:
    """Totals for a status page."""
    totals = {name: int(session.value(sql)) for name, sql in _TOTALS.items()}
    kinds = session.rows("SELECT kind, count(*) FROM node WHERE tx_end = ? GROUP BY kind", OPEN)
    sure = session.rows("SELECT certainty, count(*) FROM membership WHERE tx_end = ? GROUP BY certainty", OPEN)
    return totals | {f"entities.{kind}": n for kind, n in kinds} | {f"memberships.{word}": n for word, n in sure}


def _facts(session: Session, rows: list[tuple[int, int, int | None]], at: int) -> list[tuple[int, Fact]]:
    parties = {party for _, *ends in rows for party in ends if party is not None}
    ends = ends_of(session, parties, at)
    ids = entity_ids(session, (entity for entity, _ in ends.values()))
    return lifted(session, [row[0] for row in rows], ends, ids)
