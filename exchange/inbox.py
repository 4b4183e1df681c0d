"""What arrives from a partner's feed: verified, ordered, kept for ever, and passed to the same intake as a file.

Owns: signature, chain and sequence checks, dedupe, quarantine, the cursor. Refuses: believing anything unsigned,
columns and lists the agreement does not name, and going on past a gap or a broken chain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from exchange import receipts
from exchange.agreements import Agreement
from exchange.errors import BrokenChain, Equivocation, ExchangeError, MalformedMessage, SequenceGap
from exchange.model import EVENT, City, Event, Step
from exchange.outbox import EVENT_FORM, LIST_FORM
from exchange.signing import digest, verify
from graph.intake import ingest_records
from graph.model import Delivery, DeliveryKind
from graph.store.port import GraphStore
from linkage.formats import Formats
from linkage.mapping import Mapper
from linkage.model import Record, Rejection, content_id

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Inbox:
    """What receiving needs: the store, who we are, the shipped forms, and the time."""

    store: GraphStore
    city: City
    formats: Formats
    clock: Callable[[], datetime]


def stream_of(agreement: Agreement) -> str:
    """The log stream that keeps every event received under an agreement."""
    return f"inbox:{agreement.id}"


def cursor(store: GraphStore, agreement: Agreement) -> int:
    """The sequence number of the last event received."""
    entry = store.last(stream_of(agreement))
    return entry.seq if entry else 0


def receive(inbox: Inbox, partner: str, token: str) -> tuple[Event, Step]:
    """Take in one signed event; the same one again changes nothing and gets the same answer.

    Returns the event and what became of it. Raises BadSignature, UnknownKey, MalformedMessage, Equivocation,
    BrokenChain
    or NotAgreed after putting the bytes into quarantine, and SequenceGap (pull again).
    """
    agreement = inbox.city.agreement_with(partner, inbox.clock().date())
    try:
        event = Event.from_bytes(verify(token, agreement.keys, EVENT))
        if _is_repeat(inbox.store, agreement, event, token):
            return event, _step_given(inbox, event)
        _continue_chain(inbox.store, agreement, event)
    except SequenceGap:
        raise
    except ExchangeError as problem:
        _quarantine(inbox, partner, token, problem)
        raise
    return event, _apply(inbox, agreement, event, token)


def receipts_for(inbox: Inbox, event: Event) -> list[str]:
    """The signed receipts that this city has given for an event, oldest step first."""
    found = (receipts.given(inbox.store, inbox.city, event.id, step) for step in Step)
    return [receipt for receipt in found if receipt is not None]


def _is_repeat(store: GraphStore, agreement: Agreement, event: Event, token: str) -> bool:
    known = store.find(stream_of(agreement), event.id)
    if known is None:
        return False
    if digest(known.payload.decode()) != digest(token):
        raise Equivocation(f"{agreement.partner} signed two different events under id {event.id}")
    return True


def _continue_chain(store: GraphStore, agreement: Agreement, event: Event) -> None:
    if (event.issuer, event.agreement) != (agreement.partner, agreement.id):
        raise MalformedMessage(
            f"event of {event.issuer} under {event.agreement!r}, not {agreement.partner}'s {agreement.id!r}"
        )
    last = store.last(stream_of(agreement))
    expected = last.seq + 1 if last else 1
    if event.seq > expected:
        raise SequenceGap(expected, event.seq)
    if event.seq < expected:
        raise Equivocation(f"{agreement.partner} signed a second event {event.seq}")
    if event.prev != (digest(last.payload.decode()) if last else ""):
        raise BrokenChain(
            f"event {event.seq} of {agreement.partner} does not continue the one before it: stop and ask them"
        )


def _apply(inbox: Inbox, agreement: Agreement, event: Event, token: str) -> Step:
    """Facts first, then the log entry with its receipts: after a crash between the next try finds them unchanged."""
    outcome = _map(inbox, agreement, event)
    step, reason = Step.APPLIED, ""
    if isinstance(outcome, Rejection):
        step, reason = Step.REJECTED, f"{outcome.reason}: {outcome.message}"
    delivery = _delivery(inbox, agreement, event, token)
    ingest_records(inbox.store, delivery, [(1, outcome)], inbox.clock, f"partner:{agreement.partner}")
    now = inbox.clock()
    with inbox.store.unit(now, f"partner:{agreement.partner}", f"event {event.seq}") as unit:
        unit.append(stream_of(agreement), token.encode(), event.id)
        receipts.give(unit, inbox.city, event, token, (Step.RECEIVED, ""), now)
        receipts.give(unit, inbox.city, event, token, (step, reason), now)
    return step


def _map(inbox: Inbox, agreement: Agreement, event: Event) -> Record | Rejection:
    if event.form not in {LIST_FORM, EVENT_FORM}:
        return Rejection(
            "form", event.form, "not_agreed", f"form {event.form!r} is not exchanged; use {LIST_FORM} or {EVENT_FORM}"
        )
    cells = {name: value for name, value in event.cells if name in agreement.receive.fields}
    spec = inbox.formats.get(event.form)
    header = [code for code in spec.columns if code in cells or spec.columns[code].required]
    mapper = Mapper(spec, header, agreement.partner, event.department, event.as_at)
    outcome = mapper.map(1, [cells.get(code, "") for code in header], f"{stream_of(agreement)}#{event.seq}")
    return outcome if isinstance(outcome, Rejection) else _agreed(outcome, agreement)


def _agreed(record: Record, agreement: Agreement) -> Record | Rejection:
    categories = {claim.type for claim in record.claims if claim.kind == "listing"}
    kinds = {party.kind.value for party in record.parties if party.role == "subject"}
    if not categories <= agreement.receive.lists:
        extra = ", ".join(sorted(categories - agreement.receive.lists))
        return Rejection("list_cn", extra, "not_agreed", f"list {extra} is not in agreement {agreement.id}")
    if not kinds <= agreement.receive.subjects:
        return Rejection(
            "nm", "", "not_agreed", f"subjects of kind {', '.join(sorted(kinds))} are not in agreement {agreement.id}"
        )
    return record


def _delivery(inbox: Inbox, agreement: Agreement, event: Event, token: str) -> Delivery:
    bytes_digest = digest(token)
    return Delivery(
        id=content_id(agreement.partner, event.department, event.form, bytes_digest),
        run=f"{stream_of(agreement)}#{event.seq}",
        region=agreement.partner,
        department=inbox.store.department(agreement.partner, event.department),
        format=event.form,
        path=f"{stream_of(agreement)}#{event.seq}",
        encoding="jws",
        kind=DeliveryKind.DELTA,
        as_at=event.as_at,
        digest=bytes_digest,
    )


def _step_given(inbox: Inbox, event: Event) -> Step:
    return Step.REJECTED if receipts.given(inbox.store, inbox.city, event.id, Step.REJECTED) else Step.APPLIED


def _quarantine(inbox: Inbox, partner: str, token: str, problem: ExchangeError) -> None:
    key = f"{partner}/{problem.code}/{digest(token)}"
    if inbox.store.find(QUARANTINE, key) is None:
        with inbox.store.unit(inbox.clock(), f"partner:{partner}", f"quarantine: {problem.code}") as unit:
            unit.append(QUARANTINE, token.encode(), key)
