"""A store that foresaw a check answers as the store does, for what it brought and for what it did not."""

from datetime import UTC, date, datetime

import pytest

from graph.policy import load_rules
from graph.store.port import Walk
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import ClaimKind, Kind, Role
from tests.contract.rows import (
    MODEL,
    claim,
    deliver,
    delivery,
    join,
    listed,
    number,
    party,
    record,
    represented,
    resident,
)

JAN, AT = date(2026, 1, 1), datetime(2026, 11, 24, tzinfo=UTC)
CODE, OTHER = number("91410100MA3X000001"), number("91410100MA3X000002")
MAN, TWIN, NOBODY = resident("410102198001010019"), resident("410102198001010027"), resident("410102198001010035")
MASKED = resident("4101**********0019")
OLD = Identifier(IdentifierKind.REG_NO, "410100000000001")
HEAD, HEAD_OF = Role.LEGAL_REPRESENTATIVE, "LEGAL_REPRESENTATIVE_OF"
NOMINEE = 7000
"""Firms of one man: enough that rows which carry the list of them would not fit into a server's memory."""
NUMBERS = [CODE, OTHER, MAN, TWIN, NOBODY, OLD]


@pytest.fixture
def city(store):
    """A firm and its 王一; another 王一 with a number, one with a mask, one without; a number that two entities have."""
    registered = party("r", "甲", numbers=[CODE, OLD])
    holder = party("r", "王一", Role.LEGAL_REPRESENTATIVE, Kind.PERSON, [MAN])
    office = claim(ClaimKind.RELATION, "LEGAL_REPRESENTATIVE_OF", holder, registered)
    deliver(store, delivery("r", JAN), [record("r", [registered, holder], [office])])
    decided = listed("l", "甲", CODE.value, "1号")
    deliver(store, delivery("l", JAN), [decided])
    people = {
        "P2": party("p2", "王一", kind=Kind.PERSON, numbers=[TWIN]),
        "P3": party("p3", "王一", kind=Kind.PERSON, numbers=[MASKED]),
        "P4": party("p4", "王一", kind=Kind.PERSON),
        "P5": party("p5", "王一", kind=Kind.PERSON, numbers=[MAN]),
        "E4": party("p6", "王一"),
    }
    loose = party("p7", "王一", kind=Kind.PERSON, numbers=[MAN])
    second = represented("s", "乙", OTHER.value, "李二")
    made = [record(each.record, [each]) for each in (*people.values(), loose)]
    deliver(store, delivery("p", JAN), [*made, second])
    join(store, {"E1": [registered, decided.parties[0]], "P1": [holder], **{e: [p] for e, p in people.items()}})
    join(store, {"E2": [second.parties[0]]})
    join(store, {"P6": [second.parties[1]]}, MODEL)
    return store


def reads(store, numbers, entities, tx):
    """What a check reads, and how."""
    rules = load_rules()
    return {
        "holders": store.by_identifier(numbers, tx),
        "parties": {each: sorted(ids) for each, ids in store.parties_with(numbers).items()},
        "nodes": store.nodes(entities, tx),
        "named": store.named(["王一"], Kind.PERSON, tx, unnumbered=True),
        "others": store.named(["王一", "李二", "甲"], None, tx),
        "code map": store.code_map(numbers, tx),
        "members": store.members(entities, tx),
        "around": store.subgraph(entities, rules.hops, tx, bearing=rules.products, along=rules.along),
        "whole": store.subgraph(entities, 3, tx),
    }


@pytest.mark.parametrize("walk", [None, Walk(2, load_rules().products, load_rules().along)], ids=["held", "walked"])
@pytest.mark.parametrize("asked", [[CODE], [MAN], [MAN, CODE], [TWIN], [NOBODY], [OLD], NUMBERS], ids=str)
def test_it_answers_as_the_store_does(city, asked, walk):
    tx = city.head()
    foreseen = city.foreseen(asked, walk)
    assert foreseen.head() == tx
    holders = sorted({entity for pairs in city.by_identifier(asked, tx).values() for entity, _ in pairs})
    for entities in (holders, ["P1"], ["E1", "P3"], [*holders, "P4"], ["nobody"]):
        for numbers in (asked, NUMBERS):
            assert reads(foreseen, numbers, entities, tx) == reads(city, numbers, entities, tx)
    assert reads(foreseen, asked, holders, 1) == reads(city, asked, holders, 1)


def test_the_number_of_a_man_in_thousands_of_firms(store):
    """A nominee: what is around him is cut, and neither he nor his firms are more than a server has memory for."""
    records, entities, mentions = [], {}, []
    for n in range(NOMINEE):
        company, man = party(f"n{n}", f"郑州{n}号商行"), party(f"n{n}", "王一", HEAD, Kind.PERSON, [MAN])
        records.append(record(f"n{n}", [company, man], [claim(ClaimKind.RELATION, HEAD_OF, man, company)]))
        mentions.append(man)
        entities[f"E{n}"] = [company]
    deliver(store, delivery("n", JAN), records)
    join(store, entities | {"P": mentions})
    rules, tx = load_rules(), store.head()
    foreseen = store.foreseen([MAN], Walk(rules.hops, rules.products, rules.along))
    assert [entity for entity, _ in foreseen.by_identifier([MAN], tx)[MAN]] == ["P"]
    assert len(foreseen.parties_with([MAN])[MAN]) == NOMINEE
    around = foreseen.subgraph(["P"], rules.hops, tx, bearing=rules.products, along=rules.along)
    assert (set(around.nodes), around.truncated) == ({"P"}, {"P"})
    whole = foreseen.subgraph(["P"], 1, tx, hub=5)
    assert len(whole.facts) == 5
    assert whole.truncated == {"P"}


def test_more_numbers_than_one_question_takes(city):
    many = [*NUMBERS, *(number(f"N{n}") for n in range(6000))]
    foreseen = city.foreseen(many, Walk(2))
    assert foreseen.by_identifier(many, foreseen.head()) == city.by_identifier(many, city.head())


@pytest.mark.parametrize("numbers", [[], [CODE]], ids=str)
def test_a_log_comes_with_it(store, numbers):
    for n in range(5):
        store.log(AT, "clerk", "words" if n != 2 else "others", [(f"k{n}", bytes([n]))])
    for after in (0, 2, 9):
        foreseen = store.foreseen(numbers, None, ("words", after))
        for stream, start, limit in (
            ("words", after, 1000),
            ("words", after, 2),
            ("words", 1, 9),
            ("others", after, 9),
        ):
            assert list(foreseen.read(stream, start, limit)) == list(store.read(stream, start, limit))
    assert [entry.seq for entry in store.foreseen(numbers, None, ("words", 2)).read("words", 2)] == [3, 4]


def test_a_log_longer_than_what_is_brought(store):
    written = [(f"k{n}", b"said") for n in range(1200)]
    store.log(AT, "clerk", "words", written)
    foreseen = store.foreseen([CODE], None, ("words", 0))
    for limit in (10, 1000, 1100, 5000):
        assert [entry.key for entry in foreseen.read("words", 0, limit)] == [key for key, _ in written[:limit]]


def test_nobody_and_nothing(store):
    foreseen = store.foreseen([CODE], Walk(2))
    assert foreseen.head() == 0
    assert dict(foreseen.by_identifier([CODE], 0)) == {}
    assert foreseen.subgraph([], 2, 0).facts == ()
