"""Owns writing one file of a department: csv in three encodings, xlsx with real date cells, the same bytes every time.

Refuses content: columns and cells come in. Rows are written as they come, nothing is kept.
"""

import csv
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol

import xlsxwriter

from api.demo.departments import Column, Sheet, table_of
from api.demo.spellings import Cell

CREATED = datetime(2026, 11, 20)  # noqa: DTZ001  a workbook's days carry no zone
XLSX_ROWS = 100_000
RARELY_DELIVERED = frozenset(("BZ", "postal_code", "email", "tel_num", "capt_kind", "GSQX"))


class Writer(Protocol):
    """A file being written."""

    def line(self, cells: list[Cell]) -> None:
        """Add one row."""
        ...

    def blank(self) -> None:
        """Add a blank line."""
        ...

    def close(self) -> None:
        """Finish the file."""
        ...


class CsvWriter:
    """A csv file."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._file = path.open("w", encoding=encoding, newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n" if encoding == "gb18030" else "\n")

    def line(self, cells: list[Cell]) -> None:
        """Add one row."""
        self._writer.writerow(cells)

    def blank(self) -> None:
        """Add a blank line."""
        self._file.write("\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class XlsxWriter:
    """A workbook of one sheet, streamed; its properties carry a fixed day."""

    def __init__(self, path: Path) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False})
        self._book.set_properties({"created": CREATED})
        self._page: Any = self._book.add_worksheet("Sheet1")
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._row = 0

    def line(self, cells: list[Cell]) -> None:
        """Add one row; days as date cells, everything else as text."""
        for place, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self._page.write_datetime(self._row, place, cell, self._day)
            elif isinstance(cell, float):
                self._page.write_number(self._row, place, cell)
            elif cell:
                self._page.write_string(self._row, place, cell)
        self._row += 1

    def blank(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def columns_of(sheet: Sheet, rng: Random) -> tuple[Column, ...]:
    """The columns as this sheet delivers them: shuffled, a few missing, some of its own added."""
    columns = [c for c in table_of(sheet.format).columns if not (sheet.shuffled and c.code in RARELY_DELIVERED)]
    if sheet.shuffled:
        rng.shuffle(columns)
    return (*columns, *(Column(heading, heading, "plain") for heading in sheet.extra))


def open_sheet(out: Path, sheet: Sheet, delivery: int, columns: tuple[Column, ...]) -> Writer:
    """A new file of the sheet with its header."""
    path = out / sheet.file(delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    writer: Writer = XlsxWriter(path) if sheet.file_type == "xlsx" else CsvWriter(path, sheet.encoding)
    writer.line([column.heading if sheet.chinese else column.code for column in columns])
    return writer
