"""The second core: work that a child process does meanwhile, on what it inherits, for a small answer.

Owns: the child and its answer. Refuses: threads (one interpreter runs one of them at a time), and large answers: to
pickle and unpickle objects takes as long as to make them. Where no child can be had, or it is lost, the work is done
here when its answer is asked for: the result is the same.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from linkage.tables import toml_table

Answer = TypeVar("Answer")


@contextmanager
def beside(work: Callable[[], Answer], cores: int | None = None) -> Iterator[Callable[[], Answer]]:
    """Begin the work; what is given waits for its answer, once asked. Work that is not waited for is ended.

    ``cores``: at most so many are used; None: as the table ``batch`` says.
    """
    if not _has_room(toml_table("batch")["cores"] if cores is None else cores):
        yield work
        return
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _answer(work, sending)
    os.close(sending)
    try:
        with os.fdopen(receiving, "rb") as pipe:
            yield lambda: _read(pipe.read(), work)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _has_room(cores: int) -> bool:
    """There is another core, a child can inherit what is here, and no thread holds a lock that it would inherit."""
    if not hasattr(os, "sched_getaffinity") or threading.active_count() > 1:
        return False
    return min(cores or sys.maxsize, len(os.sched_getaffinity(0))) > 1


def _answer(work: Callable[[], object], sending: int) -> None:
    """In the child: the answer, or nothing when the work fails, and the end: nothing of the parent's is closed."""
    try:
        with os.fdopen(sending, "wb") as pipe:
            pipe.write(pickle.dumps(work(), pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def _read(raw: bytes, work: Callable[[], Answer]) -> Answer:
    """The child's answer. One that failed or was lost gave none: the work is done here, and fails here if it must."""
    if not raw:
        return work()
    answer: Answer = pickle.loads(raw)  # noqa: S301 - our own child wrote it
    return answer
