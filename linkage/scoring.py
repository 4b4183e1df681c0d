"""The pure scorer: two nodes and a pinned model give one integer weight and the level of every comparison.

Owns: the sum of evidence, exact and free of order: batch and one-by-one use this very code. Refuses: candidates
(linkage.blocking), decisions (linkage.judgement) and floating point sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from linkage.comparison import NOTHING, NameCard, Node, holds, impossible, partial, vetoed
from linkage.weights import Comparison, Level, Model, to_units

MASK = "mask"
"""The comparison of masked numbers, weighed by what they show."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the waterfall: comparison, level and weight in units; ``shared`` values that made the level hold."""

    comparison: str
    level: str
    weight: int
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Total log2-odds in units (prior included); ``vetoed`` when the two are never one, whatever the total."""

    weight: int
    vetoed: bool
    lines: tuple[Line, ...] = ()
    contradicted: bool = False


@dataclass(slots=True)
class Scorer:
    """Scores nodes by one model; remembers what pairs of names were worth."""

    model: Model
    seen: dict[tuple[str, str], tuple[int, bool, bool, tuple[Line, ...]]] = field(default_factory=dict)

    def names(self, left: NameCard, right: NameCard) -> tuple[int, bool, bool, tuple[Line, ...]]:
        """Weight, veto, contradiction and lines of two names; symmetric."""
        key = (left.normal, right.normal) if left.normal <= right.normal else (right.normal, left.normal)
        found = self.seen.get(key)
        if found is None:
            lines, veto, contradiction = [], False, False
            for comparison in self.model.comparisons:
                if comparison.scope == "name":
                    line, level = self._level(comparison, left.fields, right.fields)
                    lines.append(line)
                    veto, contradiction = veto or level.vetoes, contradiction or level.contradicts
            found = sum(line.weight for line in lines), veto, contradiction, tuple(lines)
            self.seen[key] = found
        return found

    def best_names(self, left: Sequence[NameCard], right: Sequence[NameCard]) -> tuple[int, bool, bool, tuple[Line, ...]]:
        """The pair of names that agrees best: no veto first, then no contradiction, then the weight."""
        if not left or not right:
            return 0, False, False, ()
        outcomes = (self.names(one, other) for one in left for other in right)
        return max(outcomes, key=lambda each: (not each[1], not each[2], each[0], each[3][0].level))

    def score(self, left: Node, right: Node) -> Score:
        """All evidence for and against two nodes being one."""
        weight, veto, contradiction, lines = self.best_names(left.names, right.names)
        own = [*lines]
        number = self._number(left, right)
        known = frozenset[str]()
        if number is not None:
            line, known = number
            own.append(line)
            weight += line.weight
        for comparison in self.model.comparisons:
            if comparison.scope != "node" or comparison.name in known:
                continue
            line, level = self._level(comparison, left.fields, right.fields)
            own.append(line)
            weight += line.weight
            veto, contradiction = veto or level.vetoes, contradiction or level.contradicts
        veto = veto or vetoed(left.strong, right.strong) or impossible(left.numbers, right.numbers)
        return Score(weight + self.model.prior, veto, tuple(own), contradiction)

    def _number(self, left: Node, right: Node) -> tuple[Line, frozenset[str]] | None:
        """A masked number's agreement, and the comparisons that it already counts (birth, sex)."""
        if not left.numbers or not right.numbers:
            return None
        bits, parts = partial(left.numbers, right.numbers)
        if not bits:
            return None
        known = {"birth"} if "birth_year" in parts else set()
        known |= {"sex"} if "sex" in parts else set()
        line = Line(MASK, "compatible", to_units(bits * self.model.mask_share), tuple(sorted(parts)))
        return line, frozenset(known)

    def _level(self, comparison: Comparison, left: dict, right: dict) -> tuple[Line, Level]:  # type: ignore[type-arg]
        for level in comparison.levels:
            for condition in level.conditions:
                if not holds(
                    condition.test, left.get(condition.field, NOTHING), right.get(condition.field, NOTHING)
                ):
                    break
            else:
                return self._line(comparison, level, left, right), level
        raise AssertionError("the last level takes every pair")

    def _line(self, comparison: Comparison, level: Level, left: dict, right: dict) -> Line:  # type: ignore[type-arg]
        if not level.frequency:
            return Line(comparison.name, level.name, level.weight)
        shared = left.get(level.frequency, NOTHING) & right.get(level.frequency, NOTHING)
        table = self.model.frequencies.get(level.frequency)
        rarity = max((table.of(value) for value in shared), default=0) if table else 0
        return Line(comparison.name, level.name, level.weight + rarity, tuple(sorted(shared)))
