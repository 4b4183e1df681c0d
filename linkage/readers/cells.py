"""Single cells: what a text means as missing, text, code, document number, date, amount, percentage, yes or no.

Owns: every spelling of data/tables/cells.toml and the canonical text each is brought to. Refuses: identifiers
(linkage.identifiers) and names (linkage.names, linkage.persons). A cell that cannot be read raises :class:`BadCell`,
whose message is for the department that sent it, hence in Chinese.
"""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache

from linkage.identifiers import fold_number
from linkage.readers.days import read_day
from linkage.readers.fault import BadCell
from linkage.script import fold_width, strip_blanks
from linkage.tables import toml_table

__all__ = ["BadCell", "clean", "read_amount", "read_code", "read_document", "read_percent", "read_yes_no", "reader"]

Reader = Callable[[str], str]
_CACHED = 65536
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u3000]+")
_OPENING = re.compile(r"[(\[{〔【〖（［〈《]")
_CLOSING = re.compile(r"[)\]}〕】〗）］〉》]")
_NUMBER = re.compile(r"^([-+]?\d+(?:\.\d*)?(?:E[-+]?\d+)?|[-+]?\.\d+)([^\d.]*)$")


@cache
def _missing() -> frozenset[str]:
    return frozenset(token.lower() for token in toml_table("cells")["missing"])


@lru_cache(maxsize=_CACHED)
def clean(raw: str) -> str:
    """The text without surrounding or doubled blanks, half width; empty when the cell says that there is nothing."""
    text = fold_width(raw).strip()
    if text.lower() in _missing():
        return ""
    text = _BLANKS.sub(" ", text).strip()
    return "" if text.lower() in _missing() else text


@lru_cache(maxsize=_CACHED)
def read_name(raw: str) -> str:
    """A name as written, without surrounding blanks: widths and brackets stay, they are part of what was said."""
    return raw.strip() if clean(raw) else ""


@lru_cache(maxsize=_CACHED)
def read_code(raw: str) -> str:
    """A code in upper case, half width, without blanks and dashes (:func:`linkage.identifiers.fold_number`)."""
    text = clean(raw)
    return fold_number(text) if text else ""


def read_document(raw: str) -> str:
    """A document or case number as stated, without blanks (compare them by :func:`normal_document`)."""
    return strip_blanks(clean(raw))


@lru_cache(maxsize=_CACHED)
def normal_document(text: str) -> str:
    """The form in which document numbers are compared: one kind of bracket, no blanks, half width, upper case."""
    plain = strip_blanks(fold_width(text)).upper()
    plain = _CLOSING.sub("〕", _OPENING.sub("〔", plain))
    return plain.replace("〕第", "〕")


@lru_cache(maxsize=_CACHED)
def read_date(raw: str) -> str:
    """A day as ISO text (reduced precision allowed), ``open`` for an open end, empty when missing or unknown."""
    text = clean(raw)
    return read_day(text) if text else ""


@lru_cache(maxsize=_CACHED)
def read_amount(raw: str, unit: str = "元") -> str:
    """An amount in yuan as a plain decimal; ``unit`` is the column's, a unit in the cell goes first."""
    text = strip_blanks(clean(raw)).replace(",", "")
    if not text:
        return ""
    for word in toml_table("cells")["currencies"]["strip"]:
        text = text.replace(word, "元" if word.endswith("整") else "")
    found = _NUMBER.match(text.upper())
    if not found:
        raise BadCell("not_an_amount", f"「{raw}」不是金额，请只写数字", raw)
    factor = toml_table("cells")["units"].get(found[2] or unit)
    if factor is None:
        raise BadCell("unknown_unit", f"「{found[2]}」不是金额单位", raw)
    return plain_decimal(Decimal(found[1]) * Decimal(factor))


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


@lru_cache(maxsize=_CACHED)
def read_percent(raw: str) -> str:
    """A share in per cent: ``30%``, ``30`` and ``0.3`` all give ``30``."""
    text = strip_blanks(clean(raw))
    if not text:
        return ""
    stated = text.endswith("%")
    try:
        value = Decimal(text.rstrip("%"))
    except InvalidOperation as fault:
        raise BadCell("not_a_share", f"「{raw}」不是百分比", raw) from fault
    value = value if stated or value > 1 else value * 100
    if not 0 <= value <= 100:
        raise BadCell("not_a_share", f"「{raw}」不在0至100%之间", raw)
    return plain_decimal(value)


@lru_cache(maxsize=_CACHED)
def read_number(raw: str) -> str:
    """A plain number without thousands separators."""
    text = strip_blanks(clean(raw)).replace(",", "")
    try:
        return plain_decimal(Decimal(text)) if text else ""
    except InvalidOperation as fault:
        raise BadCell("not_a_number", f"「{raw}」不是数字", raw) from fault


@lru_cache(maxsize=_CACHED)
def read_yes_no(raw: str) -> str:
    """``yes`` or ``no``; empty when the cell says neither."""
    text = clean(raw).lower()
    words = toml_table("cells")["words"]
    if text in words["yes"]:
        return "yes"
    if text in words["no"]:
        return "no"
    if text:
        raise BadCell("not_yes_or_no", f"「{raw}」既不是“是”也不是“否”", raw)
    return ""


_READERS: dict[str, Reader] = {
    "text": clean,
    "name": read_name,
    "code": read_code,
    "document": read_document,
    "date": read_date,
    "number": read_number,
    "percent": read_percent,
    "yesno": read_yes_no,
}


def reader(kind: str, unit: str = "元") -> Reader:
    """The function that reads a column of that type; amounts need the column's unit."""
    if kind == "amount":
        return lambda raw: read_amount(raw, unit)
    return _READERS[kind]
