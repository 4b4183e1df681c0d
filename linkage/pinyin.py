"""Keys by sound, for blocking only.

Owns: toneless pinyin of Chinese text, with the readings that a character has as a surname, and look-alike folding.
Refuses: similarity scores: a shared key only says that two names are worth comparing.
"""

from functools import cache, lru_cache
from itertools import islice, product

from linkage.script import MIDDLE_DOT, fold
from linkage.surnames import fold_person
from linkage.tables import toml_table

_FIRST_IDEOGRAPH = 0x3400
_MOST_READINGS = 8


@lru_cache(maxsize=16384)
def _reading(character: str) -> str:
    if ord(character) < _FIRST_IDEOGRAPH:
        return character.lower() if character.isalnum() else ""
    from pypinyin import (
        lazy_pinyin,
    )  # on first use: its dictionary takes half a second to load, and few commands need it

    return str(lazy_pinyin(character)[0])


@lru_cache(maxsize=65536)
def pinyin_key(text: str) -> str:
    """Toneless pinyin, joined, character by character: 鑫源 -> xinyuan. Letters and digits stay, signs go."""
    return "".join(map(_reading, fold(text)))


@lru_cache(maxsize=16384)
def _readings_of(character: str) -> tuple[str, ...]:
    """Every reading of a character as a blurred ear hears it: 行 -> (xin, han), 晟 -> (cen, sen, jin)."""
    if ord(character) < _FIRST_IDEOGRAPH:
        return (_reading(character),)
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
    return tuple(dict.fromkeys(_blurred(each) for each in found))


def _blurred(syllable: str) -> str:
    for sharp, blurred in toml_table("lookalikes")["sounds"]:
        syllable = syllable.replace(sharp, blurred)
    return syllable


@lru_cache(maxsize=65536)
def sounds(text: str) -> frozenset[str]:
    """Keys of all that the text may sound like: each reading of each character, near sounds (zh z, ang an) as one."""
    ways = product(*(_readings_of(each) for each in fold(text)))
    return frozenset("".join(each) for each in islice(ways, _MOST_READINGS))


def pinyin_syllables(text: str) -> tuple[str, ...]:
    """The reading of each character; signs give none."""
    return tuple(filter(None, map(_reading, fold(text))))


@cache
def _readings() -> tuple[dict[str, str], dict[str, str]]:
    table = toml_table("surnames")["readings"]
    return table["single"], table["compound"]


@lru_cache(maxsize=65536)
def person_pinyin(name: str) -> str:
    """Pinyin of a person's name, its surname by the table of surname readings: 单勇 -> shanyong, 尉迟恭 -> yuchigong.

    Hidden and lost characters keep their place as ``*`` and ``?``.
    """
    normal = fold_person(name)
    if MIDDLE_DOT not in normal:
        singles, compounds = _readings()
        if len(normal) > 2 and normal[:2] in compounds:
            return compounds[normal[:2]] + _spelled(normal[2:])
        if normal[:1] in singles:
            return singles[normal[:1]] + _spelled(normal[1:])
    return _spelled(normal)


def _spelled(text: str) -> str:
    return "".join(character if character in "*?" else _reading(character) for character in text)


@cache
def _lookalikes() -> dict[int, str]:
    groups: list[str] = toml_table("lookalikes")["groups"]
    return {ord(character): group[0] for group in groups for character in group}


@lru_cache(maxsize=65536)
def lookalike_key(text: str) -> str:
    """The folded text with each character replaced by the first of its look-alike group: 末来 and 未来 meet."""
    return fold(text).translate(_lookalikes())


def has_lookalike(text: str) -> bool:
    """Whether some character of the folded text has one: no other text shares the key of a text without."""
    return any(ord(character) in _lookalikes() for character in fold(text))
