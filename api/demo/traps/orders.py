"""Owns the cases of court orders that restrict consumption (限制消费令).

Refuses the list of dishonest debtors (traps_courts): neither implies the other.
"""

from api.demo.traps.plan import Theme
from api.demo.traps.story import COURT, Story, Tenure, alert, effect, own

THEME = Theme()
CATEGORY = "consumption_restriction"
NAMED_RULE = (
    "限制消费令: those the order names: 法定代表人, 主要负责人, 直接责任人员, 实际控制人 (l): consumption (must)"
)
RELEASE_RULE = "限制消费令: ended by court release only; leaving office does not release"


@THEME.case("order-names-representative", "限制消费令载明法定代表人", "The order names the representative", NAMED_RULE)
def _named(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01")
    director = Tenure(story.person(), "2014-06-01", "", "董事")
    firm = story.firm(head, director)
    other = story.firm(Tenure(head.person, "2020-08-08"))
    doc = story.order(firm, head, "2025-05-06").doc_no
    story.ask(head.person, "consumption", "restricted", effect("must", CATEGORY, "consumption", doc=doc))
    story.ask(director.person, "consumption", "clear")
    story.ask(other, "procurement", "consider", alert(CATEGORY, doc))


@THEME.case("order-after-leaving", "离任不解除限制消费", "Leaving office does not release", RELEASE_RULE)
def _left(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01", "2025-09-30")
    successor = story.person()
    firm = story.firm(head, Tenure(successor, "2025-10-01"))
    doc = story.order(firm, head, "2025-05-06").doc_no
    story.ask(head.person, "consumption", "restricted", effect("must", CATEGORY, "consumption", doc=doc))
    story.ask(successor, "consumption", "clear")


@THEME.case("order-released", "法院解除限制消费令", "The court released the order", RELEASE_RULE)
def _released(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01")
    firm = story.firm(head)
    case = story.document(COURT, "2025-05-06")
    story.order(firm, head, "2025-05-06", case_no=case, delivery="0")
    story.order(firm, head, "2025-05-06", case_no=case, release_dt="2026-08-10")
    bar = effect("must", CATEGORY, "consumption", doc=case)
    story.ask(head.person, "consumption", "clear")
    story.ask(head.person, "consumption", "restricted", bar, as_of="2026-08-01")
    story.ask(firm, "procurement", "clear")


@THEME.case(
    "order-controller-unnamed",
    "未载明的实际控制人不受限",
    "An actual controller whom the order does not name",
    NAMED_RULE,
)
def _unnamed(story: Story) -> None:
    head = Tenure(story.person(), "2014-06-01")
    controller = Tenure(story.person(), "2014-06-01", "", "实际控制人")
    firm = story.firm(head, controller)
    story.order(firm, head, "2025-05-06")
    story.ask(controller.person, "consumption", "clear")


@THEME.case("order-controller-named", "载明实际控制人", "The order names the actual controller", NAMED_RULE)
def _controller(story: Story) -> None:
    head = Tenure(story.person(), "2012-06-01")
    controller = Tenure(story.person(), "2012-06-01", "", "实际控制人")
    firm = story.firm(head, controller)
    doc = story.order(firm, controller, "2021-05-06").doc_no
    story.ask(controller.person, "consumption", "restricted", effect("must", CATEGORY, "consumption", doc=doc))
    story.ask(head.person, "consumption", "clear")


@THEME.case(
    "order-controller-before-2015",
    "2015年7月22日前不及于实际控制人",
    "Before 2015-07-22 no actual controller is reached",
    "限制消费令: actual controller from 2015-07-22",
)
def _controller_before(story: Story) -> None:
    head = Tenure(story.person(), "2008-06-01")
    controller = Tenure(story.person(), "2008-06-01", "", "实际控制人")
    firm = story.firm(head, controller)
    case = story.document(COURT, "2015-07-21")
    story.order(firm, controller, "2015-07-21", case_no=case)
    story.order(firm, head, "2015-07-21", case_no=case)
    story.ask(controller.person, "consumption", "clear")
    story.ask(head.person, "consumption", "restricted", effect("must", CATEGORY, "consumption", doc=case))


@THEME.case(
    "order-direct-responsible",
    "载明影响债务履行的直接责任人员",
    "The order names a person directly responsible",
    NAMED_RULE,
)
def _direct(story: Story) -> None:
    clerk = Tenure(story.person(), "2019-01-01", "", "影响债务履行的直接责任人员")
    firm = story.firm(Tenure(story.person(), "2014-06-01"))
    other = story.firm(Tenure(clerk.person, "2021-01-01"))
    doc = story.order(firm, clerk, "2024-10-10").doc_no
    story.ask(clerk.person, "consumption", "restricted", effect("must", CATEGORY, "consumption", doc=doc))
    story.ask(other, "award", "consider", alert(CATEGORY, doc))


@THEME.case(
    "order-on-person",
    "对个人的限制消费令",
    "An order on a person alone",
    "限制消费令: those the order names: consumption (must); exit by court decision (may)",
)
def _person(story: Story) -> None:
    person = story.person()
    firm = story.firm(Tenure(person, "2014-06-01"))
    doc = story.order(None, Tenure(person, ""), "2024-10-10").doc_no
    story.ask(person, "consumption", "restricted", own("must", CATEGORY, "consumption", doc=doc))
    story.ask(person, "exit", "consider", own("may", CATEGORY, "exit", doc=doc))
    story.ask(person, "appointment", "clear")
    story.ask(firm, "procurement", "consider", alert(CATEGORY, doc))


@THEME.case(
    "order-not-implied",
    "失信与限制消费互不推定",
    "Being listed does not imply an order, nor the reverse",
    "限制消费令: own row and own list, not implied by the two above",
)
def _not_implied(story: Story) -> None:
    listed, restricted = story.person(), story.person()
    story.firm(Tenure(listed, "2014-06-01"))
    story.firm(Tenure(restricted, "2014-06-01"))
    story.debtor(COURT, listed, "2025-06-06")
    story.order(None, Tenure(restricted, ""), "2025-06-06")
    story.ask(listed, "consumption", "clear")
    story.ask(restricted, "tender", "clear")
