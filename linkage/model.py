"""The words linkage speaks: record, party, claim, rejection, issue.

Owns: what one row of a department's file says, as immutable values with content-derived ids.
Refuses: stores, clocks, entities (a party is one mention; which entity it belongs to is the graph's to keep).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from linkage.dates import Span
from linkage.identifiers import Identifier

Facts = tuple[tuple[str, str], ...]
"""Named details as sorted (name, value) pairs: hashable, ordered, the same bytes every time."""


class Kind(StrEnum):
    """What a party is. ``organisation`` covers institutions (事业单位), social organisations and authorities."""

    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    PERSON = "person"


class Role(StrEnum):
    """The place a party has in a row. Offices (董事, 监事 …) are in the claim's type, not here."""

    SUBJECT = "subject"
    LEGAL_REPRESENTATIVE = "legal_representative"
    SHAREHOLDER = "shareholder"
    CREDITOR = "creditor"
    DEBTOR = "debtor"
    GUARANTOR = "guarantor"
    RESPONSIBLE = "responsible"
    RELATED = "related"


class Nature(StrEnum):
    """What a new version of a record means: an event was corrected, a state has changed (DESIGN invariant 3)."""

    EVENT = "event"
    STATE = "state"


class ClaimKind(StrEnum):
    """The kinds of fact a record states about its parties."""

    RELATION = "relation"
    LISTING = "listing"
    EVENT = "event"
    RESPONSIBILITY = "responsibility"
    PRODUCT = "product"
    ATTRIBUTE = "attribute"
    CODE_MAP = "code_map"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row stands: delivering region and department, file and data row (from 1, header not counted)."""

    region: str
    department: str
    file: str
    row: int


@dataclass(frozen=True, slots=True)
class Party:
    """One mention of an enterprise, organisation or person in one record.

    ``id`` hashes record, role, kind, normalised name and numbers: an unchanged mention keeps it over versions of
    the record,
    a replaced one gets another. ``within`` is the id of the company party it stands in, when it is a person or
    shareholder of one. ``details`` hold what helps to tell namesakes apart: address, phone, birth, sex, region.
    """

    id: str
    record: str
    role: Role
    kind: Kind
    name: str
    identifiers: tuple[Identifier, ...] = ()
    details: Facts = ()
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact that a record states.

    ``type`` is the relation type, listing category, event, product type or attribute name. ``subject`` and ``object``
    are party ids; a relation points from the holder (person) to the company. ``listing`` is set for listings, events
    and responsibility: the key that every record about one decision shares (category, authority, document number).
    """

    id: str
    kind: ClaimKind
    type: str
    subject: str
    object: str | None = None
    listing: str | None = None
    span: Span = Span()
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """A bad optional cell: kept and reported, rejects nothing. ``value`` is masked."""

    field: str
    value: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Record:
    """What one row says: its identity, its version and the facts in it.

    ``id`` hashes (region, department, dataset, key fields); ``digest`` hashes the mapped, non-volatile cells and makes
    a version; ``payload`` is the row verbatim (header, cell).
    """

    id: str
    dataset: str
    nature: Nature
    digest: str
    changed: str
    """ISO day from which a state's new version holds (appr_dt, else the delivery's as_at)."""
    payload: Facts
    parties: tuple[Party, ...]
    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that cannot become a record, with the field to mend. ``value`` is masked."""

    field: str
    value: str
    reason: str
    message: str


def content_id(*parts: str, size: int = 12) -> str:
    """Hex id of the parts (BLAKE2b, ``size`` bytes), unambiguous: parts are length-delimited."""
    digest = hashlib.blake2b(digest_size=size)
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.hexdigest()


def facts(pairs: Iterable[tuple[str, str]]) -> Facts:
    """Sorted facts without empty values."""
    return tuple(sorted((name, value) for name, value in pairs if value))


def fact(pairs: Facts, name: str, default: str = "") -> str:
    """The value of one fact, or the default."""
    return next((value for key, value in pairs if key == name), default)
