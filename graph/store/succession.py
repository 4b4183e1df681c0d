"""What a later, a late and a missing version of a record mean for its claims (DESIGN invariant 3).

Owns: claims as adapters keep them, ending one in valid time, and which to retract and to add. Refuses: storing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from graph.store.codec import pairs_of, pairs_text, span_columns, span_of
from graph.store.errors import UnknownReference
from linkage.model import Claim, Nature, Record, content_id, facts

SNAPSHOT = "snapshot"
"""``closed_by`` of a claim that a full delivery no longer held."""
K = TypeVar("K", int, str)
"""An adapter's key of records and parties."""


class Stated(NamedTuple, Generic[K]):
    """Where a claim is stated: record, version, delivery (the store's keys) and row."""

    rid: K
    version: int
    did: int
    row: int


class StoredClaim(NamedTuple, Generic[K]):
    """A claim as an adapter keeps it, without its two transaction columns; ``cid`` is given when it is written."""

    cid: int
    id: str
    rid: K
    version: int
    did: int
    row: int
    kind: str
    type: str
    subject: K
    object: K | None
    listing: str | None
    begin_min: int
    begin_max: int
    end_min: int
    end_max: int
    facts: str


def claim_row(claim: Claim, stated: Stated[K], keys: Mapping[str, K]) -> StoredClaim[K]:
    """A claim as a row to be added (its key is given when it is written)."""
    try:
        subject = keys[claim.subject]
        thing = None if claim.object is None else keys[claim.object]
    except KeyError as missing:
        raise UnknownReference(f"claim {claim.id} names a party that its record does not hold: {missing}") from missing
    ends = span_columns(claim.span)
    return StoredClaim(
        0, claim.id, *stated, claim.kind, claim.type, subject, thing, claim.listing, *ends, pairs_text(claim.facts)
    )


def ended(claim: StoredClaim[K], day: date, closed_by: str = "") -> StoredClaim[K] | None:
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


def succeed(
    new: Mapping[str, StoredClaim[K]], old: Mapping[str, StoredClaim[K]], end: date | None
) -> tuple[list[StoredClaim[K]], list[StoredClaim[K]]]:
    """What to retract and what to add: an event (end None) was wrong before, a state lasted until ``end``."""
    unstated = [claim for id_, claim in old.items() if id_ not in new]
    added = [claim for id_, claim in new.items() if id_ not in old]
    if end is None:
        return unstated, added
    gone, copies = end_all(unstated, end)
    return gone, added + [copy for copy in copies if copy.id not in old]


def end_all(
    claims: Iterable[StoredClaim[K]], day: date, closed_by: str = ""
) -> tuple[list[StoredClaim[K]], list[StoredClaim[K]]]:
    """The claims that were not over by that day, and what is left of each."""
    gone, copies = [], []
    for claim in claims:
        copy = ended(claim, day, closed_by)
        if copy is claim:
            continue
        gone.append(claim)
        if copy is not None:
            copies.append(copy)
    return gone, copies


def history(
    record: Record, new: Mapping[str, StoredClaim[K]], old: Mapping[str, StoredClaim[K]], end: date | None
) -> list[StoredClaim[K]]:
    """A late state held until the next known one began; a late event says nothing that a newer row did not correct."""
    if record.nature is Nature.EVENT or end is None:
        return []
    copies = (ended(claim, end) for id_, claim in new.items() if id_ not in old)
    return [copy for copy in copies if copy is not None and copy.id not in old]


def rounds(records: Sequence[tuple[Record, int]]) -> list[list[tuple[Record, int]]]:
    """The pairs parted so that no record comes twice in a round."""
    seen: dict[str, int] = {}
    parted: list[list[tuple[Record, int]]] = []
    for record, row in records:
        place = seen[record.id] = seen.get(record.id, -1) + 1
        if place == len(parted):
            parted.append([])
        parted[place].append((record, row))
    return parted
