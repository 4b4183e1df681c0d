"""What a penalty imposes, read from its texts.

Owns: recognising the measures and amounts that RULES rows ask for in 处罚类别, 处罚内容 and 处罚结果. Refuses: the
weight of a penalty (graph.policy).
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from linkage.mapping.frame import Context, Frame, first_of
from linkage.readers.cells import plain_decimal
from linkage.spec import Penalty
from linkage.tables import toml_table

_ORDINARY, _CAPITAL = "零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖"
_NUMERALS = {character: index for digits in (_ORDINARY, _CAPITAL) for index, character in enumerate(digits)} | {"两": 2}
_FACTORS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "萬": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_WORDS = "零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖两十拾百佰千仟万萬亿"


@cache
def _table() -> dict[str, Any]:
    return toml_table("penalties")


@cache
def _types() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["type"], re.compile(entry["pattern"])) for entry in _table()["types"])


@cache
def _amount(measure: str, part: str) -> re.Pattern[str]:
    return re.compile(_table()[measure][part] + rf"(?P<digits>\d[\d,]*(?:\.\d+)?)?(?P<words>[{_WORDS}]+)?[元圆]")


def compile_penalty(spec: Penalty, context: Context) -> Callable[[Frame], list[tuple[str, str]]]:
    """The function that gives ``penalty_types``, ``fine`` and ``confiscated`` of a row."""
    texts = [first_of((column,), context) for column in spec.texts]
    single = (spec.licence, spec.fine, spec.confiscated)
    licence, fine, confiscated = (first_of((column,) if column else (), context) for column in single)

    def read(frame: Frame) -> list[tuple[str, str]]:
        text = "；".join(part for get in texts if (part := get(frame)))
        taken = licence(frame)
        fined = fine(frame) or amount_in(text, "fine")
        lost = confiscated(frame) or amount_in(text, "confiscated")
        types = list(penalty_types(text, taken))
        types += ["fine"] if is_positive(fined) and "fine" not in types else []
        types += ["confiscation"] if is_positive(lost) and "confiscation" not in types else []
        said = [("penalty_types", ",".join(sorted(types or ["other"]))), ("fine", fined), ("confiscated", lost)]
        return [(name, value) for name, value in said if name == "penalty_types" or is_positive(value)]

    return read


def is_positive(amount: str) -> bool:
    """True for an amount above nothing."""
    return bool(amount) and Decimal(amount) > 0


@lru_cache(maxsize=16384)
def penalty_types(text: str, licence: str = "") -> tuple[str, ...]:
    """The measures a text imposes, in the order of the table; ``licence`` is what was taken or suspended."""
    if licence:
        text = f"{text}；{'吊销' if '吊销' in text and '暂扣' not in licence else ''}{licence}"
    return tuple(name for name, pattern in _types() if pattern.search(text))


@lru_cache(maxsize=16384)
def amount_in(text: str, measure: str) -> str:
    """The amount in yuan that a text states for ``fine`` or ``confiscated``: the total if stated, else the sum."""
    total = _amount(measure, "total").search(text)
    found = [total] if total else list(_amount(measure, "lead").finditer(text))
    amounts = [value for match in found if (value := _value(match["digits"], match["words"]))]
    return plain_decimal(sum(amounts, Decimal(0))) if amounts else ""


def _value(digits: str | None, words: str | None) -> Decimal | None:
    if digits:
        return Decimal(digits.replace(",", "")) * _FACTORS.get(words or "", 1)
    return Decimal(numeral(words)) if words else None


def numeral(words: str) -> int:
    """A Chinese numeral, ordinary or in capitals: 贰万伍仟 = 25000."""
    total = section = digit = 0
    for character in words:
        if character in _NUMERALS:
            digit = _NUMERALS[character]
        elif character in _STEPS:
            section += (digit or 1) * _STEPS[character]
            digit = 0
        else:
            total = (total + section + digit) * (10**8 if character == "亿" else 10**4)
            section = digit = 0
    return total + section + digit
