"""A listing's life: states, steps that may follow, hearsay, terms; and that states and effects agree."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.life import ENDED, TRANSITIONS, Life, State, StepRefused, check_step, ending, life
from graph.listings import OWNERS_ACTS, Listing, assemble
from graph.policy import load_rules
from graph.rules import EndedBy
from linkage.dates import Truth
from linkage.model import Kind
from tests.graph.told import Told
from tests.graph.town import COURT, Town

LIST = "甲公司 列入 失信被执行人 2025-06-03"
EVERY = frozenset(EndedBy)


def only(text: str) -> Listing:
    (listing,) = assemble(Told(text).town.subgraph())
    return listing


def at(text: str, day: str) -> Life:
    listing = only(text)
    return life(listing, date.fromisoformat(day), ending(listing, load_rules(), Kind.ENTERPRISE))


@pytest.mark.parametrize(
    ("steps", "day", "state"),
    [
        ("", "2025-06-02", State.UNKNOWN),
        ("", "2025-06-03", State.IN_FORCE),
        ("；拟列入 2025-05-01", "2025-05-31", State.INTENDED),
        ("；拟列入 2025-05-01", "2025-06-03", State.IN_FORCE),
        ("；停止执行 2026-01-01", "2026-01-01", State.STAYED),
        ("；停止执行 2026-01-01；恢复执行 2026-02-01", "2026-02-01", State.IN_FORCE),
        ("；修复 2026-01-01", "2026-01-01", State.REPAIRED),
        ("；移出 2026-01-01", "2025-12-31", State.IN_FORCE),
        ("；移出 2026-01-01", "2026-01-01", State.REMOVED),
        ("；移出 2026-01-01；列入 2026-03-01", "2026-03-01", State.IN_FORCE),
        ("；停止执行 2025-12-01；移出 2026-01-01", "2026-01-01", State.REMOVED),
        ("；撤销 2026-01-01", "2026-01-01", State.REVOKED),
        ("；移出 2026-01-01；撤销 2026-02-01", "2026-02-01", State.REVOKED),
        ("；异议 2026-01-01", "2026-01-01", State.IN_FORCE),
        ("；抄送 移出 2026-01-01", "2026-01-01", State.IN_FORCE),
        ("；抄件 至 2026-01-01", "2026-01-01", State.IN_FORCE),
    ],
)
def test_states(steps: str, day: str, state: State) -> None:
    assert at(LIST + steps, day).state is state


def test_the_recorded_end_is_a_removal_of_a_list_and_an_expiry_of_a_penalty() -> None:
    assert at(f"{LIST} 至 2026-01-01", "2026-01-01").state is State.REMOVED
    assert at("甲公司 列入 行政处罚 2025-06-03 至 2026-01-01 种类=警告", "2026-01-01").state is State.EXPIRED


def test_a_statutory_term_expires_the_day_after_its_last() -> None:
    termed = "甲公司 列入 失信被执行人 2024-11-20 事由=违反财产报告制度"
    assert at(termed, "2026-11-20").state is State.IN_FORCE
    assert at(termed, "2026-11-21").state is State.EXPIRED
    assert at(LIST, "2036-01-01").state is State.IN_FORCE


def test_steps_tell_who_and_what_counted() -> None:
    found = at(f"{LIST}；抄送 移出 2025-12-01；异议 2026-01-05；恢复执行 2026-02-01；移出 2026-06-01", "2026-06-01")
    told = [(step.event, step.counts, step.disputed, step.state) for step in found.steps]
    assert told == [
        ("listed", True, False, State.IN_FORCE),
        ("removed", False, False, State.IN_FORCE),  # hearsay
        ("disputed", True, True, State.IN_FORCE),
        ("resumed", False, True, State.IN_FORCE),  # nothing was stayed
        ("removed", True, True, State.REMOVED),
    ]
    assert [step.by for step in found.steps] == [COURT, "发展和改革委员会", COURT, COURT, COURT]
    assert found.disputed


@pytest.mark.parametrize(
    ("steps", "event", "day", "possible"),
    [
        ("；移出 2026-01-01", "removed", "2026-02-01", "listed, revoked"),
        ("", "resumed", "2026-01-01", "removed, repaired, revoked, stayed"),
        ("；撤销 2026-01-01", "listed", "2026-02-01", "none: it has ended"),
        ("", "removed", "2025-06-02", "intended, listed, revoked"),
    ],
)
def test_a_step_that_cannot_follow_is_refused_and_says_what_can(
    steps: str, event: str, day: str, possible: str
) -> None:
    with pytest.raises(StepRefused) as refused:
        check_step(only(LIST + steps), event, date.fromisoformat(day))
    assert refused.value.remedy == f"possible: {possible}"


def test_a_step_before_the_last_one_is_refused() -> None:
    with pytest.raises(StepRefused, match="晚于"):
        check_step(only(f"{LIST}；停止执行 2026-03-01"), "removed", date(2026, 2, 1))
    check_step(only(f"{LIST}；停止执行 2026-03-01"), "removed", date(2026, 3, 1))


DAYS = st.integers(0, 400).map(lambda n: date(2025, 6, 3) + timedelta(days=n))
ACTS = st.sampled_from(sorted(OWNERS_ACTS))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ACTS, DAYS), max_size=5), DAYS)
def test_every_step_kept_is_one_the_machine_allows(acts: list[tuple[str, date]], day: date) -> None:
    t = Town()
    t.firm("甲公司")
    decision = t.listed("dishonest_judgment_debtor", "甲公司", authority=COURT)
    for act, moment in acts:
        t.event(decision, act, moment.isoformat())
    (listing,) = assemble(t.subgraph())
    state = State.UNKNOWN
    for step in life(listing, day).steps:
        if step.counts and step.event in TRANSITIONS:
            before, after = TRANSITIONS[step.event]
            assert state in before
            state = after
        assert step.state is state
        assert step.days[0] <= day
    assert life(listing, day).state is state


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(ACTS, DAYS), max_size=4, unique_by=lambda act: act[1]), DAYS)
def test_only_what_is_in_force_has_effects(acts: list[tuple[str, date]], day: date) -> None:
    """A listing that the machine calls ended, stayed or unknown has no list measure; one with a measure is in force."""
    t = Town()
    t.firm("甲公司")
    decision = t.listed("dishonest_judgment_debtor", "甲公司", authority=COURT)
    for act, moment in acts:
        t.event(decision, act, moment.isoformat())
    (listing,) = assemble(t.subgraph())
    stands = listing.stands(day, EVERY, EndedBy.REMOVAL)
    if stands is Truth.YES:
        assert life(listing, day).state is State.IN_FORCE
    if life(listing, day).state in ENDED | {State.STAYED}:
        assert stands is Truth.NO
