"""Delimited text as rows.

Owns: the delimiter, quoting, rows glued together by a stray quotation mark. Refuses: encodings (they come in) and
headers.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from linkage.readers.bounds import bounds
from linkage.readers.encoding import Encoding, is_utf8
from linkage.readers.errors import CellTooLarge, UnclosedQuote

_DELIMITERS = ",\t;|，"


def sniff_delimiter(path: Path, encoding: Encoding) -> str:
    """The delimiter that splits the first lines into the most cells; a comma when nothing splits them."""
    best, cells = ",", 0
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as stream:
        for _ in range(bounds().header_scan):
            line = stream.readline(bounds().cell)
            for delimiter in _DELIMITERS:
                count = line.count(delimiter)
                if count > cells:
                    best, cells = delimiter, count
            if cells:
                break
    return best


def read_delimited(path: Path, encoding: Encoding) -> Iterator[list[str]]:
    """Every row of the file, blank ones too; CellTooLarge or UnclosedQuote names the row where it cannot go on."""
    delimiter = sniff_delimiter(path, encoding)
    csv.field_size_limit(bounds().cell_memory)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="") as stream:
        lines = _Lines(_unmixed(stream) if encoding.codec == "gb18030" else stream)
        rows = csv.reader(lines, delimiter=delimiter)
        number, width = 0, 0
        while True:
            lines.seen.clear()
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as fault:
                raise _fault(path, fault, number) from fault
            number += 1
            width = width or (len(cells) if len(cells) > 1 else 0)
            if len(lines.seen) == 1:
                yield cells
                continue
            yield from _unglued(lines.seen, cells, delimiter, width)


def _unmixed(stream: Iterable[str]) -> Iterator[str]:
    """Lines read as GB18030; one that is UTF-8 with its bytes as they are, so that it is rejected and not misread."""
    for line in stream:
        raw = line.encode("gb18030", "surrogateescape")
        yield raw.decode("ascii", "surrogateescape") if is_utf8(raw) else line


class _Lines:
    """The stream's lines, remembering those of the row being read; at most ``row_lines`` of them."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream, self._most = stream, bounds().row_lines
        self.seen: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._stream)
        self.seen.append(line)
        if len(self.seen) > self._most:
            raise csv.Error("unclosed")
        return line


def _fault(path: Path, fault: csv.Error, rows: int) -> CellTooLarge | UnclosedQuote:
    if "unclosed" in str(fault):
        return UnclosedQuote(
            path, "a quotation mark is never closed, rows run together", "close or remove the quotation mark", rows
        )
    return CellTooLarge(path, f"a cell is too large ({fault})", "split the cell or remove its content", rows)


def _unglued(lines: list[str], cells: list[str], delimiter: str, width: int) -> Iterator[list[str]]:
    """One row of several lines: as the reader cut it, unless its lines are rows swallowed by a stray quotation mark."""
    plain = [line.rstrip("\r\n").split(delimiter) for line in lines]
    if width > 1 and len(cells) != width and all(len(parts) >= width for parts in plain):
        yield from plain
    else:
        yield cells
