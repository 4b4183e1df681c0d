"""Parties as delivered.

Owns: the labels Party and Number, and reading parties back. Refuses: entities (identity.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.model import Certainty, DeliveredParty, Evidence
from graph.store.codec import identifier_of, identifiers_of, identifiers_text, pairs_of, pairs_text
from graph.store.errors import UnknownReference
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.facts import evidence_of
from graph.store.neo4j.names import store_names
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import Properties, Writing, complete
from graph.store.spelling import indexed
from linkage.identifiers import Identifier, IdentifierKind, implied
from linkage.model import Kind, Party, Record, Role


def store_parties(writing: Writing, as_at: int, records: Sequence[Record]) -> None:
    """Store the parties of these records that are new."""
    mentions = {party.id: (party, record) for record in records for party in record.parties}
    known = {id_ for (id_,) in writing.connection.read_all("parties.known", mentions, "ids")}
    fresh = [pair for id_, pair in mentions.items() if id_ not in known]
    spellings = {party.id: indexed(party.name, party.kind) for party, _ in fresh}
    names = store_names(writing, set(spellings.values()))
    made = complete("Party", (_properties(party, str(record.nature), as_at, writing.tx) for party, record in fresh))
    rows = [
        {"nid": names[name := spellings[party.id]], "properties": properties | _unnumbered(party, name.folded)}
        for (party, _), properties in zip(fresh, made, strict=True)
    ]
    writing.connection.write_all("parties.add", rows)
    numbers = sorted({(number, party.id) for party, _ in fresh for number in party.identifiers})
    writing.connection.write_all("parties.add_numbers", [_number(number, party) for number, party in numbers])


def mark_unnumbered(connection: Connection) -> None:
    """Make the parties of a former release that state no whole number findable as such."""
    connection.once("parties.mark_unnumbered")


def parties(connection: Connection, ids: Iterable[str] | None, after_tx: int) -> Iterator[Party]:
    """Parties by id, or all first delivered after a transaction, in id order, page by page."""
    if ids is not None:
        yield from sorted(map(_party, connection.read_all("parties.some", sorted(set(ids)), "ids")), key=_id)
        return
    name, after, limit = "parties.page_since" if after_tx else "parties.page", "", tuning().page_rows
    while rows := connection.read(name, after=after, limit=limit, tx=after_tx):
        yield from map(_party, rows)
        after = rows[-1][0]


def standing_in(connection: Connection, companies: Iterable[str]) -> Iterator[Party]:
    """Parties that stand in one of these, in id order."""
    yield from sorted(map(_party, connection.read_all("parties.within", sorted(set(companies)), "ids")), key=_id)


def require_known(connection: Connection, ids: Iterable[str]) -> None:
    """UnknownReference when one of these parties was never delivered."""
    asked = set(ids)
    if missing := asked - {id_ for (id_,) in connection.read_all("parties.known", sorted(asked), "ids")}:
        raise UnknownReference(
            f"{len(missing)} parties are not in the store, {min(missing)} for one; ingest them first"
        )


def parties_with(connection: Connection, identifiers: Iterable[Identifier]) -> dict[Identifier, Sequence[str]]:
    """The parties that state each identifier, in id order."""
    found: dict[Identifier, list[str]] = {}
    for text, party in connection.read_all("parties.with_numbers", _texts(identifiers), "texts"):
        found.setdefault(identifier_of(text), []).append(party)
    return dict(found)


def code_map(
    connection: Connection, identifiers: Iterable[Identifier], at: int | None
) -> dict[Identifier, Sequence[Identifier]]:
    """For each identifier the others stated on the same parties by then, unmasked ones only."""
    found: dict[Identifier, set[Identifier]] = {}
    for text, others in connection.read_all("parties.stated_with", _texts(identifiers), "texts", at=at):
        asked = identifier_of(text)
        stated = {other for other in identifiers_of(others) if other != asked and not other.masked}
        if stated:
            found.setdefault(asked, set()).update(stated)
    return {asked: tuple(sorted(others)) for asked, others in found.items()}


def containing(connection: Connection, organisations: Iterable[Identifier]) -> dict[Identifier, Sequence[Identifier]]:
    """Organisation code -> the unified codes around it, in order."""
    found: dict[Identifier, list[Identifier]] = {}
    asked = {each.value: each for each in organisations if each.kind is IdentifierKind.ORG_CODE and not each.masked}
    for value, text in connection.read_all("parties.containing", sorted(asked), "codes"):
        found.setdefault(asked[value], []).append(identifier_of(text))
    return {asked: tuple(codes) for asked, codes in found.items()}


def statements(connection: Connection, ids: Iterable[str]) -> Mapping[str, Sequence[Evidence]]:
    """Party -> the rows that stated it, oldest delivery first."""
    found: dict[str, list[Evidence]] = {}
    for party, *place in connection.read_all("parties.statements", sorted(set(ids)), "ids"):
        found.setdefault(party, []).append(evidence_of(place))
    return found


def delivered_parties(connection: Connection) -> Iterator[DeliveredParty]:
    """Each party of each accepted row, in file and row order, with the entity it is in now."""
    size = tuning().page_rows
    for did, path, last in connection.read("parties.rows"):
        for start in range(0, last, size):
            rows = connection.read("parties.delivered", did=did, after=start, until=start + size, open=OPEN)
            for row, role, name, kind, party, entity, certainty in rows:
                sure = None if certainty is None else Certainty(certainty)
                yield DeliveredParty(path, row, role, name, Kind(kind), party, entity, sure)


def _texts(identifiers: Iterable[Identifier]) -> list[str]:
    return sorted({identifier.to_text() for identifier in identifiers})


def _number(number: Identifier, party: str) -> Properties:
    inside = implied(number) if number.kind is IdentifierKind.USCC else ()
    return {"text": number.to_text(), "party": party, "organisation": inside[0].value if inside else None}


def _unnumbered(party: Party, folded: str) -> Properties:
    """The name by which a party is found that states no whole number, or a masked one beside it."""
    whole = party.identifiers and not any(number.masked for number in party.identifiers)
    return {} if whole else {"unnumbered": folded}


def _properties(party: Party, nature: str, as_at: int, tx: int) -> Properties:
    return {
        "id": party.id,
        "record": party.record,
        "role": str(party.role),
        "kind": str(party.kind),
        "name": party.name,
        "identifiers": identifiers_text(party.identifiers),
        "details": pairs_text(party.details),
        "within": party.within,
        "nature": nature,
        "as_at": as_at,
        "tx": tx,
    }


def _id(party: Party) -> str:
    return party.id


def _party(row: Sequence[Any]) -> Party:
    id_, record, role, kind, name, identifiers, details, within = row
    return Party(id_, record, Role(role), Kind(kind), name, identifiers_of(identifiers), pairs_of(details), within)
