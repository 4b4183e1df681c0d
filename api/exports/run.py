"""One export, whole or not at all.

Owns: the formats by name, leaving persons out, the log entries of those who are in, and the change of the finished file
for the former one. Refuses: an export of persons that nobody gives a reason for.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from api.bootstrap import Application
from api.errors import InvalidQuery
from api.exports import bods, ftm_lines, graphml, tables
from api.exports.view import Context
from api.reading import Reader, log
from graph.extract import Extract, Page
from graph.networks.settings import limits
from linkage.model import Kind


class Format(StrEnum):
    """What an export is written as; ``csv`` is a folder of three files."""

    FTM = "ftm"
    GRAPHML = "graphml"
    BODS = "bods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is exported: the format, the day, the state of knowledge (None: now), with persons or without."""

    format: Format
    day: date
    known_at: datetime | None = None
    persons: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """How many lines, elements, statements or rows were written, how many entities, and the log's query numbers."""

    written: int
    entities: int
    queries: tuple[str, ...]


def run_export(app: Application, reader: Reader, wish: Wish, target: Path) -> Exported:
    """Write the export beside the target and put it in its place when it is whole. ``csv`` makes a folder."""
    if wish.persons:
        reader.demand()
    at = app.known(wish.known_at)
    tx = app.store.head() if at is None else app.store.tx_at(at)
    extract = Extract(app.store, app.ruleset, wish.day, tx, limits().scan)
    context = Context(wish.day, app.settings.region, wish.persons)
    sight = _Sight(app, reader, extract, context)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=_parent(target)) as folder:
        made = Path(folder) / target.name
        written = _write(wish.format, sight, context, made)
        _put(made, target)
    return Exported(written, sight.entities, tuple(sight.queries))


def _write(format_: Format, sight: "_Sight", context: Context, made: Path) -> int:
    if format_ is Format.CSV:
        made.mkdir()
        return tables.write(sight(), context, made)
    with made.open("w", encoding="utf-8", newline="\n") as stream:
        return _text(format_, sight, context, stream)


def _text(format_: Format, pages: "_Sight", context: Context, stream: TextIO) -> int:
    if format_ is Format.BODS:
        return bods.write(pages, context, stream)
    write = ftm_lines.write if format_ is Format.FTM else graphml.write
    return write(pages(), context, stream)


class _Sight:
    """Pages as they may leave the house; the first time through, every page's persons are logged before it is given."""

    def __init__(self, app: Application, reader: Reader, extract: Extract, context: Context) -> None:
        self._app, self._reader, self._extract, self._context = app, reader, extract, context
        self._passes = 0
        self.entities = 0
        self.queries: list[str] = []

    def __call__(self, relations: bool = True, listings: bool = True) -> Iterator[Page]:
        """One pass over the graph, or over what of it is asked for."""
        self._passes += 1
        first = self._passes == 1
        for page in self._extract.pages(relations, listings):
            shown = page if self._context.persons else self._without_persons(page)
            persons = [node.id for node in shown.nodes if node.kind is Kind.PERSON]
            if first:
                self.entities += len(shown.nodes)
                if persons:
                    self.queries.append(log(self._app, self._reader, "export", persons))
            yield shown

    def _without_persons(self, page: Page) -> Page:
        holders = self._extract.store.nodes({each.link.holder for each in page.relations}, self._extract.tx)
        gone = {id_ for id_, node in holders.items() if node.kind is Kind.PERSON}
        gone |= {node.id for node in page.nodes if node.kind is Kind.PERSON}
        return replace(
            page,
            nodes=tuple(node for node in page.nodes if node.id not in gone),
            relations=tuple(r for r in page.relations if not {r.link.holder, r.link.company} & gone),
            listings=tuple(s for s in page.listings if s.listing.subject not in gone),
        )


def _parent(target: Path) -> Path:
    parent = target.resolve().parent
    if not parent.is_dir():
        raise InvalidQuery(
            f"{parent}: 没有这个目录 no such folder", remedy="make the folder first, or name another one"
        )
    return parent


def _put(made: Path, target: Path) -> None:
    """Replace the target: a file in one step; a folder of an earlier export is taken away just before."""
    if made.is_dir() and target.is_dir():
        if {path.name for path in target.iterdir()} - tables.FILES.keys():
            raise InvalidQuery(f"{target}: 目录中还有别的文件 the folder holds other files", remedy="name a new folder")
        shutil.rmtree(target)
    elif target.is_dir() or (made.is_dir() and target.exists()):
        raise InvalidQuery(f"{target}: 已存在且类型不同 is there and of another kind", remedy="name another path")
    made.replace(target)
