"""Nodes and names as tables of integers: equal values have equal numbers, and rarer values greater ones.

Owns: the coding of values, sets of values and identifiers. Refuses: comparing. A field that never holds two values is
a plain column (0: no value), any other a list; SQL compares plain columns several times faster.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyarrow

from linkage.arrays import column
from linkage.batch.blocks import Blocks
from linkage.batch.engine import table
from linkage.comparison import NOTHING, Fields, Node, Values, shown
from linkage.identifiers import Identifier, IdentifierKind
from linkage.measures import MEASURES
from linkage.weights import Comparison, Frequencies, Model, measured_fields

RARITY_BITS, RARITY_ZERO = 32, 1 << 24
"""A coded value is (rarity + RARITY_ZERO) << RARITY_BITS | number."""
DROP = "_drop"
_NONE: Sequence[int] = ()
SEVERAL = -1
STRONG = tuple(kind for kind in IdentifierKind if Identifier(kind, "0").vetoes)


@dataclass(frozen=True, slots=True)
class Side:
    """What one scope's comparisons are asked of: a table with a row per name or node.

    ``lists``: fields that hold several values somewhere. ``sets``: per measured field its distinct sets of values, by
    number from 1.
    """

    table: pyarrow.Table
    lists: frozenset[str]
    sets: Mapping[str, Sequence[Values]]


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that the plan reads. ``ids`` by node number; ``numbers``: sets of identifiers, by number from 1."""

    ids: Sequence[str]
    nodes: Side
    names: Side
    bears: pyarrow.Table
    keys: pyarrow.Table
    numbers: Sequence[tuple[Identifier, ...]]


@dataclass(slots=True)
class Numbering:
    """Things by number from 1, in order of first sight."""

    of: dict[Any, int] = field(default_factory=dict)

    def __call__(self, thing: Any) -> int:
        """The thing's number."""
        return self.of.setdefault(thing, len(self.of) + 1)


def population(nodes: Mapping[str, Node], blocks: Blocks, model: Model) -> Population:
    """The tables of one kind's nodes and their blocks."""
    ids = sorted(nodes)
    members = [nodes[each] for each in ids]
    cards: dict[str, tuple[int, Fields]] = {}
    bearing: dict[str, list[int]] = {"node": [], "name": []}
    for at, node in enumerate(members):
        for card in shown(node.names):
            number, _ = cards.setdefault(card.normal, (len(cards), card.fields))
            bearing["node"].append(at)
            bearing["name"].append(number)
    numbers = Numbering()
    own: dict[str, Sequence[Any]] = {
        "numbers": [numbers(node.numbers) for node in members],
        "masked": [int(node.masked) for node in members],
        "numbered": [int(bool(node.strong)) for node in members],
        **_strong(members),
    }
    return Population(
        ids,
        _side([node.fields for node in members], model, "node", own),
        _side([fields for _, fields in cards.values()], model, "name", {}),
        table(bearing),
        pyarrow.table({"node": blocks.nodes, "key": blocks.keys}),
        list(numbers.of),
    )


def _strong(members: Sequence[Node]) -> dict[str, list[int]]:
    """Per vetoing kind a column: 0 none, SEVERAL, or the number of the one value."""

    def coded(values: Values, number: Numbering) -> int:
        return SEVERAL if len(values) > 1 else number(next(iter(values))) if values else 0

    columns = {}
    for kind in STRONG:
        number = Numbering()
        columns[f"strong_{kind.value}"] = [coded(node.strong.get(kind, NOTHING), number) for node in members]
    return columns


def _side(rows: Sequence[Fields], model: Model, scope: str, own: Mapping[str, Sequence[Any]]) -> Side:
    comparisons = [each for each in model.comparisons if each.scope == scope]
    columns: dict[str, Sequence[Any]] = {"id": range(len(rows)), **own}
    lists, sets = set(), {}
    exact = exact_fields(comparisons)
    for base in sorted({each.removesuffix(DROP) for each in exact}):
        coded = _coder(model.frequencies.get(base))
        for name in sorted({base, base + DROP} & exact):
            values = [coded(found) if (found := row.get(name)) else _NONE for row in rows]
            if max(map(len, values), default=0) > 1:
                lists.add(name)
                columns[f"f_{name}"] = _listed(values)
            else:
                columns[f"f_{name}"] = [each[0] if each else 0 for each in values]
    for name in sorted(measured_fields(comparisons)):
        number = Numbering()
        columns[f"set_{name}"] = [number(row[name]) if row.get(name) else 0 for row in rows]
        sets[name] = list(number.of)
    return Side(table(columns), frozenset(lists), sets)


def _listed(values: Sequence[Sequence[int]]) -> pyarrow.Array:
    """A column of lists."""
    ends, flat = array("i", [0]), array("q")
    for each in values:
        flat.extend(each)
        ends.append(len(flat))
    return pyarrow.ListArray.from_arrays(column(ends), column(flat))


def _coder(rarities: Frequencies | None) -> Callable[[Values], list[int]]:
    """Numbers of a field's values; sets that recur share one list."""
    number = Numbering()

    @cache
    def coded(values: Values) -> list[int]:
        return [((rarities.of(each) if rarities else 0) + RARITY_ZERO << RARITY_BITS) | number(each) for each in values]

    return coded


def exact_fields(comparisons: Iterable[Comparison]) -> set[str]:
    """Fields that are tested for equal values."""
    found: set[str] = set()
    for level in (level for each in comparisons for level in each.levels):
        for condition in level.conditions:
            if condition.test not in MEASURES:
                found.add(condition.field)
            if condition.test == "drop":
                found.add(condition.field + DROP)
        if level.frequency:
            found.add(level.frequency)
    return found
