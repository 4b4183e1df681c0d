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
    """``closure``: parties that hang together with new ones, beyond which everything is resolved anew."""

    closure: int


def bounds_in_force(store: GraphStore) -> Bounds:
    """The store's own bounds, else the packaged ones."""
    held = store.policy(POLICY)
    return (
        read_bounds(held[1]) if held else read_bounds((files("graph") / "data" / "resolution.toml").read_text("utf-8"))
    )


@lru_cache(maxsize=8)
def read_bounds(text: str) -> Bounds:
    """Bounds from TOML; BoundsInvalid says what is wrong."""
    try:
        closure = tomllib.loads(text)["closure"]["parties"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as wrong:
        raise BoundsInvalid(f"policy resolution: {wrong!r}; it has [closure] with parties = a number") from wrong
    if not isinstance(closure, int) or closure < 1:
        raise BoundsInvalid(f"policy resolution, [closure] parties: {closure!r} is no number above 0")
    return Bounds(closure)
