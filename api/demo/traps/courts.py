"""Owns the cases of dishonest judgment debtors (失信被执行人) and of judgments merely unfulfilled.

Refuses orders that restrict consumption (traps_orders): neither implies the other.
"""

from dataclasses import replace

from api.demo.traps.cases import ExpectedFinding
from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, Story, Tenure, alert, own
from api.demo.world import Mention

THEME = Theme()
CATEGORY = "dishonest_judgment_debtor"
TERM_RULE = "失信被执行人: 2-year term only for grounds 2-6, none for ground 1 nor for listings before 2017-05-01"
PERSON_RULE = "失信被执行人 (person): office from 2024-07-01 (must); before: verify with the court (may); firms: alert"
NO_REPORT = "违反财产报告制度"


@THEME.case(
    "dishonest-unit",
    "失信单位不牵连其法定代表人",
    "A listed unit does not list its representative",
    "失信被执行人 (unit): nobody by the listing itself",
)
def _unit(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2013-04-08"))
    other = story.firm(Tenure(head, "2018-09-10"))
    doc = story.debtor(COURT, firm, "2025-03-12", legal_repre=head.name).doc_no
    named = Mention("legal_representative", head.label)
    story.rows[-1] = replace(story.rows[-1], mentions=(*story.rows[-1].mentions, named))
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(firm, "tender", "restricted", own("must", CATEGORY, "tender", doc=doc))
    story.ask(firm, "credit", "consider", own("may", CATEGORY, "credit", doc=doc))
    story.ask(firm, "customs", "clear")
    story.ask(head, "appointment", "clear")
    story.ask(head, "consumption", "clear")
    story.ask(head, "procurement", "clear")
    story.ask(other, "procurement", "clear")


@THEME.case(
    "dishonest-person-after-law", "自然人失信(新公司法后)", "A person listed under the new company law", PERSON_RULE
)
def _person_after(story: Story) -> None:
    person = story.person()
    now = story.firm(Tenure(person, "2019-04-08"))
    left = story.firm(Tenure(person, "2017-01-05", "2024-12-31"), Tenure(story.person(), "2025-01-01"))
    board = story.firm(Tenure(story.person(), "2016-02-02"), Tenure(person, "2020-03-03", "", "董事"))
    doc = story.debtor(COURT, person, "2025-02-10").doc_no
    story.ask(person, "appointment", "restricted", own("must", CATEGORY, "office", doc=doc))
    story.ask(person, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(person, "credit", "consider", own("may", CATEGORY, "credit", doc=doc))
    story.ask(now, "procurement", "consider", alert(CATEGORY, doc))
    story.ask(board, "licensing", "consider", alert(CATEGORY, doc))
    story.ask(left, "procurement", "clear")


@THEME.case(
    "dishonest-person-before-law", "自然人失信(新公司法前)", "A person listed before the new company law", PERSON_RULE
)
def _person_before(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2015-04-08"))
    doc = story.debtor(COURT, person, "2024-06-30").doc_no
    story.ask(person, "appointment", "verify", ExpectedFinding("own", "may", CATEGORY, (), "possible", doc))
    story.ask(person, "tender", "restricted", own("must", CATEGORY, "tender", doc=doc))
    story.ask(firm, "land", "consider", alert(CATEGORY, doc))


@THEME.case(
    "dishonest-person-law-day", "新公司法施行当日发布", "Published on the day the new law took force", PERSON_RULE
)
def _law_day(story: Story) -> None:
    person = story.person()
    story.firm(Tenure(person, "2015-04-08"))
    doc = story.debtor(COURT, person, "2024-07-01", fil_dt="2024-05-20").doc_no
    story.ask(person, "appointment", "restricted", own("must", CATEGORY, "office", doc=doc))


@THEME.case(
    "dishonest-shareholder",
    "失信人仅为股东的公司",
    "A listed person who is merely a shareholder",
    "Everything not in the column 'carried to' is not reached (shareholders …)",
)
def _shareholder(story: Story) -> None:
    person = story.person()
    story.firm(Tenure(person, "2012-05-05"))
    firm = story.firm(Tenure(story.person(), "2016-03-03"))
    row = {
        "investor": f"I{person.label}",
        "stocker_nm": person.name,
        "cumula_sub_amt": "300",
        "pripid": firm.registry_id,
        "uni_social_crd_cd": firm.uscc,
        "comp_nm": firm.name,
        "annual_year": "2025",
    }
    mentions = (Mention("subject", firm.label), Mention("shareholder", person.label))
    story.add("410100/市场监督管理局/shareholder", row, *mentions)
    story.debtor(COURT, person, "2025-08-18")
    story.ask(firm, "procurement", "clear")


@THEME.case("dishonest-term-over", "失信两年期满", "The two-year term is over", TERM_RULE)
def _term_over(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-04-08"))
    doc = story.debtor(COURT, firm, "2023-05-10", dishonest_behav=NO_REPORT).doc_no
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc), as_of="2024-05-10")


@THEME.case("dishonest-term-last-day", "失信两年期的最后一日", "The last day of the two-year term", TERM_RULE)
def _term_last(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-04-08"))
    doc = story.debtor(COURT, firm, "2024-11-20", dishonest_behav=NO_REPORT).doc_no
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(firm, "procurement", "clear", as_of="2026-11-21")


@THEME.case("dishonest-person-term-over", "自然人失信两年期满", "A listed person's two-year term is over", TERM_RULE)
def _person_term_over(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2013-04-08"))
    doc = story.debtor(COURT, person, "2024-08-01", dishonest_behav=NO_REPORT).doc_no
    story.ask(person, "appointment", "clear")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "consider", alert(CATEGORY, doc), as_of="2026-08-01")


@THEME.case(
    "dishonest-person-removed",
    "自然人移出失信名单后提示消失",
    "A person is removed: the alert on firms is gone",
    PERSON_RULE,
)
def _person_removed(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2013-04-08"))
    decision = story.debtor(COURT, person, "2025-04-01")
    story.event(decision, "移出", "2026-10-20")
    story.ask(person, "appointment", "clear")
    story.ask(person, "tender", "clear")
    story.ask(firm, "procurement", "clear")


@THEME.case("dishonest-no-term-ground-one", "有履行能力而拒不履行无期限", "Ground 1 has no term", TERM_RULE)
def _ground_one(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2010-04-08"))
    doc = story.debtor(COURT, firm, "2019-04-01").doc_no
    story.ask(firm, "tender", "restricted", own("must", CATEGORY, "tender", doc=doc))


@THEME.case(
    "dishonest-no-term-before-2017", "2017年5月前的失信无期限", "Listings before May 2017 have no term", TERM_RULE
)
def _old_listing(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2010-04-08"))
    doc = story.debtor(COURT, firm, "2016-09-01", dishonest_behav=NO_REPORT).doc_no
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))


@THEME.case("dishonest-removed", "失信记录已删除", "Taken off the list by the court", "失信被执行人: ended by removal")
def _removed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-04-08"))
    decision = story.debtor(COURT, firm, "2025-01-10")
    story.event(decision, "移出", "2026-04-15")
    bar = own("must", CATEGORY, "procurement", doc=decision.doc_no)
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2026-04-15")
    story.ask(firm, "procurement", "restricted", bar, as_of="2026-04-14")
    story.ask(firm, "green_channel", "clear")


@THEME.case(
    "unfulfilled-firm",
    "未履行生效裁判的企业仅作提示",
    "A judgment merely unfulfilled is an alert",
    "未履行生效裁判, 被执行人 (not on the list): none: alert; nobody",
)
def _unfulfilled_firm(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2013-04-08"))
    case = story.document(COURT, "2026-01-12")
    row = {
        "com_nm": firm.name,
        "uni_social_crd_cd": firm.uscc,
        "case_no": case,
        "execute_court": COURT.name,
        "filing_dt": "2026-01-12",
        "execute_amt": "530000",
        "not_execute_amt": "530000",
        "expo_dt": "2026-03-01",
    }
    story.add(COURT.sheet("unfulfilled_enterprise"), row, Mention("subject", firm.label))
    story.ask(firm, "procurement", "consider", alert("unfulfilled_judgment", case))
    story.ask(head, "appointment", "clear")


@THEME.case(
    "unfulfilled-person",
    "未履行生效裁判的个人仅作提示",
    "A person with an unfulfilled judgment is an alert",
    "未履行生效裁判, 被执行人 (not on the list): none: alert; nobody",
)
def _unfulfilled_person(story: Story) -> None:
    person = story.person()
    story.firm(Tenure(person, "2013-04-08"))
    case = story.document(COURT, "2026-02-11")
    row = {
        "nm": person.name,
        "identi_no": person.resident_number,
        "case_no": case,
        "execute_court": COURT.name,
        "filing_dt": "2026-02-11",
        "execute_amt": "88000",
        "not_execute_amt": "80000",
        "expo_dt": "2026-03-20",
    }
    story.add(COURT.sheet("unfulfilled_person"), row, Mention("subject", person.label))
    story.ask(person, "appointment", "consider", alert("unfulfilled_judgment", case))
