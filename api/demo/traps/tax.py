"""Owns the cases of major tax violations: who held which office when it happened, and who was sentenced for it.

Refuses tax grades (traps_rewards).
"""

from api.demo.traps.cases import ExpectedFinding
from api.demo.traps.plan import Theme
from api.demo.traps.story import TAX, Decision, Story, Tenure, effect, own
from api.demo.world import Enterprise, Mention

THEME = Theme()
CATEGORY = "major_tax_violation"
EXIT_RULE = (
    "重大税收违法案件当事人: 法定代表人 or 负责人 (v); 财务负责人 only with mark (v): "
    "exit only with unpaid tax and no guarantee (may)"
)
SENTENCE_RULE = "same, person sentenced for it: office, 5 years from the end of the sentence (must), term only"
UNPAID = {"unpaid": "是", "guarantee": "否"}
PAID = {"unpaid": "否", "guarantee": "否"}


def _listed(story: Story, firm: Enterprise, day: str = "2024-03-15", **cells: str) -> Decision:
    return story.listing(TAX, CATEGORY, firm, day, reason="虚开增值税专用发票", **cells)


@THEME.case(
    "tax-own-measures",
    "重大税收违法当事人的自身措施",
    "Own measures of a major tax violator",
    "重大税收违法案件当事人: procurement (must); customs (must); land, subsidy, award (may); credit (reference)",
)
def _own(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2015-03-02"))
    doc = _listed(story, firm).doc_no
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(firm, "customs", "restricted", own("must", CATEGORY, "customs", doc=doc))
    story.ask(firm, "land", "consider", own("may", CATEGORY, "land", doc=doc))
    story.ask(firm, "subsidy", "consider", own("may", CATEGORY, "subsidy", doc=doc))
    story.ask(firm, "award", "consider", own("may", CATEGORY, "award", doc=doc))
    story.ask(firm, "credit", "consider", own("reference", CATEGORY, "credit", doc=doc))
    story.ask(firm, "procurement", "clear", as_of="2024-03-14")


@THEME.case(
    "tax-representative-changed",
    "违法前后换过法定代表人",
    "Representative changed before and after the violation",
    EXIT_RULE,
)
def _changed(story: Story) -> None:
    before, then, now = story.person(), story.person(), story.person()
    tenure = Tenure(then, "2020-01-01", "2022-05-31")
    firm = story.firm(Tenure(before, "2015-03-02", "2019-12-31"), tenure, Tenure(now, "2022-06-01"))
    decision = _listed(story, firm)
    story.responsible(decision, firm, tenure, "2021-05-10", **UNPAID)
    story.ask(then, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no))
    story.ask(before, "exit", "clear")
    story.ask(now, "exit", "clear")
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=decision.doc_no))


@THEME.case(
    "tax-representative-replaced-after",
    "上榜后更换法定代表人",
    "Representative replaced after the listing",
    "Principle 2: leaving the role ends the measure only where role_end_releases says so",
)
def _replaced(story: Story) -> None:
    then, now = story.person(), story.person()
    tenure = Tenure(then, "2016-08-01", "2024-06-30")
    firm = story.firm(tenure, Tenure(now, "2024-07-01"))
    decision = _listed(story, firm)
    story.responsible(decision, firm, tenure, "2022-09-20", **UNPAID)
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=decision.doc_no))
    story.ask(then, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no))
    story.ask(now, "exit", "clear")


@THEME.case("tax-guarantee-given", "欠税但已提供担保", "Tax unpaid but a guarantee was given", EXIT_RULE)
def _guaranteed(story: Story) -> None:
    head = Tenure(story.person(), "2015-03-02")
    firm = story.firm(head)
    decision = _listed(story, firm)
    story.responsible(decision, firm, head, "2021-05-10", unpaid="是", guarantee="是")
    story.ask(head.person, "exit", "clear")
    story.ask(firm, "award", "consider", own("may", CATEGORY, "award", doc=decision.doc_no))


@THEME.case("tax-paid", "税款已缴清", "Tax has been paid", EXIT_RULE)
def _paid(story: Story) -> None:
    head = Tenure(story.person(), "2015-03-02")
    firm = story.firm(head)
    story.responsible(_listed(story, firm), firm, head, "2021-05-10", **PAID)
    story.ask(head.person, "exit", "clear")


@THEME.case("tax-finance-head-marked", "财务负责人被认定有责任", "Finance head with the issuer's mark", EXIT_RULE)
def _finance_marked(story: Story) -> None:
    finance = Tenure(story.person(), "2018-04-01", "2023-12-31", "财务负责人")
    firm = story.firm(Tenure(story.person(), "2015-03-02"), finance)
    decision = _listed(story, firm)
    story.responsible(decision, firm, finance, "2021-05-10", **UNPAID)
    story.ask(finance.person, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no))


@THEME.case(
    "tax-finance-head-unmarked",
    "财务负责人未被认定责任",
    "Finance head without the issuer's mark",
    "Principle 6: a person whom the issuer did not mark where a row asks for a mark is not reached, nowhere",
)
def _finance_unmarked(story: Story) -> None:
    head = Tenure(story.person(), "2015-03-02", "2023-03-31")
    silent = Tenure(story.person(), "2018-04-01", "", "财务负责人")
    cleared = Tenure(story.person(), "2018-04-01", "", "财务负责人")
    firm = story.firm(head, Tenure(story.person(), "2023-04-01"), silent, cleared)
    decision = _listed(story, firm)
    story.responsible(decision, firm, head, "2021-05-10", **UNPAID)
    story.responsible(decision, firm, cleared, "2021-05-10", responsible="否", **UNPAID)
    story.ask(silent.person, "exit", "clear")
    story.ask(cleared.person, "exit", "clear")
    story.ask(head.person, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no))


@THEME.case(
    "tax-other-offices",
    "董事、监事、股东不受牵连",
    "Director, supervisor and shareholder are not reached",
    "Everything not in the column 'carried to' is not reached",
)
def _others(story: Story) -> None:
    head = Tenure(story.person(), "2015-03-02", "2023-03-31")
    director = Tenure(story.person(), "2015-03-02", "", "董事")
    supervisor = Tenure(story.person(), "2015-03-02", "", "监事")
    controller = Tenure(story.person(), "2015-03-02", "", "实际控制人")
    firm = story.firm(head, Tenure(story.person(), "2023-04-01"), director, supervisor, controller)
    story.responsible(_listed(story, firm), firm, head, "2021-05-10", **UNPAID)
    for tenure in (director, supervisor, controller):
        story.ask(tenure.person, "exit", "clear")


@THEME.case(
    "tax-unknown-violation-date",
    "违法行为发生日期不详",
    "The violation's date is unknown",
    "Unknown violation date: a role test that needs it answers 'possible', never 'certain'",
)
def _unknown_date(story: Story) -> None:
    head = Tenure(story.person(), "2019-05-05", "2023-03-31")
    firm = story.firm(head, Tenure(story.person(), "2023-04-01"))
    decision = _listed(story, firm)
    story.responsible(decision, firm, head, "", **UNPAID)
    finding = ExpectedFinding("effect", "may", CATEGORY, (), "possible", decision.doc_no)
    story.ask(head.person, "exit", "verify", finding)


@THEME.case(
    "tax-undated-card",
    "登记簿无日期的现任信息不延伸到过去",
    "An undated registry card does not reach back",
    "role test v: role held when the violation happened; the dated office decides",
)
def _undated_card(story: Story) -> None:
    then, now = Tenure(story.person(), "2014-01-01", "2022-05-31"), story.person()
    firm = story.firm(then, Tenure(now, "2022-06-01"))
    story.card(firm, now)
    story.responsible(_listed(story, firm), firm, then, "2021-05-10", **UNPAID)
    story.ask(now, "exit", "clear")


@THEME.case(
    "tax-removed",
    "移出名单后阻止出境失去依据",
    "Removed from the list: nothing is left of exit control",
    "重大税收违法案件当事人: ended by removal, term",
)
def _removed(story: Story) -> None:
    head = Tenure(story.person(), "2015-03-02")
    firm = story.firm(head)
    decision = _listed(story, firm, "2021-03-15")
    story.responsible(decision, firm, head, "2019-05-10", **UNPAID)
    story.event(decision, "移出", "2024-03-20")
    story.ask(firm, "procurement", "clear")
    story.ask(head.person, "exit", "clear")
    story.ask(head.person, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no), as_of="2023-02-01")


def _sentenced(story: Story, end: str) -> tuple[Tenure, Enterprise, Decision]:
    tenure = Tenure(story.person(), "2010-03-02", "2018-12-31")
    firm = story.firm(tenure, Tenure(story.person(), "2019-01-01"))
    decision = _listed(story, firm, "2018-11-12")
    cells = {"sentence_dt": "2019-06-20", "sentence_end_dt": end, **PAID}
    story.responsible(decision, firm, tenure, "2016-05-10", **cells)
    return tenure, firm, decision


@THEME.case("tax-sentence-running", "刑满未逾五年", "Sentenced: five years from its end still run", SENTENCE_RULE)
def _sentence_running(story: Story) -> None:
    tenure, firm, decision = _sentenced(story, "2023-06-30")
    seat = story.firm(Tenure(story.person(), "2020-02-02"), Tenure(tenure.person, "2024-01-15", "", "董事"))
    doc = decision.doc_no
    story.ask(tenure.person, "appointment", "restricted", effect("must", CATEGORY, "office", doc=doc))
    story.ask(seat, "licensing", "consider", effect("may", CATEGORY, "office", doc=doc))
    story.ask(firm, "customs", "restricted", own("must", CATEGORY, "customs", doc=doc))


@THEME.case(
    "tax-sentence-last-day",
    "刑满五年的最后一日",
    "Sentenced: the last day of the five years",
    "Principle 12: terms include their last day",
)
def _sentence_last(story: Story) -> None:
    tenure, _, decision = _sentenced(story, "2021-11-20")
    bar = effect("must", CATEGORY, "office", doc=decision.doc_no)
    story.ask(tenure.person, "appointment", "restricted", bar)
    story.ask(tenure.person, "appointment", "clear", as_of="2026-11-21")


@THEME.case("tax-sentence-over", "刑满已逾五年一日", "Sentenced: the five years ended yesterday", SENTENCE_RULE)
def _sentence_over(story: Story) -> None:
    tenure, _, decision = _sentenced(story, "2021-11-19")
    story.ask(tenure.person, "appointment", "clear")
    bar = effect("must", CATEGORY, "office", doc=decision.doc_no)
    story.ask(tenure.person, "appointment", "restricted", bar, as_of="2026-11-19")


@THEME.case(
    "tax-sentence-list-removed",
    "移出名单不解除刑满五年的任职限制",
    "Removal of the list does not end the sentence's bar",
    SENTENCE_RULE,
)
def _sentence_removed(story: Story) -> None:
    tenure, firm, decision = _sentenced(story, "2022-02-28")
    story.event(decision, "移出", "2023-11-13")
    story.ask(firm, "procurement", "clear")
    bar = effect("must", CATEGORY, "office", doc=decision.doc_no)
    story.ask(tenure.person, "appointment", "restricted", bar)


@THEME.case(
    "tax-intermediary-practitioner",
    "涉税中介从业人员须经认定",
    "A practitioner of an intermediary is reached only with the issuer's mark",
    "重大税收违法案件当事人: practitioner of an intermediary with mark (v): exit",
)
def _practitioner(story: Story) -> None:
    marked, silent = (Tenure(story.person(), "2018-01-01", "", "税务师") for _ in range(2))
    agency = story.firm(Tenure(story.person(), "2012-01-01"))
    firm = story.firm(Tenure(story.person(), "2015-03-02"))
    for tenure in (marked, silent):
        row = {
            "nm": tenure.person.name,
            "cer_no": tenure.person.resident_number,
            "certificate_no": f"ZS{tenure.person.label}",
            "occupation_cn": "税务师",
            "comp_nm": agency.name,
            "uni_social_crd_cd": agency.uscc,
            "from_dt": tenure.since,
            "status": "执业",
        }
        mentions = (Mention("subject", tenure.person.label), Mention("related", agency.label))
        story.add("410100/司法局/practitioner", row, *mentions)
    decision = _listed(story, firm)
    story.responsible(decision, firm, marked, "2021-05-10", **UNPAID)
    story.ask(marked.person, "exit", "consider", effect("may", CATEGORY, "exit", doc=decision.doc_no))
    story.ask(silent.person, "exit", "clear")
    story.ask(agency, "procurement", "clear")
