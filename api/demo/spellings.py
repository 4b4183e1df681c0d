"""Owns how one exporter writes what is clean: days, amounts, "nothing", codes; file-wide habits and single slips.

Refuses knowing who is who: no name and no number is lost here, only spelled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from api.demo import rates
from api.demo.departments import Column, Sheet

Mark = tuple[str, str, str]
"""Column, kind of dirt, outcome: parsed, issue (the cell is reported, the row stays) or rejected."""
Cell = str | float | datetime

PARSED, ISSUE, REJECTED = "parsed", "issue", "rejected"
MISSING = ("", "\\N", "\\n", "暂无", "无", "/", "-", "null", "\u3000", "NULL")
IMPOSSIBLE = ("2016-02-30", "2021-13-05", "2019-06-31", "2022-00-10")
OPEN = ("9999-9-9", "2099-12-31", "9999-12-31", "1900-1-1")
EPOCH = date(1899, 12, 30)
DAYS: dict[str, Callable[[date], Cell]] = {
    "date_iso": lambda d: d.isoformat(),
    "date_short": lambda d: f"{d.year}-{d.month}-{d.day}",
    "date_slashes": lambda d: f"{d:%Y/%m/%d}",
    "date_digits": lambda d: f"{d:%Y%m%d}",
    "date_chinese": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "date_midnight": lambda d: f"{d.year}-{d.month}-{d.day} 0:00:00",
    "date_serial": lambda d: str((d - EPOCH).days),
    "date_cell": lambda d: datetime(d.year, d.month, d.day),  # noqa: DTZ001  a workbook's days carry no zone
}
CSV_HABITS = ("date_iso", "date_short", "date_slashes", "date_digits", "date_chinese", "date_midnight")
XLSX_HABITS = ("date_cell", "date_cell", "date_serial", "date_short", "date_iso")
DAY_TYPES = frozenset(("date", "day", "loose", "end", "looseend"))
LOOSE_TYPES = frozenset(("loose", "looseend"))
OPEN_END = "2099-12-31"
FULL_WIDTH = {i: i + 0xFEE0 for i in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))}


@dataclass(slots=True)
class Spelling:
    """One file's habits: how it writes days and what stands for nothing."""

    sheet: Sheet
    delivery: int
    seed: int
    rng: Random = field(init=False)
    habit: str = field(init=False)
    token: str = field(init=False)
    other: tuple[str, ...] = field(init=False)
    xlsx: bool = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed}/{self.sheet.file(self.delivery)}")
        self.xlsx = self.sheet.file_type == "xlsx"
        self.habit = self.rng.choice(XLSX_HABITS if self.xlsx else CSV_HABITS)
        self.token = self.rng.choice(MISSING)
        self.other = (*CSV_HABITS, "date_serial", *(("date_cell",) if self.xlsx else ()))

    def write(self, columns: tuple[Column, ...], cells: dict[str, str], clean: bool, marks: list[Mark]) -> list[Cell]:
        """The cells in the order of the columns as this file spells them; slips are noted in ``marks``."""
        share, rng = rates.section("cells"), self.rng
        line: list[Cell] = []
        for column in columns:
            value = cells.get(column.code, "")
            if not value:
                line.append(self._nothing(column, clean, marks, share["missing_token"]))
            elif clean:
                line.append(value)
            elif column.type in DAY_TYPES:
                line.append(self._day(column, value, marks))
            elif column.type in ("yuan", "wan"):
                slip = rng.random() < share["amount_with_unit"]
                line.append(self._amount(column, value, marks) if slip else float(value) if self.xlsx else value)
            else:
                line.append(value)
        return line

    def _nothing(self, column: Column, clean: bool, marks: list[Mark], often: float) -> str:
        if clean or not self.token or self.rng.random() > often:
            return ""
        token = self.token if self.rng.random() < 0.9 else self.rng.choice(MISSING)
        if token:
            marks.append((column.code, "missing_token", PARSED))
        return token

    def _day(self, column: Column, value: str, marks: list[Mark]) -> Cell:
        share, rng = rates.section("cells"), self.rng
        if value == OPEN_END:
            marks.append((column.code, "date_open_end", PARSED))
            return rng.choice(OPEN)
        if column.type in LOOSE_TYPES and rng.random() < share["date_impossible"]:
            marks.append((column.code, "date_impossible", ISSUE))
            return rng.choice(IMPOSSIBLE)
        kind = self.habit if rng.random() > share["date_other_style"] else rng.choice(self.other)
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        if kind != "date_iso":
            marks.append((column.code, kind, PARSED))
        written = DAYS[kind](day)
        return float(str(written)) if kind == "date_serial" and self.xlsx else written

    def _amount(self, column: Column, value: str, marks: list[Mark]) -> str:
        """The amount with its unit; one in the other unit is converted."""
        marks.append((column.code, "amount_with_unit", PARSED))
        if column.type == "wan":
            return f"{value}万元"
        yuan = float(value)
        rounded = yuan % 100 == 0 and yuan >= 10000 and self.rng.random() < 0.5
        return f"{yuan / 10000:g}万元" if rounded else f"{value}元"


def spell_code(rng: Random, column: str, value: str, marks: list[Mark]) -> str:
    """A valid code in lower case, full width, with blanks or (organisation codes) a hyphen."""
    share = rates.section("codes")
    dice = rng.random()
    if len(value) == 9 and rng.random() < share["hyphen"]:
        marks.append((column, "code_hyphen", PARSED))
        value = f"{value[:8]}-{value[8:]}"
    if dice < share["lower_case"] and value.upper() != value.lower():
        marks.append((column, "code_lower_case", PARSED))
        return value.lower()
    if dice < share["lower_case"] + share["full_width"]:
        marks.append((column, "code_full_width", PARSED))
        return value.translate(FULL_WIDTH)
    if dice < share["lower_case"] + share["full_width"] + share["blank"]:
        marks.append((column, "code_blank", PARSED))
        return f"{value[:6]} {value[6:]}" if rng.random() < 0.5 else f" {value} "
    return value


def break_check(rng: Random, column: str, value: str, marks: list[Mark]) -> str:
    """The code with another last character: its check digit is wrong now."""
    marks.append((column, "check_digit_wrong", ISSUE))
    return value[:-1] + rng.choice([c for c in "0123456789" if c != value[-1]])
