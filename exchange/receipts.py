"""Receipts: the receiver's signed word on each event, and the sender's record of who has what.

Owns: writing, verifying and keeping receipts for ever. Refuses: receipts for events that were never sent.
"""

from collections.abc import Mapping
from datetime import datetime

from exchange.agreements import Agreement
from exchange.errors import Equivocation, MalformedMessage, NotAgreed
from exchange.model import RECEIPT, City, Event, Receipt, Step
from exchange.outbox import stream_of
from exchange.signing import digest, sign, verify
from graph.store.port import GraphStore, Unit

GIVEN = "receipts:given"
RECEIVED = "receipts:received"


def give(unit: Unit, city: City, event: Event, token: str, verdict: tuple[Step, str], now: datetime) -> str:
    """Sign a receipt for an event and keep it in the same unit of work as the event; ``verdict`` = (step, reason)."""
    step, reason = verdict
    receipt = Receipt(event.id, digest(token), event.agreement, city.region, step, now, reason)
    signed = sign(receipt.to_bytes(), city.key, RECEIPT)
    unit.append(GIVEN, signed.encode(), receipt.key)
    return signed


def given(store: GraphStore, city: City, event: str, step: Step) -> str | None:
    """The receipt that this city gave for an event and step: the same one each time."""
    entry = store.find(GIVEN, f"{event}/{city.region}/{step}")
    return entry.payload.decode() if entry else None


def accept(store: GraphStore, agreements: Mapping[str, Agreement], token: str, partner: str, now: datetime) -> Receipt:
    """Verify a partner's receipt for an event of ours and keep it; the same one twice changes nothing.

    Raises NotAgreed, BadSignature, UnknownKey, MalformedMessage, or Equivocation when it attests other bytes than
    were sent.
    """
    agreement = agreements.get(partner)
    if agreement is None:
        raise NotAgreed(f"no agreement with {partner}")
    receipt = Receipt.from_bytes(verify(token, agreement.keys, RECEIPT))
    sent = store.find(stream_of(agreement), receipt.event)
    if sent is None or receipt.receiver != partner:
        raise MalformedMessage(
            f"receipt of {receipt.receiver} for {receipt.event!r}, which was never sent to {partner}"
        )
    if digest(sent.payload.decode()) != receipt.digest:
        raise Equivocation(f"receipt for {receipt.event!r} attests other bytes than this city signed")
    if store.find(RECEIVED, receipt.key) is None:
        with store.unit(now, f"partner:{partner}", f"receipt {receipt.step}") as unit:
            unit.append(RECEIVED, token.encode(), receipt.key)
    return receipt
