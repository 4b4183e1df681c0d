"""Which nodes are compared at all: keys of blocking rules, blocks that are too large, candidate pairs.

Owns: block keys as texts, so that a store can index them, and the cap. Refuses: scores. A block above the cap is
generic: it is pinned in the model and reported, and its value joins nobody, whichever way parties arrive.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from linkage.comparison import NOTHING, Fields, Node
from linkage.weights import Model, Rule


def keys(node: Node, model: Model) -> frozenset[str]:
    """The node's block keys, ``rule|value|value``."""
    found: set[str] = set()
    for rule in model.rules:
        for card in node.names:
            found.update(_keys(rule, card.fields, node.fields))
        if not node.names:
            found.update(_keys(rule, {}, node.fields))
    return frozenset(found)


def _keys(rule: Rule, name: Fields, node: Fields) -> Iterator[str]:
    columns = [name.get(field) or node.get(field, NOTHING) for field in rule.fields]
    if all(columns):
        for values in product(*columns):
            yield "|".join((rule.name, *values))


def blocks(keyed: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Block key -> node ids, from node id -> keys; blocks of one are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in sorted(keyed):
        for key in keyed[node]:
            found[key].append(node)
    return {key: members for key, members in found.items() if len(members) > 1}


def too_large(found: Mapping[str, Sequence[str]], cap: int) -> frozenset[str]:
    """Keys of blocks with more nodes than the cap."""
    return frozenset(key for key, members in found.items() if len(members) > cap)


def candidates(found: Mapping[str, Sequence[str]], generics: frozenset[str]) -> set[tuple[str, str]]:
    """Pairs of node ids (first < second) that share a block which is not generic."""
    pairs: set[tuple[str, str]] = set()
    for key, members in found.items():
        if key not in generics:
            pairs.update(combinations(members, 2))
    return pairs
