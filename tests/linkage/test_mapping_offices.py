"""Registrations and offices: who holds which place, from when."""

import pytest

from linkage.dates import ALWAYS, FOREVER, VOID, Span, Truth
from linkage.model import ClaimKind, Kind, Role, fact
from tests.linkage.mapped import AS_AT, ENTITY, OFFICE, claim, day, numbers, party, record


@pytest.mark.parametrize(
    ("comp_type", "relation"),
    [
        ("有限责任公司(自然人投资或控股)", "LEGAL_REPRESENTATIVE_OF"),
        ("个体工商户", "OPERATES"),
        ("个人独资企业", "INVESTOR_OF"),
        ("有限合伙企业", "EXECUTIVE_PARTNER_OF"),
        ("有限责任公司分公司(自然人投资或控股)", "PRINCIPAL_OF"),
        ("个人独资企业分支机构", "PRINCIPAL_OF"),
        ("农民专业合作社", "LEGAL_REPRESENTATIVE_OF"),
    ],
)
def test_head_of_each_legal_form(comp_type: str, relation: str) -> None:
    found = record("market_entity", ENTITY | {"comp_type": comp_type})
    held = claim(found, ClaimKind.RELATION)
    assert (held.type, held.subject, held.object) == (
        relation, party(found, Role.LEGAL_REPRESENTATIVE).id, party(found).id,
    )  # fmt: skip


def test_head_is_certain_from_approval_and_possible_before() -> None:
    held = claim(record("market_entity", ENTITY), ClaimKind.RELATION)
    assert held.span == Span(day("2015-03-04"), day("2019-05-06"), FOREVER, FOREVER)
    undated = claim(record("market_entity", ENTITY | {"appr_dt": "", "est_dt": ""}), ClaimKind.RELATION)
    assert undated.span == Span(ALWAYS, AS_AT, FOREVER, FOREVER)


def test_a_state_changes_on_its_approval_day() -> None:
    assert record("market_entity", ENTITY).changed == "2019-05-06"
    assert record("market_entity", ENTITY | {"appr_dt": ""}).changed == "2026-10-31"


def test_branch() -> None:
    found = record("market_entity", ENTITY | {"comp_type": "有限责任公司分公司", "lv_pripid": "4101000000001"})
    parent = party(found, Role.RELATED)
    assert numbers(parent) == {"registry_id@410100:4101000000001"}
    assert claim(found, ClaimKind.RELATION, "BRANCH_OF").object == parent.id


def test_revoked_registration() -> None:
    state = claim(record("market_entity", ENTITY | {"reg_state": "吊销，未注销"}), ClaimKind.ATTRIBUTE, "reg_state")
    assert (fact(state.facts, "value"), fact(state.facts, "code")) == ("吊销,未注销", "revoked")


def test_several_persons_in_one_cell() -> None:
    found = record("market_entity", ENTITY | {"comp_type": "普通合伙企业", "legal_repre": "张小明、李大伟"})
    heads = [each for each in found.parties if each.role is Role.LEGAL_REPRESENTATIVE]
    assert [each.name for each in heads] == ["张小明", "李大伟"]
    assert len([c for c in found.claims if c.type == "EXECUTIVE_PARTNER_OF"]) == 2


def test_organisations() -> None:
    row = {
        "nm": "宁波市某某协会",
        "uni_social_crd_cd": "",
        "cert_no": "社证字第3302001号",
        "supervisor": "宁波市民政局",
    }
    found = record("social_organisation", row | {"legal_repre": "张小明"})
    assert {each.kind for each in found.parties if each.role is not Role.LEGAL_REPRESENTATIVE} == {Kind.ORGANISATION}
    assert claim(found, ClaimKind.RELATION, "SPONSOR_OF").subject == party(found, Role.RELATED).id


@pytest.mark.parametrize(
    ("office", "relation", "role"),
    [
        ("法定代表人", "LEGAL_REPRESENTATIVE_OF", Role.LEGAL_REPRESENTATIVE),
        ("负责人", "PRINCIPAL_OF", Role.RELATED),
        ("财务负责人", "FINANCE_HEAD_OF", Role.RELATED),
        ("实际控制人", "ACTUAL_CONTROLLER_OF", Role.RELATED),
        ("执行事务合伙人", "EXECUTIVE_PARTNER_OF", Role.RELATED),
        ("董事", "DIRECTOR_OF", Role.RELATED),
        ("监事", "SUPERVISOR_OF", Role.RELATED),
        ("高级管理人员", "SENIOR_MANAGER_OF", Role.RELATED),
        ("清算组负责人", "LIQUIDATOR_OF", Role.RELATED),
        ("投资人", "INVESTOR_OF", Role.RELATED),
        ("经营者", "OPERATES", Role.RELATED),
    ],
)
def test_offices(office: str, relation: str, role: Role) -> None:
    found = record("role", OFFICE | {"role_cn": office, "from_dt": "2018-01-01", "to_dt": "2020-06-30"})
    held = claim(found, ClaimKind.RELATION)
    assert (held.type, held.object) == (relation, party(found).id)
    assert held.subject == party(found, role).id
    assert [held.span.holds(day(text)) for text in ("2017-12-31", "2018-01-01", "2020-06-30", "2020-07-01")] == [
        Truth.NO, Truth.YES, Truth.YES, Truth.NO,
    ]  # fmt: skip


def test_an_office_in_a_stolen_name_was_never_held() -> None:
    held = claim(record("role", OFFICE | {"from_dt": "2018-01-01", "void_reason": "冒名登记"}), ClaimKind.RELATION)
    assert held.span == VOID
    assert fact(held.facts, "void") == "impersonation"


def test_an_unknown_office_is_an_issue_and_no_relation() -> None:
    found = record("role", OFFICE | {"role_cn": "顾问"})
    assert not found.claims
    assert [issue.reason for issue in found.issues] == ["unknown_word"]
