"""Claims in two times.

Owns: the table claim: adding, retracting in recorded time, ending in valid time (a new row with the ended span).
Refuses: deciding which of these a new version means (versions.py).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from graph.store.sqlite import said, touches
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.succession import StoredClaim as Succeeding

StoredClaim = Succeeding[int]
"""A row of the table claim, without its two transaction columns."""

_INSERT = """
INSERT INTO claim (cid, id, rid, version, did, row, kind, type, subject, object, listing,
  begin_min, begin_max, end_min, end_max, facts, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OPEN_CLAIMS = """
SELECT c.cid, c.id, c.rid, c.version, c.did, c.row, c.kind, c.type, c.subject, c.object, c.listing,
  c.begin_min, c.begin_max, c.end_min, c.end_max, c.facts
FROM json_each(?) j CROSS JOIN claim c ON c.rid = j.value WHERE c.tx_end = ?
"""


def open_claims(session: Session, rids: Iterable[int]) -> dict[int, dict[str, StoredClaim]]:
    """The claims that are not retracted, by record and id."""
    found: dict[int, dict[str, StoredClaim]] = {}
    for row in session.rows(_OPEN_CLAIMS, packed(rids), OPEN):
        claim = StoredClaim(*row)
        found.setdefault(claim.rid, {})[claim.id] = claim
    return found


def retract(session: Session, tx: int, claims: Iterable[StoredClaim]) -> None:
    """Not known any more from this transaction on."""
    cids = [claim.cid for claim in claims]
    touches.end(session, tx, cids)
    session.many("UPDATE claim SET tx_end = ? WHERE cid = ?", [(tx, cid) for cid in cids])


def add(session: Session, tx: int, claims: Sequence[StoredClaim]) -> None:
    """Write rows, known from this transaction on."""
    first: Any = (session.value("SELECT max(cid) FROM claim") or 0) + 1
    session.many(_INSERT, [(cid, *claim[1:], tx) for cid, claim in enumerate(claims, first)])
    touches.begin(session, tx, range(first, first + len(claims)))
    said.index(session, first, claims)
