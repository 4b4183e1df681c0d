"""How far a resolution may reach: the numbers of data/resolution.toml, or of the store's own policy ``resolution``.

Owns: reading them. Refuses: numbers that are no bound.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graph.errors import GraphError
from graph.store.port import GraphStore

POLICY = "resolution"


class BoundsInvalid(GraphError):
    """The policy ``resolution`` of the store cannot be read."""

    code = "graph.bounds"


@dataclass(frozen=True, slots=True)
class Bounds:
    """``closure``: parties that hang together with new ones, beyond which everything is resolved anew. ``change``:
    share of mentions that came or went since training, up to which a full run keeps the trained weights."""

    closure: int
    change: float


def bounds_in_force(store: GraphStore) -> Bounds:
    """The store's own bounds, else the packaged ones."""
    held = store.policy(POLICY)
    return read_bounds(held[1] if held else "")


@lru_cache(maxsize=8)
def read_bounds(text: str) -> Bounds:
    """Bounds from TOML, the packaged ones where it says nothing; BoundsInvalid says what is wrong."""
    try:
        said = tomllib.loads((files("graph") / "data" / "resolution.toml").read_text("utf-8"))
        own = tomllib.loads(text)
        closure = {**said["closure"], **own.get("closure", {})}["parties"]
        change = {**said["training"], **own.get("training", {})}["change"]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as wrong:
        raise BoundsInvalid(f"policy resolution: {wrong!r}; [closure] has parties, [training] has change") from wrong
    if not isinstance(closure, int) or closure < 1:
        raise BoundsInvalid(f"policy resolution, [closure] parties: {closure!r} is no number above 0")
    if not isinstance(change, int | float) or not 0 <= change <= 1:
        raise BoundsInvalid(f"policy resolution, [training] change: {change!r} is no share from 0 to 1")
    return Bounds(closure, float(change))
