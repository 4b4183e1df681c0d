"""Who is who: candidate edges, judgements, the identity ledger, memberships.

Owns: the labels Entity, IdentityEvent, Judgement, Model and the relations MEMBER_OF, SUCCEEDED_BY, CANDIDATE.
Refuses: deciding identity (graph.resolution does) and the shape of nodes (nodes.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from graph.model import CandidateEdge, Certainty, IdentityEvent, Judgement, Membership, Transaction, Verdict
from graph.store.codec import day_of, pairs_of, pairs_text
from graph.store.neo4j.claims import attach, claims_of, detach
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.nodes import refresh
from graph.store.neo4j.parties import require_known
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import Properties, Writing, complete

_REVIVING = frozenset({"undone", "split"})


def set_memberships(writing: Writing, memberships: Iterable[Membership], withdrawn: Iterable[str]) -> None:
    """Move parties into entities where they are not yet, and refresh what is projected from them."""
    connection, tx = writing.connection, writing.tx
    wanted = {membership.party: membership for membership in memberships}
    leaving = set(withdrawn) - wanted.keys()
    now = _memberships_now(connection, wanted.keys() | leaving)
    _mint(writing, (membership.entity for membership in wanted.values()))
    target = {m.party: (m.entity, str(m.certainty)) for m in wanted.values()}
    gone = sorted(party for party, held in now.items() if held and target.get(party) != held)
    fresh = sorted(party for party, held in target.items() if now[party] != held)
    if not gone and not fresh:
        return
    claims = claims_of(connection, sorted({*gone, *fresh}))
    detach(writing, claims)
    connection.write_all("identity.leave", gone, "parties", tx=tx, open=OPEN)
    rows = ({"party": party, "entity": target[party][0], "certainty": target[party][1]} for party in fresh)
    connection.write_all("identity.join", rows, tx=tx, open=OPEN)
    attach(writing, claims)
    left = {held[0] for party in gone if (held := now[party])}
    refresh(writing, left | {target[party][0] for party in fresh})


def memberships(connection: Connection, parties: Iterable[str] | None, at: int | None) -> dict[str, Membership]:
    """Party id -> its membership then."""
    if parties is None:
        rows = connection.read("identity.all_memberships", at=at)
    else:
        rows = connection.read_all("identity.memberships", sorted(set(parties)), "parties", at=at)
    return {party: Membership(party, entity, Certainty(certainty)) for party, entity, certainty in rows}


def members(connection: Connection, entities: Iterable[str], at: int | None) -> dict[str, Sequence[Membership]]:
    """Entity id -> its memberships then, in party order."""
    found: dict[str, list[Membership]] = {}
    for entity, party, certainty in connection.read_all("identity.members", sorted(set(entities)), "entities", at=at):
        found.setdefault(entity, []).append(Membership(party, entity, Certainty(certainty)))
    return dict(found)


def append_identity(writing: Writing, events: Iterable[IdentityEvent]) -> None:
    """Extend the ledger; ``merged`` retires the others into the entity, ``undone`` and ``split`` revive them."""
    connection, ledger = writing.connection, list(events)
    _mint(writing, (entity for event in ledger for entity in (event.entity, *event.others)))
    made = complete("IdentityEvent", (_event_properties(event, writing) for event in ledger))
    rows = [
        {"properties": properties, "concerned": sorted({event.entity, *event.others})}
        for event, properties in zip(ledger, made, strict=True)
    ]
    connection.write_all("identity.add_events", rows)
    answering: dict[str, str | None] = {}
    for event in ledger:
        if event.event == "merged":
            answering |= dict.fromkeys(event.others, event.entity)
        elif event.event in _REVIVING:
            answering |= dict.fromkeys((event.entity, *event.others))
    connection.write_all("identity.revive", sorted(answering), "entities", tx=writing.tx, open=OPEN)
    retired = [{"entity": entity, "successor": heir} for entity, heir in answering.items() if heir]
    connection.write_all("identity.retire", retired, tx=writing.tx, open=OPEN)


def successors(connection: Connection, entities: Iterable[str], at: int | None) -> dict[str, str]:
    """The entity that answers for each known id then."""
    rows = connection.read_all("identity.successors", sorted(set(entities)), "entities", at=at)
    return dict(rows)


def identity_events(connection: Connection, entity: str | None) -> list[tuple[Transaction, IdentityEvent]]:
    """The ledger, or what it says of one entity, in order."""
    name = "identity.events" if entity is None else "identity.events_of"
    return [
        (
            Transaction(tx, datetime.fromisoformat(at), actor, cause),
            IdentityEvent(event, subject, tuple(others), tuple(parties), reason, day_of(valid) if valid else None),
        )
        for tx, at, actor, cause, event, subject, others, parties, reason, valid in connection.read(name, entity=entity)
    ]


def stated_since(connection: Connection, ids: Iterable[str]) -> dict[str, date]:
    """Party id -> the day of its first delivery."""
    rows = connection.read_all("parties.since", sorted(set(ids)), "ids")
    return {id_: day_of(day) for id_, day in rows}


def add_judgement(writing: Writing, judgement: Judgement) -> None:
    """Keep a judgement; an author's new word on a pair replaces the former in recorded time."""
    connection = writing.connection
    pair = {"a": judgement.a, "b": judgement.b, "author": judgement.author}
    held = connection.read("identity.held_judgement", **pair, open=OPEN)
    if any(_judgement(row) == judgement for row in held):
        return
    connection.write("identity.retract_judgement", **pair, tx=writing.tx, open=OPEN)
    spoken: Properties = {"verdict": str(judgement.verdict), "reason": judgement.reason, "score": judgement.score}
    spoken["since"] = judgement.since and judgement.since.toordinal()
    numbered = {"jid": writing.next("judgements"), "tx": writing.tx, "tx_end": OPEN}
    for properties in complete("Judgement", [pair | spoken | numbered]):
        connection.write("identity.add_judgement", properties=properties)


def retract_judgement(writing: Writing, a: str, b: str, author: str) -> None:
    """An author takes back a word."""
    writing.connection.write("identity.retract_judgement", a=a, b=b, author=author, tx=writing.tx, open=OPEN)


def judgements(connection: Connection, at: int | None, parties: Iterable[str] | None, but: str) -> list[Judgement]:
    """Judgements that stood then, in order of giving."""
    if parties is None:
        rows = connection.read("identity.judgements", at=at, but=but)
    else:
        rows = connection.read_all("identity.judgements_of", sorted(set(parties)), "parties", at=at, but=but)
    given = {number: _judgement(row) for number, *row in rows}
    return [given[number] for number in sorted(given)]


def judged_since(connection: Connection, tx: int, but: str) -> list[Judgement]:
    """Judgements that came or went after a transaction, in order of giving."""
    return [_judgement(row) for row in connection.read("identity.judged_since", tx=tx, but=but, open=OPEN)]


def add_edges(writing: Writing, model: str, edges: Iterable[CandidateEdge]) -> None:
    """Keep scored pairs; another weight replaces the former in recorded time."""
    connection = writing.connection
    connection.write("identity.model", model=model)
    wanted = {(edge.a, edge.b): edge for edge in edges}
    require_known(connection, {party for pair in wanted for party in pair})
    rows = connection.read_all("identity.edges_now", map(list, wanted), "pairs", model=model, open=OPEN)
    held = {(a, b): weight for a, b, weight in rows}
    fresh = [edge for pair, edge in wanted.items() if held.get(pair) != edge.weight]
    ended = ([edge.a, edge.b] for edge in fresh if (edge.a, edge.b) in held)
    connection.write_all("identity.end_edges", ended, "pairs", model=model, tx=writing.tx, open=OPEN)
    made = ({"a": e.a, "b": e.b, "weight": e.weight, "levels": pairs_text(e.levels)} for e in fresh)
    connection.write_all("identity.add_edges", made, model=model, tx=writing.tx, open=OPEN)


def retract_edges(writing: Writing, model: str, pairs: Iterable[tuple[str, str]]) -> None:
    """End scored pairs of a model."""
    gone = (list(pair) for pair in pairs)
    writing.connection.write_all("identity.end_edges", gone, "pairs", model=model, tx=writing.tx, open=OPEN)


def edges(connection: Connection, model: str, parties: Iterable[str] | None) -> Iterator[CandidateEdge]:
    """The edges of a model that stand, of all parties or touching these."""
    if not connection.read("identity.known_model", model=model):
        return
    if parties is not None:
        rows = connection.read_all("identity.edges_of", sorted(set(parties)), "parties", model=model, open=OPEN)
        found = {(a, b): CandidateEdge(a, b, weight, pairs_of(levels)) for a, b, weight, levels in rows}
        yield from (found[pair] for pair in sorted(found))
        return
    after, limit = "", tuning().page_rows
    while page := connection.read("identity.page_of_edges", model=model, after=after, limit=limit, open=OPEN):
        yield from (CandidateEdge(a, b, weight, pairs_of(levels)) for a, b, weight, levels in page if b is not None)
        after = page[-1][0]


def _mint(writing: Writing, entities: Iterable[str]) -> None:
    writing.connection.write_all("identity.mint", sorted(set(entities)), "entities", tx=writing.tx)


def _memberships_now(connection: Connection, parties: Iterable[str]) -> dict[str, tuple[str, str] | None]:
    """Party -> its entity and certainty, None when it is in none; UnknownReference for a party never delivered."""
    asked = set(parties)
    rows = connection.read_all("identity.now", sorted(asked), "parties", open=OPEN)
    found = {party: None if entity is None else (entity, certainty) for party, entity, certainty, _ in rows}
    if len(found) < len(asked):
        require_known(connection, asked)
    return found


def _event_properties(event: IdentityEvent, writing: Writing) -> dict[str, Any]:
    return {
        "seq": writing.next("events"),
        "event": event.event,
        "entity": event.entity,
        "others": list(event.others),
        "parties": list(event.parties),
        "reason": event.reason,
        "valid": event.valid and event.valid.toordinal(),
        "tx": writing.tx,
    }


def _judgement(row: Sequence[Any]) -> Judgement:
    a, b, verdict, author, reason, score, since = row
    return Judgement(a, b, Verdict(verdict), author, reason, score, since and day_of(since))
