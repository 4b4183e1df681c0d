"""Fields out of columns: the closed vocabulary by which a model file says what is compared, for any kind of record.

Owns: the makers and one record's fields. Refuses: Chinese names and identifiers, which have parsers of their own
(linkage.features, linkage.profiles), and judging likeness.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from linkage.comparison import Fields
from linkage.edits import deletion_keys
from linkage.script import fold_width

_DIGITS = re.compile(r"\D")
_WORD = re.compile(r"\w+")

Maker = Callable[[str, int], Iterator[str]]


def _text(value: str, size: int) -> Iterator[str]:
    yield " ".join(fold_width(value).casefold().split())


def _digits(value: str, size: int) -> Iterator[str]:
    yield _DIGITS.sub("", value)


def _prefix(value: str, size: int) -> Iterator[str]:
    whole = next(_text(value, 0))
    yield whole[:size] if len(whole) >= size else ""


def _part(value: str, size: int) -> Iterator[str]:
    """The first so many digits of a date written year, month, day: 4 the year, 6 the month too."""
    digits = next(_digits(value, 0))
    yield digits[:size] if len(digits) >= size else ""


def _month_day(value: str, size: int) -> Iterator[str]:
    digits = next(_digits(value, 0))
    yield digits[4:8] if len(digits) == 8 else ""


def _words(value: str, size: int) -> Iterator[str]:
    yield from (word for word in _WORD.findall(next(_text(value, 0))) if len(word) >= size)


def _grams(value: str, size: int) -> Iterator[str]:
    whole = next(_text(value, 0))
    yield from (whole[at : at + size] for at in range(len(whole) - size + 1))


def _edits(value: str, size: int) -> Iterator[str]:
    """The text and each text with one character less: two within one edit share one. Shorter texts stay whole."""
    whole = next(_text(value, 0))
    yield from deletion_keys(whole) if len(whole) >= size else (whole,)


def _sorted(value: str, size: int) -> Iterator[str]:
    """The characters in order: what swapped neighbours leave alike."""
    yield "".join(sorted(next(_text(value, 0))))


MAKERS: Mapping[str, Maker] = {
    "text": _text,
    "digits": _digits,
    "prefix": _prefix,
    "date_part": _part,
    "month_day": _month_day,
    "words": _words,
    "grams": _grams,
    "edits": _edits,
    "sorted": _sorted,
}
"""Name -> maker. ``size`` is the length of a prefix, part or gram, or the shortest word or text that is taken apart."""
SIZED = frozenset({"prefix", "date_part", "grams"})
"""Makers that mean nothing without a size."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """How one field is made: every column's values, or of ``joined`` columns the one value they make together."""

    name: str
    columns: tuple[str, ...]
    maker: str = "text"
    size: int = 0
    joined: bool = False


def fields_of(row: Mapping[str, str], specs: Sequence[FieldSpec]) -> Fields:
    """The fields of one record; a column that is missing or empty gives none."""
    found = {}
    for spec in specs:
        cells = [row.get(column, "") for column in spec.columns]
        if spec.joined:
            cells = [" ".join(cells)] if all(cells) else []
        values = frozenset(value for cell in cells if cell for value in MAKERS[spec.maker](cell, spec.size) if value)
        if values:
            found[spec.name] = values
    return found
