"""Append-only byte logs and policy documents.

Owns: the tables log, policy, policy_force; the chain of digests. Refuses: what the bytes and texts mean.
"""

from graph.model import LogEntry
from graph.store.chain import chained, document_digest, same_entry
from graph.store.sqlite.session import OPEN, Session

_COLUMNS = "stream, seq, payload, key, digest, tx"


def append(session: Session, tx: int, stream: str, payload: bytes, key: str) -> LogEntry:
    """Append to a stream; the same bytes under a used key are the entry that is there, other bytes a conflict."""
    held = find(session, stream, key) if key else None
    if held is not None:
        return same_entry(held, payload)
    newest = last(session, stream)
    seq, digest = (newest.seq, newest.digest) if newest else (0, "")
    entry = LogEntry(stream, seq + 1, payload, key, chained(digest, payload), tx)
    session.run(
        "INSERT INTO log (stream, seq, payload, key, digest, tx) VALUES (?, ?, ?, ?, ?, ?)",
        *(entry.stream, entry.seq, entry.payload, entry.key, entry.digest, entry.tx),
    )
    return entry


def read(session: Session, stream: str, after: int, limit: int) -> list[LogEntry]:
    """Entries after a sequence number, in order."""
    sql = f"SELECT {_COLUMNS} FROM log WHERE stream = ? AND seq > ? ORDER BY seq LIMIT ?"  # noqa: S608
    return [LogEntry(*row) for row in session.rows(sql, stream, after, limit)]


def last(session: Session, stream: str) -> LogEntry | None:
    """The newest entry of a stream."""
    row = session.one(f"SELECT {_COLUMNS} FROM log WHERE stream = ? ORDER BY seq DESC LIMIT 1", stream)  # noqa: S608
    return LogEntry(*row) if row else None


def find(session: Session, stream: str, key: str) -> LogEntry | None:
    """The entry under a key."""
    row = session.one(f"SELECT {_COLUMNS} FROM log WHERE stream = ? AND key = ? AND key <> ''", stream, key)  # noqa: S608
    return LogEntry(*row) if row else None


def put_policy(session: Session, tx: int, kind: str, text: str) -> str:
    """Keep a document by content and make it the one in force."""
    digest = document_digest(text)
    held = policy(session, kind, OPEN - 1)
    if held is None or held[0] != digest:
        session.run("INSERT INTO policy VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", kind, digest, text, tx)
        session.run("DELETE FROM policy_force WHERE kind = ? AND tx = ?", kind, tx)
        session.run("UPDATE policy_force SET tx_end = ? WHERE kind = ? AND tx_end = ?", tx, kind, OPEN)
        session.run("INSERT INTO policy_force (kind, digest, tx) VALUES (?, ?, ?)", kind, digest, tx)
    return digest


def policy(session: Session, kind: str, at: int) -> tuple[str, str] | None:
    """Digest and text of the document in force then."""
    row = session.one(
        "SELECT digest, text FROM policy_force f JOIN policy p USING (kind, digest)"
        " WHERE f.kind = ?1 AND f.tx <= ?2 AND f.tx_end > ?2",
        kind,
        at,
    )
    return (row[0], row[1]) if row else None
