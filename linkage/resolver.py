"""Parties in, partition out: enterprises first, then persons in the context of their resolved companies.

Owns: the order of the steps and the result. Refuses: stores, ids, clocks, training. The partition is a function of the
parties, the reviewers' words and the pinned models alone. A set of parties that is closed (no candidate pair, shared
number or company leads out of it) gives the same clusters alone as among all others.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache, partial

from linkage import anchors, blocking, profiles
from linkage.anchors import Gathered, spell
from linkage.beside import in_turn
from linkage.blocking import Candidate, Keyed, Weighed, ends
from linkage.clustering import Conflict, cluster
from linkage.codemap import CodeMap
from linkage.codemap import build as build_codes
from linkage.comparison import Node, Values, vetoed
from linkage.features import forget
from linkage.judgement import ScoredPair, Word, decide, links
from linkage.model import Kind, Party
from linkage.pinning import PINNED, Pinning, counted, with_blocks, with_generics
from linkage.profiles import Profile
from linkage.scoring import Score, Scorer, Untold
from linkage.weights import Model

Progress = Callable[[str, int, int], None]
CIRCLE = profiles.CIRCLE
Circles = Mapping[str, Values]
"""Party -> values of its field ``circle`` (linkage.collective)."""


@dataclass(frozen=True, slots=True)
class Models:
    """The two pinned models of a run, and the collective evidence pinned with them."""

    enterprise: Model
    person: Model
    circles: Circles = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair of nodes left for review, with the reason and the weight in units.

    weak (between the thresholds), rival (torn between two that exclude each other), number (one number, names that
    contradict), chain (evidence would not hold between all), size (the cluster would be larger than evidence may make).
    """

    a: str
    b: str
    reason: str
    weight: int


@dataclass(frozen=True, slots=True)
class Half:
    """What became of one family of kinds (firms, or persons)."""

    clusters: tuple[tuple[str, ...], ...]
    sure: frozenset[str]
    pairs: tuple[ScoredPair, ...]
    doubts: tuple[Doubt, ...]
    conflicts: tuple[Conflict, ...]
    gathered: Gathered
    keyed: Keyed | None = field(default=None, compare=False)
    """Block keys of its nodes, for further rounds."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The partition of all parties with its evidence, and the models that made it."""

    models: Models
    firms: Half
    persons: Half
    codes: CodeMap


@dataclass(frozen=True, slots=True)
class Run:
    """How one family of kinds is resolved. ``former``: names may change, so another name on a number may be one.

    A run over a part (linkage.renewal) asks its source for words instead.
    """

    model: Model
    words: Collection[Word]
    pinning: Pinning
    former: bool
    scorer: Scorer | None = None
    """Of this model, when one is at hand."""


@dataclass(slots=True)
class Scores:
    """Scores of pairs of nodes, each computed once."""

    scorer: Scorer
    nodes: Mapping[str, Node]
    scores: dict[tuple[str, str], Score] = field(default_factory=dict)

    def score(self, a: str, b: str) -> Score:
        """The score of two nodes, by id."""
        key = (a, b) if a < b else (b, a)
        found = self.scores.get(key)
        if found is None:
            found = self.scores[key] = self.scorer.score(self.nodes[key[0]], self.nodes[key[1]])
        return found

    def known(self, pair: Weighed) -> Score:
        """The score of a pair that a sieve weighed."""
        lines = Untold(self.scorer, self.nodes, pair.a, pair.b)
        found = self.scores[pair.a, pair.b] = Score(pair.weight, False, lines, pair.contradicted)
        return found

    def barred(self, a: str, b: str) -> bool:
        """Whether numbers or names rule two nodes out, whatever else they share: so it is with most candidates. Names
        that only a mask keeps from it are left to the score."""
        left, right = self.nodes[a], self.nodes[b]
        return vetoed(left.strong, right.strong) or self.scorer.bars(left.names, right.names)

    def agree(self, left: Sequence[str], right: Sequence[str]) -> bool:
        """No veto and no weight below the floor between any two nodes of the clusters, and not too many of them.

        Two names that a numbered node of theirs bears both (before and after a change of name, or two slips of the
        pen) need not be alike.
        """
        if self.crowded(len(left) + len(right)):
            return False
        hubs = [name for name in (*left, *right) if self.nodes[name].strong]
        return all(self._fits(a, b) or self._meets(a, b, hubs) for a in left for b in right)

    def crowded(self, size: int) -> bool:
        """More nodes than evidence alone may bring together."""
        return 0 < self.scorer.model.decision.largest < size

    def _fits(self, a: str, b: str) -> bool:
        score = self.score(a, b)
        return not score.vetoed and score.weight >= self.scorer.model.decision.floor

    def _meets(self, a: str, b: str, hubs: Sequence[str]) -> bool:
        """Both bear no strong number, and some numbered node would be joined with either."""
        if self.nodes[a].strong or self.nodes[b].strong:
            return False
        join = self.scorer.model.decision.join
        return any(
            not score.vetoed and score.weight >= join and not other.vetoed and other.weight >= join
            for score, other in ((self.score(a, hub), self.score(b, hub)) for hub in hubs)
        )

    def excluded(self, left: Sequence[str], right: Sequence[str]) -> bool:
        """Different valid numbers of a vetoing kind stand on the two sides: no word of a reviewer joins them."""
        return any(vetoed(self.nodes[a].strong, self.nodes[b].strong) for a in left for b in right)


def quiet(phase: str, done: int, total: int) -> None:
    """Reports nothing."""


def resolve(
    parties: Iterable[Party],
    models: Models,
    words: Sequence[Word] = (),
    progress: Progress = quiet,
    pinning: Pinning = PINNED,
    company: Callable[[Half], Mapping[str, str]] | None = None,
) -> Resolution:
    """Clusters of all parties under the pinned models and the reviewers' words; ``pinning`` may pin the models first.

    ``company`` names the clusters of firms: party -> name; it changes no cluster (default: by their first party).
    """
    firms, people = _by_family(parties)
    total = len(firms) + len(people)
    progress("firms", 0, len(firms))
    found = profiles.firms(firms, people, models.circles)
    firms.clear()  # what they say is in their profiles; a million parties take a gigabyte
    forget()
    half, firm_model, codes = _half(found, Run(models.enterprise, words, pinning, former=True))
    found.clear()
    spell(half.gathered)  # names of people are few, and are asked for at once
    progress("persons", 0, len(people))
    company_by_party = (company or company_of)(half)
    found = profiles.persons(people, company_by_party, models.circles)
    people.clear()
    other, person_model, _ = _half(found, Run(models.person, words, pinning, former=False))
    progress("done", total, total)
    return Resolution(Models(firm_model, person_model, models.circles), half, other, codes)


def _by_family(parties: Iterable[Party]) -> tuple[list[Party], list[Party]]:
    """Firms and people, by id."""
    families: tuple[list[Party], list[Party]] = ([], [])
    for each in parties:
        families[each.kind is Kind.PERSON].append(each)
    for family in families:
        family.sort(key=lambda each: each.id)
    return families


def company_of(half: Half) -> dict[str, str]:
    """Party -> the cluster it is in, named by its first party."""
    return {party: group[0] for group in half.clusters for party in group}


def _half(found: Sequence[Profile], run: Run) -> tuple[Half, Model, CodeMap]:
    codes = build_codes(each.numbers for each in found)
    # nodes, their blocks and their tables do not depend on weights, so that a second core learns these meanwhile
    with _pinned(found, run) as (counts, weights):
        plain = with_generics(found, run.model) if run.pinning.train else run.model
        gathered = gathered_of(found, codes, Scorer(plain), run)
        keyed = Keyed.of(gathered.nodes, partial(_block_keys, gathered, plain))
        known = with_blocks(counts(), keyed) if run.pinning.train else plain
        sifted = run.pinning.sieve(gathered.nodes, keyed, known)
        model = replace(weights(), generics=known.generics)
    scores = Scores(Scorer(model), gathered.nodes)
    pairs = scored(scores, sifted(model))
    half = decided(scores, run.words, gathered, pairs)
    return replace(half, keyed=keyed) if run.pinning.iterates else half, model, codes


def _pinned(found: Sequence[Profile], run: Run) -> AbstractContextManager[Sequence[Callable[[], Model]]]:
    """The model with what counting tells, then with weights too; blocks are still to be counted."""
    if run.pinning.train is None:
        return nullcontext([lambda: run.model] * 2)
    counts, train = cache(lambda: counted(found, run.model)), run.pinning.train
    return in_turn((counts, lambda: train(found, counts())))


def keyed_of(gathered: Gathered, model: Model) -> dict[str, frozenset[str]]:
    """Block keys of every node but the doubted: a name on a wrong number must not draw others to it."""
    return {name: _block_keys(gathered, model, name) for name in gathered.nodes if name not in gathered.against}


def _block_keys(gathered: Gathered, model: Model, name: str) -> frozenset[str]:
    return frozenset() if name in gathered.against else blocking.keys(gathered.nodes[name], model)


def gathered_of(
    found: Sequence[Profile], codes: CodeMap, scorer: Scorer, run: Run, abroad: Collection[str] = ()
) -> Gathered:
    """Nodes of all profiles; parties that would share a node against a reviewer's word stand alone.

    Any other party stays with its node, so that a "different" binds the whole node and costs nobody its certainty.
    """
    cleaned = [anchors.without_generics(each, scorer.model) for each in found]
    gathered = anchors.gather(cleaned, codes, scorer, run.former, abroad)
    home = {party: node.id for node in gathered.nodes.values() for party in node.parties}
    apart = {
        party
        for word in run.words
        if not word.same and word.a in home and home[word.a] == home.get(word.b)
        for party in (word.a, word.b)
    }
    if not apart:
        return gathered
    pieces = [piece for each in cleaned for piece in anchors.isolated(each, apart)]
    return anchors.gather(pieces, codes, scorer, run.former, abroad)


def scored(run: Scores, candidates: Iterable[Candidate]) -> tuple[ScoredPair, ...]:
    """Scores of all candidates; those below the review threshold, or ruled out, are not kept."""
    review = run.scorer.model.decision.review
    kept = []
    for each in sorted(candidates, key=ends):
        a, b = ends(each)
        if isinstance(each, Weighed):
            score = run.known(each)
        elif run.barred(a, b):
            continue
        else:
            score = run.score(a, b)
        if score.weight >= review and not score.vetoed:
            kept.append(ScoredPair(a, b, score))
    return tuple(kept)


def decided(
    run: Scores,
    words: Collection[Word],
    gathered: Gathered,
    pairs: tuple[ScoredPair, ...],
) -> Half:
    """What becomes of nodes and their scored pairs. Pairs that lead to nodes of the run which are not gathered say what
    these nodes are torn between; nothing merges with them, and doubts about them are kept."""
    home = {party: node.id for node in gathered.nodes.values() for party in node.parties}
    sorted_out = decide(pairs, run.nodes, run.scorer.model.decision)
    must, cannot = links(words, home)
    edges = [edge for edge in sorted_out.edges if edge.a in gathered.nodes and edge.b in gathered.nodes]
    clusters = cluster(gathered.nodes, edges, must, cannot, run.agree, run.excluded)
    groups = tuple(
        tuple(sorted(party for node in group for party in gathered.nodes[node].parties)) for group in clusters.groups
    )
    where = {node: at for at, group in enumerate(clusters.groups) for node in group}
    size = [len(group) for group in clusters.groups]
    doubtful = [*sorted_out.doubtful] + [
        (edge.a, edge.b, "size" if run.crowded(size[where[edge.a]] + size[where[edge.b]]) else "chain")
        for edge in clusters.refused
    ]
    asked = {(a, b) for a, b, _ in doubtful}
    weight = {(pair.a, pair.b): pair.score.weight for pair in pairs if (pair.a, pair.b) in asked}
    doubts = [
        Doubt(a, b, reason, weight[a, b])
        for a, b, reason in doubtful
        if where.get(a) != where.get(b)  # of nodes that are both elsewhere others decide
    ] + [Doubt(a, b, "number", run.score(a, b).weight) for a, b in gathered.doubts if where[a] != where[b]]
    return Half(
        clusters=tuple(sorted(groups)),
        sure=gathered.sure,
        pairs=pairs,
        doubts=tuple(sorted(doubts, key=lambda each: (each.a, each.b, each.reason))),
        conflicts=clusters.conflicts,
        gathered=gathered,
    )
