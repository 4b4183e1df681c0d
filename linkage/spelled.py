"""Fields as one text: a tenth of the memory of their sets, which are made again when they are asked for.

Owns: the spelling, and fields that are held so. Refuses: what fields mean.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from linkage.comparison import Values

_FIELD, _VALUE, _ESCAPE = "\x1e", "\x1f", "\x1b"
_ESCAPED = {ord(each): f"{_ESCAPE}{letter}" for each, letter in zip("\x1c\x1d\x1e\x1f\x1b", "abcde", strict=True)}
"""ASCII's own separators, of which those of greater units stand between several spelled fields."""


def spelled(fields: Mapping[str, Iterable[str]]) -> str:
    """The fields as text; :func:`read` is the inverse."""
    if isinstance(fields, Spelled):
        return fields.text
    rows = [(name, *sorted(values)) for name, values in fields.items()]
    if not all("".join(row).isprintable() for row in rows):
        rows = [tuple(map(_escaped, row)) for row in rows]
    return _FIELD.join(map(_VALUE.join, rows))


def joined(*texts: str) -> str:
    """Several fields as one text, each spelled by itself."""
    return _FIELD.join(text for text in texts if text)


def read(text: str) -> dict[str, Values]:
    """The fields that a text spells."""
    if not text:
        return {}
    rows = [row.split(_VALUE) for row in text.split(_FIELD)]
    if _ESCAPE in text:
        rows = [[_unescaped(each) for each in row] for row in rows]
    return {row[0]: frozenset(row[1:]) for row in rows}  # remembering rows takes longer: half of them recur


class Spelled(Mapping[str, Values]):
    """Fields that are held as text. To be read now and then; who reads them over and over reads slowly."""

    __slots__ = ("_text",)

    def __init__(self, fields: Mapping[str, Values]) -> None:
        self._text = spelled(fields)

    @property
    def text(self) -> str:
        """As :func:`spelled` spells them."""
        return self._text

    def __getitem__(self, name: str) -> Values:
        return _recent(self._text)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_recent(self._text))

    def __len__(self) -> int:
        return len(_recent(self._text))


@lru_cache(maxsize=1024)
def _recent(text: str) -> dict[str, Values]:
    return read(text)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)  # slow, and next to no text holds a separator


def _unescaped(text: str) -> str:
    for code, spelling in _ESCAPED.items():
        text = text.replace(spelling, chr(code))
    return text
