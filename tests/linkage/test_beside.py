"""Work beside: done by a child where there can be one, with the same outcome where there is none or it is lost."""

import os
import signal
import threading
from pathlib import Path

import pytest

from linkage.beside import beside

MANY = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
needs_cores = pytest.mark.skipif(not MANY, reason="one core")
HERE = os.getpid()


@pytest.mark.parametrize("cores", [0, 1, 2])
def test_the_answer_is_that_of_the_work(cores):
    inherited = {"a": frozenset({1, 2}), "b": frozenset()}
    with beside(lambda: {name: sorted(found) for name, found in inherited.items()}, cores) as answer:
        assert answer() == {"a": [1, 2], "b": []}


@needs_cores
def test_a_child_does_the_work_unless_one_core_is_allowed_or_threads_run():
    with beside(os.getpid, 0) as answer:
        assert answer() != HERE
    with beside(os.getpid, 1) as answer:
        assert answer() == HERE
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        with beside(os.getpid, 0) as answer:
            assert answer() == HERE
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("cores", [0, 1])
def test_work_that_fails_fails_where_its_answer_is_asked_for(cores):
    with beside(lambda: 1 // 0, cores) as answer, pytest.raises(ZeroDivisionError):
        answer()


@needs_cores
def test_a_lost_child_is_made_good():
    def lost_there():
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with beside(lost_there, 0) as answer:
        assert answer() == "done"


@needs_cores
def test_work_that_nobody_waits_for_is_ended():
    def children():
        return set(Path(f"/proc/{HERE}/task/{HERE}/children").read_text().split())

    before = children()
    with pytest.raises(KeyError), beside(signal.pause, 0):
        assert len(children() - before) == 1
        raise KeyError
    assert children() <= before
