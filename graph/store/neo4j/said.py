"""The index of what claims say: names of online shops, numbers of decisions' documents.

Owns: the properties ``shop`` and ``document`` of Claim, the relation CALLED to the name of a shop, and giving both to
the claims of a former release. Refuses: which claims say such a thing (graph.store.said).
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from graph.store.neo4j.connection import Connection
from graph.store.neo4j.names import store_names
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import Writing
from graph.store.said import document_of, shop_of, shop_spelling

_KIND, _TYPE, _FACTS = 5, 6, 14
"""Places in a claim's body."""


def said(kind: str, type_: str, facts: str) -> dict[str, str | None]:
    """What of a claim is indexed, as its properties; None for what it does not say."""
    return {"document": document_of(kind, facts) or None, "shop": shop_of(type_, facts) or None}


def call(writing: Writing, shops: Mapping[int, str]) -> None:
    """Put the names of shops, by claim, into the index of names."""
    if not shops:
        return
    keys = store_names(writing, {shop_spelling(name) for name in shops.values()})
    rows = ({"cid": cid, "nid": keys[shop_spelling(name)]} for cid, name in shops.items())
    writing.connection.write_all("said.call", rows)


def shops(connection: Connection, entities: Iterable[str], at: int | None) -> dict[str, list[str]]:
    """Entity -> the names of its online shops as known then, in order."""
    found: dict[str, list[str]] = {}
    for entity, name in connection.read_all("said.shops", sorted(set(entities)), "entities", at=at):
        found.setdefault(entity, []).append(name)
    return found


def index_all(connection: Connection) -> None:
    """Index the claims of a former release, in one unit of work."""
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    opening = {"at": at, "actor": "xintu store migrate", "cause": "index of shops and documents"}
    with connection.working("ledger.begin", **opening) as ((tx, *numbers),):
        writing, after = Writing(connection, tx, numbers), 0
        while page := connection.read("said.page", after=after, limit=tuning().page_rows):
            bodies = {cid: json.loads(body) for cid, body in page}
            rows = {cid: said(body[_KIND], body[_TYPE], body[_FACTS]) for cid, body in bodies.items()}
            connection.write_all("said.say", ({"cid": cid} | row for cid, row in rows.items()))
            call(writing, {cid: row["shop"] for cid, row in rows.items() if row["shop"]})
            after = page[-1][0]
        writing.save_numbers()
