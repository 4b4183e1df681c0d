"""Files in, every row accounted for, and the same file twice changes nothing."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from graph.errors import GraphError
from graph.intake import FileReport, ManifestError, ingest, ingest_records, read_manifest
from graph.model import Delivery, DeliveryCounts, DeliveryKind, Outcome, RowOutcome
from graph.store.sqlite import open_store
from linkage.errors import LinkageError
from linkage.formats import load_formats
from linkage.mapping import Mapper
from linkage.model import Rejection
from tests.graph.office_files import LIST, OFFICE, REGION, ROLE, clock, holds, listed, request, write

FORMATS = load_formats()
FULL, DELTA = DeliveryKind.FULL, DeliveryKind.DELTA
JAN, FEB, MAR = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


def take(store, *requests) -> list[FileReport]:
    return list(ingest(store, FORMATS, requests, clock, "test"))


def counted(*reports) -> list[tuple[int, ...]]:
    """records, unchanged, superseded, rejected of each."""
    for each in reports:
        c = each.counts
        assert c.rows == c.records + c.unchanged + c.superseded + c.rejected
    return [(r.counts.records, r.counts.unchanged, r.counts.superseded, r.counts.rejected) for r in reports]


def spans(store) -> list[tuple[date, bool]]:
    """End and closing word of every listing claim that is not retracted."""
    came = Counter()
    for _, is_new, fact in store.facts_since(0):
        came[fact.claim.span.end_max, dict(fact.claim.facts).get("closed_by") == "snapshot"] += 1 if is_new else -1
    return sorted(came.elements())


def test_every_row_ends_as_something(store, tmp_path):
    rows = [listed(1), listed(2), ("",) * 3 + ("郑州望舒3号商贸有限公司",) + ("",) * 4]
    path = write(tmp_path / "名单.csv", LIST, rows)
    (report,) = take(store, request(path))
    assert (report.format, report.encoding, report.error) == ("listing", "utf-8", None)
    assert counted(report) == [(2, 0, 0, 1)]
    ((delivered, refused),) = store.rejections()
    assert (delivered.path, refused.row, refused.rejection.reason) == ("名单.csv", 3, "missing")
    assert store.check() == []


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    rows = [listed(1), listed(2), ("",) * 3 + ("x",) + ("",) * 4]
    asked = request(write(tmp_path / "a.csv", LIST, rows))
    take(store, asked)
    head, before = store.head(), store.counts()
    assert counted(*take(store, asked)) == [(0, 2, 0, 1)]
    assert counted(*take(store, asked)) == [(0, 2, 0, 1)]
    copy = request(write(tmp_path / "copy.csv", LIST, rows))
    assert counted(*take(store, copy)) == [(0, 2, 0, 1)]
    assert counted(*take(store, copy, asked)) == [(0, 2, 0, 1)] * 2
    assert (store.head(), store.counts()) == (head, before)


def test_one_file_named_twice_in_a_run_is_taken_once(store, tmp_path):
    asked = request(write(tmp_path / "a.csv", LIST, [listed(1)]))
    assert counted(*take(store, asked, asked)) == [(1, 0, 0, 0), (0, 1, 0, 0)]
    assert store.counts()["rows"] == 1


def test_equal_rows_of_a_later_file_are_unchanged(store, tmp_path):
    take(store, request(write(tmp_path / "a.csv", LIST, [listed(1), listed(2)]), JAN))
    later = write(tmp_path / "b.csv", LIST, [listed(2), listed(1, "吊销后继续经营"), listed(3)])
    assert counted(*take(store, request(later, FEB, DELTA))) == [(1, 1, 1, 0)]
    assert store.counts()["records"] == 3


def test_a_second_row_of_one_key_supersedes_and_says_so(store, tmp_path):
    rows = [listed(1), listed(2), listed(1), listed(1, "吊销后继续经营")]
    (report,) = take(store, request(write(tmp_path / "a.csv", LIST, rows)))
    assert counted(report) == [(2, 1, 1, 0)]
    ((_, row, issue),) = store.issues()
    assert (row, issue.reason, issue.value) == (4, "duplicate_key", "1")
    assert spans(store) == [(date.max, False)] * 2


def test_a_second_row_in_a_later_batch_says_so_too(store, tmp_path):
    rows = [listed(0), *(listed(n) for n in range(1, 2500)), listed(0, "吊销后继续经营")]
    (report,) = take(store, request(write(tmp_path / "a.csv", LIST, rows)))
    assert counted(report) == [(2500, 0, 1, 0)]
    assert [(row, issue.value) for _, row, issue in store.issues()] == [(2501, "1")]


def test_a_full_file_lifts_what_it_lacks_and_a_delta_does_not(store, tmp_path):
    take(store, request(write(tmp_path / "a.csv", LIST, [listed(1), listed(2)]), JAN, FULL))
    take(store, request(write(tmp_path / "b.csv", LIST, [listed(3)]), FEB, DELTA))
    assert spans(store) == [(date.max, False)] * 3
    take(store, request(write(tmp_path / "c.csv", LIST, [listed(1)]), MAR, FULL))
    assert spans(store) == [(MAR, True)] * 2 + [(date.max, False)]


def test_the_format_says_whether_a_file_is_full(store, tmp_path):
    take(store, request(write(tmp_path / "a.csv", LIST, [listed(1), listed(2)]), JAN))
    take(store, request(write(tmp_path / "b.csv", LIST, [listed(1)]), FEB))
    assert spans(store) == [(FEB, True), (date.max, False)]


def test_a_full_file_of_rejects_lifts_nothing(store, tmp_path):
    take(store, request(write(tmp_path / "a.csv", LIST, [listed(1), listed(2)]), JAN, FULL))
    broken = [("", *row[1:]) for row in (listed(1), listed(2))]
    (report,) = take(store, request(write(tmp_path / "b.csv", LIST, broken), FEB, FULL))
    assert (report.counts.rejected, report.withheld) == (2, True)
    assert spans(store) == [(date.max, False)] * 2


def test_another_department_closes_nothing(store, tmp_path):
    take(store, request(write(tmp_path / "a.csv", LIST, [listed(1)]), JAN, FULL))
    take(store, request(write(tmp_path / "b.csv", LIST, [listed(2)]), FEB, FULL, department="税务局"))
    take(store, request(write(tmp_path / "c.csv", LIST, [listed(3)]), FEB, FULL, region="410200"))
    assert spans(store) == [(date.max, False)] * 3


def test_an_alias_is_the_same_department(store, tmp_path):
    with store.unit(clock(), "test", "register") as unit:
        unit.put_department(REGION, OFFICE, ["工商局"])
    path = write(tmp_path / "a.csv", LIST, [listed(1)])
    take(store, request(path))
    assert counted(*take(store, request(path, department="工商局"))) == [(0, 1, 0, 0)]


BAD = {
    "empty.csv": b"",
    "binary.csv": bytes(range(256)) * 40,
    "header.csv": "甲,乙,丙\n1,2,3\n".encode(),
    "cut.xlsx": b"PK\x03\x04" + b"\x00" * 200,
    "quote.csv": ",".join(LIST).encode() + b'\n"never closed' + b",x\n" * 600,
}


@pytest.mark.parametrize("name", [*BAD, "absent.csv", "folder"])
def test_a_bad_file_is_named_and_leaves_nothing(store, tmp_path, name):
    path = tmp_path / name
    if name in BAD:
        path.write_bytes(BAD[name])
    elif name == "folder":
        path.mkdir()
    good = write(tmp_path / "good.csv", LIST, [listed(1)])
    bad, fine = take(store, request(path), request(good))
    assert isinstance(bad.error, LinkageError | GraphError)
    assert bad.error.code.startswith(("linkage.", "graph.intake."))
    assert name in str(bad.error)
    assert (bad.counts, bad.delivery) == (DeliveryCounts(), "")
    assert counted(fine) == [(1, 0, 0, 0)]
    assert [d.path for d, _ in store.deliveries()] == ["good.csv"]
    assert not store.open_run(store.deliveries()[0][0].run)


def test_a_fault_far_down_the_file_leaves_nothing(store, tmp_path):
    path = write(tmp_path / "a.csv", LIST, [listed(n) for n in range(2500)])
    path.write_bytes(path.read_bytes() + b'"never closed' + b",x\n" * 600)
    (report,) = take(store, request(path))
    assert isinstance(report.error, LinkageError)
    assert store.head() == 0


def test_an_interrupted_run_resumes_and_reports_whole_counts(store, tmp_path):
    """A run that broke after its first file and one batch of its second."""
    first = request(write(tmp_path / "a.csv", LIST, [listed(1)]))
    second = request(write(tmp_path / "b.csv", LIST, [listed(n) for n in range(2, 5000)]), kind=DELTA)

    class Broken(Exception):
        pass

    def breaks(path, done, total):
        assert total in (1, 4998)
        if path == "b.csv":
            raise Broken

    with pytest.raises(Broken):
        ingest(store, FORMATS, [first, second], clock, "test", breaks)
    (run,) = {d.run for d, _ in store.deliveries()}
    assert store.open_run(run)
    assert [c.complete for _, c in store.deliveries(run)] == [True, False]
    assert counted(*take(store, first, second)) == [(1, 0, 0, 0), (4998, 0, 0, 0)]
    assert counted(*take(store, first, second)) == [(0, 1, 0, 0), (0, 4998, 0, 0)]
    assert store.check() == []


def test_a_state_ends_and_an_older_file_is_history(store, tmp_path):
    take(store, request(write(tmp_path / "b.csv", ROLE, [holds(1, "钱一")]), FEB))
    assert counted(
        *take(store, request(write(tmp_path / "a.csv", ROLE, [(*holds(1, "钱一")[:5], "2025-12-31")]), JAN))
    ) == [(0, 0, 1, 0)]
    (ref,) = store.versions(r.record for r in store.parties()).values()
    assert (ref.version, ref.as_at) == (1, FEB)


def test_messages_enter_through_the_same_door(store):
    spec = FORMATS.get("listing")
    mapper = Mapper(spec, LIST, REGION, OFFICE, JAN)
    message = Delivery("m1", "inbox#1", REGION, OFFICE, "listing", "inbox#1", "jws", DELTA, JAN, "d")
    rows = [(1, mapper.map(1, listed(1), "inbox#1")), (2, Rejection("form", "x", "not_agreed", "no"))]
    counts = ingest_records(store, message, rows, clock, "partner:410200")
    assert (counts.records, counts.rejected, counts.complete) == (1, 1, True)
    head = store.head()
    again = ingest_records(store, replace(message), rows, clock, "partner:410200")
    assert (again.records, again.unchanged, again.rejected) == (0, 1, 1)
    assert store.head() == head
    assert not store.open_run("inbox#1")


def test_a_message_that_broke_is_made_whole(store):
    message = Delivery("m1", "inbox#1", REGION, OFFICE, "listing", "inbox#1", "jws", DELTA, JAN, "d")
    refused = Rejection("form", "x", "not_agreed", "no")
    with store.unit(clock(), "test", "broke") as unit:
        unit.open_delivery(message)
        unit.add_outcomes([RowOutcome("m1", 1, Outcome.REJECTED, rejection=refused)])
    counts = ingest_records(store, message, [(1, refused), (2, refused)], clock, "test")
    assert (counts.rows, counts.rejected, counts.complete) == (2, 2, True)


MANIFEST = """
reference_date = "2026-11-20"
seed = 1
[[files]]
path = "a.csv"
region = "410100"
department = "市场监督管理局"
delivery = "delta"
as_at = "2026-11-01"
[[files]]
path = "b.csv"
region = "410200"
department = "税务局"
format = "listing"
as_at = 2026-11-02
"""


def test_a_manifest_names_files_and_reference_date(tmp_path):
    (tmp_path / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    (first, second), reference = read_manifest(tmp_path)
    assert reference == date(2026, 11, 20)
    assert (first.path, first.region, first.department, first.format) == (tmp_path / "a.csv", "410100", OFFICE, None)
    assert (first.kind, first.as_at) == (DELTA, date(2026, 11, 1))
    assert (second.format, second.kind, second.as_at) == ("listing", None, date(2026, 11, 2))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('as_at = "2026-11-01"', 'as_at = "soon"', r"files\[1\]\.as_at is 'soon'"),
        ('as_at = "2026-11-01"', "", r"files\[1\]\.as_at is missing"),
        ('region = "410200"', "", r"files\[2\]\.region"),
        ('delivery = "delta"', 'delivery = "part"', r"files\[1\]\.delivery is 'part'; write full or delta"),
        ('delivery = "delta"', 'delivry = "delta"', r"files\[1\]\.delivry is no key"),
        ('path = "a.csv"', 'path = "../a.csv"', r"files\[1\]\.path leaves the folder"),
        ('reference_date = "2026-11-20"', "reference_date = 5", "reference_date is 5"),
        ("[[files]]", "[files", "not readable as TOML"),
        ("[[files]]", "[[others]]", "files is missing"),
    ],
)
def test_a_wrong_manifest_says_file_and_key(tmp_path, old, new, said):
    (tmp_path / "manifest.toml").write_text(MANIFEST.replace(old, new), encoding="utf-8")
    with pytest.raises(ManifestError, match=said) as raised:
        read_manifest(tmp_path)
    assert "manifest.toml" in str(raised.value)
