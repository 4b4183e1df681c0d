"""Owns the cases of the line black lists and of the provinces' own severe-dishonesty lists with their role sets.

Refuses national lists.
"""

from api.demo.traps.cases import Ask, ExpectedFinding
from api.demo.traps.plan import Theme
from api.demo.traps.story import (
    ENVIRONMENT,
    FINANCE,
    HENAN,
    HOUSING,
    LABOUR,
    MARKET,
    PROVINCE,
    SAFETY,
    TRADE,
    TRANSPORT,
    Authority,
    Decision,
    Story,
    Tenure,
    alert,
    effect,
    own,
)
from api.demo.world import Enterprise

THEME = Theme()
PROVINCIAL = "provincial_dishonesty"
LINES_RULE = "line black lists: as the list's row says, shipped as may; 法定代表人, 主要负责人 with mark: alert"
HENAN_RULE = "河南省社会信用条例 art. 35: 法定代表人, 主要负责人, 实际控制人, 其他直接责任人员, with mark (may)"
ABROAD_RULE = "Principle 6: across regions the intersection applies: the issuer's marking and the receiver's law"
LISTS = (
    (MARKET, "food_drug_blacklist"),
    (HOUSING, "construction_blacklist"),
    (TRANSPORT, "transport_blacklist"),
    (TRADE, "trade_blacklist"),
    (FINANCE, "procurement_blacklist"),
    (LABOUR, "wage_arrears_blacklist"),
    (ENVIRONMENT, "environment_blacklist"),
    (SAFETY, "work_safety_blacklist"),
)


@THEME.case(
    "line-lists-own",
    "八类行业黑名单:对本单位依法可以限制",
    "Eight line black lists: may for the firm itself",
    LINES_RULE,
)
def _own(story: Story) -> None:
    for authority, category in LISTS:
        head = story.person()
        firm = story.firm(Tenure(head, "2016-06-01"))
        doc = story.listing(authority, category, firm, "2025-06-18").doc_no
        story.ask(firm, "procurement", "consider", own("may", category, doc=doc))
        story.ask(head, "appointment", "clear")


@THEME.case(
    "line-list-representative-marked",
    "行业黑名单:法定代表人经认定仅提示",
    "Line list: marked representative is an alert",
    LINES_RULE,
)
def _marked(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-12-31")
    firm = story.firm(head, Tenure(story.person(), "2026-01-01"))
    decision = story.listing(LABOUR, "wage_arrears_blacklist", firm, "2025-06-18")
    story.responsible(decision, firm, head, "2024-12-20")
    story.ask(head.person, "licensing", "consider", alert("wage_arrears_blacklist", decision.doc_no))


@THEME.case(
    "line-list-representative-unmarked",
    "行业黑名单:未经认定的法定代表人",
    "Line list: an unmarked representative",
    LINES_RULE,
)
def _unmarked(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2016-06-01"))
    other = story.firm(Tenure(head, "2018-06-01"))
    story.listing(HOUSING, "construction_blacklist", firm, "2025-06-18")
    story.ask(head, "licensing", "clear")
    story.ask(other, "procurement", "clear")


@THEME.case(
    "line-list-removed", "已移出行业黑名单", "Removed from a line list", "line black lists: ended by removal, term"
)
def _removed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2016-06-01"))
    decision = story.listing(TRANSPORT, "transport_blacklist", firm, "2024-06-18")
    story.event(decision, "移出", "2026-06-18")
    story.ask(firm, "procurement", "clear")


def _listed(story: Story, firm: Enterprise, region: str = HENAN, name: str = "") -> Decision:
    issuer = Authority(name or PROVINCE.name, HENAN, PROVINCE.department)
    return story.listing(issuer, PROVINCIAL, firm, "2025-03-03", region=region)


@THEME.case(
    "henan-marked", "河南:经认定的法定代表人和实际控制人", "Henan: marked representative and controller", HENAN_RULE
)
def _henan(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-08-31")
    controller = Tenure(story.person(), "2016-06-01", "", "实际控制人")
    direct = Tenure(story.person(), "2016-06-01", "", "其他直接责任人员")
    silent = Tenure(story.person(), "2016-06-01", "", "董事")
    firm = story.firm(head, Tenure(story.person(), "2025-09-01"), controller, silent)
    decision = _listed(story, firm)
    for tenure in (head, controller, direct):
        story.responsible(decision, firm, tenure, "2024-10-20")
        story.ask(tenure.person, "licensing", "consider", effect("may", PROVINCIAL, doc=decision.doc_no))
    story.ask(silent.person, "licensing", "clear")


@THEME.case("henan-unmarked", "河南:未经认定的法定代表人", "Henan: an unmarked representative", HENAN_RULE)
def _henan_unmarked(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2016-06-01"))
    doc = _listed(story, firm).doc_no
    story.ask(head, "licensing", "clear")
    story.ask(firm, "licensing", "verify", ExpectedFinding("own", "may", PROVINCIAL, (), "possible", doc))
    story.ask(firm, "land", "consider", own("may", PROVINCIAL, doc=doc))


@THEME.case(
    "henan-repaired", "河南:信用修复后措施解除", "Henan: repaired", "河南省社会信用条例: ended by removal, repair"
)
def _henan_repaired(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-08-31")
    firm = story.firm(head, Tenure(story.person(), "2025-09-01"))
    decision = _listed(story, firm)
    story.responsible(decision, firm, head, "2024-10-20")
    story.event(decision, "修复", "2026-07-07")
    story.ask(firm, "licensing", "clear")
    story.ask(head.person, "licensing", "clear")
    reached = effect("may", PROVINCIAL, doc=decision.doc_no)
    story.ask(head.person, "licensing", "consider", reached, as_of="2026-07-06")


@THEME.case(
    "shanghai-controller", "上海:实际控制人不在范围内", "Shanghai: actual controllers are not in the set", ABROAD_RULE
)
def _shanghai(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-08-31")
    controller = Tenure(story.person(), "2016-06-01", "", "实际控制人")
    firm = story.firm(head, Tenure(story.person(), "2025-09-01"), controller)
    decision = _listed(story, firm, "310000", "上海市市场监督管理局")
    story.responsible(decision, firm, head, "2024-10-20")
    story.responsible(decision, firm, controller, "2024-10-20")
    story.ask(controller.person, "licensing", "clear")
    story.ask(head.person, "licensing", "consider", effect("may", PROVINCIAL, doc=decision.doc_no))


@THEME.case(
    "shandong-unmarked", "山东无需认定,河南须经认定:不及于未认定者", "Shandong asks no mark, Henan does", ABROAD_RULE
)
def _shandong(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-08-31")
    firm = story.firm(head, Tenure(story.person(), "2025-09-01"))
    decision = _listed(story, firm, "370000", "山东省市场监督管理局")
    story.ask(head.person, "licensing", "clear")
    story.ask(firm, "licensing", "verify", ExpectedFinding("own", "may", PROVINCIAL, (), "possible", decision.doc_no))
    story.ask(firm, "land", "consider", own("may", PROVINCIAL, doc=decision.doc_no))


@THEME.case("shandong-marked", "山东上榜且经认定", "Listed in Shandong, and marked", ABROAD_RULE)
def _shandong_marked(story: Story) -> None:
    head = Tenure(story.person(), "2016-06-01", "2025-08-31")
    firm = story.firm(head, Tenure(story.person(), "2025-09-01"))
    decision = _listed(story, firm, "370000", "山东省市场监督管理局")
    story.responsible(decision, firm, head, "2024-10-20")
    story.ask(head.person, "licensing", "consider", effect("may", PROVINCIAL, doc=decision.doc_no))


@THEME.case(
    "zhejiang-controller",
    "浙江:经认定的实际控制人",
    "Zhejiang and Henan both reach a marked controller",
    ABROAD_RULE,
)
def _zhejiang(story: Story) -> None:
    controller = Tenure(story.person(), "2016-06-01", "", "实际控制人")
    firm = story.firm(Tenure(story.person(), "2016-06-01"), controller)
    decision = _listed(story, firm, "330000", "浙江省市场监督管理局")
    story.responsible(decision, firm, controller, "2024-10-20")
    story.ask(controller.person, "licensing", "consider", effect("may", PROVINCIAL, doc=decision.doc_no))


@THEME.case(
    "shenzhen-direct-responsible",
    "深圳:直接责任人员在内,实际控制人不在内",
    "Shenzhen reaches those directly responsible, no controller",
    ABROAD_RULE,
)
def _shenzhen(story: Story) -> None:
    direct = Tenure(story.person(), "2016-06-01", "", "直接责任人员")
    controller = Tenure(story.person(), "2016-06-01", "", "实际控制人")
    firm = story.firm(Tenure(story.person(), "2016-06-01"), controller)
    decision = _listed(story, firm, "440300", "深圳市市场监督管理局")
    for tenure in (direct, controller):
        story.responsible(decision, firm, tenure, "2024-10-20")
    story.ask(direct.person, "licensing", "consider", effect("may", PROVINCIAL, doc=decision.doc_no))
    story.ask(controller.person, "licensing", "clear")


@THEME.case(
    "henan-asked-in-shanghai",
    "河南认定的实际控制人在上海不受限",
    "A controller marked in Henan, asked about in Shanghai",
    ABROAD_RULE,
)
def _asked_abroad(story: Story) -> None:
    controller = Tenure(story.person(), "2016-06-01", "", "实际控制人")
    firm = story.firm(Tenure(story.person(), "2016-06-01"), controller)
    decision = _listed(story, firm)
    story.responsible(decision, firm, controller, "2024-10-20")
    number = controller.person.resident_number
    story.ask_by(Ask(number, "", "person", "licensing", region="310000"), "clear")
    here = effect("may", PROVINCIAL, doc=decision.doc_no)
    story.ask(controller.person, "licensing", "consider", here)
