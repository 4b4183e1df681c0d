"""The signed feed of this city: one stream per agreement, dense sequence numbers, each event naming the one before it.

Owns: turning listings and their events that this city's own departments delivered into signed rows of the common list
forms. Refuses: facts that came from elsewhere (no echo), categories, subjects and columns the agreement does not name.

The feed is written by reading the store's transaction log from where the last event stopped: no change without an
event and no event twice, because an event's id is derived from the claim (docs/decisions/0006).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from exchange.agreements import Agreement
from exchange.model import EVENT, City, Event
from exchange.signing import digest, sign, verify
from graph.model import Evidence, Fact, LogEntry
from graph.store.port import GraphStore, Unit
from linkage.dates import FOREVER
from linkage.identifiers import IdentifierKind
from linkage.model import ClaimKind, content_id, fact

LIST_FORM = "listing"
EVENT_FORM = "listing_event"
NUMBER_COLUMNS = {
    IdentifierKind.USCC: "uni_social_crd_cd",
    IdentifierKind.RESIDENT: "cer_no",
    IdentifierKind.PASSPORT: "cer_no",
    IdentifierKind.OTHER_ID: "cer_no",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How categories and events are called in the common list forms (Chinese, from the policy data)."""

    categories: Mapping[str, str]
    events: Mapping[str, str]


def stream_of(agreement: Agreement) -> str:
    """The log stream that holds the feed of an agreement."""
    return f"outbox:{agreement.id}"


def publish(store: GraphStore, city: City, partner: str, wording: Wording, now: datetime) -> int:
    """Append every change since the last event to the feed for a partner; returns how many events were written.

    Raises NotAgreed when no agreement with the partner is in force today.
    """
    agreement = city.agreement_with(partner, now.date())
    last = _last(store, agreement, city)
    rows = _changes(store, city, agreement, wording, last.tx if last else 0)
    fresh = [row for row in rows if store.find(stream_of(agreement), row.id) is None]
    if not fresh:
        return 0
    with store.unit(now, f"exchange:{city.region}", f"publish to {partner}") as unit:
        _append(unit, city, agreement, fresh, now)
    return len(fresh)


def feed(store: GraphStore, agreement: Agreement, after: int, limit: int) -> list[str]:
    """The signed events after a sequence number, oldest first."""
    return [entry.payload.decode() for entry in store.read(stream_of(agreement), after, limit)]


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    form: str
    department: str
    as_at: date
    cells: tuple[tuple[str, str], ...]
    tx: int


def _append(unit: Unit, city: City, agreement: Agreement, rows: list[_Row], now: datetime) -> None:
    entry: LogEntry | None = None
    for row in rows:
        entry = entry or unit.last(stream_of(agreement))
        event = Event(
            id=row.id,
            agreement=agreement.id,
            issuer=city.region,
            seq=entry.seq + 1 if entry else 1,
            prev=digest(entry.payload.decode()) if entry else "",
            recorded_at=now,
            form=row.form,
            department=row.department,
            as_at=row.as_at,
            cells=row.cells,
            tx=row.tx,
        )
        entry = unit.append(stream_of(agreement), sign(event.to_bytes(), city.key, EVENT).encode(), row.id)


def _last(store: GraphStore, agreement: Agreement, city: City) -> Event | None:
    entry = store.last(stream_of(agreement))
    if entry is None:
        return None
    return Event.from_bytes(verify(entry.payload.decode(), {city.key.id: city.key.public}, EVENT))


def _changes(store: GraphStore, city: City, agreement: Agreement, wording: Wording, since: int) -> Iterator[_Row]:
    """Rows for what appeared or was retracted from transaction ``since`` on, in that order (``since`` itself again: its
    later claims may not have been written when the publication before stopped)."""
    changes = list(store.facts_since(max(since - 1, 0)))
    replaced = {(tx, fact.claim.listing) for tx, appeared, fact in changes if appeared}
    for tx, appeared, found in changes:
        if not _may_leave(found, city, agreement):
            continue
        if appeared:
            yield _row(found, wording, agreement, tx)
        elif (tx, found.claim.listing) not in replaced and found.claim.kind is ClaimKind.LISTING:
            yield _retraction(found, wording, agreement, tx)


def _may_leave(found: Fact, city: City, agreement: Agreement) -> bool:
    """Default deny: own fact, known kind of subject, agreed kind, agreed list."""
    own = found.evidence is not None and found.evidence.region == city.region
    category = found.claim.type if found.claim.kind is ClaimKind.LISTING else fact(found.claim.facts, "category")
    listed = category in agreement.send.lists or (found.claim.kind is ClaimKind.EVENT and not category)
    return own and listed and found.subject_kind is not None and found.subject_kind.value in agreement.send.subjects


def _row(found: Fact, wording: Wording, agreement: Agreement, tx: int) -> _Row:
    claim = found.claim
    cells = _decision_cells(found)
    if claim.kind is ClaimKind.EVENT:
        cells |= {
            "list_cn": wording.categories.get(fact(claim.facts, "category"), ""),
            "event_cn": wording.events[claim.type],
            "event_dt": fact(claim.facts, "event_date") or claim.span.begin_min.isoformat(),
        }
        return _finish(found, EVENT_FORM, cells, agreement, tx)
    cells |= {"list_cn": wording.categories[claim.type], "in_dt": claim.span.begin_min.isoformat()}
    if claim.span.end_min != FOREVER:
        cells["out_dt"] = claim.span.end_min.isoformat()
    return _finish(found, LIST_FORM, cells, agreement, tx)


def _retraction(found: Fact, wording: Wording, agreement: Agreement, tx: int) -> _Row:
    """A listing that its department took back without replacing it: the partner hears that it is revoked."""
    cells = _decision_cells(found) | {
        "list_cn": wording.categories[found.claim.type],
        "event_cn": wording.events["revoked"],
        "event_dt": _evidence(found).as_at.isoformat(),
        "reason": "来源部门撤回该记录",
    }
    return _finish(found, EVENT_FORM, cells, agreement, tx)


def _finish(found: Fact, form: str, cells: dict[str, str], agreement: Agreement, tx: int) -> _Row:
    kept = tuple(sorted((name, value) for name, value in cells.items() if value and name in agreement.send.fields))
    evidence = _evidence(found)
    return _Row(
        content_id(agreement.id, found.claim.id, form, size=16), form, evidence.department, evidence.as_at, kept, tx
    )


def _decision_cells(found: Fact) -> dict[str, str]:
    cells = {name: fact(found.claim.facts, name) for name in ("doc_no", "authority", "reason")}
    cells |= {"nm": found.subject_name, "region": _evidence(found).region}
    for number in found.subject_identifiers:
        column = NUMBER_COLUMNS.get(number.kind)
        if column and not number.masked:
            cells.setdefault(column, number.value)
    return cells


def _evidence(found: Fact) -> Evidence:
    if found.evidence is None:
        raise ValueError(f"claim {found.claim.id} has no evidence")
    return found.evidence
