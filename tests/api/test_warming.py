"""Warming asks, and leaves no trace."""

import time
from pathlib import Path

from api.audit import STREAM
from api.bootstrap import Application, assemble, is_served
from api.settings import Settings
from api.warming import TOGETHER, seldom_first, warm
from linkage.model import Kind
from tests.contract.rows import number, party, resident


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


def test_each_number_is_asked_once_in_turn_and_the_hub_after_all_others() -> None:
    hub, firms = resident("410102198001010019"), [number(f"91410100MA3X{n:06}") for n in range(40)]
    stated = [party(f"r{n}", "甲", numbers=[firm, hub]) for n, firm in enumerate(firms)]
    again = party("again", "甲", numbers=[firms[3]])
    masked = party("list", "王一", kind=Kind.PERSON, numbers=[resident("4101**********0019")])
    asked = seldom_first([*stated, again, masked])
    assert sorted(asked[:-2]) == sorted({*firms} - {firms[3]})
    assert asked[-2:] == [firms[3], hub]


def test_only_a_server_is_warmed() -> None:
    assert [is_served(url) for url in ("sqlite:///x.db", "neo4j://a@b/neo4j", "bolt+s://a@b/neo4j")] == [0, 1, 1]
