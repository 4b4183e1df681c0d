"""From scores to decisions: which pairs may merge, which stay doubtful, what reviewers said.

Owns: thresholds, the rule of rivals (a mention that fits two subjects which exclude each other is given to neither),
and reviewers' words as must- and cannot-links. Refuses: merging (linkage.clustering) and new evidence.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Decided:
    """Edges that may merge; pairs left in doubt, with the reason: weak, rival or number."""

    edges: tuple[Edge, ...]
    doubtful: tuple[tuple[str, str, str], ...]


def decide(pairs: Sequence[ScoredPair], nodes: Mapping[str, Node], decision: Decision) -> Decided:
    """Sort scored pairs into merges and doubts."""
    strong = [pair for pair in pairs if not pair.score.vetoed and pair.score.weight >= decision.join]
    weak = [
        (pair.a, pair.b, "weak")
        for pair in pairs
        if not pair.score.vetoed and decision.review <= pair.score.weight < decision.join
    ]
    torn = _torn(strong, nodes, decision.margin)
    rival = [(pair.a, pair.b, "rival") for pair in strong if pair.a in torn or pair.b in torn]
    edges = [Edge(pair.a, pair.b, pair.score.weight) for pair in strong if pair.a not in torn and pair.b not in torn]
    return Decided(tuple(edges), tuple(sorted([*weak, *rival])))


def _torn(pairs: Sequence[ScoredPair], nodes: Mapping[str, Node], margin: int) -> frozenset[str]:
    """Nodes without a strong number whose best partner has a rival that excludes it, within the margin."""
    partners: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pair in pairs:
        partners[pair.a].append((pair.score.weight, pair.b))
        partners[pair.b].append((pair.score.weight, pair.a))
    return frozenset(
        node for node, found in partners.items() if not nodes[node].strong and _has_rivals(found, nodes, margin)
    )


def _has_rivals(partners: Iterable[tuple[int, str]], nodes: Mapping[str, Node], margin: int) -> bool:
    """True when two partners with different strong numbers are within the margin of each other, at the top."""
    numbered = sorted(((weight, other) for weight, other in partners if nodes[other].strong), reverse=True)
    if len(numbered) < 2:
        return False
    top, best = numbered[0]
    return any(
        top - weight < margin and vetoed(nodes[best].strong, nodes[other].strong) for weight, other in numbered[1:]
    )


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
