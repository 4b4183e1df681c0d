"""Names, the screening subgraph, cards, the outbox's source."""

from datetime import date

import pytest

from graph.model import DeliveryKind, NameHit
from linkage.model import ClaimKind, Kind, Nature, Role
from tests.contract import rows
from tests.contract.rows import MODEL, SURE, claim, deliver, delivery, join, listed, number, party, record

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
LISTING = "serious_violation|市场监督管理局|1号"


def office(key, firm, person, type_="LEGAL_REPRESENTATIVE_OF"):
    return record(key, [firm, person], [claim(ClaimKind.RELATION, type_, person, firm)])


def firm(key, name):
    return party(key, name, numbers=[number(f"N{name}")])


def person(key, name):
    return party(key, name, Role.LEGAL_REPRESENTATIVE, Kind.PERSON)


@pytest.fixture
def chain(store):
    """甲 - 钱一 - 乙 - 孙二 - 丙 - 李三 - 丁: firms joined by persons."""
    parties = {}
    for at, (left, holder, right) in enumerate(("甲钱乙", "乙孙丙", "丙李丁")):
        for side, name in (("l", left), ("r", right)):
            key = f"{at}{side}"
            company, man = firm(key, f"郑州{name}商贸有限公司"), person(key, holder)
            deliver(store, delivery(key, JAN), [office(key, company, man)])
            parties.setdefault(name, []).append(company)
            parties.setdefault(holder, []).append(man)
    return join(store, parties)


@pytest.mark.parametrize(
    ("hops", "names"), [(0, "甲"), (1, "甲钱"), (2, "甲钱乙"), (3, "甲钱乙孙"), (9, "甲钱乙孙丙李丁")]
)
def test_a_subgraph_reaches_as_far_as_asked(store, chain, hops, names):
    graph = store.subgraph(["甲", "unknown"], hops)
    assert set(graph.nodes) == set(names)
    assert {f.subject for f in graph.facts} | {f.object for f in graph.facts} <= set(names)
    assert graph.truncated == frozenset()
    assert store.subgraph(["甲"], hops, tx=chain) == graph
    assert store.subgraph(["甲"], hops, tx=chain - 1).facts == ()


def test_sets_of_subjects_answer_together(store, chain):
    both, one, other = (store.subgraph(seeds, 1) for seeds in (["甲", "丁"], ["甲"], ["丁"]))
    assert both.nodes == {**one.nodes, **other.nodes}
    assert set(both.facts) == {*one.facts, *other.facts}


def test_a_fact_carries_its_evidence_and_what_the_row_states(store):
    decided = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    deliver(store, delivery("a", JAN), [decided])
    join(store, {"E1": [decided.parties[0]]}, MODEL)
    (fact,) = store.subgraph(["E1"]).facts
    assert fact.claim == decided.claims[0]
    assert (fact.subject, fact.subject_certainty, fact.object) == ("E1", MODEL, None)
    assert (fact.subject_name, fact.subject_identifiers) == ("郑州望舒商贸有限公司", decided.parties[0].identifiers)
    assert fact.subject_kind is Kind.ENTERPRISE
    seen = fact.evidence
    assert (seen.record, seen.version, seen.dataset, seen.row) == ("d", 1, "serious_violation", 1)
    assert (seen.region, seen.department, seen.file, seen.as_at) == (rows.REGION, rows.OFFICE, "a.csv", JAN)
    assert store.facts_of("E1") == [fact]
    assert [e.record for e in store.records_of("E1")] == ["d"]
    assert (store.facts_of("none"), store.records_of("none")) == ([], [])


def test_claims_of_nobody_come_with_the_listing_they_share(store):
    decided = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    deliver(store, delivery("a", JAN), [decided])
    join(store, {"E1": [decided.parties[0]]})
    nobody, other = (party(key, name) for key, name in (("e", "望舒商贸"), ("o", "郑州扶桑建筑工程有限公司")))
    lifted = claim(ClaimKind.EVENT, "removed", nobody, listing=LISTING, event_dt="2026-02-01")
    copy = claim(ClaimKind.LISTING, "serious_violation", other, listing=LISTING)
    deliver(store, delivery("b", FEB), [record("e", [nobody], [lifted], Nature.EVENT)])
    deliver(store, delivery("c", FEB), [record("o", [other], [copy], Nature.EVENT)])
    tx = join(store, {"E2": [other]})
    found = {f.claim.id: f for f in store.subgraph(["E1"]).facts}
    assert set(found) == {decided.claims[0].id, lifted.id}
    assert (found[lifted.id].subject, found[lifted.id].subject_name) == (None, "望舒商贸")
    join(store, {"E1": [nobody]})
    assert {f.subject for f in store.subgraph(["E1"]).facts} == {"E1"}
    assert store.subgraph(["E1"], tx=tx).facts == tuple(found.values())


def test_responsibility_is_walked_and_an_unresolved_end_is_kept(store):
    company, man = firm("d", "郑州望舒商贸有限公司"), party("d", "钱一", Role.RESPONSIBLE, Kind.PERSON)
    named = claim(ClaimKind.RESPONSIBILITY, "serious_violation", company, man, listing=LISTING, responsible="yes")
    deliver(store, delivery("a", JAN), [record("d", [company, man], [named], Nature.EVENT)])
    join(store, {"E1": [company]})
    (fact,) = store.subgraph(["E1"]).facts
    assert (fact.subject, fact.object) == ("E1", None)
    join(store, {"P1": [man]})
    (fact,) = store.subgraph(["P1"], 1).facts
    assert (fact.subject, fact.object, fact.object_certainty) == ("E1", "P1", SURE)


def test_a_hub_is_not_walked_through_and_said(store):
    agent, mentions = [], {}
    for n in range(6):
        company, man = firm(f"r{n}", f"郑州{n}号商贸有限公司"), person(f"r{n}", "周代办")
        deliver(store, delivery(f"d{n}", JAN), [office(f"r{n}", company, man)])
        agent.append(man)
        mentions[f"E{n}"] = [company]
    join(store, mentions | {"P": agent})
    graph = store.subgraph(["E0"], 2, hub=5)
    assert (set(graph.nodes), graph.truncated) == ({"E0", "P"}, {"P"})
    assert [(f.subject, f.object) for f in graph.facts] == [("P", "E0")]
    assert len(store.subgraph(["E0"], 2, hub=6).nodes) == 7
    asked = store.subgraph(["P"], 1, hub=5)
    assert (len(asked.nodes), asked.truncated) == (6, {"P"})


def test_two_character_names_are_found(store):
    names = ["郑州华宇商贸有限公司", "郑州华宇建筑工程有限公司", "郑州望舒商贸有限公司", "开封华羽商贸有限公司"]
    people = ["钱一", "钱一鸣"]
    deliver(store, delivery("a", JAN), [record(f"r{n}", [firm(f"r{n}", name)]) for n, name in enumerate(names)])
    deliver(store, delivery("b", JAN), [record(f"p{n}", [person(f"p{n}", name)]) for n, name in enumerate(people)])
    assert store.by_name("华宇") == []
    join(store, {p.name: [p] for p in store.parties()})
    hits = [hit.name for hit in store.by_name("华宇")]
    assert set(hits[:2]) == set(names[:2])
    assert names[2] not in hits
    assert store.by_name("郑州市华宇商贸有限公司")[0].entity == names[0]
    assert [h.entity for h in store.by_name("钱一", Kind.PERSON)] == people
    assert store.by_name("钱一", Kind.PERSON)[0].kind is Kind.PERSON
    assert store.by_name("钱一", Kind.ENTERPRISE) == []
    assert len(store.by_name("华宇", limit=1)) == 1
    assert store.by_name("华宇", tx=1) == []
    assert store.by_name("") == []


def test_listings_that_come_and_go_are_told_since(store):
    first = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    second = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号", span=rows.Span.of(date(2025, 4, 1)))
    one = deliver(store, delivery("a", JAN), [first])
    two = deliver(store, delivery("b", FEB), [second])
    told = [(tx, came, fact.claim.id) for tx, came, fact in store.facts_since(0)]
    a, b = first.claims[0].id, second.claims[0].id
    assert sorted(told) == sorted([(one, True, a), (two, False, a), (two, True, b)])
    assert [tx for tx, _, _ in store.facts_since(one)] == [two, two]
    assert store.facts_since(two) == []
    assert {tx for tx, _, _ in store.facts_since(0, limit=2)} == {one}
    assert {tx for tx, _, _ in store.facts_since(one, limit=1)} == {two}


def test_counts_add_up(store, chain):
    counts = store.counts()
    assert (counts["records"], counts["parties"], counts["claims"], counts["entities"]) == (6, 12, 6, 7)
    assert (counts["entities.enterprise"], counts["entities.person"], counts["memberships.confirmed"]) == (4, 3, 12)
    assert store.check() == []


SHOP_NAME = "云杉优选旗舰店"


def with_shop(key, company, name=SHOP_NAME):
    return record(
        key, [company], [claim(ClaimKind.ATTRIBUTE, "online_shop", company, value=name)], dataset="online_shop"
    )


def test_an_online_shop_is_found_as_its_operator(store):
    operator, other = firm("f", "郑州望舒商贸有限公司"), firm("g", "郑州云杉商贸有限公司")
    runs = firm("s", operator.name)
    before = deliver(store, delivery("a", JAN), [record("f", [operator]), record("g", [other])])
    deliver(store, delivery("b", JAN, kind=DeliveryKind.FULL), [with_shop("s", runs)])
    assert store.by_name(SHOP_NAME) == []
    known = join(store, {"E1": [operator, runs], "E2": [other]})
    assert store.by_name(SHOP_NAME)[0] == NameHit("E1", Kind.ENTERPRISE, SHOP_NAME, shop=True)
    assert {hit.entity: hit.shop for hit in store.by_name("云杉")} == {"E1": True, "E2": False}
    assert store.by_name("望舒")[0] == NameHit("E1", Kind.ENTERPRISE, operator.name)
    assert store.by_name(SHOP_NAME, Kind.PERSON) == []
    assert store.shops(["E1", "E2", "none"]) == {"E1": [SHOP_NAME]}
    assert store.by_name(SHOP_NAME, tx=before) == [] == list(store.shops(["E1"], before))
    deliver(store, delivery("c", FEB, kind=DeliveryKind.FULL), [with_shop("s", runs, "云杉甄选专营店")])
    assert store.shops(["E1"]) == {"E1": sorted([SHOP_NAME, "云杉甄选专营店"])}
    assert store.shops(["E1"], known) == {"E1": [SHOP_NAME]}
    assert store.by_name("云杉甄选专营店")[0].name == "云杉甄选专营店"
    assert store.check() == []
