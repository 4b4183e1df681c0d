"""The index of linkage, ended pairs, and who stands in a company."""

from dataclasses import replace
from datetime import date
from random import Random

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


def bundle(name, *others, keys=(), content="{}", head=""):
    return Bundle(name, (name, *others), frozenset(keys), content, head)


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


def test_heads_are_read_by_the_id_of_the_bundle_alone(store, three):
    a, b, c = three
    write(store, lambda unit: unit.set_bundles([bundle(a, b, content="甲", head="uscc:1 号"), bundle(c)]))
    assert store.heads([a, b, c, "unknown"]) == {a: "uscc:1 号", c: ""}
    assert store.heads([]) == {}
    write(store, lambda unit: unit.set_bundles([bundle(a, b, content="甲", head="uscc:2")]))
    assert (store.heads([a]), store.bundles([b])) == ({a: "uscc:2"}, {a: "甲"})
    write(store, lambda unit: unit.set_bundles([bundle(a, content="甲", head="号" * 400)]))
    assert store.heads([a]) in ({}, {a: "号" * 400})  # one that long need not be told, and is never told in part
    assert store.bundles([a]) == {a: "甲"}


def test_parties_of_a_unit_that_failed_are_not_mistaken_for_those_that_come_after(store):
    lost, kept = party("失", "郑州望舒商贸有限公司"), party("存", "郑州扶摇商贸有限公司")
    told = delivery("a", date(2026, 1, 1))
    with pytest.raises(RuntimeError), store.unit(rows.now(), "test", "x") as unit:
        unit.open_delivery(told)
        unit.add_versions([(record(lost.record, [lost]), 1)], told)
        unit.set_bundles([bundle(lost.id, content="甲")])
        raise RuntimeError
    deliver(store, told, [record(kept.record, [kept])])
    write(store, lambda unit: unit.set_bundles([bundle(kept.id, content="乙")]))
    assert store.bundles([lost.id]) == {}
    assert store.bundles([kept.id]) == {kept.id: "乙"}


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


def test_judgements_that_came_or_went_since(store, three):
    a, b, c = sorted(three)
    first, second = (Judgement(a, b, Verdict.SAME, who, "seen") for who in ("one", "other"))
    doubt = Judgement(b, c, Verdict.UNSURE, "resolution", "rival")
    before = store.head()
    write(store, lambda unit: [unit.add_judgement(each) for each in (first, doubt)])
    given = store.head()
    assert store.judged_since(before) == [first, doubt]
    assert store.judged_since(before, "resolution") == [first]
    assert store.judged_since(given) == []
    write(store, lambda unit: unit.add_judgement(second))
    write(store, lambda unit: unit.retract_judgement(a, b, "one"))
    assert store.judged_since(given) == [first, second]
    assert store.judged_since(store.head() - 1) == [first]
    changed = replace(second, verdict=Verdict.DIFFERENT)
    last = store.head()
    write(store, lambda unit: unit.add_judgement(changed))
    assert store.judged_since(last) == [second, changed]
    assert store.judged_since(store.head()) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_rewritten_the_index_is_that_of_the_bundles_that_stand(store, seed):
    """Bundles change their parties, keys, texts and ids, and are forgotten."""
    parties = [party(f"k{number}", f"郑州{number}号商贸有限公司") for number in range(8)]
    deliver(store, delivery("many", date(2026, 1, 1)), [record(each.record, [each]) for each in parties])
    random, ids = Random(seed), sorted(each.id for each in parties)
    stand: dict[str, Bundle] = {}
    for _ in range(12):
        drawn = sorted(random.sample(ids, random.randint(1, 5)))
        cut = random.randint(0, len(drawn))
        groups = [tuple(group) for group in (drawn[:cut], drawn[cut:]) if group]
        keys = [frozenset(random.sample("abcdef", random.randint(0, 4))) for _ in groups]
        made = [Bundle(group[0], group, key, random.choice("xy")) for group, key in zip(groups, keys, strict=True)]
        gone = random.sample(sorted(stand), min(len(stand), random.randint(0, 2)))
        write(store, lambda unit, made=made, gone=gone: unit.set_bundles(made, gone))
        replaced = {p for each in made for p in each.parties} | set(gone)
        stand = {name: each for name, each in stand.items() if replaced.isdisjoint(each.parties)}
        stand |= {each.id: each for each in made}
        assert store.bundles(ids) == {name: each.content for name, each in stand.items()}
        by_key = {key: sorted(n for n, each in stand.items() if key in each.keys) for key in "abcdef"}
        assert store.blocked("abcdef") == {key: names for key, names in by_key.items() if names}
        home = {p: {name: each.content} for name, each in stand.items() for p in each.parties}
        assert all(store.bundles([each]) == home.get(each, {}) for each in ids)
