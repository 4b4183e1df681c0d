"""A model's comparisons as SQL: the level that holds, its integer weight, vetoes and contradictions.

Owns: the translation of tests, levels and rarities into a dialect's expressions over linkage.batch.tables. Refuses:
running it. The result of one scope is one integer per pair that nothing rules out, and orders as linkage.scoring
orders pairs of names: no contradiction first, then the weight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from linkage.batch.engine import Dialect
from linkage.batch.tables import DROP, RARITY_BITS, RARITY_ZERO, STRONG
from linkage.measures import MEASURES
from linkage.scoring import KNOWN_BY_MASK
from linkage.weights import Comparison, Condition, Level, Model

ZERO, LAWFUL = 1 << 40, 1 << 41
"""A rank is ``LAWFUL`` when nothing contradicts, plus the weight over ``ZERO``."""
NAMELESS = LAWFUL + ZERO
"""The rank of two nodes of which one has no name."""
_SKIPPED = -1


@dataclass(frozen=True, slots=True)
class Likeness:
    """One measure of one field in one scope, and the table that holds it per pair of sets of values."""

    measure: str
    field: str
    scope: str

    @property
    def table(self) -> str:
        """Name of its table: l, r (numbers of sets), likeness."""
        return f"like_{self.scope}_{self.measure}_{self.field}"


def likenesses(model: Model, scope: str) -> list[Likeness]:
    """The measures that a scope's comparisons ask for."""
    return sorted(
        {
            Likeness(condition.test, condition.field, scope)
            for each in model.comparisons
            if each.scope == scope
            for level in each.levels
            for condition in level.conditions
            if condition.test in MEASURES
        },
        key=lambda each: each.table,
    )


def vetoed_sql() -> str:
    """Two nodes ``l`` and ``r`` bear different numbers of a vetoing kind (0: none, below 0: several)."""
    columns = [f"strong_{kind.value}" for kind in STRONG]
    return " OR ".join(f"(l.{c} <> 0 AND r.{c} <> 0 AND (l.{c} <> r.{c} OR l.{c} < 0))" for c in columns)


@dataclass(frozen=True, slots=True)
class Plan:
    """SQL of one scope of one model. ``lists``: the fields that are list columns."""

    model: Model
    scope: str
    lists: frozenset[str]
    dialect: Dialect

    @property
    def comparisons(self) -> Sequence[Comparison]:
        """The comparisons of this scope."""
        return [each for each in self.model.comparisons if each.scope == self.scope]

    def ranked(self, source: str, side: str) -> str:
        """SELECT l, r, rank over a source of pairs ``p`` whose sides are rows of the table ``side``; pairs that a level
        or a mask vetoes, which most are, are left out before anything else is asked of them."""
        joins = "".join(
            f" LEFT JOIN {each.table} ON {each.table}.l = l.set_{each.field} AND {each.table}.r = r.set_{each.field}"
            for each in likenesses(self.model, self.scope)
        )
        levels = [f"{self._level(each)} AS v_{at}" for at, each in enumerate(self.comparisons)]
        rarities = [f"{self._rarity(name)} AS x_{name}" for name in self._rare()]
        extra = ", p.rank AS rank, m.weight AS mask, m.veto AS mask_veto" if self.scope == "node" else ""
        if self.scope == "node":
            joins += " LEFT JOIN masks m ON m.l = l.numbers AND m.r = r.numbers"
            extra += ", l.numbered <> r.numbered AS covered"
        columns = ", ".join(["p.l AS l", "p.r AS r", *levels, *rarities])
        inner = (
            f"SELECT {columns}{extra} FROM {source} p JOIN {side} l ON l.id = p.l JOIN {side} r ON r.id = p.r{joins}"
        )
        vetoes = [self._any("vetoes"), *(["coalesce(mask_veto, 0) = 1"] if self.scope == "node" else [])]
        return f"SELECT l, r, {self._rank()} AS rank FROM ({inner}) AS levels WHERE NOT ({' OR '.join(vetoes)})"

    def _rank(self) -> str:
        if self.scope == "name":
            return f"{_flag([self._any('contradicts')], LAWFUL)} + {ZERO} + {self._weight()}"
        # both scopes must be lawful; weights add up
        name = f"(rank % {LAWFUL} - {ZERO})"
        lawful = _flag([self._any("contradicts"), f"rank < {LAWFUL}"], LAWFUL)
        return f"{lawful} + {ZERO} + {name} + {self._weight()}"

    def _weight(self) -> str:
        parts = [
            f"CASE v_{at} "
            + " ".join(f"WHEN {n} THEN {_worth(level)}" for n, level in enumerate(each.levels))
            + " ELSE 0 END"
            for at, each in enumerate(self.comparisons)
        ]
        if self.scope == "node":
            parts += [f"CASE WHEN covered THEN {self.model.covered} ELSE 0 END", "coalesce(mask, 0)"]
            parts.append(f"({self.model.prior})")
        return " + ".join(parts)

    def _any(self, mark: str) -> str:
        """Some comparison is on a level with that mark."""
        marked = [
            f"v_{at} IN ({', '.join(numbers)})"
            for at, each in enumerate(self.comparisons)
            if (numbers := [str(n) for n, level in enumerate(each.levels) if getattr(level, mark)])
        ]
        return " OR ".join(marked) or "false"

    def _level(self, comparison: Comparison) -> str:
        """The number of the first level that holds; below 0 when a masked number has counted it already."""
        cases = []
        if self.scope == "node" and comparison.name in KNOWN_BY_MASK:
            cases.append(f"WHEN coalesce(m.known_{comparison.name}, 0) = 1 THEN {_SKIPPED}")
        *tried, last = enumerate(comparison.levels)
        for number, level in tried:
            tests = " AND ".join(self._test(each) for each in level.conditions) or "true"
            cases.append(f"WHEN {tests} THEN {number}")
        return f"CASE {' '.join(cases)} ELSE {last[0]} END" if cases else f"{last[0]}"

    def _test(self, condition: Condition) -> str:
        if condition.test in MEASURES:
            place = Likeness(condition.test, condition.field, self.scope).table
            return f"coalesce({place}.likeness >= {MEASURES[condition.test].least(condition.limit)}, false)"
        name = condition.field
        absent = f"({self._absent('l', name)} OR {self._absent('r', name)})"
        shared = self._shared(name, name)
        return {
            "overlap": shared,
            "missing": absent,
            "differ": f"NOT ({absent} OR {shared})",
            "agree": f"({absent} OR {shared})",
            "drop": f"({self._shared(name, name + DROP)} OR {self._shared(name + DROP, name)})",
        }[condition.test]

    def _absent(self, side: str, name: str) -> str:
        column = f"{side}.f_{name}"
        return f"{self.dialect.size.format(column)} = 0" if name in self.lists else f"{column} = 0"

    def _shared(self, left: str, right: str) -> str:
        ours, theirs = f"l.f_{left}", f"r.f_{right}"
        match (left in self.lists, right in self.lists):
            case (False, False):
                return f"({ours} = {theirs} AND {ours} <> 0)"
            case (True, True):
                return self.dialect.overlap.format(ours, theirs)
            case (True, False):
                return self.dialect.holds.format(ours, theirs)
            case _:
                return self.dialect.holds.format(theirs, ours)

    def _rare(self) -> list[str]:
        return sorted({level.frequency for each in self.comparisons for level in each.levels if level.frequency})

    def _rarity(self, name: str) -> str:
        """What the rarest shared value is worth, 0 when none is shared."""
        ours, theirs = f"l.f_{name}", f"r.f_{name}"
        if name in self.lists:  # dear: only where a level asks
            value = f"CASE WHEN {self._asked(name)} THEN {self.dialect.greatest_shared.format(ours, theirs)} END"
        else:
            value = f"CASE WHEN {self._shared(name, name)} THEN {ours} END"
        return f"coalesce(({value} >> {RARITY_BITS}) - {RARITY_ZERO}, 0)"

    def _asked(self, frequency: str) -> str:
        """Some level that adds the rarity of that field may hold."""
        levels = [level for each in self.comparisons for level in each.levels if level.frequency == frequency]
        return " OR ".join(" AND ".join(map(self._test, level.conditions)) or "true" for level in levels)


def _worth(level: Level) -> str:
    return f"{level.weight} + x_{level.frequency}" if level.frequency else f"{level.weight}"


def _flag(bars: Iterable[str], worth: int) -> str:
    """The worth, unless one of the conditions holds."""
    return f"CASE WHEN {' OR '.join(bars)} THEN 0 ELSE {worth} END"
