"""kill -9 at twenty points of an ingest: the same facts and counts as an uninterrupted run."""

import multiprocessing
import os
import signal
import sqlite3
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from graph.intake import ingest
from graph.model import DeliveryKind
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from tests.graph.office_files import LIST, ROLE, clock, holds, listed, request, write

POINTS = 20
FORMATS = load_formats()
# Forked, not spawned: the child is a process of its own to be killed, without paying for the imports twenty times.
FORK = multiprocessing.get_context("fork") if sys.platform != "win32" else None
FACTS = """
SELECT r.id, c.id, c.version, c.row, d.id, c.kind, c.type, s.id, c.listing, c.begin_min, c.end_max, c.facts,
  c.tx_end = 9223372036854775807
FROM claim c JOIN record r USING (rid) JOIN delivery d ON d.did = c.did JOIN party s ON s.pid = c.subject ORDER BY 1, 2, 13
"""
OUTCOMES = "SELECT d.id, o.row, o.outcome, r.id, o.version FROM outcome o JOIN delivery d USING (did) LEFT JOIN record r USING (rid)"
ISSUES = "SELECT d.id, i.row, i.place, i.reason, i.value FROM issue i JOIN delivery d USING (did) ORDER BY 1, 2, 3"
VERSIONS = "SELECT r.id, v.version, v.digest, v.standing, v.row, v.cells FROM version v JOIN record r USING (rid) ORDER BY 1, 2"
PARTIES = "SELECT p.id, p.name, p.identifiers FROM party p ORDER BY 1"


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    """New rows, equal rows, corrections, duplicates, rejects, a snapshot that closes, an older file that comes last."""
    folder = tmp_path_factory.mktemp("files")
    first = [listed(n) for n in range(2300)] + [("", *listed(n)[1:]) for n in range(150)]
    second = [listed(n, "吊销后继续经营" if n % 3 == 0 else "提交虚假材料") for n in range(0, 2300, 2)]
    roles = [holds(n % 900, f"钱{'一二三四五六七八九十'[n % 10]}") for n in range(2200)]
    return [
        request(write(folder / "a.csv", LIST, first), date(2026, 1, 1)),
        request(write(folder / "b.csv", LIST, second + second[:50]), date(2026, 3, 1), DeliveryKind.FULL),
        request(write(folder / "c.csv", ROLE, roles), date(2026, 3, 1)),
        request(write(folder / "d.csv", LIST, first[:800]), date(2026, 2, 1), DeliveryKind.DELTA),
    ]


def work(path: Path, requests) -> None:
    ingest(open_store(path), FORMATS, requests, clock, "test")
    os._exit(0)


def outcome_of(path: Path):
    connection = sqlite3.connect(path)
    found = [
        connection.execute(sql).fetchall() for sql in (FACTS, f"{OUTCOMES} ORDER BY 1, 2", ISSUES, VERSIONS, PARTIES)
    ]
    connection.close()
    return found


def killed_after(path: Path, requests, seconds: float) -> bool:
    """Start an ingest, kill it after so long; whether it was still at work."""
    child = FORK.Process(target=work, args=(path, requests))
    child.start()
    child.join(seconds)
    if child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    return child.exitcode == -signal.SIGKILL


def resumed(path: Path, requests, expected, counts) -> None:
    """What the killed one left is sound, and running again makes it whole."""
    store = open_store(path)
    assert store.check() == []
    begun = store.deliveries()
    was_whole = bool(begun) and not store.open_run(begun[0][0].run)
    reports = ingest(store, FORMATS, requests, clock, "test")
    if not was_whole:
        assert [report.counts for report in reports] == counts
    assert [each for _, each in store.deliveries()] == counts
    assert outcome_of(path) == expected
    assert store.check() == []
    store.close()


@pytest.mark.slow
@pytest.mark.skipif(FORK is None, reason="needs fork and SIGKILL")
def test_a_killed_ingest_ends_like_an_uninterrupted_one(tmp_path, requests):
    whole = tmp_path / "whole.db"
    store = open_store(whole)
    counts = [report.counts for report in ingest(store, FORMATS, requests, clock, "test")]
    store.close()
    expected = outcome_of(whole)
    assert all(each.complete for each in counts)
    assert sum(each.superseded for each in counts) > 500
    began = time.monotonic()
    assert not killed_after(tmp_path / "timed.db", requests, 600)
    needed, killed, tries = time.monotonic() - began, 0, 0
    while killed < POINTS and tries < 3 * POINTS:
        path, tries = tmp_path / f"{tries}.db", tries + 1
        if killed_after(path, requests, needed * (killed + 0.5) / POINTS):
            killed += 1
            resumed(path, requests, expected, counts)
        else:
            needed *= 0.95  # the machine has become faster: it was done before the blow
        path.unlink(missing_ok=True)
    assert killed == POINTS
