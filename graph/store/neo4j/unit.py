"""One unit of work on Neo4j.

Owns: the port's ``Unit``, each word handed to the module that owns it. Refuses: Cypher.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.model import (
    Bundle,
    CandidateEdge,
    Delivery,
    DeliveryCounts,
    IdentityEvent,
    Judgement,
    LogEntry,
    Membership,
    RowOutcome,
)
from graph.store.errors import StoreError
from graph.store.neo4j import blocks, deliveries, identity, logs, versions
from graph.store.neo4j.writing import Writing
from linkage.model import Record


class Neo4jUnit:
    """Writes within one transaction; made by ``Neo4jStore.unit``."""

    def __init__(self, writing: Writing, logs_only: bool = False) -> None:
        self._logs = writing
        self._logs_only = logs_only

    @property
    def _writing(self) -> Writing:
        """For facts; StoreError in a unit that is for logs only."""
        if self._logs_only:
            raise StoreError("a unit whose cause is a read appends to logs only; give facts a cause of their own")
        return self._logs

    @property
    def tx(self) -> int:
        """The number of this transaction. A unit that changes nothing gives it back."""
        return self._logs.tx

    def open_delivery(self, delivery: Delivery) -> None:
        """Register a delivery."""
        deliveries.open_delivery(self._writing, delivery)

    def close_delivery(self, delivery: str) -> DeliveryCounts:
        """Mark it whole."""
        return deliveries.close_delivery(self._writing, delivery)

    def close_run(self, run: str) -> None:
        """Mark a run whole."""
        deliveries.close_run(self._writing, run)

    def add_outcomes(self, outcomes: Iterable[RowOutcome]) -> None:
        """What became of rows."""
        deliveries.add_outcomes(self._writing, outcomes)

    def add_versions(self, records: Sequence[tuple[Record, int]], delivery: Delivery) -> Mapping[str, int]:
        """New versions with parties and claims."""
        return versions.add_versions(self._writing, records, delivery)

    def close_missing(self, delivery: Delivery) -> int:
        """End what a full delivery no longer holds."""
        return versions.close_missing(self._writing, delivery)

    def add_edges(self, model: str, edges: Iterable[CandidateEdge]) -> None:
        """Scored pairs."""
        identity.add_edges(self._writing, model, edges)

    def retract_edges(self, model: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Scored pairs that stand no more."""
        identity.retract_edges(self._writing, model, pairs)

    def set_bundles(self, bundles: Iterable[Bundle], gone: Iterable[str] | None = ()) -> None:
        """The index of linkage."""
        blocks.set_bundles(self._writing, bundles, gone)

    def add_judgement(self, judgement: Judgement) -> None:
        """A word on a pair."""
        identity.add_judgement(self._writing, judgement)

    def retract_judgement(self, a: str, b: str, author: str) -> None:
        """A word taken back."""
        identity.retract_judgement(self._writing, a, b, author)

    def append_identity(self, events: Iterable[IdentityEvent]) -> None:
        """Entries of the identity ledger."""
        identity.append_identity(self._writing, events)

    def set_memberships(self, memberships: Iterable[Membership], withdrawn: Iterable[str] = ()) -> None:
        """Who belongs to whom."""
        identity.set_memberships(self._writing, memberships, withdrawn)

    def last(self, stream: str) -> LogEntry | None:
        """The newest entry of a stream as this unit sees it."""
        return logs.last(self._logs.connection, stream)

    def append(self, stream: str, payload: bytes, key: str = "") -> LogEntry:
        """Bytes of a log."""
        return logs.append(self._logs, stream, payload, key)

    def put_policy(self, kind: str, text: str) -> str:
        """A document in force."""
        return logs.put_policy(self._logs, kind, text)

    def put_department(self, region: str, name: str, aliases: Iterable[str] = ()) -> None:
        """A department and its other names."""
        deliveries.put_department(self._writing, region, name, aliases)
