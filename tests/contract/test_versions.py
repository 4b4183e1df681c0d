"""What a new version, a missing row and a late delivery mean (DESIGN invariant 3)."""

from datetime import date

from graph.model import DeliveryKind
from linkage.dates import Truth
from linkage.model import ClaimKind, fact
from tests.contract import rows
from tests.contract.rows import deliver, delivery, join, listed, party, record, represented

FULL = DeliveryKind.FULL
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))
CODE = "91410100MA3X000001"


def offices(store, entity, tx=None):
    """Holder's name as stated and whether the office holds today."""
    found = store.facts_of(entity, tx)
    return {(f.subject_name, f.claim.span.end_min) for f in found if f.claim.kind is ClaimKind.RELATION}


def test_a_first_version_is_number_one_with_its_payload(store):
    deliver(store, delivery("a", JAN), [represented("r", "郑州望舒商贸有限公司", CODE, "钱一")])
    ref = store.versions(["r", "unknown"])
    assert set(ref) == {"r"}
    assert (ref["r"].version, ref["r"].as_at, ref["r"].delivery, ref["r"].row) == (1, JAN, "a", 1)
    assert store.payload("r") == {"col0": "郑州望舒商贸有限公司", "col1": "钱一"}
    assert store.payload("unknown") is None


def test_a_state_ends_in_valid_time_on_its_change_date(store):
    first = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    second = represented("r", "郑州望舒商贸有限公司", CODE, "孙二", changed="2026-02-10")
    before = deliver(store, delivery("a", JAN), [first])
    deliver(store, delivery("b", MAR), [second])
    tx = join(store, {"E1": [first.parties[0]]})
    assert offices(store, "E1") == {("钱一", date(2026, 2, 10)), ("孙二", date.max)}
    assert store.versions(["r"])["r"].version == 2
    assert store.payload("r", 1)["col1"] == "钱一"
    assert before < tx


def test_what_was_known_before_stays_answerable(store):
    first = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    deliver(store, delivery("a", JAN), [first])
    then = join(store, {"E1": [first.parties[0]]})
    deliver(store, delivery("b", MAR), [represented("r", "郑州望舒商贸有限公司", CODE, "孙二", changed="2026-02-10")])
    assert offices(store, "E1", then) == {("钱一", date.max)}
    assert len(offices(store, "E1")) == 2


def test_an_event_is_retracted_in_recorded_time(store):
    first = listed("d", "郑州望舒商贸有限公司", CODE, "1号")
    second = listed("d", "郑州望舒商贸有限公司", CODE, "1号", span=rows.Span.of(date(2025, 4, 1)))
    deliver(store, delivery("a", JAN), [first])
    then = join(store, {"E1": [first.parties[0]]})
    deliver(store, delivery("b", FEB), [second])
    now_, before = store.facts_of("E1"), store.facts_of("E1", then)
    assert [f.claim.span.begin_min for f in now_] == [date(2025, 4, 1)]
    assert [f.claim.span.begin_min for f in before] == [date(2025, 3, 1)]


def test_claims_of_both_versions_stay_untouched(store):
    first = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    company, holder = first.parties
    deliver(store, delivery("a", JAN), [first])
    tx = join(store, {"E1": [company], "P1": [holder]})
    more = rows.claim(ClaimKind.ATTRIBUTE, "address", company, value="文化路1号")
    deliver(store, delivery("b", FEB), [record("r", [company, holder], [*first.claims, more])])
    office = next(f for f in store.facts_of("E1") if f.claim.kind is ClaimKind.RELATION)
    assert office.evidence.version == 1
    assert office in store.facts_of("E1", tx)


def test_an_equal_file_leaves_no_trace(store):
    first = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    deliver(store, delivery("a", JAN), [first])
    head = store.head()
    with store.unit(rows.now(), "test", "again") as unit:
        unit.open_delivery(delivery("a", JAN))
        unit.close_delivery("a")
    assert store.head() == head


def test_a_full_delivery_closes_what_it_lacks(store):
    kept, gone = (
        listed("d1", "郑州望舒商贸有限公司", CODE, "1号"),
        listed("d2", "郑州扶桑建筑工程有限公司", "91410100MA3X000002", "2号"),
    )
    form = {"kind": FULL, "format_": "serious_violation"}
    deliver(store, delivery("a", JAN, **form), [kept, gone])
    then = join(store, {"E1": [kept.parties[0]], "E2": [gone.parties[0]]})
    deliver(store, delivery("b", MAR, **form), [kept])
    (closed,) = store.facts_of("E2")
    assert closed.claim.span.end_max == MAR
    assert fact(closed.claim.facts, "closed_by") == "snapshot"
    assert closed.claim.span.holds(date(2026, 2, 1)) is Truth.YES
    (open_,) = store.facts_of("E1")
    assert open_.claim.span.end_max == date.max
    assert store.facts_of("E2", then)[0].claim.span.end_max == date.max
    assert store.versions(["d2"])["d2"].digest == ""
    assert store.payload("d2") == {"col0": "郑州扶桑建筑工程有限公司"}


def test_a_closed_record_comes_back(store):
    gone, form = listed("d", "郑州望舒商贸有限公司", CODE, "1号"), {"kind": FULL, "format_": "serious_violation"}
    deliver(store, delivery("a", JAN, **form), [gone])
    join(store, {"E1": [gone.parties[0]]})
    deliver(store, delivery("b", FEB, **form), [])
    deliver(store, delivery("c", MAR, **form), [gone])
    (again,) = store.facts_of("E1")
    assert again.claim.span.end_max == date.max
    assert fact(again.claim.facts, "closed_by") == ""


def test_a_delta_closes_nothing(store):
    first, second = (
        listed("d1", "郑州望舒商贸有限公司", CODE, "1号"),
        listed("d2", "郑州扶桑建筑工程有限公司", "91410100MA3X000002", "2号"),
    )
    deliver(store, delivery("a", JAN, format_="serious_violation"), [first])
    join(store, {"E1": [first.parties[0]]})
    deliver(store, delivery("b", FEB, format_="serious_violation"), [second])
    assert store.facts_of("E1")[0].claim.span.end_max == date.max


def test_a_full_delivery_closes_only_its_owners_table(store):
    other = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    deliver(store, delivery("a", JAN), [other])
    join(store, {"E1": [other.parties[0]]})
    deliver(store, delivery("b", FEB, kind=FULL, format_="serious_violation"), [])
    assert offices(store, "E1") == {("钱一", date.max)}


def test_an_old_snapshot_closes_nothing_newer(store):
    first, second = (
        listed("d1", "郑州望舒商贸有限公司", CODE, "1号"),
        listed("d2", "郑州扶桑建筑工程有限公司", "91410100MA3X000002", "2号"),
    )
    form = {"kind": FULL, "format_": "serious_violation"}
    deliver(store, delivery("b", MAR, **form), [first, second])
    join(store, {"E2": [second.parties[0]]})
    deliver(store, delivery("a", JAN, **form), [first])
    assert store.facts_of("E2")[0].claim.span.end_max == date.max


def test_two_files_of_one_run_and_day_do_not_close_each_other(store):
    first, second = (
        listed("d1", "郑州望舒商贸有限公司", CODE, "1号"),
        listed("d2", "郑州扶桑建筑工程有限公司", "91410100MA3X000002", "2号"),
    )
    form = {"kind": FULL, "format_": "serious_violation", "run": "both"}
    deliver(store, delivery("a", JAN, **form), [first])
    deliver(store, delivery("b", JAN, **form), [second])
    join(store, {"E1": [first.parties[0]], "E2": [second.parties[0]]})
    assert all(store.facts_of(e)[0].claim.span.end_max == date.max for e in ("E1", "E2"))


def test_a_late_state_is_history_only(store):
    now_ = represented("r", "郑州望舒商贸有限公司", CODE, "孙二", changed="2026-03-01")
    late = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    deliver(store, delivery("b", MAR), [now_])
    deliver(store, delivery("a", JAN), [late])
    join(store, {"E1": [now_.parties[0]]})
    assert offices(store, "E1") == {("孙二", date.max), ("钱一", date(2026, 3, 1))}
    assert store.versions(["r"])["r"].digest == now_.digest
    assert store.payload("r")["col1"] == "孙二"


def test_a_late_event_corrects_nothing(store):
    now_ = listed("d", "郑州望舒商贸有限公司", CODE, "1号", span=rows.Span.of(date(2025, 3, 1), date(2026, 2, 1)))
    late = listed("d", "郑州望舒商贸有限公司", CODE, "1号")
    deliver(store, delivery("b", MAR), [now_])
    deliver(store, delivery("a", JAN), [late])
    join(store, {"E1": [now_.parties[0]]})
    assert [f.claim.span.end_max for f in store.facts_of("E1")] == [date(2026, 2, 1)]


def test_confirmation_makes_a_record_younger(store):
    first = represented("r", "郑州望舒商贸有限公司", CODE, "钱一")
    deliver(store, delivery("a", JAN), [first])
    deliver(store, delivery("c", APR), [first])
    assert store.versions(["r"])["r"].as_at == APR
    deliver(store, delivery("b", FEB), [represented("r", "郑州望舒商贸有限公司", CODE, "孙二", changed="2026-02-01")])
    assert store.versions(["r"])["r"].digest == first.digest


def test_one_record_twice_in_a_call_gets_two_versions(store):
    a, b = (
        represented("r", "郑州望舒商贸有限公司", CODE, "钱一"),
        represented("r", "郑州望舒商贸有限公司", CODE, "孙二"),
    )
    with store.unit(rows.now(), "test", "twice") as unit:
        unit.open_delivery(delivery("a", JAN))
        assert unit.add_versions([(a, 1), (b, 2)], delivery("a", JAN)) == {"r": 2}
    assert store.versions(["r"])["r"].digest == b.digest


def test_parties_come_back_as_delivered(store):
    given = party(
        "r", "王*明", rows.Role.SHAREHOLDER, rows.Kind.PERSON, [rows.resident("41010119******1234")], [("phone", "1")]
    )
    tx = deliver(store, delivery("a", JAN), [record("r", [given])])
    assert list(store.parties()) == [given]
    assert list(store.parties([given.id, "unknown"])) == [given]
    assert list(store.parties(after_tx=tx)) == []
    assert store.parties_with(given.identifiers) == {given.identifiers[0]: [given.id]}
