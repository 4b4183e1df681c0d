"""Which rows stated a party: the sources and the days of a number or a name."""

from datetime import date

from tests.contract import rows
from tests.contract.rows import deliver, delivery, number, party, record

JAN, FEB, MAR = (date(2026, month, 1) for month in (1, 2, 3))


def test_every_row_that_stated_a_party_oldest_first(store):
    firm = party("r", "郑州望舒商贸有限公司", numbers=[number("91410100MA3X000001")])
    renamed = party("r", "郑州望舒贸易有限公司", numbers=[number("91410100MA3X000001")])
    other = party("s", "郑州羲和商贸有限公司")
    deliver(store, delivery("b", FEB), [record("s", [other]), record("r", [firm])])
    deliver(store, delivery("a", JAN), [record("x", [party("x", "郑州常羲商贸有限公司")])])
    deliver(store, delivery("c", MAR), [record("r", [firm])])
    deliver(store, delivery("d", date(2026, 4, 1)), [record("r", [renamed])])
    found = store.statements([firm.id, renamed.id, other.id, "unknown"])
    assert set(found) == {firm.id, renamed.id, other.id}
    told = [(each.file, each.row, each.version, each.as_at) for each in found[firm.id]]
    assert told == [("b.csv", 2, 1, FEB), ("c.csv", 1, 1, MAR)]
    assert [(each.file, each.version) for each in found[renamed.id]] == [("d.csv", 2)]
    source = found[other.id][0]
    assert (source.record, source.dataset, source.region, source.department) == (
        "s", "market_entity", rows.REGION, rows.OFFICE,
    )  # fmt: skip


def test_nothing_asked_nothing_said(store):
    assert store.statements([]) == {}
