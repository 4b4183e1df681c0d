"""Network questions through the port: the same answers whatever the store."""

from datetime import date

import pytest

from graph.model import Side
from graph.networks.links import Lens
from graph.networks.questions import Network
from linkage.dates import Span, Truth
from linkage.model import ClaimKind, Kind, Role
from tests.contract.rows import claim, deliver, delivery, join, number, party, record

TODAY, JAN = date(2026, 11, 20), date(2026, 1, 1)
REP, OWNS = "LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF"
SINCE, FORMER = Span.of(date(2020, 1, 1)), Span.of(date(2015, 1, 1), date(2020, 1, 1))
NOW = Lens(as_of=TODAY)


def write(store, *relations):
    """(holder, type, company, span, facts) each as a record of its own; a person's name has two characters."""
    entities = {}
    for row, (holder, type_, company, span, said) in enumerate(relations):
        key = f"r{row}"
        firm = party(key, f"郑州{company}商贸有限公司", numbers=[number(f"N{company}")])
        kind = Kind.PERSON if len(holder) > 1 else Kind.ENTERPRISE
        other = party(key, holder, Role.RELATED, kind)
        stated = claim(ClaimKind.RELATION, type_, other, firm, span=span, **said)
        deliver(store, delivery(key, JAN), [record(key, [firm, other], [stated])])
        entities.setdefault(company, []).append(firm)
        entities.setdefault(holder, []).append(other)
    return join(store, entities)


@pytest.fixture
def network(store):
    """钱一 owns 60 % of 甲, 甲 60 % of 乙 and 乙 20 % of 甲; 孙二 represented 甲 until 2020 and represents 丙; 李三 now."""
    write(
        store,
        ("钱一", OWNS, "甲", SINCE, {"percent": "60"}),
        ("乙", OWNS, "甲", SINCE, {"percent": "20"}),
        ("甲", OWNS, "乙", SINCE, {"percent": "60"}),
        ("孙二", REP, "甲", FORMER, {}),
        ("李三", REP, "甲", SINCE, {}),
        ("孙二", REP, "丙", SINCE, {}),
        ("李三", "ACTUAL_CONTROLLER_OF", "丙", SINCE, {}),
    )
    return Network(store)


def test_neighbours_of_a_day_with_counts(network):
    page = network.neighbours("甲", NOW)
    assert {(link.type, link.other("甲")) for link in page.links} == {(OWNS, "钱一"), (OWNS, "乙"), (REP, "李三")}
    assert page.counts == {(OWNS, Side.COMPANY): 2, (OWNS, Side.HOLDER): 1, (REP, Side.COMPANY): 1}
    assert (page.whole, page.next) == (True, "")
    cut = network.neighbours("甲", NOW, limit=1)
    assert (cut.whole, bool(cut.next), cut.counts[REP, Side.COMPANY]) == (False, True, 2)


def test_a_former_representative_is_not_reached_after_the_change(network):
    assert set(network.hops(["甲"], 2, NOW).distance) == {"甲", "钱一", "乙", "李三", "丙"}
    assert "孙二" not in network.hops(["甲"], 1, NOW).distance
    before = Lens(frozenset({REP}), date(2019, 12, 31))
    assert set(network.hops(["甲"], 2, before).distance) == {"甲", "孙二"}
    assert network.hops(["甲"], 1, NOW, hub=2).hubs == {"甲": 5}


def test_paths_and_common_neighbours(network):
    found = network.paths("甲", "丙", NOW, 5, 4)
    assert [path.entities for path in found.paths] == [("甲", "李三", "丙")]
    assert [path.entities for path in network.paths("甲", "丙", Lens(), 5, 4).paths] == [("甲", "孙二", "丙"), ("甲", "李三", "丙")]  # fmt: skip
    assert network.common("甲", "丙", NOW).distance == {"甲": 0, "丙": 0, "李三": 1}


def test_three_answers_on_owners(network):
    owners = network.owners("乙", TODAY, ["钱一"])
    assert owners.together is not None
    assert (owners.together.reached, owners.together.through) == (Truth.YES, ("甲",))
    assert [(each.holders, each.reached) for each in owners.aggregated] == [
        (("甲",), Truth.YES),
        (("钱一",), Truth.YES),
    ]
    (only,) = owners.integrated.ultimate
    assert (only.holder, only.low) == ("钱一", pytest.approx(0.36 / (1 - 0.12)))
    assert only.low + owners.integrated.unrecorded[1] == pytest.approx(1, abs=1e-9)
    assert [(each.controller, each.ultimate) for each in owners.control] == [("钱一", True), ("甲", False)]
    assert not owners.truncated


def test_a_group_and_its_head(network):
    group = network.group("乙", TODAY)
    assert (group.members, group.heads, group.truncated) == (tuple(sorted(["乙", "甲", "钱一"])), ("钱一",), False)
    assert {(s.controller, s.company) for s in group.steps} == {("钱一", "甲"), ("甲", "乙"), ("乙", "甲")}
    assert network.group("丙", TODAY).members == tuple(sorted(["丙", "李三"]))


def test_circles_of_one_company_and_of_all(network):
    (circle,) = network.circles(TODAY)
    assert set(circle.members) == {"甲", "乙"}
    assert circle.own == (pytest.approx((0.12, 0.12)),) * 2
    assert network.circles(TODAY, "甲") == (circle,)
    assert network.circles(TODAY, "丙") == ()


def test_questions_as_known_before_anybody_was_resolved(network):
    then = Network(network.store, network.store.head() - 1)
    assert then.neighbours("甲", NOW).links == ()
    assert then.owners("乙", TODAY).integrated.parts == ()
    assert then.circles(TODAY) == ()


def test_votes_held_through_two_subsidiaries_bring_a_company_into_the_group(store):
    write(
        store,
        ("钱一", OWNS, "甲", SINCE, {"percent": "51"}),
        ("钱一", OWNS, "乙", SINCE, {"percent": "60"}),
        ("甲", OWNS, "丙", SINCE, {"percent": "30"}),
        ("乙", OWNS, "丙", SINCE, {"percent": "30"}),
        ("孙二", OWNS, "丙", SINCE, {"percent": "40"}),
    )
    group = Network(store).group("甲", TODAY)
    assert set(group.members) == {"钱一", "甲", "乙", "丙"}
    assert group.heads == ("钱一",)


def test_a_person_who_ties_many_makes_no_group_and_is_named(store):
    agent = [("周代办", "ACTUAL_CONTROLLER_OF", company, SINCE, {}) for company in "甲乙丙丁戊"]
    bank = [(branch, "BRANCH_OF", "银", SINCE, {}) for branch in "一二三四五六七"]
    write(store, *agent, ("甲", OWNS, "己", SINCE, {"percent": "80"}), *bank)
    network = Network(store)
    whole = network.groups(TODAY, hub=5)
    assert ([len(each.members) for each in whole.groups], whole.hubs) == ([8, 7], {})
    guarded = network.groups(TODAY, hub=4)
    assert ([len(each.members) for each in guarded.groups], guarded.hubs) == ([8, 2], {"周代办": 5})
    assert (guarded.groups[0].heads, guarded.groups[1].heads) == (("银",), ("甲",))
