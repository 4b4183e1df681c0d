"""Resolution over the store: parties in, memberships and the identity ledger out.

Owns: which parties a run looks at, the models in force, and its report. Refuses: scoring (linkage.resolver), ids
(graph.ledger), writing (graph.recording), clocks (they come in).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from graph.bounds import bounds_in_force
from graph.explanation import explain
from graph.increment import Base, News, base_of, increment, news_of, write
from graph.ledger import Assignment
from graph.marks import ACTOR, STREAM, Mark, reviewed
from graph.model import Certainty, Membership
from graph.pinned import default_models, models_in_force, put_models
from graph.portions import in_portions, worth
from graph.recall import circles_of
from graph.recording import Digest, Part, Words, assigned, bundles, entities, events_of, memberships, put
from graph.store.port import GraphStore
from linkage import rounds
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.beside import ahead
from linkage.blocking import capped
from linkage.entries import FORM, entries_of, whole_keys
from linkage.judgement import Word
from linkage.model import Kind, Party
from linkage.pinning import Pinning, keeping
from linkage.renewal import ClosureTooLarge
from linkage.resolver import Doubt, Half, Models, Progress, quiet
from linkage.rounds import Population
from linkage.training import train
from linkage.weights import Model

__all__ = ["ResolveReport", "default_models", "explain", "models_in_force", "resolve", "total"]

Clock = Callable[[], datetime]
Said = Sequence[tuple[Word, bool]]
"""Reviewers' words with whether they stand."""


@dataclass(slots=True)
class ResolveReport:
    """What a resolution did. ``scope``: all parties (whole), a part, several parts in turn (portions), or none;
    ``looked_at`` parties of it; ``because`` says why not a part at once. ``entities``: by kind. ``unsure``: pairs left
    for review among those looked at. ``conflicts``: words that contradict numbers or words, and clusters too large to
    grow. ``capped``: by model and rule, blocks so large that they join nobody. ``collective``: rounds made, whether
    they converged, parties spoken of, looked at again and moved. ``seconds``: by phase."""

    scope: str = "none"
    because: str = ""
    looked_at: int = 0
    portions: int = 0
    parties: int = 0
    entities: dict[str, int] = field(default_factory=dict)
    confirmed: int = 0
    probable: int = 0
    created: int = 0
    absorbed: int = 0
    merged: int = 0
    split: int = 0
    reviewed: int = 0
    undone: int = 0
    unsure: int = 0
    conflicts: list[list[str]] = field(default_factory=list)
    models: dict[str, str] = field(default_factory=dict)
    training: dict[str, object] = field(default_factory=dict)
    capped: dict[str, dict[str, int]] = field(default_factory=dict)
    collective: dict[str, object] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class _Run:
    """What every run works with. ``base`` is None before the first one."""

    store: GraphStore
    clock: Clock
    report: ResolveReport
    watch: _Stopwatch
    progress: Progress
    base: Base | None


def resolve(
    store: GraphStore,
    clock: Clock,
    models: Models | None = None,
    full: bool = False,
    pinning: Pinning | None = None,
    progress: Progress = quiet,
) -> ResolveReport:
    """Resolve everything delivered since the last run, or everything anew.

    ``full`` (and the first run) pins the models again: frequencies, generics, and weights when ``pinning`` trains and
    the mentions are no longer nearly those that the weights in force were trained on.
    Otherwise the pinned models decide, only what the new parties and the reviewers' new words can influence is looked
    at, and the partition is the one that a run over all parties would make.
    """
    report = ResolveReport()
    watch = _Stopwatch(clock, report.seconds)
    watch("read")
    base = base_of(store)
    pins = pinning or Pinning(train, sieve(duckdb_engine))
    run = _Run(store, clock, report, watch, progress, base)
    if full or base is None:
        report.because = "the models are pinned anew"
        given = models or default_models()
        _whole(run, given, _continued(store, given, pins))
    elif news := news_of(base):
        _renewed(run, base, news, replace(pins, train=None))
    watch("done")
    return report


def _continued(store: GraphStore, given: Models, pinning: Pinning) -> Pinning:
    """Pinning that keeps the weights in force while little has changed, unless it is to train whatever they are."""
    held = None if pinning.retrain else models_in_force(store)
    if pinning.train is None:
        return pinning
    former = (held.enterprise, held.person) if held else ()
    both = given.enterprise, given.person
    return replace(pinning, train=keeping(pinning.train, both, former, bounds_in_force(store).change))


def _renewed(run: _Run, base: Base, news: News, pinned: Pinning) -> None:
    """Resolve the part that the news can influence, or all when that hangs together with too much."""
    run.watch("link")
    try:
        found = increment(base, news)
    except ClosureTooLarge as wide:
        run.report.because = str(wide)
        if not _portioned(run, base, news):
            _whole(run, replace(base.models, circles=circles_of(run.store)), pinned)
        return
    run.watch("write")
    write(base, news, found, run.clock())
    run.report.scope, run.report.looked_at, run.report.changed = "part", found.looked_at, True
    _fill(run.report, found.parts, news.said, base.mark.models)


def _portioned(run: _Run, base: Base, news: News) -> bool:
    """Resolve the news in portions, unless a run over all costs less or a single record hangs together with too much;
    the report says which."""
    report, bounds, known = run.report, bounds_in_force(run.store), run.store.counts()["parties"]
    if not worth(news, known, bounds):
        report.because += f"; of {known:,} parties {len(news.parties):,} are new: all at once costs less than portions"
        return False
    open_: set[Doubt] = set()
    try:
        for some, found in in_portions(base, news, bounds.portion, run.clock):
            report.scope, report.changed, report.portions = "portions", True, report.portions + 1
            report.looked_at += found.looked_at
            open_ = _still(open_, found.parts)
            _fill(report, found.parts, some.said, base.mark.models)
            run.progress("portions", report.portions, 0)
    except ClosureTooLarge as wide:
        report.because += f"; so it is with a single record: {wide}"
        report.conflicts.clear()
        return False
    report.unsure = len(open_)
    return True


def _still(doubts: set[Doubt], parts: Sequence[Part]) -> set[Doubt]:
    """Doubts of former portions and of this one, which decided anew about its nodes."""
    nodes = {name for part in parts for name in part.half.gathered.nodes}
    kept = {each for each in doubts if each.a not in nodes and each.b not in nodes}
    return kept.union(*(part.half.doubts for part in parts))


def _whole(run: _Run, models: Models, pinning: Pinning) -> None:
    """Resolve all parties; ``pinning`` may pin the models first."""
    store = run.store
    seen, last = run.base.seen if run.base else store.head(), store.last(STREAM)
    words = reviewed(store.judgements(seen, but=ACTOR))  # one that comes meanwhile is the next run's news
    before = store.memberships()
    kinds: dict[str, Kind] = {}
    named: list[tuple[Half, Assignment]] = []

    def company(half: Half) -> Mapping[str, str]:
        """Entities of the firms; those of the last half asked for are kept."""
        if not named or named[0][0] is not half:
            named[:] = [(half, assigned(store, half, before))]
        return entities(*named[0])

    run.watch("link")
    town = Population(_read(store, kinds), store.parties)
    found, made = rounds.resolve(town, models, words, _phases(run), pinning, company)
    run.watch("write")
    persons = assigned(store, found.persons, before)
    both = (
        _part(models.enterprise, found.firms, named[0][1], before),
        _part(models.person, found.persons, persons, before),
    )
    with store.unit(run.clock(), ACTOR, "resolve") as unit:
        versions = put_models(store, unit, found.models)
        news = news_of(run.base) if run.base else News(())
        changed = put(store, unit, both, Words(words, news.said), versions)
        if changed or news or not _stands(run.base, both, versions):
            digest = Digest()
            with ahead(lambda: bundles(both)) as index:
                unit.set_bundles(digest.of(index), None)
            Mark(versions, seen, digest.text, FORM).leave(unit, last)
            run.report.changed = True
    run.report.scope, run.report.looked_at, run.report.collective = "whole", len(kinds), asdict(made)
    pinned = (found.models.enterprise, found.models.person)
    run.report.training = {model.name: model.trained for model in pinned}
    run.report.capped = {model.name: blocks for model in pinned if (blocks := capped(model))}
    _fill(run.report, both, news.said, versions)
    _sum(run.report, kinds, [each for part in both for each in memberships(part, words)])


def _read(store: GraphStore, kinds: dict[str, Kind]) -> Iterator[Party]:
    """All parties, of whom only the kinds are kept: the run needs a party until its profile is made."""
    for each in store.parties():
        kinds[each.id] = each.kind
        yield each


def _stands(base: Base | None, parts: Sequence[Part], versions: Mapping[str, str]) -> bool:
    """Whether the index of the last run is that of these parts."""
    if base is None or base.mark.models != versions:
        return False
    digest = Digest()
    for _ in digest.of(bundles(parts, keyed=False)):
        pass
    return base.mark.index == digest.text


def _part(model: Model, half: Half, assignment: Assignment, before: Mapping[str, Membership]) -> Part:
    entries = entries_of(half.gathered)
    return Part(
        model.name, half, assignment, before, half.pairs, entries, lambda name: whole_keys(entries[name], model)
    )


def _phases(run: _Run) -> Progress:
    def step(phase: str, done: int, total: int) -> None:
        run.watch(phase)
        run.progress(phase, done, total)

    return step


def _fill(report: ResolveReport, parts: Sequence[Part], said: Said, versions: Mapping[str, str]) -> None:
    """What became of the parts; events are added to those of former portions."""
    for event, count in Counter(each.event for each in events_of(parts, said)).items():
        setattr(report, event, getattr(report, event) + count)
    report.unsure = sum(len(part.half.doubts) for part in parts)
    for part in parts:
        report.conflicts += [[each.a, each.b] for each in part.half.conflicts]
        report.conflicts += [[each.a, each.b] for each in part.half.doubts if each.reason == "size"]
    report.models = dict(versions)


def _sum(report: ResolveReport, kind: Mapping[str, Kind], held: Sequence[Membership]) -> None:
    """Totals of a run over all parties."""
    votes: dict[str, Counter[Kind]] = {}
    for each in held:
        votes.setdefault(each.entity, Counter())[kind[each.party]] += 1
    counts = Counter(min(found, key=lambda each: (-found[each], each)) for found in votes.values())
    report.parties, report.entities = len(kind), {str(each): counts[each] for each in Kind}
    report.confirmed = sum(each.certainty is Certainty.CONFIRMED for each in held)
    report.probable = len(held) - report.confirmed


def total(store: GraphStore, report: ResolveReport) -> ResolveReport:
    """The report with the totals of the store, which a run over a part does not count."""
    counts = store.counts()
    report.parties = counts.get("parties", 0)
    report.entities = {str(each): counts.get(f"entities.{each}", 0) for each in Kind}
    report.confirmed = counts.get("memberships.confirmed", 0)
    report.probable = counts.get("memberships.probable", 0)
    return report
