"""Owns the cases of a listing's life: intended, disputed, stayed, revoked, copied, lifted once, not in a snapshot.

Refuses the measures themselves: any list will do to show them come and go.
"""

from dataclasses import replace

from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, HOUSING, MARKET, PROVINCE, TAX, TRANSPORT, Decision, Story, Tenure, effect, own
from api.demo.world import Enterprise

THEME = Theme()
DEBTOR, TAXES, PENALTY = "dishonest_judgment_debtor", "major_tax_violation", "administrative_penalty"
DISPUTE = "Principle 10: a dispute marks the record at once, for every recipient, and changes no effect"
ONE_LISTING = (
    "the same listing from court, province and neighbour is one listing (same document and authority), lifted once"
)
SNAPSHOT = "Principle 12: a full snapshot lifts what it no longer holds; an increment never does"
PROVINCE_COPY = "410000/发展和改革委员会/dishonest_debtor"
NEIGHBOUR_COPY = "410200/发展和改革委员会/listing"


def _firm(story: Story) -> Enterprise:
    return story.firm(Tenure(story.person(), "2014-02-02"))


@THEME.case(
    "intended-only",
    "仅拟列入,尚未列入",
    "Only the intention to list",
    "Principle 9: nor from a mere intention to list (拟列入)",
)
def _intended(story: Story) -> None:
    firm = _firm(story)
    decision = Decision(TAXES, story.document(TAX, "2026-09-01"), TAX, firm)
    story.event(decision, "拟列入", "2026-09-01")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "land", "clear")


@THEME.case("disputed-list", "异议只标注,不改变效力", "A dispute marks and changes nothing", DISPUTE)
def _disputed(story: Story) -> None:
    firm = _firm(story)
    decision = story.listing(TAX, TAXES, firm, "2025-03-15")
    story.event(decision, "异议", "2026-10-12")
    marked = replace(own("must", TAXES, "procurement", doc=decision.doc_no), disputed=True)
    story.ask(firm, "procurement", "restricted", marked)


@THEME.case("disputed-effect", "对人的措施同样标注异议", "The dispute also marks what is carried to a person", DISPUTE)
def _disputed_effect(story: Story) -> None:
    head = Tenure(story.person(), "2014-02-02", "2025-06-30")
    firm = story.firm(head, Tenure(story.person(), "2025-07-01"))
    decision = story.listing(TAX, TAXES, firm, "2025-03-15")
    story.responsible(decision, firm, head, "2023-03-03", unpaid="是", guarantee="否")
    story.event(decision, "异议", "2026-10-12")
    marked = replace(effect("may", TAXES, "exit", doc=decision.doc_no), disputed=True)
    story.ask(head.person, "exit", "consider", marked)


@THEME.case("disputed-2016-form", "2016版表格状态为异议", "Disputed in the 2016 form", DISPUTE)
def _disputed_2016(story: Story) -> None:
    firm = _firm(story)
    doc = story.penalty_2016(HOUSING, firm, "2025-08-20", CF_ZT="2").doc_no
    story.ask(firm, "procurement", "restricted", replace(own("must", PENALTY, "procurement", doc=doc), disputed=True))


@THEME.case(
    "revoked-2016-form",
    "2016版表格状态为撤销",
    "Revoked in the 2016 form",
    "撤销 voids from the start, known from arrival",
)
def _revoked_2016(story: Story) -> None:
    firm = _firm(story)
    story.penalty_2016(HOUSING, firm, "2025-08-20", CF_ZT="1")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2026-01-01")


@THEME.case(
    "list-stayed",
    "停止执行期间无效力",
    "No effect while stayed",
    "Principle 10: only a recorded stay (停止执行, 中止) lifts",
)
def _stayed(story: Story) -> None:
    firm = _firm(story)
    decision = story.listing(TAX, TAXES, firm, "2025-03-15")
    story.event(decision, "停止执行", "2026-07-01")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "customs", "restricted", own("must", TAXES, "customs", doc=decision.doc_no), as_of="2026-06-30")


@THEME.case(
    "list-resumed", "恢复执行后效力恢复", "In force again after resumption", "Principle 10: only a recorded stay lifts"
)
def _resumed(story: Story) -> None:
    firm = _firm(story)
    decision = story.listing(TAX, TAXES, firm, "2025-03-15")
    story.event(decision, "停止执行", "2026-05-01")
    story.event(decision, "恢复执行", "2026-08-01")
    story.ask(firm, "procurement", "restricted", own("must", TAXES, "procurement", doc=decision.doc_no))
    story.ask(firm, "procurement", "clear", as_of="2026-06-15")


@THEME.case(
    "list-revoked",
    "撤销列入决定自始无效",
    "The decision to list is revoked: void from the start",
    "撤销 voids from the start, known from arrival",
)
def _revoked(story: Story) -> None:
    firm = _firm(story)
    decision = story.listing(TAX, TAXES, firm, "2025-03-15")
    story.event(decision, "撤销", "2026-04-01")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2025-12-31")


def _copied(story: Story, firm: Enterprise) -> Decision:
    """The court's listing with the province's and the neighbour's copies."""
    decision = story.debtor(COURT, firm, "2025-02-20")
    story.debtor(COURT, firm, "2025-02-20", case_no=decision.doc_no, source=PROVINCE_COPY)
    story.listing(COURT, DEBTOR, firm, "2025-02-20", doc_no=decision.doc_no, source=NEIGHBOUR_COPY)
    return decision


@THEME.case(
    "three-sources-one-listing",
    "法院、省、邻市三处来源为一条",
    "Court, province and neighbour: one listing",
    ONE_LISTING,
)
def _three(story: Story) -> None:
    firm = _firm(story)
    decision = _copied(story, firm)
    story.ask(firm, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=decision.doc_no))


@THEME.case(
    "three-sources-lifted-once", "法院移出一次,三处同时解除", "Lifted once by the court, lifted everywhere", ONE_LISTING
)
def _three_lifted(story: Story) -> None:
    firm = _firm(story)
    decision = _copied(story, firm)
    story.event(decision, "移出", "2026-08-08")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "credit", "clear")
    story.ask(firm, "tender", "restricted", own("must", DEBTOR, "tender", doc=decision.doc_no), as_of="2026-08-07")


@THEME.case(
    "lifted-in-other-brackets",
    "文书号括号写法不同仍为同一条",
    "Lifted under another spelling of the number",
    ONE_LISTING,
)
def _brackets(story: Story) -> None:
    firm = _firm(story)
    decision = story.listing(MARKET, "food_drug_blacklist", firm, "2025-02-20")
    other = decision.doc_no.replace("〔", "[").replace("〕", "]")
    story.event(replace(decision, doc_no=other), "移出", "2026-08-08")
    story.ask(firm, "procurement", "clear")


@THEME.case("snapshot-lifts", "全量数据不再包含即解除", "A full snapshot that no longer holds it lifts it", SNAPSHOT)
def _snapshot(story: Story) -> None:
    firm = _firm(story)
    doc = story.debtor(COURT, firm, "2025-02-20", delivery="0").doc_no
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=doc), as_of="2026-07-15")


@THEME.case(
    "snapshot-lifts-despite-copy",
    "法院全量已解除,省级副本滞后",
    "The court's snapshot lifts it though a copy remains",
    "only its owner's act ends it; a copy's lag does not keep it",
)
def _snapshot_copy(story: Story) -> None:
    firm = _firm(story)
    decision = story.debtor(COURT, firm, "2025-02-20", delivery="0")
    story.debtor(COURT, firm, "2025-02-20", case_no=decision.doc_no, source=PROVINCE_COPY)
    story.ask(firm, "procurement", "clear")


@THEME.case("increment-keeps", "增量数据未再包含不解除", "An increment that is silent about it lifts nothing", SNAPSHOT)
def _increment(story: Story) -> None:
    head = Tenure(story.person(), "2014-02-02")
    firm = story.firm(head)
    doc = story.order(firm, head, "2026-03-03", delivery="0").doc_no
    bar = effect("must", "consumption_restriction", "consumption", doc=doc)
    story.ask(head.person, "consumption", "restricted", bar)


@THEME.case("copy-silence-lifts-nothing", "副本不再包含不解除原名单", "A copy's silence lifts nothing", ONE_LISTING)
def _copy_silent(story: Story) -> None:
    firm = _firm(story)
    decision = story.debtor(COURT, firm, "2025-02-20")
    row = {
        "list_cn": "失信被执行人名单",
        "doc_no": decision.doc_no,
        "authority": COURT.name,
        "nm": firm.name,
        "uni_social_crd_cd": firm.uscc,
        "in_dt": "2025-02-20",
        "region": "410100",
    }
    story.add(PROVINCE.sheet("listing"), row, story.subject(firm), delivery=0)
    story.ask(firm, "procurement", "restricted", own("must", DEBTOR, "procurement", doc=decision.doc_no))


@THEME.case(
    "one-document-two-subjects",
    "同一文书两个主体,仅一个移出",
    "Two subjects of one document, one removed",
    "Listing identity: category, authority, document number, subject",
)
def _two_subjects(story: Story) -> None:
    first, second = _firm(story), _firm(story)
    decision = story.listing(TAX, TAXES, first, "2025-03-15")
    story.listing(TAX, TAXES, second, "2025-03-15", doc_no=decision.doc_no)
    story.event(decision, "移出", "2026-05-05")
    story.ask(first, "procurement", "clear")
    story.ask(second, "procurement", "restricted", own("must", TAXES, "procurement", doc=decision.doc_no))


@THEME.case(
    "one-number-two-authorities",
    "文书号相同但机关不同,互不影响",
    "One number of two authorities: two listings",
    ONE_LISTING,
)
def _two_authorities(story: Story) -> None:
    firm = _firm(story)
    number = story.document(HOUSING, "2025-03-15")
    housing = story.listing(HOUSING, "construction_blacklist", firm, "2025-03-15", doc_no=number)
    story.listing(TRANSPORT, "transport_blacklist", firm, "2025-04-15", doc_no=number)
    story.event(housing, "移出", "2026-05-05")
    story.ask(firm, "procurement", "consider", own("may", "transport_blacklist", doc=number))


@THEME.case("penalty-in-two-forms", "同一处罚见于两版表格", "One penalty in the forms of 2016 and 2018", ONE_LISTING)
def _two_forms(story: Story) -> None:
    firm = _firm(story)
    cells = {"CF_CFLB": "吊销许可证件", "CF_NR": "吊销资质证书"}
    decision = story.penalty(MARKET, firm, "2025-08-20", **cells)
    cells_2016 = {"CF_WSH": decision.doc_no, "CF_XZJG": MARKET.name}
    story.penalty_2016(HOUSING, firm, "2025-08-20", **cells_2016)
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=decision.doc_no))


@THEME.case(
    "penalty-corrected",
    "更正后的处罚不再达到数额",
    "A corrected penalty no longer reaches the threshold",
    "a new version of an event retracts the old one in recorded time",
)
def _corrected(story: Story) -> None:
    firm = _firm(story)
    cells = {"CF_CFLB": "罚款", "CF_NR": "罚款人民币260万元", "CF_NR_FK": "260"}
    document = story.document(MARKET, "2025-08-20")
    story.penalty(MARKET, firm, "2025-08-20", CF_WSH=document, **cells)
    story.rows[-1] = replace(story.rows[-1], delivery=0)
    cells = {"CF_CFLB": "罚款", "CF_NR": "罚款人民币26万元", "CF_NR_FK": "26"}
    story.penalty(MARKET, firm, "2025-08-20", CF_WSH=document, **cells)
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2026-07-15")
