"""Units of work, the transaction log, byte logs, policy, departments."""

import hashlib
import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import Delivery, DeliveryKind, Outcome, RowOutcome
from graph.store.errors import StoreConflict, StoreError, UnknownReference
from graph.store.port import LOGS_ONLY
from linkage.model import Issue, Rejection
from tests.contract.rows import deliver, delivery, represented

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
JAN = date(2026, 1, 1)


def test_a_unit_is_one_transaction_or_none(store):
    def breaks():
        with store.unit(AT, "test", "breaks") as unit:
            unit.append("s", b"one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    assert store.head() == 0
    assert store.read("s") == []
    with store.unit(AT, "test", "works") as unit:
        assert unit.tx == 1
        unit.append("s", b"one")
        unit.append("s", b"two")
    assert [(e.seq, e.tx) for e in store.read("s")] == [(1, 1), (2, 1)]


def test_an_idle_unit_leaves_no_trace(store):
    with store.unit(AT, "test", "nothing"):
        pass
    assert store.head() == 0
    assert store.transactions() == []


def test_transactions_are_dense_and_found_by_time(store):
    for hour in range(3):
        with store.unit(AT + timedelta(hours=hour), f"actor{hour}", "x") as unit:
            unit.append("s", b"%d" % hour)
    assert [t.tx for t in store.transactions()] == [1, 2, 3]
    assert store.transactions(after=1, limit=1)[0].actor == "actor1"
    assert store.transactions()[0].at == AT
    assert [store.tx_at(AT + timedelta(minutes=m)) for m in (-1, 0, 61, 500)] == [0, 1, 2, 3]


def test_a_clock_set_back_keeps_the_order(store):
    for at in (AT, AT - timedelta(days=1)):
        with store.unit(at, "test", "x") as unit:
            unit.append("s", b"x")
    assert store.tx_at(AT - timedelta(hours=1)) == 0
    assert store.tx_at(AT) == 2
    assert store.check() == []


def test_units_do_not_nest_and_moments_know_their_zone(store):
    with store.unit(AT, "test", "outer"), pytest.raises(StoreError), store.unit(AT, "test", "inner"):
        pass
    with pytest.raises(StoreError, match="time zone"), store.unit(datetime(2026, 1, 1), "test", "naive"):  # noqa: DTZ001
        pass


def test_writers_of_many_threads_queue_and_readers_do_not_wait(store):
    def write(name):
        for n in range(5):
            with store.unit(AT, name, "x") as unit:
                unit.append("s", f"{name}{n}".encode())

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(4)]
    with store.unit(AT, "test", "holds") as unit:
        unit.append("s", b"first")
        for thread in threads:
            thread.start()
        reader = []
        other = threading.Thread(target=lambda: reader.append(store.head()))
        other.start()
        other.join(10)
        assert reader == [0]
    for thread in threads:
        thread.join(30)
    assert [e.seq for e in store.read("s")] == list(range(1, 22))
    assert store.head() == 21
    assert store.check() == []


def test_logs_are_chained_and_found_by_key(store):
    with store.unit(AT, "test", "x") as unit:
        first = unit.append("s", b"one", "k1")
        second = unit.append("s", b"two")
        assert unit.last("s") == second
    assert first.digest == hashlib.blake2b(bytes(32) + b"one", digest_size=32).hexdigest()
    assert second.digest == hashlib.blake2b(bytes.fromhex(first.digest) + b"two", digest_size=32).hexdigest()
    assert store.find("s", "k1") == first
    assert store.find("s", "") is None
    assert store.find("other", "k1") is None
    assert store.last("s") == second
    assert store.last("other") is None
    assert store.read("s", after=1) == [second]


def test_a_used_key_takes_no_other_bytes(store):
    with store.unit(AT, "test", "x") as unit:
        first = unit.append("s", b"one", "k")
    head = store.head()
    with store.unit(AT, "test", "again") as unit:
        assert unit.append("s", b"one", "k") == first
    assert store.head() == head
    with pytest.raises(StoreConflict), store.unit(AT, "test", "other") as unit:
        unit.append("s", b"two", "k")


def test_what_is_logged_by_itself_is_as_appended_in_a_unit(store):
    first, second = store.log(AT, "clerk", "s", [("k1", b"one"), ("k2", b"two")])
    with store.unit(AT, "test", "x") as unit:
        third = unit.append("s", b"three")
    (fourth,) = store.log(AT, "clerk", "s", [("k4", b"four")])
    assert store.read("s") == [first, second, third, fourth]
    assert [(e.seq, e.key, e.payload, e.tx) for e in (first, second, fourth)] == [
        (1, "k1", b"one", 1),
        (2, "k2", b"two", 1),
        (4, "k4", b"four", 3),
    ]
    assert [(t.tx, t.actor, t.cause) for t in store.transactions()] == [
        (1, "clerk", LOGS_ONLY),
        (2, "test", "x"),
        (3, "clerk", LOGS_ONLY),
    ]
    assert store.check() == []


def test_what_is_logged_by_itself_is_written_once_under_its_key(store):
    (first,) = store.log(AT, "clerk", "s", [("k", b"one")])
    assert store.log(AT, "clerk", "s", [("k", b"one")]) == [first]
    assert store.log(AT, "clerk", "s", []) == []
    assert store.head() == 1
    for entries, error in (([("k", b"two")], StoreConflict), ([("new", b"x"), ("", b"y")], StoreError)):
        with pytest.raises(error):
            store.log(AT, "clerk", "s", entries)
    with pytest.raises(StoreConflict):
        store.log(AT, "clerk", "s", [("twice", b"x"), ("twice", b"y")])
    with store.unit(AT, "test", "outer"), pytest.raises(StoreError):
        store.log(AT, "clerk", "s", [("inner", b"x")])
    assert store.read("s") == [first]


def test_what_many_threads_log_by_itself_is_one_chain(store):
    def write(name):
        for n in range(5):
            store.log(AT, name, "s", [(f"{name}{n}", name.encode())])

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [e.seq for e in store.read("s")] == list(range(1, 21))
    assert {e.key for e in store.read("s")} == {f"t{a}{b}" for a in range(4) for b in range(5)}
    assert store.head() == 20
    assert store.check() == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from("ab"), st.binary(max_size=9)), max_size=3), max_size=6))
def test_streams_are_dense_whatever_the_units(new_store, units):
    store = new_store()
    for entries in units:
        with store.unit(AT, "test", "x") as unit:
            for stream, payload in entries:
                unit.append(stream, payload)
    for stream in "ab":
        expected = [payload for entries in units for name, payload in entries if name == stream]
        assert [(e.seq, e.payload) for e in store.read(stream)] == list(enumerate(expected, 1))
    assert store.head() == sum(bool(entries) for entries in units)
    assert store.check() == []


def test_policy_is_kept_by_content_and_in_time(store):
    with store.unit(AT, "test", "x") as unit:
        one = unit.put_policy("rules", "first")
    with store.unit(AT, "test", "x") as unit:
        two = unit.put_policy("rules", "second")
    with store.unit(AT, "test", "x") as unit:
        assert unit.put_policy("rules", "second") == two
    assert store.head() == 2
    with store.unit(AT, "test", "x") as unit:
        assert unit.put_policy("rules", "first") == one
    assert store.policy("rules") == (one, "first")
    assert store.policy("rules", 2) == (two, "second")
    assert store.policy("rules", 1) == (one, "first")
    assert store.policy("rules", 0) is None
    assert store.policy("other") is None


def test_departments_answer_by_alias(store):
    with store.unit(AT, "test", "x") as unit:
        unit.put_department("410100", "市场监督管理局", ["工商局", "食药监局"])
    assert store.department("410100", "工商局") == "市场监督管理局"
    assert store.department("410100", "市场监督管理局") == "市场监督管理局"
    assert store.department("410200", "工商局") == "工商局"
    head = store.head()
    with store.unit(AT, "test", "again") as unit:
        unit.put_department("410100", "市场监督管理局", ["工商局"])
    assert store.head() == head
    with store.unit(AT, "test", "moved") as unit:
        unit.put_department("410100", "药品监督管理局", ["食药监局"])
    assert store.department("410100", "食药监局") == "药品监督管理局"


def test_rows_are_counted_and_rejections_kept(store):
    issue = Issue("成立日期", "2016-02-30", "no_such_day", "没有这一天")
    refused = Rejection("名称", "", "missing", "名称必须填写")
    deliver(
        store, delivery("a", JAN), [represented("r", "郑州望舒商贸有限公司", "91410100MA3X000001", "钱一")], whole=False
    )
    assert (store.last_row("a"), store.last_row("other")) == (1, 0)
    with store.unit(AT, "test", "x") as unit:
        unit.add_outcomes([RowOutcome("a", 2, Outcome.REJECTED, rejection=refused)])
        unit.add_outcomes([RowOutcome("a", 3, Outcome.UNCHANGED, "r", 1, issues=(issue, issue))])
    before = store.delivery("a")[1]
    assert (before.rows, before.records, before.unchanged, before.rejected, before.issues, before.complete) == (
        3,
        1,
        1,
        1,
        2,
        False,
    )
    assert store.as_at() is None
    with store.unit(AT, "test", "x") as unit:
        assert unit.close_delivery("a").complete
    assert store.as_at() == JAN
    ((delivered, row),) = store.rejections("a")
    assert (delivered.id, row.row, row.rejection) == ("a", 2, refused)
    assert list(store.rejections("other")) == []
    assert [(d.id, row, found) for d, row, found in store.issues()] == [("a", 3, issue), ("a", 3, issue)]
    assert store.check() == []


def test_an_outcome_needs_its_delivery_and_record(store):
    with pytest.raises(UnknownReference), store.unit(AT, "test", "x") as unit:
        unit.add_outcomes([RowOutcome("none", 1, Outcome.REJECTED)])
    with pytest.raises(UnknownReference), _opened(store) as unit:
        unit.add_outcomes([RowOutcome("a", 1, Outcome.RECORD, "none", 1)])
    assert store.deliveries() == []


def test_a_run_is_open_until_closed(store):
    assert not store.open_run("run")
    deliver(store, delivery("a", JAN, run="run"), [])
    assert store.open_run("run")
    with store.unit(AT, "test", "x") as unit:
        unit.open_delivery(Delivery("a", "second", "x", "y", "f", "a.csv", "utf-8", DeliveryKind.DELTA, JAN, "d"))
    assert [d.id for d, _ in store.deliveries("second")] == ["a"]
    assert store.delivery("a")[0].run == "run"
    with store.unit(AT, "test", "x") as unit:
        unit.close_run("run")
    assert (store.open_run("run"), store.open_run("second")) == (False, True)


@contextmanager
def _opened(store):
    with store.unit(AT, "test", "x") as unit:
        unit.open_delivery(delivery("a", JAN))
        yield unit
