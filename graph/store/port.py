"""The port that every store adapter fulfils; one contract suite (tests/contract) runs on all of them.

Owns: the protocols ``GraphStore`` (reads, in sets, as known at a transaction) and ``Unit`` (one unit of work).
Refuses: policy, scoring, the clock (``at`` comes in). Nothing is overwritten: every row carries ``tx`` and a ``tx_end``
that is set once (SQL:2011 system-versioned time). ``tx`` arguments mean "as known after that transaction".
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph.model import (
    Bundle,
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
from linkage.identifiers import Identifier
from linkage.model import Issue, Kind, Party, Record

LOGS_ONLY = "read"
"""Cause of a unit that only appends to logs and keeps policy documents: it refuses to change a fact."""


@dataclass(frozen=True, slots=True)
class Walk:
    """How far around subjects and about what: the arguments of :meth:`GraphStore.subgraph`."""

    hops: int
    bearing: Collection[str] | None = None
    along: Collection[str] | None = None
    hub: int = 2000


class Unit(Protocol):
    """One unit of work: everything in it is committed together under one transaction number, or nothing is."""

    @property
    def tx(self) -> int: ...

    # deliveries and records
    def open_delivery(self, delivery: Delivery) -> None:
        """Register a delivery; known ones stay as they are."""

    def close_delivery(self, delivery: str) -> DeliveryCounts:
        """Mark it whole and return its counts."""

    def close_run(self, run: str) -> None:
        """Mark a run (the set of deliveries of one command) whole: the next equal one starts anew."""

    def add_outcomes(self, outcomes: Iterable[RowOutcome]) -> None: ...

    def add_versions(self, records: Sequence[tuple[Record, int]], delivery: Delivery) -> Mapping[str, int]:
        """Store (record, row) pairs as new versions with their parties and claims; record id -> version number.

        What becomes of the previous version's claims follows the record's nature: an event's are retracted in recorded
        time; a state's end in valid time on ``Record.changed`` unless the new version states them too. A state older
        than the current version (by as_at) is stored as history and changes nothing that holds now.
        """

    def close_missing(self, delivery: Delivery) -> int:
        """After a full delivery: end, at its as_at, the claims of every current record of (region, department, dataset)
        that it no longer holds. Returns how many records were closed."""

    # identity
    def add_edges(self, model: str, edges: Iterable[CandidateEdge]) -> None:
        """Store scored candidate pairs of a model version; an edge already there with the same weight stays."""

    def retract_edges(self, model: str, pairs: Iterable[tuple[str, str]]) -> None:
        """End scored pairs of a model version in recorded time; pairs that do not stand are passed over."""

    def set_bundles(self, bundles: Iterable[Bundle], gone: Iterable[str] | None = ()) -> None:
        """Keep bundles for linkage, each in place of those of its id or parties; forget those with ids in ``gone``
        (None: all others). The index is of now: it has no history."""

    def add_judgement(self, judgement: Judgement) -> None: ...
    def retract_judgement(self, a: str, b: str, author: str) -> None: ...
    def append_identity(self, events: Iterable[IdentityEvent]) -> None:
        """Extend the identity ledger. ``merged`` retires ``others`` into ``entity``; ``created`` mints ``entity``."""

    def set_memberships(self, memberships: Iterable[Membership], withdrawn: Iterable[str] = ()) -> None:
        """Put parties into entities (closing their former membership in recorded time) and refresh the projections:
        entity names, identifiers, and entity-level facts. Equal memberships cost nothing and leave no trace."""

    # logs, policy, departments
    def last(self, stream: str) -> LogEntry | None:
        """The newest entry of a stream as this unit sees it; None when it is empty."""

    def append(self, stream: str, payload: bytes, key: str = "") -> LogEntry:
        """Append exact bytes to a stream. ``key`` (unique per stream when given) is what :meth:`GraphStore.find`
        finds."""

    def put_policy(self, kind: str, text: str) -> str:
        """Store a policy/model document by content when it is new, make it the one in force; returns its version
        digest."""

    def put_department(self, region: str, name: str, aliases: Iterable[str] = ()) -> None: ...


class GraphStore(Protocol):
    """Reads in sets, as known at a transaction (``tx=None`` = now); writes through :class:`Unit`."""

    # time and units of work
    def unit(self, at: datetime, actor: str, cause: str) -> AbstractContextManager[Unit]: ...
    def log(self, at: datetime, actor: str, stream: str, entries: Sequence[tuple[str, bytes]]) -> Sequence[LogEntry]:
        """Append (key, payload) pairs to one stream in a unit of their own, for logs only: what :meth:`Unit.append`
        does in such a unit, in one round trip while nobody else writes. Every entry has a key, so that one whose answer
        was lost is not written twice."""

    def head(self) -> int: ...
    def tx_at(self, moment: datetime) -> int:
        """The last transaction recorded at or before that moment; 0 before the first."""

    def transactions(self, after: int = 0, limit: int = 1000) -> Sequence[Transaction]: ...
    def close(self) -> None: ...
    def check(self) -> Sequence[str]:
        """Problems found by ``xintu store check`` (dense log, chains, counts, dangling ids, two tx_end); empty =
        sound."""

    # deliveries, records, rows
    def open_run(self, run: str) -> bool:
        """True when a run of that digest was begun and is not whole."""

    def deliveries(self, run: str | None = None) -> Sequence[tuple[Delivery, DeliveryCounts]]: ...
    def delivery(self, id: str) -> tuple[Delivery, DeliveryCounts] | None: ...
    def last_row(self, delivery: str) -> int:
        """The last data row with an outcome; 0 when none."""

    def versions(self, records: Iterable[str]) -> Mapping[str, VersionRef]: ...
    def rejections(self, delivery: str | None = None) -> Iterator[tuple[Delivery, RowOutcome]]: ...
    def issues(self, delivery: str | None = None) -> Iterator[tuple[Delivery, int, Issue]]:
        """Bad optional cells with their delivery and row."""

    def delivered_parties(self) -> Iterator[DeliveredParty]:
        """One per delivered party and row, also of rows unchanged or superseded later, in file and row order."""

    def payload(self, record: str, version: int | None = None) -> Mapping[str, str] | None: ...
    def department(self, region: str, name: str) -> str:
        """Canonical department name for a name or alias (unknown names are their own)."""

    # parties and identity
    def parties(self, ids: Iterable[str] | None = None, after_tx: int = 0) -> Iterator[Party]:
        """Parties by id, or all first delivered after a transaction, in id order."""

    def parties_with(self, identifiers: Iterable[Identifier]) -> Mapping[Identifier, Sequence[str]]: ...
    def statements(self, parties: Iterable[str]) -> Mapping[str, Sequence[Evidence]]:
        """Every accepted row that stated each party, unchanged repeats and versions since superseded too, oldest
        delivery first."""

    def stated_since(self, parties: Iterable[str]) -> Mapping[str, date]:
        """Party -> the as_at of the delivery that first brought it."""

    def standing_in(self, companies: Iterable[str]) -> Iterator[Party]:
        """Parties whose ``within`` is one of these parties, in id order."""

    def bundles(self, parties: Iterable[str]) -> Mapping[str, str]:
        """Id -> content of the bundles that hold any of these parties."""

    def heads(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Id -> head of these bundles, as far as it is kept: not of those that a former release wrote."""

    def blocked(self, keys: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """Key -> ids of the bundles that have it; keys of nobody are absent."""

    def edges(self, model: str, parties: Iterable[str] | None = None) -> Iterator[CandidateEdge]: ...
    def judgements(
        self, tx: int | None = None, parties: Iterable[str] | None = None, but: str = ""
    ) -> Sequence[Judgement]:
        """Judgements that stood then, in order of giving: all, or those on pairs that touch any of these parties; those
        of the author ``but`` left out."""

    def judged_since(self, tx: int, but: str = "") -> Sequence[Judgement]:
        """Judgements that came or went after that transaction, in order of giving; those of ``but`` left out."""

    def memberships(self, parties: Iterable[str] | None = None, tx: int | None = None) -> Mapping[str, Membership]: ...
    def members(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[Membership]]: ...
    def successors(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, str]:
        """The entity that answers for each id today (itself when not retired); unknown ids are absent."""

    def identity_events(self, entity: str | None = None) -> Sequence[tuple[Transaction, IdentityEvent]]: ...
    def code_map(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[Identifier]]:
        """Identifiers that some record states on the same party (存量代码映射): old code -> USCC and back."""

    def containing(self, organisations: Iterable[Identifier]) -> Mapping[Identifier, Sequence[Identifier]]:
        """Organisation code -> the whole USCC, stated by some party, that hold it in positions 9-17."""

    # questions
    def nodes(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Node]: ...
    def by_identifier(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        """Entities that have each identifier, with the certainty of the membership that brings it."""

    def by_name(self, name: str, kind: Kind | None = None, limit: int = 20, tx: int | None = None) -> Sequence[NameHit]:
        """Candidates sharing characters and bigrams with the name, best first by overlap (scored by the caller); by
        the names of their online shops too."""

    def shops(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Sequence[str]]:
        """Entity -> the names of its online shops, former ones too; who has none is absent."""

    def named(
        self, names: Iterable[str], kind: Kind | None = None, tx: int | None = None, unnumbered: bool = False
    ) -> Mapping[str, Sequence[str]]:
        """Entities with a member of exactly this name (script and width folded), in sets; names of nobody are
        absent. ``unnumbered``: an adapter may leave out those whose member of that name states a whole number."""

    def subgraph(
        self,
        entities: Iterable[str],
        hops: int = 3,
        tx: int | None = None,
        hub: int = 2000,
        bearing: Collection[str] | None = None,
        along: Collection[str] | None = None,
    ) -> Subgraph:
        """The screening subgraph of these subjects in one call: entities within ``hops`` over relation and
        responsibility claims (not through an entity with more than ``hub`` of them), every claim (listing, event,
        responsibility, product, attribute, relation) of theirs, and all claims that share a listing key with those.

        ``bearing`` names product types: an adapter may then leave out whatever lies on no walk of that length from a
        subject to an entity with a listing, an event, a responsibility or a product of these types. ``along`` names
        relation types: an adapter may then follow, count and read no others, save those between a company and whom a
        decision on it marks. Where these are :class:`graph.routes.Routes`, an adapter may also leave out what no turn
        that they name leads to."""

    def foreseen(
        self, numbers: Iterable[Identifier], walk: Walk | None = None, log: tuple[str, int] | None = None
    ) -> "GraphStore":
        """This store for one check of these numbers as known now: its answers are the same, and its head stands still.
        An adapter behind a network brings at once whatever such a check reads, with the subgraph around all who hold
        the numbers when a walk is named, and with what a log holds after an entry."""

    def ties(
        self,
        entities: Iterable[str],
        types: Collection[str] = (),
        side: Side | None = None,
        tx: int | None = None,
        hub: int | None = None,
    ) -> Ties:
        """Relation claims of these types (all when empty) that one of these entities is an end of (on that side, when
        one is named), each once; ends without an entity are left out. ``hub``: an entity with more of them brings none
        itself and is counted in ``hubs``."""

    def spread(
        self, entities: Iterable[str], hops: int, lens: Lens, tx: int | None = None, hub: int | None = None
    ) -> Reach:
        """Ids within so many hops of these entities, over relations that hold through the lens, not through hubs, with
        their distance and without the links: what :func:`graph.networks.walks.spread` gives over :meth:`ties`, with
        the store's own keys on the way."""

    def neighbours(
        self, entity: str, types: Collection[str] = (), tx: int | None = None, after: str = "", limit: int = 100
    ) -> Neighbourhood:
        """About ``limit`` neighbours of one entity over relation claims of these types, after a cursor (one row that
        ties many may be taken in whole). Paging through all pages as known at one ``tx`` meets every neighbour once,
        however many there are."""

    def entities(
        self, after: str = "", kind: Kind | None = None, tx: int | None = None, limit: int = 1000
    ) -> Sequence[Node]:
        """Entities in id order after an id: the whole store, page by page."""

    def facts_of(self, entity: str, tx: int | None = None) -> Sequence[Fact]:
        """All claims about one entity with evidence, also retired in valid time: the entity card."""

    def facts_of_listings(self, keys: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """Every claim (listing, event, responsibility) that speaks of these decisions, oldest first."""

    def facts_of_documents(self, numbers: Iterable[str], tx: int | None = None) -> Sequence[Fact]:
        """Every listing and event claim whose document has one of these numbers (as ``normal_document`` spells them),
        whoever decided, oldest first."""

    def records_of(self, entity: str, tx: int | None = None) -> Sequence[Evidence]: ...
    def counts(self) -> Mapping[str, int]:
        """Totals for a status page: records, parties, claims, entities by kind, memberships by certainty."""

    # logs and policy
    def read(self, stream: str, after: int = 0, limit: int = 1000) -> Sequence[LogEntry]: ...
    def last(self, stream: str) -> LogEntry | None:
        """The newest entry of a stream; None when it is empty."""

    def find(self, stream: str, key: str) -> LogEntry | None:
        """The entry appended under that key (dedupe for ever, receipts); None when there is none."""

    def policy(self, kind: str, tx: int | None = None) -> tuple[str, str] | None:
        """(version digest, text) of the policy document in force then."""

    def facts_since(self, tx: int, limit: int = 10000) -> Sequence[tuple[int, bool, Fact]]:
        """Listing and event claims that appeared (True) or were retracted (False) after tx: the outbox's source."""

    def as_at(self) -> date | None:
        """The latest as_at of any whole delivery."""
