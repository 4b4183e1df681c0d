"""Warming asks, and leaves no trace."""

import time
from pathlib import Path

from api.audit import STREAM
from api.bootstrap import Application, assemble, is_served
from api.settings import Settings
from api.warming import TOGETHER, warm


def test_it_asks_for_as_long_as_it_is_told_and_writes_nothing(application: Application) -> None:
    before = (application.store.head(), application.store.last(STREAM))
    began = time.monotonic()
    asked = warm(application, 0.3)
    assert asked >= sum(TOGETHER)
    assert 0.3 <= time.monotonic() - began < 10
    assert (application.store.head(), application.store.last(STREAM)) == before


def test_no_time_or_nobody_known_is_no_question(application: Application, tmp_path: Path) -> None:
    assert warm(application, 0) == 0
    empty = assemble(Settings(store=f"sqlite:///{tmp_path / 'empty.db'}"))
    assert warm(empty, 60) == 0
    empty.store.close()


def test_only_a_server_is_warmed() -> None:
    assert [is_served(url) for url in ("sqlite:///x.db", "neo4j://a@b/neo4j", "bolt+s://a@b/neo4j")] == [0, 1, 1]
