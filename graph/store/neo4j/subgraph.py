"""The screening subgraph: one question, one round trip, for one subject or ten thousand.

Owns: composing the question for as many hops as are asked, reading its answer, and leaving out what leads to nothing
that the question is about. Refuses: what follows from the facts (graph.propagation).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from graph.model import Fact, Node, Subgraph
from graph.store.neo4j.claims import RESPONSIBLE
from graph.store.neo4j.connection import Connection, Rows
from graph.store.neo4j.facts import Ends, fact_of
from graph.store.neo4j.nodes import node_of
from graph.store.neo4j.queries import query
from linkage.model import ClaimKind

_STATED = frozenset({ClaimKind.LISTING, ClaimKind.EVENT, ClaimKind.RESPONSIBILITY})
"""What speaks of an entity whatever the question is about."""
NOBODY: Mapping[str, Node] = MappingProxyType({})


class Asked(NamedTuple):
    """How far a walk goes and what it is about: ``bearing`` names product types, None takes every claim; ``along``
    names relation types, None follows all."""

    hops: int
    hub: int
    bearing: Collection[str] | None = None
    along: Collection[str] | None = None


def subgraph(
    connection: Connection, entities: Set[str], asked: Asked, at: int | None, known: Mapping[str, Node] = NOBODY
) -> Subgraph:
    """The entities within so many hops, every claim about them, and what shares their listings; or, when the question
    is about something, what leads there. ``known``: nodes of then; when all that are asked are among them, they are
    not read again."""
    subjects = {entity: known[entity] for entity in entities} if entities <= known.keys() else {}
    parameters = {"entities": sorted(entities), "at": at, **told(asked, known=bool(subjects))}
    (row,) = connection.ask(_question(asked), {"asked": parameters})
    return read(entities, asked, row, subjects)


def told(asked: Asked, known: bool) -> dict[str, object]:
    """How far and about what, as the parts of the question name it; ``known``: the subjects' own nodes are."""
    products = None if asked.bearing is None else sorted(asked.bearing)
    along = None if asked.along is None else sorted({*asked.along, RESPONSIBLE})
    return {"hub": asked.hub, "products": products, "stated": sorted(_STATED), "along": along, "told": known}


def read(seeds: Collection[str], asked: Asked, row: list[Any], subjects: Mapping[str, Node]) -> Subgraph:
    """The subgraph that a row of the question's answer spells, with the subjects whose nodes were known."""
    nodes, truncated, marked, links, shared, relations, within = row
    inside = set(within)  # empty when nothing that is told has an end beyond
    if inside:
        relations = [r for r in relations if r[0] == ClaimKind.RESPONSIBILITY or inside.issuperset(r[3:6:2])]
    if asked.bearing is not None:
        way = _way(seeds, asked.hops, relations, {*marked, *(link[3] for link in links)})
        links = [link for link in links if link[3] in way]
        relations = [each for each in relations if _on(way, each)]
        keys = {each[-1] for each in (*links, *relations)}
        shared = [each for each in shared if each[-1] in keys]
        kept = way.union(seeds)
        nodes = [(entity, body) for entity, body in nodes if entity in kept]
    facts = _facts(links, shared, relations, inside)
    known = {entity: node_of(entity, body) for entity, body in nodes if body is not None}
    return Subgraph({**subjects, **known}, facts, frozenset(truncated))


def _facts(links: Rows, shared: Rows, relations: Rows, inside: set[str]) -> tuple[Fact, ...]:
    bodies: dict[int, str] = {}
    ends: dict[int, Ends] = {}
    for kind, cid, body, one, one_certainty, other, other_certainty, _ in relations:
        whole = Ends(one, one_certainty, other, other_certainty)
        bodies[cid], ends[cid] = body, whole if kind != ClaimKind.RESPONSIBILITY else _within(whole, inside)
    for rows, may_be_beyond in ((links, False), (shared, True)):
        for cid, body, side, entity, certainty, *_ in rows:
            bodies[cid] = body
            held = ends.get(cid, Ends())
            ends[cid] = held if may_be_beyond and entity not in inside else _with(held, side, entity, certainty)
    return tuple([fact_of(bodies[cid], ends[cid]) for cid in sorted(bodies)])


def _way(seeds: Iterable[str], hops: int, relations: Rows, bearing: set[str]) -> set[str]:
    """The entities on a walk of the asked length from a subject to one that something bears on."""
    beside: dict[str, set[str]] = defaultdict(set)
    for kind, _, _, one, _, other, *_ in relations:
        beside[one].add(other)
        beside[other].add(one)
        if kind == ClaimKind.RESPONSIBILITY:
            bearing |= {one, other}
    distance = dict.fromkeys(seeds, 0)
    edge = list(distance)
    for entity in edge:  # grows while it is read: breadth first
        for near in beside[entity]:
            if near not in distance:
                distance[near] = distance[entity] + 1
                edge.append(near)
    found: set[str] = set()
    reached = bearing & distance.keys()
    for away in range(hops + 1):
        near_enough = {entity for entity in reached if distance[entity] + away <= hops}
        found |= near_enough
        reached = {other for entity in near_enough for other in beside[entity]} - found
    return found


def _on(way: set[str], relation: list[Any]) -> bool:
    """A mark is read with its listing, whoever is marked; a relation only on the way."""
    ends = (relation[3] in way, relation[5] in way)
    return any(ends) if relation[0] == ClaimKind.RESPONSIBILITY else all(ends)


def _question(asked: Asked) -> str:
    return "\n".join((query("subgraph.asked"), walk(asked.hops, asked.bearing is None), query("subgraph.answer")))


@cache
def walk(hops: int, whole: bool) -> str:
    """The parts of the question that lead from a frontier to the answer; the server keeps its plan under the same
    text."""
    steps = ["touch", "advance"] * hops + (["touch", "whole"] if whole else ["sieve"])
    if "touch" in steps:
        steps.insert(1, "rarest")
    steps += ["inner", "every"] if whole else ["inner", "bearing", *["nearer"] * hops, "leading"]
    return "\n".join(query(f"subgraph.{part}") for part in ("begin", *steps, "close"))


def _within(whole: Ends, inside: set[str]) -> Ends:
    """Of a mark, whose ends need not all be inside."""
    one = Ends(whole.subject, whole.subject_certainty) if whole.subject in inside else Ends()
    return one._replace(object=whole.object, object_certainty=whole.object_certainty) if whole.object in inside else one


def _with(held: Ends, side: str, entity: str, certainty: str) -> Ends:
    if side == "subject":
        return held._replace(subject=entity, subject_certainty=certainty)
    return held._replace(object=entity, object_certainty=certainty)
