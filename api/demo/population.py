"""Owns the population: a fictional city's department files, their manifest, the truth and the list of planted dirt.

Refuses reading anything back. One seed and size give the same bytes, whatever the day and the machine.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import IO, Any

from api.demo import decision_rows, departments, firms, list_rows, rates, registry_rows, service_rows, sheets
from api.demo.departments import FULL, REFERENCE_DATE, Sheet
from api.demo.desk import Desk, Draft
from api.demo.dirt import Dirt, Soiled
from api.demo.firms import City
from api.demo.numbers import Numbers
from api.demo.spellings import PARSED, Mark, Spelling
from api.demo.world import Factory, Mention, Row, TrapLike

DEFAULT_SEED = 20261120
DEFAULT_ENTERPRISES = 5000
Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done and how much there is."""

MODULES = (registry_rows, decision_rows, list_rows, service_rows)
STATE_TABLES = frozenset((
    "market_entity", "legal_representative", "code_mapping", "institution", "social_organisation",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written: sizes, rows per table, dirt per kind and outcome."""

    out: Path
    seed: int
    world: dict[str, int]
    departments: int
    files: int
    rows: int
    traps: int
    tables: dict[str, int]
    dirt: dict[str, dict[str, int]]


@dataclass(slots=True)
class Ledger:
    """The files that go along: truth.csv and dirt.csv, with counts."""

    truth: Any
    dirt: Any
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    tables: Counter[str] = field(default_factory=Counter)
    manifest: list[str] = field(default_factory=list)

    def note(self, file: str, row: int, mentions: Iterable[Mention], marks: Iterable[Mark]) -> None:
        """The truth and the dirt of one written row."""
        for mention in mentions:
            self.truth.writerow((file, row, mention.role, mention.name or "", mention.label))
        for column, kind, outcome in marks:
            self.counts[kind, outcome] += 1
            self.dirt.writerow((file, row, column, kind, outcome))


@dataclass(slots=True)
class Delivery:
    """One file being written."""

    file: str
    columns: tuple[departments.Column, ...]
    writer: sheets.Writer
    spelling: Spelling
    ledger: Ledger
    rows: int = 0

    def add(self, soiled: Soiled, extra: dict[str, str]) -> None:
        """Spell and write one row; now and then a blank line before, or the same row twice."""
        share, rng = rates.section("cells"), self.spelling.rng
        marks = list(soiled.marks)
        line = self.spelling.write(self.columns, soiled.cells | extra, soiled.clean, marks)
        if rng.random() < share["blank_line"]:
            self.writer.blank()
            self.ledger.note(self.file, self.rows + 1, (), [("", "blank_line", PARSED)])
        twice = not soiled.clean and soiled.mentions and rng.random() < share["duplicate_row"]
        for copy in range(2 if twice else 1):
            self.writer.line(line)
            self.rows += 1
            self.ledger.note(self.file, self.rows, soiled.mentions, [("", "key_duplicate", PARSED)] if copy else marks)


def world_summary(seed: int = DEFAULT_SEED, enterprises: int = DEFAULT_ENTERPRISES) -> dict[str, int]:
    """How many firms, organisations, persons, namesakes … the city of a seed has, without writing it."""
    return firms.summary(firms.build(seed, enterprises))


def trap_factories(seed: int = DEFAULT_SEED) -> Callable[[str], Factory]:
    """Factories for planted cases, one per id; none gives a number that another or the background gives."""
    given: set[str] = set()
    documents: set[str] = set()

    def factory(name: str) -> Factory:
        made = Factory(Random(f"{seed}/trap/{name}"), f"T{name.replace('-', '')}x")
        made.numbers = Numbers(made.rng, reserved=True, given=given)
        made.documents = documents
        return made

    return factory


def write(
    out: Path,
    seed: int = DEFAULT_SEED,
    enterprises: int = DEFAULT_ENTERPRISES,
    traps: Sequence[TrapLike] = (),
    progress: Progress | None = None,
    variation: rates.Variation = rates.AS_FILED,
) -> Summary:
    """Write the department files, manifest.toml, truth.csv and dirt.csv into a folder."""
    with rates.varied(variation):
        return _write(out, firms.build(seed, enterprises, progress), traps, progress)


def _write(out: Path, city: City, traps: Sequence[TrapLike], progress: Progress | None) -> Summary:
    out.mkdir(parents=True, exist_ok=True)
    planted = _by_sheet(traps)
    with ExitStack() as stack:
        ledger = Ledger(
            _table(stack, out / "truth.csv", "file", "row", "role", "name", "entity"),
            _table(stack, out / "dirt.csv", "file", "row", "column", "kind", "outcome"),
        )
        for number, sheet in enumerate(list(departments.SHEETS.values())):
            if progress:
                progress("files", number, len(departments.SHEETS))
            _write_sheet(out, city, sheet, planted.get(sheet.key, ()), ledger)
    _write_manifest(out / "manifest.toml", city.seed, ledger.manifest)
    return _summary(out, city, len(traps), ledger)


def _table(stack: ExitStack, path: Path, *header: str) -> Any:
    file: IO[str] = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    return writer


def _by_sheet(traps: Sequence[TrapLike]) -> dict[str, list[Row]]:
    """The planted rows by sheet; an unknown sheet, a missing delivery or a number given to two people is an error."""
    planted: dict[str, list[Row]] = {}
    for trap in traps:
        for row in trap.rows:
            sheet = departments.SHEETS.get(row.sheet)
            if sheet is None or row.delivery >= len(sheet.deliveries):
                raise ValueError(f"planted row names no known sheet and delivery: {row.sheet} {row.delivery}")
            unknown = row.cells.keys() - {column.code for column in departments.table_of(sheet.format).columns}
            if unknown:
                raise ValueError(f"planted row names columns that {row.sheet} does not have: {sorted(unknown)}")
            planted.setdefault(row.sheet, []).append(row)
    return planted


def _drafts(city: City, sheet: Sheet) -> Iterator[Draft]:
    """The background rows of a sheet."""
    if sheet.rows or sheet.format in STATE_TABLES:
        desk = Desk(city, sheet)
        module = next(m for m in MODULES if hasattr(m, sheet.format))
        yield from getattr(module, sheet.format)(desk)


def _write_sheet(out: Path, city: City, sheet: Sheet, planted: Sequence[Row], ledger: Ledger) -> None:
    """All deliveries of a sheet at once; one without rows is not written, unless it is a snapshot that became empty."""
    if sheet.file_type == "xlsx" and sheet.rows * len(city.firms) / 100 > sheets.XLSX_ROWS:
        sheet = replace(sheet, file_type="csv")
    dirt, files = Dirt(city, sheet), dict[int, Delivery]()
    columns = sheets.columns_of(sheet, dirt.rng)
    extra = dict.fromkeys(sheet.extra, "-")
    for numbers, row in _chain(_drafts(city, sheet), planted):
        soiled = dirt.soil(row)
        for number in numbers:
            if number not in files:
                files[number] = _open(out, city, sheet, number, columns, ledger)
            files[number].add(soiled, extra)
    for number in range(len(sheet.deliveries)):
        if files and number not in files and sheet.deliveries[number][0] == FULL:
            files[number] = _open(out, city, sheet, number, columns, ledger)
    for number in sorted(files):
        files[number].writer.close()
        ledger.tables[sheet.format] += files[number].rows
        ledger.manifest.append(_manifest_entry(sheet, number))


def _chain(drafts: Iterator[Draft], planted: Sequence[Row]) -> Iterator[Draft]:
    """Background rows, then planted ones."""
    yield from drafts
    for row in planted:
        yield (row.delivery,), row


def _open(
    out: Path, city: City, sheet: Sheet, number: int, columns: tuple[departments.Column, ...], ledger: Ledger
) -> Delivery:
    writer = sheets.open_sheet(out, sheet, number, columns)
    file = Path(sheet.file(number)).name
    return Delivery(file, columns, writer, Spelling(sheet, number, city.seed), ledger)


def _manifest_entry(sheet: Sheet, number: int) -> str:
    mode, as_at = sheet.deliveries[number]
    lines = [
        "[[files]]",
        f'path = "{sheet.file(number)}"',
        f'region = "{sheet.region}"',
        f'department = "{sheet.department}"',
        *([f'format = "{sheet.named}"'] if sheet.named else []),
        f'delivery = "{mode}"',
        f'as_at = "{as_at.isoformat()}"',
    ]
    return "\n".join(lines) + "\n"


def _write_manifest(path: Path, seed: int, entries: list[str]) -> None:
    """The manifest, oldest deliveries first within a sheet."""
    head = f'reference_date = "{REFERENCE_DATE.isoformat()}"\nseed = {seed}\n'
    path.write_text("\n".join([head, *entries]), encoding="utf-8")


def _summary(out: Path, city: City, traps: int, ledger: Ledger) -> Summary:
    dirt: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in sorted(ledger.counts.items()):
        dirt.setdefault(kind, {})[outcome] = count
    return Summary(
        out=out,
        seed=city.seed,
        world=firms.summary(city),
        departments=len(departments.departments()),
        files=len(ledger.manifest),
        rows=sum(ledger.tables.values()),
        traps=traps,
        tables=dict(sorted(ledger.tables.items())),
        dirt=dirt,
    )
