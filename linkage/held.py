"""A half in memory as an index over it, and the half that a renewal makes of it.

Owns: keeping a run's result in step with what was judged anew, equal to a run over all of it. Refuses: judging
(linkage.renewal).
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyarrow import compute

from linkage import blocking
from linkage.anchors import Gathered
from linkage.arrays import column, taken
from linkage.clustering import Conflict, Edge
from linkage.comparison import Strong
from linkage.entries import Entry, entries_of, whole_keys
from linkage.judgement import ScoredPair, Word
from linkage.renewal import Renewal
from linkage.resolver import Doubt, Half
from linkage.weights import Decision, Model


class Index:
    """Names of nodes by key, twelve bytes a key: the texts of a population's keys would take gigabytes.

    Two texts with one hash (one chance in 2^64 a pair) find each other's nodes: a pair more is looked at, none is
    missed.
    """

    def __init__(self, entries: Mapping[str, Entry], model: Model) -> None:
        found = blocking.Keyed.of(entries, lambda name: whole_keys(entries[name], model))
        order = compute.array_sort_indices(column(found.hashes))
        self._names = found.names
        self._hashes, self._places = taken(found.hashes, order), taken(found.places, order)
        self._stale: set[str] = set()
        self._since: dict[str, Collection[str]] = {}
        self._changed: dict[str, list[str]] = {}

    def renew(self, ground: Collection[str], keys: Mapping[str, Collection[str]]) -> None:
        """Put these nodes with their keys in place of those of the ground."""
        self._stale.update(ground)
        self._since = {name: found for name, found in self._since.items() if name not in ground} | dict(keys)
        self._changed = defaultdict(list)
        for name, found in self._since.items():
            for key in found:
                self._changed[key].append(name)

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


@dataclass(frozen=True, slots=True)
class Held:
    """A half in memory as a :class:`linkage.renewal.CandidateSource`."""

    entries: Mapping[str, Entry]
    home: Mapping[str, str]
    group: Mapping[str, tuple[str, ...]]
    keyed: Index
    touching: Mapping[str, Sequence[Edge]]
    spoken: Mapping[str, Sequence[Word]]
    """Party -> reviewers' words about it."""

    @classmethod
    def of(cls, half: Half, keyed: Index, words: Iterable[Word]) -> "Held":
        """The index of a half; ``keyed`` is of its nodes."""
        entries = entries_of(half.gathered)
        touching: dict[str, list[Edge]] = defaultdict(list)
        for pair in half.pairs:
            if not pair.score.vetoed:
                edge = Edge(pair.a, pair.b, pair.score.weight)
                touching[pair.a].append(edge)
                touching[pair.b].append(edge)
        home = {party: name for name, entry in entries.items() for party in entry.node.parties}
        group = {party: group for group in half.clusters for party in group}
        spoken: dict[str, list[Word]] = defaultdict(list)
        for word in words:
            spoken[word.a].append(word)
            spoken[word.b].append(word)
        return cls(entries, home, group, keyed, touching, spoken)

    def sharing(self, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Nodes by key."""
        return self.keyed.sharing(keys)

    def holding(self, parties: Collection[str]) -> Mapping[str, Entry]:
        """Nodes of these parties."""
        names = {self.home[party] for party in parties if party in self.home}
        return {name: self.entries[name] for name in names}

    def strong(self, nodes: Collection[str]) -> Mapping[str, Strong]:
        """Their vetoing numbers."""
        return {name: self.entries[name].node.strong for name in nodes}

    def edges(self, nodes: Collection[str]) -> Iterable[Edge]:
        """Pairs that touch these nodes, each once."""
        found = {(edge.a, edge.b): edge for name in nodes for edge in self.touching.get(name, ())}
        return [found[pair] for pair in sorted(found)]

    def together(self, parties: Collection[str]) -> Collection[str]:
        """All of their clusters."""
        return {other for party in parties for other in self.group.get(party, ())}

    def words(self, parties: Collection[str]) -> Collection[Word]:
        """Words about them."""
        return {word for party in parties for word in self.spoken.get(party, ())}


def renewed(half: Half, found: Renewal, decision: Decision) -> Half:
    """The half with what a renewal changed in it."""
    looked_at = {party for group in found.half.clusters for party in group}
    untouched = [each for each in half.clusters if looked_at.isdisjoint(each)]
    standing = {(edge.a, edge.b) for edge in found.standing}
    stand = [each for each in half.pairs if not found.ground & {each.a, each.b} or (each.a, each.b) in standing]
    pairs = tuple(sorted((*stand, *found.pairs), key=_ends))
    gathered = _gathered(half.gathered, found)
    return Half(
        clusters=tuple(sorted((*untouched, *found.half.clusters))),
        sure=gathered.sure,
        pairs=pairs,
        doubts=tuple(sorted(_doubts(half, found, pairs, decision), key=lambda each: (each.a, each.b, each.reason))),
        conflicts=tuple(sorted((*_outside(half.conflicts, found), *found.half.conflicts), key=_ends)),
        gathered=gathered,
    )


def _ends(pair: ScoredPair | Conflict) -> tuple[str, str]:
    return pair.a, pair.b


def _outside(conflicts: Iterable[Conflict], found: Renewal) -> Iterator[Conflict]:
    inside = found.half.gathered.nodes.keys()
    return (each for each in conflicts if not {each.a, each.b} <= inside)


def _doubts(half: Half, found: Renewal, pairs: Iterable[ScoredPair], decision: Decision) -> Iterator[Doubt]:
    """Those that the renewal decided, those in which it has no part, and weak pairs that lead out of it."""
    inside = found.half.gathered.nodes.keys()
    yield from found.half.doubts
    for doubt in half.doubts:
        ends = {doubt.a, doubt.b}
        # a heavy pair is decided with either end, a weak one or one on a number where both are
        is_heavy = doubt.reason != "number" and doubt.weight >= decision.join
        if not ends & found.ground and not (ends & inside if is_heavy else ends <= inside):
            yield doubt
    for pair in pairs:
        ends = {pair.a, pair.b}
        if ends & found.ground and not ends <= inside and not pair.score.vetoed and pair.score.weight < decision.join:
            yield Doubt(pair.a, pair.b, "weak", pair.score.weight)


def _gathered(before: Gathered, found: Renewal) -> Gathered:
    """Nodes of the ground as they are now, all others as they were."""
    now, ground = found.entries, found.ground
    parties = {party for entry in now.values() for party in entry.node.parties}
    kept = [name for name in before.nodes if name not in ground]
    return Gathered(
        nodes={name: before.nodes[name] for name in kept} | {name: entry.node for name, entry in now.items()},
        sure=(before.sure - parties).union(*(entry.sure for entry in now.values())),
        against={name: home for name, home in before.against.items() if name not in ground}
        | {name: entry.against for name, entry in now.items() if entry.against},
        profiles={name: before.profiles[name] for name in kept} | {n: entry.profiles() for n, entry in now.items()},
        owned={name: cores for name, cores in before.owned.items() if name not in ground}
        | {name: entry.owned for name, entry in now.items() if entry.owned},
        asked={name: cores for name, cores in before.asked.items() if name not in ground}
        | {name: entry.asked for name, entry in now.items() if entry.asked},
    )
