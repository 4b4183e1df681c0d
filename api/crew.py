"""A large file of subjects, screened by several processes, answered in order.

Owns: the workers (each with its own connection, which only reads), how much is on its way at once, the order of the
answers, writing their log entries before they leave (one for each batch, several in a commit), and the batches of a
worker that died. Refuses: standard input (one process answers as the lines come) and printing.
"""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import get_context

from api.audit import Entry
from api.bootstrap import Application, assemble
from api.checks import Check, ask_batch, fault
from api.errors import ApiError, InvalidQuery
from api.garbage import spare_garbage
from api.reading import Reader
from api.settings import Settings
from api.subjects import ONE_LINE, Subject, read_kind
from graph.answers import Answer as Found
from graph.answers import line

_JSON = json.JSONEncoder(ensure_ascii=False).encode
AHEAD = 8
"""Batches on their way for each worker: enough that none waits, few enough that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one batch: JSON lines in order, whether all are clear, and (row, what is wrong with it).

    ``again``: the first and last row, when they were asked again because the process that had them died.
    """

    lines: str
    clear: bool
    faults: tuple[tuple[int, str], ...]
    again: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What every subject of a file is asked for, and who asks."""

    asked: Check
    reader: Reader


def check_of(subject: Subject, asked: Check) -> Check | ApiError:
    """The question about one row, or what is wrong with it."""
    if subject.fault:
        return InvalidQuery(subject.fault, remedy=ONE_LINE)
    try:
        kind = read_kind(subject.kind) or asked.kind
    except InvalidQuery as error:
        return error
    return Check(asked.purpose, asked.as_of, subject.number, "", subject.name, kind, asked.region, asked.known_at)


def answered(app: Application, errand: Errand, batch: list[Subject]) -> Answered:
    """One batch, in this process."""
    said, entry = _asked(app, errand, batch)
    app.audit.write([entry])
    return said


def _asked(app: Application, errand: Errand, batch: list[Subject]) -> tuple[Answered, Entry]:
    """Its answers, and the entry without which they must not leave."""
    screened, entry = ask_batch(app, [check_of(subject, errand.asked) for subject in batch], errand.reader)
    found, rows = screened.answers, [each.row for each in batch]
    said = Answered(
        lines="".join([_line(row, each) for row, each in zip(rows, found, strict=True)]),
        clear=all(not isinstance(each, ApiError) and each[0].is_clear for each in found),
        faults=tuple((row, str(each)) for row, each in zip(rows, found, strict=True) if isinstance(each, ApiError)),
    )
    return said, entry


def _line(row: int, each: tuple[Found, str] | ApiError) -> str:
    text = _JSON({"row": row, **fault(each)}) if isinstance(each, ApiError) else line(row, *each)
    return f"{text}\n"


def screened(app: Application, errand: Errand, batches: Iterator[list[Subject]], workers: int) -> Iterator[Answered]:
    """The batches by so many processes, in order. When one of them dies, what it had and the rest is asked here."""
    spawned = get_context("spawn")  # a forked connection to sqlite must not be used
    pool = ProcessPoolExecutor(workers, spawned, initializer=_open, initargs=(app.settings, errand))
    waiting: deque[_OnItsWay] = deque()
    try:
        for batch in batches:
            waiting.append((batch, _sent(pool, batch)))
            if len(waiting) >= AHEAD * workers:
                yield from _logged(app, errand, [waiting.popleft() for _ in range(AHEAD * workers // 2)])
        yield from _logged(app, errand, waiting)
    finally:
        pool.shutdown(cancel_futures=True)


_OnItsWay = tuple[list[Subject], Future[tuple[Answered, Entry]] | None]
"""A batch, and its answers to come: None where no worker is left to give them."""


def _sent(pool: ProcessPoolExecutor, batch: list[Subject]) -> Future[tuple[Answered, Entry]] | None:
    try:
        return pool.submit(_answer, batch)
    except BrokenProcessPool:
        return None


def _logged(app: Application, errand: Errand, oldest: Iterable[_OnItsWay]) -> list[Answered]:
    """The oldest of those on their way, once the log holds their entries: one commit, and one flush of the disk, for
    all."""
    said = [_come(app, errand, *each) for each in oldest]
    app.audit.write([entry for _, entry in said])
    return [answered for answered, _ in said]


def _come(
    app: Application, errand: Errand, batch: list[Subject], answers: Future[tuple[Answered, Entry]] | None
) -> tuple[Answered, Entry]:
    try:
        if answers is not None:
            return answers.result()
    except BrokenProcessPool:
        pass  # its answers were neither printed nor logged
    said, entry = _asked(app, errand, batch)
    return replace(said, again=(batch[0].row, batch[-1].row)), entry


_OPENED: list[tuple[Application, Errand]] = []
"""Of a worker process: what its initializer opened."""
_NAMED: set[str] = set()
"""Of a worker process: the policy documents that it has sent with an entry, once."""


def _open(settings: Settings, errand: Errand) -> None:
    spare_garbage()
    _OPENED.append((assemble(settings, answering=True, still=True), errand))


def _answer(batch: list[Subject]) -> tuple[Answered, Entry]:
    app, errand = _OPENED[-1]
    app.store.head()  # where the clearances of this batch are read too
    said, entry = _asked(app, errand, batch)
    fresh = {kind: text for kind, text in entry.documents.items() if kind not in _NAMED}
    _NAMED.update(fresh)
    return said, replace(entry, documents=fresh)
