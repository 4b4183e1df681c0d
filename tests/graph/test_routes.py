"""What no route of a rule leads to is not read, and no finding changes for it; a reader that stands still."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from graph.model import Side
from graph.policy import load_rules
from graph.propagation import findings
from graph.relations import RELATIONS
from graph.routes import END
from graph.store.errors import StoreError
from graph.store.port import LOGS_ONLY
from graph.store.sqlite import open_store
from linkage.dates import VOID, Span
from linkage.model import ClaimKind, Kind, Nature, Role
from tests.contract.rows import claim, deliver, delivery, join, listed, party, record

RULES = load_rules()
DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, tzinfo=UTC)
KINDS = (Kind.ENTERPRISE, Kind.ENTERPRISE, Kind.ORGANISATION, Kind.PERSON, Kind.PERSON)
SIZE = 14


def along(*turns):
    """The place after these turns; None where no rule goes."""
    place = 0
    for turn in turns:
        place = RULES.routes.ahead[place].get(turn) if place != END else None
        if place is None:
            return None
    return place


def test_the_routes_of_the_shipped_rules():
    assert set(RULES.routes) == RULES.along
    assert max(rule.hops for rule in RULES.rules) == 2
    assert along(("SUPERVISOR_OF", Side.COMPANY)) is None  # named as responsible only: followed over the mark
    assert along(("LEGAL_REPRESENTATIVE_OF", Side.HOLDER)) == END  # its firm's listing is carried to the person
    assert along(("LEGAL_REPRESENTATIVE_OF", Side.COMPANY), ("LEGAL_REPRESENTATIVE_OF", Side.HOLDER)) == END
    assert along(("LEGAL_REPRESENTATIVE_OF", Side.COMPANY), ("LEGAL_REPRESENTATIVE_OF", Side.COMPANY)) is None
    assert along(("BRANCH_OF", Side.HOLDER), ("BRANCH_OF", Side.HOLDER)) == END  # a branch's branch, and no further
    assert along(("BRANCH_OF", Side.HOLDER), ("BRANCH_OF", Side.COMPANY)) is None


def test_without_a_row_its_route_is_gone():
    rules = RULES
    for rule in RULES.rules:
        if "BRANCH_OF" in rule.along:
            rules = rules.without(rule.id)
    assert ("BRANCH_OF", Side.HOLDER) in RULES.routes.ahead[0]
    assert ("BRANCH_OF", Side.HOLDER) not in rules.routes.ahead[0]


def a_world(store, random: Random) -> None:
    """Entities of every kind, relations of every type between any two, decisions of every category with marks."""
    kinds = {f"e{n}": random.choice(KINDS) for n in range(SIZE)}
    mentions, records = {entity: [] for entity in kinds}, []

    def mention(key, entity, role):
        mentions[entity].append(party(key, f"名{entity}{role}", role, kinds[entity]))
        return mentions[entity][-1]

    for n in range(2 * SIZE):
        one, other = random.sample(sorted(kinds), 2)
        holder, company = mention(f"r{n}", one, Role.RELATED), mention(f"r{n}", other, Role.SUBJECT)
        span = random.choice([Span.of(date(2020, 1, 1)), Span.of(date(2020, 1, 1), date(2024, 1, 1)), VOID])
        said = claim(ClaimKind.RELATION, random.choice(sorted(RELATIONS)), holder, company, span=span)
        records.append(record(f"r{n}", [holder, company], [said]))
    for n in range(4):
        one, other = random.sample(sorted(kinds), 2)
        subject, key = mention(f"l{n}", one, Role.SUBJECT), f"局|{n}号"
        category = random.choice(sorted(RULES.categories))
        told = {"authority": "郑州市市场监督管理局", "doc_no": f"{n}号"}
        said = [claim(ClaimKind.LISTING, category, subject, span=Span.of(date(2023, 1, 1)), listing=key, **told)]
        parties = [subject]
        if random.random() < 0.5:
            parties.append(mention(f"l{n}", other, Role.RESPONSIBLE))
            place = {"role": random.choice(sorted(RELATIONS)), "responsible": random.choice(["yes", "no", ""])}
            said.append(claim(ClaimKind.RESPONSIBILITY, category, *parties, listing=key, **place))
        records.append(record(f"l{n}", parties, said, Nature.EVENT))
    deliver(store, delivery("d", DAY), records)
    join(store, mentions)


@pytest.mark.parametrize("seed", range(16))
def test_in_random_worlds(tmp_path, seed):
    store, random = open_store(tmp_path / "s.db"), Random(seed)
    a_world(store, random)
    asked = {"hops": RULES.hops, "bearing": RULES.products}
    together = store.subgraph([f"e{n}" for n in range(SIZE)], along=RULES.routes, **asked)
    for n in range(SIZE):
        by_types = store.subgraph([f"e{n}"], along=RULES.along, **asked)
        by_routes = store.subgraph([f"e{n}"], along=RULES.routes, **asked)
        assert {f.claim for f in by_routes.facts} <= {f.claim for f in by_types.facts}
        expected = findings(by_types, RULES, f"e{n}", DAY)
        assert findings(by_routes, RULES, f"e{n}", DAY) == expected
        assert findings(together, RULES, f"e{n}", DAY) == expected
    store.close()


def test_the_worlds_say_something(tmp_path):
    found = []
    for seed in range(20):
        store = open_store(tmp_path / f"{seed}.db")
        a_world(store, Random(seed))
        for n in range(SIZE):
            near = store.subgraph([f"e{n}"], RULES.hops, bearing=RULES.products, along=RULES.routes)
            found += findings(near, RULES, f"e{n}", DAY)
        store.close()
    assert len({each.rule for each in found}) > 20
    assert {len(each.path) for each in found} == {1, 2, 3}


def test_a_reader_stands_still_until_more_than_a_read_is_logged(tmp_path):
    writer = open_store(tmp_path / "s.db")
    one, other = (listed(f"l{n}", f"郑州望舒{n}商贸有限公司", "91410105MA00000005", f"{n}号") for n in "12")
    deliver(writer, delivery("d1", DAY), [one])
    join(writer, {"F": [one.parties[0]]})
    reader = open_store(tmp_path / "s.db", answering=True, still=True)
    assert reader.head() == writer.head()
    writer.log(AT, "someone", "audit", [("Q1", b"read")])
    assert reader.head() == writer.head() - 1
    deliver(writer, delivery("d2", DAY), [other])
    join(writer, {"F": [other.parties[0]]})
    assert len(reader.facts_of("F")) == 1  # as of the last head
    assert reader.head() == writer.head()
    assert len(reader.facts_of("F")) == 2
    with pytest.raises(StoreError, match="read only"), reader.unit(AT, "someone", LOGS_ONLY):
        pass
    for n in range(100):  # so many that the log must be folded
        writer.log(AT, "someone", "audit", [(f"R{n}", b"read")])
    assert reader.head() == writer.head()
    reader.close()
    writer.close()
