"""A department's file as header and numbered rows.

Owns: finding the header below title lines and numbering data rows from 1 (header and blank lines are not counted).
Refuses: what the columns mean.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkage.readers.bounds import bounds
from linkage.readers.delimited import read_delimited
from linkage.readers.encoding import detect_encoding
from linkage.readers.errors import EmptyFile, MissingFile
from linkage.readers.workbook import Workbook, is_workbook

Rows = Callable[[], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A readable file. Iterating yields ``(row, cells)`` as a stream, and may be done again from the start.

    ``encoding`` is utf-8, utf-8-sig, utf-16, gb18030 or xlsx; ``sheet`` the sheet of a workbook; ``ignored_sheets`` are
    others that hold rows and are not read. ``cells`` are verbatim texts in the order of ``header``.
    """

    path: Path
    encoding: str
    header: tuple[str, ...]
    sheet: str = ""
    ignored_sheets: tuple[str, ...] = ()
    _rows: Rows = field(repr=False, default=tuple)
    _skip: int = field(repr=False, default=0)

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        number = 0
        rows = iter(self._rows())
        for _ in range(self._skip):
            next(rows, None)
        for cells in rows:
            if is_blank(cells):
                continue
            number += 1
            yield number, cells


def open_table(path: Path) -> Table:
    """Open a csv or workbook; a :class:`TableFileError` says what is wrong with the file and what to do."""
    if not path.is_file():
        raise MissingFile(path, "there is no such file", "check the path")
    if path.stat().st_size == 0:
        raise EmptyFile(path, "the file is empty", "ask the department to send it again")
    if is_workbook(path):
        book = Workbook(path)
        header, skip = _find_header(path, book.rows())
        return Table(path, "xlsx", header, book.sheet, book.ignored, book.rows, skip)
    encoding = detect_encoding(path)

    def rows() -> Iterator[list[str]]:
        return read_delimited(path, encoding)

    header, skip = _find_header(path, rows())
    return Table(path, encoding.codec, header, _rows=rows, _skip=skip)


def is_blank(cells: Sequence[str]) -> bool:
    """True for a line without any text."""
    return not any(cells) or not any(cell.strip() for cell in cells)


def _find_header(path: Path, rows: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], int]:
    """The header and the number of lines up to and including it: the first line with two texts, else with one."""
    fallback: tuple[tuple[str, ...], int] | None = None
    for number, cells in enumerate(rows, 1):
        filled = sum(1 for cell in cells if cell.strip())
        if filled > 1:
            return _trimmed(cells), number
        if filled and fallback is None:
            fallback = _trimmed(cells), number
        if number >= bounds().header_scan:
            break
    if fallback is None:
        raise EmptyFile(path, "no line of it is a header", "the first line must name the columns")
    return fallback


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    texts = [cell.strip().lstrip("\ufeff") for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)
