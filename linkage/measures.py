"""Likeness of two texts by degree, as integers: what a level may ask beyond a shared value.

Owns: the measures by name and how a limit in a model file becomes an integer. Refuses: fields and weights. Integers,
so that a pair at the limit is on the same side for ever and in every engine.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

PARTS = 1_000_000
"""Similarities from 0 to 1 are counted in millionths."""


@dataclass(frozen=True, slots=True)
class Measure:
    """``of(a, b)`` rises with likeness; ``least(limit)`` is the least that satisfies a limit as a file states it.

    ``lowest`` and ``highest``: the limits that make sense.
    """

    of: Callable[[str, str], int]
    least: Callable[[float], int]
    lowest: float
    highest: float


def _share(limit: float) -> int:
    return round(limit * PARTS)


def _edits(limit: float) -> int:
    return -round(limit)


MEASURES: Mapping[str, Measure] = {
    "jaro_winkler": Measure(lambda a, b: round(JaroWinkler.similarity(a, b) * PARTS), _share, 0.5, 1.0),
    "damerau_levenshtein": Measure(lambda a, b: -DamerauLevenshtein.distance(a, b), _edits, 1, 9),
    "levenshtein": Measure(lambda a, b: -Levenshtein.distance(a, b), _edits, 1, 9),
}
"""jaro_winkler: similarity of at least the limit; the others: at most so many edits."""


def best(measure: str, left: Iterable[str], right: Iterable[str]) -> int | None:
    """The greatest likeness of a value of one side to a value of the other; None when a side has none."""
    of, others = MEASURES[measure].of, tuple(right)
    return max((of(a, b) for a in left for b in others), default=None)
