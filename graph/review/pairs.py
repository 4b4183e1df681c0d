"""Pairs in doubt: what the last resolution left between two entities, one pair of parties for each two entities.

Owns: reading candidate edges, the machine's doubts and reviewers' "unsure" in sets. Refuses: their order
(graph.review.queue) and pairs on which a reviewer's word stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from graph.marks import ACTOR
from graph.model import CandidateEdge, Judgement, Membership, Verdict
from graph.pinned import POLICY, default_models, models_in_force
from graph.store.port import GraphStore
from linkage.comparison import strong_numbers, vetoed
from linkage.model import Facts
from linkage.weights import Model

_PAGE = 5000


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two parties (``a`` < ``b``) of two entities. ``reason``: weak, chain, rival or number; ``weight`` in units.

    ``edges``: candidate pairs between the two entities; ``alike``: candidate pairs of the model that agree and disagree
    on the very same levels, ``taught`` of them already decided; ``unsure``: reviewers who could not tell.
    """

    a: str
    b: str
    entities: tuple[str, str]
    model: str
    reason: str
    weight: int
    edges: int = 1
    alike: int = 1
    taught: int = 0
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidate pairs of one model as they stand: its doubts and how its patterns are spread."""

    model: Model
    doubts: tuple[Doubt, ...]


def in_force(store: GraphStore) -> Iterator[tuple[Model, str]]:
    """Each model with the version under which its edges are kept (empty before the first resolution)."""
    models = models_in_force(store) or default_models()
    for model in (models.enterprise, models.person):
        held = store.policy(f"{POLICY}.{model.name}")
        yield model, held[0] if held else ""


def doubts(store: GraphStore) -> list[Candidates]:
    """Everything in doubt, of both models, in order of parties."""
    standing = store.judgements()
    return [_of_model(store, model, version, standing) for model, version in in_force(store)]


def settled_pairs(standing: Iterable[Judgement]) -> set[tuple[str, str]]:
    """Pairs of parties on which a reviewer's same or different stands."""
    return {(each.a, each.b) for each in standing if each.author != ACTOR and each.verdict is not Verdict.UNSURE}


def placed_edges(
    store: GraphStore, version: str
) -> Iterator[tuple[CandidateEdge, Membership | None, Membership | None]]:
    """Candidate edges of a model with where both ends are now."""
    edges = iter(store.edges(version)) if version else iter(())
    while page := list(islice(edges, _PAGE)):
        held = store.memberships({party for edge in page for party in (edge.a, edge.b)})
        yield from ((edge, held.get(edge.a), held.get(edge.b)) for edge in page)


@dataclass(slots=True)
class _Gathering:
    """What one pass over the edges collects."""

    best: dict[tuple[str, str], tuple[tuple[int, int, str, str], CandidateEdge]]
    at_home: dict[str, int]
    """Party -> weight of the heaviest edge that it has within its own entity."""
    between: Counter[tuple[str, str]]
    patterns: Counter[Facts]
    taught: Counter[Facts]


def _of_model(store: GraphStore, model: Model, version: str, standing: Sequence[Judgement]) -> Candidates:
    settled = settled_pairs(standing)
    gathered = _gather(store, model, version, settled)
    told = _told(store, standing, settled)
    unsure: dict[tuple[str, str], list[str]] = {}
    for each in standing:
        if each.verdict is Verdict.UNSURE and each.author != ACTOR:
            unsure.setdefault((each.a, each.b), []).append(each.author)
    closed = _closed(store, settled)
    levels = {(edge.a, edge.b): edge for _, edge in gathered.best.values()}
    found: dict[tuple[str, str], Doubt] = {}
    for pair, (_, edge) in gathered.best.items():
        reason = "weak" if edge.weight < model.decision.join else "chain"
        found[pair] = Doubt(edge.a, edge.b, pair, model.name, reason, edge.weight)
    for judgement, pair, is_person in told:
        if is_person == (model.name == "person"):
            a, b = judgement.a, judgement.b
            found[pair] = Doubt(a, b, pair, model.name, judgement.reason, judgement.score or 0)
    left = [doubt for pair, doubt in sorted(found.items()) if pair not in closed]
    return Candidates(
        model, tuple(_completed(doubt, gathered, levels, unsure) for doubt in _open(store, left, gathered, model))
    )


def _open(store: GraphStore, found: Sequence[Doubt], gathered: _Gathering, model: Model) -> Iterator[Doubt]:
    """Without pairs of two entities whose numbers exclude each other, where both mentions have their place: what
    speaks for it is more than for the other, by the margin that linkage itself asks for."""
    nodes = store.nodes({entity for doubt in found for entity in doubt.entities})
    strong = {entity: strong_numbers(node.identifiers) for entity, node in nodes.items()}
    for doubt in found:
        left, right = (strong.get(entity, {}) for entity in doubt.entities)
        if not (vetoed(left, right) and _is_placed(doubt, gathered, model.decision.margin)):
            yield doubt


def _is_placed(doubt: Doubt, gathered: _Gathering, margin: int) -> bool:
    if doubt.reason == "weak":
        return True
    ahead = (gathered.at_home.get(party, doubt.weight) - doubt.weight for party in (doubt.a, doubt.b))
    return doubt.reason == "chain" and any(each >= margin for each in ahead)


def _gather(store: GraphStore, model: Model, version: str, settled: set[tuple[str, str]]) -> _Gathering:
    gathered = _Gathering({}, {}, Counter(), Counter(), Counter())
    for edge, left, right in placed_edges(store, version):
        gathered.patterns[edge.levels] += 1
        together = left is not None and right is not None and left.entity == right.entity
        for party in (edge.a, edge.b) if together else ():
            gathered.at_home[party] = max(edge.weight, gathered.at_home.get(party, edge.weight))
        if (edge.a, edge.b) in settled:
            gathered.taught[edge.levels] += 1
            continue
        if together or left is None or right is None:
            continue
        pair = (min(left.entity, right.entity), max(left.entity, right.entity))
        gathered.between[pair] += 1
        rank = (abs(edge.weight - model.decision.join), -edge.weight, edge.a, edge.b)
        if pair not in gathered.best or rank < gathered.best[pair][0]:
            gathered.best[pair] = (rank, edge)
    return gathered


def _told(
    store: GraphStore, standing: Sequence[Judgement], settled: set[tuple[str, str]]
) -> list[tuple[Judgement, tuple[str, str], bool]]:
    """The machine's doubts whose ends are in two entities, with these and whether they are persons."""
    machine = [each for each in standing if each.author == ACTOR and (each.a, each.b) not in settled]
    held = store.memberships({party for each in machine for party in (each.a, each.b)})
    kinds = {each.id: each.kind for each in store.parties({each.a for each in machine})}
    found = []
    for each in machine:
        left, right = held.get(each.a), held.get(each.b)
        if left and right and left.entity != right.entity:
            pair = (min(left.entity, right.entity), max(left.entity, right.entity))
            found.append((each, pair, kinds[each.a] == "person"))
    return found


def _closed(store: GraphStore, settled: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs of entities between which a reviewer's word stands: nothing more is asked of them."""
    pairs = list(settled)
    held = store.memberships({party for pair in pairs for party in pair})
    homes = ([held[party].entity for party in pair if party in held] for pair in pairs)
    return {(min(two), max(two)) for two in homes if len(two) == 2}


def _completed(
    doubt: Doubt,
    gathered: _Gathering,
    levels: Mapping[tuple[str, str], CandidateEdge],
    unsure: Mapping[tuple[str, str], Sequence[str]],
) -> Doubt:
    edge = levels.get((doubt.a, doubt.b))
    pattern = edge.levels if edge else ()
    return Doubt(
        doubt.a,
        doubt.b,
        doubt.entities,
        doubt.model,
        doubt.reason,
        doubt.weight,
        edges=max(1, gathered.between[doubt.entities]),
        alike=max(1, gathered.patterns[pattern]) if pattern else 1,
        taught=gathered.taught[pattern] if pattern else 0,
        unsure=tuple(sorted(unsure.get((doubt.a, doubt.b), ()))),
    )
