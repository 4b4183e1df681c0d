"""The second core: work that a child process does meanwhile, on what it inherits, for a small answer or for texts.

Owns: the child and its answer, whole or in pieces. Refuses: threads (one interpreter runs one of them at a time), and
answers of many objects: to pickle and unpickle them takes as long as to make them; texts that took much to make are
cheap. Where no child can be had, or it is lost, the work is done here when its answer is asked for: the result is the
same.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import IO, TypeVar

from linkage.tables import toml_table

Answer = TypeVar("Answer")
Item = TypeVar("Item")


@contextmanager
def beside(work: Callable[[], Answer], cores: int | None = None) -> Iterator[Callable[[], Answer]]:
    """Begin the work; what is given waits for its answer, once asked. Work that is not waited for is ended.

    ``cores``: at most so many are used; None: as the table ``batch`` says.
    """
    with _child(lambda: iter((work(),)), cores) as pipe:
        yield work if pipe is None else lambda: _read(pipe, work)


@contextmanager
def in_turn(
    works: Sequence[Callable[[], Answer]], cores: int | None = None
) -> Iterator[Sequence[Callable[[], Answer]]]:
    """As :func:`beside`, of several works: a child does one after the other, and their answers are asked for so."""
    with _child(lambda: (work() for work in works), cores) as pipe:
        yield works if pipe is None else [partial(_read, pipe, work) for work in works]


@contextmanager
def ahead(make: Callable[[], Iterable[Item]], cores: int | None = None) -> Iterator[Iterable[Item]]:
    """What a child makes, some at a time while those before are used: it waits when it is too far ahead. Items are
    small and plain. What a lost child did not make is made here, so ``make`` gives the same every time."""
    size = toml_table("batch")["pieces"]

    def pieces() -> Iterator[list[Item]]:
        rest = iter(make())
        while some := list(islice(rest, size)):
            yield some
        yield []

    with _child(pieces, cores) as pipe:
        yield make() if pipe is None else _received(pipe, make)


@contextmanager
def _child(make: Callable[[], Iterator[object]], cores: int | None) -> Iterator[IO[bytes] | None]:
    """The end of a pipe into which a child writes what it makes; None where no child can be had."""
    if not _has_room(toml_table("batch")["cores"] if cores is None else cores):
        yield None
        return
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _answer(make, sending)
    os.close(sending)
    try:
        with os.fdopen(receiving, "rb") as pipe:
            yield pipe
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _has_room(cores: int) -> bool:
    """There is another core, a child can inherit what is here, and no thread holds a lock that it would inherit."""
    if not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:
        return False
    return min(cores or sys.maxsize, len(os.sched_getaffinity(0))) > 1


def _answer(make: Callable[[], Iterator[object]], sending: int) -> None:
    """In the child: what it makes, as far as it comes, and the end: nothing of the parent's is closed."""
    try:
        with os.fdopen(sending, "wb") as pipe:
            for each in make():
                pickle.dump(each, pipe, pickle.HIGHEST_PROTOCOL)
                pipe.flush()  # the next one may take long
    finally:
        os._exit(0)


def _read(pipe: IO[bytes], work: Callable[[], Answer]) -> Answer:
    """The child's answer. One that failed or was lost gave none: the work is done here, and fails here if it must."""
    try:
        answer: Answer = pickle.load(pipe)  # noqa: S301 - our own child wrote it
    except (EOFError, pickle.UnpicklingError):
        return work()
    return answer


def _received(pipe: IO[bytes], make: Callable[[], Iterable[Item]]) -> Iterator[Item]:
    known = 0
    while some := _read(pipe, partial(_rest, make, known)):
        yield from some
        known += len(some)


def _rest(make: Callable[[], Iterable[Item]], known: int) -> list[Item]:
    return [*islice(make(), known, None)]
