"""What is not read for want of a rule that follows it changes no finding."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from benchmarks import town, wards
from graph.model import Side
from graph.policy import load_rules
from graph.propagation import findings
from graph.store.sqlite import open_store
from linkage.dates import VOID, Span
from linkage.model import ClaimKind, Kind, Nature, Role
from tests.contract.histories import Graph, a_step, apply
from tests.contract.rows import claim, deliver, delivery, join, party, record

RULES = load_rules()
DAY = date(2026, 11, 20)
BEGAN = datetime(2026, 6, 1, tzinfo=UTC)


def both(store, entity, tx=None, day=DAY):
    """Findings from everything that is near and a relation further, and from what rules can follow; the second
    read."""
    near = store.subgraph([entity], hops=RULES.hops + 1, tx=tx, hub=10_000)
    asked = {"hops": RULES.hops, "tx": tx, "bearing": RULES.products, "along": RULES.along}
    part = store.subgraph([entity], hub=10_000, **asked)
    assert {fact.claim for fact in part.facts} <= {fact.claim for fact in near.facts}
    routed = store.subgraph([entity], hub=10_000, **asked | {"along": RULES.routes})
    assert findings(routed, RULES, entity, day) == findings(part, RULES, entity, day)
    return findings(near, RULES, entity, day), findings(part, RULES, entity, day), part


def in_one_decision(near) -> bool:
    """Whether one decision speaks of two entities that are near each other, by whatever relation: what it says of the
    one may be about the other, and is read for the one when the other is on the way."""
    spoken: dict[str, set[str | None]] = {}
    for fact in near.facts:
        if fact.claim.listing:
            spoken.setdefault(fact.claim.listing, set()).add(fact.subject)
    return any(len(subjects - {None}) > 1 for subjects in spoken.values())


@pytest.mark.parametrize("seed", range(6))
def test_after_random_histories(tmp_path, seed):
    random, store, found = Random(seed), open_store(tmp_path / "s.db"), 0
    graphs = [Graph(f"g{n}") for n in range(40)]
    for step in range(5):
        apply(store, a_step(random, graphs, step), BEGAN + timedelta(days=step))
    for graph in graphs:
        for entity in graph.entities:
            for tx in (None, random.randrange(1, 6)):
                if in_one_decision(store.subgraph([entity], hops=RULES.hops, tx=tx)):
                    continue
                whole, part, _ = both(store, entity, tx, date(2026, 2, 1))
                assert part == whole
                found += len(whole)
    assert found > 20
    store.close()


def test_what_a_mark_far_away_says_of_a_violation(tmp_path):
    """甲's representative headed 乙 when it evaded tax; only the mark on 乙's book-keeper says when that was."""
    store, mentions = open_store(tmp_path / "s.db"), {}

    def made(key, claims, *parties):
        for each in parties:
            mentions.setdefault(each.name, []).append(each)
        deliver(store, delivery(key, DAY), [record(key, parties, claims, Nature.EVENT if key == "l" else Nature.STATE)])

    head, until = "LEGAL_REPRESENTATIVE_OF", Span.of(date(2020, 1, 1), date(2023, 1, 1))
    for key, name, span in (("a", "甲", Span.of(date(2023, 1, 1))), ("b", "乙", until)):
        firm, man = party(key, name), party(key, "钱一", Role.LEGAL_REPRESENTATIVE, Kind.PERSON)
        made(key, [claim(ClaimKind.RELATION, head, man, firm, span=span)], firm, man)
    listed, keeper = party("l", "乙"), party("l", "孙二", Role.RESPONSIBLE, Kind.PERSON)
    about = {"listing": "税务局|1号", "authority": "税务局", "doc_no": "1号"}
    held = claim(ClaimKind.LISTING, "major_tax_violation", listed, span=Span.of(date(2025, 3, 1)), **about)
    said = {"role": "FINANCE_HEAD_OF", "responsible": "yes", "violation_date": "2021-06", "unpaid": "yes"}
    mark = claim(ClaimKind.RESPONSIBILITY, "FINANCE_HEAD_OF", listed, keeper, **about, **said, guarantee="no")
    made("l", [held, mark], listed, keeper)
    join(store, mentions)
    whole, part, _ = both(store, "甲")
    assert part == whole
    assert [each.rule for each in part] == ["related.listed"]
    store.close()


def test_in_every_ward(tmp_path):
    store, found = open_store(tmp_path / "s.db"), 0
    wards.build(store, len(wards.SCENARIOS))
    for ward, role in wards.subjects(len(wards.SCENARIOS)):
        whole, part, _ = both(store, wards.entity(ward, role))
        assert part == whole
        found += len(whole)
    assert found > len(wards.SCENARIOS)
    store.close()


def test_in_a_town_less_is_read(tmp_path):
    store = open_store(tmp_path / "s.db")
    there, sizes = town.build(store, 1000), [0, 0]
    for n in range(0, 500, 5):
        for entity in (there.firm(n), there.person(n)):
            whole, part, read = both(store, entity)
            assert part == whole
            by_all = store.subgraph([entity], RULES.hops, bearing=RULES.products)
            sizes = [sizes[0] + len(read.facts), sizes[1] + len(by_all.facts)]
            assert {f.claim.type for f in read.facts if f.claim.kind is ClaimKind.RELATION} <= RULES.along
    assert 0 < sizes[0] < sizes[1]
    assert "SHAREHOLDER_OF" in {tie.type for tie in store.ties([there.firm(3)], (), Side.COMPANY).ties}
    store.close()


def test_a_mark_is_read_with_places_of_every_type(tmp_path):
    """Named as responsible in a place that no rule follows and the registry voided: the word of the mark falls."""
    store = open_store(tmp_path / "s.db")
    firm = party("d", "郑州望舒商贸有限公司")
    man = party("d", "钱一", Role.RESPONSIBLE, Kind.PERSON)
    listed = claim(ClaimKind.LISTING, "serious_violation", firm, span=Span.of(date(2026, 1, 1)), listing="局|1号")
    mark = claim(
        ClaimKind.RESPONSIBILITY, "responsibility", firm, man, listing="局|1号", role="SHAREHOLDER_OF", responsible="1"
    )
    deliver(store, delivery("d", date(2026, 2, 1)), [record("d", [firm, man], [listed, mark], Nature.EVENT)])
    company, holder = party("r", "郑州望舒商贸有限公司"), party("r", "钱一", Role.SHAREHOLDER, Kind.PERSON)
    share = claim(ClaimKind.RELATION, "SHAREHOLDER_OF", holder, company, span=VOID)
    deliver(store, delivery("r", date(2026, 2, 1)), [record("r", [company, holder], [share])])
    join(store, {"F": [firm, company], "P": [man, holder]})
    assert "SHAREHOLDER_OF" not in RULES.along
    for entity in "FP":
        whole, part, read = both(store, entity)
        assert part == whole
        assert "SHAREHOLDER_OF" in {fact.claim.type for fact in read.facts}
    store.close()
