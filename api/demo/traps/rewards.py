"""Owns the cases of red lists and grades: for the listed subject alone, withheld while a list measure is in force.

Refuses credit scores: nothing follows from them.
"""

from datetime import date

from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, MARKET, REFORM, Story, Tenure, own
from api.demo.world import BRANCH, Enterprise, Mention

THEME = Theme()
RED = "red_list"
RULE = "红名单, A-grade taxpayers: green channel (grant); nobody; removal, any list measure in force"
WITHHELD = "Principle 11: incentives never propagate, and are withheld while any list measure is in force"


def _grade(story: Story, firm: Enterprise, level: str, year: str, end: str) -> None:
    row = {
        "uni_social_crd_cd": firm.uscc,
        "tax_nm": firm.name,
        "evalua_year": year,
        "tax_credit_level": level,
        "evalua_dept": "国家税务总局郑州市税务局",
        "evalua_result_start": f"{int(year) + 1}-05-01",
        "evalua_result_end": end,
    }
    story.add("410100/税务局/tax_credit_grade", row, Mention("subject", firm.label))


@THEME.case("red-list", "守信红名单享受绿色通道", "Red-listed: green channel", RULE)
def _red(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    doc = story.listing(REFORM, RED, firm, "2026-03-15", list_cn="守信红名单", reason="连续三年守信").doc_no
    story.ask(firm, "green_channel", "clear", own("grant", RED, "green_channel", doc=doc))
    story.ask(firm, "procurement", "clear")


@THEME.case("red-list-not-carried", "红名单激励不扩散", "Incentives do not propagate", WITHHELD)
def _not_carried(story: Story) -> None:
    head = story.person()
    firm = story.firm(Tenure(head, "2014-02-02"))
    other = story.firm(Tenure(head, "2016-02-02"))
    branch = story.company(name=f"{firm.name}第一分公司", comp_type=BRANCH, est_date=date(2017, 5, 5))
    principal = Tenure(story.person(), "2017-05-05")
    story.register(branch, principal.person, principal.since, lv_pripid=firm.registry_id, parent_label=firm.label)
    story.office(branch, principal)
    story.listing(REFORM, RED, firm, "2026-03-15", list_cn="守信红名单", reason="连续三年守信")
    for subject in (branch, other, head):
        story.ask(subject, "green_channel", "clear")


@THEME.case("red-and-black", "红黑名单并存:激励中止", "Red and black at once: the incentive is withheld", WITHHELD)
def _red_black(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    story.listing(REFORM, RED, firm, "2026-03-15", list_cn="守信红名单", reason="连续三年守信")
    doc = story.debtor(COURT, firm, "2026-06-12").doc_no
    findings = (own("must", "dishonest_judgment_debtor", doc=doc), own("may", "dishonest_judgment_debtor", doc=doc))
    story.ask(firm, "green_channel", "restricted", *findings)
    story.ask(firm, "green_channel", "clear", own("grant", RED, "green_channel"), as_of="2026-06-01")


@THEME.case(
    "red-and-lifted-black", "黑名单解除后恢复激励", "The black listing is lifted: the incentive returns", WITHHELD
)
def _red_lifted(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    red = story.listing(REFORM, RED, firm, "2026-03-15", list_cn="守信红名单", reason="连续三年守信")
    decision = story.debtor(COURT, firm, "2026-04-12")
    story.event(decision, "移出", "2026-10-10")
    story.ask(firm, "green_channel", "clear", own("grant", RED, "green_channel", doc=red.doc_no))


@THEME.case("red-list-removed", "已移出红名单", "Removed from the red list", RULE)
def _red_removed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    story.listing(REFORM, RED, firm, "2024-03-15", list_cn="守信红名单", out_dt="2026-03-15")
    story.ask(firm, "green_channel", "clear")


@THEME.case(
    "red-with-ordinary-penalty", "一般处罚不妨碍激励", "An ordinary penalty does not withhold the incentive", WITHHELD
)
def _red_penalty(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    doc = story.listing(REFORM, RED, firm, "2026-03-15", list_cn="守信红名单").doc_no
    story.penalty(MARKET, firm, "2026-05-05")
    story.ask(firm, "green_channel", "clear", own("grant", RED, "green_channel", doc=doc))


@THEME.case("tax-grade-a", "A级纳税人享受绿色通道", "An A-grade taxpayer gets the green channel", RULE)
def _grade_a(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    _grade(story, firm, "A", "2025", "2027-04-30")
    story.ask(firm, "green_channel", "clear", own("grant", None, "green_channel"))


@THEME.case("tax-grade-b", "B级纳税人没有绿色通道", "A B-grade taxpayer gets none", RULE)
def _grade_b(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    _grade(story, firm, "B", "2025", "2027-04-30")
    story.ask(firm, "green_channel", "clear")


@THEME.case("tax-grade-expired", "A级评价结果已过有效期", "The A grade has expired", RULE)
def _grade_expired(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    _grade(story, firm, "A", "2023", "2025-04-30")
    story.ask(firm, "green_channel", "clear")
    story.ask(firm, "green_channel", "clear", own("grant", None, "green_channel"), as_of="2025-04-30")


@THEME.case("tax-grade-a-withheld", "A级纳税人列入严重失信名单", "A-grade taxpayer on a black list: withheld", WITHHELD)
def _grade_withheld(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    _grade(story, firm, "A", "2025", "2027-04-30")
    doc = story.listing(MARKET, "food_drug_blacklist", firm, "2026-09-01").doc_no
    story.ask(firm, "green_channel", "consider", own("may", "food_drug_blacklist", doc=doc))
