"""The projection that walks read says at every transaction what claims and memberships said then."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from graph.store.sqlite import open_store, touches
from graph.store.sqlite.session import OPEN, Session
from tests.contract.histories import Graph, a_step, apply

BEGAN = datetime(2026, 6, 1, tzinfo=UTC)
COLUMNS = "entity, tie, party, side, cid, kind, type, other, sure, begin_min, begin_max, end_min, end_max"
SAID = """
SELECT m.entity, c.kind = 'relation' AND c.object IS NOT NULL, m.party, {side}, c.cid, c.kind, c.type, n.entity,
  m.certainty = 'confirmed' AND n.certainty IS 'confirmed', c.begin_min, c.begin_max, c.end_min, c.end_max
FROM claim c JOIN membership m ON m.party = c.{mine} AND m.tx <= ?1 AND m.tx_end > ?1
LEFT JOIN membership n ON n.party = c.{other} AND n.tx <= ?1 AND n.tx_end > ?1 WHERE c.tx <= ?1 AND c.tx_end > ?1
"""


def said(session: Session, tx: int) -> list[tuple]:
    sides = (("subject", "object"), ("object", "subject"))
    return sorted(
        row
        for side, (mine, other) in enumerate(sides)
        for row in session.rows(SAID.format(side=side, mine=mine, other=other), tx)
    )


def kept(session: Session, tx: int) -> list[tuple]:
    return sorted(session.rows(f"SELECT {COLUMNS} FROM touch WHERE tx <= ?1 AND tx_end > ?1", tx))


def lived(path, seed: int, steps: int = 6):
    """A store after a random history of deliveries, corrections, mergers and partings."""
    random, store = Random(seed), open_store(path)
    graphs = [Graph(f"g{n}") for n in range(12)]
    for step in range(steps):
        apply(store, a_step(random, graphs, step), BEGAN + timedelta(days=step))
    return store


@pytest.mark.parametrize("seed", range(8))
def test_it_is_what_claims_and_memberships_say_at_every_transaction(tmp_path, seed):
    store = lived(tmp_path / "s.db", seed)
    session = Session(tmp_path / "s.db")
    assert len(kept(session, OPEN - 1)) > 50
    for tx in (*range(store.head() + 1), OPEN - 1):
        assert kept(session, tx) == said(session, tx), tx
    assert store.check() == []


@pytest.mark.parametrize("seed", [1, 2])
def test_a_store_of_the_first_schema_is_brought_up_when_it_is_opened(tmp_path, seed):
    path = tmp_path / "s.db"
    store = lived(path, seed)
    head = store.head()
    before = {tx: kept(Session(path), tx) for tx in range(head + 1)}
    store.close()
    old = Session(path)
    old.script(
        "DROP TABLE touch; DROP TABLE shop; DROP TABLE document; DROP INDEX party_unnumbered; DROP INDEX judgement_author;"
        "DROP TRIGGER judgement_since; ALTER TABLE judgement DROP COLUMN since; ALTER TABLE identity_event DROP COLUMN valid; PRAGMA user_version = 1;"
    )
    old.close()
    again = open_store(path)
    assert Session(path).value("SELECT count(*) FROM sqlite_master WHERE name = 'party_unnumbered'") == 1
    assert {tx: kept(Session(path), tx) for tx in range(head + 1)} == before
    assert again.check() == []
    again.close()


def test_check_finds_what_is_missing_and_what_is_too_much(tmp_path):
    store = lived(tmp_path / "s.db", 3)
    session = Session(tmp_path / "s.db")
    session.script("DROP TRIGGER touch_stays; DROP TRIGGER touch_kept;")
    session.run(
        "DELETE FROM touch WHERE (entity, tie, party, side, cid, tx) IN (SELECT entity, tie, party, side, cid, tx FROM touch WHERE tx_end = ? LIMIT 2)",
        OPEN,
    )
    assert touches.strayed(session) == 2
    session.run(
        "UPDATE touch SET type = 'X' WHERE cid = (SELECT max(cid) FROM touch WHERE tx_end = ?) AND tx_end = ? AND side = 0",
        OPEN,
        OPEN,
    )
    assert touches.strayed(session) == 4
    assert any("touch" in problem for problem in store.check())
