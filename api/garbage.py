"""How often Python looks for cyclic garbage in commands and workers.

Owns: that number, and not looking at all. Refuses: anything else of memory.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_ALLOCATIONS = 200_000
"""Allocations between two searches for cyclic garbage. Records, parties and answers hold no cycles, so that Python's
700 cost a quarter of an ingest's time and find nothing (docs/benchmarks.md)."""


@contextmanager
def without_search() -> Iterator[None]:
    """Meanwhile do not look for cyclic garbage: a resolution or evaluation makes millions of objects that hold no
    cycles, and looking through them took an eighth of the one's time and a quarter of the other's."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spare_garbage() -> None:
    """Look for cyclic garbage seldom."""
    gc.set_threshold(_ALLOCATIONS)
