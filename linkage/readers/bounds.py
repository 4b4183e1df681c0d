"""The bounds of readable files and cells.

Owns: the numbers of data/tables/cells.toml, read once. Refuses: numbers of its own.
"""

from dataclasses import dataclass
from functools import cache

from linkage.tables import toml_table


@dataclass(frozen=True, slots=True)
class Bounds:
    """``cell``, ``cell_memory``: characters; ``chunk``: bytes; ``row_lines``, ``header_scan``: lines."""

    cell: int
    cell_memory: int
    row_lines: int
    header_scan: int
    utf8_evidence: int
    control_share: float
    chunk: int


@cache
def bounds() -> Bounds:
    """The bounds in force."""
    return Bounds(**toml_table("cells")["bounds"])
