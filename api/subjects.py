"""Files and streams of subjects to be screened.

Owns: reading ``number,name,kind`` in any encoding, in chunks, in order. Refuses: columns that it does not know, and
guessing which column is which.
"""

import csv
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO, TypeVar

from api.errors import InvalidQuery
from linkage.model import Kind
from linkage.readers import open_table

STDIN = "-"
COLUMNS = {
    "number": "number",
    "号码": "number",
    "统一社会信用代码": "number",
    "证件号码": "number",
    "name": "name",
    "名称": "name",
    "姓名": "name",
    "kind": "kind",
    "类型": "kind",
}
BIDDER_COLUMNS = COLUMNS | {"consortium": "consortium", "联合体": "consortium"}
KINDS = {
    "企业": Kind.ENTERPRISE,
    "其他组织": Kind.ORGANISATION,
    "组织": Kind.ORGANISATION,
    "自然人": Kind.PERSON,
    "个人": Kind.PERSON,
} | {str(kind): kind for kind in Kind}
_UNREADABLE = "\ufffd"
"""Stands for bytes that are no text, when a stream is read with ``errors="replace"``."""
ONE_LINE = "send UTF-8 csv, one subject a line"
T = TypeVar("T")


class Subject(NamedTuple):
    """One row of a subject file, as typed. ``row`` counts data rows from 1; ``fault``: why it cannot be read.

    A named tuple, not a dataclass: a file's rows go to other processes, and it is packed and unpacked in half the time.
    """

    row: int
    number: str = ""
    name: str = ""
    kind: str = ""
    consortium: str = ""
    fault: str = ""


def read_subjects(path: Path) -> Iterator[Subject]:
    """The rows of a csv or xlsx; InvalidQuery names a column that is not one of number, name, kind."""
    table = open_table(path)
    places = columns_of(table.header, path.name, COLUMNS)
    rows = (each for _, cells in table for each in _apart(cells, len(table.header)))
    for row, (cells, fault) in enumerate(rows, 1):
        yield Subject(row, fault=fault) if fault else _subject(row, cells, places)


def _apart(cells: Sequence[str], width: int) -> Iterator[tuple[Sequence[str], str]]:
    """A row's cells; where a short row or a lone column holds line breaks, its own line a fault and then those that an
    open quote swallowed."""
    if len(cells) >= width > 1 or not any("\n" in cell.strip() for cell in cells):
        yield cells, ""
        return
    own, *swallowed = ",".join(cells).splitlines()
    yield [own], "引号没有闭合 a quotation mark is not closed on its line"
    for line in filter(None, swallowed):
        try:
            yield _cells(line), ""
        except InvalidQuery as broken:
            yield [line], str(broken)


def read_bidders(path: Path) -> list[Subject]:
    """The bidders of a lot: as :func:`read_subjects`, with the column ``consortium``; equal ones bid together."""
    table = open_table(path)
    places = columns_of(table.header, path.name, BIDDER_COLUMNS)
    return [_subject(row, cells, places) for row, cells in table]


def stream_subjects(stream: TextIO) -> Iterator[Subject]:
    """The rows of csv text as it comes in, from a line of columns on; InvalidQuery for a header that a file could not
    have. A line that is no csv is a row with its fault: it ends nothing, and an open quote swallows no other line."""
    header = next((cells for cells in map(_cells, stream) if cells), None)
    if header is None:
        raise InvalidQuery(
            "标准输入为空 standard input is empty", remedy="the first line is the header: number,name,kind"
        )
    places = columns_of([cell.lstrip("\ufeff") for cell in header], "stdin", COLUMNS)
    row = 0
    for line in stream:
        fault = ""
        try:
            cells = _cells(line)
        except InvalidQuery as broken:
            cells, fault = [line], str(broken)
        if any(cells):
            row += 1
            yield Subject(row, fault=fault) if fault else _subject(row, cells, places)


def _cells(line: str) -> list[str]:
    """The cells of one line; InvalidQuery when it is no csv, or was no UTF-8."""
    try:
        if _UNREADABLE in line:
            raise InvalidQuery("不是 UTF-8 文本 not UTF-8", remedy=ONE_LINE)
        return next(csv.reader([line], strict=True), [])
    except csv.Error as fault:
        raise InvalidQuery(f"不是一行 csv: {fault}", remedy=ONE_LINE) from fault


def columns_of(header: Sequence[str], name: str, known: Mapping[str, str]) -> dict[str, int]:
    """Column -> its place; InvalidQuery names a heading that is not known, or says that number and name are missing."""
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        column = known.get(heading.strip().lower())
        if column is None:
            remedy = f"the header is made of {', '.join(dict.fromkeys(known.values()))}"
            raise InvalidQuery(f"{name}: 表头有不认识的列 unknown column {heading!r}", remedy=remedy)
        places[column] = place
    if not places.keys() & {"number", "name"}:
        raise InvalidQuery(f"{name}: 表头缺少 number 或 name", remedy="give at least one of the two columns")
    return places


def _subject(row: int, cells: Sequence[str], places: Mapping[str, int]) -> Subject:
    return Subject(row, **{column: cells[at].strip() for column, at in places.items() if at < len(cells)})


def read_kind(text: str) -> Kind | None:
    """The kind that a word names, None for an empty one; InvalidQuery for any other."""
    if not text:
        return None
    kind = KINDS.get(text.strip().lower())
    if kind is None:
        raise InvalidQuery(f"{text!r} 不是主体类型 is no kind", remedy="enterprise, organisation or person")
    return kind


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def chunks_ready(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """As :func:`chunks`, but a list ends as soon as no further item is ready: whoever sends slowly is answered."""
    ready: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(maxsize=2 * size)
    threading.Thread(target=_fill, args=(ready, items), daemon=True).start()
    while (first := ready.get()) is not None:
        batch = [_taken(first)]
        end = False
        while len(batch) < size and not ready.empty():
            following = ready.get()
            if following is None:
                end = True
                break
            if isinstance(following, BaseException):
                yield batch
                raise following
            batch.append(following[0])
        yield batch
        if end:
            return


def _fill(ready: "queue.Queue[tuple[T] | BaseException | None]", items: Iterable[T]) -> None:
    try:
        for item in items:
            ready.put((item,))
        ready.put(None)
    except BaseException as fault:
        ready.put(fault)


def _taken(found: "tuple[T] | BaseException") -> T:
    if isinstance(found, BaseException):
        raise found
    return found[0]
