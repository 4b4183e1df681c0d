"""Claims in two times, and their projection onto entities.

Owns: the label Claim (with Listing, CreditProduct, Event … by its kind), the relations between entities that claims
make, and how both are closed in recorded time. Refuses: deciding what a new version means (graph.store.succession).

A claim is kept as a node between the parties that its record names. What it says of entities is projected from it as
``LEGAL_REPRESENTATIVE_OF`` and the like when both ends are in entities, else as ``SUBJECT_OF``, ``OBJECT_OF``,
``HOLDS``, ``PARTY_TO`` to the claim. A projection begins and ends when the claim or a membership does, so it is right
at every transaction, and is what all questions read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from graph.model import Delivery
from graph.relations import RELATIONS
from graph.store.codec import identifiers_text
from graph.store.errors import StoreError
from graph.store.neo4j import said
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.writing import Properties, Writing, complete
from graph.store.said import shop_of
from graph.store.succession import StoredClaim
from linkage.dates import ALWAYS, FOREVER
from linkage.model import ClaimKind, Party, Record

Claim = StoredClaim[str]

WALKED = frozenset({ClaimKind.RELATION, ClaimKind.RESPONSIBILITY})
RESPONSIBLE = "HOLDS_RESPONSIBLE"
HOLDER = "LEGAL_REPRESENTATIVE_OF"
_LABELS: Mapping[str, str] = {
    ClaimKind.RELATION: "Relation",
    ClaimKind.LISTING: "Listing",
    ClaimKind.EVENT: "Event",
    ClaimKind.RESPONSIBILITY: "Responsibility",
    ClaimKind.PRODUCT: "CreditProduct",
    ClaimKind.ATTRIBUTE: "Attribute",
    ClaimKind.CODE_MAP: "CodeMap",
}


class Tail(NamedTuple):
    """What a claim's evidence and subject say, which ending it does not change."""

    subject_name: str
    subject_identifiers: str
    subject_kind: str
    dataset: str
    region: str
    department: str
    file: str
    as_at: int


class Held(NamedTuple):
    """A claim that is not retracted."""

    claim: Claim
    tail: Tail


FIELDS = len(Claim._fields) - 1
"""Of a claim's body: all of the claim but its number; its tail follows."""


def tail_of(record: Record, party: Party, delivery: Delivery) -> Tail:
    """The tail of a claim about a party, stated by a record of a delivery."""
    return Tail(
        party.name,
        identifiers_text(party.identifiers),
        str(party.kind),
        record.dataset,
        delivery.region,
        delivery.department,
        delivery.path,
        delivery.as_at.toordinal(),
    )


def open_claims(connection: Connection, records: Iterable[str]) -> dict[str, dict[str, Held]]:
    """The claims that are not retracted, by record and id."""
    found: dict[str, dict[str, Held]] = {}
    for cid, body in connection.read_all("claims.open", records, "records", open=OPEN):
        values = json.loads(body)
        claim = Claim(cid, *values[:FIELDS])
        found.setdefault(claim.rid, {})[claim.id] = Held(claim, Tail(*values[FIELDS:]))
    return found


def add(writing: Writing, claims: Iterable[Held]) -> None:
    """Write claims, known from this transaction on, and what they say of entities."""
    numbered = [Held(held.claim._replace(cid=writing.next("claims")), held.tail) for held in claims]
    made = complete("Claim", (_properties(held, writing.tx) for held in numbered))
    rows = [
        {"label": _LABELS[held.claim.kind], "subject": held.claim.subject, "properties": properties}
        for held, properties in zip(numbered, made, strict=True)
    ]
    writing.connection.write_all("claims.add", rows)
    objects = ({"cid": held.claim.cid, "object": held.claim.object} for held in numbered if held.claim.object)
    writing.connection.write_all("claims.add_objects", objects)
    called = {held.claim.cid: shop_of(held.claim.type, held.claim.facts) for held in numbered}
    said.call(writing, {cid: name for cid, name in called.items() if name})
    attach(writing, [held.claim.cid for held in numbered])


def retract(writing: Writing, claims: Iterable[Claim]) -> None:
    """Not known any more from this transaction on."""
    cids = [claim.cid for claim in claims]
    detach(writing, cids)
    writing.connection.write_all("claims.retract", cids, "cids", tx=writing.tx)


def claims_of(connection: Connection, parties: Iterable[str]) -> list[int]:
    """The numbers of all claims with one of these parties at an end that are not retracted."""
    rows = connection.read_all("claims.of_parties", parties, "parties", open=OPEN)
    return sorted({cid for (cid,) in rows})


def attach(writing: Writing, cids: Iterable[int]) -> None:
    """Project claims onto the entities that their ends are in now."""
    asked = list(cids)
    writing.connection.write_all("claims.attach_relations", asked, "cids", tx=writing.tx, open=OPEN)
    writing.connection.write_all("claims.attach_links", asked, "cids", tx=writing.tx, open=OPEN)
    _name_holders(writing, asked)


def detach(writing: Writing, cids: Iterable[int]) -> None:
    """Close the projections of claims; their memberships are still what they were."""
    asked = list(cids)
    writing.connection.write_all("claims.detach_relations", asked, "cids", tx=writing.tx, open=OPEN)
    writing.connection.write_all("claims.detach_links", asked, "cids", tx=writing.tx, open=OPEN)
    _name_holders(writing, asked)


def _name_holders(writing: Writing, cids: list[int]) -> None:
    """``:LegalRepresentative`` on persons who are one now, for readers of the graph."""
    rows = writing.connection.read_all("claims.holders", cids, "cids", relation=HOLDER)
    writing.connection.write_all("claims.name_holders", sorted({id_ for (id_,) in rows}), "entities", open=OPEN)


def _properties(held: Held, tx: int) -> Properties:
    claim = held.claim
    walked = claim.object is not None and claim.kind in WALKED
    if walked and claim.kind == ClaimKind.RELATION and claim.type not in RELATIONS:
        raise StoreError(f"{claim.type} is no relation type (graph.relations); nothing of this unit of work is kept")
    return {
        "cid": claim.cid,
        "record": claim.rid,
        "kind": str(claim.kind),
        "type": claim.type,
        "listing": claim.listing,
        "relation": (claim.type if claim.kind == ClaimKind.RELATION else RESPONSIBLE) if walked else None,
        "valid_from": _day(claim.begin_max, ALWAYS),
        "valid_to": _day(claim.end_min, FOREVER),
        "body": json.dumps([*claim[1:], *held.tail], ensure_ascii=False, separators=(",", ":")),
        "tx": tx,
        "tx_end": OPEN,
    } | said.said(claim.kind, claim.type, claim.facts)


def _day(ordinal: int, unknown: date) -> str | None:
    return None if ordinal == unknown.toordinal() else date.fromordinal(ordinal).isoformat()


def tails_of(records: Iterable[tuple[Record, int]], delivery: Delivery) -> Iterator[tuple[str, Mapping[str, Tail]]]:
    """Record id -> the tail of each of its parties."""
    for record, _ in records:
        yield record.id, {party.id: tail_of(record, party, delivery) for party in record.parties}
