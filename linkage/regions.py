"""Administrative regions by name and code (GB/T 2260).

Owns: the code table with full and short names, abolished counties and development zones, and taking the regions off
the front of an enterprise's name. Refuses: addresses below the county, and checking the codes inside identifiers
(linkage.residents does, by rule, because abolished counties stay valid there).
"""

from dataclasses import dataclass
from functools import cache

from linkage.tables import csv_table, toml_table

NATION = "100000"


@dataclass(frozen=True, slots=True)
class Region:
    """One province, prefecture, county or development zone."""

    code: str
    name: str
    short: str
    is_free: bool
    """The short name may stand without the suffix and without its province or city before it."""


@dataclass(frozen=True, slots=True)
class Places:
    """Regions taken off a text: full names from wide to narrow, the narrowest code when it is certain, the rest."""

    names: tuple[str, ...]
    code: str | None
    rest: str
    is_short: bool
    """The last one was met without its suffix, so that it might be a brand."""


@dataclass(frozen=True, slots=True)
class _Entry:
    text: str
    regions: tuple[Region, ...]
    is_short: bool


@cache
def regions() -> tuple[Region, ...]:
    """Every row of the table, by code."""
    return tuple(Region(code, name, short, free == "1") for code, name, short, free in csv_table("regions"))


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = {}
    for region in regions():
        for name in dict.fromkeys((region.name, region.short)):
            if name:
                found.setdefault(name, []).append(region)
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def _by_code() -> dict[str, Region]:
    found: dict[str, Region] = {}
    for region in regions():
        found.setdefault(region.code, region)
    return found


@cache
def _by_head() -> dict[str, tuple[_Entry, ...]]:
    """Entries by their first two characters, longest first."""
    heads: dict[str, list[_Entry]] = {}
    for name, rows in _by_name().items():
        full = tuple(row for row in rows if row.name == name)
        entry = _Entry(name, full or rows, not full)
        heads.setdefault(name[:2], []).append(entry)
    return {head: tuple(sorted(entries, key=lambda each: -len(each.text))) for head, entries in heads.items()}


def find(code: str) -> Region | None:
    """The region of a code; None when the table does not hold it."""
    return _by_code().get(code)


def named(name: str, within: str = "") -> Region | None:
    """The one region of that full or short name, within a code when it is ambiguous; None when none or several."""
    rows = [row for row in _by_name().get(name, ()) if is_within(row.code, within)]
    wide = [row for row in rows if row.code.endswith("00")] or rows
    codes = {row.code for row in wide}
    return wide[0] if len(codes) == 1 else None


def is_within(code: str, area: str) -> bool:
    """True when a code lies in the area of another (itself included); the empty area and the nation hold all."""
    return area in ("", NATION) or code.startswith(stem(area))


def stem(code: str) -> str:
    """The digits that a code shares with all inside it: 41 of 410000, 4101 of 410100, all six of a county."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def take_regions(text: str) -> Places:
    """Take up to three regions off the front, wide before narrow."""
    names: list[str] = []
    code: str | None = None
    short = False
    while len(names) < 3 and len(text) > 2:
        step = _next(text, code, bool(names))
        if step is None:
            break
        names.append(step.name)
        code, text, short = step.code or code, text[step.length :], step.is_short
    return Places(tuple(names), code, text, short)


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    code: str | None
    length: int
    is_short: bool


def _next(text: str, code: str | None, has_wider: bool) -> _Step | None:
    if code is not None and not code.endswith("00"):
        return None  # nothing is narrower than a county
    for entry in _by_head().get(text[:2], ()):
        if not text.startswith(entry.text) or (not entry.is_short and _is_joined(text, len(entry.text) - 1)):
            continue
        length = len(entry.text)
        changed = entry.is_short and text[length : length + 1] in _suffixes() and not _is_joined(text, length)
        rows = [row for row in entry.regions if _is_narrower(row.code, code)]
        if entry.is_short and not changed and not (has_wider and code):
            rows = [row for row in rows if row.is_free]
        if rows:
            region = _only(rows)
            name = region.name if region else entry.text
            return _Step(name, region.code if region else None, length + changed, entry.is_short and not changed)
        if not entry.is_short and code is None and has_wider:
            return _Step(entry.text, None, length, False)
    return None


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(toml_table("names")["region"]["suffixes"])


@cache
def _joined() -> tuple[str, ...]:
    return tuple(toml_table("names")["region"]["joined"])


def _is_joined(text: str, at: int) -> bool:
    """True when the suffix of a region begins the next word: 郑州 · 市场."""
    return text.startswith(_joined(), at)


def _is_narrower(code: str, area: str | None) -> bool:
    return area is None or (code != area and is_within(code, area))


def _only(rows: list[Region]) -> Region | None:
    """The one meant: the widest of one name (吉林 the province), none when several counties share it."""
    best = min(rows, key=lambda row: -_width(row.code))
    return best if sum(_width(row.code) == _width(best.code) for row in rows) == 1 else None


def _width(code: str) -> int:
    return 6 - len(stem(code))
