"""Owns the shares that make the fictional city: read once from ``data/rates.toml``.

Refuses defaults: a share that is missing there is an error.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def section(name: str) -> dict[str, float]:
    """One section of plain shares."""
    return {key: value for key, value in _raw()[name].items() if isinstance(value, int | float)}


@cache
def weighted(name: str, key: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """A weighted list of the file: values and weights."""
    lines = _raw()[name]
    return tuple(str(line[key]) for line in lines), tuple(float(line["weight"]) for line in lines)


@cache
def name_kinds(bare: bool) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Kinds of dirt in firms' names and their weights; ``bare``: nothing but the name stands in the row."""
    lines = _raw()["names"]["kinds"]
    return tuple(line[0] for line in lines), tuple(float(line[2 if bare else 1]) for line in lines)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("api.demo") / "data" / "rates.toml").read_text(encoding="utf-8"))
