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
    """``closure``: parties that hang together with new ones, beyond which these are resolved in portions. ``change``:
    share of mentions that came or went since training, up to which a full run keeps the trained weights. ``portion``:
    parties of a portion. ``share``: of all parties, beyond which everything is resolved anew instead."""

    closure: int
    change: float
    portion: int
    share: float


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
        table = {name: {**numbers, **own.get(name, {})} for name, numbers in said.items()}
        closure, change = table["closure"]["parties"], table["training"]["change"]
        portion, share = table["portions"]["parties"], table["portions"]["share"]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError) as wrong:
        raise BoundsInvalid(
            f"policy resolution: {wrong!r}; [closure] has parties, [training] has change, [portions] has parties, share"
        ) from wrong
    _above_nought("[closure] parties", closure)
    _above_nought("[portions] parties", portion)
    _a_share("[training] change", change)
    _a_share("[portions] share", share)
    return Bounds(closure, float(change), portion, float(share))


def _above_nought(name: str, value: object) -> None:
    if not isinstance(value, int) or value < 1:
        raise BoundsInvalid(f"policy resolution, {name}: {value!r} is no number above 0")


def _a_share(name: str, value: object) -> None:
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BoundsInvalid(f"policy resolution, {name}: {value!r} is no share from 0 to 1")
