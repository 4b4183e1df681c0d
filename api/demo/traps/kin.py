"""Owns the cases of those close to a listed firm: branch, sister, shareholder, operator, investor, partner, guarantor.

Refuses kin and neighbours: no rule knows them.
"""

from datetime import date

from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, MARKET, Story, Tenure, alert, effect, own
from api.demo.world import BRANCH, PARTNERSHIP, SOLE_INVESTOR, SOLE_TRADER, Enterprise, Mention

THEME = Theme()
CATEGORY = "dishonest_judgment_debtor"
BRANCH_RULE = "any listing of a company: its 分公司 (n): as own, same force (no legal personality)"
OWNER_RULE = (
    "any listing of a branch, sole trader, 个人独资 firm, partnership: company of the branch; operator, investor, "
    "执行事务合伙人 (n), and their other firms: alert only"
)
NOBODY_RULE = "Principle 7: never to sister companies or shareholders unless a rule row says so"


def _branch(story: Story, parent: Enterprise, head: Tenure) -> Enterprise:
    """A registered branch of the firm, led by ``head``."""
    est = date.fromisoformat(head.since)
    branch = story.company(name=f"{parent.name}第一分公司", comp_type=BRANCH, est_date=est)
    story.register(branch, head.person, head.since, lv_pripid=parent.registry_id, parent_label=parent.label)
    story.office(branch, head)
    return branch


def _hold(story: Story, firm: Enterprise, holder: str, label: str, amount: str) -> None:
    row = {
        "investor": f"I{label}",
        "stocker_nm": holder,
        "cumula_sub_amt": amount,
        "pripid": firm.registry_id,
        "uni_social_crd_cd": firm.uscc,
        "comp_nm": firm.name,
        "annual_year": "2025",
    }
    sheet = "410100/市场监督管理局/shareholder"
    story.add(sheet, row, Mention("subject", firm.label), Mention("shareholder", label))


@THEME.case("branch-of-listed", "上榜公司的分公司", "A branch of a listed company", BRANCH_RULE)
def _branch_of(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    principal = Tenure(story.person(), "2017-05-05")
    branch = _branch(story, firm, principal)
    doc = story.debtor(COURT, firm, "2025-03-12").doc_no
    story.ask(branch, "procurement", "restricted", effect("must", CATEGORY, "procurement", doc=doc))
    story.ask(branch, "credit", "consider", effect("may", CATEGORY, "credit", doc=doc))
    story.ask(branch, "customs", "clear")
    story.ask(principal.person, "appointment", "clear")


@THEME.case(
    "branch-of-listed-lifted", "公司移出名单后分公司随之解除", "The company is removed: the branch is free", BRANCH_RULE
)
def _branch_lifted(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    branch = _branch(story, firm, Tenure(story.person(), "2017-05-05"))
    decision = story.debtor(COURT, firm, "2025-03-12")
    story.event(decision, "移出", "2026-09-09")
    story.ask(branch, "procurement", "clear")


@THEME.case("listed-branch", "分公司上榜对公司仅作提示", "A listed branch is an alert for its company", OWNER_RULE)
def _listed_branch(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2014-02-02"))
    sister = _branch(story, firm, Tenure(story.person(), "2018-01-01"))
    branch = story.company(name=f"{firm.name}第二分公司", comp_type=BRANCH, est_date=date(2017, 5, 5))
    principal = Tenure(story.person(), "2017-05-05")
    story.register(branch, principal.person, principal.since, lv_pripid=firm.registry_id, parent_label=firm.label)
    story.office(branch, principal)
    doc = story.debtor(COURT, branch, "2025-03-12").doc_no
    story.ask(branch, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(firm, "procurement", "consider", alert(CATEGORY, doc))
    story.ask(sister, "procurement", "clear")


@THEME.case(
    "sister-and-shareholder", "关联公司与股东不受牵连", "Sister company and shareholder are not reached", NOBODY_RULE
)
def _sister(story: Story) -> None:
    holding = story.firm(Tenure(story.person(), "2010-02-02"))
    listed = story.firm(Tenure(story.person(), "2014-02-02"))
    sister = story.firm(Tenure(story.person(), "2015-02-02"))
    minority = story.person()
    _hold(story, listed, holding.name, holding.label, "800")
    _hold(story, listed, minority.name, minority.label, "200")
    _hold(story, sister, holding.name, holding.label, "500")
    doc = story.debtor(COURT, listed, "2025-03-12").doc_no
    story.ask(sister, "procurement", "clear")
    story.ask(holding, "procurement", "clear")
    story.ask(listed, "tender", "restricted", own("must", CATEGORY, "tender", doc=doc))


@THEME.case(
    "shared-representative-sister", "同一法定代表人的另一家公司", "Another firm of the same representative", NOBODY_RULE
)
def _same_head(story: Story) -> None:
    head = story.person()
    listed = story.firm(Tenure(head, "2014-02-02"))
    other = story.firm(Tenure(head, "2015-02-02"))
    story.listing(MARKET, "food_drug_blacklist", listed, "2025-05-05")
    story.ask(other, "procurement", "clear")
    story.ask(other, "licensing", "clear")


@THEME.case(
    "sole-trader-listed", "个体工商户上榜提示其经营者", "A listed sole trader alerts on its operator", OWNER_RULE
)
def _sole_trader(story: Story) -> None:
    operator = story.person()
    shop = story.firm(Tenure(operator, "2018-03-03"), comp_type=SOLE_TRADER)
    other = story.firm(Tenure(operator, "2020-03-03"))
    former = story.firm(Tenure(operator, "2016-03-03", "2022-12-31"), Tenure(story.person(), "2023-01-01"))
    doc = story.debtor(COURT, shop, "2025-03-12").doc_no
    story.ask(shop, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))
    story.ask(operator, "appointment", "consider", alert(CATEGORY, doc))
    story.ask(other, "procurement", "consider", alert(CATEGORY, doc))
    story.ask(former, "procurement", "clear")


@THEME.case(
    "sole-investor-listed",
    "个人独资企业上榜提示其投资人",
    "A listed sole-investor firm alerts on its investor",
    OWNER_RULE,
)
def _sole_investor(story: Story) -> None:
    investor = story.person()
    firm = story.firm(Tenure(investor, "2018-03-03"), comp_type=SOLE_INVESTOR)
    doc = story.debtor(COURT, firm, "2025-03-12").doc_no
    story.ask(firm, "tender", "restricted", own("must", CATEGORY, "tender", doc=doc))
    story.ask(investor, "licensing", "consider", alert(CATEGORY, doc))


@THEME.case(
    "partnership-listed",
    "合伙企业上榜提示执行事务合伙人",
    "A listed partnership alerts on its executive partner",
    OWNER_RULE,
)
def _partnership(story: Story) -> None:
    executive, limited = story.person(), story.person()
    firm = story.firm(Tenure(executive, "2018-03-03"), comp_type=PARTNERSHIP)
    _hold(story, firm, limited.name, limited.label, "100")
    doc = story.debtor(COURT, firm, "2025-03-12").doc_no
    story.ask(executive, "credit", "consider", alert(CATEGORY, doc))
    story.ask(firm, "procurement", "restricted", own("must", CATEGORY, "procurement", doc=doc))


@THEME.case("former-operator", "已转让的个体工商户不提示原经营者", "A former operator is not alerted on", OWNER_RULE)
def _former_operator(story: Story) -> None:
    before, now = story.person(), story.person()
    shop = story.firm(Tenure(before, "2016-03-03", "2022-12-31"), Tenure(now, "2023-01-01"), comp_type=SOLE_TRADER)
    doc = story.debtor(COURT, shop, "2025-03-12").doc_no
    story.ask(before, "procurement", "clear")
    story.ask(now, "procurement", "consider", alert(CATEGORY, doc))


@THEME.case(
    "guarantor-of-listed",
    "为上榜债务人担保的企业",
    "A guarantor of a listed debtor",
    "Everything not in the column 'carried to' is not reached",
)
def _guarantor(story: Story) -> None:
    listed = story.firm(Tenure(story.person(), "2014-02-02"))
    guarantor = story.firm(Tenure(story.person(), "2014-02-02"))
    row = {
        "external_gua": f"G{guarantor.label}",
        "creditor": "郑州市某小额贷款公司",
        "debtor": listed.name,
        "major_credit_amt": "300",
        "period_from": "2023-01-01",
        "period_to": "2027-01-01",
        "promis_way": "连带保证",
        "uni_social_crd_cd": guarantor.uscc,
        "comp_nm": guarantor.name,
    }
    story.add(
        "410100/市场监督管理局/guarantee", row, Mention("subject", guarantor.label), Mention("debtor", listed.label)
    )
    story.debtor(COURT, listed, "2025-03-12")
    story.ask(guarantor, "procurement", "clear")
    story.ask(guarantor, "credit", "clear")
