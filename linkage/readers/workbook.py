"""Workbooks as rows of text.

Owns: xlsx, xls and ods by calamine, one text per cell: dates as ISO, whole numbers without a point. Refuses: formulas
(their stored values are read) and more than one sheet (the first that holds a table is read, the others are named).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from linkage.readers.errors import EmptyFile, NotATable, TruncatedWorkbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_REMEDY = "open it in a spreadsheet program, save it as xlsx again and send it anew"
Cell = object


def is_workbook(path: Path) -> bool:
    """True when the first bytes are those of a workbook, whatever the file is called."""
    with path.open("rb") as stream:
        return stream.read(4) in (_ZIP, _OLE)


class Workbook:
    """An open workbook: ``sheet`` is the one that is read, ``ignored`` the others that hold rows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._book = _open(path)
        filled = [name for name in self._book.sheet_names if self._height(name)]
        if not filled:
            raise EmptyFile(path, "no sheet holds any row", "ask the department to send it again")
        self.sheet, self.ignored = filled[0], tuple(filled[1:])

    def _height(self, sheet: str) -> int:
        try:
            return int(self._book.get_sheet_by_name(sheet).height)
        except (CalamineError, OSError, ValueError) as broken:
            raise TruncatedWorkbook(self._path, f"sheet {sheet} cannot be read ({broken})", _REMEDY) from broken

    def rows(self) -> Iterator[list[str]]:
        """Every row of the sheet, blank ones too."""
        for row in self._book.get_sheet_by_name(self.sheet).iter_rows():
            yield [cell if type(cell) is str else cell_text(cell) for cell in row]


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as broken:
        if b"xl/" not in path.read_bytes() and path.suffix.lower() not in (".xlsx", ".xls", ".xlsm", ".et"):
            raise NotATable(path, "the archive is no workbook", "send a csv or an xlsx file") from broken
        raise TruncatedWorkbook(path, f"the workbook is cut off, encrypted or damaged ({broken})", _REMEDY) from broken


def cell_text(cell: Cell) -> str:
    """One spreadsheet value as the text a person would have typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds()) if isinstance(cell, timedelta) else str(cell)
