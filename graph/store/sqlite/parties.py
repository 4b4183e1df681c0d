"""Parties as delivered.

Owns: the tables party and number, and reading parties back. Refuses: entities (identity.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any

from graph.store.codec import identifier_of, identifiers_of, identifiers_text, pairs_of, pairs_text
from graph.store.spelling import indexed
from graph.store.sqlite.keys import party_keys
from graph.store.sqlite.names import store_names
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.tuning import tuning
from linkage.identifiers import Identifier, IdentifierKind, implied
from linkage.model import Kind, Party, Role

_PARTY = """
SELECT p.id, r.id, p.role, p.kind, p.name, p.identifiers, p.details, p.within
FROM json_each(?) j CROSS JOIN party p ON p.id = j.value JOIN record r ON r.rid = p.rid ORDER BY p.id
"""
_WITHIN = """
SELECT p.id, r.id, p.role, p.kind, p.name, p.identifiers, p.details, p.within
FROM json_each(?) j CROSS JOIN party p ON p.within = j.value JOIN record r ON r.rid = p.rid ORDER BY p.id
"""
_ALL = """
SELECT p.id, r.id, p.role, p.kind, p.name, p.identifiers, p.details, p.within
FROM party p JOIN record r ON r.rid = p.rid WHERE p.id > ? ORDER BY p.id LIMIT ?
"""

_ROLES, _KINDS = {str(each): each for each in Role}, {str(each): each for each in Kind}


def store_parties(
    session: Session, tx: int, as_at: int, parties: Sequence[Party], records: Mapping[str, int]
) -> dict[str, int]:
    """Store the parties that are new; id -> key for all. ``records`` maps record ids to keys."""
    known = party_keys(session, {party.id for party in parties})
    fresh = {party.id: party for party in parties if party.id not in known}
    spellings = {party.id: indexed(party.name, party.kind) for party in fresh.values()}
    names = store_names(session, set(spellings.values()))
    first = (session.value("SELECT max(pid) FROM party") or 0) + 1
    rows: list[tuple[object, ...]] = []
    numbers: list[tuple[str, int]] = []
    for pid, party in enumerate(fresh.values(), first):
        known[party.id] = pid
        texts = sorted({identifier.to_text() for identifier in party.identifiers})
        rows.append(
            (
                pid,
                party.id,
                records[party.record],
                party.role,
                party.kind,
                party.name,
                names[spellings[party.id]],
                identifiers_text(party.identifiers),
                pairs_text(party.details),
                party.within,
                as_at,
                tx,
            )
        )
        numbers.extend((text, pid) for text in texts)
    session.many("INSERT INTO party VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    session.many("INSERT INTO number VALUES (?, ?)", sorted(numbers))
    return known


def parties(session: Session, ids: Iterable[str] | None, after_tx: int) -> Iterator[Party]:
    """Parties by id, or all first delivered after a transaction, in id order, page by page."""
    if after_tx:
        fresh = {id_ for (id_,) in session.rows("SELECT id FROM party WHERE tx > ?", after_tx)}
        ids = fresh if ids is None else fresh.intersection(ids)
    if ids is not None:
        wanted = sorted(set(ids))
        for start in range(0, len(wanted), tuning().page_rows):
            yield from map(_party, session.rows(_PARTY, packed(wanted[start : start + tuning().page_rows])))
        return
    last = ""
    while page := session.rows(_ALL, last, tuning().page_rows):
        yield from map(_party, page)
        last = page[-1][0]


def standing_in(session: Session, companies: Iterable[str]) -> Iterator[Party]:
    """Parties within these, in id order."""
    for row in session.rows(_WITHIN, packed(set(companies))):
        yield _party(row)


def parties_with(session: Session, identifiers: Iterable[Identifier]) -> dict[Identifier, Sequence[str]]:
    """The parties that state each identifier, in id order."""
    found: dict[Identifier, list[str]] = {}
    sql = """
        SELECT n.text, p.id FROM json_each(?) j CROSS JOIN number n ON n.text = j.value JOIN party p USING (pid)
        ORDER BY n.text, p.id
    """
    for text, party in session.rows(sql, packed({identifier.to_text() for identifier in identifiers})):
        found.setdefault(identifier_of(text), []).append(party)
    return dict(found)


def code_map(session: Session, identifiers: Iterable[Identifier], at: int) -> dict[Identifier, Sequence[Identifier]]:
    """For each identifier the others stated on the same parties by then, unmasked ones only."""
    found: dict[Identifier, set[Identifier]] = {}
    sql = """
        SELECT DISTINCT n.text, p.identifiers FROM json_each(?) j CROSS JOIN number n ON n.text = j.value
        JOIN party p USING (pid) WHERE p.tx <= ?
    """
    for text, others in session.rows(sql, packed({identifier.to_text() for identifier in identifiers}), at):
        asked = identifier_of(text)
        stated = {other for other in identifiers_of(others) if other != asked and not other.masked}
        if stated:
            found.setdefault(asked, set()).update(stated)
    return {asked: tuple(sorted(others)) for asked, others in found.items()}


def containing(session: Session, organisations: Iterable[Identifier]) -> dict[Identifier, Sequence[Identifier]]:
    """Organisation code -> the unified codes around it, in order."""
    found: dict[Identifier, list[Identifier]] = {}
    asked = {each.value: each for each in organisations if each.kind is IdentifierKind.ORG_CODE and not each.masked}
    sql = """
        SELECT DISTINCT j.value, n.text FROM json_each(?) j CROSS JOIN number n ON substr(n.text, 14, 9) = j.value
        WHERE substr(n.text, 1, 5) = 'uscc:' ORDER BY 1, 2
    """
    for value, text in session.rows(sql, packed(asked)):
        code = identifier_of(text)
        if asked[value] in implied(code):
            found.setdefault(asked[value], []).append(code)
    return {asked: tuple(codes) for asked, codes in found.items()}


def _party(row: Sequence[Any]) -> Party:
    id_, record, role, kind, name, identifiers, details, within = row
    # a million parties share names: one copy of each; of ids that few share, a table takes more than the copies
    return Party(
        id_, record, _ROLES[role], _KINDS[kind], intern(name), identifiers_of(identifiers), pairs_of(details), within
    )
