"""What the writing modules share within one unit of work.

Owns: the transaction's number, the numbers given to what is numbered in order, and the check that nothing required is
missing (Community has no existence constraints). Refuses: Cypher.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.store.errors import StoreError
from graph.store.neo4j.connection import Connection

Properties = dict[str, Any]

NUMBERED = ("deliveries", "records", "names", "claims", "events", "judgements")
"""Counters of the ledger, in the order in which a unit of work reads them."""
REQUIRED: Mapping[str, frozenset[str]] = {
    "Delivery": frozenset(
        "id did run region department format path encoding kind as_at digest tx".split()  # noqa: SIM905
    ),
    "Row": frozenset({"did", "row", "outcome", "as_at", "tx"}),
    "Record": frozenset({"id", "rid", "dataset", "nature", "region", "department", "did", "tx"}),
    "Version": frozenset(
        {"record", "version", "digest", "standing", "changed", "as_at", "did", "row", "cells", "parties", "tx"}
    ),
    "Party": frozenset(
        {"id", "record", "role", "kind", "name", "identifiers", "details", "as_at", "nature", "tx"},
    ),
    "Name": frozenset({"nid", "folded", "core", "pieces"}),
    "Claim": frozenset({"cid", "record", "kind", "type", "body", "tx", "tx_end"}),
    "State": frozenset({"kind", "name", "body", "tx", "tx_end"}),
    "IdentityEvent": frozenset({"seq", "event", "entity", "others", "parties", "reason", "tx"}),
    "Judgement": frozenset({"jid", "a", "b", "verdict", "author", "reason", "tx", "tx_end"}),
    "Entry": frozenset({"stream", "seq", "payload", "digest", "tx"}),
}
"""Label -> properties that every node of it has; checked before a write, and by ``xintu store check``."""


class Writing:
    """One open unit of work."""

    def __init__(self, connection: Connection, tx: int, numbers: Iterable[int]) -> None:
        self.connection = connection
        self.tx = tx
        self._read = dict(zip(NUMBERED, numbers, strict=True))
        self._given = dict(self._read)

    def next(self, counter: str) -> int:
        """The next number of a counter, from 1."""
        self._given[counter] += 1
        return self._given[counter]

    def likely(self, counter: str) -> int:
        """The number that :meth:`next` would give."""
        return self._given[counter] + 1

    def save_numbers(self) -> None:
        """Write the counters that moved into the ledger."""
        if self._given != self._read:
            self.connection.write("ledger.number", numbers=self._given)


def complete(label: str, rows: Iterable[Properties]) -> Iterator[Properties]:
    """The rows as they come; StoreError for one that lacks a required property."""
    required = REQUIRED[label]
    for row in rows:
        missing = sorted(name for name in required if row.get(name) is None)
        if missing:
            raise StoreError(f"a {label} lacks {', '.join(missing)}; nothing of this unit of work is kept")
        yield row
