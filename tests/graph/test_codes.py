"""Old codes to unified ones: stated, contained, linked; conflicts with their rows; the report."""

from datetime import date

import pytest

from graph.codes import NoCode, ReportRow, conflicts, report, table, translate
from graph.identification import Identification, Query
from graph.rules import Sureness
from graph.store.sqlite import open_store
from linkage.checksums import org_code_check, reg_no_check, uscc_check
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind
from tests.contract.rows import MODEL, SURE, deliver, delivery, join, party, record, resident

JAN, FEB, MAR = (date(2026, month, 1) for month in (1, 2, 3))


def organisation(at):
    body = f"MA{at:06d}"
    return Identifier(IdentifierKind.ORG_CODE, body + org_code_check(body))


def uscc(at, category="91"):
    body = f"{category}410100{organisation(at).value}"
    return Identifier(IdentifierKind.USCC, body + uscc_check(body))


def reg_no(at):
    body = f"41010000000{at:03d}"
    return Identifier(IdentifierKind.REG_NO, body + reg_no_check(body))


def tax_no(at):
    return Identifier(IdentifierKind.TAX_NO, f"410100{organisation(at).value}")


def stated(store, file, day, *bearers):
    """One delivery with a row per tuple of numbers; the parties."""
    firms = [party(f"{file}{at}", f"郑州试样{file}{at}有限公司", numbers=numbers) for at, numbers in enumerate(bearers)]
    deliver(store, delivery(file, day), [record(each.record, [each]) for each in firms])
    return firms


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


def one(store, number):
    (found,) = translate(store, [number])
    return found


def test_stated_on_one_row_both_ways_with_rows_and_days(store):
    stated(store, "b", MAR, (reg_no(1), uscc(1)), (uscc(1),))
    stated(store, "a", JAN, (reg_no(1), uscc(1), tax_no(1)))
    found = one(store, reg_no(1))
    assert (found.uscc, found.is_conflict) == (uscc(1), False)
    (only,) = found.found
    assert (only.how, only.first, only.last) == ("stated", JAN, MAR)
    assert [(each.file, each.row) for each in only.sources] == [("a.csv", 1), ("b.csv", 1)]
    back = one(store, uscc(1))
    assert [(each.old, each.how) for each in back.found] == [
        (reg_no(1), "stated"),
        (tax_no(1), "stated"),
        (organisation(1), "contained"),
    ]
    assert not back.is_conflict


def test_an_organisation_code_is_found_inside_a_unified_code(store):
    stated(store, "a", JAN, (uscc(1),), (organisation(2),))
    found = one(store, organisation(1))
    assert (found.uscc, found.found[0].how, found.found[0].by) == (uscc(1), "contained", organisation(1))
    assert one(store, organisation(2)).found == ()


def test_a_registration_number_reaches_its_code_through_the_organisation_code_beside_it(store):
    stated(store, "a", JAN, (reg_no(1), organisation(1)))
    stated(store, "b", FEB, (uscc(1),))
    found = one(store, reg_no(1)).found[0]
    assert (found.uscc, found.how, found.by) == (uscc(1), "contained", organisation(1))
    assert [each.file for each in found.sources] == ["a.csv", "b.csv"]
    assert one(store, tax_no(1)).uscc == uscc(1)


def test_only_a_confirmed_entity_links_what_no_row_states(store):
    firms = stated(store, "a", JAN, (reg_no(1),), (uscc(1),))
    assert one(store, reg_no(1)).found == ()
    join(store, {"E1": firms}, MODEL)
    assert one(store, reg_no(1)).found == ()
    join(store, {"E1": firms}, SURE)
    assert [(each.uscc, each.how) for each in one(store, reg_no(1)).found] == [(uscc(1), "linked")]


def test_conflicts_are_shown_as_conflicts_with_the_rows_of_each_side(store):
    stated(store, "a", JAN, (reg_no(1), uscc(1)), (reg_no(1), uscc(2)), (reg_no(3), uscc(3)), (reg_no(4), uscc(3)))
    found = one(store, reg_no(1))
    assert (found.uscc, found.is_conflict) == (None, True)
    assert one(store, uscc(3)).is_conflict
    several = {each.kind: each for each in conflicts(store, table(store))}
    assert several["several_usccs"].number == reg_no(1)
    assert [(other, rows[0].row) for other, rows in several["several_usccs"].others] == sorted(
        [(uscc(1), 1), (uscc(2), 2)]
    )
    assert several["several_olds"].number == uscc(3)
    assert {other for other, _ in several["several_olds"].others} == {reg_no(3), reg_no(4)}


def test_a_stated_organisation_code_that_is_not_the_one_inside_is_a_conflict(store):
    stated(store, "a", JAN, (organisation(2), uscc(1)))
    (found,) = conflicts(store, table(store))
    assert {other for other, _ in found.others} == {organisation(1), organisation(2)}
    assert all(rows for _, rows in found.others)
    assert one(store, uscc(1)).is_conflict


def test_the_report_leaves_conflicts_blank_and_names_the_entity(store):
    firms = stated(
        store, "a", JAN, (reg_no(1), uscc(1), tax_no(1)), (reg_no(2), uscc(2)), (reg_no(2), uscc(3)), (uscc(4),)
    )
    join(store, {"E1": firms[:1]})
    rows = list(report(store, table(store)))
    assert rows[0] == ReportRow(
        "郑州试样a0有限公司", uscc(1).value, reg_no(1).value, organisation(1).value, tax_no(1).value
    )
    assert [(each.uscc, each.reg_no, each.name) for each in rows[1:]] == [
        (uscc(2).value, "", "郑州试样a1有限公司"),
        (uscc(3).value, "", "郑州试样a2有限公司"),
    ]
    assert len(rows) == 3


def test_a_sole_traders_tax_number_is_a_persons_and_stays_out(store):
    owner = Identifier(IdentifierKind.TAX_NO, "11010519491231002X01")
    stated(store, "a", JAN, (owner, uscc(1, "92"), reg_no(1)))
    (row,) = report(store, table(store))
    assert (row.tax_no, row.org_code, row.reg_no) == ("", uscc(1, "92").value[8:17], reg_no(1).value)


def test_persons_and_masks_have_no_code(store):
    for number in (resident("11010519491231002X"), resident("110105************")):
        with pytest.raises(NoCode):
            translate(store, [number])


def test_persons_stay_out_of_the_table(store):
    owner = party("r", "王小样", kind=Kind.PERSON, numbers=[reg_no(1), uscc(1)])
    deliver(store, delivery("a", JAN), [record("r", [owner])])
    assert table(store).usccs == {}


@pytest.mark.parametrize("number", [organisation(1), tax_no(1)])
def test_a_check_by_an_old_code_means_the_firm_of_which_only_the_unified_code_is_known(store, number):
    firms = stated(store, "a", JAN, (uscc(1),), (uscc(2),))
    join(store, {"E1": firms[:1], "E2": firms[1:]})
    (meant,) = Identification(store, None).subjects([Query(purpose="land", as_of=MAR, identifiers=(number,))])
    assert meant.meant == (("E1", Sureness.CONFIRMED),)
