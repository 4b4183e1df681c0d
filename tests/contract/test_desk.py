"""Objections, an owner's steps and cases on every store: what is written at the desk is in the very next answer."""

from datetime import date

import pytest

from graph.affected import UnknownListing
from graph.cases import Step
from graph.casework import Casework
from graph.clocks import Clocks, load_limits
from graph.desk import Act, Desk, NotTheOwner, SeveralListings, SubjectUnresolved, one_listing, petitions
from graph.life import State
from graph.petitions import Asked, Outcome
from graph.policy import load_rules
from graph.propagation import findings
from graph.workdays import load_workdays
from linkage.dates import Span
from linkage.model import ClaimKind, Nature
from tests.contract.rows import OFFICE, REGION, claim, deliver, delivery, join, now, number, party, record

FIRM, CODE, DOCUMENT = "郑州望舒商贸有限公司", "91410100MA3X000001", "1号"
DAY, LATER = date(2026, 11, 2), date(2026, 11, 20)


@pytest.fixture
def listed(store):
    """A firm on the list of abnormal operation, resolved."""
    company = party("d", FIRM, numbers=[number(CODE)])
    said = {"doc_no": DOCUMENT, "authority": OFFICE}
    held = claim(
        ClaimKind.LISTING, "abnormal_operation", company, span=Span.of(date(2025, 3, 1)), listing="key", **said
    )
    deliver(store, delivery("a", date(2026, 10, 31)), [record("d", [company], [held], Nature.EVENT)])
    join(store, {"E1": [company]})
    return store


def desk(store) -> Desk:
    return Desk(store, load_rules(), now(), "tests")


def act(event: str = "", day: date = DAY, by: str = OFFICE, reason: str = "") -> Act:
    return Act(event, day, by, REGION, reason)


def answer(store, day: date = LATER, tx: int | None = None) -> list[tuple[str, bool]]:
    return [(f.rule, f.disputed) for f in findings(store.subgraph(["E1"], tx=tx), load_rules(), "E1", day)]


def test_an_objection_marks_at_once_and_is_known_from_its_transaction(listed):
    before = listed.head()
    made = desk(listed).open(one_listing(listed, "key"), Asked.OBJECTION, act(by=FIRM, reason="已整改"))
    assert answer(listed) == [("abnormal.own", True)]
    assert answer(listed, tx=before) == [("abnormal.own", False)]
    assert petitions(listed)[made.id].about.reason == "已整改"
    desk(listed).answer(made.id, Outcome.REJECTED, act(day=date(2026, 11, 4)))
    desk(listed).close(made.id, Outcome.REJECTED, act(by="信用中心", day=date(2026, 11, 9)))
    assert answer(listed) == [("abnormal.own", False)]
    assert answer(listed, date(2026, 11, 8)) == [("abnormal.own", True)]
    assert listed.check() == []


def test_anothers_step_writes_nothing(listed):
    head = listed.head()
    with pytest.raises(NotTheOwner):
        desk(listed).act(one_listing(listed, "key"), act("removed", by="税务局"))
    assert listed.head() == head
    desk(listed).act(one_listing(listed, "key"), act("removed"))
    assert answer(listed) == []
    assert answer(listed, date(2026, 11, 1)) == [("abnormal.own", False)]
    assert listed.check() == []


def test_what_is_meant_must_be_one_resolved_listing(listed):
    for name in ("乙", "丙"):
        firm = party(name, name)
        held = claim(ClaimKind.LISTING, "serious_violation", firm, listing="both", doc_no="2号")
        deliver(listed, delivery(name, DAY), [record(name, [firm], [held], Nature.EVENT)])
        if name == "乙":
            with pytest.raises(SubjectUnresolved):
                one_listing(listed, "both")
        join(listed, {name: [firm]})
    with pytest.raises(SeveralListings):
        one_listing(listed, "both")
    assert one_listing(listed, "both", subject="乙").listing.subject == "乙"
    with pytest.raises(SeveralListings):
        one_listing(listed, "both", subject="乙", category="red_list")
    with pytest.raises(UnknownListing):
        one_listing(listed, "none")


def test_a_case_is_answered_and_lifted(listed):
    work = Casework(listed, load_rules(), Clocks(load_limits(), load_workdays()), now(), "tests")
    case = work.open(one_listing(listed, "key"), act(by="信用中心"))
    work.push(case.id, ["财政局", "自然资源局"], act(by="信用中心"))
    steps = [Step.RECEIVED, Step.MATCHED, Step.REVIEWED, Step.APPLIED, Step.REPORTED]
    work.answer(case.id, steps, act(by="财政局"))
    refused = act(by="自然资源局", reason="无用地")
    work.answer(case.id, [Step.RECEIVED, Step.NOT_APPLIED, Step.REPORTED], refused)
    view = work.view(work.case(case.id), DAY)
    assert (view.closure.pushed, view.closure.closed, view.state) == (2, 2, State.IN_FORCE)
    desk(listed).act(one_listing(listed, "key"), act("removed", date(2026, 11, 10)))
    ended = work.view(work.case(case.id), date(2026, 11, 10))
    assert {each.item.addressee: bool(each.to_lift) for each in ended.items} == {"财政局": True, "自然资源局": False}
    work.answer(case.id, [Step.LIFTED, Step.LIFTING_REPORTED], act(by="财政局", day=date(2026, 11, 11)))
    assert work.view(work.case(case.id), LATER).closure.rate == 1.0
    assert listed.check() == []
