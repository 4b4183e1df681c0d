"""Which two nodes of two sides are weighed: those that the last resolution compared.

Owns: reading a side's nodes from the index, and of several the pair that speaks most for a merger. Refuses: scoring
of its own (linkage.scoring), decisions.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

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
    """Two sides under one model. ``scores`` of every pair of their nodes, none when they are of different kinds;
    ``best``: the pair that speaks most for a merger.

    ``joined``: one node holds both sides, so that linkage never weighed them; the score is then of what the two say
    themselves.
    """

    left: Side
    right: Side
    model: Model
    left_nodes: Sequence[Node] = ()
    right_nodes: Sequence[Node] = ()
    scores: Mapping[tuple[str, str], Score] = field(default_factory=dict)
    best: tuple[str, str] = ("", "")
    joined: bool = False

    @property
    def score(self) -> Score | None:
        """Of the best pair."""
        return self.scores.get(self.best)

    @property
    def nodes(self) -> tuple[Node, Node] | None:
        """The best pair."""
        met = ((a, b) for a in self.left_nodes for b in self.right_nodes)
        return next((pair for pair in met if (pair[0].id, pair[1].id) == self.best), None)

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
    scorer, recall = Scorer(model), Recall(store, model.name, versions_in_force(store).get(model.name, ""))
    ours, theirs = ({name: e.node for name, e in recall.holding(side.ids).items()} for side in (left, right))
    joined = not ours.keys().isdisjoint(theirs)
    if joined or not ours or not theirs:
        # of what no run has placed yet, and of what one node holds, only the mentions themselves can be weighed
        met: list[Sequence[Node]] = [(node_of(store, model, side),) for side in (left, right)]
    else:
        likely = _edge_ends(recall, ours, theirs)
        met = [_first(found, likely) for found in (ours, theirs)]
    scores = {(a.id, b.id): scorer.score(*sorted((a, b), key=_id)) for a in met[0] for b in met[1]}
    best = min(scores, key=lambda pair: (scores[pair].vetoed, -scores[pair].weight, pair))
    return Meeting(left, right, model, met[0], met[1], scores, best, joined)


def _edge_ends(recall: Recall, ours: Collection[str], theirs: Collection[str]) -> frozenset[str]:
    """Ends of the heaviest kept candidate pair between the sides."""
    across = [each for each in recall.edges(ours) if each.a in theirs or each.b in theirs]
    best = min(across, key=lambda each: (-each.weight, each.a, each.b), default=None)
    return frozenset((best.a, best.b)) if best else frozenset()


def _first(found: Mapping[str, Node], likely: frozenset[str]) -> tuple[Node, ...]:
    """At most so many nodes as the settings compare, those of the heaviest pair and the largest first."""
    ranked = sorted(found.values(), key=lambda node: (node.id not in likely, -len(node.parties), node.id))
    return tuple(ranked[: settings().mentions])


def _id(node: Node) -> str:
    return node.id
