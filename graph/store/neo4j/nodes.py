"""Nodes: what an entity is called and numbered, as its members say.

Owns: the label State, a projection that is refreshed for the entities whose members change, the entity's readable
labels and properties, and the questions by id, number and name. Refuses: any fact that its members do not state.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from graph.model import Certainty, NameHit, Node
from graph.store.codec import identifiers_of, pairs_of, texts_of
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.names import similar_names
from graph.store.neo4j.writing import Properties, Writing, complete
from graph.store.projection import Member, node_columns
from linkage.identifiers import Identifier
from linkage.model import Kind
from linkage.script import fold

KEPT = 5000
"""Nodes that are not read again: a check of a file meets whom it asks about twice, and some of those beside them."""
_LABELS = {Kind.ENTERPRISE: "Enterprise", Kind.ORGANISATION: "Organisation", Kind.PERSON: "Person"}


def refresh(writing: Writing, entities: Iterable[str]) -> None:
    """Rebuild the states of these entities from their members of now; an unchanged one leaves no trace."""
    connection, asked = writing.connection, sorted(set(entities))
    now = {id_: body for id_, body, _ in connection.read_all("nodes.now", asked, "entities", open=OPEN)}
    rows = (Member(*row) for row in connection.read_all("nodes.members", asked, "entities", open=OPEN))
    built = {str(id_): node_columns(list(group)) for id_, group in groupby(rows, key=itemgetter(0))}
    bodies = {id_: json.dumps(columns, ensure_ascii=False) for id_, columns in built.items()}
    gone = [id_ for id_, body in now.items() if bodies.get(id_) != body]
    connection.write_all("nodes.end", gone, "entities", tx=writing.tx, open=OPEN)
    fresh = [id_ for id_, body in bodies.items() if now.get(id_) != body]
    states = complete("State", (_state(built[id_], bodies[id_], writing.tx) for id_ in fresh))
    connection.write_all(
        "nodes.add",
        [
            {
                "entity": id_,
                "state": state,
                "label": _LABELS[Kind(state["kind"])],
                "identifiers": [number.to_text() for number in identifiers_of(built[id_][2])],
            }
            for id_, state in zip(fresh, states, strict=True)
        ],
    )
    connection.write_all("nodes.unname", [id_ for id_ in gone if id_ not in built], "entities")


def nodes(connection: Connection, entities: Iterable[str], at: int | None) -> dict[str, Node]:
    """Entity id -> its node as known then."""
    rows = connection.read_all("nodes.by_id", sorted(set(entities)), "entities", at=at)
    return {id_: node_of(id_, body) for id_, body in rows}


def page(connection: Connection, after: str, kind: Kind | None, at: int | None, limit: int) -> list[Node]:
    """Nodes in the order of their ids."""
    rows = connection.read("nodes.page", after=after, kind=kind and str(kind), at=at, limit=limit)
    return [node_of(id_, body) for id_, body in rows]


def by_identifier(
    connection: Connection, identifiers: Iterable[Identifier], at: int | None
) -> dict[Identifier, list[tuple[str, Certainty]]]:
    """Entities that have each identifier, confirmed ones first."""
    found: dict[Identifier, list[tuple[str, Certainty]]] = {}
    asked = {identifier.to_text(): identifier for identifier in identifiers}
    for text, entity, certainty in connection.read_all("nodes.by_number", sorted(asked), "texts", at=at):
        found.setdefault(asked[text], []).append((entity, Certainty(certainty)))
    return found


def by_name(connection: Connection, name: str, kind: Kind | None, limit: int, at: int | None) -> list[NameHit]:
    """Entities with a name that overlaps, each with the name that overlaps most, best first."""
    overlap = similar_names(connection, name, kind)
    ranked = sorted(overlap, key=lambda nid: (-overlap[nid], nid))
    best: dict[str, tuple[int, bool, str, str]] = {}
    for start in range(0, len(ranked), 2 * limit):
        part = ranked[start : start + 2 * limit]
        rows = connection.read("nodes.bearers", names=part, at=at, kind=kind and str(kind))
        for nid, entity, held, text, shop in rows:
            found = (-overlap[nid], shop, text, held)
            best[entity] = min(found, best.get(entity, found))
        if len(best) >= limit:  # those that follow overlap less
            break
    order = sorted(best, key=lambda entity: (best[entity], entity))[:limit]
    return [NameHit(entity, Kind(held), text, shop) for entity in order for _, shop, text, held in [best[entity]]]


def named(
    connection: Connection, names: Iterable[str], kind: Kind | None, at: int | None, unnumbered: bool
) -> dict[str, list[str]]:
    """Entities with a member of exactly this name; ``unnumbered``: that states no whole number."""
    asked: dict[str, list[str]] = {}
    for name in set(names):
        asked.setdefault(fold(name), []).append(name)
    found: dict[str, list[str]] = {}
    more = {"at": at, "kind": kind and str(kind), "unnumbered": unnumbered}
    rows = connection.read_all("nodes.named", sorted(asked), "names", **more)
    for folded, entity in rows:
        for name in asked[folded]:
            found.setdefault(name, []).append(entity)
    return found


@lru_cache(KEPT)
def node_of(entity: str, body: str) -> Node:
    """The node that a state spells."""
    kind, name, identifiers, names, details = json.loads(body)
    return Node(entity, Kind(kind), name, identifiers_of(identifiers), texts_of(names), pairs_of(details))


def _state(columns: tuple[str, str, str, str, str], body: str, tx: int) -> Properties:
    return {"kind": str(columns[0]), "name": columns[1], "body": body, "tx": tx, "tx_end": OPEN}
