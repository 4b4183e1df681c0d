"""One spelling for numbers.

Owns: folding what departments do to a number: width, case, blanks, dashes, quotes, labels, signs that hide a digit.
Refuses: deciding what the number is.
"""

import re

from linkage.numbering import STAR
from linkage.script import fold_width, strip_blanks

DIGITS = frozenset("0123456789")
_DASHES = re.compile(r"[-‐‑‒–—―−﹣_]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COPY_NOTE = re.compile(r"\(\d[-/]\d\)$")
_MASKS = str.maketrans(dict.fromkeys("×●•■※#∗✱⁎＊", STAR))


def fold_number(text: str) -> str:
    """The text in canonical spelling: half width, upper case, without blanks, dashes, quotes, label and ``.0``."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = strip_blanks(fold_width(text)).upper().translate(_MASKS).strip("'\"`’‘“”")
    label, colon, rest = folded.partition(":")
    folded = _COPY_NOTE.sub("", rest if colon and _CHINESE.search(label) else folded)
    if folded.endswith(".0") and DIGITS.issuperset(folded[:-2]):
        folded = folded[:-2]
    return _DASHES.sub("", folded)
