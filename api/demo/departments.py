"""Owns the 38 departments of three cities and their province, and what each delivers: tables, dates, encodings.

Refuses rows. A sheet is one table of one department, delivered once or several times (``deliveries``).
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

REFERENCE_DATE = date(2026, 11, 20)
FULL, DELTA = "full", "delta"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's code, Chinese heading and type (the type steers dirt only)."""

    code: str
    heading: str
    type: str


@dataclass(frozen=True, slots=True)
class Table:
    """A department's table: columns in the standard's order; a row without any cell of ``needs`` has no subject."""

    name: str
    columns: tuple[Column, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of one department. ``deliveries`` are (full or delta, as_at), one file each, oldest first.

    ``rows`` is the volume: background rows per hundred firms of the region. The header
    must tell the format, unless it is ``named`` in the manifest.
    """

    region: str
    department: str
    short: str
    format: str
    deliveries: tuple[tuple[str, date], ...]
    file_type: str = "csv"
    encoding: str = "utf-8"
    chinese: bool = False
    shuffled: bool = False
    extra: tuple[str, ...] = ()
    rows: float = 0.0
    named: str = ""

    @property
    def key(self) -> str:
        """``<region>/<department>/<format>``, the name that rows use."""
        return f"{self.region}/{self.department}/{self.format}"

    def file(self, delivery: int) -> str:
        """Path of one delivery inside the folder; the base name is unique in the whole population."""
        base = f"{self.region}_{self.short}_{self.format}_{delivery + 1}.{self.file_type}"
        return f"{self.region}/{self.short}/{base}"


@cache
def table_of(name: str) -> Table:
    """A table's columns, from ``data/columns.toml``."""
    raw = _raw_tables()[name]
    columns = tuple(Column(*text.split("|")) for text in raw["columns"])
    return Table(name, columns, tuple(raw["needs"]))


@cache
def _raw_tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("api.demo") / "data" / "columns.toml").read_text(encoding="utf-8"))


@cache
def _raw_departments() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads((files("api.demo") / "data" / "departments.toml").read_text(encoding="utf-8"))


def _load() -> dict[str, Sheet]:
    """The shipped sheets, in the order of ``data/departments.toml``."""
    sheets: dict[str, Sheet] = {}
    for department in _raw_departments()["departments"]:
        for line in department["sheets"]:  # type: ignore[attr-defined]
            sheet = _parse(str(department["region"]), str(department["name"]), str(department["short"]), line)
            if sheet.key in sheets:
                raise ValueError(f"sheet named twice: {sheet.key}")
            sheets[sheet.key] = sheet
    return sheets


def _parse(region: str, name: str, short: str, line: str) -> Sheet:
    """A sheet from its line: table, then deliveries as ``full:2026-10-31``, then options."""
    format_, *words = line.split()
    sheet = Sheet(region, name, short, format_, ())
    for word in words:
        mode, _, value = word.partition(":")
        if mode in (FULL, DELTA):
            sheet = replace(sheet, deliveries=(*sheet.deliveries, (mode, date.fromisoformat(value))))
        elif mode == "extra":
            sheet = replace(sheet, extra=tuple(value.split(",")))
        elif mode == "named":
            sheet = replace(sheet, named=value)
        elif mode == "rows":
            sheet = replace(sheet, rows=float(value))
        else:
            sheet = replace(sheet, **_OPTIONS[word])  # type: ignore[arg-type]
    return sheet


_OPTIONS: dict[str, dict[str, object]] = {
    "xlsx": {"file_type": "xlsx"},
    "gb18030": {"encoding": "gb18030"},
    "bom": {"encoding": "utf-8-sig"},
    "chinese": {"chinese": True},
    "shuffled": {"shuffled": True},
}

SHEETS: dict[str, Sheet] = _load()
"""Every sheet by key. Planted cases may add some with ``sheet``."""


def sheet(region: str, department: str, table: str, deliveries: tuple[tuple[str, date], ...]) -> str:
    """Register a table that a department delivers too, when it does not yet; its key. One file per delivery."""
    known = next((s for s in SHEETS.values() if (s.region, s.department) == (region, department)), None)
    short = known.short if known else f"d{len(departments())}"
    made = Sheet(region, department, short, table, deliveries)
    SHEETS.setdefault(made.key, made)
    return made.key


def departments() -> tuple[tuple[str, str], ...]:
    """(region, department) of all who deliver, in order."""
    return tuple(dict.fromkeys((s.region, s.department) for s in SHEETS.values()))


def authority(region: str, department: str) -> str:
    """The department's official name."""
    place = {"410100": "郑州市", "410200": "开封市", "410700": "新乡市", "410000": "河南省"}[region]
    if department == "税务局":
        return f"国家税务总局{place}税务局"
    return f"{place.rstrip('市')}海关" if department == "海关" else place + department
