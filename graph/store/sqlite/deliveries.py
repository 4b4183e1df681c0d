"""Deliveries, runs and what became of every row.

Owns: the tables department, delivery, run_*, delivery_whole, outcome, rejection, issue. Refuses: what rows mean.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from graph.model import Delivery, DeliveryCounts, DeliveryKind, Outcome, RowOutcome
from graph.store.codec import day_of
from graph.store.errors import UnknownReference
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.sqlite.tuning import tuning
from linkage.model import Issue, Rejection

_COLUMNS = "d.id, d.run, d.region, d.department, d.format, d.path, d.encoding, d.kind, d.as_at, d.digest"


def delivery_key(session: Session, delivery: str) -> int:
    """The store's key of a delivery; UnknownReference when it was never opened."""
    did = session.value("SELECT did FROM delivery WHERE id = ?", delivery)
    if did is None:
        raise UnknownReference(f"delivery {delivery} was never opened; open it in the unit before its rows")
    return int(did)


def open_delivery(session: Session, tx: int, delivery: Delivery) -> None:
    """Register a delivery and that its run works on it; what is known stays."""
    session.run(
        "INSERT INTO delivery (id, run, region, department, format, path, encoding, kind, as_at, digest, tx)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        *(delivery.id, delivery.run, delivery.region, delivery.department, delivery.format, delivery.path),
        *(delivery.encoding, delivery.kind, delivery.as_at.toordinal(), delivery.digest, tx),
    )
    did = delivery_key(session, delivery.id)
    session.run("INSERT INTO run_delivery VALUES (?, ?, ?) ON CONFLICT DO NOTHING", delivery.run, did, tx)


def close_delivery(session: Session, tx: int, delivery: str) -> DeliveryCounts:
    """Mark it whole with its number of rows."""
    did = delivery_key(session, delivery)
    session.run(
        "INSERT INTO delivery_whole SELECT ?1, count(*), ?2 FROM outcome WHERE did = ?1 ON CONFLICT DO NOTHING", did, tx
    )
    return _counts(session, did)


def close_run(session: Session, tx: int, run: str) -> None:
    """Mark a run whole."""
    session.run("INSERT INTO run_whole VALUES (?, ?) ON CONFLICT DO NOTHING", run, tx)


def open_run(session: Session, run: str) -> bool:
    """Begun and not whole."""
    begun = session.one("SELECT 1 FROM run_delivery WHERE run = ?", run)
    return begun is not None and session.one("SELECT 1 FROM run_whole WHERE run = ?", run) is None


def add_outcomes(session: Session, tx: int, outcomes: Iterable[RowOutcome]) -> None:
    """Write what became of rows, with their issues and rejections."""
    rows = list(outcomes)
    dids = {name: delivery_key(session, name) for name in {row.delivery for row in rows}}
    records = {row.record for row in rows if row.record is not None}
    rids = dict(
        session.rows("SELECT r.id, r.rid FROM json_each(?) j CROSS JOIN record r ON r.id = j.value", packed(records))
    )
    if len(rids) < len(records):
        raise UnknownReference("a row's record is not in the store; add its version before its outcome")
    session.many(
        "INSERT INTO outcome VALUES (?, ?, ?, ?, ?, ?)",
        [(dids[r.delivery], r.row, r.outcome, rids.get(r.record or ""), r.version, tx) for r in rows],
    )
    session.many(
        "INSERT INTO rejection VALUES (?, ?, ?, ?, ?, ?)",
        [(dids[r.delivery], r.row, x.field, x.value, x.reason, x.message) for r in rows if (x := r.rejection)],
    )
    session.many(
        "INSERT INTO issue VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (dids[r.delivery], r.row, place, x.field, x.value, x.reason, x.message)
            for r in rows
            for place, x in enumerate(r.issues)
        ],
    )


def deliveries(session: Session, run: str | None = None) -> Sequence[tuple[Delivery, DeliveryCounts]]:
    """All deliveries, or those that a run worked on, in order of arrival."""
    if run is None:
        rows = session.rows(f"SELECT d.did, {_COLUMNS} FROM delivery d ORDER BY d.did")  # noqa: S608
    else:
        rows = session.rows(
            f"SELECT d.did, {_COLUMNS} FROM run_delivery r JOIN delivery d USING (did)"  # noqa: S608
            " WHERE r.run = ? ORDER BY d.did",
            run,
        )
    return [(_delivery(row[1:]), _counts(session, row[0])) for row in rows]


def delivery(session: Session, id: str) -> tuple[Delivery, DeliveryCounts] | None:
    """One delivery with its counts."""
    row = session.one(f"SELECT d.did, {_COLUMNS} FROM delivery d WHERE d.id = ?", id)  # noqa: S608
    return (_delivery(row[1:]), _counts(session, row[0])) if row else None


def last_row(session: Session, delivery: str) -> int:
    """The last data row with an outcome."""
    return session.value("SELECT max(o.row) FROM delivery d JOIN outcome o USING (did) WHERE d.id = ?", delivery) or 0


def rejections(session: Session, delivery: str | None) -> Iterator[tuple[Delivery, RowOutcome]]:
    """Rejected rows in order of arrival."""
    for known, _ in deliveries(session):
        if delivery in (None, known.id):
            for row in _rejected(session, known):
                yield known, row


def _rejected(session: Session, known: Delivery) -> Iterator[RowOutcome]:
    did, last = delivery_key(session, known.id), 0
    while page := session.rows(
        "SELECT row, field, value, reason, message FROM rejection WHERE did = ? AND row > ? ORDER BY row LIMIT ?",
        did,
        last,
        tuning().page_rows,
    ):
        for row, *cells in page:
            yield RowOutcome(known.id, row, Outcome.REJECTED, rejection=Rejection(*cells))
        last = page[-1][0]


def issues(session: Session, delivery: str | None) -> Iterator[tuple[Delivery, int, Issue]]:
    """Bad optional cells with their rows, in order of arrival."""
    for known, _ in deliveries(session):
        if delivery not in (None, known.id):
            continue
        did = delivery_key(session, known.id)
        sql = "SELECT row, field, value, reason, message FROM issue WHERE did = ? ORDER BY row, place"
        for row, *cells in session.rows(sql, did):
            yield known, row, Issue(*cells)


def as_at(session: Session) -> date | None:
    """The latest as_at of any whole delivery."""
    day = session.value("SELECT max(d.as_at) FROM delivery_whole w JOIN delivery d USING (did)")
    return None if day is None else day_of(day)


def put_department(session: Session, tx: int, region: str, name: str, aliases: Iterable[str]) -> None:
    """Make name the canonical one for itself and its aliases."""
    for alias in dict.fromkeys((name, *aliases)):
        if session.value(_DEPARTMENT, region, alias, OPEN) == name:
            continue
        session.run("DELETE FROM department WHERE region = ? AND alias = ? AND tx = ?", region, alias, tx)
        session.run(
            "UPDATE department SET tx_end = ? WHERE region = ? AND alias = ? AND tx_end = ?", tx, region, alias, OPEN
        )
        session.run("INSERT INTO department (region, alias, name, tx) VALUES (?, ?, ?, ?)", region, alias, name, tx)


def department(session: Session, region: str, name: str) -> str:
    """The canonical name."""
    return session.value(_DEPARTMENT, region, name, OPEN) or name


_DEPARTMENT = "SELECT name FROM department WHERE region = ? AND alias = ? AND tx_end = ?"


def _delivery(row: Sequence[Any]) -> Delivery:
    known, run, region, department, format_, path, encoding, kind, day, digest = row
    return Delivery(known, run, region, department, format_, path, encoding, DeliveryKind(kind), day_of(day), digest)


def _counts(session: Session, did: int) -> DeliveryCounts:
    by = dict(session.rows("SELECT outcome, count(*) FROM outcome WHERE did = ? GROUP BY outcome", did))
    issues = session.value("SELECT count(*) FROM issue WHERE did = ?", did)
    whole = session.one("SELECT 1 FROM delivery_whole WHERE did = ?", did) is not None
    return DeliveryCounts(
        sum(by.values()),
        by.get(Outcome.RECORD, 0),
        by.get(Outcome.UNCHANGED, 0),
        by.get(Outcome.SUPERSEDED, 0),
        by.get(Outcome.REJECTED, 0),
        issues,
        whole,
    )
