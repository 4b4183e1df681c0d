"""Dates as departments write them.

Owns: every spelling of a day, month or year, Excel serials, Chinese numerals, open ends and unknown days.
Refuses: guessing the order of day and month (``7/8/2018`` is an error) and dates that do not exist.
"""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any

from linkage.dates import PartialDate
from linkage.readers.fault import BadCell
from linkage.tables import toml_table

OPEN = "open"
"""What an open end (长期, 9999-9-9) reads as."""

_TIME = r"(?:[ T]*\d{1,2}(?:[:时点]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?|时)?\s*(?:Z|[+-]\d\d:?\d\d)?)?"
_SPLIT = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _TIME + "$")
_SOLID = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:\d{6}(?:\d{3})?|" + _TIME + ")$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")
_SOLID_MONTH = re.compile(r"^(\d{4})(0[1-9]|1[0-2])$")
_YEAR = re.compile(r"^(\d{4})\s*年?度?$")
_SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$")
_DIGITS = str.maketrans("〇○零一二三四五六七八九元", "0001234567891")
_NUMERAL = "[一二三四五六七八九十廿卅〇]+"
_CHINESE = re.compile(f"^[〇○零一二三四五六七八九元]{{4}}年{_NUMERAL}月(?:{_NUMERAL}[日号])?$")
_TENS = {"廿": "二十", "卅": "三十"}
_EPOCH = date(1899, 12, 30)
"""Day 0 of the 1900 date system as it counts from 1 March 1900 on."""


@cache
def _table() -> dict[str, Any]:
    return dict(toml_table("cells")["dates"])


def read_day(text: str) -> str:
    """A cleaned, non-empty text as ISO day, month or year, ``open``, or empty when the day is a mark for "unknown"."""
    table = _table()
    if text in table["open_words"]:
        return OPEN
    parts = _parts(text)
    if parts is None:
        raise BadCell("not_a_date", f"「{text}」不是日期，请写成2018-07-27", text)
    year = parts[0]
    if year >= table["open_year"]:
        return OPEN
    if text_of(parts) in table["unknown_days"]:
        return ""
    iso = _iso(parts, text)
    if iso in table["open_days"]:
        return OPEN
    if not table["first_year"] <= year <= table["last_year"]:
        raise BadCell("date_out_of_range", f"「{text}」超出{table['first_year']}至{table['last_year']}年", text)
    return iso


def _iso(parts: tuple[int, ...], text: str) -> str:
    """ISO text; ``2018-07-00`` is the month, as databases without a day write it."""
    while len(parts) > 1 and parts[-1] == 0:
        parts = parts[:-1]
    try:
        if 0 in parts:
            raise ValueError("no month or day 0")
        value = PartialDate(*parts)
        return str(value) if value.first else ""
    except ValueError as fault:
        raise BadCell("no_such_day", f"「{text}」这一天不存在", text) from fault


def text_of(parts: tuple[int, ...]) -> str:
    """The parts as ISO text, whether or not such a day exists."""
    return "-".join(f"{part:04d}" if index == 0 else f"{part:02d}" for index, part in enumerate(parts))


def _parts(text: str) -> tuple[int, ...] | None:
    if _CHINESE.match(text):
        text = _arabic(text)
    for shape in (_SPLIT, _SOLID, _MONTH, _SOLID_MONTH, _YEAR):
        found = shape.match(text)
        if found and (shape is not _YEAR or _is_year(text)):
            return tuple(int(part) for part in found.groups())
    return _serial(text)


def _is_year(text: str) -> bool:
    year = int(text[:4])
    return bool(_table()["first_year"] <= year <= _table()["last_year"] or year >= _table()["open_year"])


def _serial(text: str) -> tuple[int, ...] | None:
    found = _SERIAL.match(text)
    if not found or not _table()["serial_min"] <= int(found[1]) <= _table()["serial_max"]:
        return None
    day = _EPOCH + timedelta(days=int(found[1]))
    return day.year, day.month, day.day


def _arabic(text: str) -> str:
    year, _, rest = text.partition("年")
    month, _, day = rest.partition("月")
    plain = f"{year.translate(_DIGITS)}-{_small(month)}"
    return f"{plain}-{_small(day.rstrip('日号'))}" if day else plain


def _small(numeral: str) -> int:
    """A Chinese numeral from 1 to 39."""
    for short, full in _TENS.items():
        numeral = numeral.replace(short, full)
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return int(tens.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)
