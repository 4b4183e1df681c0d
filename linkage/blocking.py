"""Which nodes are compared at all: keys of blocking rules, blocks that are too large, candidate pairs.

Owns: block keys as texts, so that a store can index them, and the cap. Refuses: scores. A block above the cap is
generic: it is pinned in the model and reported, and its value joins nobody, whichever way parties arrive.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from sys import intern

from linkage.comparison import NOTHING, Fields, Node
from linkage.rejects import mask_text
from linkage.weights import Model, ModelError, Rule

Sieve = Callable[[Mapping[str, Node], Mapping[str, frozenset[str]], Model], Iterable[tuple[str, str]]]
"""Pairs of node ids (first < second) worth scoring, out of nodes and their block keys; each once."""


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
            yield intern("|".join((rule.name, *values)))  # every node of a block holds the same text


def blocks(keyed: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Block key -> node ids, from node id -> keys; blocks of one are left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in sorted(keyed):
        for key in keyed[node]:
            found[key].append(node)
    return {key: members for key, members in found.items() if len(members) > 1}


def too_large(keyed: Mapping[str, Iterable[str]], cap: int) -> frozenset[str]:
    """Keys of blocks with more nodes than the cap."""
    return frozenset(key for key, size in _counts(keyed).items() if size > cap)


def sizes(keyed: Mapping[str, Iterable[str]], model: Model) -> dict[str, int]:
    """Block key -> nodes, of the blocks that make candidates: two nodes or more, not generic.

    ModelError when a rule would make more pairs than the model allows.
    """
    found = {key: size for key, size in _counts(keyed).items() if size > 1 and key not in model.generics}
    pairs: dict[str, int] = defaultdict(int)
    for key, size in found.items():
        pairs[key.partition("|")[0]] += _pairs(size)
    for rule, count in sorted(pairs.items()):
        if count > model.most_pairs:
            raise _explosion(rule, count, found, model)
    return found


def _counts(keyed: Mapping[str, Iterable[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in keyed.values():
        found.update(each)
    return found


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def total(found: Mapping[str, int]) -> int:
    """How many pairs blocks of these sizes make, pairs that share several counted as often."""
    return sum(map(_pairs, found.values()))


def capped(model: Model) -> dict[str, int]:
    """How many blocks of each rule exceed the cap of a pinned model, and so join nobody."""
    found = Counter(each.partition("|")[0] for each in model.generics)
    return {rule.name: found[rule.name] for rule in model.rules if found[rule.name]}


def _explosion(rule: str, count: int, found: Mapping[str, int], model: Model) -> ModelError:
    size, key = max((size, key) for key, size in found.items() if key.partition("|")[0] == rule)
    value = mask_text(key.partition("|")[2].partition(":")[2] or key.partition("|")[2])
    return ModelError(
        f"model {model.name}, [blocking] rule {rule}: {count:,} pairs, at most {model.most_pairs:,} are allowed;"
        f" its largest block has {size:,} nodes with {value!r}. Add a field to the rule, lower cap, or raise most_pairs"
    )


def every(nodes: Mapping[str, Node], keyed: Mapping[str, frozenset[str]], model: Model) -> Iterable[tuple[str, str]]:
    """The sieve that lets every candidate pass."""
    counts = sizes(keyed, model)
    return candidates(blocks({name: [key for key in keys if key in counts] for name, keys in keyed.items()}))


def candidates(found: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Pairs of node ids (first < second) that share a block."""
    pairs: set[tuple[str, str]] = set()
    for members in found.values():
        pairs.update(combinations(members, 2))
    return pairs
