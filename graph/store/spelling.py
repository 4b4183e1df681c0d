"""A name as an index keeps it, and how much two of them share.

Owns: folding, the core that is searched, characters and bigrams, their overlap. Refuses: storing, and judging likeness
(the caller scores).
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from linkage.model import Kind
from linkage.names import parse_enterprise
from linkage.script import fold

ALIKE = 1000
"""The overlap of a core with itself, per mille."""
_SIGN = re.compile(r"[\W_]+")


class Spelling(NamedTuple):
    """A name as it is spelled and the part of it that is searched."""

    folded: str
    core: str


def indexed(name: str, kind: Kind) -> Spelling:
    """A party's name as the index keeps it: a person's whole, else brand and line of business."""
    return _spelling(name, kind is Kind.PERSON)


@lru_cache(1 << 16)
def _spelling(name: str, personal: bool) -> Spelling:
    folded = fold(name)
    core = "" if personal else parse_enterprise(name).core
    return Spelling(folded, _SIGN.sub("", core) or _SIGN.sub("", folded))


def grams(core: str) -> frozenset[str]:
    """Characters and bigrams of a core."""
    return frozenset(core) | {first + second for first, second in pairwise(core)}


def cores(name: str, kind: Kind | None) -> list[str]:
    """What to search for: the name read as a firm's, as a person's, or as both when the kind is open."""
    kinds = (kind,) if kind else (Kind.ENTERPRISE, Kind.PERSON)
    return sorted({indexed(name, one).core for one in kinds})


def overlap(pieces: frozenset[str], wanted: frozenset[str]) -> int:
    """Dice's coefficient of two sets of pieces, per mille."""
    return 2 * ALIKE * len(pieces & wanted) // (len(pieces) + len(wanted))
