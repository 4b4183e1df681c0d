"""Reviewers' words as labels: a random sample of candidate pairs in bands of scores, and what it says of thresholds.

Owns: the draw (pairs of a band in the order of their digest, which is no property of theirs), labels, estimates per
band and per threshold. Refuses: moving a threshold: it prints the lines, a person puts them.

A band's sample is the longest run of labelled pairs from the front of that order: whoever labelled what for which
reason, such a run is a random sample. Labels further back count when those in front of them are labelled.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.marks import ACTOR
from graph.model import CandidateEdge, Judgement, Verdict
from graph.review.pairs import in_force
from graph.review.settings import Settings
from graph.store.port import GraphStore
from linkage.model import content_id
from linkage.proportions import Share, Stratum, clopper_pearson, stratified, trials_without_miss, wilson
from linkage.weights import UNIT, Model

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Band:
    """Candidate pairs of at least ``low`` and less than ``high`` bits (None: no limit). ``share``: are one subject.

    ``labelled``: pairs of the sample, ``unsure`` of them undecided; ``waiting``: labels behind a pair without one.
    """

    low: float | None
    high: float | None
    pairs: int
    labelled: int
    same: int
    unsure: int
    waiting: int
    share: Share
    wilson: Share
    enough: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """What merging from ``threshold`` bits up (None: every candidate pair) would give: precision, and recall among the
    candidate pairs."""

    threshold: float | None
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class Estimate:
    """One model's bands and cuts. ``proposed``: the lowest threshold whose precision is shown; None when none is.

    ``needed``: labels without a miss that would show the precision asked for in one band.
    """

    model: str
    threshold: float
    bands: tuple[Band, ...]
    cuts: tuple[Cut, ...]
    proposed: float | None
    precision: float
    confidence: float
    needed: int

    @property
    def labelled(self) -> int:
        """Labels that were used."""
        return sum(each.labelled for each in self.bands)

    @property
    def toml(self) -> str:
        """The lines to put into the model file; empty when the labels show nothing."""
        if self.proposed is None:
            return ""
        asked = f"precision >= {self.precision} at confidence {self.confidence}"
        return f"# {self.model}: {self.labelled} labels, {asked}\n[decision]\njoin = {self.proposed}\n"


@dataclass(slots=True)
class _Drawn:
    """One band as it is read: how many pairs, and those whose digests come first."""

    most: int
    count: int = 0
    front: list[tuple[int, Pair, CandidateEdge]] = field(default_factory=list)

    def add(self, edge: CandidateEdge) -> None:
        self.count += 1
        entry = (-int(content_id("sample", edge.a, edge.b), 16), (edge.a, edge.b), edge)
        if len(self.front) < self.most:
            heapq.heappush(self.front, entry)
        elif entry[0] > self.front[0][0]:
            heapq.heappushpop(self.front, entry)

    def ordered(self) -> list[CandidateEdge]:
        return [edge for _, _, edge in sorted(self.front, key=lambda entry: (-entry[0], entry[1]))]


def estimates(store: GraphStore, settings: Settings) -> list[Estimate]:
    """Both models, with the labels that stand now."""
    labels = _labels(store.judgements(but=ACTOR))
    return [_estimate(model, bands, labels, settings) for model, bands in _bands(store, settings)]


def to_label(store: GraphStore, settings: Settings) -> Iterator[tuple[Model, CandidateEdge]]:
    """The pairs to label next: from the front of every band, one of each in turn, as far as a sample goes."""
    labels = _labels(store.judgements(but=ACTOR))
    found = []
    for at, (model, bands) in enumerate(_bands(store, settings)):
        for low, drawn in bands.items():
            for place, edge in enumerate(drawn.ordered()):
                if (edge.a, edge.b) not in labels:
                    found.append((place, at, -low, model, edge))
    for _, _, _, model, edge in sorted(found, key=lambda each: each[:3]):
        yield model, edge


def _labels(standing: Sequence[Judgement]) -> dict[Pair, Verdict]:
    """What reviewers say of each pair; a definite word before an "unsure"."""
    labels: dict[Pair, Verdict] = {}
    for each in standing:
        held = labels.get((each.a, each.b), Verdict.UNSURE)
        labels[(each.a, each.b)] = each.verdict if held is Verdict.UNSURE else held
    return labels


def _bands(store: GraphStore, settings: Settings) -> Iterator[tuple[Model, Mapping[int, _Drawn]]]:
    """Candidate pairs of each model by band, numbered from the threshold in force (0 begins there)."""
    for model, version in in_force(store):
        width = round(settings.width * UNIT)
        bands: dict[int, _Drawn] = {}
        for edge in store.edges(version) if version else ():
            band = min(max((edge.weight - model.decision.join) // width, -settings.below), settings.above)
            bands.setdefault(band, _Drawn(settings.sample)).add(edge)
        yield model, dict(sorted(bands.items(), reverse=True))


def _estimate(
    model: Model, bands: Mapping[int, _Drawn], labels: Mapping[Pair, Verdict], settings: Settings
) -> Estimate:
    join = model.decision.join / UNIT
    told = tuple(_band(join, at, drawn, labels, settings) for at, drawn in bands.items())
    strata = [Stratum(each.pairs, each.labelled, each.same, each.unsure) for each in told]
    cuts = tuple(_cut(told, strata, at, settings) for at in range(1, len(told) + 1))
    shown = [
        cut.threshold
        for at, cut in enumerate(cuts, 1)
        if cut.threshold is not None
        and cut.precision.lower >= settings.precision
        and all(each.enough for each in told[:at])
    ]
    needed = trials_without_miss(settings.precision, settings.confidence)
    return Estimate(
        model.name, join, told, cuts, min(shown, default=None), settings.precision, settings.confidence, needed
    )


def _band(join: float, at: int, drawn: _Drawn, labels: Mapping[Pair, Verdict], settings: Settings) -> Band:
    said = [labels.get((edge.a, edge.b)) for edge in drawn.ordered()]
    size = next((place for place, verdict in enumerate(said) if verdict is None), len(said))
    same, unsure = said[:size].count(Verdict.SAME), said[:size].count(Verdict.UNSURE)
    stratum = Stratum(drawn.count, size, same, unsure)
    return Band(
        low=round(join + at * settings.width, 2) if at > -settings.below else None,
        high=round(join + (at + 1) * settings.width, 2) if at < settings.above else None,
        pairs=drawn.count,
        labelled=size,
        same=same,
        unsure=unsure,
        waiting=sum(verdict is not None for verdict in said[size:]),
        share=stratified([stratum], settings.confidence)
        if size == drawn.count
        else clopper_pearson(same, size, settings.confidence),
        wilson=wilson(same, size, settings.confidence),
        enough=size >= min(settings.least, drawn.count),
    )


def _cut(bands: Sequence[Band], strata: Sequence[Stratum], at: int, settings: Settings) -> Cut:
    """Precision of the first ``at`` bands together; recall by the counts of same pairs above and below.

    The recall's ends join the ends of two independent intervals, each at half the doubt: they hold together.
    """
    half = 1 - (1 - settings.confidence) / 2
    above, below = strata[:at], strata[at:]
    high, low = stratified(above, half), stratified(below, half)
    sizes = sum(each.size for each in above), sum(each.size for each in below)
    known = high.estimate is not None and (low.estimate is not None or not below)
    estimate = _part((high.estimate or 0) * sizes[0], (low.estimate or 0) * sizes[1]) if known else None
    lower = _part(high.lower * sizes[0], low.upper * sizes[1])
    upper = _part(high.upper * sizes[0], low.lower * sizes[1])
    return Cut(bands[at - 1].low, stratified(above, settings.confidence), Share(estimate, lower, upper))


def _part(one: float, other: float) -> float:
    return one / (one + other) if one + other else 0.0
