"""Append-only byte logs and policy documents.

Owns: the labels Entry, Policy, PolicyForce. Refuses: what the bytes and texts mean, and the chain (graph.store.chain).
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.model import LogEntry
from graph.store.chain import chained, document_digest, same_entry
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.writing import Properties, Writing, complete

ATTEMPTS = 3
"""How often a stream may be found longer than believed before its writer takes the lock first and looks then."""


class Tails:
    """How this process believes that streams end: an entry whose digest rests on that is written in one round trip, in
    which the server looks whether it is so."""

    def __init__(self) -> None:
        self._believed: dict[str, tuple[int, str]] = {}

    def log(
        self,
        connection: Connection,
        stream: str,
        entries: Sequence[tuple[str, bytes]],
        opening: Mapping[str, object],
    ) -> list[LogEntry]:
        """The entries, written in a transaction of their own; none when one of their keys is used or others write."""
        for _ in range(ATTEMPTS if entries else 0):
            seq, digest = self._believed.get(stream, (0, ""))
            made = _chain(LogEntry(stream, seq, b"", "", digest, 0), entries)
            rows = list(complete("Entry", (_properties(entry) for entry in made)))
            keys, unit = [entry.key for entry in made], uuid.uuid4().hex
            ((seq_there, digest_there, used, tx),) = connection.once(
                "logs.once", stream=stream, seq=seq, digest=digest, keys=keys, rows=rows, unit=unit, **opening
            )
            if tx is not None:
                self._believed[stream] = (made[-1].seq, made[-1].digest)
                return [replace(entry, tx=tx) for entry in made]
            self._believed[stream] = (seq_there, digest_there)
            if used:
                break
        return []


def _chain(last: LogEntry, entries: Sequence[tuple[str, bytes]]) -> list[LogEntry]:
    made = []
    for key, payload in entries:
        last = LogEntry(last.stream, last.seq + 1, payload, key, chained(last.digest, payload), last.tx)
        made.append(last)
    return made


def append(writing: Writing, stream: str, payload: bytes, key: str) -> LogEntry:
    """Append to a stream; the same bytes under a used key are the entry that is there, other bytes a conflict."""
    held = find(writing.connection, stream, key) if key else None
    if held is not None:
        return same_entry(held, payload)
    newest = last(writing.connection, stream)
    seq, digest = (newest.seq, newest.digest) if newest else (0, "")
    entry = LogEntry(stream, seq + 1, payload, key, chained(digest, payload), writing.tx)
    for each in complete("Entry", [_properties(entry)]):
        writing.connection.write("logs.add", properties=each)
    return entry


def _properties(entry: LogEntry) -> Properties:
    return {
        "stream": entry.stream,
        "seq": entry.seq,
        "payload": entry.payload,
        "key": entry.key or None,  # an absent key is held unique by no constraint
        "digest": entry.digest,
        "tx": entry.tx,
    }


def read(connection: Connection, stream: str, after: int, limit: int) -> list[LogEntry]:
    """Entries after a sequence number, in order."""
    return [entry_of(row) for row in connection.read("logs.read", stream=stream, after=after, limit=limit)]


def last(connection: Connection, stream: str) -> LogEntry | None:
    """The newest entry of a stream."""
    return next(map(entry_of, connection.read("logs.last", stream=stream)), None)


def find(connection: Connection, stream: str, key: str) -> LogEntry | None:
    """The entry under a key."""
    if not key:
        return None
    return next(map(entry_of, connection.read("logs.find", stream=stream, key=key)), None)


def put_policy(writing: Writing, kind: str, text: str) -> str:
    """Keep a document by content and make it the one in force."""
    connection, digest = writing.connection, document_digest(text)
    held = policy(connection, kind, None)
    if held is None or held[0] != digest:
        connection.write("logs.keep_policy", kind=kind, digest=digest, text=text, tx=writing.tx)
        connection.write("logs.end_force", kind=kind, tx=writing.tx, open=OPEN)
        connection.write("logs.put_force", kind=kind, digest=digest, tx=writing.tx, open=OPEN)
    return digest


def policy(connection: Connection, kind: str, at: int | None) -> tuple[str, str] | None:
    """Digest and text of the document in force then."""
    rows = connection.read("logs.policy", kind=kind, at=at)
    return (rows[0][0], rows[0][1]) if rows else None


def entry_of(row: list[object]) -> LogEntry:
    """The entry that a row spells."""
    stream, seq, payload, key, digest, tx = row
    assert isinstance(payload, bytes)
    return LogEntry(str(stream), int(str(seq)), payload, str(key), str(digest), int(str(tx)))
