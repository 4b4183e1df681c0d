"""Work beside: done by a child where there can be one, with the same outcome where there is none or it is lost.

Each case runs in a process of its own: a test runner's workers have threads, and then there is no child.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from linkage import model_files, rounds
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.beside import ahead, beside, in_turn
from linkage.pinning import Pinning
from linkage.resolver import Models
from linkage.rounds import Population
from tests.linkage.circles import town

ROOT = Path(__file__).parents[2]
MANY = hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) > 1
needs_cores = pytest.mark.skipif(not MANY, reason="one core")
HERE = os.getpid()


def alone(case, *given):
    code = f"from tests.linkage import test_beside; test_beside.{case.__name__}(*{given})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def answers(cores):
    inherited = {"a": frozenset({1, 2}), "b": frozenset()}
    with beside(lambda: {name: sorted(found) for name, found in inherited.items()}, cores) as answer:
        assert answer() == {"a": [1, 2], "b": []}


@pytest.mark.parametrize("cores", [0, 1, 2])
def test_the_answer_is_that_of_the_work(cores):
    alone(answers, cores)


def a_child_does_it():
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


@needs_cores
def test_a_child_does_the_work_unless_one_core_is_allowed_or_threads_run():
    alone(a_child_does_it)


def fails(cores):
    with beside(lambda: 1 // 0, cores) as answer, pytest.raises(ZeroDivisionError):
        answer()


@pytest.mark.parametrize("cores", [0, 1])
def test_work_that_fails_fails_where_its_answer_is_asked_for(cores):
    alone(fails, cores)


def a_child_is_lost():
    def lost_there():
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    with beside(lost_there, 0) as answer:
        assert answer() == "done"


@needs_cores
def test_a_lost_child_is_made_good():
    alone(a_child_is_lost)


def come_in_turn(cores):
    with in_turn([os.getpid, lambda: "second"], cores) as (first, second):
        assert (first() == HERE) == (cores == 1)
        assert second() == "second"
    with in_turn([lambda: "first", lambda: 1 // 0], cores) as (first, second):
        assert first() == "first"
        with pytest.raises(ZeroDivisionError):
            second()


@needs_cores
@pytest.mark.parametrize("cores", [0, 1])
def test_one_child_does_several_works_in_turn(cores):
    alone(come_in_turn, cores)


def is_lost_between():
    def lost_there():
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return "second"

    with in_turn([os.getpid, lost_there, lambda: "third"], 0) as (first, second, third):
        assert first() != HERE
        assert (second(), third()) == ("second", "third")


@needs_cores
def test_works_that_a_lost_child_did_not_do_are_done_here():
    alone(is_lost_between)


def on_one_core_too():
    models = Models(model_files.load("enterprise"), model_files.load("person"))
    population = Population.of(town(3))

    def run():
        found, made = rounds.resolve(population, models, pinning=Pinning(sieve=sieve(duckdb_engine, small=0)))
        assert made.made > 1
        halves = [(half.clusters, half.sure, half.pairs, half.doubts) for half in (found.firms, found.persons)]
        return found.models, halves, made

    with_a_child = run()
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    assert run() == with_a_child


@needs_cores
def test_a_run_on_one_core_leaves_the_same():
    alone(on_one_core_too)


def nobody_waits():
    def children():
        return set(Path(f"/proc/{HERE}/task/{HERE}/children").read_text().split())

    before = children()
    with pytest.raises(KeyError), beside(signal.pause, 0):
        assert len(children() - before) == 1
        raise KeyError
    assert children() <= before


@needs_cores
def test_work_that_nobody_waits_for_is_ended():
    alone(nobody_waits)


def comes_in_pieces(cores):
    def made():
        return (f"{os.getpid() == HERE} {at}" for at in range(1234))

    with ahead(made, cores) as pieces:
        assert [*pieces] == [f"{cores == 1} {at}" for at in range(1234)]


@needs_cores
@pytest.mark.parametrize("cores", [0, 1])
def test_pieces_come_in_order_from_a_child_where_there_can_be_one(cores):
    alone(comes_in_pieces, cores)


def is_lost_on_the_way():
    def made():
        for at in range(1000):
            if at == 700 and os.getpid() != HERE:
                os.kill(os.getpid(), signal.SIGKILL)
            yield at

    with ahead(made, 0) as pieces:
        assert [*pieces] == [*range(1000)]
    with pytest.raises(ZeroDivisionError), ahead(lambda: (1 // (5 - at) for at in range(1000)), 0) as pieces:
        sum(pieces)


@needs_cores
def test_pieces_that_a_lost_child_did_not_make_are_made_here():
    alone(is_lost_on_the_way)


def is_left():
    with ahead(lambda: iter(int, 1), 0) as pieces:
        assert next(iter(pieces)) == 0


@needs_cores
def test_a_child_that_is_far_ahead_waits_and_is_ended():
    alone(is_left)
