"""The set engine on DuckDB: in process, with bounded memory; what does not fit goes to a folder on disk.

Owns: connections with the bounds of the table ``batch``. Refuses: SQL of its own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow

from linkage.batch.engine import Dialect
from linkage.tables import toml_table

DIALECT = Dialect(
    overlap="list_has_any({0}, {1})",
    holds="list_contains({0}, {1})",
    size="len({0})",
    greatest_shared="list_max(list_intersect({0}, {1}))",
)


class DuckEngine:
    """Runs the plan on one DuckDB connection."""

    dialect = DIALECT

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database

    def put(self, name: str, table: pyarrow.Table) -> None:
        """Keep a table under a name."""
        self._database.register("incoming", table)
        self.make(name, "SELECT * FROM incoming")
        self._database.unregister("incoming")

    def make(self, name: str, sql: str) -> None:
        """Keep the rows of a query under a name."""
        self._database.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}")

    def rows(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """The rows of a query."""
        return self._database.execute(sql).fetchall()


@contextmanager
def bounded(threads: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, as much of it as the table ``batch`` says; its scratch folder goes with it.

    ``threads``: 0 for those of the table.
    """
    bounds = toml_table("batch")["duckdb"]
    with TemporaryDirectory(prefix="xintu-") as folder, duckdb.connect(":memory:") as database:
        database.execute("SET memory_limit = ?", [bounds["memory"]])
        database.execute("SET temp_directory = ?", [str(Path(folder) / "spill")])
        if wanted := threads or bounds["threads"]:
            database.execute(f"SET threads = {wanted:d}")
        yield database


@contextmanager
def duckdb_engine() -> Iterator[DuckEngine]:
    """An engine for one prediction."""
    with bounded() as database:
        database.execute("SET preserve_insertion_order = false")
        yield DuckEngine(database)
