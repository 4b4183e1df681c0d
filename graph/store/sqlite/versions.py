"""Record versions and what a new one means.

Owns: the tables record, version and header, and the meaning of a later, a late and a missing version (DESIGN
invariant 3). Refuses: comparing rows with what is there (graph.intake decides that a row makes a version).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from graph.model import Delivery, VersionRef
from graph.store.codec import day_of
from graph.store.sqlite import claims as claim_table
from graph.store.sqlite.claims import StoredClaim, open_claims
from graph.store.sqlite.deliveries import delivery_key
from graph.store.sqlite.parties import store_parties
from graph.store.sqlite.session import Session, packed
from graph.store.succession import SNAPSHOT, Stated, claim_row, end_all, history, rounds, succeed
from linkage.model import Nature, Record

_CURRENT = """
SELECT r.id, r.rid, (SELECT max(version) FROM version v WHERE v.rid = r.rid), c.version, c.digest, d.id, c.row,
  max(c.as_at, coalesce((SELECT max(s.as_at) FROM outcome o JOIN delivery s ON s.did = o.did
                         WHERE o.rid = r.rid AND o.version = c.version), 0))
FROM json_each(?) j CROSS JOIN record r ON r.id = j.value
JOIN version c ON c.rid = r.rid
  AND c.version = (SELECT max(version) FROM version v WHERE v.rid = r.rid AND v.standing = 1)
JOIN delivery d ON d.did = c.did
"""
_NEXT_CHANGE = "SELECT changed FROM version WHERE rid = ? AND as_at > ? ORDER BY as_at, version LIMIT 1"


class Current(NamedTuple):
    """The standing version of a record, and the number of its last one."""

    record: str
    rid: int
    last: int
    version: int
    digest: str
    delivery: str
    row: int
    as_at: int


class Arrival(NamedTuple):
    """What every record of one call shares."""

    session: Session
    tx: int
    did: int
    as_at: int


def current_versions(session: Session, records: Iterable[str]) -> dict[str, Current]:
    """The standing versions of those records that are known; digest '' when a full delivery closed one."""
    return {row[0]: Current(*row) for row in session.rows(_CURRENT, packed(set(records)))}


def version_refs(session: Session, records: Iterable[str]) -> Mapping[str, VersionRef]:
    """The same as the port says it."""
    return {
        known.record: VersionRef(
            known.record, known.version, known.digest, day_of(known.as_at), known.delivery, known.row
        )
        for known in current_versions(session, records).values()
    }


def add_versions(
    session: Session, tx: int, records: Sequence[tuple[Record, int]], delivery: Delivery
) -> dict[str, int]:
    """Store (record, row) pairs as new versions; a record that comes twice gets two, in order."""
    arrival = Arrival(session, tx, delivery_key(session, delivery.id), delivery.as_at.toordinal())
    numbers: dict[str, int] = {}
    for batch in rounds(records):
        numbers |= _add_round(arrival, batch, delivery)
    return numbers


def _add_round(arrival: Arrival, batch: list[tuple[Record, int]], delivery: Delivery) -> dict[str, int]:
    session = arrival.session
    known = current_versions(session, [record.id for record, _ in batch])
    rids = {record: current.rid for record, current in known.items()}
    rids |= _store_records(arrival, [record for record, _ in batch if record.id not in rids], delivery)
    mentions = [party for record, _ in batch for party in record.parties]
    pids = store_parties(session, arrival.tx, arrival.as_at, mentions, rids)
    numbers = {record.id: known[record.id].last + 1 if record.id in known else 1 for record, _ in batch}
    late = {record for record, current in known.items() if arrival.as_at < current.as_at}
    rows = [tuple(zip(*record.payload, strict=True)) or ((), ()) for record, _ in batch]
    headers = _store_headers(session, {names for names, _ in rows})
    session.many(
        "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                rids[record.id],
                numbers[record.id],
                record.digest,
                int(record.id not in late),
                _changed(record, arrival),
                arrival.as_at,
                arrival.did,
                row,
                headers[names],
                packed(cells),
                packed(pids[party.id] for party in record.parties),
                arrival.tx,
            )
            for (record, row), (names, cells) in zip(batch, rows, strict=True)
        ],
    )
    _write_claims(arrival, batch, known, _Written(rids, pids, numbers, late))
    return numbers


class _Written(NamedTuple):
    rids: dict[str, int]
    pids: dict[str, int]
    numbers: dict[str, int]
    late: set[str]


def _write_claims(
    arrival: Arrival, batch: list[tuple[Record, int]], known: Mapping[str, Current], written: _Written
) -> None:
    before = open_claims(arrival.session, [current.rid for current in known.values()]) if known else {}
    added: list[StoredClaim] = []
    retracted: list[StoredClaim] = []
    for record, row in batch:
        rid = written.rids[record.id]
        stated = Stated(rid, written.numbers[record.id], arrival.did, row)
        new = {claim.id: claim_row(claim, stated, written.pids) for claim in record.claims}
        old = before.get(rid, {})
        if record.id in written.late:
            added += history(record, new, old, _next_change(arrival, rid))
        elif not old:
            added += new.values()
        else:
            end = None if record.nature is Nature.EVENT else day_of(_changed(record, arrival))
            gone, kept = succeed(new, old, end)
            retracted += gone
            added += kept
    claim_table.retract(arrival.session, arrival.tx, retracted)
    claim_table.add(arrival.session, arrival.tx, added)


def _next_change(arrival: Arrival, rid: int) -> date | None:
    """The day on which the next younger version begins to hold; None when the arrival is the youngest."""
    day = arrival.session.value(_NEXT_CHANGE, rid, arrival.as_at)
    return None if day is None else day_of(day)


def close_missing(session: Session, tx: int, delivery: Delivery) -> int:
    """End what a full delivery no longer holds: a version without content, and its claims over by the as_at."""
    did, day = delivery_key(session, delivery.id), delivery.as_at.toordinal()
    missing = _missing(session, did, delivery)
    session.many(
        "INSERT INTO version VALUES (?, ?, '', 1, ?, ?, ?, 0, NULL, '[]', '[]', ?)",
        [(rid, last + 1, day, day, did, tx) for rid, last in missing],
    )
    before = open_claims(session, [rid for rid, _ in missing])
    gone, copies = end_all((claim for held in before.values() for claim in held.values()), delivery.as_at, SNAPSHOT)
    claim_table.retract(session, tx, gone)
    claim_table.add(session, tx, [copy for copy in copies if copy.id not in before[copy.rid]])
    return len(missing)


# A record that another file of the same run, or a later one, holds is not missing.
_MISSING = """
WITH sets(dataset) AS (
  SELECT DISTINCT r.dataset FROM record r JOIN delivery d ON d.did = r.did
  WHERE r.region = :region AND r.department = :department AND d.format = :format
  UNION SELECT DISTINCT r.dataset FROM outcome o JOIN record r ON r.rid = o.rid WHERE o.did = :did
)
SELECT r.rid, (SELECT max(version) FROM version v WHERE v.rid = r.rid)
FROM sets CROSS JOIN record r ON r.region = :region AND r.department = :department AND r.dataset = sets.dataset
JOIN version c ON c.rid = r.rid
  AND c.version = (SELECT max(version) FROM version v WHERE v.rid = r.rid AND v.standing = 1)
WHERE c.digest <> ''
AND NOT EXISTS (
  SELECT 1 FROM outcome o JOIN delivery s ON s.did = o.did
  WHERE o.rid = r.rid AND (s.as_at > :as_at OR s.did = :did OR (s.as_at = :as_at AND s.did IN (
    SELECT x.did FROM run_delivery x WHERE x.run = :run))))
ORDER BY r.rid
"""


def _missing(session: Session, did: int, delivery: Delivery) -> list[tuple[int, int]]:
    return [
        (rid, last)
        for rid, last in session.named(
            _MISSING,
            did=did,
            region=delivery.region,
            department=delivery.department,
            format=delivery.format,
            as_at=delivery.as_at.toordinal(),
            run=delivery.run,
        )
    ]


def _store_records(arrival: Arrival, records: Sequence[Record], delivery: Delivery) -> dict[str, int]:
    first = (arrival.session.value("SELECT max(rid) FROM record") or 0) + 1
    rids = {record.id: rid for rid, record in enumerate(records, first)}
    arrival.session.many(
        "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                rids[record.id],
                record.id,
                record.dataset,
                record.nature,
                delivery.region,
                delivery.department,
                arrival.did,
                arrival.tx,
            )
            for record in records
        ],
    )
    return rids


def _store_headers(session: Session, headers: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    keys = {}
    for names in headers:
        text = packed(names)
        session.run("INSERT INTO header (names) VALUES (?) ON CONFLICT DO NOTHING", text)
        keys[names] = session.value("SELECT hid FROM header WHERE names = ?", text)
    return keys


def _changed(record: Record, arrival: Arrival) -> int:
    return date.fromisoformat(record.changed).toordinal() if record.changed else arrival.as_at
