"""What a set engine must do, and the few words in which SQL dialects differ.

Owns: the protocol. Refuses: any engine's library (duckdb_engine, spark_engine).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow


@dataclass(frozen=True, slots=True)
class Dialect:
    """Templates over two list expressions, or a list and a value."""

    overlap: str
    """True when two lists share a value."""
    holds: str
    """True when a list holds a value."""
    size: str
    """Length of a list."""
    greatest_shared: str
    """The greatest value in both lists, null when there is none."""


class Engine(Protocol):
    """Tables of integers in, SQL run, rows out."""

    dialect: Dialect

    def put(self, name: str, table: pyarrow.Table) -> None:
        """Keep a table under a name, in place of one of that name."""

    def make(self, name: str, sql: str) -> None:
        """Keep the rows of a query under a name, in place of a table of that name."""

    def rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a query."""


_INTEGER = pyarrow.int64()


def table(columns: Mapping[str, Sequence[Any]], types: Mapping[str, pyarrow.DataType] | None = None) -> pyarrow.Table:
    """A table of 64-bit integers, unless ``types`` says otherwise; what is a column already stays as it is."""
    kinds = types or {}
    return pyarrow.table(
        {
            name: values if isinstance(values, pyarrow.Array) else pyarrow.array(values, kinds.get(name, _INTEGER))
            for name, values in columns.items()
        }
    )
