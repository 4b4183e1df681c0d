"""Blocks of a whole population by the hashes of their keys: how large they are, and which make candidates.

Owns: counting. Refuses: what a key says (linkage.blocking).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow
from pyarrow import compute

from linkage.arrays import column
from linkage.blocking import Keyed, check_pairs
from linkage.weights import Model


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks that make candidates, two nodes or more and not generic: places of nodes beside the hashes of keys,
    and how many pairs they make, pairs that share several counted as often."""

    nodes: pyarrow.Array
    keys: pyarrow.Array
    pairs: int


def blocks_of(keyed: Keyed, model: Model) -> Blocks:
    """The blocks that count. ModelError when a rule would make more pairs than the model allows."""
    found, sizes = _sizes(keyed)
    generic = compute.is_in(found, value_set=pyarrow.array(map(hash, model.generics), pyarrow.int64()))
    counts = compute.and_(compute.greater(sizes, 1), compute.invert(generic))
    found, sizes = found.filter(counts), sizes.filter(counts)
    pairs = compute.sum(compute.multiply(sizes, compute.subtract(sizes, 1))).as_py() or 0
    check_pairs(keyed, model, pairs // 2, _members(keyed, found, sizes))
    within = compute.is_in(column(keyed.hashes), value_set=found)
    return Blocks(column(keyed.places).filter(within), column(keyed.hashes).filter(within), pairs // 2)


def too_large(keyed: Keyed, cap: int) -> frozenset[str]:
    """Keys of blocks with more nodes than the cap."""
    found, sizes = _sizes(keyed)
    large = compute.greater(sizes, cap)
    members = _members(keyed, found.filter(large), sizes.filter(large))
    return frozenset(keyed.text(hashed, place) for hashed, _, place in members)


def _sizes(keyed: Keyed) -> tuple[pyarrow.Array, pyarrow.Array]:
    """Hashes and how many nodes have them."""
    hashes, sizes = compute.value_counts(column(keyed.hashes)).flatten()
    return hashes, sizes


def _members(keyed: Keyed, found: pyarrow.Array, sizes: pyarrow.Array) -> Iterator[tuple[int, int, int]]:
    """Hash, size and the place of one node, block by block."""
    within = compute.is_in(column(keyed.hashes), value_set=found)
    hashes, places = column(keyed.hashes).filter(within), column(keyed.places).filter(within)
    one = dict(zip(hashes.to_pylist(), places.to_pylist(), strict=True))
    for hashed, size in zip(found.to_pylist(), sizes.to_pylist(), strict=True):
        yield hashed, size, one[hashed]
