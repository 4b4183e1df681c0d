"""Records as a mapper would make them, in the fewest words; fictional firms and persons."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from graph.model import Certainty, Delivery, DeliveryKind, Membership, Outcome, RowOutcome
from linkage.dates import Span
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Claim, ClaimKind, Kind, Nature, Party, Record, Role, content_id, facts

REGION, OFFICE = "410100", "市场监督管理局"
_seconds = count()
SURE, MODEL = Certainty.CONFIRMED, Certainty.PROBABLE


def now() -> datetime:
    """A clock that never stands still."""
    return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(_seconds))


def number(value: str, kind: IdentifierKind = IdentifierKind.USCC) -> Identifier:
    return Identifier(kind, value)


def resident(value: str) -> Identifier:
    return Identifier(IdentifierKind.RESIDENT, value, masked="*" in value)


def party(
    record: str, name: str, role: Role = Role.SUBJECT, kind: Kind = Kind.ENTERPRISE, numbers=(), details=()
) -> Party:
    id_ = content_id(record, role, name, *(n.to_text() for n in numbers))
    return Party(id_, record, role, kind, name, tuple(numbers), facts(details))


def record(key: str, parties, claims=(), nature=Nature.STATE, changed="2026-01-01", dataset="market_entity") -> Record:
    digest = content_id(key, *(p.id for p in parties), *(c.id for c in claims))
    cells = tuple((f"col{i}", p.name) for i, p in enumerate(parties)) or (("col0", key),)
    return Record(key, dataset, nature, digest, changed, cells, tuple(parties), tuple(claims))


def claim(kind: ClaimKind, type_: str, subject: Party, object_: Party | None = None, **more) -> Claim:
    span, listing = more.pop("span", Span()), more.pop("listing", None)
    pairs = facts(more.items())
    other = object_.id if object_ else None
    id_ = content_id(kind, type_, subject.id, other or "", listing or "", *span.to_text(), str(pairs))
    return Claim(id_, kind, type_, subject.id, other, listing, span, pairs)


def represented(key: str, firm: str, code: str, person: str, **more) -> Record:
    """A registration: a firm with its legal representative."""
    company = party(key, firm, numbers=[number(code)])
    holder = party(key, person, Role.LEGAL_REPRESENTATIVE, Kind.PERSON)
    return record(
        key, [company, holder], [claim(ClaimKind.RELATION, "LEGAL_REPRESENTATIVE_OF", holder, company)], **more
    )


def listed(key: str, firm: str, code: str, doc: str, **more) -> Record:
    """A decision on a list: an event with a listing claim."""
    company = party(key, firm, numbers=[number(code)])
    span = more.pop("span", Span.of(date(2025, 3, 1)))
    held = claim(
        ClaimKind.LISTING,
        "serious_violation",
        company,
        span=span,
        listing=f"serious_violation|{OFFICE}|{doc}",
        doc_no=doc,
    )
    return record(key, [company], [held], nature=Nature.EVENT, dataset="serious_violation", **more)


def delivery(
    name: str, as_at: date, kind=DeliveryKind.DELTA, run: str = "run", format_: str = "market_entity"
) -> Delivery:
    return Delivery(name, run, REGION, OFFICE, format_, f"{name}.csv", "utf-8", kind, as_at, content_id(name))


def deliver(store, delivered: Delivery, records, whole: bool = True) -> int:
    """Write records as the intake would; the transaction's number."""
    with store.unit(now(), "test", "deliver") as unit:
        unit.open_delivery(delivered)
        known = store.versions([r.id for r in records])
        fresh = [(r, row) for row, r in enumerate(records, 1) if r.id not in known or known[r.id].digest != r.digest]
        versions = unit.add_versions(fresh, delivered)
        unit.add_outcomes(_outcome(delivered, row, r, known, versions) for row, r in enumerate(records, 1))
        if delivered.kind is DeliveryKind.FULL:
            unit.close_missing(delivered)
        if whole:
            unit.close_delivery(delivered.id)
    return store.head()


def _outcome(delivered, row, r, known, versions) -> RowOutcome:
    if r.id not in versions:
        return RowOutcome(delivered.id, row, Outcome.UNCHANGED, r.id, known[r.id].version)
    return RowOutcome(delivered.id, row, Outcome.SUPERSEDED if r.id in known else Outcome.RECORD, r.id, versions[r.id])


def join(store, entities: dict[str, list[Party]], certainty=SURE) -> int:
    """Put parties into entities, in one transaction."""
    with store.unit(now(), "test", "resolve") as unit:
        unit.set_memberships(Membership(p.id, entity, certainty) for entity, ps in entities.items() for p in ps)
    return store.head()
