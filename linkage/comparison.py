"""What is compared: nodes with discrete fields, the tests of levels, and the hard conflicts between numbers.

Owns: the node (parties that already count as one), its name cards, and equality tests over sets of values. Refuses:
weights and decisions. Every field is a set of normalised texts, so that a level holds or does not, exactly, in Python
and in Splink's SQL alike.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linkage.identifiers import Identifier, IdentifierKind, Relation, compare, implied
from linkage.measures import best

Values = frozenset[str]
Fields = Mapping[str, Values]
NOTHING: Values = frozenset()
_HIDDEN = "hidden"
Strong = Mapping[IdentifierKind, Values]
"""Vetoing numbers by kind, with what they imply."""


@dataclass(slots=True)
class NameCard:
    """One normalised name, decomposed: field -> values. Who holds many may hold their fields in another form."""

    normal: str
    fields: Fields = field(compare=False)

    def __hash__(self) -> int:
        return hash(self.normal)


@dataclass(frozen=True, slots=True)
class Node:
    """Parties that count as one before scoring. ``id`` is the smallest party id.

    ``names`` in order of normal name; ``fields`` of scope node; ``numbers`` all identifiers, sorted; ``strong`` the
    vetoing ones by kind, with what they imply. ``anchor`` says which number or name held the node together.
    """

    id: str
    parties: tuple[str, ...]
    names: tuple[NameCard, ...]
    fields: Fields
    numbers: tuple[Identifier, ...] = ()
    strong: Strong = field(default_factory=dict)
    anchor: str = ""

    @property
    def masked(self) -> bool:
        """True when some number of it is masked."""
        return any(each.masked for each in self.numbers)


def shown(names: Sequence[NameCard]) -> Sequence[NameCard]:
    """The names that are whole; all of them when none is: beside a whole name its mask says nothing."""
    return [each for each in names if _HIDDEN not in each.fields] or names


def overlap(left: Fields, right: Fields, name: str) -> bool:
    """A value in common."""
    return not left.get(name, NOTHING).isdisjoint(right.get(name, NOTHING))


def missing(left: Fields, right: Fields, name: str) -> bool:
    """A side without value."""
    return not left.get(name) or not right.get(name)


def differ(left: Fields, right: Fields, name: str) -> bool:
    """Values on both sides, none in common."""
    return not missing(left, right, name) and not overlap(left, right, name)


def agree(left: Fields, right: Fields, name: str) -> bool:
    """A value in common, or a side without value."""
    return missing(left, right, name) or overlap(left, right, name)


def drop(left: Fields, right: Fields, name: str) -> bool:
    """A value of one side is the other's with one character less (prepared in the field ``<name>_drop``)."""
    less = f"{name}_drop"
    return not left.get(name, NOTHING).isdisjoint(right.get(less, NOTHING)) or not right.get(name, NOTHING).isdisjoint(
        left.get(less, NOTHING)
    )


def alike(measure: str, least: int, left: Fields, right: Fields, name: str) -> bool:
    """Values on both sides, of which two are at least that like by the measure."""
    found = best(measure, left.get(name, NOTHING), right.get(name, NOTHING))
    return found is not None and found >= least


TESTS: Mapping[str, Callable[[Fields, Fields, str], bool]] = {
    "overlap": overlap,
    "missing": missing,
    "differ": differ,
    "agree": agree,
    "drop": drop,
}


def test_sql(test: str, name: str) -> str:
    """The same test in DuckDB over list columns ``name_l`` and ``name_r`` (for training)."""
    left, right = f'"{name}_l"', f'"{name}_r"'
    shared = f"list_has_any({left}, {right})"
    absent = f"(len({left}) = 0 or len({right}) = 0)"
    return {
        "overlap": shared,
        "missing": absent,
        "differ": f"(not {absent} and not {shared})",
        "agree": f"({absent} or {shared})",
        "drop": f'(list_has_any({left}, "{name}_drop_r") or list_has_any({right}, "{name}_drop_l"))',
    }[test]


def strong_numbers(numbers: Iterable[Identifier]) -> dict[IdentifierKind, Values]:
    """Vetoing numbers by kind with the ones they imply (a USCC's organisation code)."""
    found: dict[IdentifierKind, set[str]] = {}
    for number in numbers:
        for each in (number, *implied(number)):
            if each.vetoes:
                found.setdefault(each.kind, set()).add(each.value)
    return {kind: frozenset(values) for kind, values in found.items()}


def vetoed(left: Strong, right: Strong) -> bool:
    """True when both sides bear different numbers of a vetoing kind (DESIGN invariant 5)."""
    return any(kind in right and len(values | right[kind]) > 1 for kind, values in left.items())


def impossible(left: Iterable[Identifier], right: Iterable[Identifier]) -> bool:
    """True when some number of one side rules out some number of the other, masks included."""
    others = tuple(right)
    return any(
        (each.vetoes or each.masked) and (other.vetoes or other.masked)
        and compare(each, other).relation is Relation.INCOMPATIBLE
        for each in left
        for other in others
    )  # fmt: skip


def partial(left: Iterable[Identifier], right: Iterable[Identifier]) -> tuple[float, frozenset[str]]:
    """Bits shown and parts known of the best agreement between a masked number and another; (0, none) when none."""
    others = tuple(right)
    best: tuple[float, frozenset[str]] = (0.0, frozenset())
    for each in left:
        for other in others:
            if not (each.masked or other.masked):
                continue
            outcome = compare(each, other)
            if outcome.relation in (Relation.COMPATIBLE, Relation.SAME) and outcome.known_bits > best[0]:
                best = (outcome.known_bits, frozenset(outcome.known))
    return best


def merged(fields: Iterable[Fields]) -> dict[str, Values]:
    """The union of fields, value by value. A set that holds the others is not copied: mentions share most of them."""
    found: dict[str, Values] = {}
    for each in fields:
        for name, values in each.items():
            held = found.get(name)
            if held is None:
                found[name] = values
            elif held is not values and not values <= held:
                found[name] = values if held <= values else held | values
    return dict(sorted(found.items()))


def union(sets: Sequence[Values]) -> Values:
    """All values of several sets; one that holds the others is not copied."""
    most = max(sets, key=len)
    return most if all(map(most.issuperset, sets)) else most.union(*sets)
