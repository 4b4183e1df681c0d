"""Which nodes are compared at all: keys of blocking rules, blocks that are too large, candidate pairs.

Owns: block keys as texts, so that a store can index them, a whole population's as hashes, and the cap. Refuses:
scores. A block above the cap is generic: it is pinned in the model and reported, and its value joins nobody, whichever
way parties arrive.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product, repeat

from linkage.comparison import NameCard, Node
from linkage.rejects import mask_text
from linkage.weights import Model, ModelError


@dataclass(frozen=True, slots=True)
class Keyed:
    """Block keys of a population's nodes, twelve bytes a key: their texts would take gigabytes.

    ``names`` in order; of each key its hash and the place of its node. ``spell`` gives a node's keys as texts. Two
    texts with one hash (one chance in 2^64 a pair) are one block: a pair more is looked at, none is missed.
    """

    names: Sequence[str]
    hashes: "array[int]"
    places: "array[int]"
    spell: Callable[[str], Collection[str]] = field(compare=False)

    @classmethod
    def of(cls, names: Iterable[str], spell: Callable[[str], Collection[str]]) -> "Keyed":
        """The keys of these nodes."""
        ordered, hashes, places = sorted(names), array("q"), array("i")
        for place, name in enumerate(ordered):
            found = spell(name)
            hashes.extend(map(hash, found))
            places.extend(repeat(place, len(found)))
        return cls(ordered, hashes, places, spell)

    def text(self, hashed: int, place: int) -> str:
        """The key of that hash, as the node there spells it."""
        return next(key for key in self.spell(self.names[place]) if hash(key) == hashed)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate pair of node ids (``a`` < ``b``) that nothing rules out and whose score is known but for its lines:
    weight in units, ``contradicted`` by a level."""

    a: str
    b: str
    weight: int
    contradicted: bool


Candidate = tuple[str, str] | Weighed
"""Two node ids, first < second."""
Sifted = Callable[[Model], Iterable[Candidate]]
"""Candidates worth scoring under the weights of a model; each once."""
Sieve = Callable[[Mapping[str, Node], Keyed, Model], Sifted]
"""Of nodes and their block keys, under a model of which all but the weights is known: they may still be learned."""


def ends(candidate: Candidate) -> tuple[str, str]:
    """Its two nodes."""
    return candidate if isinstance(candidate, tuple) else (candidate.a, candidate.b)


def keys(node: Node, model: Model) -> frozenset[str]:
    """The node's block keys, ``rule|value|value``."""
    found: set[str] = set()
    own = node.fields.get
    for card in node.names or (_NAMELESS,):
        named = card.fields.get
        for rule in model.rules:
            columns = []
            for each in rule.fields:
                values = named(each) or own(each)
                if not values:
                    break
                columns.append(values)
            else:
                found.update(map("|".join, product((rule.name,), *columns)))
    return frozenset(found)


_NAMELESS = NameCard("", {})


def check_pairs(keyed: Keyed, model: Model, total: int, sizes: Iterable[tuple[int, int, int]]) -> None:
    """ModelError when a rule would make more pairs than the model allows. ``total``: of all rules; ``sizes``: hash,
    nodes and the place of one of them, of every block that counts, looked at only when some rule may have too many."""
    if total > model.most_pairs:
        _refuse(model, {keyed.text(hashed, place): size for hashed, size, place in sizes})


def _refuse(model: Model, sizes: Mapping[str, int]) -> None:
    pairs: dict[str, int] = defaultdict(int)
    for key, size in sizes.items():
        pairs[key.partition("|")[0]] += _pairs(size)
    for rule, count in sorted(pairs.items()):
        if count > model.most_pairs:
            raise _explosion(rule, count, sizes, model)


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


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


def unsieved(nodes: Mapping[str, Node], keyed: Keyed, counts: Model) -> Sifted:
    """The sieve that lets every candidate pass."""
    return lambda model: every(nodes, keyed, model)


def every(nodes: Mapping[str, Node], keyed: Keyed, model: Model) -> Iterable[tuple[str, str]]:
    """Every candidate."""
    generics = {hash(key) for key in model.generics}
    blocks: dict[int, list[int]] = defaultdict(list)
    for hashed, place in zip(keyed.hashes, keyed.places, strict=True):
        if hashed not in generics:
            blocks[hashed].append(place)
    total = sum(_pairs(len(found)) for found in blocks.values())
    check_pairs(keyed, model, total, ((hashed, len(found), found[0]) for hashed, found in blocks.items()))
    pairs = {pair for found in blocks.values() for pair in combinations(found, 2)}
    return {(keyed.names[one], keyed.names[other]) for one, other in pairs}
