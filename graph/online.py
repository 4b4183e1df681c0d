"""Who is this, one record at a time: the same nodes, weights and clusters as a run over all, read from the index.

Owns: the answer about a party (entity or new, certainty, best candidates with their waterfall), written down or not.
Refuses: scoring and clustering of its own (linkage.renewal), pinning (only a whole run pins), and delivering records
(graph.intake): :meth:`Resolver.resolve` wants them delivered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from graph.errors import GraphError
from graph.increment import Base, Increment, News, base_of, increment, news_of, write
from graph.model import Certainty, Membership
from graph.recording import Part, memberships
from graph.store.port import GraphStore
from linkage.clustering import Edge
from linkage.comparison import Node
from linkage.judgement import ScoredPair
from linkage.model import Kind, Party
from linkage.scoring import Line
from linkage.weights import UNIT

Pair = TypeVar("Pair", ScoredPair, Edge)


class NothingPinned(GraphError):
    """No resolution has pinned its models yet."""

    code = "graph.nothing_pinned"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject that shares a block with the party and reaches review. ``entity`` is empty while it is in none.

    ``weight`` and the lines (the waterfall, without the prior) in 1/1024 bit.
    """

    party: str
    entity: str
    weight: int
    lines: tuple[Line, ...]

    @property
    def bits(self) -> float:
        """Log2-odds."""
        return self.weight / UNIT


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a party is. A new entity's id stands once it is written, and not before.

    ``by``: number (it bears the entity's), mention (an equal mention is known), evidence (scored), or new.
    """

    party: str
    entity: str
    is_new: bool
    certainty: Certainty
    by: str
    candidates: tuple[Candidate, ...] = ()
    looked_at: int = 0


class Resolver:
    """Answers against one store. Not shared between threads: it remembers the models in force."""

    def __init__(self, store: GraphStore, clock: Callable[[], datetime], candidates: int = 5) -> None:
        self._store = store
        self._clock = clock
        self._candidates = candidates
        self._known: Base | None = None

    def look_up(self, parties: Sequence[Party]) -> tuple[Answer, ...]:
        """Who the parties of one record are, without a trace. They may be unknown to the store; ``within`` may name
        another of them.

        NothingPinned before the first resolution; ClosureTooLarge when too much hangs together with them.
        """
        base = self._base()
        return self._answers(base, increment(base, News(parties)), parties)

    def resolve(self, parties: Sequence[Party]) -> tuple[Answer, ...]:
        """Who the delivered parties of one record are, written down: memberships, ledger, pairs, index.

        Whatever else came since the last run is resolved with them. Overtaken when another resolution was written
        meanwhile: nothing is, ask again.
        """
        base = self._base()
        news = news_of(base)
        asked = {each.id for each in parties}
        found = increment(base, News([*(each for each in news.parties if each.id not in asked), *parties], news.said))
        if news:
            write(base, news, found, self._clock())
        return self._answers(base, found, parties)

    def _base(self) -> Base:
        self._known = base_of(self._store, self._known)
        if self._known is None:
            raise NothingPinned("no resolution of this release has pinned its models yet; run `xintu resolve` first")
        return self._known

    def _answers(self, base: Base, found: Increment, parties: Sequence[Party]) -> tuple[Answer, ...]:
        held = {each.party: each for part in found.parts for each in memberships(part, found.words)}
        return tuple(
            self._answer(
                base, held[each.id], found.persons if each.kind is Kind.PERSON else found.firms, found.looked_at
            )
            for each in parties
        )

    def _answer(self, base: Base, held: Membership, part: Part, looked_at: int) -> Answer:
        group = next(group for group in part.half.clusters if held.party in group)
        node = next(each for each in part.half.gathered.nodes.values() if held.party in each.parties)
        is_known = any(other in part.before for other in group)
        return Answer(
            party=held.party,
            entity=held.entity,
            is_new=not is_known,
            certainty=held.certainty,
            by=_by(group, node) if is_known else "new",
            candidates=self._best(base, part, node),
            looked_at=looked_at,
        )

    def _best(self, base: Base, part: Part, node: Node) -> tuple[Candidate, ...]:
        """The heaviest pairs of the node; those that stand from former runs are told line by line again."""
        scores = {pair.b if pair.a == node.id else pair.a: pair.score for pair in _touching(part.pairs, node.id)}
        former = {edge.b if edge.a == node.id else edge.a: edge.weight for edge in _touching(part.standing, node.id)}
        weights = {**{other: score.weight for other, score in scores.items()}, **former}
        best = sorted(weights, key=lambda other: (-weights[other], other))[: self._candidates]
        again = [other for other in best if other in former]
        scorer = base.scorers[part.family == base.models.person.name]
        for other, its_node in self._nodes(base, part, again).items():
            scores[other] = scorer.score(*sorted((node, its_node), key=lambda each: each.id))
        held = part.before if part.before.keys() >= {*best} else self._store.memberships(best)
        return tuple(
            Candidate(other, held[other].entity if other in held else "", weights[other], tuple(scores[other].lines))
            for other in best
        )

    def _nodes(self, base: Base, part: Part, ids: Sequence[str]) -> dict[str, Node]:
        """Nodes by id, read when they are not at hand."""
        here = part.nodes
        found = {name: entry.node for name, entry in base.recall(part.family).holding({*ids} - here.keys()).items()}
        return found | {name: here[name] for name in ids if name in here}


def _touching(pairs: Sequence[Pair], node: str) -> list[Pair]:
    return [pair for pair in pairs if node in (pair.a, pair.b)]


def _by(group: Sequence[str], node: Node) -> str:
    if len(node.parties) == 1:
        return "evidence" if len(group) > 1 else "new"
    return "number" if node.anchor else "mention"
