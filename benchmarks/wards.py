"""A city of wards whose due measures are known by construction: the oracle of `benchmarks.graph correctness`.

A ward is eight subjects around one firm: its representative A (since 2015, also director of a firm H), the former one
B (until 2014), the supervisor C, a shareholder D who represents a sister firm G, and a branch K. One thing happens to
each ward, by turns the scenarios of wards.toml; each says in words of the law, not of rule rows, which measures are due
to whom on the day. This module knows the store's port and nothing of rules, propagation or screening.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from graph.model import Certainty, Delivery, DeliveryKind, Membership, Outcome, RowOutcome
from graph.store.port import GraphStore
from linkage.checksums import USCC_ALPHABET, org_code_check, resident_check, uscc_check
from linkage.dates import FOREVER, Span
from linkage.identifiers import Identifier, IdentifierKind
from linkage.mapping.listing import listing_key
from linkage.model import Claim, ClaimKind, Facts, Kind, Nature, Party, Record, Role, content_id

DAY, AS_AT, REGION = date(2026, 11, 20), date(2026, 10, 31), "410100"
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
FIRMS, PERSONS = "FGHK", "ABCD"
BATCH = 1000


@dataclass(frozen=True)
class Scenario:
    """What happens to a ward's firm (or to ``on``), and the measures due: role -> measures, on DAY."""

    name: str
    why: str
    category: str = ""
    authority: str = ""
    begin: str = ""
    end: str = ""
    on: str = "F"
    sure: Certainty = Certainty.CONFIRMED
    facts: Facts = ()
    events: tuple[tuple[str, str], ...] = ()
    marks: Facts | None = None
    ended: bool = False
    due: dict[str, set[str]] = field(default_factory=dict)


def _read(row: dict[str, Any]) -> Scenario:
    typed: dict[str, Callable[[Any], Any]] = {
        "sure": Certainty,
        "facts": lambda said: tuple(said.items()),
        "marks": lambda said: tuple(said.items()),
        "events": lambda said: tuple((type_, day) for type_, day in said),
        "due": lambda said: {role: set(measures) for role, measures in said.items()},
    }
    return Scenario(**{name: typed.get(name, str)(value) if name != "ended" else value for name, value in row.items()})


_FILE = Path(__file__).with_suffix(".toml")
SCENARIOS = tuple(_read(row) for row in tomllib.loads(_FILE.read_text("utf-8"))["scenario"])


def scenario(ward: int) -> Scenario:
    """What happens to a ward."""
    return SCENARIOS[ward % len(SCENARIOS)]


def entity(ward: int, role: str) -> str:
    return f"{'E' if role in FIRMS else 'P'}{ward:07d}{role}"


def number(ward: int, role: str) -> Identifier:
    """The subject's number."""
    if role in FIRMS:
        serial, n = "", ward * len(FIRMS) + FIRMS.index(role)
        for _ in range(6):
            n, digit = divmod(n, len(USCC_ALPHABET))
            serial = USCC_ALPHABET[digit] + serial
        body = f"91410105MA{serial}"
        body += org_code_check(body[8:])
        return Identifier(IdentifierKind.USCC, body + uscc_check(body))
    n = ward * len(PERSONS) + PERSONS.index(role)
    born = date(1950, 1, 1) + timedelta(days=n // 999 % 20_000)
    body = f"{410102 + n // 19_980_000:06d}{born:%Y%m%d}{n % 999:03d}"
    return Identifier(IdentifierKind.RESIDENT, body + resident_check(body))


def subjects(wards: int) -> Iterator[tuple[int, str]]:
    """Every ward and role, in order."""
    return ((ward, role) for ward in range(wards) for role in FIRMS + PERSONS)


def due(ward: int, role: str) -> set[str]:
    """The measures that the law makes due to a subject on DAY."""
    return scenario(ward).due.get(role, set())


def build(store: GraphStore, wards: int) -> None:
    """Write the city, a thousand wards in a unit of work."""
    at = BEGAN
    for start in range(0, wards, BATCH):
        at += timedelta(minutes=1)
        batch = range(start, min(start + BATCH, wards))
        for authority in sorted({scenario(ward).authority for ward in batch}):
            wanted = [ward for ward in batch if scenario(ward).authority == authority]
            _deliver(
                store, at, f"{authority}-{start}", authority, [_decision(w) for w in wanted if scenario(w).category]
            )
        _deliver(store, at, f"registry-{start}", "登记机关", [_registration(ward) for ward in batch])


Ends = tuple[Party, Party | None, str | None]
"""Subject, other end, listing key."""
Made = tuple[Record, list[tuple[str, str, Certainty]]]
"""A record with (entity, party, certainty) of each of its parties."""


def _deliver(store: GraphStore, at: datetime, name: str, department: str, made: list[Made]) -> None:
    if not made:
        return
    delivery = Delivery(
        name,
        "wards",
        REGION,
        department,
        "listing",
        f"{name}.csv",
        "utf-8",
        DeliveryKind.DELTA,
        AS_AT,
        content_id(name),
    )
    with store.unit(at, "benchmark", "deliver") as unit:
        unit.open_delivery(delivery)
        versions = unit.add_versions([(record, row) for row, (record, _) in enumerate(made, 1)], delivery)
        unit.add_outcomes(
            RowOutcome(name, row, Outcome.RECORD, record.id, versions[record.id])
            for row, (record, _) in enumerate(made, 1)
        )
        unit.close_delivery(name)
        unit.set_memberships(Membership(party, entity_, sure) for _, ends in made for entity_, party, sure in ends)


def _registration(ward: int) -> Made:
    key = f"r{ward}"
    parties = {role: _party(key, ward, role) for role in FIRMS + PERSONS}
    offices = (
        ("A", "LEGAL_REPRESENTATIVE_OF", "F", "2015-01-01", ""),
        ("B", "LEGAL_REPRESENTATIVE_OF", "F", "2010-01-01", "2015-01-01"),
        ("C", "SUPERVISOR_OF", "F", "2015-01-01", ""),
        ("D", "SHAREHOLDER_OF", "F", "2015-01-01", ""),
        ("D", "LEGAL_REPRESENTATIVE_OF", "G", "2015-01-01", ""),
        ("A", "DIRECTOR_OF", "H", "2015-01-01", ""),
        ("K", "BRANCH_OF", "F", "2016-01-01", ""),
    )
    claims = [
        _claim(ClaimKind.RELATION, type_, (parties[holder], parties[company], None), _span(since, until))
        for holder, type_, company, since, until in offices
    ]
    ends = [(entity(ward, role), party.id, Certainty.CONFIRMED) for role, party in parties.items()]
    return _record(key, Nature.STATE, list(parties.values()), claims), ends


def _decision(ward: int) -> Made:
    said, key = scenario(ward), f"d{ward}"
    document = f"豫〔2025〕{ward}号"
    listing = listing_key(said.authority, document)
    subject = _party(key, ward, said.on)
    facts = tuple(sorted((("authority", said.authority), ("doc_no", document), *said.facts)))
    claims = [_claim(ClaimKind.LISTING, said.category, (subject, None, listing), _span(said.begin, said.end), facts)]
    ends = [(entity(ward, said.on), subject.id, said.sure)]
    parties = [subject]
    for type_, day in said.events:
        begun = _span(day, "")
        claims.append(_claim(ClaimKind.EVENT, type_, (subject, None, listing), begun, (("category", said.category),)))
    if said.marks is not None:
        head = _party(key, ward, "A", Role.RESPONSIBLE)
        parties.append(head)
        ends.append((entity(ward, "A"), head.id, Certainty.CONFIRMED))
        claims.append(_claim(ClaimKind.RESPONSIBILITY, "responsibility", (subject, head, listing), Span(), said.marks))
    return _record(key, Nature.EVENT, parties, claims), ends


def _party(key: str, ward: int, role: str, place: Role = Role.SUBJECT) -> Party:
    kind = Kind.ENTERPRISE if role in FIRMS else Kind.PERSON
    name = f"郑州{ward}号{role}商贸有限公司" if role in FIRMS else f"王{ward}{role}"
    return Party(content_id(key, place, role), key, place, kind, name, (number(ward, role),))


def _claim(kind: ClaimKind, type_: str, ends: Ends, span: Span, facts: Facts = ()) -> Claim:
    subject, other, listing = ends
    object_ = other.id if other else None
    id_ = content_id(kind, type_, subject.id, object_ or "", *span.to_text())
    return Claim(id_, kind, type_, subject.id, object_, listing, span, facts)


def _span(since: str, until: str) -> Span:
    end = date.fromisoformat(until) if until else FOREVER
    begin = date.fromisoformat(since)
    return Span(begin, begin, end, end)


def _record(key: str, nature: Nature, parties: list[Party], claims: list[Claim]) -> Record:
    cells = (("key", key),)
    return Record(key, "listing", nature, content_id(key), "2026-10-31", cells, tuple(parties), tuple(claims))
