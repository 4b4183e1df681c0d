"""Every row of the rule table, with what it reaches and what it does not; and what each row carries."""

from collections.abc import Callable

import pytest

from tests.graph.town import COURT, FINANCE, TAX, Town, told

Case = tuple[str, Callable[[Town], None], str, str, set[str]]
TAX_OWN = {"tax.own.procurement", "tax.own.customs", "tax.own.discretion", "tax.own.credit"}
DEBTOR = {"debtor.own.procurement", "debtor.own.discretion"}
LR, PRINCIPAL, FINANCE_HEAD = "LEGAL_REPRESENTATIVE_OF", "PRINCIPAL_OF", "FINANCE_HEAD_OF"
CONTROLLER, DIRECTOR, MANAGER = "ACTUAL_CONTROLLER_OF", "DIRECTOR_OF", "SENIOR_MANAGER_OF"
UNPAID = {"unpaid": "yes", "guarantee": "no"}


def town() -> Town:
    made = Town()
    made.firm("甲公司", "乙公司", "丙公司", "甲公司分公司", "丁商行")
    made.person("张一", "李二", "王三", "赵四")
    return made


def heads(t: Town) -> None:
    """张一 until 2020, then 李二, then 王三 since 2025-07; 赵四 is finance head."""
    t.role("张一", LR, "甲公司", "2010-01-01", "2020-01-01")
    t.role("李二", LR, "甲公司", "2020-01-01", "2025-07-01")
    t.role("王三", LR, "甲公司", "2025-07-01")
    t.role("赵四", FINANCE_HEAD, "甲公司", "2018-01-01")


def tax(**said: str) -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed("major_tax_violation", "甲公司", authority=TAX)
        t.mark(decision, "李二", LR, "2022-05-05", **{**UNPAID, **said})

    return tell


def tax_finance(responsible: str | None, violation: str = "2022-05-05") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed("major_tax_violation", "甲公司", authority=TAX)
        if responsible is None:
            t.mark(decision, "李二", LR, violation, **UNPAID)
        else:
            t.mark(decision, "赵四", FINANCE_HEAD, violation, responsible=responsible, **UNPAID)

    return tell


def sentenced(end: str, begun: str = "2019-01-01") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        decision = t.listed("major_tax_violation", "甲公司", authority=TAX)
        t.mark(decision, "张一", LR, "2016-01-01", sentence_date=begun, sentence_end_date=end, unpaid="no")
        t.role("张一", LR, "甲公司", "2010-01-01", "2018-01-01")
        t.role("张一", DIRECTOR, "乙公司", "2024-01-01")
        t.event(decision, "removed", "2021-01-01")

    return tell


def debtor(day: str = "2025-06-03", ground: str = "有履行能力而拒不履行生效法律文书确定义务") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        t.listed("dishonest_judgment_debtor", "甲公司", day, authority=COURT, reason=ground)

    return tell


def debtor_person(day: str, office: str = LR) -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        t.listed("dishonest_judgment_debtor", "张一", day, authority=COURT)
        t.role("张一", office, "乙公司", "2015-01-01")
        t.role("张一", office, "丙公司", "2015-01-01", "2026-01-01")

    return tell


def order(role: str, day: str = "2025-05-06", until: str = "") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed("consumption_restriction", "甲公司", day, until, authority=COURT)
        t.mark(decision, "李二", role)
        t.role("李二", LR, "乙公司", "2015-01-01")

    return tell


def serious(reason: str, day: str = "2024-03-04") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        t.listed("serious_violation", "甲公司", day, reason=reason)
        t.role("李二", LR, "乙公司", "2015-01-01")

    return tell


def penalty(types: str, day: str = "2024-08-05", **said: str) -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        t.listed("administrative_penalty", "甲公司", day, penalty_types=types, **said)

    return tell


def revoked(responsible: str = "yes", violation: str = "2023-02-15", day: str = "2023-11-20") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed("administrative_penalty", "甲公司", day, penalty_types="revoke_business_licence")
        t.mark(decision, "李二", LR, violation, responsible=responsible)
        t.role("李二", DIRECTOR, "乙公司", "2021-01-01")

    return tell


def bankrupt(role: str, responsible: str = "yes", ended: str = "2024-02-01") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        decision = t.listed("bankruptcy", "甲公司", "2021-02-01", ended, authority=COURT)
        t.role("张一", role, "甲公司", "2012-01-01", "2021-12-31")
        t.mark(decision, "张一", role, "2019-06-30", responsible=responsible)

    return tell


def food(person_role: str = "DIRECTLY_RESPONSIBLE") -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed(
            "administrative_penalty", "甲公司", "2022-01-10", penalty_types="revoke_food_licence,fine", fine="9"
        )
        t.mark(decision, "赵四", person_role, "2021-09-09")

    return tell


def line(mark: str, role: str = LR) -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        heads(t)
        decision = t.listed("construction_blacklist", "甲公司")
        t.mark(decision, "李二", role, "2024-01-01", responsible=mark)

    return tell


def ban(until: str) -> Callable[[Town], None]:
    def tell(t: Town) -> None:
        decision = t.listed("procurement_ban", "甲公司", "2024-11-01", until, authority=FINANCE)
        t.event(decision, "repaired", "2025-05-05")
        t.event(decision, "removed", "2025-06-06")

    return tell


REASON_17 = "被列入经营异常名录届满3年仍未履行公示义务"
OFFICE_EFFECT = {"related.office"}

CASES: list[Case] = [
    ("tax: the firm", tax(), "甲公司", "2026-11-20", TAX_OWN),
    ("tax: nothing before the listing", tax(), "甲公司", "2025-06-02", set()),
    ("tax: from its first day", tax(), "甲公司", "2025-06-03", TAX_OWN),
    ("tax: representative of the violation", tax(), "李二", "2026-11-20", {"tax.exit.head"}),
    ("tax: predecessor", tax(), "张一", "2026-11-20", set()),
    ("tax: successor", tax(), "王三", "2026-11-20", set()),
    ("tax: guarantee given", tax(guarantee="yes"), "李二", "2026-11-20", set()),
    ("tax: paid", tax(unpaid="no"), "李二", "2026-11-20", set()),
    ("tax: unpaid unknown", tax(unpaid="unknown"), "李二", "2026-11-20", {"tax.exit.head?"}),
    ("tax: finance head marked", tax_finance("yes"), "赵四", "2026-11-20", {"tax.exit.finance_head"}),
    ("tax: finance head not marked", tax_finance(None), "赵四", "2026-11-20", set()),
    ("tax: finance head cleared", tax_finance("no"), "赵四", "2026-11-20", set()),
    ("tax: finance head, unknown answer", tax_finance("unknown"), "赵四", "2026-11-20", set()),
    ("tax: finance head came after", tax_finance("yes", "2017-12-31"), "赵四", "2026-11-20", set()),
    ("tax: finance head, no violation date", tax_finance("yes", ""), "赵四", "2026-11-20", {"tax.exit.finance_head?"}),
    ("sentenced: last day of five years", sentenced("2021-11-20"), "张一", "2026-11-20", {"tax.office.sentenced"}),
    ("sentenced: the day after", sentenced("2021-11-20"), "张一", "2026-11-21", set()),
    ("sentenced: end unknown", sentenced("", "2020-01-01"), "张一", "2026-11-20", {"tax.office.sentenced?"}),
    ("sentenced: board he sits on", sentenced("2023-06-30"), "乙公司", "2026-11-20", OFFICE_EFFECT),
    ("debtor: the firm", debtor(), "甲公司", "2026-11-20", DEBTOR),
    ("debtor: its representative", debtor(), "李二", "2026-11-20", set()),
    ("debtor: ground 1 has no term", debtor("2019-01-01"), "甲公司", "2026-11-20", DEBTOR),
    ("debtor: ground 3, last day", debtor("2024-11-20", "以转移财产等方法规避执行"), "甲公司", "2026-11-20", DEBTOR),
    ("debtor: ground 3, over", debtor("2024-11-19", "以转移财产等方法规避执行"), "甲公司", "2026-11-20", set()),
    ("debtor: ground 3 and 1", debtor("2019-01-01", "有履行能力而拒不履行；转移财产"), "甲公司", "2026-11-20", DEBTOR),
    ("debtor: before 2017-05-01 no term", debtor("2017-04-30", "违反财产报告制度"), "甲公司", "2026-11-20", DEBTOR),
    ("debtor: ground 4 from 2017-05-01", debtor("2017-05-01", "违反财产报告制度"), "甲公司", "2026-11-20", set()),
    ("debtor person from 2024-07", debtor_person("2024-07-01"), "张一", "2026-11-20", DEBTOR | {"debtor.own.office"}),
    ("debtor person before", debtor_person("2024-06-30"), "张一", "2026-11-20", DEBTOR | {"debtor.own.office_before?"}),
    ("debtor person: firm now", debtor_person("2024-07-01"), "乙公司", "2026-11-20", {"related.debtor"}),
    ("debtor person: board now", debtor_person("2024-07-01", DIRECTOR), "乙公司", "2026-11-20", {"related.debtor"}),
    ("debtor person: firm he left", debtor_person("2024-07-01"), "丙公司", "2026-11-20", set()),
    ("debtor person: supervisor", debtor_person("2024-07-01", "SUPERVISOR_OF"), "乙公司", "2026-11-20", set()),
    ("order: the firm", order(LR), "甲公司", "2026-11-20", {"consumption.own", "consumption.exit"}),
    ("order: named, though he left", order(LR), "李二", "2026-11-20", {"consumption.named"}),
    ("order: not named", order(LR), "王三", "2026-11-20", set()),
    ("order: his other firm", order(LR), "乙公司", "2026-11-20", {"related.listed"}),
    ("order: released on the day", order(LR, until="2026-11-20"), "李二", "2026-11-20", set()),
    ("order: the day before", order(LR, until="2026-11-20"), "李二", "2026-11-19", {"consumption.named"}),
    (
        "order: controller from 2015-07-22",
        order(CONTROLLER, "2015-07-22"),
        "李二",
        "2026-11-20",
        {"consumption.named_controller"},
    ),
    ("order: controller before", order(CONTROLLER, "2015-07-21"), "李二", "2026-11-20", set()),
    ("order: shareholder", order("SHAREHOLDER_OF"), "李二", "2026-11-20", set()),
    ("serious: the firm", serious(REASON_17), "甲公司", "2026-11-20", {"serious.own"}),
    ("serious: head when listed", serious(REASON_17), "李二", "2026-11-20", {"serious.office"}),
    ("serious: head now", serious(REASON_17), "王三", "2026-11-20", set()),
    ("serious: his other firm", serious(REASON_17), "乙公司", "2026-11-20", OFFICE_EFFECT),
    ("serious: another reason", serious("虚假登记"), "李二", "2026-11-20", set()),
    ("serious: last day", serious(REASON_17, "2023-11-20"), "李二", "2026-11-20", {"serious.office"}),
    ("serious: over", serious(REASON_17, "2023-11-19"), "李二", "2026-11-20", set()),
    ("revoked: the firm", revoked(), "甲公司", "2026-11-20", {"revoked.own.procurement"}),
    ("revoked: the firm, over", revoked(), "甲公司", "2026-11-21", set()),
    ("revoked: head, marked", revoked(), "李二", "2026-11-20", {"revoked.office"}),
    ("revoked: over", revoked(), "李二", "2026-11-21", set()),
    ("revoked: under the old law", revoked(), "李二", "2024-06-30", {"revoked.office"}),
    ("revoked: not marked", revoked("no"), "李二", "2026-11-20", set()),
    ("revoked: violation before his time", revoked("yes", "2019-05-05"), "李二", "2026-11-20", set()),
    ("revoked: violation unknown", revoked("yes", ""), "李二", "2026-11-20", {"revoked.office?"}),
    ("revoked: board he sits on", revoked(), "乙公司", "2026-11-20", OFFICE_EFFECT),
    ("closed: the firm", penalty("order_closed"), "甲公司", "2026-11-20", {"revoked.own.procurement"}),
    ("bankrupt: director", bankrupt(DIRECTOR), "张一", "2027-02-01", {"bankruptcy.office"}),
    ("bankrupt: over", bankrupt(DIRECTOR), "张一", "2027-02-02", set()),
    ("bankrupt: manager", bankrupt(MANAGER), "张一", "2026-11-20", {"bankruptcy.office"}),
    ("bankrupt: not marked", bankrupt(DIRECTOR, "no"), "张一", "2026-11-20", set()),
    ("bankrupt: liquidator", bankrupt("LIQUIDATOR_OF"), "张一", "2026-11-20", set()),
    ("bankrupt: supervisor", bankrupt("SUPERVISOR_OF"), "张一", "2026-11-20", set()),
    ("fine at the threshold", penalty("fine", fine="2000000"), "甲公司", "2026-11-20", {"procurement.large_fine"}),
    ("fine below", penalty("fine", fine="1999999.99"), "甲公司", "2026-11-20", set()),
    ("fine: its head", penalty("fine", fine="5000000"), "李二", "2026-11-20", set()),
    (
        "fine before 2022",
        penalty("fine", "2022-02-07", fine="300000"),
        "甲公司",
        "2024-01-01",
        {"procurement.large_fine_before?"},
    ),
    ("fine over three years", penalty("fine", "2023-11-19", fine="5000000"), "甲公司", "2026-11-20", set()),
    ("ordered to stop", penalty("order_stop"), "甲公司", "2026-11-20", {"procurement.revoked_or_stopped"}),
    ("a warning", penalty("warning"), "甲公司", "2026-11-20", set()),
    ("ban: stated term, repair and removal ignored", ban("2026-11-21"), "甲公司", "2026-11-20", {"procurement.ban"}),
    ("ban: over", ban("2026-11-20"), "甲公司", "2026-11-20", set()),
    ("ban: no term stated", ban(""), "甲公司", "2026-11-20", {"procurement.ban?"}),
    ("ban: no term stated, first year", ban(""), "甲公司", "2025-11-01", {"procurement.ban"}),
    ("food: the firm", food(), "甲公司", "2026-11-20", {"food.own"}),
    ("food: head", food(), "李二", "2026-11-20", {"food.persons"}),
    ("food: directly responsible", food(), "赵四", "2026-11-20", {"food.persons"}),
    ("food: over after five years", food(), "赵四", "2027-01-11", set()),
    ("food: later head", food(), "王三", "2026-11-20", set()),
    ("line: the firm", line("yes"), "甲公司", "2026-11-20", {"lines.own", "lines.licensing?"}),
    ("line: head marked", line("yes"), "李二", "2026-11-20", {"lines.persons"}),
    ("line: head not marked", line("no"), "李二", "2026-11-20", set()),
]


@pytest.mark.parametrize(("tell", "subject", "day", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_row(tell: Callable[[Town], None], subject: str, day: str, expected: set[str]) -> None:
    t = town()
    tell(t)
    assert told(t.about(subject, day)) == expected
