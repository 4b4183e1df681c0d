"""The parameters of review, from data/review.toml.

Owns: reading them once. Refuses: bare numbers elsewhere.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Settings:
    """See data/review.toml for what each means."""

    pool: int
    said_unsure: float
    hub: int
    chunk: int
    no_reach: float
    uncertainty: Mapping[str, float]
    strength: Mapping[str, float]
    width: float
    above: int
    below: int
    sample: int
    least: int
    precision: float
    confidence: float
    mentions: int


@cache
def settings() -> Settings:
    """The shipped parameters."""
    read = tomllib.loads((files("graph") / "data" / "review.toml").read_text("utf-8"))
    flat = read["queue"] | read["thresholds"] | read["explanation"]
    return Settings(uncertainty=read["uncertainty"], strength=read["strength"], **flat)
