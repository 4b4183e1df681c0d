"""Owns the shares that make the fictional city: read once from ``data/rates.toml``, and how a run varies them.

Refuses defaults: a share that is missing there is an error.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Variation:
    """How a run departs from the file: ``dirt`` multiplies every share of dirt (capped at one), ``codes`` is the share
    of rows in which a department that is no registry gives a valid code of its subject (None: as in the file)."""

    dirt: float = 1.0
    codes: float | None = None


AS_FILED = Variation()
_variation: ContextVar[Variation] = ContextVar("variation", default=AS_FILED)


@contextmanager
def varied(variation: Variation) -> Iterator[None]:
    """Shares vary so inside the block."""
    token = _variation.set(variation)
    try:
        yield
    finally:
        _variation.reset(token)


def section(name: str) -> dict[str, float]:
    """One section of plain shares, as the run varies them."""
    return _section(name, _variation.get())


@cache
def _section(name: str, variation: Variation) -> dict[str, float]:
    shares = {key: value for key, value in _raw()[name].items() if isinstance(value, int | float)}
    rule = _raw()["variation"].get(name, {})
    for key in rule.get("dirt", ()):
        shares[key] = min(1.0, shares[key] * variation.dirt)
    for key in rule.get("clean", ()):
        shares[key] = max(0.0, 1.0 - (1.0 - shares[key]) * variation.dirt)
    if variation.codes is not None:
        shares |= dict.fromkeys(rule.get("codes", ()), variation.codes)
    return shares


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
