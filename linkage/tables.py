"""Package data of linkage, read once.

Owns: opening TOML and CSV tables by name. Refuses: their meaning (each module checks its own table).
"""

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from linkage.errors import TableError


@cache
def toml_table(name: str) -> dict[str, Any]:
    """The TOML table of that name; TableError when it is missing or malformed."""
    try:
        return tomllib.loads(_read(f"{name}.toml"))
    except tomllib.TOMLDecodeError as broken:
        raise TableError(f"table {name}.toml is not valid TOML: {broken}; reinstall the package") from broken


@cache
def csv_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of the CSV table of that name, without its header line; TableError when it is missing."""
    rows = csv.reader(io.StringIO(_read(f"{name}.csv")))
    return tuple(tuple(row) for row in rows if row and not row[0].startswith("#"))[1:]


def _read(name: str) -> str:
    try:
        return (files("linkage") / "data" / "tables" / name).read_text(encoding="utf-8")
    except OSError as missing:
        raise TableError(f"table {name} is not in the package; reinstall it") from missing
