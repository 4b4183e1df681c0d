"""Owns the cases of food safety law art. 135: five years for the firm, its representative and those responsible.

Refuses other licences (traps_office, traps_procurement).
"""

from api.demo.traps.plan import Theme
from api.demo.traps.story import MARKET, Decision, Story, Tenure, effect, own
from api.demo.world import Enterprise

THEME = Theme()
PENALTY = "administrative_penalty"
FOOD_RULE = (
    "food licence revoked: licensing of food business 5 years (must); "
    "法定代表人, 直接负责的主管人员, 其他直接责任人员 (v): "
    "food licence, food management office 5 years (must); term only"
)
REVOKED = {
    "CF_WFXW": "生产经营不符合食品安全标准的食品",
    "CF_CFLB": "吊销许可证件",
    "CF_NR": "吊销食品经营许可证",
    "CF_NR_ZKDX": "食品经营许可证",
}


def _revoked(story: Story, day: str, violation: str) -> tuple[Enterprise, Tenure, Tenure, Decision]:
    """A firm whose food licence was revoked, its representative and its manager of the violation, and the decision."""
    head = Tenure(story.person(), "2013-06-01", "2024-01-31")
    manager = Tenure(story.person(), "2018-01-01", "2024-01-31", "直接负责的主管人员")
    firm = story.firm(head, Tenure(story.person(), "2024-02-01"))
    decision = story.penalty(MARKET, firm, day, **REVOKED)
    story.responsible(decision, firm, head, violation)
    story.responsible(decision, firm, manager, violation)
    return firm, head, manager, decision


@THEME.case("food-revoked", "吊销食品经营许可证五年禁入", "Food licence revoked: barred for five years", FOOD_RULE)
def _food(story: Story) -> None:
    firm, head, manager, decision = _revoked(story, "2022-06-15", "2022-01-20")
    clerk = Tenure(story.person(), "2018-01-01", "", "董事")
    story.office(firm, clerk)
    doc = decision.doc_no
    story.ask(firm, "licensing", "restricted", own("must", PENALTY, "food_licence", doc=doc))
    story.ask(firm, "procurement", "clear")
    story.ask(head.person, "licensing", "restricted", effect("must", PENALTY, "food_licence", doc=doc))
    story.ask(manager.person, "licensing", "restricted", effect("must", PENALTY, "food_licence", doc=doc))
    story.ask(clerk.person, "licensing", "clear")


@THEME.case("food-office", "五年内不得从事食品生产经营管理", "Barred from food management for five years", FOOD_RULE)
def _food_office(story: Story) -> None:
    firm, head, manager, decision = _revoked(story, "2023-12-15", "2023-08-20")
    bar = effect("must", PENALTY, "food_office", doc=decision.doc_no)
    story.ask(head.person, "appointment", "restricted", bar)
    story.ask(manager.person, "appointment", "restricted", bar)
    licence = own("must", PENALTY, "procurement", doc=decision.doc_no)
    story.ask(firm, "procurement", "restricted", licence)


@THEME.case("food-later-representative", "后任法定代表人不受牵连", "A later representative is not reached", FOOD_RULE)
def _food_later(story: Story) -> None:
    before, then = (
        Tenure(story.person(), "2011-06-01", "2019-12-31"),
        Tenure(story.person(), "2020-01-01", "2022-12-31"),
    )
    later = Tenure(story.person(), "2023-01-01")
    firm = story.firm(before, then, later)
    decision = story.penalty(MARKET, firm, "2022-06-15", **REVOKED)
    story.responsible(decision, firm, then, "2021-11-20")
    story.ask(then.person, "licensing", "restricted", effect("must", PENALTY, "food_licence", doc=decision.doc_no))
    story.ask(before.person, "licensing", "clear")
    story.ask(later.person, "licensing", "clear")


@THEME.case("food-last-day", "食品禁入五年期最后一日", "The last day of the five years", FOOD_RULE)
def _food_last(story: Story) -> None:
    firm, head, _, decision = _revoked(story, "2021-11-20", "2021-05-20")
    doc = decision.doc_no
    story.ask(firm, "licensing", "restricted", own("must", PENALTY, "food_licence", doc=doc))
    story.ask(head.person, "licensing", "restricted", effect("must", PENALTY, "food_licence", doc=doc))
    story.ask(firm, "licensing", "clear", as_of="2026-11-21")
    story.ask(head.person, "licensing", "clear", as_of="2026-11-21")


@THEME.case("food-over", "食品禁入五年已届满", "The five years ended yesterday", FOOD_RULE)
def _food_over(story: Story) -> None:
    firm, head, manager, _ = _revoked(story, "2021-11-19", "2021-05-20")
    story.ask(firm, "licensing", "clear")
    story.ask(head.person, "licensing", "clear")
    story.ask(manager.person, "licensing", "clear")
