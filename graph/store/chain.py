"""What makes an append-only log tamper-evident.

Owns: the chain of digests, the digest of a document, and that a used key takes no other bytes. Refuses: storing.
"""

import hashlib
from collections.abc import Iterable

from graph.model import LogEntry
from graph.store.errors import StoreConflict, StoreError

_START = bytes(32)


def chained(previous: str, payload: bytes) -> str:
    """BLAKE2b-256 over the previous entry's digest (32 zero bytes before the first) and the payload, hex."""
    return hashlib.blake2b((bytes.fromhex(previous) if previous else _START) + payload, digest_size=32).hexdigest()


def document_digest(text: str) -> str:
    """The version digest of a policy document, by content."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def require_keys(entries: Iterable[tuple[str, bytes]]) -> None:
    """StoreError when an entry (key, payload) has no key."""
    if not all(key for key, _ in entries):
        raise StoreError("an entry that is logged by itself needs a key: by it a lost answer is found again")


def same_entry(held: LogEntry, payload: bytes) -> LogEntry:
    """The entry under a used key when the bytes are the same; StoreConflict when they are others."""
    if held.payload != payload:
        raise StoreConflict(
            f"stream {held.stream} already holds other bytes under key {held.key}; entries are never overwritten"
        )
    return held
