"""Files of subjects to be screened.

Owns: reading ``number,name,kind`` in any encoding, in chunks, in order. Refuses: columns that it does not know, and
guessing which column is which.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from api.errors import InvalidQuery
from linkage.model import Kind
from linkage.readers import open_table

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
KINDS = {
    "企业": Kind.ENTERPRISE,
    "其他组织": Kind.ORGANISATION,
    "组织": Kind.ORGANISATION,
    "自然人": Kind.PERSON,
    "个人": Kind.PERSON,
} | {str(kind): kind for kind in Kind}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of a subject file, as typed. ``row`` counts data rows from 1."""

    row: int
    number: str
    name: str
    kind: str


def read_subjects(path: Path) -> Iterator[Subject]:
    """The rows of a csv or xlsx; InvalidQuery names a column that is not one of number, name, kind."""
    table = open_table(path)
    places: dict[str, int] = {}
    for place, heading in enumerate(table.header):
        column = COLUMNS.get(heading.strip().lower())
        if column is None:
            remedy = "the header is made of number, name, kind"
            raise InvalidQuery(f"{path.name}: 表头有不认识的列 unknown column {heading!r}", remedy=remedy)
        places[column] = place
    if not places.keys() & {"number", "name"}:
        raise InvalidQuery(f"{path.name}: 表头缺少 number 或 name", remedy="give at least one of the two columns")
    for row, cells in table:
        values = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        yield Subject(row, values.get("number", ""), values.get("name", ""), values.get("kind", ""))


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
