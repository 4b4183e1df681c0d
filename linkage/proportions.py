"""Shares and their confidence intervals: one sample, and strata of different sizes.

Owns: Wilson (1927) and Clopper-Pearson (1934) intervals, the latter for stratified samples by the effective sample size
of Korn and Graubard (1998). Refuses: labels, models, files; and an interval without a sample.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

_STEPS = 200
"""Halvings and terms after which nothing changes in double precision."""
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Share:
    """A share in 0..1 with its confidence interval; ``estimate`` is None when nothing was sampled."""

    estimate: float | None
    lower: float
    upper: float


UNKNOWN = Share(None, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Stratum:
    """``size`` units, of which ``trials`` were drawn at random and ``hits`` of these were found to be it.

    ``unclear``: drawn units of which nobody could tell; they count against the lower bound and for the upper one.
    """

    size: int
    trials: int
    hits: int
    unclear: int = 0


def wilson(hits: float, trials: float, confidence: float) -> Share:
    """The score interval."""
    if trials <= 0:
        return UNKNOWN
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return Share(share, max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole))


def clopper_pearson(hits: float, trials: float, confidence: float) -> Share:
    """The exact interval; hits and trials may be real numbers (an effective sample)."""
    if trials <= 0:
        return UNKNOWN
    tail = (1 - confidence) / 2
    lower = beta_quantile(tail, hits, trials - hits + 1) if hits > 0 else 0.0
    upper = beta_quantile(1 - tail, hits + 1, trials - hits) if hits < trials else 1.0
    return Share(hits / trials, lower, upper)


def stratified(strata: Sequence[Stratum], confidence: float) -> Share:
    """The share of hits among all units of the strata, each weighed by its size.

    A stratum drawn whole is certain. One of which nothing was drawn makes the estimate unknown: it may be all hits or
    none.
    """
    whole = sum(each.size for each in strata)
    drawn = [each for each in strata if each.trials > 0]
    if not whole or not drawn:
        return UNKNOWN
    known = sum(each.size for each in drawn) / whole
    lower = _interval(drawn, confidence, clear=False).lower * known
    upper = _interval(drawn, confidence, clear=True).upper * known + (1 - known)
    hits = sum(each.size * each.hits / max(1, each.trials - each.unclear) for each in drawn) / whole
    complete = len(drawn) == len([each for each in strata if each.size]) and all(e.trials > e.unclear for e in drawn)
    return Share(min(1.0, hits) if complete else None, lower, upper)


def _interval(strata: Sequence[Stratum], confidence: float, clear: bool) -> Share:
    """Clopper-Pearson at the effective sample size; ``clear`` counts unclear units as hits."""
    whole = sum(each.size for each in strata)
    share = smooth = variance = 0.0
    for each in strata:
        hits, weight = each.hits + (each.unclear if clear else 0), each.size / whole
        share += weight * hits / each.trials
        if each.trials >= each.size:
            smooth += weight * hits / each.trials
            continue
        soft = (hits + 0.5) / (each.trials + 1)  # a stratum without a miss has a variance all the same
        smooth += weight * soft
        variance += weight * weight * soft * (1 - soft) / each.trials
    if not variance:
        return Share(share, share, share)
    effective = max(smooth * (1 - smooth), _TINY) / variance
    return clopper_pearson(min(share, 1.0) * effective, effective, confidence)


def trials_without_miss(share: float, confidence: float) -> int:
    """How many hits in a row show, at that confidence, a share of at least this much."""
    return math.ceil(math.log((1 - confidence) / 2) / math.log(share))


def beta_quantile(chance: float, a: float, b: float) -> float:
    """x with I_x(a, b) = chance, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if beta_share(middle, a, b) < chance else (low, middle)
    return (low + high) / 2


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + …)) by the modified Lentz method."""
    value = upper = 1.0
    lower = 0.0
    for step in range(1, 10 * _STEPS):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
        else:
            term = half * (b - half) * x / ((a + step - 1) * (a + step))
        lower = 1 / ((1 + term * lower) or _TINY)
        upper = (1 + term / upper) or _TINY
        change = upper * lower
        value *= change
        if abs(change - 1) < 1e-15:
            break
    return value
