"""Lists, their events, responsible persons, orders and guarantees."""

import pytest

from linkage.dates import Truth
from linkage.mapping import listing_key
from linkage.model import ClaimKind, Kind, Role, fact
from tests.linkage.mapped import FIRM, MAN, claim, day, party, record, rejection


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
