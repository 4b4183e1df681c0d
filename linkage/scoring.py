"""The pure scorer: two nodes and a pinned model give one integer weight and the level of every comparison.

Owns: the sum of evidence, exact and free of order: batch and one-by-one use this very code. Refuses: candidates
(linkage.blocking), decisions (linkage.judgement) and floating point sums.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial as partial_of
from typing import overload

from linkage.comparison import NOTHING, TESTS, Fields, NameCard, Node, alike, impossible, partial, shown, vetoed
from linkage.identifiers import Identifier
from linkage.measures import MEASURES
from linkage.weights import Comparison, Condition, Level, Model, to_units

COVERAGE = "coverage"
"""The store knows nearly every subject under a number: a mention without one is more likely somebody known."""
MASK = "mask"
"""The comparison of masked numbers, weighed by what they show."""
KNOWN_BY_MASK = {"birth": "birth_year", "sex": "sex"}
"""Comparisons that a masked number has counted already when it shows that part."""


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
    lines: Sequence[Line] = ()
    contradicted: bool = False


Test = Callable[[Fields, Fields, str], bool]
Named = tuple[int, bool, bool, tuple[Line, ...]]
"""Weight, veto, contradiction and lines of two names."""
_NAMELESS: Named = (0, False, False, ())


@dataclass(frozen=True, slots=True)
class _Step:
    """A level ready to be tried: its tests with their fields, and its line when no frequency changes it."""

    tests: tuple[tuple[Test, str], ...]
    level: Level
    line: Line


@dataclass(frozen=True, slots=True)
class _Ladder:
    """A comparison ready to be asked."""

    name: str
    steps: tuple[_Step, ...]

    def find(self, left: Fields, right: Fields) -> _Step:
        """The first level that holds."""
        for step in self.steps:
            for test, name in step.tests:
                if not test(left, right, name):
                    break
            else:
                return step
        raise AssertionError("the last level takes every pair")


def _test(condition: Condition) -> Test:
    measure = MEASURES.get(condition.test)
    if measure is None:
        return TESTS[condition.test]
    return partial_of(alike, condition.test, measure.least(condition.limit))


def _ladder(comparison: Comparison) -> _Ladder:
    return _Ladder(
        comparison.name,
        tuple(
            _Step(
                tuple((_test(each), each.field) for each in level.conditions),
                level,
                Line(comparison.name, level.name, level.weight),
            )
            for level in comparison.levels
        ),
    )


class Scorer:
    """Scores nodes by one model; remembers what pairs of names were worth."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._prior = model.prior
        self._coverage = Line(COVERAGE, "numbered", model.covered)
        self._names = [_ladder(each) for each in model.comparisons if each.scope == "name"]
        self._nodes = [_ladder(each) for each in model.comparisons if each.scope == "node"]
        self._barring = [each for each in self._names if any(step.level.vetoes for step in each.steps)]
        self._seen: dict[tuple[str, str], Named] = {}

    def forget(self) -> None:
        """Give back the memory of names."""
        self._seen.clear()

    def names(self, left: NameCard, right: NameCard) -> Named:
        """What two names are worth; symmetric."""
        key = (left.normal, right.normal) if left.normal <= right.normal else (right.normal, left.normal)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._named(left.fields, right.fields)
        return found

    def _named(self, left: Fields, right: Fields) -> Named:
        lines, veto, contradiction = [], False, False
        for ladder in self._names:
            step = ladder.find(left, right)
            lines.append(self._line(step, left, right))
            veto, contradiction = veto or step.level.vetoes, contradiction or step.level.contradicts
        return sum(line.weight for line in lines), veto, contradiction, tuple(lines)

    def best_names(self, left: Sequence[NameCard], right: Sequence[NameCard]) -> Named:
        """The pair of names that agrees best: no veto first, then no contradiction, then the weight. A mask says
        nothing beside a whole name: 王*明 on the number of 王小明 does not make him 王大明."""
        if len(left) == 1 and len(right) == 1:
            return self.names(left[0], right[0])
        outcomes = (self.names(one, other) for one in shown(left) for other in shown(right))
        return max(outcomes, key=_rank, default=_NAMELESS)

    def bars(self, left: Sequence[NameCard], right: Sequence[NameCard]) -> bool:
        """Whether every pair of the names is on a level that vetoes; nothing of it is remembered."""
        for one in left:
            for other in right:
                for ladder in self._barring:
                    if ladder.find(one.fields, other.fields).level.vetoes:
                        break
                else:
                    return False
        return bool(left and right)

    def score(self, left: Node, right: Node) -> Score:
        """All evidence for and against two nodes being one."""
        weight, veto, contradiction, lines = self.best_names(left.names, right.names)
        own = list(lines)
        known = _NO_PARTS
        if bool(left.strong) != bool(right.strong) and self._coverage.weight:
            own.append(self._coverage)
            weight += self._coverage.weight
        if left.masked or right.masked:
            line, known, conflict = self.masked(left.numbers, right.numbers)
            if line is not None:
                own.append(line)
                weight += line.weight
            veto = veto or conflict
        for ladder in self._nodes:
            if ladder.name in known:
                continue
            step = ladder.find(left.fields, right.fields)
            line = self._line(step, left.fields, right.fields)
            own.append(line)
            weight += line.weight
            veto, contradiction = veto or step.level.vetoes, contradiction or step.level.contradicts
        veto = veto or vetoed(left.strong, right.strong)
        return Score(weight + self._prior, veto, tuple(own), contradiction)

    def masked(
        self, left: Sequence[Identifier], right: Sequence[Identifier]
    ) -> tuple[Line | None, frozenset[str], bool]:
        """What numbers of which some are masked say: a line when they agree, the comparisons that it already counts,
        and whether they rule each other out."""
        bits, parts = partial(left, right)
        conflict = impossible(left, right)
        if not bits:
            return None, _NO_PARTS, conflict
        known = frozenset(name for name, part in KNOWN_BY_MASK.items() if part in parts)
        return Line(MASK, "compatible", to_units(bits * self.model.mask_share), tuple(sorted(parts))), known, conflict

    def _line(self, step: _Step, left: Fields, right: Fields) -> Line:
        name = step.level.frequency
        if not name:
            return step.line
        shared = left.get(name, NOTHING) & right.get(name, NOTHING)
        table = self.model.frequencies.get(name)
        rarity = max((table.of(value) for value in shared), default=0) if table else 0
        return Line(step.line.comparison, step.line.level, step.line.weight + rarity, tuple(sorted(shared)))


class Untold(Sequence[Line]):
    """Lines of a score whose weight is known: told when they are read, each time anew. A population has a million
    pairs, and lines of few of them are ever looked at."""

    __slots__ = ("_a", "_b", "_nodes", "_scorer")

    def __init__(self, scorer: Scorer, nodes: Mapping[str, Node], a: str, b: str) -> None:
        self._scorer, self._nodes, self._a, self._b = scorer, nodes, a, b

    def _told(self) -> Sequence[Line]:
        return self._scorer.score(self._nodes[self._a], self._nodes[self._b]).lines

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        return self._told()[at]

    def __iter__(self) -> Iterator[Line]:
        return iter(self._told())

    def __len__(self) -> int:
        return len(self._told())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Untold) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))


_NO_PARTS: frozenset[str] = frozenset()


def _rank(named: Named) -> tuple[bool, bool, int, str]:
    weight, veto, contradiction, lines = named
    return not veto, not contradiction, weight, "".join(line.level for line in lines)
