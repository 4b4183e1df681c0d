"""The screening subgraph: one question, one round trip, for one subject or ten thousand.

Owns: composing the question for as many hops as are asked, and reading its answer. Refuses: what follows from the
facts (graph.propagation).
"""

from collections.abc import Iterable
from functools import cache

from graph.model import Subgraph
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.facts import Ends, fact_of
from graph.store.neo4j.nodes import node_of
from graph.store.neo4j.queries import query


def subgraph(connection: Connection, entities: Iterable[str], hops: int, at: int | None, hub: int) -> Subgraph:
    """The entities within so many hops, every claim about them, and what shares their listings."""
    asked = sorted(set(entities))
    ((nodes, truncated, links, shared, relations),) = connection.ask(
        _composed(hops), {"entities": asked, "at": at, "hub": hub}
    )
    reached = {entity for entity, _ in nodes}
    bodies: dict[int, str] = {}
    ends: dict[int, Ends] = {}
    for cid, body, *pair in relations:
        bodies[cid], ends[cid] = body, Ends(*pair)
    for cid, body, side, entity, certainty, *_ in (*links, *shared):
        bodies[cid] = body
        held = ends.get(cid, Ends())
        ends[cid] = _with(held, side, entity, certainty) if entity in reached else held
    facts = tuple(fact_of(bodies[cid], ends[cid]) for cid in sorted(bodies))
    known = {entity: node_of(entity, body) for entity, body in nodes if body is not None}
    return Subgraph(known, facts, frozenset(truncated))


@cache
def _composed(hops: int) -> str:
    """The question's parts; the server keeps its plan under the same text."""
    parts = ["open", "seeds", *("advance", "touch") * hops, "close"]
    return "\n".join(query(f"subgraph.{part}") for part in parts)


def _with(held: Ends, side: str, entity: str, certainty: str) -> Ends:
    if side == "subject":
        return held._replace(subject=entity, subject_certainty=certainty)
    return held._replace(object=entity, object_certainty=certainty)
