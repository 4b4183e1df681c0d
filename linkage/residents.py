"""Resident numbers (公民身份号码, GB 11643-1999) and their masks.

Owns: lifting 15 to 18, area and birth-date tests, birth date and sex, and the 18-character templates a mask may stand
for. Refuses: other kinds of number, and the clock: a birth date is only bounded by the table's fixed days
(``born_by`` asks with the caller's day).
"""

from datetime import date
from functools import cache, lru_cache

from linkage.checksums import resident_check
from linkage.numbering import STAR, Identifier, IdentifierKind
from linkage.tables import toml_table

LENGTH = 18
OLD_LENGTH = 15
_DIGITS = frozenset("0123456789")


class _Limits:
    """The table's values, converted once."""

    def __init__(self) -> None:
        table = toml_table("identifiers")
        area, resident = table["area"], table["resident"]
        self.provinces = frozenset(area["provinces"])
        self.resident_provinces = self.provinces | frozenset(area["resident_only"])
        self.national: str = area["national"]
        self.prefecture_max: int = area["prefecture_max"]
        self.prefecture_extra = frozenset(area["prefecture_extra"])
        self.earliest: date = resident["earliest"]
        self.latest: date = resident["latest"]
        self.centenarians = frozenset(resident["centenarian_serials"])
        self.mask_kept: int = resident["mask_kept"]
        self.mask_kept_exact: int = resident["mask_kept_exact"]


@cache
def limits() -> _Limits:
    """Provinces and bounds from the table identifiers.toml."""
    return _Limits()


@lru_cache(maxsize=8192)  # areas and birth dates recur: a million numbers have some thousands of each
def is_area(code: str, *, resident: bool) -> bool:
    """True for a plausible GB/T 2260 code, abolished counties included; visible digits only where it is masked."""
    known = limits()
    if not resident and code == known.national:
        return True
    provinces = known.resident_provinces if resident else known.provinces
    if STAR in code:
        return _is_masked_area(code, provinces)
    if code[:2] not in provinces or not _DIGITS.issuperset(code):
        return False
    prefecture = int(code[2:4])
    return prefecture <= known.prefecture_max or prefecture in known.prefecture_extra


def _is_masked_area(code: str, provinces: frozenset[str]) -> bool:
    head = code[:2]
    if not _DIGITS.issuperset(code.replace(STAR, "")):
        return False
    return any(all(a in (STAR, b) for a, b in zip(head, province, strict=True)) for province in provinces)


@lru_cache(maxsize=65536)
def is_birth(text: str) -> bool:
    """True when eight digits are a day between the table's bounds."""
    day = _day(text)
    return day is not None and limits().earliest <= day <= limits().latest


def _day(text: str) -> date | None:
    if len(text) != 8 or not _DIGITS.issuperset(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def may_be_birth(pattern: str) -> bool:
    """True when some day within the bounds fits eight digits and stars."""
    if STAR not in pattern:
        return is_birth(pattern)
    years = range(limits().earliest.year, limits().latest.year + 1)
    if not any(_fits(pattern[:4], f"{year:04d}") for year in years):
        return False
    # a leap year stands for the masked one: 29 February is possible unless the year is known
    year = pattern[:4] if STAR not in pattern[:4] else "2000"
    return any(
        _fits(pattern[4:], f"{month:02d}{day:02d}") and _day(f"{year}{month:02d}{day:02d}") is not None
        for month in range(1, 13)
        for day in range(1, 32)
    )


def _fits(pattern: str, text: str) -> bool:
    return all(a in (STAR, b) for a, b in zip(pattern, text, strict=True))


def lift(old: str) -> str:
    """The 18 characters of a 15-digit number: century added (1800s for the serials of centenarians), check computed."""
    century = "18" if old[12:] in limits().centenarians else "19"
    body = old[:6] + century + old[6:]
    return body + resident_check(body)


@lru_cache(maxsize=65536)
def templates(value: str) -> tuple[str, ...]:
    """The 18-character patterns that a masked value may stand for; empty when none is possible.

    A value of 18 stands for itself. One of 15 may be an old number or a mask with too few stars; with any other length
    only what stands before the first and after the last star is believed. A head alone may be an old number's.
    """
    head, tail = value[: value.index(STAR)], value[value.rindex(STAR) + 1 :]
    found = [value] if len(value) == LENGTH else []
    if len(value) == OLD_LENGTH:
        found.append(value[:6] + "19" + value[6:] + STAR)
    elif len(head) > 6 and not tail:
        found.append((head[:6] + "19" + head[6:] + STAR * LENGTH)[:LENGTH])
    if len(value) != LENGTH and len(head) + len(tail) < LENGTH:
        found.append(head + STAR * (LENGTH - len(head) - len(tail)) + tail)
    possible = tuple(template for template in found if is_template(template))
    return possible[:1] if len(value) == LENGTH else possible


def is_template(pattern: str) -> bool:
    """True when a pattern of 18 has a possible area, a possible birth date and digits (X only in the last place)."""
    return (
        (_DIGITS | {STAR}).issuperset(pattern[:17])
        and (pattern[17] in _DIGITS or pattern[17] in "X*")
        and is_area(pattern[:6], resident=True)
        and may_be_birth(pattern[6:14])
    )


def birth_date(identifier: Identifier) -> date | None:
    """The birth date in a resident number, also of a masked one that shows it whole; None otherwise."""
    found = {_day(template[6:14]) for template in _own_templates(identifier)}
    return found.pop() if len(found) == 1 else None


def birth_year(identifier: Identifier) -> int | None:
    """The birth year in a resident number, also of a masked one that shows it; None otherwise."""
    found = {template[6:10] for template in _own_templates(identifier)}
    year = found.pop() if len(found) == 1 else STAR
    return None if STAR in year else int(year)


def sex(identifier: Identifier) -> str | None:
    """``male`` or ``female`` from the serial (odd, even) of a resident number; None when masked or another kind."""
    found = {template[16] for template in _own_templates(identifier)}
    digit = found.pop() if len(found) == 1 else STAR
    return None if digit == STAR else ("male" if int(digit) % 2 else "female")


def born_by(identifier: Identifier, day: date) -> bool:
    """False when the number's holder is certainly born after that day."""
    born = birth_date(identifier)
    return born is None or born <= day


def _own_templates(identifier: Identifier) -> tuple[str, ...]:
    if identifier.kind is not IdentifierKind.RESIDENT:
        return ()
    return templates(identifier.value) if identifier.masked else (identifier.value,)
