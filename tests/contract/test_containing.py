"""From an old organisation code to the unified codes around it, though no record states the two together."""

from datetime import date

from linkage.identifiers import Identifier, IdentifierKind
from tests.contract.rows import deliver, delivery, number, party, record

ORGANISATION = Identifier(IdentifierKind.ORG_CODE, "MA3X00000")
ONE, TWO = number("91410100MA3X000001"), number("91410500MA3X000007")
TRADER, MASKED = number("92410100MA3X000009"), Identifier(IdentifierKind.USCC, "9141****MA3X000001", masked=True)


def test_unified_codes_by_the_organisation_code_inside(store):
    firms = [
        party(f"r{at}", "郑州望舒商贸有限公司", numbers=[code])
        for at, code in enumerate((TWO, ONE, ONE, TRADER, MASKED))
    ]
    deliver(store, delivery("a", date(2026, 1, 1)), [record(each.record, [each]) for each in firms])
    other = Identifier(IdentifierKind.ORG_CODE, "MA3X00001")
    assert store.containing([ORGANISATION, other]) == {ORGANISATION: (ONE, TWO, TRADER)}


def test_only_organisation_codes_are_looked_for(store):
    firm = party("r", "郑州望舒商贸有限公司", numbers=[ONE])
    deliver(store, delivery("a", date(2026, 1, 1)), [record("r", [firm])])
    assert store.containing([]) == {}
    assert store.containing([ONE, Identifier(IdentifierKind.REG_NO, "MA3X00000")]) == {}
