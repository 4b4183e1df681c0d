"""The store on Neo4j.

Owns: the port's ``GraphStore`` over one database: one writer at a time, each question handed to the module that
owns it. Refuses: Cypher.
"""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime

from graph.model import (
    CandidateEdge,
    Certainty,
    DeliveredParty,
    Delivery,
    DeliveryCounts,
    Evidence,
    Fact,
    IdentityEvent,
    Judgement,
    LogEntry,
    Membership,
    NameHit,
    Neighbourhood,
    Node,
    RowOutcome,
    Side,
    Subgraph,
    Ties,
    Transaction,
    VersionRef,
)
from graph.networks import walks
from graph.networks.links import Lens
from graph.networks.settings import limits
from graph.networks.walks import Reach
from graph.store.chain import require_keys
from graph.store.errors import StoreError
from graph.store.neo4j import blocks, deliveries, identity, logs, nodes, reading, said, versions
from graph.store.neo4j import parties as party_nodes
from graph.store.neo4j.check import problems
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.foreseen import NOTHING, bring
from graph.store.neo4j.logs import Tails
from graph.store.neo4j.migrations import require_current
from graph.store.neo4j.subgraph import NOBODY, Asked, subgraph
from graph.store.neo4j.ties import neighbours, ties
from graph.store.neo4j.unit import Neo4jUnit
from graph.store.neo4j.writing import Writing
from graph.store.port import LOGS_ONLY, Unit, Walk
from linkage.identifiers import Identifier
from linkage.model import Issue, Kind, Party


class Neo4jStore:
    """A store in one database that ``xintu store migrate`` has brought into shape."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tails, self._seen = Tails(), NOTHING
        try:
            require_current(connection)
        except StoreError:
            connection.close()
            raise

    @contextmanager
    def unit(self, at: datetime, actor: str, cause: str) -> Iterator[Unit]:
        """Everything in the block is committed together, or nothing; a block that changes nothing leaves no trace.

        ``at`` must know its zone; a moment before the last transaction's counts as that one's (a clock set back).
        StoreBusy when another writer does not end in time.
        """
        connection, moment = self._connection, _moment(at)
        if connection.work is not None:
            raise StoreError("a unit of work is open in this thread; units do not nest")
        with connection.working("ledger.begin", at=moment, actor=actor, cause=cause) as ((tx, *numbers),):
            writing = Writing(connection, tx, numbers)
            yield Neo4jUnit(writing, cause == LOGS_ONLY)
            writing.save_numbers()

    def log(self, at: datetime, actor: str, stream: str, entries: Sequence[tuple[str, bytes]]) -> Sequence[LogEntry]:
        """Append to one stream: one round trip when it is as this store believes, else in a unit of its own."""
        require_keys(entries)
        connection, opening = self._connection, {"at": _moment(at), "actor": actor, "cause": LOGS_ONLY}
        if connection.work is None and (written := self._tails.log(connection, stream, entries, opening)):
            return written
        with self.unit(at, actor, LOGS_ONLY) as unit:
            return [unit.append(stream, payload, key) for key, payload in entries]

    def head(self) -> int:
        """The last transaction; 0 before the first."""
        if (seen := self._seen.head()) is not None:
            return seen
        ((tx,),) = self._connection.read("ledger.head")
        return int(tx)

    def tx_at(self, moment: datetime) -> int:
        """The last transaction recorded at or before that moment."""
        rows = self._connection.read("ledger.at", moment=_moment(moment))
        return int(rows[0][0]) if rows else 0

    def transactions(self, after: int = 0, limit: int = 1000) -> Sequence[Transaction]:
        """The transaction log, in order."""
        rows = self._connection.read("ledger.transactions", after=after, limit=limit)
        return [Transaction(tx, datetime.fromisoformat(at), actor, cause) for tx, at, actor, cause in rows]

    def close(self) -> None:
        """Give all connections back."""
        self._connection.close()

    def check(self) -> Sequence[str]:
        """Problems found; empty when the store is sound."""
        return list(problems(self._connection))

    def open_run(self, run: str) -> bool:
        """Begun and not whole."""
        return deliveries.open_run(self._connection, run)

    def deliveries(self, run: str | None = None) -> Sequence[tuple[Delivery, DeliveryCounts]]:
        """Deliveries with their counts, in order of arrival."""
        return deliveries.deliveries(self._connection, run)

    def delivery(self, id: str) -> tuple[Delivery, DeliveryCounts] | None:
        """One delivery."""
        return deliveries.delivery(self._connection, id)

    def last_row(self, delivery: str) -> int:
        """The last data row with an outcome."""
        return deliveries.last_row(self._connection, delivery)

    def versions(self, records: Iterable[str]) -> Mapping[str, VersionRef]:
        """The standing versions."""
        return versions.version_refs(self._connection, records)

    def rejections(self, delivery: str | None = None) -> Iterator[tuple[Delivery, RowOutcome]]:
        """Rejected rows."""
        return deliveries.rejections(self._connection, delivery)

    def issues(self, delivery: str | None = None) -> Iterator[tuple[Delivery, int, Issue]]:
        """Bad optional cells."""
        return deliveries.issues(self._connection, delivery)

    def delivered_parties(self) -> Iterator[DeliveredParty]:
        """Each party of each accepted row."""
        return party_nodes.delivered_parties(self._connection)

    def payload(self, record: str, version: int | None = None) -> Mapping[str, str] | None:
        """A row verbatim."""
        return versions.payload(self._connection, record, version)

    def department(self, region: str, name: str) -> str:
        """The canonical name."""
        return deliveries.department(self._connection, region, name)

    def parties(self, ids: Iterable[str] | None = None, after_tx: int = 0) -> Iterator[Party]:
        """Parties in id order."""
        return party_nodes.parties(self._connection, ids, after_tx)

    def parties_with(self, identifiers: Iterable[Identifier]) -> Mapping[Identifier, Sequence[str]]:
        """The parties that state each identifier."""
        asked = set(identifiers)
        seen = self._seen.parties_with(asked)
        return party_nodes.parties_with(self._connection, asked) if seen is None else seen

    def statements(self, parties: Iterable[str]) -> Mapping[str, Sequence[Evidence]]:
        """The rows that stated each party."""
        return party_nodes.statements(self._connection, parties)

    def stated_since(self, parties: Iterable[str]) -> Mapping[str, date]:
        """The day of each party's first delivery."""
        return identity.stated_since(self._connection, parties)

    def standing_in(self, companies: Iterable[str]) -> Iterator[Party]:
        """Parties within these."""
        return party_nodes.standing_in(self._connection, companies)

    def bundles(self, parties: Iterable[str]) -> Mapping[str, str]:
        """Bundles of these parties."""
        return blocks.bundles(self._connection, parties)

    def heads(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Heads of these bundles."""
        return blocks.heads(self._connection, ids)

    def blocked(self, keys: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Bundles by key."""
        return blocks.blocked(self._connection, keys)

    def edges(self, model: str, parties: Iterable[str] | None = None) -> Iterator[CandidateEdge]:
        """Scored pairs of a model."""
        return identity.edges(self._connection, model, parties)

    def judgements(
        self, tx: int | None = None, parties: Iterable[str] | None = None, but: str = ""
    ) -> Sequence[Judgement]:
        """Words on pairs that stood then."""
        return identity.judgements(self._connection, tx, parties, but)

    def judged_since(self, tx: int, but: str = "") -> Sequence[Judgement]:
        """Words that came or went since."""
        return identity.judged_since(self._connection, tx, but)

    def memberships(self, parties: Iterable[str] | None = None, tx: int | None = None) -> Mapping[str, Membership]:
        """Who belonged to whom."""
        return identity.memberships(self._connection, parties, tx)

    def members(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[Membership]]:
        """The same by entity."""
        return identity.members(self._connection, entities, tx)

    def successors(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, str]:
        """Who answers for each entity."""
        return identity.successors(self._connection, entities, tx)

    def identity_events(self, entity: str | None = None) -> Sequence[tuple[Transaction, IdentityEvent]]:
        """The identity ledger."""
        return identity.identity_events(self._connection, entity)

    def code_map(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[Identifier]]:
        """Numbers stated together."""
        return party_nodes.code_map(self._connection, identifiers, tx)

    def containing(self, organisations: Iterable[Identifier]) -> Mapping[Identifier, Sequence[Identifier]]:
        """Organisation code -> USCC."""
        return party_nodes.containing(self._connection, organisations)

    def nodes(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Node]:
        """Entities by id."""
        asked = set(entities)
        seen = self._seen.nodes(asked, tx)
        return nodes.nodes(self._connection, asked, tx) if seen is None else seen

    def by_identifier(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        """Entities by number."""
        asked = set(identifiers)
        seen = self._seen.by_identifier(asked, tx)
        return nodes.by_identifier(self._connection, asked, tx) if seen is None else seen

    def by_name(self, name: str, kind: Kind | None = None, limit: int = 20, tx: int | None = None) -> Sequence[NameHit]:
        """Entities by overlap of names."""
        return nodes.by_name(self._connection, name, kind, limit, tx)

    def shops(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[str]]:
        """Names of online shops."""
        return said.shops(self._connection, entities, tx)

    def named(
        self, names: Iterable[str], kind: Kind | None = None, tx: int | None = None, unnumbered: bool = False
    ) -> Mapping[str, Sequence[str]]:
        """Entities by exact name."""
        asked = set(names)
        seen = self._seen.named(asked, kind, tx) if unnumbered else None
        return nodes.named(self._connection, asked, kind, tx, unnumbered) if seen is None else seen

    def subgraph(
        self,
        entities: Iterable[str],
        hops: int = 3,
        tx: int | None = None,
        hub: int = 2000,
        bearing: Collection[str] | None = None,
        along: Collection[str] | None = None,
    ) -> Subgraph:
        """The screening subgraph of these subjects."""
        subjects, asked = set(entities), Asked(hops, hub, bearing, along)
        if (seen := self._seen.subgraph(subjects, asked, tx)) is not None:
            return seen
        known = self._seen.known if tx == self._seen.tx else NOBODY
        return subgraph(self._connection, subjects, asked, tx, known)

    def foreseen(
        self, numbers: Iterable[Identifier], walk: Walk | None = None, log: tuple[str, int] | None = None
    ) -> "Neo4jStore":
        """This store with what a check of these numbers asks for, brought in one round trip."""
        seen = bring(self._connection, numbers, walk, log)
        if seen is None:  # more than one question takes
            return self
        store = copy.copy(self)  # which shares its connections
        vars(store).update(_seen=seen)
        return store

    def ties(
        self,
        entities: Iterable[str],
        types: Collection[str] = (),
        side: Side | None = None,
        tx: int | None = None,
        hub: int | None = None,
    ) -> Ties:
        """Relation claims of a set of entities."""
        return ties(self._connection, set(entities), types, side, (tx, hub))

    def spread(
        self, entities: Iterable[str], hops: int, lens: Lens, tx: int | None = None, hub: int | None = None
    ) -> Reach:
        """Ids within so many hops: one round trip a hop."""

        def near(frontier: Collection[str]) -> Ties:
            return self.ties(frontier, lens.types, None, tx, hub)

        return walks.spread(near, set(entities), hops, lens, limits().spread)

    def neighbours(
        self, entity: str, types: Collection[str] = (), tx: int | None = None, after: str = "", limit: int = 100
    ) -> Neighbourhood:
        """One page of an entity's neighbours."""
        return neighbours(self._connection, entity, types, tx, (after, limit))

    def entities(
        self, after: str = "", kind: Kind | None = None, tx: int | None = None, limit: int = 1000
    ) -> Sequence[Node]:
        """Entities in id order."""
        return nodes.page(self._connection, after, kind, tx, limit)

    def facts_of(self, entity: str, tx: int | None = None) -> Sequence[Fact]:
        """All claims about one entity."""
        return reading.facts_of(self._connection, entity, tx)

    def facts_of_listings(self, keys: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """All claims that speak of these decisions."""
        return reading.facts_of_listings(self._connection, keys, tx)

    def facts_of_documents(self, numbers: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """All decisions of these documents."""
        return reading.facts_of_documents(self._connection, numbers, tx)

    def records_of(self, entity: str, tx: int | None = None) -> Sequence[Evidence]:
        """All records that mention one entity."""
        return reading.records_of(self._connection, entity, tx)

    def counts(self) -> Mapping[str, int]:
        """Totals."""
        return reading.counts(self._connection)

    def read(self, stream: str, after: int = 0, limit: int = 1000) -> Sequence[LogEntry]:
        """Entries of a log."""
        seen = self._seen.read(stream, after, limit)
        return logs.read(self._connection, stream, after, limit) if seen is None else seen

    def last(self, stream: str) -> LogEntry | None:
        """The newest entry of a stream."""
        return logs.last(self._connection, stream)

    def find(self, stream: str, key: str) -> LogEntry | None:
        """The entry under a key."""
        return logs.find(self._connection, stream, key)

    def policy(self, kind: str, tx: int | None = None) -> tuple[str, str] | None:
        """The document in force then."""
        return logs.policy(self._connection, kind, tx)

    def facts_since(self, tx: int, limit: int = 10000) -> Sequence[tuple[int, bool, Fact]]:
        """Listing and event claims that came or went."""
        return reading.facts_since(self._connection, tx, limit)

    def as_at(self) -> date | None:
        """The latest as_at of any whole delivery."""
        return deliveries.as_at(self._connection)


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise StoreError(f"the moment {at.isoformat()} has no time zone; pass an aware datetime")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
