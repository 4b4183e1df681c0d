"""Weight-ordered clustering with cannot-link and must-link: heavy evidence first, never against a veto.

Owns: the greedy partition of one set of nodes. Refuses: scores (they come in), ids (the graph mints them), chance.
The partition depends on the set of edges only: ties are broken by node names, never by order of arrival, and nodes of
different connected components do not influence each other, so that a component may be clustered alone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edge:
    """A scored pair of nodes, ``a`` < ``b``; weight in 1/1024 bit."""

    a: str
    b: str
    weight: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reviewer's must-link that contradicts a cannot-link: listed, never silently chosen."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters as sorted tuples of nodes (sorted by first node), merges refused with the pair that refused them."""

    groups: tuple[tuple[str, ...], ...]
    refused: tuple[Edge, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(slots=True)
class _Partition:
    """Union by relabelling the smaller side, with forbidden partners per cluster."""

    home: dict[str, str]
    members: dict[str, list[str]]
    barred: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def bar(self, a: str, b: str) -> None:
        self.barred[self.home[a]].add(self.home[b])
        self.barred[self.home[b]].add(self.home[a])

    def separate(self, a: str, b: str) -> bool:
        return self.home[b] in self.barred.get(self.home[a], ())

    def join(self, a: str, b: str) -> None:
        keep, gone = self.home[a], self.home[b]
        if len(self.members[keep]) < len(self.members[gone]):
            keep, gone = gone, keep
        for node in self.members[gone]:
            self.home[node] = keep
        self.members[keep] += self.members.pop(gone)
        for other in self.barred.pop(gone, ()):
            self.barred[other].discard(gone)
            self.barred[other].add(keep)
            self.barred[keep].add(other)


def cluster(
    nodes: Iterable[str],
    edges: Iterable[Edge],
    must: Collection[tuple[str, str]] = (),
    cannot: Collection[tuple[str, str]] = (),
    agree: Callable[[Sequence[str], Sequence[str]], bool] | None = None,
    never: Callable[[Sequence[str], Sequence[str]], bool] | None = None,
) -> Clusters:
    """Merge must-links, then edges from heavy to light, unless a cannot-link or ``agree`` forbids.

    ``never(left, right)``: numbers that exclude each other stand on the two sides: not even a must-link joins them.

    ``agree(left, right)`` looks at the members of both clusters and says whether the evidence holds between them: it
    is what stops chains. It is asked once per attempted merge and must not depend on the order of its arguments.
    """
    names = sorted(set(nodes))
    state = _Partition({name: name for name in names}, {name: [name] for name in names})
    for a, b in cannot:
        if a in state.home and b in state.home and a != b:
            state.bar(a, b)
    conflicts = _bind(state, must, never)
    refused = []
    for edge in sorted(edges, key=lambda edge: (-edge.weight, edge.a, edge.b)):
        left, right = state.home[edge.a], state.home[edge.b]
        if left == right:
            continue
        if state.separate(edge.a, edge.b) or (agree and not agree(state.members[left], state.members[right])):
            refused.append(edge)
        else:
            state.join(edge.a, edge.b)
    groups = sorted(tuple(sorted(group)) for group in state.members.values())
    apart = tuple(edge for edge in refused if state.home[edge.a] != state.home[edge.b])
    return Clusters(tuple(groups), apart, conflicts)


def _bind(
    state: _Partition,
    must: Collection[tuple[str, str]],
    never: Callable[[Sequence[str], Sequence[str]], bool] | None,
) -> tuple[Conflict, ...]:
    conflicts = []
    for a, b in sorted(must):
        if a not in state.home or b not in state.home or state.home[a] == state.home[b]:
            continue
        sides = state.members[state.home[a]], state.members[state.home[b]]
        if state.separate(a, b) or (never and never(*sides)):
            conflicts.append(Conflict(a, b))
        else:
            state.join(a, b)
    return tuple(conflicts)


def components(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The smallest node name of each node's connected component."""
    parent = {node: node for node in nodes}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in links:
        left, right = sorted((root(a), root(b)))
        parent[right] = left
    return {node: root(node) for node in parent}
