"""Owns what decisions, permits and certificates are about: word lists of ``data/texts.toml``.

Refuses names and numbers.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("api.demo") / "data" / "texts.toml").read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """A table of the file."""
    return tuple(tuple(row) for row in _raw()[name])


@cache
def words(name: str) -> tuple[str, ...]:
    """A plain list of the file."""
    return tuple(_raw()[name])
