"""The words of the graph: transactions, deliveries, memberships, entities and the subgraph a question is answered from.

Owns: immutable values that cross the store port. Refuses: SQL, Cypher, rules (graph.policy) and answers
(graph.screening).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from linkage.clustering import Edge
from linkage.dates import Span
from linkage.identifiers import Identifier
from linkage.model import Claim, Facts, Issue, Kind, Rejection


class Certainty(StrEnum):
    """How sure a party's membership in an entity is (DESIGN §2)."""

    CONFIRMED = "confirmed"
    PROBABLE = "probable"


class DeliveryKind(StrEnum):
    """A ``full`` snapshot closes what it no longer holds; a ``delta`` never does."""

    FULL = "full"
    DELTA = "delta"


class Outcome(StrEnum):
    """What became of one row. ``record`` = a first version, ``superseded`` = it made a later version of a known
    record."""

    RECORD = "record"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


class Verdict(StrEnum):
    """Whether a listed party pair is one: of a judgement, not of a screening."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One entry of the dense transaction log."""

    tx: int
    at: datetime
    actor: str
    cause: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file or message from a department. ``id`` hashes all other fields but ``run``, ``path`` and ``encoding``.

    ``path`` is the base name, ``digest`` the BLAKE2b of the bytes. ``run`` names the set of deliveries that one command
    ingests together: an interrupted run resumes and reports whole counts.
    """

    id: str
    run: str
    region: str
    department: str
    format: str
    path: str
    encoding: str
    kind: DeliveryKind
    as_at: date
    digest: str


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """rows = records + unchanged + superseded + rejected; ``issues`` counts bad optional cells."""

    rows: int = 0
    records: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    issues: int = 0
    complete: bool = False


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The fate of one data row (from 1). ``version`` is the record version it delivered or found unchanged."""

    delivery: str
    row: int
    outcome: Outcome
    record: str | None = None
    version: int | None = None
    rejection: Rejection | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRef:
    """The current version of a record, enough to tell whether a row changes it."""

    record: str
    version: int
    digest: str
    """Empty when a full delivery no longer held the record: any row makes a new version."""
    as_at: date
    """The latest as_at of a delivery that stated or confirmed it."""
    delivery: str = ""
    row: int = 0
    """The delivery and row that stated it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was read: enough to open the row again."""

    record: str
    version: int
    dataset: str
    region: str
    department: str
    file: str
    row: int
    as_at: date


@dataclass(frozen=True, slots=True)
class DeliveredParty:
    """One party as one row delivered it, with where it is today: the line of ``xintu memberships``."""

    file: str
    row: int
    role: str
    name: str
    kind: Kind
    party: str
    entity: str | None
    certainty: Certainty | None


@dataclass(frozen=True, slots=True)
class Membership:
    """A party belongs to an entity."""

    party: str
    entity: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Judgement:
    """Same / different / unsure for two parties (``a`` < ``b``), with author and reason. Never deleted, only
    retracted."""

    a: str
    b: str
    verdict: Verdict
    author: str
    reason: str
    score: int | None = None
    """Integer weight in 1/1024 bit, when a model judged."""
    since: date | None = None
    """From when a reviewer says that it holds; None: not stated."""


@dataclass(frozen=True, slots=True)
class CandidateEdge(Edge):
    """A scored pair (``a`` < ``b``) of the pinned model: total weight in 1/1024 bit and the level per comparison."""

    levels: Facts = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Parties that count as one before scoring, as the index of linkage keeps them: ``id`` is one of them, ``keys``
    find it, ``content`` is linkage's own text, ``head`` a short one that can be read without it. No fact: a projection
    of now that a whole run writes anew."""

    id: str
    parties: tuple[str, ...]
    keys: frozenset[str]
    content: str
    head: str = ""


@dataclass(frozen=True, slots=True)
class IdentityEvent:
    """An entry of the identity ledger: created, absorbed, merged, split, reviewed, undone. ``others`` are entity
    ids. ``valid``: the day from which records, or a reviewer, state what brought it about; None when it is unknown."""

    event: str
    entity: str
    others: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    reason: str = ""
    valid: date | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """An entity as known at some transaction: its kind, its preferred name and its confirmed identifiers."""

    id: str
    kind: Kind
    name: str
    identifiers: tuple[Identifier, ...] = ()
    names: tuple[str, ...] = ()
    details: Facts = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim lifted to entities. An end is None when its party has no entity yet (delivered, not yet resolved)."""

    claim: Claim
    subject: str | None
    subject_certainty: Certainty | None
    object: str | None = None
    object_certainty: Certainty | None = None
    evidence: Evidence | None = None
    subject_name: str = ""
    """The subject's name as the record states it."""
    subject_identifiers: tuple[Identifier, ...] = ()
    """Its numbers as the record states them: what ties an event to a listing before the next resolution."""
    subject_kind: Kind | None = None
    """Its kind as the record states it (what may leave the city depends on it)."""

    @property
    def span(self) -> Span:
        """When the claim holds."""
        return self.claim.span

    @property
    def certainty(self) -> Certainty:
        """Confirmed when both ends are."""
        sure = self.subject_certainty is Certainty.CONFIRMED and self.object_certainty is Certainty.CONFIRMED
        return Certainty.CONFIRMED if sure else Certainty.PROBABLE


@dataclass(frozen=True, slots=True)
class Subgraph:
    """What one read of the store brings for a set of subjects: the entities around them and every fact between.

    ``truncated`` names entities whose neighbourhood was cut by the hub guard: an answer over them must say so.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    truncated: frozenset[str] = frozenset()


class Side(StrEnum):
    """Which end of a relation an entity stands at: every relation points from the holder to the company."""

    HOLDER = "holder"
    COMPANY = "company"


class Tie(NamedTuple):
    """One relation claim between two entities as a record states it, without its evidence: what walks and shares need.

    A named tuple, not a dataclass: a walk makes hundreds of thousands, and it is made in a quarter of the time.
    """

    type: str
    holder: str
    company: str
    span: Span
    certainty: Certainty
    """Confirmed when both ends are."""
    facts: Facts = ()

    @property
    def evidence(self) -> Evidence | None:
        """None: it is not read; :meth:`graph.store.port.GraphStore.facts_of` brings it."""
        return None

    def other(self, entity: str) -> str:
        """The entity at the other end."""
        return self.company if entity == self.holder else self.holder


@dataclass(frozen=True, slots=True)
class Ties:
    """The relation claims of a set of entities. ``hubs``: entities over the guard with how many they have; what leads
    only through them is left out, and an answer over them must say so."""

    ties: tuple[Tie, ...] = ()
    hubs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One page of an entity's neighbours, each with all its ties to the entity, in the order of first mention.

    ``counts``: relation claims as recorded by (type, the side that the entity stands at), over all pages.
    ``next`` is the cursor of the following page, empty after the last.
    """

    ties: tuple[Tie, ...] = ()
    counts: Mapping[tuple[str, Side], int] = field(default_factory=dict)
    next: str = ""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A candidate for a name search: an entity and the one of its names that the index found. ``shop``: the name is of
    an online shop of the entity, as a record of the shop states it."""

    entity: str
    kind: Kind
    name: str
    shop: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry of an append-only byte log: dense ``seq`` per stream, exact bytes, chained digest."""

    stream: str
    seq: int
    payload: bytes
    key: str
    digest: str
    """BLAKE2b-256 over the previous entry's digest and the payload, hex."""
    tx: int
