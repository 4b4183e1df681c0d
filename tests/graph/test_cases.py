"""The case machine: what may follow what, what is closed, what is to be lifted; entries survive the stream."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.cases import NEXT, Case, CaseRefused, Due, Entry, Item, Step, check_push, check_step, closure, duties, fold
from graph.clocks import Clocks, load_limits
from graph.rules import Measure
from graph.workdays import load_workdays

OPENED = date(2026, 3, 2)
LAND, EXIT, AWARD = Measure.LAND, Measure.EXIT, Measure.AWARD
CLOCKS = Clocks(load_limits(), load_workdays())
OFFICES = ("财政局", "国土局")


def entry(step: Step, by: str = "", subject: str = "", day: date = OPENED, **more: object) -> Entry:
    return Entry(case="J000001", step=step, day=day, by=by, subject=subject, **more)  # type: ignore[arg-type]


DUE = (Due("甲", (AWARD, LAND), ("province.own",)), Due("张", (EXIT,), ("tax.exit.head",)))
START = [entry(Step.INITIATED, "信用中心", due=DUE, listing="k", category="provincial_dishonesty", region="410100")]
PUSHED = [*START, entry(Step.PUSHED, "信用中心", to=OFFICES)]


def case(entries: list[Entry]) -> Case:
    return fold(entries)["J000001"]


def item(*steps: Step, measures: tuple[Measure, ...] = (LAND,), reason: str = "查无此户") -> Item:
    made = [entry(s, "财政局", "甲", measures=measures if s is Step.APPLIED else (), reason=reason) for s in steps]
    return case([*PUSHED, *made]).items["甲", "财政局", 0]


def test_a_push_asks_every_addressee_about_every_subject() -> None:
    assert set(case(PUSHED).items) == {(subject, office, 0) for subject in "甲张" for office in OFFICES}
    some = case([*START, entry(Step.PUSHED, "信用中心", to=("移民局",), measures=(EXIT,))])
    assert {key: i.asked for key, i in some.items.items()} == {("张", "移民局", 0): (EXIT,)}


def test_a_push_of_nothing_new_is_refused() -> None:
    pushed = case(PUSHED)
    with pytest.raises(CaseRefused, match="nothing new"):
        check_push(pushed, entry(Step.PUSHED, "信用中心", to=("财政局",)))
    with pytest.raises(CaseRefused, match="早于"):
        check_push(pushed, entry(Step.PUSHED, "信用中心", to=("税务局",), day=OPENED - timedelta(days=1)))
    check_push(pushed, entry(Step.PUSHED, "信用中心", to=("财政局", "税务局")))


def test_a_further_push_asks_for_what_was_not_asked_for_and_has_its_own_answer() -> None:
    first = [*START, entry(Step.PUSHED, "信用中心", to=("财政局",), measures=(LAND,))]
    further = entry(Step.PUSHED, "信用中心", to=("财政局",), measures=(LAND, AWARD), day=OPENED + timedelta(days=9))
    check_push(case(first), further)
    both = [*first, *(entry(s, "财政局", "甲", reason="x") for s in (Step.RECEIVED, Step.NOT_APPLIED)), further]
    items = case(both).items
    assert {key: i.asked for key, i in items.items()} == {("甲", "财政局", 0): (LAND,), ("甲", "财政局", 1): (AWARD,)}
    assert [i.step for i in items.values()] == [Step.NOT_APPLIED, Step.PUSHED]
    assert [next(duties(case(both), i, CLOCKS, None)).start for i in items.values()] == [OPENED, further.day]
    answered = case([*both, entry(Step.RECEIVED, "财政局", "甲", day=further.day, push=1)])
    assert [i.step for i in answered.items.values()] == [Step.NOT_APPLIED, Step.RECEIVED]
    with pytest.raises(CaseRefused, match="nothing new"):
        check_push(answered, further)


WHOLE = (Step.RECEIVED, Step.MATCHED, Step.REVIEWED, Step.APPLIED, Step.REPORTED)


@pytest.mark.parametrize(
    ("steps", "carried", "closed", "lifting"),
    [
        ((), {LAND}, False, set()),
        (WHOLE[:4], {LAND}, False, set()),
        (WHOLE, {LAND}, True, set()),
        (WHOLE, set(), False, {LAND}),  # the listing ended: to be lifted in this very view
        (WHOLE[:4], set(), False, {LAND}),
        ((*WHOLE, Step.LIFTED), set(), False, set()),
        ((*WHOLE, Step.LIFTED, Step.LIFTING_REPORTED), set(), True, set()),
        ((Step.RECEIVED, Step.NOT_APPLIED), {LAND}, False, set()),
        ((Step.RECEIVED, Step.NOT_APPLIED, Step.REPORTED), {LAND}, True, set()),
        ((Step.RECEIVED, Step.NOT_APPLIED, Step.REPORTED), set(), True, set()),
    ],
)
def test_closed_and_to_be_lifted(steps: tuple[Step, ...], carried: set[Measure], closed: bool, lifting: set) -> None:
    made = item(*steps)
    assert made.is_closed(carried) is closed
    assert made.to_lift(carried) == lifting


def test_part_of_what_was_applied_may_have_to_go() -> None:
    made = item(*WHOLE, measures=(LAND, AWARD))
    assert made.to_lift({AWARD}) == {LAND}
    assert not made.is_closed({AWARD})


@pytest.mark.parametrize(
    ("before", "step", "more", "said"),
    [
        ((), Step.APPLIED, {"measures": (LAND,)}, "cannot follow"),
        (WHOLE[:2], Step.APPLIED, {"measures": (LAND,)}, "cannot follow"),  # no legal review
        (WHOLE[:3], Step.APPLIED, {"measures": (EXIT,)}, "no rule carries exit"),
        (WHOLE[:3], Step.APPLIED, {}, "no rule carries anything"),
        (WHOLE[:3], Step.NOT_APPLIED, {}, "reason is required"),
        ((Step.RECEIVED, Step.NOT_APPLIED, Step.REPORTED), Step.LIFTED, {"reason": "x"}, "cannot follow"),
        (WHOLE, Step.LIFTED, {}, "nothing is to be lifted yet"),
        (WHOLE, Step.REPORTED, {}, "cannot follow"),
        (WHOLE[:1], Step.MATCHED, {"day": OPENED - timedelta(days=1)}, "早于"),
    ],
)
def test_refused_steps(before: tuple[Step, ...], step: Step, more: dict[str, object], said: str) -> None:
    with pytest.raises(CaseRefused, match=said):
        check_step(item(*before), entry(step, "财政局", "甲", **more), {LAND})


def test_lifting_needs_what_is_to_be_lifted_or_a_reason() -> None:
    check_step(item(*WHOLE), entry(Step.LIFTED, "财政局", "甲"), ())
    check_step(item(*WHOLE), entry(Step.LIFTED, "财政局", "甲", reason="已裁量恢复"), {LAND})


def test_limits_of_receipt_answer_and_lifting() -> None:
    whole = case(PUSHED)
    receipt, answer, lifting = duties(whole, whole.items["甲", "财政局", 0], CLOCKS, OPENED)
    assert (receipt.limit.duty, receipt.due, receipt.who) == ("case_receipt", date(2026, 3, 5), "财政局")
    assert (answer.limit.duty, answer.due) == ("case_answer", date(2026, 3, 23))
    assert (lifting.limit.duty, lifting.due) == ("case_lifting", date(2026, 3, 5))
    done = item(*WHOLE)
    assert [each.is_open(OPENED) for each in duties(whole, done, CLOCKS, None)] == [False, False]


def test_closure() -> None:
    assert closure([]).rate == 1.0
    assert closure([True, False, False, True]).rate == 0.5


ANSWERS = st.lists(
    st.tuples(
        st.sampled_from([s for s in Step if s not in (Step.INITIATED, Step.PUSHED)]),
        st.sampled_from([(), (LAND,), (LAND, EXIT)]),
        st.sampled_from(["", "理由"]),
        st.integers(0, 3),
        st.sets(st.sampled_from([LAND, AWARD])),
    ),
    max_size=12,
)


@settings(max_examples=300)
@given(ANSWERS)
def test_whatever_is_tried_the_case_stays_true(tried: list) -> None:
    entries, day = list(PUSHED), OPENED
    for step, measures, reason, later, carried in tried:
        day += timedelta(days=later)
        made = entry(step, "财政局", "甲", day, measures=measures, reason=reason)
        try:
            check_step(case(entries).items["甲", "财政局", 0], made, carried)
        except CaseRefused:
            continue
        entries.append(made)
        assert step is not Step.APPLIED or set(measures) <= carried
    done = case(entries).items["甲", "财政局", 0]
    taken = [each.step for each in done.steps]
    assert all(after in NEXT[before] for before, after in pairwise(taken))
    assert (Step.APPLIED in taken) <= (Step.REVIEWED in taken)
    assert not (Step.APPLIED in taken and Step.NOT_APPLIED in taken)
    assert all(each.reason for each in done.steps if each.step is Step.NOT_APPLIED)
    assert not done.is_closed(()) or Step.REPORTED in taken
    assert not (done.is_closed(()) and done.to_lift(()))
    assert fold(Entry.from_bytes(each.to_bytes()) for each in entries) == {"J000001": case(entries)}
    others = [i for key, i in case(entries).items.items() if key != ("甲", "财政局", 0)]
    assert all(i.step is Step.PUSHED for i in others)
