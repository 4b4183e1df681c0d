"""Whose record is the owner's: the delivering department against the authority that decided.

Owns: comparing names and regions of authorities and departments. Refuses: what the record says (graph.listings).
A copy from the province or a neighbour is evidence; only the owner's own act ends a listing (RULES.md, principle 1).
"""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from graph.model import Evidence
from linkage.mapping.listing import normal_authority
from linkage.regions import find, take_regions


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    text = (files("graph") / "data" / "authorities.toml").read_text("utf-8")
    return tuple(tuple(line["words"]) for line in tomllib.loads(text)["line"])


@cache
def _heads() -> tuple[str, ...]:
    text = (files("graph") / "data" / "authorities.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["heads"])


def is_owner(evidence: Evidence, authority: str) -> bool:
    """Whether the record comes from the department of the deciding authority itself."""
    return bool(authority) and _owns(evidence.department, evidence.region, authority)


@lru_cache(maxsize=65536)
def _owns(department: str, region: str, authority: str) -> bool:
    own, other = normal_authority(department), normal_authority(authority)
    if own == other:
        return True
    place = region_of(other)
    if place and find(region) and not _is_there(region, place):
        return False
    return own in other or any(
        any(word in own for word in line) and any(word in other for word in line) for line in _lines()
    )


def _is_there(region: str, place: str) -> bool:
    """A department of the place itself, or of the city for a body of one of its districts."""
    return region == place or (place[:4] == region[:4] and not place.endswith("0000") and not region.endswith("0000"))


@lru_cache(maxsize=65536)
def region_of(authority: str) -> str | None:
    """The region code that an authority's name begins with (after a national head, as 国家税务总局); None when none."""
    for head in _heads():
        authority = authority.removeprefix(head)
    return take_regions(authority).code
