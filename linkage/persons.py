"""Names of natural persons, whole, masked and damaged.

Owns: surname and given name, masks (张*, 张某某), characters lost in an export (? □ U+FFFD), minority names with a dot,
several names in one cell, and whether two names can be one. Refuses: how rare a name is (linkage.weights) and
spelling by sound (linkage.pinyin).
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from linkage.names import looks_like_person, parse_enterprise
from linkage.numbering import Relation
from linkage.regions import named
from linkage.script import MIDDLE_DOT, fold_width
from linkage.surnames import fold_person, has_surname, is_latin, is_personal_shape, surname_length

__all__ = [
    "NameComparison",
    "PersonName",
    "compare_persons",
    "fold_person",
    "has_surname",
    "is_personal_shape",
    "parse_person",
    "patterns",
    "split_names",
]

_OTHERS = re.compile(r"等(?:[0-9一二三四五六七八九十两]+[人名])?$")
_TOKEN = re.compile(r"\*+|\?+|某+|.", re.DOTALL)
_SOFT = re.compile(r"\s+")
_HARD = frozenset("、,;，；/|\n\r\t﹑､")
_OPENING, _CLOSING = "(（[【", ")）]】"
_LONGEST_RUN = 3
_OPEN_RUNS = 2  # more would multiply: a name has two ends


class _Step(IntEnum):
    ONE = 1
    SOME = 2


@dataclass(frozen=True, slots=True)
class PersonName:
    """One person's name. ``normal`` keeps ``*`` for hidden, ``?`` for lost characters and ``·`` in minority names."""

    raw: str
    normal: str
    surname: str
    given: str
    masked: bool
    damaged: bool
    minority: bool

    @property
    def is_whole(self) -> bool:
        """True when no character is hidden or lost."""
        return not (self.masked or self.damaged)


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Whether two names can be one, and how many characters are visible in both and agree."""

    relation: Relation
    known: int


@lru_cache(maxsize=131072)
def parse_person(name: str) -> PersonName:
    """Take a name apart. Never raises."""
    normal = fold_person(name)
    masked = "*" in normal or "某" in normal[1:]
    surname, given = _split(normal)
    return PersonName(name, normal, surname, given, masked, "?" in normal, MIDDLE_DOT in normal)


def _split(normal: str) -> tuple[str, str]:
    if MIDDLE_DOT in normal:
        first, _, rest = normal.partition(MIDDLE_DOT)
        return first, rest
    if " " in normal:
        return normal, ""
    size = surname_length(normal)
    return normal[:size], normal[size:]


def _tokens(name: PersonName) -> tuple[str | tuple[_Step, int], ...]:
    """Characters, and runs of hidden or lost ones as (step, length)."""
    found: list[str | tuple[_Step, int]] = []
    text = name.normal.replace(MIDDLE_DOT, "")
    for match in _TOKEN.finditer(text):
        token, at_edge = match.group(), match.end() == len(text) or match.start() == 0
        hides = token[0] == "*" or (token[0] == "某" and match.start() > 0)
        if hides:
            # 张* and 张某 hide a given name of any length, 张*明 and 张** hide what they count
            found.append((_Step.SOME if at_edge and len(token) == 1 else _Step.ONE, len(token)))
        elif token[0] == "?":
            found.append((_Step.SOME if len(token) > 1 else _Step.ONE, len(token)))
        else:
            found.extend(token)
    return tuple(found)


def patterns(name: PersonName) -> tuple[str, ...]:
    """The patterns of known characters and single wildcards (``*``) that a name may stand for; dots are left out."""
    found, open_runs = [""], 0
    for token in _tokens(name):
        if isinstance(token, str):
            found = [pattern + token for pattern in found]
            continue
        step, length = token
        lengths = {length}
        if step is _Step.SOME and open_runs < _OPEN_RUNS:
            lengths |= set(range(1, _LONGEST_RUN))
            open_runs += 1
        found = [pattern + "*" * count for pattern in found for count in sorted(lengths)]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=131072)
def compare_persons(a: PersonName, b: PersonName) -> NameComparison:
    """Whether two names can be one person's: same, compatible (a mask or lost character fits) or incompatible."""
    left, right = (name.normal.replace(MIDDLE_DOT, "") for name in (a, b))
    if not left or not right:
        return NameComparison(Relation.INCOMPARABLE, 0)
    if a.is_whole and b.is_whole:
        same = left == right
        return NameComparison(Relation.SAME if same else Relation.INCOMPATIBLE, len(left) if same else 0)
    agreed = [known for one in patterns(a) for other in patterns(b) if (known := _agreement(one, other)) is not None]
    if not agreed:
        return NameComparison(Relation.INCOMPATIBLE, 0)
    return NameComparison(Relation.COMPATIBLE, min(agreed))


def _agreement(one: str, other: str) -> int | None:
    """How many characters two patterns of equal length share; None when they cannot be one."""
    if len(one) != len(other):
        return None
    known = 0
    for left, right in zip(one, other, strict=True):
        if "*" in (left, right):
            continue
        if left != right:
            return None
        known += 1
    return known


def split_names(cell: str) -> list[str]:
    """The names in one cell: separated by 、 , ; / or blanks. Companies, dotted and Latin names stay whole."""
    found: list[str] = []
    for piece in _pieces(cell):
        text = piece.strip()
        if not text:
            continue
        if _SOFT.search(text) and not is_latin(fold_width(text).upper()):
            found.extend(_by_blanks(text))
        else:
            found.append(text)
    if found:
        found[-1] = _OTHERS.sub("", found[-1]) or found[-1]
    return [name for name in found if name]


def _pieces(cell: str) -> list[str]:
    """The cell cut at hard separators outside brackets."""
    pieces, depth = [""], 0
    for character in cell:
        depth += (character in _OPENING) - (character in _CLOSING)
        if depth <= 0 and character in _HARD:
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces


def _by_blanks(text: str) -> list[str]:
    """Names separated by blanks; single characters belong together (张　三), and so do the parts of one company."""
    found: list[str] = []
    pending = ""
    for token in _SOFT.split(text):
        if pending and _begins_anew(pending, token):
            found.append(pending)
            pending = ""
        pending += token
        if len(token) > 1 and parse_enterprise(pending).form:
            found.append(pending)
            pending = ""
    return [*found, pending] if pending else found


def _begins_anew(pending: str, token: str) -> bool:
    """True when the name so far is whole and the token begins another one."""
    if len(pending) < 2 or named(pending) is not None or not looks_like_person(pending):
        return False  # 郑州 鑫源贸易有限公司: a place, though 郑 is a surname
    return len(token) > 1 or has_surname(token)
