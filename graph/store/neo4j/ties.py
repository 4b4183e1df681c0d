"""Relation claims between entities, in sets and in pages.

Owns: the reads that walks, neighbour pages and exports are made of. Refuses: deciding whether a relation holds
(graph.surroundings) and whom a walk reaches (graph.networks).
"""

import json
from collections.abc import Collection, Mapping

from graph.model import Certainty, Neighbourhood, Side, Tie, Ties
from graph.store.codec import pairs_of, span_of
from graph.store.errors import UnknownCursor
from graph.store.neo4j.connection import OPEN, Connection, Rows


def ties(
    connection: Connection,
    entities: set[str],
    types: Collection[str],
    side: Side | None,
    bounds: tuple[int | None, int | None],
) -> Ties:
    """The relation claims of these entities as known at ``bounds[0]``, not those of hubs over ``bounds[1]``."""
    at, hub = bounds
    sides = {"holder": side is not Side.COMPANY, "company": side is not Side.HOLDER}
    rows = connection.read_all("ties.ties", sorted(entities), "entities", at=at, hub=hub, types=_wanted(types), **sides)
    heavy = {entity: number for entity, number, *_ in rows if entity is not None}
    found = {number: row for entity, number, *row in rows if entity is None}
    return Ties(tuple(_tie(*found[cid]) for cid in sorted(found)), heavy)


def neighbours(
    connection: Connection, entity: str, types: Collection[str], at: int | None, page: tuple[str, int]
) -> Neighbourhood:
    """The page of at most ``page[1]`` neighbours after the cursor ``page[0]``."""
    asked = {"entity": entity, "at": at, "types": _wanted(types)}
    counts = {(type_, Side(side)): n for type_, side, n in connection.read("ties.counts", **asked)}
    order, rows = _neighbours(connection, {**asked, "after": _position(page[0])}, page[1] + 1)
    shown = set(order[: page[1]])
    following = str(order[page[1] - 1]) if len(order) > page[1] else ""
    return Neighbourhood(tuple(_tie(*row[2:]) for row in rows if row[0] in shown), counts, following)


def _neighbours(connection: Connection, asked: Mapping[str, object], limit: int) -> tuple[list[int], Rows]:
    """The first claims of so many neighbours in order, and the rows of all their claims. Most neighbours have one
    claim: a few more claims than neighbours are looked at, and more when they do not bring as many."""
    claims = 2 * limit
    while answer := connection.read("ties.page", **asked, claims=claims, limit=limit):
        ((rows, exhausted),) = answer
        order = sorted({row[0] for row in rows})
        if exhausted or len(order) == limit:
            return order, rows
        claims *= 16
    return [], []


def _wanted(types: Collection[str]) -> list[str] | None:
    return sorted(types) if types else None


def _position(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdigit() and int(cursor) < OPEN):
        raise UnknownCursor(f"{cursor[:40]!r} is no cursor; pass the one that came with the page before")
    return int(cursor or 0)


def _tie(body: str, holder: str, company: str, sure: bool) -> Tie:
    values = json.loads(body)
    certainty = Certainty.CONFIRMED if sure else Certainty.PROBABLE
    return Tie(values[6], holder, company, span_of(*values[10:14]), certainty, pairs_of(values[14]))
