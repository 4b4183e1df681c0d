"""What a natural person's name looks like.

Owns: the surname table (single and compound), the folded spelling of persons' names and the test of shape.
Refuses: comparing names (linkage.persons does).
"""

import re
from functools import cache

from linkage.script import MIDDLE_DOT, fold, fold_dots, fold_width, is_folded
from linkage.tables import toml_table

_HIDDEN = str.maketrans(dict.fromkeys("×●■※#∗✱⁎", "*"))
_LOST = str.maketrans(dict.fromkeys("?□▯◻〓\ufffd", "?"))
_NOTE = re.compile(r"\([^()]*\)$")
_SHORTEST_SPELLED = 4
_HEAVY_DOT = re.compile(r"(?<=[\u4e00-\u9fff]{2})●(?=[\u4e00-\u9fff]{2})")  # a mask hides a character, not a gap
_CHINESE = re.compile(r"^[\u3400-\u9fff\U00020000-\U0003ffff〇]+$")
_LATIN = re.compile(r"^[A-Z0-9 .,&'()/\-]+$")


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    table = toml_table("surnames")
    return frozenset("".join(table["single"].split())), frozenset(table["compound"])


def fold_person(name: str) -> str:
    """The spelling persons' names are compared in: simplified, no blanks, one dot, ``*`` hidden, ``?`` lost.

    A sign or note that goes can lay another bare, so it is done until nothing changes: folded once is folded for good.
    """
    if is_folded(name):
        return name
    folded = _folded(name)
    while folded != name:
        name, folded = folded, _folded(folded)
    return folded


def _folded(name: str) -> str:
    text = _HEAVY_DOT.sub(MIDDLE_DOT, fold_width(name)).translate(_LOST)
    latin = text.upper().strip()
    if _LATIN.match(latin) and any(character.isalpha() for character in latin):
        return " ".join(latin.split())
    folded = fold(_NOTE.sub("", fold_dots(text.translate(_HIDDEN).replace("（", "(").replace("）", ")"))))
    return folded.strip(MIDDLE_DOT + ",;:'\"")


def surname_length(name: str) -> int:
    """How many characters of a folded Chinese name are its surname: two for a compound one, else one."""
    return 2 if len(name) > 2 and name[:2] in _surnames()[1] else 1


def has_surname(name: str) -> bool:
    """True when the name begins with a known surname."""
    singles, compounds = _surnames()
    return name[:1] in singles or name[:2] in compounds


@cache
def _transcription() -> tuple[frozenset[str], frozenset[str]]:
    table = toml_table("surnames")["transcription"]
    return frozenset(table["telling"]), frozenset(table["telling"] + table["possible"])


def is_transcribed(name: str) -> bool:
    """True when the characters of a name of four or more are those that spell names of another language by sound."""
    telling, all_ = _transcription()
    text = fold_person(name).replace(MIDDLE_DOT, "")
    return (
        len(text) >= _SHORTEST_SPELLED
        and all_.issuperset(text)
        and 2 * sum(map(telling.__contains__, text)) >= len(text)
    )


def is_latin(name: str) -> bool:
    """True when a folded name is written in Latin letters."""
    return bool(_LATIN.match(name)) and any(character.isalpha() for character in name)


def is_personal_shape(name: str) -> bool:
    """True when a text has the shape of a person's name, whatever it means."""
    normal = fold_person(name)
    if is_latin(normal):
        return not any(character.isdigit() for character in normal)
    if MIDDLE_DOT in normal:
        return all(_CHINESE.match(part.replace("*", "某").replace("?", "某")) for part in normal.split(MIDDLE_DOT))
    plain = normal.replace("*", "某").replace("?", "某")
    if not 2 <= len(normal) <= 4 or not _CHINESE.match(plain):
        return False
    return len(normal) < 4 or has_surname(normal) or plain != normal or "某" in normal[1:]
