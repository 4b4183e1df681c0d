"""A value that one firm bore is borne by many at the next full resolve: it joins nobody any more, and old merges fall."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from api.demo.numbers import Numbers
from graph.intake import FileRequest, ingest
from graph.model import DeliveryKind
from graph.pinned import models_in_force
from graph.resolution import resolve
from graph.store.sqlite.store import SqliteStore
from linkage.formats import load_formats
from linkage.pinning import Pinning

AREA, LOCAL = "0371", "55512345"
AGENT = AREA + LOCAL
HEADER = "comp_nm,uni_social_crd_cd,addr,tel,bill_dt,status\n"
_made = Numbers(Random("tests/graph/generics"))


class Clock:
    """Each reading is a second later."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(self._ticks))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "store.db")
    yield made
    made.close()


def deliver(store: SqliteStore, clock: Clock, path: Path, rows: list[tuple[str, str]]) -> None:
    lines = (f"{name},{number},,{AGENT},2024-05-01,正常\n" for name, number in rows)
    path.write_text(HEADER + "".join(lines), encoding="utf-8")
    request = FileRequest(path, "410100", "水务局", "water", DeliveryKind.DELTA, date(2026, 10, 31))
    assert [report.error for report in ingest(store, load_formats(), [request], clock, "test")] == [None]


def test_a_phone_that_becomes_an_agents_no_longer_joins(store: SqliteStore, tmp_path: Path) -> None:
    clock, number = Clock(), _made.uscc("91", "410105", _made.organisation())
    mentions = [("郑州云杉建筑工程有限公司", number), ("云杉物流有限公司", "")]
    deliver(store, clock, tmp_path / "one.csv", mentions)
    resolve(store, clock, full=True, pinning=Pinning())

    def entities() -> set[str]:
        names = {name for name, _ in mentions}
        ours = [each.id for each in store.parties() if each.name in names]
        return {each.entity for each in store.memberships(ours).values()}

    assert len(entities()) == 1

    crowd = [
        (f"郑州{word}商贸有限公司", _made.uscc("91", "410105", _made.organisation()))
        for word in (
            "红松",
            "白桦",
            "青竹",
            "紫荆",
            "银杏",
            "金桂",
            "丁香",
            "木棉",
            "海棠",
            "牡丹",
            "芍药",
            "水仙",
            "月季",
        )
    ]
    deliver(store, clock, tmp_path / "two.csv", crowd)
    resolve(store, clock, full=True, pinning=Pinning())
    pinned = models_in_force(store)
    assert pinned is not None
    assert f"phone={LOCAL}" in pinned.enterprise.generics
    assert len(entities()) == 2
