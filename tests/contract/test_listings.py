"""Claims by the decision they speak of."""

from datetime import date

from linkage.model import ClaimKind, Nature
from linkage.readers.cells import normal_document
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


def test_decisions_are_found_by_the_number_of_their_document(store):
    number, written = "郑市监处罚〔2026〕12号", "郑市监处罚(2026)第 12号"
    here, there = (
        listed(key, f"郑州{key}商贸有限公司", f"91410100MA3X00000{n}", number) for n, key in enumerate("甲乙")
    )
    other = listed("c", "郑州丙商贸有限公司", "91410100MA3X000009", "13号")
    before = store.head()
    deliver(store, delivery("a", JAN), [here, other])
    deliver(store, delivery("b", FEB), [there])
    told = party("e", "郑州甲商贸有限公司")
    removed = claim(ClaimKind.EVENT, "removed", told, listing=FIRST, doc_no=written)
    named = claim(ClaimKind.RESPONSIBILITY, "serious_violation", told, listing=FIRST, doc_no=number)
    now = deliver(store, delivery("d", FEB), [record("e", [told], [removed, named], Nature.EVENT)])
    asked = [normal_document(written)]
    expected = [here.claims[0].id, there.claims[0].id, removed.id]
    assert [f.claim.id for f in store.facts_of_documents(asked)] == expected
    assert [f.claim.id for f in store.facts_of_documents(asked, now - 1)] == expected[:2]
    assert store.facts_of_documents(asked, before) == store.facts_of_documents(["", "14号"]) == []
    assert len(store.facts_of_documents([*asked, normal_document("13号")])) == 4
    deliver(store, delivery("f", FEB), [record("e", [told], [], Nature.EVENT)])
    assert [f.claim.id for f in store.facts_of_documents(asked)] == expected[:2]
