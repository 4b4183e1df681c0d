"""Mapping: what a row of each kind of table says, in the words of linkage.model; no row is lost."""

import random
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.dates import ALWAYS, FOREVER, VOID, Span, Truth
from linkage.formats import load_formats, parse_format
from linkage.identifiers import IdentifierKind
from linkage.mapping import Mapper, listing_key
from linkage.model import Claim, ClaimKind, Kind, Nature, Party, Record, Rejection, Role, fact
from tests.linkage.test_formats import OWN

FORMATS = load_formats()
AS_AT = date(2026, 10, 31)
USCC, ORG, REG = "91330203674737244W", "674737244", "330203000011111"
MAN, OTHER = "120110196812312767", "410724199003070017"
FIRM = "宁波某某纺织有限公司"


def mapped(name: str, cells: Mapping[str, str], as_at: date = AS_AT, region: str = "410100") -> Record | Rejection:
    mapper = Mapper(FORMATS.get(name), list(cells), region, "某局", as_at)
    return mapper.map(7, list(cells.values()), "某局.csv")


def record(name: str, cells: Mapping[str, str], as_at: date = AS_AT, region: str = "410100") -> Record:
    found = mapped(name, cells, as_at, region)
    assert isinstance(found, Record), found
    return found


def rejection(name: str, cells: Mapping[str, str]) -> Rejection:
    found = mapped(name, cells)
    assert isinstance(found, Rejection), found
    return found


def party(found: Record, role: Role = Role.SUBJECT) -> Party:
    return next(each for each in found.parties if each.role is role)


def claim(found: Record, kind: ClaimKind, type_: str = "") -> Claim:
    return next(each for each in found.claims if each.kind is kind and type_ in ("", each.type))


def day(text: str) -> date:
    return date.fromisoformat(text)


def numbers(of: Party) -> set[str]:
    return {each.to_text() for each in of.identifiers}


PENALTY = {
    "CF_WSH": "甬市监罚〔2023〕158号", "CF_XDR_MC": FIRM, "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": USCC,
    "CF_FRDB": "张小明", "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": MAN, "CF_CFLB": "罚款;没收违法所得",
    "CF_NR": "罚款人民币220万元", "CF_NR_FK": "220", "CF_NR_WFFF": "1.5", "CF_JDRQ": "2023年5月17日", "CF_YXQ": "2099-12-31",
    "CF_GSJZQ": "2026/5/17", "CF_CFJG": "宁波市市场监督管理局", "CF_CFJGDM": "113302000029400000", "CF_ZT": "0",
}  # fmt: skip


def test_penalty() -> None:
    found = record("penalty_2018", PENALTY)
    firm, man = party(found), party(found, Role.LEGAL_REPRESENTATIVE)
    assert (firm.kind, firm.name, numbers(firm)) == (Kind.ENTERPRISE, FIRM, {f"uscc:{USCC}"})
    assert fact(firm.details, "legal_representative") == "张小明"
    assert (man.kind, man.name, man.within, numbers(man)) == (Kind.PERSON, "张小明", firm.id, {f"resident:{MAN}"})
    listed = claim(found, ClaimKind.LISTING)
    assert (listed.type, listed.subject, listed.object) == ("administrative_penalty", firm.id, None)
    assert listed.span == Span.of(day("2023-05-17"))
    said = dict(listed.facts)
    assert (said["penalty_types"], said["fine"], said["confiscated"]) == ("confiscation,fine", "2200000", "15000")
    assert (said["decision_date"], said["publish_until"], said["authority_code"]) == (
        "2023-05-17", "2026-05-17", "113302000029400000",
    )  # fmt: skip
    assert listed.listing == listing_key("宁波市市场监督管理局", "甬市监罚（2023）第158号")
    assert found.nature is Nature.EVENT
    assert not found.issues
    assert dict(found.payload) == PENALTY


def test_representative_of_a_penalty_is_seen_on_its_day_only() -> None:
    held = claim(record("penalty_2018", PENALTY), ClaimKind.RELATION, "LEGAL_REPRESENTATIVE_OF").span
    assert [held.holds(day(text)) for text in ("2023-05-16", "2023-05-17", "2023-05-18")] == [
        Truth.NO, Truth.YES, Truth.NO,
    ]  # fmt: skip


def test_both_forms_and_copies_speak_of_one_listing() -> None:
    old = record("penalty_2016", {
        "CF_WSH": "甬市监罚[2023]158号", "CF_XDR_MC": FIRM, "CF_XDR_ZDM": "67473724-4", "CF_JDRQ": "20230517",
        "CF_XZJG": "宁波市市场监督管理局", "CF_JG": "罚款2200000元，没收违法所得1.5万元",
    })  # fmt: skip
    new = claim(record("penalty_2018", PENALTY), ClaimKind.LISTING)
    copy = claim(old, ClaimKind.LISTING)
    assert copy.listing == new.listing
    assert (fact(copy.facts, "fine"), fact(copy.facts, "confiscated")) == ("2200000", "15000")
    assert numbers(party(old)) == {f"org_code:{ORG}"}


@pytest.mark.parametrize(
    ("text", "types", "fine"),
    [
        ("吊销营业执照", "revoke_business_licence,revoke_licence", ""),
        ("吊销食品经营许可证", "revoke_food_licence,revoke_licence", ""),
        ("责令停产停业", "order_stop", ""),
        ("责令关闭", "order_closed", ""),
        ("警告", "warning", ""),
        ("罚款人民币贰佰万元整", "fine", "2000000"),
        ("罚款3,000元；警告", "fine,warning", "3000"),
        ("罚款1万元、罚款2万元", "fine", "30000"),
        ("对甲处罚款1万元，对乙处罚款2万元，合计罚款3万元", "fine", "30000"),
        ("不予罚款", "other", ""),
        ("行政拘留五日", "detention", ""),
        ("责令改正", "other", ""),
    ],
)
def test_measures_of_a_penalty(text: str, types: str, fine: str) -> None:
    listed = claim(record("penalty_2016", {"CF_WSH": "1号", "CF_XDR_MC": FIRM, "CF_JG": text}), ClaimKind.LISTING)
    assert (fact(listed.facts, "penalty_types"), fact(listed.facts, "fine")) == (types, fine)


def test_licence_named_in_its_own_column() -> None:
    row = PENALTY | {
        "CF_CFLB": "吊销许可证件",
        "CF_NR": "吊销",
        "CF_NR_ZKDX": "营业执照 330203000011111",
        "CF_NR_FK": "",
    }
    listed = claim(record("penalty_2018", row), ClaimKind.LISTING)
    assert "revoke_business_licence" in fact(listed.facts, "penalty_types")


@pytest.mark.parametrize(
    ("status", "event"), [("1", "revoked"), ("2", "disputed"), ("撤销", "revoked"), ("异议", "disputed")]
)
def test_status_is_an_event(status: str, event: str) -> None:
    found = record("penalty_2018", PENALTY | {"CF_ZT": status})
    said, listed = claim(found, ClaimKind.EVENT), claim(found, ClaimKind.LISTING)
    assert (said.type, said.listing, said.subject) == (event, listed.listing, listed.subject)
    assert said.span == Span(day("2023-05-17"), AS_AT)


def test_no_event_without_status() -> None:
    for status in ("0", "正常", "", "3"):
        assert not [c for c in record("penalty_2018", PENALTY | {"CF_ZT": status}).claims if c.kind is ClaimKind.EVENT]


def test_amounts_follow_the_heading() -> None:
    cells = dict(PENALTY)
    cells["罚款金额（元）"] = cells.pop("CF_NR_FK")
    assert fact(claim(record("penalty_2018", cells), ClaimKind.LISTING).facts, "fine") == "220"


# -- numbers ----------------------------------------------------------------------------------------------------------
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


# -- registry ---------------------------------------------------------------------------------------------------------
ENTITY = {
    "main_identi_id": "4101000000123", "comp_type": "有限责任公司(自然人投资或控股)", "reg_state": "存续", "uni_social_crd_cd": USCC,
    "comp_nm": FIRM, "legal_repre": "张小明", "reg_capt": "100", "appr_dt": "2019-05-06", "est_dt": "2015-03-04",
}  # fmt: skip


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


# -- our own forms ----------------------------------------------------------------------------------------------------
OFFICE = {"comp_nm": FIRM, "uni_social_crd_cd": USCC, "nm": "张小明", "cer_no": MAN, "role_cn": "法定代表人"}


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


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("失信被执行人名单", "dishonest_judgment_debtor"), ("严重违法失信企业名单", "serious_violation"),
        ("重大税收违法案件当事人名单", "major_tax_violation"), ("经营异常名录", "abnormal_operation"),
        ("食品药品黑名单", "food_drug_blacklist"), ("工程建设黑名单", "construction_blacklist"),
        ("交通货运黑名单", "transport_blacklist"), ("商贸流通黑名单", "trade_blacklist"),
        ("政府采购黑名单", "procurement_blacklist"), ("拖欠农民工工资黑名单", "wage_arrears_blacklist"),
        ("环保黑名单", "environment_blacklist"), ("安全生产黑名单", "work_safety_blacklist"),
        ("采购禁止名单", "procurement_ban"), ("破产清算", "bankruptcy"), ("严重失信主体名单", "provincial_dishonesty"),
        ("守信红名单", "red_list"), ("环保红名单", "red_list"), ("纳税信用A级红名单", "red_list"),
        ("限制消费令", "consumption_restriction"), ("未履行生效裁判", "unfulfilled_judgment"), ("欠税", "tax_arrears"),
    ],
)  # fmt: skip
def test_lists(title: str, category: str) -> None:
    row = {
        "list_cn": title,
        "doc_no": "1号",
        "authority": "某局",
        "nm": FIRM,
        "in_dt": "2023-01-05",
        "out_dt": "2024-01-05",
    }
    listed = claim(record("listing", row), ClaimKind.LISTING)
    assert listed.type == category
    assert [listed.span.holds(day(text)) for text in ("2024-01-04", "2024-01-05")] == [Truth.YES, Truth.NO]


def test_an_unknown_list_is_rejected_by_name() -> None:
    found = rejection("listing", {"list_cn": "某某清单", "authority": "某局", "nm": FIRM, "in_dt": "2023-01-05"})
    assert (found.field, found.value, found.reason) == ("list_cn", "某某清单", "unknown_word")
    assert "某局.csv第7行" in found.message


@pytest.mark.parametrize(
    ("word", "event"),
    [("拟列入", "intended"), ("列入", "listed"), ("异议", "disputed"), ("停止执行", "stayed"), ("恢复执行", "resumed"),
     ("修复", "repaired"), ("移出", "removed"), ("撤销", "revoked")],
)  # fmt: skip
def test_events_join_their_listing(word: str, event: str) -> None:
    both = {"list_cn": "经营异常名录", "doc_no": "甬异〔2023〕1号", "authority": "宁波市某局", "nm": FIRM}
    listed = claim(record("listing", both | {"in_dt": "2023-01-05"}), ClaimKind.LISTING)
    happened = claim(record("listing_event", both | {"event_cn": word, "event_dt": "2023-02-05"}), ClaimKind.EVENT)
    assert (happened.type, happened.listing) == (event, listed.listing)
    assert fact(happened.facts, "category") == "abnormal_operation"
    assert happened.span.begin_min == happened.span.begin_max == day("2023-02-05")


def test_responsible_persons_join_the_decision() -> None:
    row = {"doc_no": "甬税稽罚〔2023〕9号", "authority": "宁波市某局", "comp_nm": FIRM, "nm": "张小明", "cer_no": MAN,
           "role_cn": "财务负责人", "responsible": "是", "violation_dt": "2021-06-01", "unpaid": "", "guarantee": "否"}  # fmt: skip
    found = record("responsible", row)
    marked = claim(found, ClaimKind.RESPONSIBILITY)
    assert {marked.subject, marked.object} == {party(found).id, party(found, Role.RESPONSIBLE).id}
    assert marked.listing == listing_key("宁波市某局", "甬税稽罚[2023]9号")
    said = dict(marked.facts)
    assert (said["responsible"], said["unpaid"], said["guarantee"]) == ("yes", "unknown", "no")
    assert (said["role"], said["violation_date"]) == ("FINANCE_HEAD_OF", "2021-06-01")


ORDER = {"case_no": "(2023)浙02执158号", "court": "宁波市某某法院", "issue_dt": "2023-03-01", "comp_nm": FIRM,
         "nm": "张小明", "cer_no": MAN, "role_cn": "法定代表人", "release_dt": "2024-03-01"}  # fmt: skip


def test_consumption_order_on_a_firm() -> None:
    found = record("consumption_order", ORDER)
    assert [each.name for each in found.parties if each.role is Role.SUBJECT] == [FIRM]
    assert party(found, Role.RESPONSIBLE).name == "张小明"
    assert [c.subject for c in found.claims if c.kind is ClaimKind.LISTING] == [party(found).id]
    assert fact(claim(found, ClaimKind.RESPONSIBILITY).facts, "responsible") == "yes"
    assert claim(found, ClaimKind.LISTING).span.holds(day("2024-03-01")) is Truth.NO


def test_consumption_order_on_a_person() -> None:
    found = record("consumption_order", ORDER | {"comp_nm": ""})
    assert [(each.role, each.kind) for each in found.parties] == [(Role.SUBJECT, Kind.PERSON)]
    assert [c.kind for c in found.claims] == [ClaimKind.LISTING]


def test_guarantee_and_co_debtors() -> None:
    row = {"comp_nm": FIRM, "creditor": "某某银行", "debtor": "某某建设有限公司", "major_credit_amt": "300",
           "period_from": "2023-01-01", "period_to": "2026-01-01"}  # fmt: skip
    found = record("guarantee", row)
    held = claim(found, ClaimKind.RELATION)
    assert (held.type, held.subject, held.object) == ("GUARANTEES", party(found).id, party(found, Role.DEBTOR).id)
    assert fact(held.facts, "amount") == "3000000"
    judged = record("unfulfilled_enterprise", {
        "com_nm": FIRM, "case_no": "(2023)浙02执1号", "execute_court": "某法院", "comm_executed": "张小明、某某建设有限公司",
    })  # fmt: skip
    assert [each.kind for each in judged.parties if each.role is Role.RELATED] == [Kind.PERSON, Kind.ENTERPRISE]
    assert len([c for c in judged.claims if c.type == "CO_DEBTOR_OF"]) == 2


def test_products_end_after_their_last_day() -> None:
    row = {
        "nm": FIRM,
        "number": USCC,
        "grade": "AA",
        "issue_dt": "2024-01-01",
        "valid_to": "2025-12-31",
        "doc_no": "R1",
    }
    rated = claim(record("rating", row), ClaimKind.PRODUCT)
    assert (rated.type, fact(rated.facts, "grade")) == ("rating", "AA")
    assert [rated.span.holds(day(text)) for text in ("2025-12-31", "2026-01-01")] == [Truth.YES, Truth.NO]


# -- days, rejections, identity ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["9999-9-9", "2099-12-31", "1900-1-1", "", "暂无"])
def test_open_and_unknown_ends(text: str) -> None:
    assert claim(record("role", OFFICE | {"to_dt": text}), ClaimKind.RELATION).span.end_min == FOREVER


def test_an_end_before_the_beginning_still_ends() -> None:
    found = record("role", OFFICE | {"from_dt": "2020-01-01", "to_dt": "2019-01-01"})
    span = claim(found, ClaimKind.RELATION).span
    assert [issue.reason for issue in found.issues] == ["end_before_begin"]
    assert not span.is_void
    assert span.holds(day("2020-02-01")) is Truth.NO


def test_an_impossible_day_is_an_issue_where_optional_and_a_rejection_where_it_identifies() -> None:
    found = record("penalty_2018", PENALTY | {"CF_GSJZQ": "2016-02-30"})
    assert [(issue.field, issue.reason) for issue in found.issues] == [("CF_GSJZQ", "no_such_day")]
    refused = rejection("role", OFFICE | {"from_dt": "2016-02-30"})
    assert (refused.field, refused.value, refused.reason) == ("from_dt", "2016-02-30", "no_such_day")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"CF_XDR_MC": "", "CF_XDR_SHXYM": "", "CF_NR": "罚款"}, "no_subject"),
        ({"CF_XDR_MC": "暂无", "CF_XDR_SHXYM": USCC[:-1] + "A", "CF_WSH": "1号"}, "no_subject"),
        ({"CF_XDR_MC": FIRM, "CF_WSH": "1号", "CF_SY": "x" * 300_000}, "cell_too_large"),
        ({"CF_XDR_MC": FIRM + "\udce9", "CF_WSH": "1号"}, "undecodable"),
    ],
)
def test_rejections(cells: dict[str, str], reason: str) -> None:
    found = rejection("penalty_2018", {"CF_WSH": "", **cells})
    assert found.reason in (reason, "no_key")
    assert "某局.csv第7行" in found.message
    found.message.encode()


def test_too_many_cells() -> None:
    mapper = Mapper(FORMATS.get("role"), list(OFFICE), "410100", "某局", AS_AT)
    found = mapper.map(3, [*OFFICE.values(), "多余"])
    assert isinstance(found, Rejection)
    assert found.reason == "too_many_cells"
    assert isinstance(mapper.map(4, [*OFFICE.values(), " "]), Record)


def test_numbers_are_masked_in_rejections_and_issues() -> None:
    cells = {"nm": "张小明", "cer_no": MAN[:-1] + "1", "comp_nm": FIRM, "role_cn": "法定代表人", "from_dt": MAN}
    assert MAN not in repr(rejection("role", cells))
    found = record("role", cells | {"from_dt": ""})
    assert MAN[6:14] not in repr(found.issues)


def test_another_spelling_is_the_same_version() -> None:
    one = record("penalty_2018", PENALTY)
    spelt = PENALTY | {
        "CF_JDRQ": "20230517",
        "CF_XDR_SHXYM": "９１３３０２０３６７４７３７２４４ｗ",
        "CF_NR_FK": "220万元",
    }
    other = record("penalty_2018", dict(reversed(spelt.items())))
    assert (other.id, other.digest) == (one.id, one.digest)
    assert [each.id for each in other.parties] == [each.id for each in one.parties]
    assert record("penalty_2018", PENALTY | {"CF_NR_FK": "221"}).digest != one.digest


def test_volatile_columns_make_no_version() -> None:
    row = {"CF_WSH": "1号", "CF_XDR_MC": FIRM, "SJC": "2023-05-17 10:00:00"}
    one, other = (record("penalty_2016", row | {"SJC": text}) for text in ("1", "2"))
    assert (one.id, one.digest) == (other.id, other.digest)


def test_one_document_on_two_subjects_is_two_records() -> None:
    one, other = (record("penalty_2018", PENALTY | {"CF_XDR_MC": name}) for name in (FIRM, "某某建设有限公司"))
    assert one.id != other.id
    assert claim(one, ClaimKind.LISTING).listing == claim(other, ClaimKind.LISTING).listing


def test_a_replaced_person_is_a_new_party_and_the_firm_stays() -> None:
    one, other = (record("market_entity", ENTITY | {"legal_repre": name}) for name in ("张小明", "李大伟"))
    assert one.id == other.id
    assert party(one).id == party(other).id
    assert party(one, Role.LEGAL_REPRESENTATIVE).id != party(other, Role.LEGAL_REPRESENTATIVE).id


def test_a_users_format_maps() -> None:
    spec = parse_format(OWN.encode(), "dogs.toml")
    found = Mapper(spec, ["犬证号", "养犬人", "费用（元）"], "410100", "公安局", AS_AT).map(
        1, ["A-1", "张小明", "５００"]
    )
    assert isinstance(found, Record)
    assert dict(found.claims[0].facts) == {"number": "A1", "fee": "500"}


CELL = st.one_of(
    st.sampled_from(["", "\\N", FIRM, "张小明", USCC, MAN, OTHER, ORG, "2018-7-27", "2016-02-30", "9999-9-9", "是", "1",
                     "法定代表人", "失信被执行人名单", "移出", "自然人", "120万元", "甬市监罚〔2023〕1号", "　"]),
    st.text(max_size=12),
)  # fmt: skip


@given(st.sampled_from([spec.name for spec in FORMATS]), st.data())
@settings(max_examples=400, deadline=None)
def test_every_row_is_a_record_or_a_rejection(name: str, data: st.DataObject) -> None:
    header = list(FORMATS.get(name).columns)
    cells = data.draw(st.lists(CELL, min_size=len(header), max_size=len(header)))
    found = mapped(name, dict(zip(header, cells, strict=True)))
    if isinstance(found, Rejection):
        assert found.reason
        assert "第7行" in found.message
        return
    ids = {each.id for each in found.parties}
    assert any(each.role is Role.SUBJECT for each in found.parties)
    assert all(each.name or each.identifiers for each in found.parties)
    assert {c.subject for c in found.claims} | {c.object for c in found.claims if c.object} <= ids
    assert len({c.id for c in found.claims}) == len(found.claims)
    assert all(each.within in ids for each in found.parties if each.within)
    for each in found.parties:
        personal = any(number.kind is IdentifierKind.RESIDENT for number in each.identifiers)
        assert not (personal and each.kind is not Kind.PERSON)


@given(
    st.sampled_from(["penalty_2018", "role", "listing", "market_entity"]), st.randoms(use_true_random=False), st.data()
)
@settings(max_examples=100, deadline=None)
def test_mapping_is_a_function_of_the_row(name: str, chance: random.Random, data: st.DataObject) -> None:
    header = list(FORMATS.get(name).columns)
    cells = dict(zip(header, data.draw(st.lists(CELL, min_size=len(header), max_size=len(header))), strict=True))
    order = list(cells)
    chance.shuffle(order)
    one, other = mapped(name, cells), mapped(name, {code: cells[code] for code in order})
    if isinstance(one, Record) and isinstance(other, Record):
        assert (one.id, one.digest, one.parties, one.claims) == (other.id, other.digest, other.parties, other.claims)
    else:
        assert type(one) is type(other)
    assert mapped(name, cells) == one
