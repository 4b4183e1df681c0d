"""Resolution over the store: parties in, memberships and the identity ledger out.

Owns: which parties a run looks at, the models in force, certainty, and that an unchanged population leaves no trace.
Refuses: scoring (linkage.resolver), ids (graph.ledger), clocks (they come in).
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial

from graph.explanation import explain
from graph.ledger import Assignment, assign, opaque_id
from graph.model import CandidateEdge, Certainty, IdentityEvent, Judgement, Membership, Verdict
from graph.pinned import default_models, models_in_force, put_models
from graph.store.port import GraphStore, Unit
from linkage import resolver
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.judgement import ScoredPair, Word
from linkage.model import Facts, Kind, Party
from linkage.pinning import Pinning
from linkage.resolver import Half, Models, Progress, Resolution, quiet
from linkage.training import train

__all__ = ["ResolveReport", "default_models", "explain", "models_in_force", "resolve"]

Clock = Callable[[], datetime]
ACTOR = "resolution"
STREAM = "resolution"
_REVIEWED = frozenset({"number", "rival"})
"""Doubts that are put before reviewers as judgements; the others stay candidate edges."""


@dataclass(slots=True)
class ResolveReport:
    """What a resolution did. ``entities``: by kind. ``unsure``: pairs left for review. ``seconds``: by phase."""

    parties: int = 0
    entities: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0
    probable: int = 0
    created: int = 0
    absorbed: int = 0
    merged: int = 0
    split: int = 0
    unsure: int = 0
    conflicts: list[list[str]] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)
    training: dict[str, object] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    changed: bool = False

    def as_dict(self) -> dict[str, object]:
        """The report as plain values."""
        return asdict(self)


@dataclass(slots=True)
class _Stopwatch:
    """Seconds by phase, by the clock that came in."""

    clock: Clock
    seconds: dict[str, float]
    phase: str = "read"
    since: datetime | None = None

    def __call__(self, phase: str) -> None:
        moment = self.clock()
        if self.since is not None:
            elapsed = (moment - self.since).total_seconds()
            self.seconds[self.phase] = round(self.seconds.get(self.phase, 0.0) + elapsed, 3)
        self.phase, self.since = phase, moment


def resolve(
    store: GraphStore,
    clock: Clock,
    models: Models | None = None,
    full: bool = False,
    pinning: Pinning | None = None,
    progress: Progress = quiet,
) -> ResolveReport:
    """Resolve everything delivered since the last run, or everything anew.

    ``full`` (and the first run) pins the models again: frequencies, generics, and weights when ``pinning`` trains.
    Otherwise the pinned models decide and the partition is the one that a run over all parties would make.
    """
    report = ResolveReport()
    watch = _Stopwatch(clock, report.seconds)
    watch("read")
    pinned = models_in_force(store)
    learns = full or pinned is None
    words = reviewed(store.judgements())
    if not learns and _is_settled(store, words):
        watch("done")
        return _summed(store, report)
    parties = list(store.parties())
    watch("link")
    chosen = (models or default_models()) if learns or pinned is None else pinned
    found = resolver.resolve(
        parties,
        chosen,
        words,
        _phases(watch, progress),
        (pinning or Pinning(train, sieve(duckdb_engine))) if learns else None,
    )
    watch("write")
    _record(store, clock, Outcome(parties, found, words), report)
    watch("done")
    return report


def _phases(watch: _Stopwatch, progress: Progress) -> Progress:
    def step(phase: str, done: int, total: int) -> None:
        watch(phase)
        progress(phase, done, total)

    return step


def reviewed(judgements: Iterable[Judgement]) -> list[Word]:
    """Reviewers' words; what this module itself put down as unsure is none."""
    return [
        Word(each.a, each.b, each.verdict is Verdict.SAME)
        for each in judgements
        if each.author != ACTOR and each.verdict is not Verdict.UNSURE
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished linkage run on its way into the store."""

    parties: Sequence[Party]
    found: Resolution
    words: Sequence[Word]

    @property
    def halves(self) -> tuple[Half, Half]:
        """Firms, persons."""
        return self.found.firms, self.found.persons


def _record(store: GraphStore, clock: Clock, outcome: Outcome, report: ResolveReport) -> None:
    clusters = sorted(group for half in outcome.halves for group in half.clusters)
    before = {party: each.entity for party, each in store.memberships(each.id for each in outcome.parties).items()}
    assignment = assign(clusters, before, partial(_age, store), lambda party: opaque_id(f"{party}/{store.head()}"))
    memberships = list(_memberships(outcome, clusters, assignment))
    with store.unit(clock(), ACTOR, "resolve") as unit:
        versions = put_models(store, unit, outcome.found.models)
        changes = _changes(store, memberships)
        unit.append_identity(assignment.events)
        unit.set_memberships(changes)
        _put_edges(unit, outcome.halves, versions)
        doubts = _put_doubts(store, unit, outcome.halves)
        mark = _mark(outcome.words, versions)
        if changes or assignment.events or doubts or _last_mark(store) != mark:
            unit.append(STREAM, mark.encode())
            report.changed = True
    _fill(report, outcome, memberships, assignment, versions)


def _age(store: GraphStore, entity: str) -> int:
    events = store.identity_events(entity)
    return events[0][0].tx if events else 0


def _memberships(outcome: Outcome, clusters: Sequence[Sequence[str]], assignment: Assignment) -> Iterable[Membership]:
    sure = outcome.found.firms.sure | outcome.found.persons.sure
    spoken = _spoken(outcome.words, sure)
    for group, entity in zip(clusters, assignment.entities, strict=True):
        for party in group:
            certain = party in sure or (party in spoken and any(other in sure for other in group))
            yield Membership(party, entity, Certainty.CONFIRMED if certain else Certainty.PROBABLE)


def _spoken(words: Iterable[Word], sure: frozenset[str]) -> frozenset[str]:
    """Parties that a reviewer called the same as a confirmed one."""
    return frozenset(
        party for word in words if word.same for party, other in ((word.a, word.b), (word.b, word.a)) if other in sure
    )


def _changes(store: GraphStore, memberships: Sequence[Membership]) -> list[Membership]:
    held = store.memberships(each.party for each in memberships)
    return [each for each in memberships if held.get(each.party) != each]


def _put_edges(unit: Unit, halves: Iterable[Half], versions: Mapping[str, str]) -> None:
    for half, version in zip(halves, versions.values(), strict=True):
        unit.add_edges(
            version,
            [
                CandidateEdge(
                    pair.a, pair.b, pair.score.weight, tuple((line.comparison, line.level) for line in pair.score.lines)
                )
                for pair in half.pairs
            ],
        )


def _levels(pair: ScoredPair) -> Facts:
    return tuple((line.comparison, line.level) for line in pair.score.lines)


def _put_doubts(store: GraphStore, unit: Unit, halves: Iterable[Half]) -> int:
    """Doubts that need a reviewer, as judgements of this module; those settled since are retracted. Counts changes."""
    wanted = {
        (doubt.a, doubt.b): Judgement(doubt.a, doubt.b, Verdict.UNSURE, ACTOR, doubt.reason, doubt.weight)
        for half in halves
        for doubt in half.doubts
        if doubt.reason in _REVIEWED
    }
    held = {(each.a, each.b): each for each in store.judgements() if each.author == ACTOR}
    fresh = [each for pair, each in sorted(wanted.items()) if held.get(pair) != each]
    gone = [pair for pair in sorted(held) if pair not in wanted]
    for pair in gone:
        unit.retract_judgement(*pair, ACTOR)
    for each in fresh:
        unit.add_judgement(each)
    return len(fresh) + len(gone)


def _mark(words: Sequence[Word], versions: Mapping[str, str]) -> str:
    said = sorted((word.a, word.b, word.same) for word in words)
    return json.dumps({"models": dict(versions), "words": said}, sort_keys=True)


def _last_mark(store: GraphStore) -> str:
    entry = store.last(STREAM)
    return entry.payload.decode() if entry else ""


def _is_settled(store: GraphStore, words: Sequence[Word]) -> bool:
    """True when no party and no reviewer's word came since the last run."""
    entry = store.last(STREAM)
    if entry is None:
        return False
    said = [list(each) for each in sorted((word.a, word.b, word.same) for word in words)]
    if json.loads(entry.payload)["words"] != said:
        return False
    return next(iter(store.parties(after_tx=entry.tx)), None) is None


def _fill(
    report: ResolveReport,
    outcome: Outcome,
    memberships: Sequence[Membership],
    assignment: Assignment,
    versions: Mapping[str, str],
) -> None:
    report.parties = len(outcome.parties)
    report.entities = _kinds(outcome.parties, memberships)
    report.confirmed = sum(each.certainty is Certainty.CONFIRMED for each in memberships)
    report.probable = len(memberships) - report.confirmed
    _count_events(report, assignment.events)
    report.unsure = sum(len(half.doubts) for half in outcome.halves)
    report.conflicts = [[each.a, each.b] for half in outcome.halves for each in half.conflicts]
    report.models = dict(versions)
    models = outcome.found.models
    report.training = {model.name: model.trained for model in (models.enterprise, models.person)}


def _kinds(parties: Sequence[Party], memberships: Iterable[Membership]) -> dict[str, int]:
    """Entities by the kind that most of their parties have."""
    kind = {each.id: each.kind for each in parties}
    votes: dict[str, Counter[Kind]] = {}
    for each in memberships:
        votes.setdefault(each.entity, Counter())[kind[each.party]] += 1
    counts = Counter(min(found, key=lambda each: (-found[each], each)) for found in votes.values())
    return {str(each): counts[each] for each in Kind}


def _count_events(report: ResolveReport, events: Iterable[IdentityEvent]) -> None:
    counts = Counter(each.event for each in events)
    report.created, report.absorbed = counts["created"], counts["absorbed"]
    report.merged, report.split = counts["merged"], counts["split"]


def _summed(store: GraphStore, report: ResolveReport) -> ResolveReport:
    counts = store.counts()
    report.parties = counts.get("parties", 0)
    report.confirmed, report.probable = counts.get("confirmed", 0), counts.get("probable", 0)
    return report
