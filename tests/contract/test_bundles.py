"""The index of linkage, ended pairs, and who stands in a company."""

from dataclasses import replace
from datetime import date

import pytest

from graph.model import Bundle, CandidateEdge, Judgement, Verdict
from graph.store.errors import UnknownReference
from linkage.model import Kind, Role
from tests.contract import rows
from tests.contract.rows import deliver, delivery, party, record


@pytest.fixture
def three(store):
    mentions = [party(key, f"郑州{key}商贸有限公司") for key in ("望舒", "扶摇", "青鸾")]
    deliver(store, delivery("a", date(2026, 1, 1)), [record(each.record, [each]) for each in mentions])
    return [each.id for each in mentions]


def write(store, act):
    with store.unit(rows.now(), "test", "x") as unit:
        act(unit)


def bundle(name, *others, keys=(), content="{}"):
    return Bundle(name, (name, *others), frozenset(keys), content)


def test_bundles_are_found_by_party_and_by_key(store, three):
    a, b, c = three
    write(store, lambda unit: unit.set_bundles([bundle(a, b, keys=["x", "y"], content="甲"), bundle(c, keys=["y"])]))
    assert store.bundles([b, "unknown"]) == {a: "甲"}
    assert store.bundles([]) == {}
    assert store.blocked(["x", "y", "z"]) == {"x": [a], "y": sorted([a, c])}


def test_a_bundle_takes_the_place_of_those_of_its_parties(store, three):
    a, b, c = three
    write(store, lambda unit: unit.set_bundles([bundle(a, keys=["x"]), bundle(b, keys=["y"]), bundle(c, keys=["z"])]))
    write(store, lambda unit: unit.set_bundles([bundle(a, b, keys=["w"])]))
    assert set(store.bundles(three)) == {a, c}
    assert store.blocked(["x", "y", "z", "w"]) == {"z": [c], "w": [a]}


def test_bundles_are_forgotten_by_id_or_all_at_once(store, three):
    a, b, c = three
    write(store, lambda unit: unit.set_bundles([bundle(each, keys=["x"]) for each in three]))
    write(store, lambda unit: unit.set_bundles([], [a]))
    assert store.blocked(["x"]) == {"x": sorted([b, c])}
    write(store, lambda unit: unit.set_bundles([bundle(a, keys=["x"])], None))
    assert store.blocked(["x"]) == {"x": [a]}
    assert set(store.bundles(three)) == {a}


def test_a_bundle_of_unknown_parties_is_refused(store, three):
    with pytest.raises(UnknownReference):
        write(store, lambda unit: unit.set_bundles([bundle("nobody")]))


def test_ended_pairs_stand_no_more_and_may_come_back(store, three):
    a, b = sorted(three[:2])
    edge = CandidateEdge(a, b, 7, (("name", "same"),))
    write(store, lambda unit: unit.add_edges("m", [edge]))
    write(store, lambda unit: unit.retract_edges("m", [(a, b), (b, "unknown")]))
    assert list(store.edges("m")) == []
    write(store, lambda unit: unit.retract_edges("other", [(a, b)]))
    write(store, lambda unit: unit.add_edges("m", [edge]))
    assert list(store.edges("m", [a])) == [edge]


def test_parties_standing_in_a_company(store):
    firm = party("k", "郑州望舒商贸有限公司")
    head = replace(party("k", "王小明", Role.LEGAL_REPRESENTATIVE, Kind.PERSON), within=firm.id)
    deliver(store, delivery("b", date(2026, 1, 1)), [record("k", [firm, head])])
    assert list(store.standing_in([firm.id, "unknown"])) == [head]
    assert list(store.standing_in([])) == []


def test_judgements_by_party_and_without_an_author(store, three):
    a, b, c = sorted(three)
    ours, theirs = (
        Judgement(a, b, Verdict.SAME, "reviewer", "seen"),
        Judgement(b, c, Verdict.UNSURE, "resolution", "rival"),
    )
    write(store, lambda unit: [unit.add_judgement(each) for each in (ours, theirs)])
    assert store.judgements() == [ours, theirs]
    assert store.judgements(parties=[c, "unknown"]) == [theirs]
    assert store.judgements(parties=[b]) == [ours, theirs]
    assert store.judgements(parties=[]) == []
    assert store.judgements(but="resolution") == [ours]
    assert store.judgements(store.head() - 1, [b], "resolution") == []
