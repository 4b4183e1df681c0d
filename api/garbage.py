"""How often Python looks for cyclic garbage in commands and workers.

Owns: that number. Refuses: anything else of memory.
"""

import gc

_ALLOCATIONS = 200_000
"""Allocations between two searches for cyclic garbage. Records, parties and answers hold no cycles, so that Python's
700 cost a quarter of an ingest's time and find nothing (docs/benchmarks.md)."""


def spare_garbage() -> None:
    """Look for cyclic garbage seldom."""
    gc.set_threshold(_ALLOCATIONS)
