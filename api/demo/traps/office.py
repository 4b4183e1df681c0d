"""Owns the cases of company law art. 178: licence revoked, ordered closed, bankrupt, with mark and without.

Refuses sentences (traps_tax) and debtors (traps_courts).
"""

from api.demo.traps.plan import Theme
from api.demo.traps.story import FINANCE, MARKET, Authority, Decision, Story, Tenure, effect, own
from api.demo.world import Enterprise

THEME = Theme()
PENALTY = "administrative_penalty"
REVOKED_RULE = (
    "licence revoked or ordered closed: procurement 3 years (must); "
    "法定代表人 with mark (v): office 3 years from revocation (must)"
)
BANKRUPT_RULE = "bankruptcy: director, manager with mark (v): office 3 years from end of liquidation (must), term only"
REVOKED = {
    "CF_WFXW": "公司成立后无正当理由超过六个月未开业",
    "CF_CFLB": "吊销许可证件",
    "CF_NR": "吊销营业执照",
    "CF_NR_ZKDX": "营业执照",
}
CLOSED = {"CF_WFXW": "违法排放污染物", "CF_CFLB": "责令关闭", "CF_NR": "责令关闭"}


def _left(story: Story, since: str, until: str) -> tuple[Tenure, Enterprise]:
    """A firm whose head of the violation has left since, so that nothing but the firm's own bar is on it."""
    head = Tenure(story.person(), since, until)
    return head, story.firm(head, Tenure(story.person(), until))


@THEME.case(
    "revoked-own-bar-last-day",
    "吊销执照三年采购禁入于今日届满",
    "Procurement bar of three years ends on the reference date",
    "Principle 12: a bar 'for 3 years' ends with the anniversary day",
)
def _own_last(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.penalty(MARKET, firm, "2023-11-20", **REVOKED).doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))
    story.ask(firm, "procurement", "clear", as_of="2026-11-21")
    story.ask(firm, "tender", "clear")


@THEME.case("revoked-own-bar-over", "吊销执照三年已届满", "The bar of three years ended yesterday", REVOKED_RULE)
def _own_over(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    story.penalty(MARKET, firm, "2023-11-19", **REVOKED)
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "revoked-representative-marked",
    "吊销执照且法定代表人负个人责任",
    "Licence revoked, representative marked",
    REVOKED_RULE,
)
def _marked(story: Story) -> None:
    head, firm = _left(story, "2013-06-01", "2024-09-30")
    seat = story.firm(Tenure(story.person(), "2016-01-01"), Tenure(head.person, "2017-01-01", "", "董事"))
    own_firm = story.firm(Tenure(head.person, "2019-01-01"))
    decision = story.penalty(MARKET, firm, "2024-08-05", **REVOKED)
    story.responsible(decision, firm, head, "2023-12-15")
    doc = decision.doc_no
    story.ask(head.person, "appointment", "restricted", effect("must", PENALTY, "office", doc=doc))
    story.ask(seat, "procurement", "consider", effect("may", PENALTY, "office", doc=doc))
    story.ask(own_firm, "licensing", "consider", effect("may", PENALTY, "office", doc=doc))
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case(
    "revoked-representative-unmarked",
    "吊销执照而法定代表人未被认定责任",
    "Licence revoked, representative not marked",
    "Principle 6: a person whom the issuer did not mark where a row asks for a mark is not reached",
)
def _unmarked(story: Story) -> None:
    head = Tenure(story.person(), "2013-06-01")
    firm = story.firm(head)
    other = story.firm(Tenure(head.person, "2019-01-01"))
    doc = story.penalty(MARKET, firm, "2024-08-05", **REVOKED).doc_no
    story.ask(head.person, "appointment", "clear")
    story.ask(other, "procurement", "clear")
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case(
    "revoked-representative-cleared",
    "处罚机关认定法定代表人无责任",
    "The issuer says the representative is not responsible",
    REVOKED_RULE,
)
def _cleared(story: Story) -> None:
    head = Tenure(story.person(), "2013-06-01")
    firm = story.firm(head)
    decision = story.penalty(MARKET, firm, "2024-08-05", **REVOKED)
    story.responsible(decision, firm, head, "2023-12-15", responsible="否")
    story.ask(head.person, "appointment", "clear")


@THEME.case(
    "revoked-violation-time-decides",
    "违法时的法定代表人负责而非吊销时的",
    "Representative of the violation, not of the revocation",
    REVOKED_RULE,
)
def _violation_time(story: Story) -> None:
    then, later = Tenure(story.person(), "2013-06-01", "2023-05-31"), Tenure(story.person(), "2023-06-01")
    firm = story.firm(then, later)
    decision = story.penalty(MARKET, firm, "2024-08-05", **REVOKED)
    story.responsible(decision, firm, then, "2022-12-15")
    story.ask(then.person, "appointment", "restricted", effect("must", PENALTY, "office", doc=decision.doc_no))
    story.ask(later.person, "appointment", "clear")


@THEME.case("revoked-office-last-day", "吊销执照任职限制的最后一日", "The last day of the office bar", REVOKED_RULE)
def _office_last(story: Story) -> None:
    head, firm = _left(story, "2013-06-01", "2024-01-31")
    other = story.firm(Tenure(head.person, "2019-01-01"))
    decision = story.penalty(MARKET, firm, "2023-11-20", **REVOKED)
    story.responsible(decision, firm, head, "2023-02-15")
    doc = decision.doc_no
    story.ask(head.person, "appointment", "restricted", effect("must", PENALTY, "office", doc=doc))
    story.ask(head.person, "appointment", "clear", as_of="2026-11-21")
    story.ask(other, "award", "consider", effect("may", PENALTY, "office", doc=doc))
    story.ask(other, "award", "clear", as_of="2026-11-21")


@THEME.case(
    "closed-representative-marked",
    "责令关闭且法定代表人负个人责任",
    "Ordered closed, representative marked",
    REVOKED_RULE,
)
def _closed(story: Story) -> None:
    environment = Authority("郑州市生态环境局", "410100", "生态环境局")
    head, firm = _left(story, "2013-06-01", "2025-09-30")
    decision = story.penalty(environment, firm, "2025-04-08", **CLOSED)
    story.responsible(decision, firm, head, "2024-10-10")
    doc = decision.doc_no
    story.ask(head.person, "appointment", "restricted", effect("must", PENALTY, "office", doc=doc))
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case(
    "revoked-penalty-withdrawn",
    "处罚决定被撤销,任职限制自始无效",
    "The decision is revoked: the office bar never was",
    "ended_by: revocation voids everything, also statutory terms",
)
def _withdrawn(story: Story) -> None:
    head, firm = _left(story, "2013-06-01", "2024-09-30")
    decision = story.penalty(MARKET, firm, "2024-08-05", **REVOKED)
    story.responsible(decision, firm, head, "2023-12-15")
    story.event(decision, "撤销", "2025-06-06")
    story.ask(head.person, "appointment", "clear")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2025-01-01")


def _bankrupt(story: Story, firm: Enterprise, begun: str, ended: str) -> Decision:
    court = Authority("郑州市中级人民法院", FINANCE.region, "发展和改革委员会")
    source = "410000/发展和改革委员会/listing"
    document = story.factory.document_number("郑州市中级人民法院", int(begun[:4])).replace("执", "破")
    decision = story.listing(court, "bankruptcy", firm, begun, source=source, doc_no=document, out_dt=ended)
    return Decision(decision.category, document, Authority(court.name, "410000", "发展和改革委员会"), firm)


@THEME.case("bankrupt-director-marked", "破产企业负有个人责任的董事", "Bankruptcy: a director with mark", BANKRUPT_RULE)
def _bankrupt_marked(story: Story) -> None:
    director = Tenure(story.person(), "2012-01-01", "2024-12-31", "董事")
    silent = Tenure(story.person(), "2012-01-01", "2024-12-31", "董事")
    firm = story.firm(Tenure(story.person(), "2012-01-01"), director, silent)
    other = story.firm(Tenure(director.person, "2017-07-07"))
    decision = _bankrupt(story, firm, "2024-03-01", "2025-01-15")
    story.responsible(decision, firm, director, "2022-06-30")
    story.ask(director.person, "appointment", "restricted", effect("must", "bankruptcy", "office", doc=decision.doc_no))
    story.ask(silent.person, "appointment", "clear")
    story.ask(other, "procurement", "consider", effect("may", "bankruptcy", "office", doc=decision.doc_no))


@THEME.case(
    "bankrupt-term-from-end", "三年自破产清算完结之日起算", "Three years run from the end of liquidation", BANKRUPT_RULE
)
def _bankrupt_from_end(story: Story) -> None:
    manager = Tenure(story.person(), "2012-01-01", "2021-12-31", "高级管理人员")
    firm = story.firm(Tenure(story.person(), "2012-01-01"), manager)
    decision = _bankrupt(story, firm, "2021-02-01", "2024-02-01")
    story.responsible(decision, firm, manager, "2019-06-30")
    story.ask(manager.person, "appointment", "restricted", effect("must", "bankruptcy", "office", doc=decision.doc_no))


@THEME.case("bankrupt-term-over", "破产清算完结已逾三年", "Liquidation ended over three years ago", BANKRUPT_RULE)
def _bankrupt_over(story: Story) -> None:
    director = Tenure(story.person(), "2012-01-01", "2021-12-31", "董事")
    firm = story.firm(Tenure(story.person(), "2012-01-01"), director)
    decision = _bankrupt(story, firm, "2020-01-10", "2021-03-20")
    story.responsible(decision, firm, director, "2018-06-30")
    story.ask(director.person, "appointment", "clear")
