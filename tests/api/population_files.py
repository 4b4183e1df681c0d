"""Reads a written population back without the parser: its rows, and each party's name and numbers as they stand."""

import csv
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import python_calamine

from api.demo import departments, numbers
from api.demo.departments import Sheet

SUBJECT_CODES = frozenset(("uscc", "org", "reg", "tax", "cert", "id"))
SUBJECT_NUMBERS = (
    "CF_XDR_ZJHM", "XK_XDR_ZJHM", "CF_XDR_SFZ", "XK_XDR_SFZ", "CF_XDR_ZDM", "XK_XDR_ZDM", "identi_id", "identi_no",
    "cer_no", "number", "uni_social_crd_cd",
)  # fmt: skip
OTHERS_NUMBERS = ("CF_FR_ZJHM", "XK_FR_ZJHM", "cer_no", "legal_repre_id")
OTHERS_NAMES = {
    "shareholder": ("stocker_nm", "inv"), "creditor": ("creditor",), "debtor": ("debtor",),
    "related": ("sponsor", "supervisor", "comm_executed", "comp_nm"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A party as a reader of the file sees it."""

    table: str
    role: str
    entity: str
    name: str
    numbers: tuple[str, ...]

    @property
    def person(self) -> bool:
        return self.entity[0] == "p"

    def valid(self) -> tuple[str, ...]:
        """Its numbers with right check digits, upper case and otherwise as written."""
        return tuple(n.upper() for n in self.numbers if is_valid(n, self.person))


def lines(out: Path, sheet: Sheet, path: str) -> Iterator[list[str]]:
    """Header and rows, blank lines left out."""
    file = out / path
    if file.suffix == ".xlsx":
        page = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
        rows: Iterable[list[str]] = ([str(c) for c in row] for row in page.to_python(skip_empty_area=False))
    else:
        rows = csv.reader(file.read_text(encoding=sheet.encoding).splitlines())
    return (row for row in rows if any(row))


def files(out: Path) -> Iterator[tuple[Sheet, str]]:
    """The files of the manifest with their sheets."""
    known = {sheet.file(n): sheet for sheet in departments.SHEETS.values() for n in range(len(sheet.deliveries))}
    for entry in tomllib.loads((out / "manifest.toml").read_text(encoding="utf-8"))["files"]:
        yield known[entry["path"]], entry["path"]


def parties(out: Path) -> list[Read]:
    """Every party of truth.csv as it stands in its file."""
    truth: dict[tuple[str, int], list[tuple[str, str, str]]] = {}
    with (out / "truth.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            truth.setdefault((line["file"], int(line["row"])), []).append((line["role"], line["name"], line["entity"]))
    read = []
    for sheet, path in files(out):
        rows = lines(out, sheet, path)
        columns = {c.heading if sheet.chinese else c.code: c for c in departments.table_of(sheet.format).columns}
        header = next(rows)
        for number, row in enumerate(rows, 1):
            cells = {columns[h].code: v for h, v in zip(header, row, strict=False) if h in columns}
            for role, name, entity in truth.get((Path(path).name, number), ()):
                read.append(_party(sheet, cells, role, name, entity))
    return read


def _party(sheet: Sheet, cells: dict[str, str], role: str, name: str, entity: str) -> Read:
    types = {c.code: c.type for c in departments.table_of(sheet.format).columns}
    person = entity[0] == "p"
    if role == "subject" and not person:
        codes = [v for c, v in cells.items() if types[c] in SUBJECT_CODES]
        name = name or next(v for c, v in cells.items() if types[c] == "firm") if "firm" in types.values() else ""
    elif role == "subject":
        codes = [
            cells[c] for c in SUBJECT_NUMBERS if c in cells and (c != "uni_social_crd_cd" or "executed_nm" in cells)
        ]
        name = next(v for c, v in cells.items() if types[c] in ("firm", "person") and (c != "comp_nm"))
    elif person:
        codes = [cells[c] for c in OTHERS_NUMBERS if c in cells]
        if role == "shareholder":
            name = cells.get("stocker_nm") or cells["inv"]
        name = name or next(v for c, v in cells.items() if types[c] in ("persons", "person") and v)
    else:
        codes = [cells["uni_social_crd_cd"]] if sheet.format == "practitioner" else [cells.get("lv_pripid", "")]
        name = name or next((cells[c] for c in OTHERS_NAMES[role] if cells.get(c)), "")
        name = "" if sheet.format == "market_entity" else name
    return Read(sheet.format, role, entity, name, tuple(codes))


def is_valid(number: str, person: bool) -> bool:
    """Whether the check digit is right, in whatever spelling."""
    code = unicodedata.normalize("NFKC", number).replace(" ", "").replace("-", "").upper()
    if not code.isascii() or not code.isalnum():
        return False
    if person:
        lifted = code[:6] + "19" + code[6:] if len(code) == 15 and code.isdigit() else code
        return (len(code) == 15 and lifted.isdigit()) or (len(code) == 18 and _check(numbers.resident_check, code))
    if len(code) == 18:
        return _check(numbers.uscc_check, code)
    if len(code) == 15:
        return _check(numbers.registration_check, code) or _check(numbers.organisation_check, code[6:])
    return len(code) == 9 and _check(numbers.organisation_check, code)


def _check(make: Callable[[str], str], code: str) -> bool:
    try:
        return bool(make(code[:-1]) == code[-1])
    except ValueError:
        return False


def pair_f1(read: list[Read], with_names: bool) -> tuple[float, float, float]:
    """Precision, recall, F1 over pairs when exact valid numbers (and exact names) join, and nothing else."""
    up = list(range(len(read)))

    def root(place: int) -> int:
        while up[place] != place:
            up[place] = up[up[place]]
            place = up[place]
        return place

    seen: dict[tuple[str, str], int] = {}
    for place, party in enumerate(read):
        keys = [*product(("number",), party.valid()), *([("name", party.name)] if with_names and party.name else [])]
        for key in keys:
            up[root(place)] = root(seen.setdefault(key, place))
    roots = [root(place) for place in range(len(read))]
    found = _pairs(Counter(roots))
    true = _pairs(Counter(party.entity for party in read))
    both = _pairs(Counter(zip(roots, (party.entity for party in read), strict=True)))
    precision, recall = both / max(1, found), both / true
    return precision, recall, 2 * precision * recall / (precision + recall)


def _pairs(counts: Counter[Any]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())
