"""One spelling for Chinese text.

Owns: width and compatibility folding (NFKC), traditional to simplified characters, blanks, brackets and dots.
Refuses: deciding that a text means "missing" (the readers do) and any meaning of names or numbers.
"""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad\u3000]+")
_OPENING = "([{〔【〖《〈「『"
_CLOSING = ")]}〕】〗》〉」』"
_BRACKETS = str.maketrans(_OPENING + _CLOSING, "(" * len(_OPENING) + ")" * len(_CLOSING))
_DOTS = str.maketrans(dict.fromkeys("•・･‧∙⋅●.．。᛫⸱﹒", "·"))
MIDDLE_DOT = "·"
"""The dot inside minority names (U+00B7), the spelling that every other dot is folded to."""


class _Simplified(dict[int, int | str]):
    """Translation table that asks opencc once per character."""

    def __missing__(self, point: int) -> int | str:
        character = chr(point)
        result = _converter().convert(character) if point > 0x2E7F else character
        self[point] = result
        return result


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


_TABLE = _Simplified()


@lru_cache(maxsize=65536)
def simplify(text: str) -> str:
    """Traditional characters as simplified ones (opencc t2s); simplified text comes back unchanged."""
    if text.isascii() or text.translate(_TABLE) == text:
        return text
    return str(_converter().convert(text))  # by phrase, so that 乾坤 stays


def fold_width(text: str) -> str:
    """NFKC: full-width letters, digits and signs become half-width, compatibility ideographs become plain ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def is_folded(text: str) -> bool:
    """True when a text is of simplified ideographs alone, as most names are: no folding changes it."""
    return _IDEOGRAPHS.fullmatch(text) is not None and simplify(text) == text


def strip_blanks(text: str) -> str:
    """The text without any blank, full-width blank or zero-width character."""
    return _BLANK.sub("", text)


def fold(text: str) -> str:
    """The spelling names are compared in: half width, simplified, upper case, round half-width brackets, no blanks."""
    if is_folded(text):
        return text
    plain = simplify(strip_blanks(fold_width(text))).translate(_BRACKETS).upper()
    # upper case or a blank that went can leave text that NFKC composes once more
    return plain if unicodedata.is_normalized("NFKC", plain) else strip_blanks(fold_width(plain)).upper()


def fold_dots(text: str) -> str:
    """Every dot that stands in a minority name as the middle dot U+00B7."""
    return text.translate(_DOTS)
