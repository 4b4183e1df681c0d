"""Owns the cases of the serious-violation list and of the list of abnormal operations.

Refuses penalties (traps_office, traps_procurement).
"""

from api.demo.traps.plan import Theme
from api.demo.traps.story import MARKET, Decision, Story, Tenure, effect, own
from api.demo.world import PARTNERSHIP, Enterprise, Mention

THEME = Theme()
SERIOUS, ABNORMAL = "serious_violation", "abnormal_operation"
THREE_YEARS = "被列入经营异常名录届满3年仍未履行相关义务"
FALSE_PAPERS = "提交虚假材料取得公司登记"
OFFICE_RULE = (
    "严重违法失信企业名单: 法定代表人, 负责人 (l): office elsewhere, 3 years from listing (must), "
    "only where the reason is the one the article names"
)


def _serious(story: Story, firm: Enterprise, day: str, reason: str, removed: str = "") -> Decision:
    row = {
        "ill_comp_id": f"YZ{firm.label}",
        "abn_tm": day,
        "serill_rea": reason,
        "decorg_org": MARKET.name,
        "rem_dt": removed,
        "rem_excpres_rea": "已履行相关义务" if removed else "",
        "recorg_ogr": MARKET.name if removed else "",
        "uni_social_crd_cd": firm.uscc,
        "comp_name": firm.name,
        "reg_no": firm.reg_no,
        "pripid": firm.registry_id,
        "dsc_city": "郑州市",
        "dsc_adm_region": firm.district,
    }
    story.add(MARKET.sheet("serious_violation"), row, Mention("subject", firm.label))
    return Decision(SERIOUS, "", MARKET, firm)


def _abnormal(story: Story, firm: Enterprise, day: str, removed: str = "") -> None:
    row = {
        "busexclist": f"YC{firm.label}",
        "inclu_dt": day,
        "inclu_reason": "未按规定期限公示年度报告",
        "decorg_cn": MARKET.name,
        "remove_dt": removed,
        "remexcpres_cn": "补报年度报告并公示" if removed else "",
        "redecorg_cn": MARKET.name if removed else "",
        "uni_social_crd_cd": firm.uscc,
        "reg_no": firm.reg_no,
        "pripid": firm.registry_id,
        "comp_nm": firm.name,
    }
    story.add(MARKET.sheet("abnormal_operation"), row, Mention("subject", firm.label))


@THEME.case(
    "serious-three-years",
    "异常满三年列严:法定代表人三年任职限制",
    "Three years abnormal: the representative is barred elsewhere",
    OFFICE_RULE,
)
def _three_years(story: Story) -> None:
    then, now = Tenure(story.person(), "2014-06-01", "2025-06-30"), story.person()
    firm = story.firm(then, Tenure(now, "2025-07-01"))
    head_of = story.firm(Tenure(then.person, "2017-02-02"))
    director_of = story.firm(Tenure(story.person(), "2016-02-02"), Tenure(then.person, "2018-03-03", "", "董事"))
    _serious(story, firm, "2025-01-10", THREE_YEARS)
    for purpose in ("procurement", "tender", "land", "award"):
        story.ask(firm, purpose, "consider", own("may", SERIOUS, purpose))
    story.ask(firm, "credit", "clear")
    story.ask(then.person, "appointment", "restricted", effect("must", SERIOUS, "office"))
    story.ask(now, "appointment", "clear")
    story.ask(head_of, "procurement", "consider", effect("may", SERIOUS, "office"))
    story.ask(director_of, "customs", "consider", effect("may", SERIOUS, "office"))


@THEME.case(
    "serious-same-firm", "任职限制只及于其他企业", "The bar is on office elsewhere, not in the listed firm", OFFICE_RULE
)
def _same_firm(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01")
    firm = story.firm(head)
    _serious(story, firm, "2025-01-10", THREE_YEARS)
    story.ask(head.person, "appointment", "restricted", effect("must", SERIOUS, "office"))
    story.ask(firm, "tender", "consider", own("may", SERIOUS, "tender"))


@THEME.case(
    "serious-other-reason", "其他事由列严不限制任职", "Listed for another reason: no bar on office", OFFICE_RULE
)
def _other_reason(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01")
    firm = story.firm(head)
    other = story.firm(Tenure(head.person, "2019-02-02"))
    _serious(story, firm, "2025-01-10", FALSE_PAPERS)
    story.ask(head.person, "appointment", "clear")
    story.ask(other, "procurement", "clear")
    story.ask(firm, "procurement", "consider", own("may", SERIOUS, "procurement"))


@THEME.case("serious-left-before-listing", "列严前已离任", "Left before the listing", OFFICE_RULE)
def _left_before(story: Story) -> None:
    before, then = Tenure(story.person(), "2012-06-01", "2023-10-31"), Tenure(story.person(), "2023-11-01")
    firm = story.firm(before, then)
    new_firm = story.firm(Tenure(before.person, "2024-01-20"))
    _serious(story, firm, "2024-09-02", THREE_YEARS)
    story.ask(before.person, "appointment", "clear")
    story.ask(new_firm, "procurement", "clear")
    story.ask(then.person, "appointment", "restricted", effect("must", SERIOUS, "office"))


@THEME.case("serious-joined-after-listing", "列严后才到任", "Joined after the listing", OFFICE_RULE)
def _joined_after(story: Story) -> None:
    then, after = Tenure(story.person(), "2012-06-01", "2025-02-28"), Tenure(story.person(), "2025-03-01")
    firm = story.firm(then, after)
    elsewhere = story.firm(Tenure(after.person, "2019-04-04"))
    _serious(story, firm, "2024-09-02", THREE_YEARS)
    story.ask(after.person, "appointment", "clear")
    story.ask(elsewhere, "land", "clear")
    story.ask(then.person, "appointment", "restricted", effect("must", SERIOUS, "office"))


@THEME.case(
    "serious-term-last-day",
    "三年任职限制的最后一日",
    "The last day of the three years",
    "Principle 12: a bar 'for 3 years' ends with the anniversary day",
)
def _last_day(story: Story) -> None:
    head = Tenure(story.person(), "2012-06-01", "2024-02-28")
    firm = story.firm(head, Tenure(story.person(), "2024-03-01"))
    other = story.firm(Tenure(head.person, "2018-08-08"))
    _serious(story, firm, "2023-11-20", THREE_YEARS)
    story.ask(head.person, "appointment", "restricted", effect("must", SERIOUS, "office"))
    story.ask(head.person, "appointment", "clear", as_of="2026-11-21")
    story.ask(other, "procurement", "consider", effect("may", SERIOUS, "office"))
    story.ask(other, "procurement", "clear", as_of="2026-11-21")


@THEME.case(
    "serious-removed-bar-stays",
    "移出严重违法名单不解除任职限制",
    "Removal of the list does not end the office bar",
    "严重违法失信企业名单: office ended by term only",
)
def _bar_stays(story: Story) -> None:
    head = Tenure(story.person(), "2012-06-01", "2025-02-28")
    firm = story.firm(head, Tenure(story.person(), "2025-03-01"))
    _serious(story, firm, "2024-05-06", THREE_YEARS, removed="2025-09-01")
    story.ask(firm, "procurement", "clear")
    story.ask(head.person, "appointment", "restricted", effect("must", SERIOUS, "office"))
    story.ask(firm, "procurement", "consider", own("may", SERIOUS, "procurement"), as_of="2025-08-31")


@THEME.case(
    "serious-liquidator",
    "清算组负责人不是负责人",
    "A liquidator is no 负责人",
    "a liquidator is no 负责人 of the violation",
)
def _liquidator(story: Story) -> None:
    liquidator = Tenure(story.person(), "2024-01-01", "", "清算组负责人")
    firm = story.firm(
        Tenure(story.person(), "2012-06-01", "2025-02-28"), Tenure(story.person(), "2025-03-01"), liquidator
    )
    other = story.firm(Tenure(liquidator.person, "2018-08-08"))
    _serious(story, firm, "2024-09-02", THREE_YEARS)
    story.ask(liquidator.person, "appointment", "clear")
    story.ask(other, "procurement", "clear")


@THEME.case(
    "serious-former-office-elsewhere",
    "受限人已离任的公司与新任职的公司",
    "The barred person's former and new firms",
    "Sanction checks ask whether the office is held now; office bar: effect with force may",
)
def _elsewhere(story: Story) -> None:
    head = Tenure(story.person(), "2012-06-01", "2024-12-31")
    firm = story.firm(head, Tenure(story.person(), "2025-01-01"))
    former = story.firm(Tenure(head.person, "2013-01-15", "2025-05-31"), Tenure(story.person(), "2025-06-01"))
    fresh = story.firm(Tenure(head.person, "2025-08-20"))
    _serious(story, firm, "2024-04-09", THREE_YEARS)
    story.ask(former, "procurement", "clear")
    story.ask(fresh, "procurement", "consider", effect("may", SERIOUS, "office"))
    story.ask(fresh, "procurement", "clear", as_of="2025-08-01")


@THEME.case(
    "abnormal-listed",
    "经营异常名录只影响企业自身",
    "Abnormal operation reaches the firm alone",
    "经营异常名录: procurement, tender, land, award (may); nobody",
)
def _abnormal_listed(story: Story) -> None:
    head = Tenure(story.person(), "2015-06-01")
    firm = story.firm(head)
    other = story.firm(Tenure(head.person, "2016-06-01"))
    _abnormal(story, firm, "2025-07-08")
    for purpose in ("procurement", "tender", "land", "award"):
        story.ask(firm, purpose, "consider", own("may", ABNORMAL, purpose))
    story.ask(firm, "customs", "clear")
    story.ask(head.person, "appointment", "clear")
    story.ask(other, "procurement", "clear")


@THEME.case(
    "abnormal-removed", "已移出经营异常名录", "Removed from the abnormal list", "经营异常名录: ended by removal"
)
def _abnormal_removed(story: Story) -> None:
    firm = story.firm(Tenure(story.person(), "2015-06-01"))
    _abnormal(story, firm, "2025-07-08", removed="2026-02-03")
    story.ask(firm, "procurement", "clear")
    story.ask(firm, "procurement", "clear", as_of="2026-02-03")
    story.ask(firm, "procurement", "consider", own("may", ABNORMAL, "procurement"), as_of="2026-02-02")


@THEME.case(
    "serious-executive-partner", "受限人任合伙企业执行事务合伙人", "The barred person leads a partnership", OFFICE_RULE
)
def _executive_partner(story: Story) -> None:
    head = Tenure(story.person(), "2012-06-01", "2024-12-31")
    firm = story.firm(head, Tenure(story.person(), "2025-01-01"))
    partnership = story.firm(Tenure(head.person, "2019-03-03"), comp_type=PARTNERSHIP)
    manager = story.firm(Tenure(story.person(), "2015-01-01"), Tenure(head.person, "2019-03-03", "", "高级管理人员"))
    _serious(story, firm, "2024-04-09", THREE_YEARS)
    for held in (partnership, manager):
        story.ask(held, "procurement", "consider", effect("may", SERIOUS, "office"))
