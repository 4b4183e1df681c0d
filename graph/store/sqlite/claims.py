"""Claims in two times.

Owns: the table claim: adding, retracting in recorded time, ending in valid time (a new row with the ended span).
Refuses: deciding which of these a new version means (versions.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from graph.store.errors import UnknownReference
from graph.store.sqlite.codec import pairs_of, pairs_text, span_columns, span_of
from graph.store.sqlite.session import OPEN, Session, packed
from linkage.model import Claim, content_id, facts

_INSERT = """
INSERT INTO claim (cid, id, rid, version, did, row, kind, type, subject, object, listing,
  begin_min, begin_max, end_min, end_max, facts, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OPEN_CLAIMS = """
SELECT c.cid, c.id, c.rid, c.version, c.did, c.row, c.kind, c.type, c.subject, c.object, c.listing,
  c.begin_min, c.begin_max, c.end_min, c.end_max, c.facts
FROM json_each(?) j CROSS JOIN claim c ON c.rid = j.value WHERE c.tx_end = ?
"""


class Stated(NamedTuple):
    """Where a claim is stated: record, version, delivery (the store's keys) and row."""

    rid: int
    version: int
    did: int
    row: int


class StoredClaim(NamedTuple):
    """A row of the table claim, without its two transaction columns."""

    cid: int
    id: str
    rid: int
    version: int
    did: int
    row: int
    kind: str
    type: str
    subject: int
    object: int | None
    listing: str | None
    begin_min: int
    begin_max: int
    end_min: int
    end_max: int
    facts: str


def open_claims(session: Session, rids: Iterable[int]) -> dict[int, dict[str, StoredClaim]]:
    """The claims that are not retracted, by record and id."""
    found: dict[int, dict[str, StoredClaim]] = {}
    for row in session.rows(_OPEN_CLAIMS, packed(rids), OPEN):
        claim = StoredClaim(*row)
        found.setdefault(claim.rid, {})[claim.id] = claim
    return found


def claim_row(claim: Claim, stated: Stated, pids: dict[str, int]) -> StoredClaim:
    """A claim as a row to be added (its key is given when it is written)."""
    try:
        subject = pids[claim.subject]
        thing = None if claim.object is None else pids[claim.object]
    except KeyError as missing:
        raise UnknownReference(f"claim {claim.id} names a party that its record does not hold: {missing}") from missing
    ends = span_columns(claim.span)
    return StoredClaim(
        0, claim.id, *stated, claim.kind, claim.type, subject, thing, claim.listing, *ends, pairs_text(claim.facts)
    )


def ended(claim: StoredClaim, day: date, closed_by: str = "") -> StoredClaim | None:
    """The claim over by that day under a new id; itself when it was over before; None when nothing of it is left."""
    span = span_of(claim.begin_min, claim.begin_max, claim.end_min, claim.end_max)
    shorter = span.ended(day)
    if shorter == span:
        return claim
    if shorter.is_void:
        return None
    begin_min, begin_max, end_min, end_max = span_columns(shorter)
    noted = dict(pairs_of(claim.facts)) | ({"closed_by": closed_by} if closed_by else {})
    return claim._replace(
        id=content_id(claim.id, "ended", day.isoformat(), closed_by),
        begin_min=begin_min,
        begin_max=begin_max,
        end_min=end_min,
        end_max=end_max,
        facts=pairs_text(facts(noted.items())),
    )


def retract(session: Session, tx: int, claims: Iterable[StoredClaim]) -> None:
    """Not known any more from this transaction on."""
    session.many("UPDATE claim SET tx_end = ? WHERE cid = ?", [(tx, claim.cid) for claim in claims])


def add(session: Session, tx: int, claims: Sequence[StoredClaim]) -> None:
    """Write rows, known from this transaction on."""
    first: Any = (session.value("SELECT max(cid) FROM claim") or 0) + 1
    session.many(_INSERT, [(cid, *claim[1:], tx) for cid, claim in enumerate(claims, first)])
