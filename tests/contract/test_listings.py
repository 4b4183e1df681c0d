"""Claims by the decision they speak of."""

from datetime import date

from linkage.model import ClaimKind, Nature
from tests.contract.rows import OFFICE, claim, deliver, delivery, join, listed, party, record

JAN, FEB = date(2026, 1, 1), date(2026, 2, 1)
FIRST, SECOND = f"serious_violation|{OFFICE}|1号", f"serious_violation|{OFFICE}|2号"


def test_claims_of_decisions_come_in_sets_as_known_then(store):
    one = listed("a", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    two = listed("b", "郑州扶桑建筑工程有限公司", "91410100MA3X000002", "2号")
    before = deliver(store, delivery("a", JAN), [one, two])
    nobody = party("e", "望舒商贸")
    removed = claim(ClaimKind.EVENT, "removed", nobody, listing=FIRST, event_dt="2026-02-01")
    deliver(store, delivery("e", FEB), [record("e", [nobody], [removed], Nature.EVENT)])
    assert [f.claim.id for f in store.facts_of_listings([FIRST])] == [one.claims[0].id, removed.id]
    assert [f.claim.id for f in store.facts_of_listings([FIRST], before)] == [one.claims[0].id]
    assert {f.claim.listing for f in store.facts_of_listings([FIRST, SECOND, "none"])} == {FIRST, SECOND}
    assert store.facts_of_listings(["none"]) == store.facts_of_listings([]) == []


def test_claims_of_decisions_are_lifted_to_entities(store):
    one = listed("a", "郑州望舒商贸有限公司", "91410100MA3X000001", "1号")
    early = deliver(store, delivery("a", JAN), [one])
    join(store, {"E1": [one.parties[0]]})
    (fact,) = store.facts_of_listings([FIRST])
    assert (fact.subject, fact.subject_name) == ("E1", "郑州望舒商贸有限公司")
    assert fact.evidence is not None
    (unresolved,) = store.facts_of_listings([FIRST], early)
    assert unresolved.subject is None
