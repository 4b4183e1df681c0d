"""Relation claims in sets, pages of neighbours, pages of entities: what network questions and exports read."""

from collections import Counter
from datetime import date

import pytest

from graph.model import Membership, Side
from graph.networks import walks
from graph.networks.links import Lens
from graph.store.errors import UnknownCursor
from linkage.dates import VOID, Span
from linkage.model import ClaimKind, Kind, Nature, Role
from tests.contract.rows import MODEL, SURE, claim, deliver, delivery, join, listed, now, number, party, record

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
REP, OWNER = "LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF"


def firm(key, name, role=Role.SUBJECT):
    return party(key, name, role, numbers=[number(f"N{name}")])


def person(key, name, role=Role.LEGAL_REPRESENTATIVE):
    return party(key, name, role, Kind.PERSON)


def relation(type_, holder, company, **more):
    return claim(ClaimKind.RELATION, type_, holder, company, **more)


@pytest.fixture
def chain(store):
    """钱一 represents 甲, owns 40 % of 甲 (a probable person) and 乙, which owns 60 % of 甲; a nobody owns the rest."""
    a, qian, b = firm("a", "郑州甲商贸有限公司"), person("a", "钱一"), firm("a", "郑州乙商贸有限公司", Role.SHAREHOLDER)
    nobody = person("a", "无名", Role.SHAREHOLDER)
    span = Span.of(date(2020, 5, 1), date(2025, 5, 1))
    held = record(
        "a", [a, qian, b, nobody],
        [relation(REP, qian, a, span=span), relation(OWNER, b, a, percent="60"), relation(OWNER, nobody, a)],
    )  # fmt: skip
    other, owner = firm("b", "郑州乙商贸有限公司"), person("b", "钱一", Role.SHAREHOLDER)
    owned = record("b", [other, owner], [relation(OWNER, owner, other, percent="40")])
    deliver(store, delivery("x", JAN), [held, owned])
    join(store, {"甲": [a], "乙": [b, other], "钱": [qian]})
    join(store, {"钱": [owner]}, MODEL)
    return span


def told(ties):
    return {(tie.type, tie.holder, tie.company) for tie in ties}


def test_ties_of_a_set_come_each_once_with_what_the_record_states(store, chain):
    found = store.ties(["甲", "乙", "unknown"])
    assert told(found.ties) == {(REP, "钱", "甲"), (OWNER, "乙", "甲"), (OWNER, "钱", "乙")}
    assert (len(found.ties), found.hubs) == (3, {})
    by_type = {(tie.type, tie.company): tie for tie in found.ties}
    assert (by_type[REP, "甲"].span, by_type[REP, "甲"].certainty, by_type[REP, "甲"].facts) == (chain, SURE, ())
    assert (by_type[OWNER, "乙"].certainty, by_type[OWNER, "乙"].facts) == (MODEL, (("percent", "40"),))
    assert store.ties([]).ties == store.ties(["unknown"]).ties == ()


def test_ties_by_type_and_by_side(store, chain):
    assert told(store.ties(["甲", "乙"], [OWNER]).ties) == {(OWNER, "乙", "甲"), (OWNER, "钱", "乙")}
    assert told(store.ties(["乙"], side=Side.HOLDER).ties) == {(OWNER, "乙", "甲")}
    assert told(store.ties(["乙"], side=Side.COMPANY).ties) == {(OWNER, "钱", "乙")}
    assert store.ties(["乙"], [REP]).ties == ()


def test_ties_are_known_since_both_ends_are_and_until_the_claim_is_retracted(store, chain):
    head = store.head()
    assert told(store.ties(["乙"], tx=head).ties) == {(OWNER, "乙", "甲"), (OWNER, "钱", "乙")}
    assert told(store.ties(["乙"], tx=head - 1).ties) == {(OWNER, "乙", "甲")}
    assert store.ties(["乙"], tx=head - 2).ties == ()
    other = firm("b", "郑州乙商贸有限公司")
    deliver(store, delivery("y", FEB), [record("b", [other], [], Nature.EVENT)])
    assert told(store.ties(["乙"], tx=head).ties) == {(OWNER, "乙", "甲"), (OWNER, "钱", "乙")}


def agent(store, firms, extra=()):
    """周 is finance head of so many firms, one record each."""
    mentions, entities = [], {}
    for n in range(firms):
        company, man = firm(f"r{n}", f"郑州{n}号商贸有限公司"), person(f"r{n}", "周代办")
        types = ["FINANCE_HEAD_OF", *extra] if n % 3 == 0 else ["FINANCE_HEAD_OF"]
        deliver(
            store, delivery(f"d{n}", JAN), [record(f"r{n}", [company, man], [relation(t, man, company) for t in types])]
        )
        mentions.append(man)
        entities[f"E{n}"] = [company]
    return join(store, entities | {"P": mentions})


def test_a_hub_is_counted_and_brings_nothing_of_its_own(store):
    agent(store, 6, ["SUPERVISOR_OF"])
    cut = store.ties(["P", "E1"], hub=7)
    assert (told(cut.ties), cut.hubs) == ({("FINANCE_HEAD_OF", "P", "E1")}, {"P": 8})
    assert len(store.ties(["P"], hub=8).ties) == 8
    assert store.ties(["P"], side=Side.COMPANY, hub=0).hubs == {}


@pytest.mark.parametrize("limit", [1, 2, 4, 100])
def test_paging_meets_every_neighbour_once_with_all_its_ties(store, limit):
    tx = agent(store, 7, ["SUPERVISOR_OF"])
    again, man = firm("again", "郑州1号商贸有限公司"), person("again", "周代办")
    deliver(store, delivery("again", JAN), [record("again", [again, man], [relation(REP, man, again)])])
    join(store, {"E1": [again], "P": [man]})
    pages, after = [], ""
    for _ in range(10):
        page = store.neighbours("P", after=after, limit=limit)
        pages.append({tie.company for tie in page.ties})
        after = page.next
        if not after:
            break
    assert sorted(entity for page in pages for entity in page) == sorted(f"E{n}" for n in range(7))
    assert all(len(page) <= limit for page in pages)
    assert page.counts == {
        ("FINANCE_HEAD_OF", Side.HOLDER): 7, ("SUPERVISOR_OF", Side.HOLDER): 3, (REP, Side.HOLDER): 1,
    }  # fmt: skip
    whole = store.neighbours("P")
    assert {tie.type for tie in whole.ties if tie.company == "E1"} == {"FINANCE_HEAD_OF", REP}
    assert {tie.type for tie in store.neighbours("P", tx=tx).ties if tie.company == "E1"} == {"FINANCE_HEAD_OF"}


def test_neighbours_by_type_in_both_directions_and_of_nobody(store, chain):
    found = store.neighbours("乙")
    assert told(found.ties) == {(OWNER, "乙", "甲"), (OWNER, "钱", "乙")}
    assert found.counts == {(OWNER, Side.HOLDER): 1, (OWNER, Side.COMPANY): 1}
    assert (store.neighbours("乙", [REP]).ties, store.neighbours("乙", [REP]).counts) == ((), {})
    assert store.neighbours("unknown").ties == ()
    for nonsense in ("nonsense", "9" * 30, "-1"):
        with pytest.raises(UnknownCursor, match="cursor"):
            store.neighbours("乙", after=nonsense)


def counted(store, entity, tx):
    """What the relation claims known then count to, one by one."""
    found = Counter()
    for fact in store.facts_of(entity, tx):
        if fact.claim.kind is ClaimKind.RELATION:
            found.update([(fact.claim.type, Side.HOLDER)] * (fact.subject == entity))
            found.update([(fact.claim.type, Side.COMPANY)] * (fact.object == entity))
    return found


def test_counts_of_any_moment_are_those_of_the_claims_known_then(store):
    """Records change, entities merge and part, some of it within one unit of work."""
    agent(store, 5, ["SUPERVISOR_OF"])
    company, man = firm("r3", "郑州3号商贸有限公司"), person("r3", "周代办")
    of_itself = [relation(OWNER, company, company, percent="5"), relation(REP, man, company)]
    deliver(store, delivery("new", FEB), [record("r3", [company, man], of_itself)])
    other = firm("r0", "郑州0号商贸有限公司")
    join(store, {"E3": [other]})
    join(store, {"E0": [other]})
    with store.unit(now(), "test", "there and back") as unit:
        for entity in ("E3", "E9", "E0"):
            unit.set_memberships([Membership(other.id, entity, SURE)])
    with store.unit(now(), "test", "left") as unit:
        unit.set_memberships([], [man.id])
    moments = [*range(store.head() + 1), None]
    for entity in ("P", "E0", "E3", "E9"):
        for tx in moments:
            assert store.neighbours(entity, tx=tx).counts == counted(store, entity, tx)
    assert store.neighbours("E3").counts[OWNER, Side.HOLDER] == 1
    assert {sum(counted(store, "P", tx).values()) for tx in moments} >= {7, 5}
    assert store.check() == []


def test_a_row_with_many_holders_is_one_page(store):
    company = firm("m", "郑州多股东商贸有限公司")
    holders = [person("m", f"股东{n}", Role.SHAREHOLDER) for n in range(5)]
    deliver(
        store, delivery("m", JAN), [record("m", [company, *holders], [relation(OWNER, h, company) for h in holders])]
    )
    join(store, {"E": [company]} | {f"P{n}": [h] for n, h in enumerate(holders)})
    seen, after = [], ""
    for _ in range(6):
        page = store.neighbours("E", after=after, limit=2)
        seen += [tie.holder for tie in page.ties]
        after = page.next
        if not after:
            break
    assert sorted(seen) == [f"P{n}" for n in range(5)]


def test_all_entities_page_by_page_in_the_order_of_their_ids(store, chain):
    tx = store.head()
    decided = listed("d", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    deliver(store, delivery("d", JAN), [decided])
    join(store, {"丙": [decided.parties[0]]})
    first = store.entities(limit=3)
    rest = store.entities(after=first[-1].id, limit=3)
    assert [node.id for node in (*first, *rest)] == sorted(["甲", "乙", "丙", "钱"])
    assert store.entities(after=rest[-1].id) == []
    assert {node.id for node in store.entities(kind=Kind.PERSON)} == {"钱"}
    assert {node.id for node in store.entities(tx=tx)} == {"甲", "乙", "钱"}
    assert store.nodes(["甲"]) == {node.id: node for node in store.entities() if node.id == "甲"}


LENSES = (Lens(), Lens(as_of=date(2026, 11, 20)), Lens(frozenset({REP})), Lens(as_of=date(2021, 1, 1)))


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("hub", [None, 3])
def test_a_spread_is_the_walk_over_ties(store, chain, lens, hub):
    """Ended, open and voided offices, one stated twice, an agent; every state of knowledge."""
    agent(store, 5, ["SUPERVISOR_OF"])
    firms, mans = (
        [firm(f"s{n}", f"郑州{n}号商贸有限公司") for n in range(3)],
        [person(f"s{n}", "李三") for n in range(3)],
    )
    spans = (Span(), VOID, Span.of(date(2015, 1, 1), date(2020, 1, 1)))
    for n, span in enumerate(spans):
        deliver(
            store,
            delivery(f"s{n}", JAN),
            [record(f"s{n}", [firms[n], mans[n]], [relation(REP, mans[n], firms[n], span=span)])],
        )
    again, man = firm("s9", "郑州0号商贸有限公司"), person("s9", "李三")
    deliver(store, delivery("s9", JAN), [record("s9", [again, man], [relation(REP, man, again, span=VOID)])])
    head = join(store, {"E0": [firms[0], again], "E1": [firms[1]], "E2": [firms[2]], "L": [*mans, man]})
    for tx in (None, head - 1, 1):
        for hops in (0, 1, 3):
            for seeds in (["E0", "unknown"], ["甲", "E3"], ["L"]):
                walked = walks.spread(
                    lambda near, tx=tx: store.ties(near, lens.types, None, tx, hub), seeds, hops, lens, 99
                )
                assert store.spread(seeds, hops, lens, tx, hub) == walked


MANY = 1200
"""More relations than the embedded store reads of one entity at once."""


def test_paging_through_a_hub(store):
    """An agent in so many firms, in two offices of the first, once more at the end."""
    records, entities, mentions = [], {}, []
    for n in range(MANY):
        company, man = firm(f"h{n}", f"郑州{n % 900}号商贸有限公司"), person(f"h{n}", "周代办")
        offices = ["FINANCE_HEAD_OF", "SUPERVISOR_OF"] if n == 0 else ["FINANCE_HEAD_OF"]
        records.append(record(f"h{n}", [company, man], [relation(t, man, company) for t in offices]))
        mentions.append(man)
        entities.setdefault(f"E{0 if n == MANY - 1 else n}", []).append(company)
    deliver(store, delivery("hub", JAN), records)
    join(store, entities | {"P": mentions})
    seen, after, pages = [], "", 0
    while pages == 0 or after:
        page = store.neighbours("P", after=after, limit=250)
        assert page.counts == {("FINANCE_HEAD_OF", Side.HOLDER): MANY, ("SUPERVISOR_OF", Side.HOLDER): 1}
        seen += sorted({tie.company for tie in page.ties})
        if pages == 0:
            assert [tie.type for tie in page.ties if tie.company == "E0"].count("FINANCE_HEAD_OF") == 2
        pages, after = pages + 1, page.next
        assert pages < 10
    assert (pages, len(seen), set(seen)) == (5, MANY - 1, entities.keys())
    assert len(store.neighbours("P", ["SUPERVISOR_OF"]).ties) == 1
    assert store.neighbours("E7").counts == {("FINANCE_HEAD_OF", Side.COMPANY): 1}
    assert store.ties(["E7", "P"], hub=MANY).hubs == {"P": MANY + 1}


def test_paging_through_one_row_with_very_many_holders(store):
    company = firm("m", "郑州多社员农民专业合作社")
    holders = [person("m", f"社员{n}", Role.SHAREHOLDER) for n in range(MANY)]
    owned = [relation(OWNER, holder, company) for holder in holders]
    deliver(store, delivery("m", JAN), [record("m", [company, *holders], owned)])
    join(store, {"E": [company]} | {f"P{n}": [h] for n, h in enumerate(holders)})
    seen, after = [], ""
    for _ in range(7):
        page = store.neighbours("E", after=after, limit=250)
        seen += [tie.holder for tie in page.ties]
        after = page.next
        if not after:
            break
    assert (after, len(seen), len(set(seen))) == ("", MANY, MANY)
