"""Numbers in cells: whose they are, masks, scopes, the code map."""

import pytest

from linkage.identifiers import IdentifierKind
from linkage.model import ClaimKind, Kind
from tests.linkage.mapped import FIRM, MAN, ORG, PENALTY, REG, USCC, claim, numbers, party, record


def test_a_wrong_number_is_an_issue() -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_SHXYM": USCC[:-1] + "A"})
    assert not party(found).identifiers
    assert [(issue.field, issue.reason) for issue in found.issues] == [("CF_XDR_SHXYM", "check_digit")]


@pytest.mark.parametrize("column", ["CF_XDR_ZZJG", "CF_XDR_SHXYM", "CF_XDR_SWDJ"])
def test_a_persons_number_is_never_an_enterprises(column: str) -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_SHXYM": ""} | {column: MAN})
    assert not party(found).identifiers
    assert MAN not in repr(found.issues)
    if column != "CF_XDR_SWDJ":  # a sole trader's old tax number is regularly the owner's number
        assert [issue.reason for issue in found.issues] == ["number_of_another"]


def test_a_natural_person_keeps_the_number_from_any_column() -> None:
    row = {"CF_WSH": "1号", "CF_XDR_MC": "张小明", "CF_XDR_LB": "自然人", "CF_XDR_ZZJG": MAN}
    man = party(record("penalty_2018", row))
    assert (man.kind, numbers(man)) == (Kind.PERSON, {f"resident:{MAN}"})


def test_the_authoritys_number_is_not_the_subjects() -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_SHXYM": "", "CF_CFJGDM": USCC, "CF_SJLYDM": USCC})
    assert all(USCC not in text for each in found.parties for text in numbers(each))


@pytest.mark.parametrize("text", ["410724************", "4107241990********", "4107241990****0017"])
def test_masked_numbers_are_kept_as_patterns(text: str) -> None:
    row = {"executed_nm": "张小明", "identi_id": text, "case_no": "(2023)浙02执1号", "executed_nature": "自然人"}
    number = party(record("dishonest_debtor", row)).identifiers[0]
    assert (number.kind, number.masked) == (IdentifierKind.RESIDENT, True)


def test_registry_ids_are_scoped_by_region() -> None:
    row = {"main_identi_id": "4101000000123", "comp_nm": FIRM}
    one, other = (party(record("market_entity", row, region=region)) for region in ("410100", "410200"))
    assert one.identifiers[0].scope == "410100"
    assert set(one.identifiers).isdisjoint(other.identifiers)


def test_code_map() -> None:
    row = {
        "企业名称": FIRM,
        "统一社会信用代码": USCC,
        "工商登记码": REG,
        "组织机构代码": "67473724-4",
        "税务登记号": "",
    }
    found = record("code_mapping", row)
    assert {each.kind for each in party(found).identifiers} >= {IdentifierKind.USCC, IdentifierKind.ORG_CODE}
    assert claim(found, ClaimKind.CODE_MAP).subject == party(found).id


def test_a_name_and_a_number_that_changed_columns_are_put_right() -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_MC": USCC, "CF_XDR_SHXYM": FIRM, "CF_XDR_ZZJG": ORG})
    assert party(found).name == FIRM
    assert numbers(party(found)) == {f"uscc:{USCC}", f"org_code:{ORG}"}
    assert [(issue.field, issue.reason) for issue in found.issues] == [("CF_XDR_MC", "swapped_columns")]


def test_a_persons_number_in_the_names_column_shows_in_no_output() -> None:
    row = {"CF_WSH": "1号", "CF_XDR_MC": MAN, "CF_XDR_LB": "自然人", "CF_XDR_ZJHM": "张小明"}
    found = record("penalty_2018", row)
    assert (party(found).name, numbers(party(found))) == ("张小明", {f"resident:{MAN}"})
    assert MAN not in repr(found.issues)


def test_a_number_in_the_names_column_is_the_subjects_also_without_a_name() -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_MC": USCC.lower(), "CF_XDR_SHXYM": ""})
    assert (party(found).name, numbers(party(found))) == ("", {f"uscc:{USCC}"})


@pytest.mark.parametrize("name", ["360网络科技有限公司", "2046咖啡馆", USCC[:-1] + "A", "13800138000"])
def test_a_name_of_digits_is_a_name(name: str) -> None:
    found = record("penalty_2018", PENALTY | {"CF_XDR_MC": name})
    assert party(found).name == name
    assert not any(issue.reason == "swapped_columns" for issue in found.issues)
