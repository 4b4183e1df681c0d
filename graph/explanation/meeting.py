"""Which two nodes of two sides are weighed: those that the last resolution compared.

Owns: reading a side's nodes from the index, and of several the pair that speaks most for a merger. Refuses: scoring
of its own (linkage.scoring), decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.explanation.sides import Side, node_of
from graph.pinned import versions_in_force
from graph.recall import Recall
from graph.review.settings import settings
from graph.store.port import GraphStore
from linkage.comparison import Node
from linkage.identifiers import Identifier
from linkage.scoring import Score, Scorer
from linkage.weights import Model


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sides under one model. ``nodes`` and ``score`` are None when they are of different kinds.

    ``left_nodes`` and ``right_nodes``: all that were read. ``joined``: one node holds both sides, so that linkage never
    weighed them; the score is then of what the two say themselves.
    """

    left: Side
    right: Side
    model: Model
    nodes: tuple[Node, Node] | None = None
    score: Score | None = None
    left_nodes: Sequence[Node] = ()
    right_nodes: Sequence[Node] = ()
    joined: bool = False

    def numbers(self, right: bool) -> set[Identifier]:
        """All that a side bears, by its own mentions or by the nodes that these are in."""
        side, nodes = (self.right, self.right_nodes) if right else (self.left, self.left_nodes)
        return {each for node in nodes for each in node.numbers} | {
            each for party in side.parties for each in party.identifiers
        }


def meet(store: GraphStore, left: Side, right: Side, model: Model) -> Meeting:
    """The sides with the nodes that met."""
    if left.is_person != right.is_person:
        return Meeting(left, right, model)
    scorer = Scorer(model)
    ours, theirs = _recalled(store, model, left), _recalled(store, model, right)
    if ours.keys() & theirs.keys() or not ours or not theirs:
        # of what no run has placed yet, and of what one node holds, only the mentions themselves can be weighed
        alone = node_of(store, model, left), node_of(store, model, right)
        joined = bool(ours.keys() & theirs.keys())
        return Meeting(left, right, model, alone, scorer.score(*alone), (alone[0],), (alone[1],), joined)
    likely = _edge_ends(store, model, ours, theirs)
    left_nodes, right_nodes = (_first(found, likely) for found in (ours, theirs))
    met = [(scorer.score(*sorted(pair, key=_by_id)), pair) for pair in _pairs(left_nodes, right_nodes)]
    score, nodes = min(met, key=lambda each: (each[0].vetoed, -each[0].weight, each[1][0].id, each[1][1].id))
    return Meeting(left, right, model, nodes, score, left_nodes, right_nodes)


def _recalled(store: GraphStore, model: Model, side: Side) -> Mapping[str, Node]:
    """The nodes of the last resolution that hold the side's parties."""
    held = Recall(store, model.name, "").holding(side.ids)
    return {name: entry.node for name, entry in held.items()}


def _edge_ends(store: GraphStore, model: Model, ours: Mapping[str, Node], theirs: Mapping[str, Node]) -> frozenset[str]:
    """Ends of the heaviest kept candidate pair between the sides."""
    version = versions_in_force(store).get(model.name, "")
    edges = store.edges(version, ours.keys()) if version else ()
    across = [each for each in edges if theirs.keys() & {each.a, each.b}]
    best = min(across, key=lambda each: (-each.weight, each.a, each.b), default=None)
    return frozenset((best.a, best.b)) if best else frozenset()


def _first(found: Mapping[str, Node], likely: frozenset[str]) -> tuple[Node, ...]:
    """At most so many nodes as the settings compare, those of the heaviest pair and the largest first."""
    ranked = sorted(found.values(), key=lambda node: (node.id not in likely, -len(node.parties), node.id))
    return tuple(ranked[: settings().mentions])


def _pairs(left: Sequence[Node], right: Sequence[Node]) -> list[tuple[Node, Node]]:
    return [(one, other) for one in left for other in right]


def _by_id(node: Node) -> str:
    return node.id
