"""A half in memory as an index over it, kept in step with what is judged anew.

Owns: that after every renewal it holds what a run over all parties would have left, at a cost of what was renewed.
Refuses: judging (linkage.renewal).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from pyarrow import compute

from linkage.arrays import column, taken
from linkage.blocking import Keyed
from linkage.clustering import Conflict, Edge
from linkage.comparison import Node, Strong
from linkage.entries import Entry, entry_of, keys_of
from linkage.judgement import ScoredPair, Word
from linkage.renewal import Renewal
from linkage.resolver import Doubt, Half
from linkage.weights import Decision


class Index:
    """Names of nodes by key, twelve bytes a key: the texts of a population's keys would take gigabytes.

    Two texts with one hash (one chance in 2^64 a pair) find each other's nodes: a pair more is looked at, none is
    missed. ``keyed`` are keys of the same names, of several sorts.
    """

    def __init__(self, *keyed: Keyed) -> None:
        self._names = keyed[0].names
        hashes, places = keyed[0].hashes[:], keyed[0].places[:]
        for each in keyed[1:]:
            hashes += each.hashes
            places += each.places
        order = compute.array_sort_indices(column(hashes))
        self._hashes, self._places = taken(hashes, order), taken(places, order)
        self._stale: set[str] = set()
        self._since: dict[str, Collection[str]] = {}
        self._changed: dict[str, set[str]] = defaultdict(set)

    def renew(self, ground: Collection[str], keys: Mapping[str, Collection[str]]) -> None:
        """Put these nodes with their keys in place of those of the ground."""
        self._stale.update(ground)
        for name in ground:
            for key in self._since.pop(name, ()):
                self._changed[key].discard(name)
        for name, found in keys.items():
            self._since[name] = found
            for key in found:
                self._changed[key].add(name)

    def sharing(self, keys: Collection[str]) -> dict[str, list[str]]:
        """Key -> names, in order; keys of nobody are absent."""
        found = {key: sorted({*self._kept(hash(key)), *self._changed.get(key, ())}) for key in keys}
        return {key: names for key, names in found.items() if names}

    def _kept(self, hashed: int) -> Iterator[str]:
        at = bisect_left(self._hashes, hashed)
        while at < len(self._hashes) and self._hashes[at] == hashed:
            name = self._names[self._places[at]]
            if name not in self._stale:
                yield name
            at += 1


class Held:
    """A half in memory as a :class:`linkage.renewal.CandidateSource`. The nodes of the half that it begins with are
    changed in place: a population's are not held twice."""

    def __init__(self, half: Half, words: Iterable[Word]) -> None:
        self._gathered, self._sure = half.gathered, set(half.sure)
        others = Keyed.of(self.nodes, lambda name: keys_of(self._entry(name), ()))
        if half.keyed is None:
            raise ValueError("a half without its block keys is not to be kept in step")
        self._index = Index(half.keyed, others)
        self._home = {party: name for name, node in self.nodes.items() for party in node.parties}
        self.company = {party: group[0] for group in half.clusters for party in group}
        """Party -> cluster, named by its first party."""
        self._groups = {group[0]: group for group in half.clusters}
        self._made: set[tuple[str, ...]] = set()
        self._ended: set[tuple[str, ...]] = set()
        """Clusters of those that it began with."""
        self._renewed: set[str] = set()
        self._pairs: dict[str, dict[str, ScoredPair]] = defaultdict(dict)
        for pair in half.pairs:
            self._put(pair)
        self._doubts: Sequence[Doubt] = half.doubts
        self._conflicts: Sequence[Conflict] = half.conflicts
        self._spoken: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            self._spoken[word.a].append(word)
            self._spoken[word.b].append(word)

    @property
    def nodes(self) -> dict[str, Node]:
        """By id."""
        return self._gathered.nodes

    @property
    def moved(self) -> int:
        """Parties whose cluster is another than when it began."""
        return sum(map(len, self._made - self._ended))

    def renewed(self) -> set[str]:
        """Nodes that were gathered anew since this was last asked."""
        found, self._renewed = self._renewed, set()
        return found

    def _entry(self, name: str) -> Entry:
        return entry_of(self._gathered, name, self._sure)

    def _put(self, pair: ScoredPair) -> None:
        self._pairs[pair.a][pair.b] = self._pairs[pair.b][pair.a] = pair

    def sharing(self, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Nodes by key."""
        return self._index.sharing(keys)

    def holding(self, parties: Collection[str]) -> Mapping[str, Entry]:
        """Nodes of these parties."""
        return {name: self._entry(name) for name in {self._home[party] for party in parties if party in self._home}}

    def strong(self, nodes: Collection[str]) -> Mapping[str, Strong]:
        """Their vetoing numbers."""
        return {name: self.nodes[name].strong for name in nodes}

    def edges(self, nodes: Collection[str]) -> Iterable[Edge]:
        """Pairs that touch these nodes, each once."""
        return [Edge(pair.a, pair.b, pair.score.weight) for pair in self._touching(nodes)]

    def _touching(self, nodes: Iterable[str]) -> list[ScoredPair]:
        found = {(each.a, each.b): each for name in nodes for each in self._pairs.get(name, {}).values()}
        return [found[pair] for pair in sorted(found)]

    def together(self, parties: Collection[str]) -> Collection[str]:
        """All of their clusters."""
        return {other for party in parties if party in self.company for other in self._groups[self.company[party]]}

    def words(self, parties: Collection[str]) -> Collection[Word]:
        """Words about them."""
        return {word for party in parties for word in self._spoken.get(party, ())}

    def take(self, found: Renewal, decision: Decision) -> set[str]:
        """What a renewal changed, in place of what it was; parties whose cluster is named otherwise now."""
        inside = found.half.gathered.nodes.keys()
        self._index.renew(found.ground, found.keys)
        self._renewed |= found.ground
        self._pair(found)
        self._doubts = [*self._standing(found, inside, decision), *self._weak(found, inside, decision)]
        outside = [each for each in self._conflicts if not {each.a, each.b} <= inside]
        self._conflicts = [*outside, *found.half.conflicts]
        self._gather(found)
        return self._cluster(found.half.clusters)

    def _pair(self, found: Renewal) -> None:
        standing = {(edge.a, edge.b) for edge in found.standing}
        for pair in self._touching(found.ground):
            if (pair.a, pair.b) not in standing:
                del self._pairs[pair.a][pair.b], self._pairs[pair.b][pair.a]
        for pair in found.pairs:
            self._put(pair)

    def _standing(self, found: Renewal, inside: AbstractSet[str], decision: Decision) -> Iterator[Doubt]:
        """Doubts that the renewal decided, and those in which it has no part."""
        yield from found.half.doubts
        for doubt in self._doubts:
            ends = {doubt.a, doubt.b}
            # a heavy pair is decided with either end, a weak one or one on a number where both are
            is_heavy = doubt.reason != "number" and doubt.weight >= decision.join
            if ends.isdisjoint(found.ground) and not (ends & inside if is_heavy else ends <= inside):
                yield doubt

    def _weak(self, found: Renewal, inside: AbstractSet[str], decision: Decision) -> Iterator[Doubt]:
        """Weak pairs that lead out of it."""
        for pair in self._touching(found.ground):
            if not {pair.a, pair.b} <= inside and pair.score.weight < decision.join:
                yield Doubt(pair.a, pair.b, "weak", pair.score.weight)

    def _gather(self, found: Renewal) -> None:
        """Nodes of the ground as they are now, all others as they were."""
        held = self._gathered
        for name in found.ground:
            for each in (held.nodes, held.profiles, held.against, held.owned, held.asked):
                each.pop(name, None)
        for name, entry in found.entries.items():
            held.nodes[name], held.profiles[name] = entry.node, entry.profiles()
            self._home.update(dict.fromkeys(entry.node.parties, name))
            self._sure.difference_update(entry.node.parties)
            if entry.against:
                held.against[name] = entry.against
            if entry.owned:
                held.owned[name] = entry.owned
            if entry.asked:
                held.asked[name] = entry.asked
        for entry in found.entries.values():
            self._sure |= entry.sure

    def _cluster(self, groups: Collection[tuple[str, ...]]) -> set[str]:
        """Put these clusters in place of those of their parties; parties whose cluster is named otherwise now."""
        now = {party: group[0] for group in groups for party in group}
        for first in {self.company[party] for party in now if party in self.company}:
            ended = self._groups.pop(first)
            (self._made.remove if ended in self._made else self._ended.add)(ended)
        moved = {party for party, first in now.items() if self.company.get(party) != first}
        self._groups |= {group[0]: group for group in groups}
        self._made.update(groups)
        self.company |= now
        return moved

    def half(self) -> Half:
        """As it is now."""
        found = ((name, sorted(self._pairs[name].items())) for name in sorted(self._pairs))
        return Half(
            clusters=tuple(sorted(self._groups.values())),
            sure=frozenset(self._sure),
            pairs=tuple(pair for name, pairs in found for _, pair in pairs if name == pair.a),
            doubts=tuple(sorted(self._doubts, key=lambda each: (each.a, each.b, each.reason))),
            conflicts=tuple(sorted(self._conflicts, key=lambda each: (each.a, each.b))),
            gathered=replace(self._gathered, sure=frozenset(self._sure)),
        )
