"""A few new parties among many resolved ones: what a run over all would make of them, out of what they can influence.

Owns: the closure. *Ground*: nodes that share a number, a group or the ownership of a name with what is new; they are
gathered anew. *Component*: nodes that merge, merged or must merge with the ground, over heavy pairs; they are clustered
anew. Nothing else can change, because gathering looks at the ground alone and a component is clustered alone.
Refuses: stores (a :class:`CandidateSource` answers), ids, and closures larger than the limit.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Protocol

from linkage.anchors import Gathered, restored
from linkage.clustering import Edge
from linkage.codemap import build
from linkage.comparison import Node, Strong, vetoed
from linkage.entries import ASKS, OWNS, Entry, entries_of, group_key, keys_of, number_keys
from linkage.errors import LinkageError
from linkage.judgement import ScoredPair, Word, decide, standing
from linkage.profiles import Profile
from linkage.resolver import Half, Run, Scores, decided, gathered_of, keyed_of, scored
from linkage.scoring import Score, Scorer


class CandidateSource(Protocol):
    """What the last run left of one family of kinds (firms, or persons)."""

    def sharing(self, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Key -> ids of the nodes that have it; keys of nobody are absent."""

    def holding(self, parties: Collection[str]) -> Mapping[str, Entry]:
        """The nodes that hold any of these parties, by id."""

    def strong(self, nodes: Collection[str]) -> Mapping[str, Strong]:
        """The vetoing numbers of these nodes: they turn most candidates away, which then are not read."""

    def edges(self, nodes: Collection[str]) -> Iterable[Edge]:
        """Scored pairs that touch any of these nodes."""

    def together(self, parties: Collection[str]) -> Collection[str]:
        """All parties that are in one entity with any of these."""

    def words(self, parties: Collection[str]) -> Collection[Word]:
        """Reviewers' words on pairs that touch any of these parties."""


class ClosureTooLarge(LinkageError):
    """More parties depend on each other than a run over a part may look at: run over all of them."""

    code = "linkage.closure"
    remedy = "say more of the subject, a number best of all; or raise `[closure] parties` of the policy `resolution`"


@dataclass(frozen=True, slots=True)
class Renewal:
    """What changes. ``half`` decides the component; ``keys`` and ``entries`` replace those of the nodes ``gone``."""

    half: Half
    entries: Mapping[str, Entry]
    keys: Mapping[str, frozenset[str]]
    gone: frozenset[str]
    pairs: tuple[ScoredPair, ...]
    """Pairs to keep that touch a node of the ground that says something new."""
    held: tuple[Edge, ...]
    """Pairs that the last run kept and that touch the ground."""
    standing: tuple[Edge, ...]
    """Those of them that touch it only where it says nothing new."""
    ground: frozenset[str]
    """Nodes, former and present, that were gathered anew: their pairs are those kept and those standing."""
    words: Collection[Word]
    """Those that touch the component."""
    nodes: Mapping[str, Node]
    """Of the ground, and those outside that were read."""
    parties: int
    """Parties looked at as ground or component."""


def renew(fresh: Sequence[Profile], source: CandidateSource, run: Run, limit: int) -> Renewal:
    """Resolve fresh profiles among those of the source, under the pinned model of the run and the words of the source.

    ``fresh`` replaces whatever the source holds of the same parties. ClosureTooLarge when more than ``limit`` parties
    would be looked at.
    """
    scorer = run.scorer or Scorer(run.model)
    ground = _Ground(source, tuple(fresh), limit, frozenset(party for each in fresh for party in each.parties))
    gathered = _gathered(ground, scorer, run)
    keyed = keyed_of(gathered, run.model)
    fresh_nodes = _changed(ground, gathered)
    candidates = _possible(_candidates(ground, keyed, fresh_nodes, run), gathered.nodes, source)
    around = source.holding({name for pair in candidates for name in pair} - gathered.nodes.keys())
    nodes = gathered.nodes | {name: entry.node for name, entry in around.items()}
    scores = Scores(scorer, nodes)
    pairs = scored(scores, candidates)
    component = _Component(ground, gathered, fresh_nodes, run, nodes, dict(around))
    inner = component.close(pairs)
    whole = component.gathered()
    words = source.words({party for node in whole.nodes.values() for party in node.parties})
    half = decided(scores, words, whole, inner)
    entries = entries_of(gathered)
    return Renewal(
        half=half,
        entries=entries,
        keys={name: keys_of(entry, keyed.get(name, ())) for name, entry in entries.items()},
        gone=frozenset(ground.entries.keys() - entries.keys()),
        pairs=pairs,
        held=tuple(component.held),
        standing=tuple(component.standing),
        ground=frozenset(ground.entries.keys() | entries.keys()),
        words=words,
        nodes=component.nodes,
        parties=component.size,
    )


@dataclass(slots=True)
class _Ground:
    """Profiles gathered anew: the fresh ones and, less their parties, those of the nodes that they touch."""

    source: CandidateSource
    fresh: tuple[Profile, ...]
    limit: int
    replaced: frozenset[str]
    entries: dict[str, Entry] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    held: list[Profile] = field(default_factory=list)

    def profiles(self) -> list[Profile]:
        return _collapsed([*self.fresh, *self.held])

    def take(self, ids: Collection[str]) -> None:
        """Add nodes by the ids of parties in them."""
        found = self.source.holding(ids) if ids else {}
        self.entries.update(found)
        former = (restored(each) for entry in found.values() for each in entry.profiles())
        self.held += _without(former, self.replaced)
        size = len(self.replaced) + sum(len(entry.node.parties) for entry in self.entries.values())
        _check(size, self.limit)

    def grow(self) -> None:
        """Add nodes over shared numbers until there are no more."""
        if not self.entries:
            self.take(self.replaced)
        while wanted := {key for each in (*self.fresh, *self.held) for key in number_keys(each.numbers)} - self.known:
            self.known |= wanted
            self.take(self.outside(self.source.sharing(wanted)))

    def outside(self, found: Mapping[str, Sequence[str]]) -> set[str]:
        return {node for nodes in found.values() for node in nodes} - self.entries.keys()


def _gathered(ground: _Ground, scorer: Scorer, run: Run) -> Gathered:
    """The ground's nodes, grown until nobody outside depends on its names."""
    while True:
        ground.grow()
        profiles = ground.profiles()
        run = replace(run, words=ground.source.words({party for each in profiles for party in each.parties}))
        codes = build(each.numbers for each in profiles)
        found = gathered_of(profiles, codes, scorer, run)
        asked = {f"{OWNS}|{core}" for cores in found.asked.values() for core in cores}
        owners = ground.source.sharing(asked) if asked else {}
        abroad = {key.partition("|")[2] for key, nodes in owners.items() if not ground.entries.keys() >= set(nodes)}
        if abroad:
            found = gathered_of(profiles, codes, scorer, run, abroad)
        before = {core for entry in ground.entries.values() for core in entry.owned}
        after = {core for cores in found.owned.values() for core in cores}
        moved = {f"{ASKS}|{core}" for core in before ^ after}
        loose = _groups(found) - ground.known
        ground.known |= loose
        depending = ground.outside(ground.source.sharing(moved | loose)) if moved or loose else set()
        if not depending:
            return found
        ground.take(depending)


def _groups(found: Gathered) -> set[str]:
    """Group keys of the nodes that no number holds together."""
    return {
        group_key(restored(each))
        for name, node in found.nodes.items()
        if not node.anchor and name not in found.against
        for each in found.profiles[name]
    }


def _changed(ground: _Ground, gathered: Gathered) -> set[str]:
    """Nodes of the ground that are new or say something new: the scores of all others stand."""

    def stands(node: Node) -> bool:
        entry = ground.entries.get(node.id)
        return (
            entry is not None
            and (entry.node.fields, entry.node.numbers) == (node.fields, node.numbers)
            and [(card.normal, card.fields) for card in entry.node.names]
            == [(card.normal, card.fields) for card in node.names]
            and bool(entry.against) == (node.id in gathered.against)
        )

    return {name for name, node in gathered.nodes.items() if not stands(node)}


def _candidates(
    ground: _Ground, keyed: Mapping[str, frozenset[str]], changed: Collection[str], run: Run
) -> set[tuple[str, str]]:
    """Pairs that share a block, at least one of them a changed node of the ground."""
    ours: dict[str, list[str]] = defaultdict(list)
    for name in sorted(keyed):
        for key in keyed[name] - run.model.generics:
            ours[key].append(name)
    pairs = {(a, b) for names in ours.values() for a, b in combinations(names, 2) if a in changed or b in changed}
    asked = {key: [name for name in names if name in changed] for key, names in ours.items()}
    wanted = [key for key, names in asked.items() if names]
    for key, others in ground.source.sharing(wanted).items() if wanted else ():
        outside = [other for other in others if other not in ground.entries]
        pairs.update((min(name, other), max(name, other)) for name in asked[key] for other in outside)
    return pairs


def _possible(
    pairs: Collection[tuple[str, str]], nodes: Mapping[str, Node], source: CandidateSource
) -> list[tuple[str, str]]:
    """Pairs whose numbers do not exclude each other; whom nothing can exclude is not asked for its numbers."""
    strong = {name: node.strong for name, node in nodes.items()}
    numbered = {name for name, found in strong.items() if found}
    strong |= source.strong({name for pair in pairs if not numbered.isdisjoint(pair) for name in pair} - nodes.keys())
    return [(a, b) for a, b in pairs if not vetoed(strong.get(a, {}), strong.get(b, {}))]


@dataclass(slots=True)
class _Component:
    """The ground and what hangs together with it, and around it the rim: nodes that tell what those are torn between.

    What becomes of a pair depends on the heavy pairs of its ends (linkage.judgement), and a node with a number of its
    own is never torn. So the rim is whoever shares a heavy pair with a member, and whoever shares one with such a node
    that has no number; beyond it nothing is looked at, however far heavy pairs lead.
    """

    ground: _Ground
    base: Gathered
    changed: Collection[str]
    run: Run
    nodes: dict[str, Node]
    """Of the ground, the component and the rim."""
    around: dict[str, Entry]
    """Outside nodes that were read."""
    outer: dict[str, Entry] = field(default_factory=dict)
    """Outside nodes of the component."""
    known: dict[tuple[str, str], ScoredPair] = field(default_factory=dict)
    """Pairs that stand, and those scored now."""
    partners: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Node -> those with which it has a heavy pair."""
    read: set[str] = field(default_factory=set)
    """Nodes whose pairs are known."""
    held: list[Edge] = field(default_factory=list)
    """Pairs of the last run that touch the ground."""
    standing: list[Edge] = field(default_factory=list)
    """Those that stand."""
    home: dict[str, str] = field(default_factory=dict)
    """Party -> node."""

    def __post_init__(self) -> None:
        self.home.update((party, name) for name, node in self.nodes.items() for party in node.parties)

    @property
    def size(self) -> int:
        """Parties of the component and its rim; those of nodes that were only compared are not counted."""
        looked_at = self.base.nodes.keys() | self.outer.keys() | self.partners.keys()
        return sum(len(self.nodes[name].parties) for name in looked_at)

    def close(self, pairs: Sequence[ScoredPair]) -> tuple[ScoredPair, ...]:
        """Add outside nodes until nothing that may merge leads out; all pairs that decide about the component."""
        former = self._former()
        self._know(pairs)
        # a mention that loses a partner or finds one may go elsewhere now
        moved = former | {each for name in self.changed for each in self.partners[name]}
        self._meet(moved | {each for name in self.base.nodes for each in self.partners[name]})
        loose = {name for name in moved if name in self.around and not self.nodes[name].strong}
        fresh = self._add(loose, set(), {party for node in self.base.nodes.values() for party in node.parties})
        self._look(self.base.nodes.keys() | fresh)
        while fresh := self._add(self._reached(), fresh, set()):
            self._look(fresh)
        inside = self.base.nodes.keys() | self.outer.keys()
        found = (each for each in self.known.values() if self._is_heavy(each.score) or inside >= {each.a, each.b})
        return tuple(sorted(found, key=lambda pair: (pair.a, pair.b)))

    def gathered(self) -> Gathered:
        """All nodes of the component as one gathering."""
        nodes = self.base.nodes | {name: entry.node for name, entry in self.outer.items()}
        sure = self.base.sure.union(*(entry.sure for entry in self.outer.values()))
        against = self.base.against | {
            name: entry.against for name, entry in self.outer.items() if entry.against in nodes
        }
        return Gathered(nodes, sure, against)

    def _former(self) -> set[str]:
        """Outside partners, at the last run, of nodes of the ground that say something else now or are no more."""
        old = self.ground.entries.keys()
        self.read |= old | self.base.nodes.keys()
        self.held = list(self.ground.source.edges(old)) if old else []
        gone = (old | self.base.nodes.keys()) - (self.base.nodes.keys() - set(self.changed))
        self.standing = [edge for edge in self.held if edge.a not in gone and edge.b not in gone]
        self._know(map(standing, self.standing))
        join = self.run.model.decision.join
        ended = (edge for edge in self.held if edge.weight >= join and (edge.a in gone or edge.b in gone))
        return {each for edge in ended for each in (edge.a, edge.b)} - old

    def _is_heavy(self, score: Score) -> bool:
        return score.weight >= self.run.model.decision.join

    def _know(self, pairs: Iterable[ScoredPair]) -> None:
        for each in pairs:
            self.known[each.a, each.b] = each
            if self._is_heavy(each.score):
                self.partners[each.a].add(each.b)
                self.partners[each.b].add(each.a)

    def _look(self, names: Collection[str]) -> None:
        """Learn who members share heavy pairs with, and who those of them share some with that have no number."""
        self._ask(names)
        self._ask({each for name in names for each in self.partners[name] if not self.nodes[each].strong})

    def _ask(self, names: Iterable[str]) -> None:
        """Learn the pairs of outside nodes, and meet their partners."""
        wanted = {*names} - self.read
        if not wanted:
            return
        self.read |= wanted
        old = self.ground.entries.keys()
        self._know(standing(edge) for edge in self.ground.source.edges(wanted) if not old & {edge.a, edge.b})
        self._meet({each for name in wanted for each in self.partners[name]})

    def _meet(self, names: Iterable[str]) -> None:
        """Read outside nodes by the ids of their parties."""
        unknown = {*names} - self.nodes.keys()
        if not unknown:
            return
        held = self.ground.source.holding(unknown).items()
        found = {name: entry for name, entry in held if name not in self.ground.entries}
        self.around |= found
        self.nodes |= {name: entry.node for name, entry in found.items()}
        self.home |= {party: name for name, entry in found.items() for party in entry.node.parties}

    def _reached(self) -> set[str]:
        """Outside nodes that may merge with a node of the component."""
        heavy = [each for each in self.known.values() if self._is_heavy(each.score)]
        inside = self.base.nodes.keys() | self.outer.keys()
        edges = decide(heavy, self.nodes, self.run.model.decision).edges
        return {other for e in edges for one, other in ((e.a, e.b), (e.b, e.a)) if one in inside} - inside

    def _add(self, names: set[str], members: Collection[str], parties: set[str]) -> set[str]:
        """Make outside nodes members, with those that are, or by a reviewer's word must be, in one entity with these
        parties or with those of the members named; the ids of those that are new."""
        bound = self._bound(parties.union(*(self.nodes[name].parties for name in members)))
        self._meet(bound - self.home.keys())
        wanted = names | {self.home[party] for party in bound if party in self.home}
        fresh = {name: self.around[name] for name in wanted if name in self.around and name not in self.outer}
        self.outer |= fresh
        _check(self.size, self.ground.limit)
        return set(fresh)

    def _bound(self, parties: set[str]) -> set[str]:
        """Parties that are, or by a reviewer's word must be, in one entity with these."""
        told = {
            other
            for word in (self.ground.source.words(parties) if parties else ())
            if word.same
            for party, other in ((word.a, word.b), (word.b, word.a))
            if party in parties
        }
        return {*self.ground.source.together(parties | told), *told} if parties else set()


def _without(profiles: Iterable[Profile], parties: Collection[str]) -> Iterator[Profile]:
    """The profiles less some parties."""
    for each in profiles:
        rest = tuple(party for party in each.parties if party not in parties)
        if rest:
            yield each if len(rest) == len(each.parties) else replace(each, parties=rest)


def _collapsed(profiles: Iterable[Profile]) -> list[Profile]:
    """Equal mentions as one profile, in order of their first party."""
    found: dict[tuple[object, ...], Profile] = {}
    for each in profiles:
        key = (each.card, each.numbers, each.former, each.group, *sorted(each.fields.items()))
        held = found.get(key)
        found[key] = replace(each, parties=tuple(sorted({*each.parties, *held.parties}))) if held else each
    return sorted(found.values(), key=lambda each: each.parties[0])


def _check(size: int, limit: int) -> None:
    if size > limit:
        raise ClosureTooLarge(f"{size:,} parties hang together, at most {limit:,} are looked at in part")
