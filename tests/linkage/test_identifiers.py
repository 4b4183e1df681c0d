"""Identifiers: every spelling of FORMATS.md, both check digits, kinds in the wrong column, what one number implies."""

from datetime import date

import pytest

from linkage.checksums import resident_check, uscc_check
from linkage.identifiers import (
    Identifier,
    IdentifierKind,
    Invalid,
    Relation,
    Strength,
    birth_date,
    born_by,
    compare,
    implied,
    owner,
    parse,
    readings,
    sex,
)

K = IdentifierKind
USCC = "91330203674737244W"
OWNER = "120110196812312767"


def reason(text: str, kind: IdentifierKind | None = None) -> str:
    """Why a text is no number; empty when it is one."""
    result = parse(text, kind)
    return result.reason if isinstance(result, Invalid) else ""


def number(text: str, kind: IdentifierKind | None = None, scope: str = "") -> Identifier:
    """A number that must be valid."""
    result = parse(text, kind, scope)
    assert isinstance(result, Identifier), result
    return result


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("91330203674737244w", K.USCC, USCC),
        ("９１３３０２０３６７４７３７２４４Ｗ", K.USCC, USCC),
        ("9133 0203 6747 3724 4W", K.USCC, USCC),
        ("\u300091330203-674737244-W ", K.USCC, USCC),
        ("统一社会信用代码：91330203674737244W", K.USCC, USCC),
        ("'91330203674737244W", K.USCC, USCC),
        ("MA2EL626-6", K.ORG_CODE, "MA2EL6266"),
        ("ma2el626－6", K.ORG_CODE, "MA2EL6266"),
        ("120110681231276", K.RESIDENT, OWNER),
        ("120110681231276.0", K.RESIDENT, OWNER),
        ("330203674737244", K.TAX_NO, "330203674737244"),
        ("E12345678", K.PASSPORT, "E12345678"),
        ("事证第141010000123号", K.INSTITUTION_CERT, "141010000123"),
        ("军字第1234567号", K.OTHER_ID, "军1234567"),
        ("H1234567890", K.OTHER_ID, "H1234567890"),
    ],
)
def test_spellings(text: str, kind: IdentifierKind, value: str) -> None:
    assert parse(text) == Identifier(kind, value)
    assert parse(text, kind) == Identifier(kind, value)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("91330203674737244X", None, "check_digit"),
        ("91330203674737245W", None, "check_digit"),
        ("91330203674737244O", K.USCC, "alphabet"),
        ("9133020367473724W", K.USCC, "length"),
        ("96330203674737244W", K.USCC, "category"),
        ("91990203674737244W", K.USCC, "area"),
        ("MA2EL626-7", None, "check_digit"),
        ("12011068123127", K.RESIDENT, "length"),
        ("120110196813312767", None, "birth_date"),
        ("990110196812312767", K.RESIDENT, "area"),
        ("120110196812312768", None, "check_digit"),
        ("4.10724E+17", None, "precision"),
        ("000000000", K.ORG_CODE, "placeholder"),
        ("", None, "empty"),
        ("--", None, "empty"),
        ("****", None, "mask_too_short"),
        ("郑州鑫源贸易有限公司", None, "unrecognised"),
    ],
)
def test_reasons(text: str, kind: IdentifierKind | None, expected: str) -> None:
    assert reason(text, kind) == expected


def test_a_reason_names_its_remedy_in_both_languages_and_hides_persons() -> None:
    wrong = parse("120110196812312768")
    assert isinstance(wrong, Invalid)
    assert "certificate" in wrong.message
    assert "核对" in wrong.message_zh
    assert wrong.value_masked == "120110************"


@pytest.mark.parametrize(
    ("text", "column", "kind"),
    [
        (OWNER, K.ORG_CODE, K.RESIDENT),
        ("120110681231276", K.ORG_CODE, K.RESIDENT),
        ("410724************", K.ORG_CODE, K.RESIDENT),
        (OWNER, K.OTHER_ID, K.RESIDENT),
        (OWNER, K.PASSPORT, K.RESIDENT),
        (OWNER, K.CERTIFICATE, K.RESIDENT),
        ("120110681231276", K.OTHER_ID, K.RESIDENT),
        (USCC, K.ORG_CODE, K.USCC),
        (USCC, K.TAX_NO, K.USCC),
        (USCC, K.REG_NO, K.USCC),
        (USCC, K.REGISTRY_ID, K.USCC),
        ("67473724-4", K.USCC, K.ORG_CODE),
        ("E12345678", K.RESIDENT, K.PASSPORT),
        (OWNER, K.TAX_NO, K.TAX_NO),
    ],
)
def test_a_checked_number_in_another_column_is_what_it_is(
    text: str, column: IdentifierKind, kind: IdentifierKind
) -> None:
    assert number(text, column).kind is kind


def test_a_mistyped_registration_number_does_not_become_a_person() -> None:
    assert reason("410105680101234", K.REG_NO) == "check_digit"


def test_fifteen_digits_may_be_several_kinds() -> None:
    kinds = {each.kind for each in readings("120110681231276")}
    assert K.RESIDENT in kinds
    assert readings("nonsense") == ()


def test_uscc_implies_its_organisation_code() -> None:
    assert implied(number(USCC)) == (Identifier(K.ORG_CODE, "674737244"),)
    same = compare(number(USCC), number("67473724-4"))
    assert same.relation is Relation.SAME
    other = compare(number(USCC), number("MA2EL626-6"))
    assert (other.relation, other.vetoes) == (Relation.INCOMPATIBLE, True)


def test_old_tax_number_bridges_but_never_vetoes() -> None:
    tax = number("330203674737244")
    assert implied(tax) == (Identifier(K.ORG_CODE, "674737244"),)
    assert compare(tax, number(USCC)).relation is Relation.SAME
    other = compare(tax, number("MA2EL626-6"))
    assert (other.relation, other.vetoes) == (Relation.INCOMPATIBLE, False)


@pytest.mark.parametrize("text", [OWNER, OWNER + "01", OWNER[:6] + OWNER[8:17] + "01"])
def test_sole_traders_tax_number_belongs_to_its_owner(text: str) -> None:
    tax = number(text, K.TAX_NO)
    assert implied(tax) == ()
    assert owner(tax) == number(OWNER)
    assert compare(tax, number(OWNER)).relation is Relation.SAME
    assert tax.is_personal
    assert OWNER[6:] not in tax.display()


def test_strength_and_veto() -> None:
    assert number(USCC).vetoes
    assert number(OWNER).strength is Strength.STRONG
    masked = number("120110********2767")
    assert (masked.strength, masked.vetoes) == (Strength.WEAK, False)
    assert not number("E12345678").vetoes


def test_registry_ids_are_scoped() -> None:
    here, there = number("4101000001", K.REGISTRY_ID, "410100"), number("4101000001", K.REGISTRY_ID, "410200")
    assert here != there
    assert compare(here, there).relation is Relation.INCOMPARABLE
    assert Identifier.from_text(here.to_text()) == here


def test_birth_and_sex() -> None:
    person = number("120110681231276")
    assert birth_date(person) == date(1968, 12, 31)
    assert sex(person) == "female"
    assert sex(number("12011019681231****")) is None
    assert birth_date(number("12011019681231****")) == date(1968, 12, 31)
    assert birth_date(number("1201101968********")) is None
    assert not born_by(person, date(1968, 12, 30))


def test_the_foreigners_card_of_2023() -> None:
    assert number("911124198108030024").kind is K.OTHER_ID


@pytest.mark.parametrize("area", ["110103", "510200", "413001", "659090", "830000"])
def test_areas_abolished_or_special_are_accepted(area: str) -> None:
    body = area + "19041231001"
    assert number(body + resident_check(body)).kind is K.RESIDENT


@pytest.mark.parametrize("born", ["18990101", "19000229", "20230230", "21010101", "19681301"])
def test_birth_dates_that_do_not_exist(born: str) -> None:
    body = "410105" + born + "001"
    expected = "" if born == "18990101" else "birth_date"
    assert reason(body + resident_check(body), K.RESIDENT) == expected


def test_a_registry_of_the_nation_is_an_area() -> None:
    body = "91100000" + "MA2EL6266"
    assert number(body + uscc_check(body)).kind is K.USCC
    assert reason("91999999MA2EL6266" + uscc_check("91999999MA2EL6266")) == "area"


def test_the_organisation_code_inside_has_its_own_check_digit() -> None:
    body = "91410100" + "MA2EL6267"
    assert reason(body + uscc_check(body)) == "org_check_digit"


def test_a_cell_of_ten_megabytes_is_refused_at_once() -> None:
    assert reason("统" * 10_000_000) == "length"
    assert readings("统" * 10_000_000) == ()
