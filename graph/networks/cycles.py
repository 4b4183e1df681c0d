"""Strongly connected companies: circular shareholding.

Owns: the components of the graph of holdings (Tarjan 1972, without recursion) in the order in which a solve needs them.
Refuses: shares.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


def components(nodes: Iterable[str], after: Callable[[str], Iterable[str]]) -> list[tuple[str, ...]]:
    """Strongly connected components, each sorted, those that others lead to first."""
    search = _Tarjan(after)
    for node in nodes:
        if node not in search.index:
            search.visit(node)
    return search.found


def shortest_cycle(start: str, members: set[str], after: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from ``start`` back to itself within the members, ``start`` first; empty when there is none."""
    came: dict[str, str] = {}
    frontier = [start]
    while frontier:
        step, frontier = frontier, []
        for node in step:
            for near in sorted(set(after(node)) & members):
                if near == start:
                    return _way(came, start, node)
                if near not in came:
                    came[near] = node
                    frontier.append(near)
    return ()


def _way(came: dict[str, str], start: str, last: str) -> tuple[str, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came[way[-1]])
    return tuple(reversed(way))


@dataclass(slots=True)
class _Tarjan:
    after: Callable[[str], Iterable[str]]
    index: dict[str, int] = field(default_factory=dict)
    low: dict[str, int] = field(default_factory=dict)
    stack: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    found: list[tuple[str, ...]] = field(default_factory=list)

    def visit(self, root: str) -> None:
        work = [(root, self._enter(root))]
        while work:
            node, nears = work[-1]
            fresh = next((near for near in nears if self._is_fresh(node, near)), None)
            if fresh is not None:
                work.append((fresh, self._enter(fresh)))
                continue
            work.pop()
            if work:
                self.low[work[-1][0]] = min(self.low[work[-1][0]], self.low[node])
            if self.low[node] == self.index[node]:
                self._close(node)

    def _enter(self, node: str) -> Iterator[str]:
        self.index[node] = self.low[node] = len(self.index)
        self.stack.append(node)
        self.waiting.add(node)
        return iter(sorted(self.after(node)))

    def _is_fresh(self, node: str, near: str) -> bool:
        if near in self.waiting:
            self.low[node] = min(self.low[node], self.index[near])
        return near not in self.index

    def _close(self, root: str) -> None:
        members = []
        while True:
            member = self.stack.pop()
            self.waiting.discard(member)
            members.append(member)
            if member == root:
                break
        self.found.append(tuple(sorted(members)))
