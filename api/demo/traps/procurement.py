"""Owns the cases of statutory procurement bars: large fines, orders to stop, bans by term, what repair and stay do.

Refuses what the same decision does to persons (traps_office, traps_food).
"""

from api.demo.traps.cases import ExpectedFinding
from api.demo.traps.plan import Theme
from api.demo.traps.story import ENVIRONMENT, FINANCE, HOUSING, MARKET, SAFETY, TAX, Story, Tenure, own

THEME = Theme()
PENALTY, BAN = "administrative_penalty", "procurement_ban"
FINE_RULE = (
    "large fine, licence revoked, ordered to stop: procurement 3 years (must) "
    "above the threshold in force; nobody; term"
)
BAN_RULE = "procurement ban (采购禁止): procurement for its term (must); term only"


def _fine(wan: str) -> dict[str, str]:
    return {"CF_WFXW": "不正当竞争", "CF_CFLB": "罚款", "CF_NR": f"罚款人民币{wan}万元", "CF_NR_FK": wan}


@THEME.case("fine-at-threshold", "罚款恰为二百万元", "A fine of exactly the threshold", FINE_RULE)
def _threshold(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2013-06-01"))
    other = story.firm(Tenure(head, "2015-06-01"))
    doc = story.penalty(MARKET, firm, "2025-02-17", **_fine("200")).doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))
    story.ask(firm, "land", "clear")
    story.ask(head, "procurement", "clear")
    story.ask(other, "procurement", "clear")


@THEME.case("fine-below-threshold", "罚款略低于二百万元", "A fine just below the threshold", FINE_RULE)
def _below(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    story.penalty(MARKET, firm, "2025-02-17", **_fine("199.99"))
    story.ask(firm, "procurement", "clear")


@THEME.case("fine-last-day", "较大数额罚款三年期最后一日", "A large fine on the last day of three years", FINE_RULE)
def _fine_last(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.penalty(MARKET, firm, "2023-11-20", **_fine("350")).doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))
    story.ask(firm, "procurement", "clear", as_of="2026-11-21")
    story.ask(firm, "procurement", "clear", as_of="2023-11-19")


@THEME.case("fine-past-three-years", "较大数额罚款已逾三年", "A large fine over three years ago", FINE_RULE)
def _fine_over(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    story.penalty(MARKET, firm, "2023-11-19", **_fine("350"))
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "fine-before-2022",
    "2022年2月8日前的罚款数额标准待核实",
    "Before 2022-02-08 the threshold must be verified",
    FINE_RULE,
)
def _fine_old(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.penalty(MARKET, firm, "2021-09-01", **_fine("50")).doc_no
    finding = ExpectedFinding("own", "must", PENALTY, (), "possible", doc)
    story.ask(firm, "procurement", "verify", finding, as_of="2023-06-01")
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "fine-repaired",
    "信用修复不缩短法定三年期",
    "Repair does not shorten the statutory term",
    "Principle 10: repair ends publication, sharing and list measures, never a statutory term",
)
def _fine_repaired(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    decision = story.penalty(ENVIRONMENT, firm, "2024-12-02", **_fine("260"))
    story.event(decision, "修复", "2026-01-08")
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=decision.doc_no))


@THEME.case(
    "fine-publication-over",
    "公示期满而法定三年期未满",
    "Publication has ended, the statutory term has not",
    "publication of penalties then stops by itself; 政府采购法 22(5): 3 years",
)
def _publication(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.penalty(MARKET, firm, "2024-04-02", CF_GSJZQ="2025-04-02", **_fine("220")).doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case(
    "fine-stayed",
    "处罚停止执行",
    "The penalty is stayed",
    "Principle 10: only a recorded stay, revocation or removal lifts",
)
def _fine_stayed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    decision = story.penalty(MARKET, firm, "2026-03-03", **_fine("230"))
    story.event(decision, "停止执行", "2026-05-05")
    bar = own("must", PENALTY, "procurement", doc=decision.doc_no)
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "restricted", bar, as_of="2026-04-30")


@THEME.case("fine-resumed", "停止执行后恢复执行", "Stayed, then resumed", "Principle 10: only a recorded stay lifts")
def _fine_resumed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    decision = story.penalty(MARKET, firm, "2026-03-03", **_fine("230"))
    story.event(decision, "停止执行", "2026-05-05")
    story.event(decision, "恢复执行", "2026-08-18")
    bar = own("must", PENALTY, "procurement", doc=decision.doc_no)
    story.ask(firm, "procurement", "restricted", bar)
    story.ask(firm, "procurement", "clear", as_of="2026-06-30")


@THEME.case("ordered-to-stop", "责令停产停业", "Ordered to stop production", FINE_RULE)
def _stopped(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    cells = {"CF_WFXW": "未落实安全生产责任", "CF_CFLB": "责令停产停业", "CF_NR": "责令停产停业整顿"}
    doc = story.penalty(SAFETY, firm, "2025-07-21", **cells).doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case("fine-natural-person", "自然人受较大数额罚款", "A large fine on a natural person", FINE_RULE)
def _natural(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2013-06-01"))
    doc = story.penalty(MARKET, person, "2025-02-17", **_fine("210")).doc_no
    story.ask(person, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))
    story.ask(person, "appointment", "clear")
    story.ask(firm, "tender", "consider", ExpectedFinding("alert", "reference", PENALTY, doc_no=doc))


@THEME.case(
    "ordinary-penalty-firm",
    "未列入名单的一般处罚",
    "An ordinary penalty on no list",
    "Principle 9: no joint punishment from an ordinary penalty that is on no list",
)
def _ordinary(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2013-06-01"))
    story.penalty(MARKET, firm, "2026-02-17", **_fine("3.5"))
    for purpose in ("procurement", "tender", "licensing", "credit"):
        story.ask(firm, purpose, "clear")
    story.ask(head, "appointment", "clear")


@THEME.case(
    "ordinary-penalty-person",
    "对自然人的一般处罚",
    "An ordinary penalty on a natural person",
    "Principle 9: no joint punishment from an ordinary penalty that is on no list",
)
def _ordinary_person(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2013-06-01"))
    story.penalty(SAFETY, person, "2026-02-17", **_fine("0.05"))
    story.ask(person, "procurement", "clear")
    story.ask(firm, "procurement", "clear")


@THEME.case("ban-running", "政府采购禁止期未满", "A procurement ban is running", BAN_RULE)
def _ban(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.listing(FINANCE, BAN, firm, "2025-06-01", out_dt="2027-06-01", reason="提供虚假材料谋取中标").doc_no
    story.ask(firm, "procurement", "restricted", own("must", BAN, "procurement", doc=doc))
    story.ask(firm, "tender", "clear")


@THEME.case(
    "ban-repaired",
    "信用修复时采购禁止期仍在",
    "Repaired while the procurement ban runs",
    "Principle 10: repair never ends a statutory term (采购禁止期)",
)
def _ban_repaired(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    decision = story.listing(FINANCE, BAN, firm, "2025-06-01", out_dt="2027-06-01", reason="提供虚假材料谋取中标")
    story.event(decision, "修复", "2026-02-10")
    story.ask(firm, "procurement", "restricted", own("must", BAN, "procurement", doc=decision.doc_no))


@THEME.case("ban-ended", "政府采购禁止期已满", "The procurement ban has ended", BAN_RULE)
def _ban_ended(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.listing(FINANCE, BAN, firm, "2023-06-01", out_dt="2025-06-01", reason="提供虚假材料谋取中标").doc_no
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "restricted", own("must", BAN, "procurement", doc=doc), as_of="2024-12-31")


@THEME.case("licence-revoked-2016-form", "2016版表格中的吊销许可证", "A licence revoked in the 2016 form", FINE_RULE)
def _form_2016(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2013-06-01"))
    doc = story.penalty_2016(HOUSING, firm, "2025-03-04").doc_no
    story.ask(firm, "procurement", "restricted", own("must", PENALTY, "procurement", doc=doc))


@THEME.case("tax-fine", "税务处罚中的较大数额罚款", "A large fine among the tax penalties", FINE_RULE)
def _tax_fine(story: Story) -> None:
    firm, small = story.firm(Tenure(story.person(), "2013-06-01")), story.firm(Tenure(story.person(), "2013-06-01"))
    documents = []
    for subject, amount in ((firm, "3200000"), (small, "1200000")):
        documents.append(story.document(TAX, "2025-04-09"))
        row = {
            "taxer_nm": subject.name,
            "taxer_no": subject.uscc,
            "uni_social_crd_cd": subject.uscc,
            "admin_punish_doc": documents[-1],
            "punish_dt": "2025-04-09",
            "punish_amt": amount,
            "punish_rea": "偷税",
        }
        story.add(TAX.sheet("tax_penalty"), row, story.subject(subject))
    story.ask(firm, "procurement", "restricted", own("must", "tax_penalty", "procurement", doc=documents[0]))
    story.ask(small, "procurement", "clear")
