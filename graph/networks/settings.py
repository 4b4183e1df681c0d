"""The numbers of data/networks.toml, typed.

Owns: limits, thresholds and which relation types mean ownership or control. Refuses: numbers in code.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a question goes; each one is said in the answer when it cut something."""

    hub: int
    page: int
    most_page: int
    hops: int
    most_hops: int
    entities: int
    spread: int
    paths: int
    most_paths: int
    path_length: int
    steps: int
    chain: int
    groups: int
    heads: int
    scan: int


@dataclass(frozen=True, slots=True)
class Ownership:
    """``shares``, ``whole`` and ``parts`` are relation types; the numbers are shares of one."""

    threshold: float
    shares: frozenset[str]
    whole: frozenset[str]
    parts: frozenset[str]
    closed: float
    settled: float
    sweeps: int

    @property
    def types(self) -> frozenset[str]:
        """Every type that ownership is read from."""
        return self.shares | self.whole | self.parts


@dataclass(frozen=True, slots=True)
class Control:
    """More than ``votes`` of the votes, or a relation of a ``stated`` type, controls; a part belongs to its company."""

    votes: float
    stated: frozenset[str]
    parts: frozenset[str]

    @property
    def types(self) -> frozenset[str]:
        """Every type that states control."""
        return self.stated | self.parts


@cache
def limits() -> Limits:
    """The packaged limits."""
    return Limits(**_tables()["limits"])


@cache
def ownership() -> Ownership:
    """The packaged reading of ownership."""
    return Ownership(**_typed(_tables()["ownership"]))


@cache
def control() -> Control:
    """The packaged reading of control."""
    return Control(**_typed(_tables()["control"]))


def _tables() -> dict[str, Any]:
    return tomllib.loads((files("graph") / "data" / "networks.toml").read_text("utf-8"))


def _typed(table: dict[str, Any]) -> dict[str, Any]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in table.items()}
