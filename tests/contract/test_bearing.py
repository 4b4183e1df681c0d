"""A subgraph about something leaves out what leads to nothing, and nothing that a rule could speak of."""

from datetime import date

import pytest

from graph.store.errors import StoreError
from graph.store.port import LOGS_ONLY
from graph.store.sqlite import open_store
from linkage.identifiers import Identifier
from linkage.model import ClaimKind, Kind, Nature, Role
from tests.contract.rows import claim, deliver, delivery, join, listed, now, number, party, record

JAN = date(2026, 1, 1)


def relation(key, firm_name, man_name, type_="LEGAL_REPRESENTATIVE_OF"):
    firm = party(key, firm_name, numbers=[number(f"N{firm_name}")])
    man = party(key, man_name, Role.LEGAL_REPRESENTATIVE, Kind.PERSON)
    return record(key, [firm, man], [claim(ClaimKind.RELATION, type_, man, firm)]), firm, man


def build(store):
    """甲 - 钱一 - 乙 - 孙二 - 丙: 乙 is listed, 丙 has a rating, 甲 a permit."""
    mentions = {}
    for key, firm_name, man_name in (
        ("a", "甲", "钱一"),
        ("b", "乙", "钱一"),
        ("c", "乙", "孙二"),
        ("d", "丙", "孙二"),
    ):
        made, firm, man = relation(key, firm_name, man_name)
        deliver(store, delivery(key, JAN), [made])
        mentions.setdefault(firm_name, []).append(firm)
        mentions.setdefault(man_name, []).append(man)
    decided = listed("l", "乙", "N乙", "1号")
    deliver(store, delivery("l", JAN), [decided])
    mentions["乙"].append(decided.parties[0])
    for key, name, type_ in (("r", "丙", "rating"), ("p", "甲", "permit")):
        firm = party(key, name)
        made = record(key, [firm], [claim(ClaimKind.PRODUCT, type_, firm)], Nature.EVENT)
        deliver(store, delivery(key, JAN), [made])
        mentions[name].append(firm)
    join(store, mentions)
    return store


CASES = [
    (["甲"], 2, (), "甲 钱一 乙", ["LEGAL_REPRESENTATIVE_OF", "serious_violation"]),
    (["甲"], 1, (), "甲", []),
    (["甲"], 0, ("permit",), "甲", ["permit"]),
    (["乙"], 2, (), "乙 钱一 孙二", ["LEGAL_REPRESENTATIVE_OF", "serious_violation"]),  # there and back
    (["乙"], 1, (), "乙", ["serious_violation"]),
    (["孙二"], 1, ("rating",), "孙二 乙 丙", ["LEGAL_REPRESENTATIVE_OF", "rating", "serious_violation"]),
    (["孙二"], 1, (), "孙二 乙", ["LEGAL_REPRESENTATIVE_OF", "serious_violation"]),
    (["甲", "丙"], 2, (), "甲 钱一 乙 孙二 丙", ["LEGAL_REPRESENTATIVE_OF", "serious_violation"]),
    (["nobody"], 2, (), "", []),
]
"""Subjects, hops, product types; the entities and the types of claims that lead to what bears."""


def needed(full, names, types):
    ends = {*names.split(), None}
    return {f for f in full.facts if f.claim.type in types and f.subject in ends and f.object in ends}


@pytest.mark.parametrize(("seeds", "hops", "bearing", "names", "types"), CASES)
def test_what_leads_to_what_bears_is_there(store, seeds, hops, bearing, names, types):
    build(store)
    full, part = store.subgraph(seeds, hops), store.subgraph(seeds, hops, bearing=bearing)
    assert needed(full, names, types) <= set(part.facts) <= set(full.facts)
    assert set(names.split()) <= part.nodes.keys() <= full.nodes.keys()
    assert all(part.nodes[name] == full.nodes[name] for name in part.nodes)


@pytest.mark.parametrize(("seeds", "hops", "bearing", "names", "types"), CASES)
def test_the_embedded_store_leaves_the_rest_out(tmp_path, seeds, hops, bearing, names, types):
    store = build(open_store(tmp_path / "s.db"))
    full, part = store.subgraph(seeds, hops), store.subgraph(seeds, hops, bearing=bearing)
    assert set(part.facts) == needed(full, names, types)
    assert part.nodes.keys() == set(names.split())
    store.close()


def test_a_unit_for_logs_changes_no_fact(store):
    with store.unit(now(), "t", LOGS_ONLY) as unit:
        unit.append("audit", b"x", key="1")
        unit.put_policy("p", "text")
        assert unit.last("audit").payload == b"x"
    assert store.find("audit", "1") is not None
    with pytest.raises(StoreError), store.unit(now(), "t", LOGS_ONLY) as unit:
        unit.put_department("410100", "某局")
    assert store.head() == 1


def test_what_a_large_entity_is_known_to_be_follows_the_facts(store):
    """Its own listings are read though it is not walked through, and a later one is seen at once."""
    mentions = {}
    for n in range(8):
        made, firm, man = relation(f"r{n}", f"{n}号", "周代办")
        deliver(store, delivery(f"d{n}", JAN), [made])
        mentions[f"{n}号"] = [firm]
        mentions.setdefault("周代办", []).append(man)
    join(store, mentions)
    asked = {"hops": 2, "hub": 5, "bearing": ()}
    before = store.subgraph(["0号"], tx=store.head(), **asked)
    assert before.truncated == {"周代办"}
    assert "dishonest_judgment_debtor" not in {f.claim.type for f in before.facts}
    decided = party("l", "周代办", Role.SUBJECT, Kind.PERSON)
    held = claim(ClaimKind.LISTING, "dishonest_judgment_debtor", decided, listing="court|1号")
    deliver(store, delivery("l", JAN), [record("l", [decided], [held], Nature.EVENT)])
    known = store.head()
    join(store, {"周代办": [decided]})
    after = store.subgraph(["0号"], tx=store.head(), **asked)
    types = {f.claim.type for f in after.facts}
    assert {"dishonest_judgment_debtor", "LEGAL_REPRESENTATIVE_OF"} <= types
    then = store.subgraph(["0号"], tx=known, **asked)
    assert {f.claim.type for f in then.facts} == {f.claim.type for f in before.facts}
    assert store.subgraph(["1号", "0号"], tx=store.head(), **asked).truncated == {"周代办"}


def test_namesakes_without_a_whole_number(store):
    """Those who state none, or a masked one, are there whatever an adapter leaves out."""
    whole = party("w", "钱一", Role.SUBJECT, Kind.PERSON, numbers=[Identifier.from_text("resident:410102197108170115")])
    masked = party(
        "m", "钱一", Role.SUBJECT, Kind.PERSON, numbers=[Identifier.from_text("resident:410102********0115")]
    )
    bare = party("b", "钱一", Role.SUBJECT, Kind.PERSON)
    for each, key in ((whole, "w"), (masked, "m"), (bare, "b")):
        deliver(store, delivery(key, JAN), [record(key, [each])])
    join(store, {"W": [whole], "M": [masked], "B": [bare]})
    assert store.named(["钱一"], Kind.PERSON) == {"钱一": ["B", "M", "W"]}
    assert {"B", "M"} <= set(store.named(["钱一"], Kind.PERSON, unnumbered=True)["钱一"])


def test_relations_that_are_not_followed_may_be_left_out(store):
    build(store)
    full = store.subgraph(["甲"], 3, bearing=("permit",))
    followed = store.subgraph(["甲"], 3, bearing=("permit",), along=("LEGAL_REPRESENTATIVE_OF",))
    assert set(followed.facts) == set(full.facts)
    part = store.subgraph(["甲"], 3, bearing=("permit",), along=("SHAREHOLDER_OF",))
    assert {fact.claim.type for fact in part.facts} >= {"permit"}
    assert set(part.facts) <= set(full.facts)
    assert {"甲"} <= part.nodes.keys() <= full.nodes.keys()


@pytest.mark.parametrize("seeds", [["甲"], ["钱一"]], ids=str)
def test_a_marked_persons_place_is_read_whatever_its_type(store, seeds):
    """Shares are not followed, save between a company and whom a decision on it marks."""
    decided = listed("l", "甲", "N甲", "1号")
    firm, marked = decided.parties[0], party("m", "钱一", Role.RESPONSIBLE, Kind.PERSON)
    mark = claim(
        ClaimKind.RESPONSIBILITY, "serious_violation", party("m", "甲"), marked, listing=decided.claims[0].listing
    )
    deliver(store, delivery("l", JAN), [decided, record("m", [party("m", "甲"), marked], [mark], Nature.EVENT)])
    mentions = {"甲": [firm, party("m", "甲")], "钱一": [marked]}
    for key, name in (("s", "钱一"), ("t", "孙二")):
        made, company, holder = relation(key, "甲", name, "SHAREHOLDER_OF")
        deliver(store, delivery(key, JAN), [made])
        mentions["甲"].append(company)
        mentions.setdefault(name, []).append(holder)
    join(store, mentions)
    found = store.subgraph(seeds, 2, bearing=(), along=("LEGAL_REPRESENTATIVE_OF",))
    shares = [fact for fact in found.facts if fact.claim.type == "SHAREHOLDER_OF"]
    assert [(fact.subject, fact.object) for fact in shares] == [("钱一", "甲")]
    assert {fact.claim.kind for fact in found.facts} >= {ClaimKind.LISTING, ClaimKind.RESPONSIBILITY}


def test_a_mark_is_read_with_its_listing_however_far_the_marked_person_stands(store):
    """甲 - 钱一 - 乙, whose decision marks 孙二: nobody goes on to him, what the mark says of the decision counts."""
    mentions = {}
    for key, firm_name in (("a", "甲"), ("b", "乙")):
        made, firm, man = relation(key, firm_name, "钱一")
        deliver(store, delivery(key, JAN), [made])
        mentions[firm_name] = [firm]
        mentions.setdefault("钱一", []).append(man)
    decided = listed("l", "乙", "N乙", "1号")
    marked = party("l", "孙二", Role.RESPONSIBLE, Kind.PERSON)
    key = decided.claims[0].listing
    mark = claim(
        ClaimKind.RESPONSIBILITY, "FINANCE_HEAD_OF", decided.parties[0], marked, listing=key, violation_date="2024"
    )
    whole = record("l", [decided.parties[0], marked], [*decided.claims, mark], Nature.EVENT)
    deliver(store, delivery("l", JAN), [whole])
    mentions["乙"].append(decided.parties[0])
    join(store, {**mentions, "孙二": [marked]})
    for hops, seen in ((2, None), (3, "孙二")):
        for bearing in (None, ()):
            read = store.subgraph(["甲"], hops, bearing=bearing)
            assert [f.object for f in read.facts if f.claim.kind is ClaimKind.RESPONSIBILITY] == [seen]
            assert ("孙二" in read.nodes) is (seen is not None)
    far = store.subgraph(["孙二"], 0, bearing=())
    assert [f.subject for f in far.facts if f.claim.kind is ClaimKind.RESPONSIBILITY] == []
