"""Forward and dry run on the planted cases: both directions agree, and a rehearsal says what then happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.affected import Asking, all_decisions, differ, find_listing, reached
from graph.changes import compare
from graph.findings import Finding
from graph.inquiry import Inquiry
from graph.intake import FileRequest, ingest, read_rows
from graph.policy import load_rules
from graph.propagation import Propagation
from graph.rehearsal import rehearse
from graph.resolution import resolve
from graph.rules import Sureness
from graph.store.sqlite.store import SqliteStore
from graph.surroundings import Surroundings
from linkage.formats import load_formats
from tests.api.test_traps_end_to_end import PLANTED, Clock, write_files
from tests.graph.town import TODAY

LISTS = frozenset({"major_tax_violation", "dishonest_debtor", "listing", "consumption_order", "serious_violation"})
MARKS = frozenset({"responsible", "listing_event"})
ASKING = Asking(load_rules(), TODAY)


def files(folder: Path) -> list[FileRequest]:
    folder.mkdir()
    return list(write_files(folder, PLANTED))


def taken_in(store: SqliteStore, requests: list[FileRequest], clock: Clock, full: bool) -> None:
    assert all(report.error is None for report in ingest(store, load_formats(), requests, clock, "test"))
    resolve(store, clock, full=full)


def conclusions(store: SqliteStore) -> dict[str, tuple[Finding, ...]]:
    everybody = {node.id for node in store.entities(limit=100_000)}
    around = Surroundings(store.subgraph(everybody, hops=0))
    propagation = Propagation(Inquiry(around, load_rules(), TODAY))
    return {entity: propagation.findings(entity) for entity in everybody}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("forward")
    store = SqliteStore(folder / "store.db")
    taken_in(store, files(folder / "files"), Clock(), full=True)
    yield store
    store.close()


def test_forward_finds_what_the_checks_find(store: SqliteStore) -> None:
    """Every conclusion of everybody, grouped by the decision it rests on, is what that decision reaches."""
    backward: dict[str, set[tuple[str, str]]] = {}
    for entity, found in conclusions(store).items():
        for each in found:
            backward.setdefault(each.listing.key, set()).add((entity, each.rule))
    keys = {each.claim.listing for each in all_decisions(store) if each.claim.listing}
    assert len(keys) > 150
    for key in sorted(keys):
        answer = reached(store, ASKING, [key])
        forward = {(each.node.id, f.rule) for each in answer.affected for f in each.findings}
        assert forward == backward.get(key, set())
        assert not answer.truncated


def test_a_decision_is_found_by_document_with_and_without_authority(store: SqliteStore) -> None:
    decided = next(each for each in all_decisions(store) if dict(each.claim.facts).get("doc_no"))
    said = dict(decided.claim.facts)
    assert find_listing(store, said["doc_no"], said["authority"]) == (decided.claim.listing,)
    assert decided.claim.listing in find_listing(store, said["doc_no"])
    assert find_listing(store, str(decided.claim.listing)) == (decided.claim.listing,)


@pytest.mark.parametrize("rule", ["tax.own.customs", "revoked.office", "related.office", "branch.of_listed"])
def test_without_a_row_its_conclusions_vanish_and_are_counted(store: SqliteStore, rule: str) -> None:
    fewer = Asking(load_rules().without(rule), TODAY)
    found = differ(store, ASKING, fewer)
    everybody = conclusions(store).values()
    vanished = [each for each in found.changes if each.finding.rule == rule]
    assert {each.finding.rule for each in found.changes} <= {rule, "related.office", "related.listed"}
    assert not any(each.appears for each in vanished)
    assert len(vanished) == sum(f.rule == rule for each in everybody for f in each) > 0
    back = differ(store, fewer, ASKING)
    assert [(c.entity, c.finding.rule, not c.appears) for c in back.changes] == [
        (c.entity, c.finding.rule, c.appears) for c in found.changes
    ]
    assert differ(store, ASKING, ASKING).changes == ()


@pytest.mark.parametrize("held_back", [LISTS | MARKS, MARKS], ids=["lists and marks", "marks"])
def test_a_rehearsal_says_what_then_happens(tmp_path: Path, held_back: frozenset[str]) -> None:
    store, clock = SqliteStore(tmp_path / "store.db"), Clock()
    requests = files(tmp_path / "files")
    later = [each for each in requests if each.format in held_back]
    taken_in(store, [each for each in requests if each.format not in held_back], clock, full=True)
    before, head = conclusions(store), store.head()
    said = rehearse(store, ASKING, [read_rows(store, load_formats(), each) for each in later])
    assert store.head() == head
    taken_in(store, later, clock, full=False)
    after = conclusions(store)
    happened = {
        (c.entity, c.finding.rule, c.finding.listing.key, c.appears)
        for c in compare(before, {entity: after.get(entity, ()) for entity in before})
        if c.finding.sureness is Sureness.CONFIRMED
    }
    foretold = {
        (c.entity, c.finding.rule, c.finding.listing.key, c.appears)
        for c in said.changes
        if c.entity in before and c.finding.sureness is Sureness.CONFIRMED
    }
    assert len(happened) > 50
    assert foretold == happened
    store.close()
