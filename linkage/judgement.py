"""From scores to decisions: which pairs may merge, which stay doubtful, what reviewers said.

Owns: thresholds, the rule of rivals (a mention that fits two subjects which exclude each other is given to the better
one, or to neither when they are near each other), and reviewers' words as must- and cannot-links. Refuses: merging
(linkage.clustering) and new evidence.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from linkage.clustering import Edge
from linkage.comparison import Node, vetoed
from linkage.scoring import Score
from linkage.weights import Decision


@dataclass(frozen=True, slots=True)
class Word:
    """A reviewer's word about two parties: one subject or two."""

    a: str
    b: str
    same: bool


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A candidate pair of nodes (``a`` < ``b``) with its score."""

    a: str
    b: str
    score: Score


def standing(edge: Edge) -> ScoredPair:
    """The pair that a former run scored and kept, without its lines."""
    return ScoredPair(edge.a, edge.b, _kept(edge.weight))


_kept = lru_cache(maxsize=1 << 14)(partial(Score, vetoed=False))  # a record looks at some sixty


@dataclass(frozen=True, slots=True)
class Decided:
    """Edges that may merge; pairs left in doubt, with the reason: weak, rival or chain."""

    edges: tuple[Edge, ...]
    doubtful: tuple[tuple[str, str, str], ...]


def decide(pairs: Sequence[ScoredPair], nodes: Mapping[str, Node], decision: Decision) -> Decided:
    """Sort scored pairs, none of them ruled out, into merges and doubts.

    What becomes of a pair depends on the heavy pairs of its two nodes and on who is at their other ends, on no more:
    linkage.renewal relies on it.
    """
    strong = [pair for pair in pairs if pair.score.weight >= decision.join]
    doubtful = [(pair.a, pair.b, "weak") for pair in pairs if decision.review <= pair.score.weight < decision.join]
    torn, lost = _choices(strong, nodes, decision.margin)
    edges = []
    for pair in strong:
        if pair.a in torn or pair.b in torn:
            doubtful.append((pair.a, pair.b, "rival"))
        elif (pair.a, pair.b) in lost or (pair.b, pair.a) in lost:
            doubtful.append((pair.a, pair.b, "chain"))
        else:
            edges.append(Edge(pair.a, pair.b, pair.score.weight))
    return Decided(tuple(edges), tuple(sorted(doubtful)))


def _choices(
    pairs: Sequence[ScoredPair], nodes: Mapping[str, Node], margin: int
) -> tuple[set[str], set[tuple[str, str]]]:
    """Nodes without a strong number whose best numbered partner has a rival that excludes it within the margin, and,
    of the others, (node, partner) where the best one excludes the partner: a mention is given to one number at most."""
    partners: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in pairs:
        partners[pair.a].append((pair.score.weight, pair.b))
        partners[pair.b].append((pair.score.weight, pair.a))
    torn: set[str] = set()
    lost: set[tuple[str, str]] = set()
    for node, found in partners.items():
        numbered = [] if nodes[node].strong else sorted((each for each in found if nodes[each[1]].strong), reverse=True)
        if len(numbered) < 2:
            continue
        top, best = numbered[0]
        others = [each for each in numbered[1:] if vetoed(nodes[best].strong, nodes[each[1]].strong)]
        if any(top - weight < margin for weight, _ in others):
            torn.add(node)
        else:
            lost.update((node, other) for _, other in others)
    return torn, lost


def links(
    words: Iterable[Word], home: Mapping[str, str]
) -> tuple[Collection[tuple[str, str]], Collection[tuple[str, str]]]:
    """Reviewers' words as must-links and cannot-links between nodes; ``home`` gives each party's node."""
    must: set[tuple[str, str]] = set()
    cannot: set[tuple[str, str]] = set()
    for word in words:
        a, b = home.get(word.a), home.get(word.b)
        if a is None or b is None or a == b:
            continue
        (must if word.same else cannot).add((min(a, b), max(a, b)))
    return must, cannot
