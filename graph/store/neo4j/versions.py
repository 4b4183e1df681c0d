"""Record versions and what a new one means.

Owns: the labels Record, Version and Header. Refuses: the meaning of a later, a late and a missing version
(graph.store.succession) and comparing rows with what is there (graph.intake).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from graph.model import Delivery, VersionRef
from graph.store.codec import day_of
from graph.store.neo4j import claims as claim_nodes
from graph.store.neo4j.claims import Claim, Held, open_claims, tails_of
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.deliveries import delivery_key
from graph.store.neo4j.parties import store_parties
from graph.store.neo4j.writing import Properties, Writing, complete
from graph.store.succession import SNAPSHOT, Stated, claim_row, end_all, history, rounds, succeed
from linkage.model import Nature, Record, content_id


class Current(NamedTuple):
    """The standing version of a record, and the number of its last one."""

    record: str
    last: int
    version: int
    digest: str
    delivery: str
    row: int
    as_at: int


class Arrival(NamedTuple):
    """What every record of one call shares."""

    writing: Writing
    did: int
    delivery: Delivery

    @property
    def as_at(self) -> int:
        """The day the delivery speaks of."""
        return self.delivery.as_at.toordinal()


Batch = Sequence[tuple[Record, int]]


def current_versions(connection: Connection, records: Iterable[str]) -> dict[str, Current]:
    """The standing versions of those records that are known; digest '' when a full delivery closed one."""
    rows = connection.read_all("versions.current", sorted(set(records)), "records")
    return {row[0]: Current(*row) for row in rows}


def version_refs(connection: Connection, records: Iterable[str]) -> Mapping[str, VersionRef]:
    """The same as the port says it."""
    return {
        id_: VersionRef(id_, known.version, known.digest, day_of(known.as_at), known.delivery, known.row)
        for id_, known in current_versions(connection, records).items()
    }


def payload(connection: Connection, record: str, version: int | None) -> Mapping[str, str] | None:
    """A row verbatim, of a version or of the last that had one."""
    rows = connection.read("versions.payload", record=record, version=version)
    return dict(zip(*rows[0], strict=True)) if rows else None


def add_versions(writing: Writing, records: Batch, delivery: Delivery) -> dict[str, int]:
    """Store (record, row) pairs as new versions; a record that comes twice gets two, in order."""
    arrival = Arrival(writing, delivery_key(writing.connection, delivery.id).did, delivery)
    numbers: dict[str, int] = {}
    for batch in rounds(records):
        numbers |= _add_round(arrival, batch)
    return numbers


def _add_round(arrival: Arrival, batch: Batch) -> dict[str, int]:
    writing, connection = arrival.writing, arrival.writing.connection
    known = current_versions(connection, [record.id for record, _ in batch])
    records = (_record(record, arrival) for record, _ in batch if record.id not in known)
    connection.write_all("versions.add_records", complete("Record", records))
    store_parties(writing, arrival.as_at, [record for record, _ in batch])
    numbers = {record.id: known[record.id].last + 1 if record.id in known else 1 for record, _ in batch}
    late = {record for record, current in known.items() if arrival.as_at < current.as_at}
    headers = {_header(record): [name for name, _ in record.payload] for record, _ in batch}
    connection.write_all("versions.add_headers", [{"id": id_, "names": names} for id_, names in headers.items()])
    made = (_version(record, row, (numbers[record.id], record.id not in late), arrival) for record, row in batch)
    connection.write_all("versions.add_versions", complete("Version", made))
    _write_claims(arrival, batch, known, (numbers, late))
    return numbers


def _write_claims(
    arrival: Arrival, batch: Batch, known: Mapping[str, Current], written: tuple[Mapping[str, int], set[str]]
) -> None:
    numbers, late = written
    connection = arrival.writing.connection
    before = open_claims(connection, known) if known else {}
    following = _next_changes(arrival, late)
    tails = dict(tails_of(batch, arrival.delivery))
    added: list[Held] = []
    retracted: list[Claim] = []
    for record, row in batch:
        stated = Stated(record.id, numbers[record.id], arrival.did, row)
        mine = {party.id: party.id for party in record.parties}
        new = {claim.id: claim_row(claim, stated, mine) for claim in record.claims}
        held = before.get(record.id, {})
        old = {id_: each.claim for id_, each in held.items()}
        if record.id in late:
            gone, kept = list[Claim](), history(record, new, old, following.get(record.id))
        elif not old:
            gone, kept = [], list(new.values())
        else:
            end = None if record.nature is Nature.EVENT else day_of(_changed(record, arrival))
            gone, kept = succeed(new, old, end)
        retracted += gone
        # A copy of an old claim keeps that one's number until it is written, a new one has none.
        by_number = {each.claim.cid: each.tail for each in held.values()}
        added += [Held(claim, by_number.get(claim.cid) or tails[record.id][claim.subject]) for claim in kept]
    claim_nodes.retract(arrival.writing, retracted)
    claim_nodes.add(arrival.writing, added)


def close_missing(writing: Writing, delivery: Delivery) -> int:
    """End what a full delivery no longer holds: a version without content, and its claims over by the as_at."""
    arrival = Arrival(writing, delivery_key(writing.connection, delivery.id).did, delivery)
    missing = _missing(arrival)
    writing.connection.write_all(
        "versions.add_versions", complete("Version", (_closing(record, last, arrival) for record, last in missing))
    )
    before = open_claims(writing.connection, [record for record, _ in missing])
    held = [each for record, _ in missing for each in before.get(record, {}).values()]
    tails = {each.claim.cid: each.tail for each in held}
    gone, copies = end_all((each.claim for each in held), delivery.as_at, SNAPSHOT)
    claim_nodes.retract(writing, gone)
    kept = [copy for copy in copies if copy.id not in before[copy.rid]]
    claim_nodes.add(writing, [Held(copy, tails[copy.cid]) for copy in kept])
    return len(missing)


def _missing(arrival: Arrival) -> list[tuple[str, int]]:
    delivery = arrival.delivery
    rows = arrival.writing.connection.read(
        "versions.missing",
        did=arrival.did,
        region=delivery.region,
        department=delivery.department,
        format=delivery.format,
        as_at=arrival.as_at,
        run=delivery.run,
    )
    return [(record, last) for record, last in rows]


def _next_changes(arrival: Arrival, late: set[str]) -> dict[str, date]:
    """Late record -> the day on which its next younger version begins to hold."""
    rows = arrival.writing.connection.read_all("versions.next_change", sorted(late), "records", as_at=arrival.as_at)
    return {record: day_of(day) for record, day in rows}


def _record(record: Record, arrival: Arrival) -> Properties:
    return {
        "id": record.id,
        "rid": arrival.writing.next("records"),
        "dataset": record.dataset,
        "nature": str(record.nature),
        "region": arrival.delivery.region,
        "department": arrival.delivery.department,
        "did": arrival.did,
        "tx": arrival.writing.tx,
    }


def _version(record: Record, row: int, place: tuple[int, bool], arrival: Arrival) -> Properties:
    return {
        "record": record.id,
        "version": place[0],
        "digest": record.digest,
        "standing": place[1],
        "changed": _changed(record, arrival),
        "as_at": arrival.as_at,
        "did": arrival.did,
        "row": row,
        "header": _header(record),
        "cells": [cell for _, cell in record.payload],
        "parties": [party.id for party in record.parties],
        "tx": arrival.writing.tx,
    }


def _closing(record: str, last: int, arrival: Arrival) -> Properties:
    return {
        "record": record,
        "version": last + 1,
        "digest": "",
        "standing": True,
        "changed": arrival.as_at,
        "as_at": arrival.as_at,
        "did": arrival.did,
        "row": 0,
        "cells": [],
        "parties": [],
        "tx": arrival.writing.tx,
    }


def _header(record: Record) -> str:
    return content_id(*(name for name, _ in record.payload))


def _changed(record: Record, arrival: Arrival) -> int:
    return date.fromisoformat(record.changed).toordinal() if record.changed else arrival.as_at
