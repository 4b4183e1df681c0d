"""Memberships, the identity ledger, judgements, edges: append-only, and answerable as known then."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model import CandidateEdge, IdentityEvent, Judgement, Membership, Verdict
from graph.store.errors import UnknownReference
from linkage.identifiers import IdentifierKind
from linkage.model import Kind, Role
from tests.contract import rows
from tests.contract.rows import MODEL, SURE, deliver, delivery, join, number, party, record

JAN = date(2026, 1, 1)
FIRST, SECOND = number("91410100MA3X000001"), number("410100000000001", IdentifierKind.REG_NO)


@pytest.fixture
def pair(store):
    """Two mentions of one firm: the newer state with its USCC, an older one with its registration number."""
    new = party("new", "郑州望舒商贸有限公司", numbers=[FIRST], details=[("phone", "0371-1")])
    old = party(
        "old", "郑州望舒贸易有限公司", numbers=[SECOND], details=[("phone", "0371-0"), ("address", "文化路1号")]
    )
    deliver(store, delivery("a", JAN), [record("old", [old])])
    deliver(store, delivery("b", date(2026, 2, 1)), [record("new", [new])])
    return new, old


def write(store, act):
    with store.unit(rows.now(), "test", "x") as unit:
        act(unit)
    return store.head()


def test_a_party_is_in_one_entity_at_a_time(store, pair):
    new, old = pair
    first = join(store, {"E1": [new], "E2": [old]})
    second = join(store, {"E1": [old]})
    assert store.memberships([old.id, "unknown"]) == {old.id: Membership(old.id, "E1", SURE)}
    assert store.memberships([old.id], first)[old.id].entity == "E2"
    assert store.memberships(tx=first - 1) == {}
    assert {m.party for m in store.members(["E1", "E2"])["E1"]} == {new.id, old.id}
    assert "E2" not in store.members(["E1", "E2"])
    assert [m.party for m in store.members(["E2"], first)["E2"]] == [old.id]
    assert set(store.nodes(["E1", "E2"])) == {"E1"}
    assert set(store.nodes(["E1", "E2"], first)) == {"E1", "E2"}
    assert second == first + 1


def test_equal_memberships_cost_nothing(store, pair):
    tx = join(store, {"E1": list(pair)})
    assert join(store, {"E1": list(pair)}) == tx
    assert write(store, lambda unit: unit.set_memberships([], ["unknown"][:0])) == tx


def test_withdrawn_parties_leave(store, pair):
    new, old = pair
    tx = join(store, {"E1": list(pair)})
    write(store, lambda unit: unit.set_memberships([], [old.id]))
    assert set(store.memberships()) == {new.id}
    assert store.nodes(["E1"])["E1"].names == (new.name,)
    assert set(store.memberships(tx=tx)) == {new.id, old.id}
    write(store, lambda unit: unit.set_memberships([], [new.id]))
    assert store.nodes(["E1"]) == {}


def test_moving_twice_in_one_unit_keeps_the_last_word(store, pair):
    new, _ = pair

    def act(unit):
        unit.set_memberships([Membership(new.id, "E1", SURE)])
        unit.set_memberships([Membership(new.id, "E2", SURE)])
        unit.set_memberships([Membership(new.id, "E1", MODEL)])

    write(store, act)
    assert store.memberships() == {new.id: Membership(new.id, "E1", MODEL)}
    assert set(store.nodes(["E1", "E2"])) == {"E1"}
    assert store.check() == []


def test_unknown_parties_are_refused(store):
    with pytest.raises(UnknownReference), store.unit(rows.now(), "test", "x") as unit:
        unit.set_memberships([Membership("none", "E1", SURE)])
    assert store.nodes(["E1"]) == {}


def test_a_node_bears_its_newest_confirmed_name_and_strong_numbers_first(store, pair):
    join(store, {"E1": list(pair)})
    node = store.nodes(["E1"])["E1"]
    assert (node.kind, node.name) == (Kind.ENTERPRISE, "郑州望舒商贸有限公司")
    assert set(node.names) == {"郑州望舒商贸有限公司", "郑州望舒贸易有限公司"}
    assert node.identifiers == (FIRST, SECOND)
    assert dict(node.details) == {"phone": "0371-1", "address": "文化路1号"}


def test_a_probable_member_names_nothing(store, pair):
    new, old = pair
    write(store, lambda u: u.set_memberships([Membership(old.id, "E1", SURE), Membership(new.id, "E1", MODEL)]))
    node = store.nodes(["E1"])["E1"]
    assert (node.name, node.identifiers) == (old.name, (SECOND,))


def test_an_identifier_finds_its_entity_with_certainty(store, pair):
    new, old = pair
    assert store.by_identifier([FIRST]) == {}
    tx = join(store, {"E1": [new]}, MODEL)
    join(store, {"E1": [new, old]}, SURE)
    assert store.by_identifier([FIRST, SECOND, number("none")]) == {FIRST: [("E1", SURE)], SECOND: [("E1", SURE)]}
    assert store.by_identifier([FIRST, SECOND], tx) == {FIRST: [("E1", MODEL)]}


def test_numbers_stated_together_are_a_code_map(store):
    both = party("m", "郑州望舒商贸有限公司", numbers=[FIRST, SECOND])
    deliver(store, delivery("a", JAN), [record("m", [both])])
    assert store.code_map([FIRST]) == {FIRST: (SECOND,)}
    assert store.code_map([SECOND, number("none")]) == {SECOND: (FIRST,)}
    assert store.code_map([SECOND], tx=0) == {}
    assert store.code_map([SECOND], tx=store.head()) == {SECOND: (FIRST,)}


def test_retired_ids_answer_with_their_successor(store):
    first = write(store, lambda u: u.append_identity([IdentityEvent("created", e) for e in ("E1", "E2", "E3")]))
    merged = [IdentityEvent("merged", "E2", ("E1",)), IdentityEvent("merged", "E3", ("E2",))]
    second = write(store, lambda u: u.append_identity(merged))
    assert store.successors(["E1", "E2", "E3", "none"]) == {"E1": "E3", "E2": "E3", "E3": "E3"}
    assert store.successors(["E1"], first) == {"E1": "E1"}
    assert store.successors(["E1"], first - 1) == {}
    write(store, lambda u: u.append_identity([IdentityEvent("undone", "E2", ("E1",), reason="另有其人")]))
    assert store.successors(["E1", "E2"]) == {"E1": "E1", "E2": "E2"}
    assert store.successors(["E1"], second) == {"E1": "E3"}
    assert [e.event for _, e in store.identity_events("E1")] == ["created", "merged", "undone"]
    assert [t.tx for t, _ in store.identity_events()] == [1, 1, 1, 2, 2, 3]


def test_judgements_are_only_retracted(store, pair):
    a, b = sorted(p.id for p in pair)
    word = Judgement(a, b, Verdict.SAME, "王审核", "同一地址", 2048)
    other = Judgement(a, b, Verdict.DIFFERENT, "李审核", "法定代表人不同")
    first = write(store, lambda u: [u.add_judgement(word), u.add_judgement(other)])
    assert write(store, lambda u: u.add_judgement(word)) == first
    changed = Judgement(a, b, Verdict.UNSURE, "王审核", "再查")
    write(store, lambda u: u.add_judgement(changed))
    assert set(store.judgements()) == {changed, other}
    write(store, lambda u: u.retract_judgement(a, b, "王审核"))
    assert store.judgements() == [other]
    assert set(store.judgements(first)) == {word, other}
    dated = replace(other, since=date(2026, 1, 3))
    tx = write(store, lambda u: u.add_judgement(dated))
    assert (store.judgements(), store.judgements(parties=[a])) == ([dated], [dated])
    assert write(store, lambda u: u.add_judgement(dated)) == tx


def test_edges_are_kept_by_model(store, pair):
    a, b = sorted(p.id for p in pair)
    edge = CandidateEdge(a, b, 5120, (("name", "exact"),))
    tx = write(store, lambda u: u.add_edges("m1", [edge]))
    assert write(store, lambda u: u.add_edges("m1", [edge])) == tx
    heavier = CandidateEdge(a, b, 6000)
    write(store, lambda u: u.add_edges("m1", [heavier]))
    write(store, lambda u: u.add_edges("m2", [edge]))
    assert list(store.edges("m1")) == [heavier]
    assert list(store.edges("m2", [b])) == [edge]
    assert list(store.edges("m2", ["none"])) == []
    assert list(store.edges("m3")) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.dictionaries(st.integers(0, 5), st.tuples(st.integers(0, 3), st.booleans()), max_size=6), max_size=8)
)
def test_every_past_is_answered_as_it_was(new_store, steps):
    """Memberships, members, nodes and identifiers as of each transaction equal what they were when it was the last."""
    store = new_store()
    mentions = [party(f"r{n}", f"郑州{'甲乙丙丁戊己'[n]}商贸有限公司", numbers=[number(f"N{n}")]) for n in range(6)]
    deliver(store, delivery("a", JAN), [record(p.record, [p]) for p in mentions])
    entities = [f"E{n}" for n in range(4)]
    asked = [number(f"N{n}") for n in range(6)]
    seen, state = {}, {}
    for step in steps:
        state |= {mentions[n].id: (f"E{e}", SURE if sure else MODEL) for n, (e, sure) in step.items()}
        tx = write(store, lambda u, s=dict(state): u.set_memberships(Membership(p, *m) for p, m in s.items()))
        seen[tx] = (store.memberships(), store.nodes(entities), store.by_identifier(asked))
    assert {p: (m.entity, m.certainty) for p, m in store.memberships().items()} == state
    for tx, (held, nodes, found) in seen.items():
        assert store.memberships(tx=tx) == held
        assert store.nodes(entities, tx) == nodes
        assert store.by_identifier(asked, tx) == found
    assert store.check() == []


def test_delivered_parties_count_every_row(store):
    r1 = record("r", [party("r", "郑州望舒商贸有限公司"), party("r", "钱一", Role.SHAREHOLDER, Kind.PERSON)])
    r2 = record("r", [party("r", "郑州望舒商贸有限公司"), party("r", "孙二", Role.SHAREHOLDER, Kind.PERSON)])
    deliver(store, delivery("a", JAN), [r1])
    deliver(store, delivery("b", date(2026, 2, 1)), [r2])
    deliver(store, delivery("c", date(2026, 3, 1)), [r2])
    join(store, {"E1": [r1.parties[0]]})
    found = [(d.file, d.row, d.role, d.name, d.entity, d.certainty) for d in store.delivered_parties()]
    firm = ("subject", "郑州望舒商贸有限公司", "E1", SURE)
    holders = [("shareholder", name, None, None) for name in ("钱一", "孙二", "孙二")]
    expected = [(f"{f}.csv", 1, *what) for f, holder in zip("abc", holders, strict=True) for what in (firm, holder)]
    assert found == expected


def test_an_identity_event_keeps_the_day_from_which_its_facts_hold(store, pair):
    told = [
        IdentityEvent("created", "E1", parties=tuple(each.id for each in pair), valid=JAN),
        IdentityEvent("merged", "E1", ("E2",), valid=date(2026, 2, 1)),
        IdentityEvent("reviewed", "E1"),
    ]
    write(store, lambda unit: unit.append_identity(told))
    assert [event for _, event in store.identity_events()] == told
    assert [event.valid for _, event in store.identity_events("E2")] == [date(2026, 2, 1)]


def test_a_party_is_stated_since_its_first_delivery(store, pair):
    new, old = pair
    deliver(store, delivery("c", date(2026, 3, 1)), [record("old", [old], changed="2026-03-01")])
    assert store.stated_since([new.id, old.id, "unknown"]) == {new.id: date(2026, 2, 1), old.id: JAN}
    assert store.stated_since([]) == {}
