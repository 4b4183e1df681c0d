"""The embedded store.

Owns: the port's ``GraphStore`` over one sqlite file: a connection per thread, one writer at a time, each question
handed to the module that owns it. Refuses: SQL.
"""

import copy
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

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
from graph.networks.links import Lens
from graph.networks.walks import Reach
from graph.store.chain import require_keys
from graph.store.errors import StoreError, StoreUnreachable
from graph.store.port import LOGS_ONLY, Unit, Walk
from graph.store.seen import NOTHING
from graph.store.sqlite import blocks, deliveries, identity, logs, nodes, parties, reading, said, versions
from graph.store.sqlite.check import problems
from graph.store.sqlite.foreseen import foreseen
from graph.store.sqlite.session import OPEN, Session, create
from graph.store.sqlite.snapshot import Snapshot
from graph.store.sqlite.subgraph import Asked, Known, subgraph
from graph.store.sqlite.ties import neighbours, spread, ties
from graph.store.sqlite.unit import SqliteUnit
from linkage.identifiers import Identifier
from linkage.model import Issue, Kind, Party


class SqliteStore:
    """A store in one file, made when it is not there. Every thread gets its own connection.

    ``answering``: the process asks far more than it writes, and maps the whole file. ``still``: it only reads, in one
    thread, and what it reads stands still from one ``head`` to the next: sqlite maps the file anew, page by page, after
    every commit of another process, while logs of reads change nothing that is asked.
    """

    def __init__(self, path: Path, answering: bool = False, still: bool = False) -> None:
        if str(path) in ("", ":memory:"):
            raise StoreUnreachable("the embedded store needs a file: sqlite:///xintu.db")
        self._path, self._answering = path, answering
        self._local = threading.local()
        self._sessions: list[Session] = []
        self._lock = threading.Lock()
        self._seen, self._known = NOTHING, Known()
        create(self._session, said.FUNCTIONS)
        self._snapshot = Snapshot(self._session, Session(path)) if still else None

    @property
    def _session(self) -> Session:
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = Session(self._path, self._answering)
            with self._lock:
                self._sessions.append(session)
        return session

    @contextmanager
    def unit(self, at: datetime, actor: str, cause: str) -> Iterator[Unit]:
        """Everything in the block is committed together, or nothing; a block that changes nothing leaves no trace.

        ``at`` must know its zone; a moment before the last transaction's counts as that one's (a clock set back).
        StoreBusy when another writer does not end in time.
        """
        session = self._session
        if self._snapshot is not None:
            raise StoreError("this store was opened to read only")
        if session.in_unit:
            raise StoreError("a unit of work is open in this thread; units do not nest")
        session.run("BEGIN IMMEDIATE")
        try:
            last, moment = session.one("SELECT tx, at FROM tx_log ORDER BY tx DESC LIMIT 1") or (0, "")
            recorded = max(_moment(at), moment)
            session.run("INSERT INTO tx_log VALUES (?, ?, ?, ?)", last + 1, recorded, actor, cause)
            before = session.changes
            yield SqliteUnit(session, last + 1, cause == LOGS_ONLY)
            session.run("COMMIT" if session.changes > before else "ROLLBACK")
        except BaseException:
            session.met.forget()
            if session.in_unit:
                session.run("ROLLBACK")
            raise

    def log(self, at: datetime, actor: str, stream: str, entries: Sequence[tuple[str, bytes]]) -> Sequence[LogEntry]:
        """Append to one stream in a unit of its own."""
        require_keys(entries)
        with self.unit(at, actor, LOGS_ONLY) as unit:
            return [unit.append(stream, payload, key) for key, payload in entries]

    def head(self) -> int:
        """The last transaction; 0 before the first."""
        if (seen := self._seen.head()) is not None:
            return seen
        if self._snapshot is not None:
            self._snapshot.renew()
        return self._session.value("SELECT max(tx) FROM tx_log") or 0

    def tx_at(self, moment: datetime) -> int:
        """The last transaction recorded at or before that moment."""
        return self._session.value("SELECT max(tx) FROM tx_log WHERE at <= ?", _moment(moment)) or 0

    def transactions(self, after: int = 0, limit: int = 1000) -> Sequence[Transaction]:
        """The transaction log, in order."""
        rows = self._session.rows(
            "SELECT tx, at, actor, cause FROM tx_log WHERE tx > ? ORDER BY tx LIMIT ?", after, limit
        )
        return [Transaction(tx, datetime.fromisoformat(at), actor, cause) for tx, at, actor, cause in rows]

    def close(self) -> None:
        """Close the connections of all threads."""
        if self._snapshot is not None:
            self._snapshot.close()
        with self._lock:
            while self._sessions:
                self._sessions.pop().close()
        self._local = threading.local()

    def check(self) -> Sequence[str]:
        """Problems found; empty when the store is sound."""
        return list(problems(self._session))

    def open_run(self, run: str) -> bool:
        """Begun and not whole."""
        return deliveries.open_run(self._session, run)

    def deliveries(self, run: str | None = None) -> Sequence[tuple[Delivery, DeliveryCounts]]:
        """Deliveries with their counts, in order of arrival."""
        return deliveries.deliveries(self._session, run)

    def delivery(self, id: str) -> tuple[Delivery, DeliveryCounts] | None:
        """One delivery."""
        return deliveries.delivery(self._session, id)

    def last_row(self, delivery: str) -> int:
        """The last data row with an outcome."""
        return deliveries.last_row(self._session, delivery)

    def versions(self, records: Iterable[str]) -> Mapping[str, VersionRef]:
        """The standing versions."""
        return versions.version_refs(self._session, records)

    def rejections(self, delivery: str | None = None) -> Iterator[tuple[Delivery, RowOutcome]]:
        """Rejected rows."""
        return deliveries.rejections(self._session, delivery)

    def issues(self, delivery: str | None = None) -> Iterator[tuple[Delivery, int, Issue]]:
        """Bad optional cells."""
        return deliveries.issues(self._session, delivery)

    def delivered_parties(self) -> Iterator[DeliveredParty]:
        """Each party of each accepted row."""
        return reading.delivered_parties(self._session)

    def payload(self, record: str, version: int | None = None) -> Mapping[str, str] | None:
        """A row verbatim."""
        return reading.payload(self._session, record, version)

    def department(self, region: str, name: str) -> str:
        """The canonical name."""
        return deliveries.department(self._session, region, name)

    def parties(self, ids: Iterable[str] | None = None, after_tx: int = 0) -> Iterator[Party]:
        """Parties in id order."""
        return parties.parties(self._session, ids, after_tx)

    def parties_with(self, identifiers: Iterable[Identifier]) -> Mapping[Identifier, Sequence[str]]:
        """The parties that state each identifier."""
        asked = frozenset(identifiers)
        seen = self._seen.parties_with(asked)
        return parties.parties_with(self._session, asked) if seen is None else seen

    def statements(self, parties: Iterable[str]) -> Mapping[str, Sequence[Evidence]]:
        """The rows that stated each party."""
        return reading.statements(self._session, parties)

    def stated_since(self, parties: Iterable[str]) -> Mapping[str, date]:
        """The day of each party's first delivery."""
        return identity.stated_since(self._session, parties)

    def standing_in(self, companies: Iterable[str]) -> Iterator[Party]:
        """Parties within these."""
        return parties.standing_in(self._session, companies)

    def bundles(self, parties: Iterable[str]) -> Mapping[str, str]:
        """Bundles of these parties."""
        return blocks.bundles(self._session, parties)

    def heads(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Heads of these bundles."""
        return blocks.heads(self._session, ids)

    def blocked(self, keys: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Bundles by key."""
        return blocks.blocked(self._session, keys)

    def edges(self, model: str, parties: Iterable[str] | None = None) -> Iterator[CandidateEdge]:
        """Scored pairs of a model."""
        return identity.edges(self._session, model, parties)

    def judgements(
        self, tx: int | None = None, parties: Iterable[str] | None = None, but: str = ""
    ) -> Sequence[Judgement]:
        """Words on pairs that stood then."""
        return identity.judgements(self._session, _known(tx), parties, but)

    def judged_since(self, tx: int, but: str = "") -> Sequence[Judgement]:
        """Words that came or went since."""
        return identity.judged_since(self._session, tx, but)

    def memberships(self, parties: Iterable[str] | None = None, tx: int | None = None) -> Mapping[str, Membership]:
        """Who belonged to whom."""
        return identity.memberships(self._session, parties, _known(tx))

    def members(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[Membership]]:
        """The same by entity."""
        return identity.members(self._session, entities, _known(tx))

    def successors(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, str]:
        """Who answers for each entity."""
        return identity.successors(self._session, entities, _known(tx))

    def identity_events(self, entity: str | None = None) -> Sequence[tuple[Transaction, IdentityEvent]]:
        """The identity ledger."""
        return identity.identity_events(self._session, entity)

    def code_map(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[Identifier]]:
        """Numbers stated together."""
        return parties.code_map(self._session, identifiers, _known(tx))

    def containing(self, organisations: Iterable[Identifier]) -> Mapping[Identifier, Sequence[Identifier]]:
        """Organisation code -> USCC."""
        return parties.containing(self._session, organisations)

    def nodes(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Node]:
        """Entities by id."""
        asked = set(entities)
        seen = self._seen.nodes(asked, tx)
        return nodes.nodes(self._session, asked, _known(tx)) if seen is None else seen

    def by_identifier(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        """Entities by number."""
        asked = frozenset(identifiers)
        seen = self._seen.by_identifier(asked, tx)
        return nodes.by_identifier(self._session, asked, _known(tx)) if seen is None else seen

    def by_name(self, name: str, kind: Kind | None = None, limit: int = 20, tx: int | None = None) -> Sequence[NameHit]:
        """Entities by overlap of names."""
        return nodes.by_name(self._session, name, kind, limit, _known(tx))

    def shops(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[str]]:
        """Names of online shops."""
        return said.shops(self._session, entities, _known(tx))

    def named(
        self, names: Iterable[str], kind: Kind | None = None, tx: int | None = None, unnumbered: bool = False
    ) -> Mapping[str, Sequence[str]]:
        """Entities by exact name."""
        return nodes.named(self._session, names, kind, _known(tx), unnumbered)

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
        known = self._known if tx == self._seen.tx else Known()
        return subgraph(self._session, entities, Asked.of((hops, hub, _known(tx)), bearing, along), known)

    def foreseen(
        self, numbers: Iterable[Identifier], walk: Walk | None = None, log: tuple[str, int] | None = None
    ) -> "SqliteStore":
        """This store, with what the check reads more than once read for all of it."""
        seen, known = foreseen(self._session, frozenset(numbers), self.head())
        store = copy.copy(self)  # which shares its connections
        vars(store).update(_seen=seen, _known=known)
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
        return ties(self._session, set(entities), types, side, (_known(tx), hub))

    def spread(
        self, entities: Iterable[str], hops: int, lens: Lens, tx: int | None = None, hub: int | None = None
    ) -> Reach:
        """Ids within so many hops."""
        return spread(self._session, set(entities), hops, lens, (_known(tx), hub))

    def neighbours(
        self, entity: str, types: Collection[str] = (), tx: int | None = None, after: str = "", limit: int = 100
    ) -> Neighbourhood:
        """One page of an entity's neighbours."""
        return neighbours(self._session, entity, types, _known(tx), (after, limit))

    def entities(
        self, after: str = "", kind: Kind | None = None, tx: int | None = None, limit: int = 1000
    ) -> Sequence[Node]:
        """Entities in id order."""
        return nodes.page(self._session, after, kind, _known(tx), limit)

    def facts_of(self, entity: str, tx: int | None = None) -> Sequence[Fact]:
        """All claims about one entity."""
        return reading.facts_of(self._session, entity, _known(tx))

    def facts_of_listings(self, keys: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """All claims that speak of these decisions."""
        return reading.facts_of_listings(self._session, keys, _known(tx))

    def facts_of_documents(self, numbers: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """All decisions of these documents."""
        return reading.facts_of_documents(self._session, numbers, _known(tx))

    def records_of(self, entity: str, tx: int | None = None) -> Sequence[Evidence]:
        """All records that mention one entity."""
        return reading.records_of(self._session, entity, _known(tx))

    def counts(self) -> Mapping[str, int]:
        """Totals."""
        return reading.counts(self._session)

    def read(self, stream: str, after: int = 0, limit: int = 1000) -> Sequence[LogEntry]:
        """Entries of a log."""
        return logs.read(self._session, stream, after, limit)

    def last(self, stream: str) -> LogEntry | None:
        """The newest entry of a stream."""
        return logs.last(self._session, stream)

    def find(self, stream: str, key: str) -> LogEntry | None:
        """The entry under a key."""
        return logs.find(self._session, stream, key)

    def policy(self, kind: str, tx: int | None = None) -> tuple[str, str] | None:
        """The document in force then."""
        return logs.policy(self._session, kind, _known(tx))

    def facts_since(self, tx: int, limit: int = 10000) -> Sequence[tuple[int, bool, Fact]]:
        """Listing and event claims that came or went."""
        return reading.facts_since(self._session, tx, limit)

    def as_at(self) -> date | None:
        """The latest as_at of any whole delivery."""
        return deliveries.as_at(self._session)


def _known(tx: int | None) -> int:
    return OPEN - 1 if tx is None else tx


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise StoreError(f"the moment {at.isoformat()} has no time zone; pass an aware datetime")
    return at.astimezone(UTC).isoformat(timespec="microseconds")
