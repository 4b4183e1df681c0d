"""What a linkage run leaves in the store: ids, memberships, the ledger, scored pairs, doubts, the index.

Owns: certainty, which judgements a run makes and takes back, and that an unchanged population leaves no trace.
Refuses: linking (linkage) and choosing what is looked at (graph.resolution).
"""

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from hashlib import blake2b

from graph.ledger import Assignment, assign, dated, opaque_id, reviewed, stated
from graph.marks import ACTOR
from graph.model import Bundle, CandidateEdge, Certainty, IdentityEvent, Judgement, Membership, Verdict
from graph.recall import bundles_of
from graph.store.port import GraphStore, Unit
from linkage.clustering import Edge
from linkage.comparison import Node
from linkage.entries import Entry
from linkage.judgement import ScoredPair, Word
from linkage.resolver import Half

_DIGEST = 16
_REVIEWED = frozenset({"number", "rival", "size"})
"""Doubts that are put before reviewers as judgements; the others stay candidate edges."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a run found out about one family. ``before`` are the memberships of its parties until now."""

    family: str
    half: Half
    assignment: Assignment
    before: Mapping[str, Membership]
    pairs: Sequence[ScoredPair]
    entries: Mapping[str, Entry]
    keys: Callable[[str], Collection[str]]
    """What the index keeps of the nodes, and the keys by which each is found."""
    gone: frozenset[str] = frozenset()
    """Bundles that are no more."""
    ground: frozenset[str] | None = None
    """Nodes whose pairs are those given and those standing, and no others; None: all nodes."""
    held: Sequence[Edge] | None = None
    """Pairs that the store has of the ground; None: not asked yet."""
    standing: Sequence[Edge] = ()
    """Those of them that stand."""
    nodes: Mapping[str, Node] = field(default_factory=dict)
    """Other nodes that were read."""

    @property
    def company(self) -> dict[str, str]:
        """Party -> entity."""
        return entities(self.half, self.assignment)


def entities(half: Half, assignment: Assignment) -> dict[str, str]:
    """Party -> entity."""
    groups = zip(half.clusters, assignment.entities, strict=True)
    return {party: entity for group, entity in groups for party in group}


def assigned(store: GraphStore, half: Half, before: Mapping[str, Membership]) -> Assignment:
    """Entity ids of the clusters, given the memberships until now."""
    former = {party: before[party].entity for group in half.clusters for party in group if party in before}
    head = cache(store.head)  # asked when an id is minted, which is seldom
    mint = lambda party: opaque_id(f"{party}/{head()}")  # noqa: E731
    return assign(half.clusters, former, partial(_age, store), mint, partial(_former, store))


def memberships(part: Part, words: Collection[Word]) -> Iterable[Membership]:
    """Where every party of the clusters is now."""
    sure = part.half.sure
    spoken = _spoken(words, sure)
    for group, entity in zip(part.half.clusters, part.assignment.entities, strict=True):
        for party in group:
            certain = party in sure or (party in spoken and any(other in sure for other in group))
            yield Membership(party, entity, Certainty.CONFIRMED if certain else Certainty.PROBABLE)


@dataclass(frozen=True, slots=True)
class Words:
    """Reviewers' words that stand, and those that came or went since the last run with whether they stand now."""

    standing: Collection[Word]
    said: Sequence[tuple[Word, bool]] = ()


def put(store: GraphStore, unit: Unit, parts: Sequence[Part], told: Words, versions: Mapping[str, str]) -> bool:
    """Write it all; whether anything that a question could see has changed."""
    words = told.standing
    changes = [each for part in parts for each in memberships(part, words) if part.before.get(each.party) != each]
    events = _dated(store, parts, events_of(parts, told.said))
    unit.append_identity(events)
    unit.set_memberships(changes)
    for part in parts:
        _put_edges(store, unit, part, versions[part.family])
    doubts = _put_doubts(store, unit, parts)
    return bool(changes or events or doubts)


def bundles(parts: Sequence[Part], keyed: bool = True) -> Iterator[Bundle]:
    """The index of the parts in order of id, each bundle made when it is asked for: their texts are large. Without
    ``keyed`` they come without keys, which take as long to make as the texts."""
    found = (bundles_of(part.family, part.entries, part.keys if keyed else _keyless) for part in parts)
    return heapq.merge(*found, key=lambda each: each.id)


def _keyless(name: str) -> Collection[str]:
    return ()


class Digest:
    """Digest of a whole index, taken while it is read: keys follow from the contents and the models."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=_DIGEST)

    def of(self, index: Iterable[Bundle]) -> Iterator[Bundle]:
        """The same bundles, which must come in order of id."""
        for each in index:
            self._hash.update(f"{each.id}{each.content}".encode())
            yield each

    @property
    def text(self) -> str:
        """Of what has been read."""
        return self._hash.hexdigest()


def events_of(parts: Sequence[Part], said: Sequence[tuple[Word, bool]]) -> list[IdentityEvent]:
    """What the ledger learns: what became of entities, and which words of reviewers did it."""
    events = [event for part in parts for event in part.assignment.events]
    for part in parts if said else ():
        events += reviewed(said, {party: each.entity for party, each in part.before.items()}, part.company)
    return events


def _dated(store: GraphStore, parts: Sequence[Part], events: Sequence[IdentityEvent]) -> list[IdentityEvent]:
    """With the day from which records, or reviewers, state what brought them about."""
    if not events:
        return []
    before = {party: held.entity for part in parts for party, held in part.before.items()}
    found = dated(events, before, store.stated_since(party for event in events for party in event.parties))
    spoken = {party for event in events if event.event == "reviewed" for party in event.parties}
    words = store.judgements(parties=spoken, but=ACTOR) if spoken else ()
    days: dict[tuple[str, ...], date] = {(each.a, each.b): each.since for each in words if each.since}
    return stated(found, before, days) if days else found


def _former(store: GraphStore, entity: str, parties: Sequence[str]) -> str | None:
    """The id retired into an entity that these parties are, of those that stood anywhere until that merger: most of
    them bore it, and they are most of those who did."""
    for made, event in reversed(store.identity_events(entity)):
        if event.event != "merged" or event.entity != entity:
            continue
        then = store.memberships(parties, made.tx - 1).values()
        whole = store.members(event.others, made.tx - 1)
        for other in event.others:
            bore = sum(each.entity == other for each in then)
            most = 2 * bore > max(len(then), len(whole.get(other, ())))
            if most and store.successors([other]).get(other) != other:
                return other
    return None


def _age(store: GraphStore, entity: str) -> int:
    events = store.identity_events(entity)
    return events[0][0].tx if events else 0


def _spoken(words: Iterable[Word], sure: frozenset[str]) -> frozenset[str]:
    """Parties that a reviewer called the same as a confirmed one."""
    return frozenset(
        party for word in words if word.same for party, other in ((word.a, word.b), (word.b, word.a)) if other in sure
    )


def _put_edges(store: GraphStore, unit: Unit, part: Part, version: str) -> None:
    """The pairs that may one day merge; those of the ground that stood and stand no more are ended."""
    kept = {(pair.a, pair.b): pair for pair in part.pairs}
    stand = kept.keys() | {(edge.a, edge.b) for edge in part.standing}
    held = store.edges(version, part.ground) if part.held is None else part.held
    unit.retract_edges(version, [(edge.a, edge.b) for edge in held if (edge.a, edge.b) not in stand])
    unit.add_edges(
        version,
        [
            CandidateEdge(a, b, pair.score.weight, tuple((line.comparison, line.level) for line in pair.score.lines))
            for (a, b), pair in kept.items()
        ],
    )


def _is_settled(doubt: Judgement, scope: Collection[str]) -> bool:
    """True when a run that looked at these nodes knows whether the doubt still stands: at both ends of a number, at
    either end of evidence."""
    ends = (doubt.a in scope, doubt.b in scope)
    return all(ends) if doubt.reason == "number" else any(ends)


def _put_doubts(store: GraphStore, unit: Unit, parts: Sequence[Part]) -> int:
    """Doubts that need a reviewer, as judgements of this module; those settled since are retracted. Counts changes."""
    wanted = {
        (doubt.a, doubt.b): Judgement(doubt.a, doubt.b, Verdict.UNSURE, ACTOR, doubt.reason, doubt.weight)
        for part in parts
        for doubt in part.half.doubts
        if doubt.reason in _REVIEWED
    }
    whole = any(part.ground is None for part in parts)
    scope = {name for part in parts for name in (*part.half.gathered.nodes, *(part.ground or ()))}
    held = {
        (each.a, each.b): each
        for each in store.judgements(parties=None if whole else scope)
        if each.author == ACTOR and (whole or _is_settled(each, scope))
    }
    fresh = [each for pair, each in sorted(wanted.items()) if held.get(pair) != each]
    gone = [pair for pair in sorted(held) if pair not in wanted]
    for pair in gone:
        unit.retract_judgement(*pair, ACTOR)
    for each in fresh:
        unit.add_judgement(each)
    return len(fresh) + len(gone)
