"""Penalties as rows state them: measures, fines, states, one listing of both forms."""

import pytest

from linkage.dates import Span, Truth
from linkage.mapping import listing_key
from linkage.model import ClaimKind, Kind, Nature, Role, fact
from tests.linkage.mapped import AS_AT, FIRM, MAN, ORG, PENALTY, USCC, claim, day, numbers, party, record


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
