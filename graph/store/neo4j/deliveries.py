"""Deliveries, runs, what became of every row, departments.

Owns: the labels Delivery, Run, Row, Department. Refuses: what rows mean.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from graph.model import Delivery, DeliveryCounts, DeliveryKind, Outcome, RowOutcome
from graph.store.codec import day_of
from graph.store.errors import UnknownReference
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import Properties, Writing, complete
from linkage.model import Issue, Rejection


class Key(NamedTuple):
    """The number of a delivery and the day it speaks of."""

    did: int
    as_at: int


def delivery_key(connection: Connection, delivery: str) -> Key:
    """The store's key of a delivery; UnknownReference when it was never opened."""
    rows = connection.read("deliveries.key", id=delivery)
    if not rows:
        raise UnknownReference(f"delivery {delivery} was never opened; open it in the unit before its rows")
    return Key(*rows[0])


def open_delivery(writing: Writing, delivery: Delivery) -> None:
    """Register a delivery and that its run works on it; what is known stays."""
    did = writing.likely("deliveries")
    properties: Properties = {
        "id": delivery.id,
        "did": did,
        "run": delivery.run,
        "region": delivery.region,
        "department": delivery.department,
        "format": delivery.format,
        "path": delivery.path,
        "encoding": delivery.encoding,
        "kind": str(delivery.kind),
        "as_at": delivery.as_at.toordinal(),
        "digest": delivery.digest,
        "tx": writing.tx,
    }
    (properties,) = complete("Delivery", [properties])
    ((known,),) = writing.connection.write(
        "deliveries.open", id=delivery.id, run=delivery.run, properties=properties, tx=writing.tx
    )
    if known == did:
        writing.next("deliveries")


def close_delivery(writing: Writing, delivery: str) -> DeliveryCounts:
    """Mark it whole with its number of rows."""
    key = delivery_key(writing.connection, delivery)
    writing.connection.write("deliveries.close", did=key.did, tx=writing.tx)
    ((_, counts),) = _deliveries(writing.connection, id=delivery)
    return counts


def close_run(writing: Writing, run: str) -> None:
    """Mark a run whole."""
    writing.connection.write("deliveries.close_run", run=run, tx=writing.tx)


def open_run(connection: Connection, run: str) -> bool:
    """Begun and not whole."""
    ((found,),) = connection.read("deliveries.open_run", run=run)
    return bool(found)


def add_outcomes(writing: Writing, outcomes: Iterable[RowOutcome]) -> None:
    """Write what became of rows, with their issues and rejections."""
    rows = list(outcomes)
    keys = {name: delivery_key(writing.connection, name) for name in {row.delivery for row in rows}}
    made = complete("Row", (_row(row, keys[row.delivery], writing.tx) for row in rows))
    pairs = list(zip(rows, made, strict=True))
    accepted = [
        {"record": row.record, "version": row.version, "properties": properties}
        for row, properties in pairs
        if row.record is not None
    ]
    refused = [{"properties": properties} for row, properties in pairs if row.record is None]
    linked = sum(count for (count,) in writing.connection.write_all("deliveries.accept", accepted))
    if linked < len(accepted):
        raise UnknownReference("a row's record is not in the store; add its version before its outcome")
    writing.connection.write_all("deliveries.reject", refused)


def deliveries(connection: Connection, run: str | None = None) -> Sequence[tuple[Delivery, DeliveryCounts]]:
    """All deliveries, or those that a run worked on, in order of arrival."""
    return _deliveries(connection, run=run)


def delivery(connection: Connection, id: str) -> tuple[Delivery, DeliveryCounts] | None:
    """One delivery with its counts."""
    return next(iter(_deliveries(connection, id=id)), None)


def last_row(connection: Connection, delivery: str) -> int:
    """The last data row with an outcome."""
    ((row,),) = connection.read("deliveries.last_row", id=delivery)
    return row or 0


def rejections(connection: Connection, delivery: str | None) -> Iterator[tuple[Delivery, RowOutcome]]:
    """Rejected rows in order of arrival."""
    for known in _asked(connection, delivery):
        for row, *cells in _pages(connection, "deliveries.rejections", known.id):
            yield known, RowOutcome(known.id, row, Outcome.REJECTED, rejection=Rejection(*cells))


def issues(connection: Connection, delivery: str | None) -> Iterator[tuple[Delivery, int, Issue]]:
    """Bad optional cells with their rows, in order of arrival."""
    for known in _asked(connection, delivery):
        for row, text in _pages(connection, "deliveries.issues", known.id):
            for cells in json.loads(text):
                yield known, row, Issue(*cells)


def as_at(connection: Connection) -> date | None:
    """The latest as_at of any whole delivery."""
    ((day,),) = connection.read("deliveries.as_at")
    return None if day is None else day_of(day)


def put_department(writing: Writing, region: str, name: str, aliases: Iterable[str]) -> None:
    """Make name the canonical one for itself and its aliases."""
    connection, tx = writing.connection, writing.tx
    for alias in dict.fromkeys((name, *aliases)):
        held = connection.read("deliveries.department", region=region, name=alias, open=OPEN)
        if held == [[name]]:
            continue
        connection.write("deliveries.end_department", region=region, alias=alias, tx=tx, open=OPEN)
        connection.write("deliveries.name_department", region=region, alias=alias, name=name, tx=tx, open=OPEN)


def department(connection: Connection, region: str, name: str) -> str:
    """The canonical name."""
    rows = connection.read("deliveries.department", region=region, name=name, open=OPEN)
    return str(rows[0][0]) if rows else name


def _asked(connection: Connection, delivery: str | None) -> Iterator[Delivery]:
    return (known for known, _ in _deliveries(connection, id=delivery))


def _pages(connection: Connection, name: str, delivery: str) -> Iterator[list[Any]]:
    after, limit = 0, tuning().page_rows
    while rows := connection.read(name, id=delivery, after=after, limit=limit):
        yield from rows
        after = rows[-1][0]


def _row(row: RowOutcome, key: Key, tx: int) -> Properties:
    properties: Properties = {
        "did": key.did,
        "row": row.row,
        "outcome": str(row.outcome),
        "as_at": key.as_at,
        "tx": tx,
    }
    if row.rejection is not None:
        what = row.rejection
        properties |= {"field": what.field, "value": what.value, "reason": what.reason, "message": what.message}
    if row.issues:
        cells = [[each.field, each.value, each.reason, each.message] for each in row.issues]
        properties |= {"issues": json.dumps(cells, ensure_ascii=False), "flaws": len(cells)}
    return properties


def _deliveries(
    connection: Connection, id: str | None = None, run: str | None = None
) -> list[tuple[Delivery, DeliveryCounts]]:
    found = []
    for row in connection.read("deliveries.deliveries", id=id, run=run):
        known, begun, region, office, format_, path, encoding, kind, day, digest = row[:10]
        delivered = Delivery(
            known, begun, region, office, format_, path, encoding, DeliveryKind(kind), day_of(day), digest
        )
        found.append((delivered, DeliveryCounts(*row[10:])))
    return found
