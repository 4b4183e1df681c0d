"""Identifiers: every spelling of FORMATS.md, both check digits, lifting, masks."""

import pytest

from linkage.identifiers import Identifier, IdentifierKind, Invalid, Relation, compare, implied, parse

K = IdentifierKind


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("91330203674737244w", K.USCC, "91330203674737244W"),
        ("９１３３０２０３６７４７３７２４４Ｗ", K.USCC, "91330203674737244W"),
        ("9133 0203 6747 3724 4W", K.USCC, "91330203674737244W"),
        ("MA2EL626-6", K.ORG_CODE, "MA2EL6266"),
        ("120110681231276", K.RESIDENT, "120110196812312767"),
        ("E12345678", K.PASSPORT, "E12345678"),
    ],
)
def test_spellings(text: str, kind: IdentifierKind, value: str) -> None:
    assert parse(text) == Identifier(kind, value)


def test_check_digit_names_the_remedy() -> None:
    wrong = parse("91330203674737244X")
    assert isinstance(wrong, Invalid)
    assert wrong.reason == "check_digit"
    assert "certificate" in wrong.message


def test_uscc_implies_its_organisation_code() -> None:
    code = parse("91330203674737244W")
    assert isinstance(code, Identifier)
    assert implied(code) == (Identifier(K.ORG_CODE, "674737244"),)
    assert compare(code, Identifier(K.ORG_CODE, "674737244")).relation is Relation.SAME
