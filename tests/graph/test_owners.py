"""The three answers on owners: fifty percent in the aggregate, integrated ownership, control. Never one."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.networks.aggregated import aggregated, each_alone
from graph.networks.circles import circles
from graph.networks.controlled import VOTES, Controls, holds
from graph.networks.integrated import integrated
from graph.networks.settings import control, ownership
from linkage.dates import Truth
from tests.graph.ties import MODEL, TODAY, column, held, owns, tie

RULES = ownership()


def together(columns, company, *holders):
    return aggregated(columns, company, holders, RULES)


def part(answer, holder):
    found = next(each for each in answer.parts if each.holder == holder)
    return found.low, found.high


# OFAC FAQ 401: X is the blocked person; A, B, C are entities.
FAQ_401 = {
    "1: X 50 % of A, A 50 % of B: A and B": ([("X", "A", 50), ("A", "B", 50)], "AB"),
    "2: X 50 % of A and of B, each 25 % of C: C": ([("X", "A", 50), ("X", "B", 50), ("A", "C", 25), ("B", "C", 25)], "ABC"),
    "3: X 50 % of A and 10 % of B, A 40 % of B: B": ([("X", "A", 50), ("X", "B", 10), ("A", "B", 40)], "AB"),
    "4: X 50 % of A and 25 % of B, each 25 % of C: not C": ([("X", "A", 50), ("X", "B", 25), ("A", "C", 25), ("B", "C", 25)], "A"),
    "5: X 25 % of A and of B, each 50 % of C: not C": ([("X", "A", 25), ("X", "B", 25), ("A", "C", 50), ("B", "C", 50)], ""),
}  # fmt: skip


@pytest.mark.parametrize("example", FAQ_401)
def test_fifty_percent_in_the_aggregate_as_ofac_reads_it(example):
    stakes, blocked = FAQ_401[example]
    columns = held(*(owns(*stake) for stake in stakes))
    for company in columns:
        assert (together(columns, company, "X").reached is Truth.YES) == (company in blocked), company


def test_several_holders_are_added_and_what_they_hold_through_is_named():
    columns = held(owns("X", "A", 25), owns("Y", "A", 25), owns("A", "B", 60), owns("X", "B", 5))
    assert together(columns, "A", "X").reached is Truth.NO
    both = together(columns, "B", "X", "Y")
    assert (both.reached, both.low, both.through) == (Truth.YES, pytest.approx(0.65), ("A",))
    assert [(each.holders, each.low) for each in each_alone(columns, "B", RULES)] == [(("A",), pytest.approx(0.6))]


def test_the_answers_differ_and_stay_apart():
    """51 % of 51 %: half in the aggregate, a quarter of the profit, all of the control."""
    ties = [owns("X", "A", 51), owns("Y", "A", 49), owns("A", "B", 51), owns("Z", "B", 49)]
    columns = held(*ties)
    assert together(columns, "B", "X").low == pytest.approx(0.51)
    assert part(integrated(columns, "B", RULES), "X") == (pytest.approx(0.2601), pytest.approx(0.2601))
    (first, second) = Controls(columns, holds(ties, TODAY, control()), control()).of("B")
    assert (first.controller, first.ultimate, first.grounds, first.through) == ("X", True, (VOTES,), ("A",))
    assert (second.controller, second.ultimate, second.through) == ("A", False, ())


def test_exactly_half_is_reached_in_the_aggregate_and_controls_nothing():
    ties = [owns("X", "A", 50), owns("Y", "A", 50)]
    columns = held(*ties)
    assert {each.holders for each in each_alone(columns, "A", RULES)} == {("X",), ("Y",)}
    assert Controls(columns, [], control()).of("A") == ()


def test_a_circle_is_taken_out_of_a_companys_own_part():
    """A and B hold 40 % of each other; X the rest of A, Y the rest of B (Baldone, Brioschi, Paleari 1998)."""
    columns = held(owns("X", "A", 60), owns("B", "A", 40), owns("Y", "B", 60), owns("A", "B", 40))
    answer = integrated(columns, "A", RULES)
    assert part(answer, "X")[0] == pytest.approx(0.6 / (1 - 0.16))
    assert part(answer, "Y")[0] == pytest.approx(0.4 * 0.6 / (1 - 0.16))
    assert part(answer, "B")[0] == pytest.approx(0.4)
    assert answer.own == pytest.approx((0.16, 0.16))
    (circle,) = circles(columns, RULES)
    assert (circle.members, circle.way) == (("A", "B"), ("A", "B"))
    assert circle.own == (pytest.approx((0.16, 0.16)),) * 2
    assert [share[0] for share in circle.shares] == [pytest.approx(0.4)] * 2


def test_companies_that_own_each_other_entirely_have_nobody_behind_them():
    columns = held(owns("A", "B", 100), owns("B", "A", 100), owns("A", "C", 70), owns("X", "C", 30))
    answer = integrated(columns, "C", RULES)
    assert [(p.holder, p.low, p.circle) for p in answer.ultimate] == [("A", pytest.approx(0.7), True), ("X", pytest.approx(0.3), False)]  # fmt: skip
    assert answer.unrecorded == (0.0, pytest.approx(0.0))
    assert integrated(columns, "A", RULES).own == (1.0, 1.0)
    assert circles(columns, RULES)[0].own == ((1.0, 1.0), (1.0, 1.0))


def test_a_circle_with_a_share_that_nobody_states_has_a_range():
    """C holds 30 % of A, A 40 % of B, B an unstated share of C: of each nothing to 12 % comes back to itself."""
    columns = held(owns("C", "A", 30), owns("A", "B", 40), owns("B", "C"))
    (circle,) = circles(columns, RULES)
    assert circle.own == (pytest.approx((0.0, 0.12)),) * 3
    assert integrated(columns, "A", RULES).own == pytest.approx((0.0, 0.12))


def test_unstated_shares_make_ranges():
    columns = held(owns("X", "A", 60), owns("Y", "A"), owns("Z", "A"))
    answer = integrated(columns, "A", RULES)
    assert part(answer, "X") == (pytest.approx(0.6), pytest.approx(0.6))
    assert part(answer, "Y") == part(answer, "Z") == (0.0, pytest.approx(0.4))
    assert answer.unrecorded == (pytest.approx(0.0), pytest.approx(0.4))
    assert together(held(owns("X", "A", 40), owns("Y", "A")), "A", "Y").reached is Truth.MAYBE


def test_what_is_missing_belongs_to_nobody_recorded():
    columns = held(owns("X", "A", 60), owns("A", "B", 50))
    answer = integrated(columns, "B", RULES)
    assert (part(answer, "X")[0], answer.unrecorded) == (pytest.approx(0.3), (pytest.approx(0.7), pytest.approx(0.7)))
    assert integrated(columns, "nobody knows", RULES).unrecorded == (1.0, 1.0)


def test_amounts_give_shares_when_everybody_states_one():
    def subscribed(holder, amount):
        return tie(holder, "A", "SHAREHOLDER_OF", subscribed=amount)

    columns = held(subscribed("X", 300000), subscribed("Y", 100000))
    assert part(integrated(columns, "A", RULES), "X") == (0.75, 0.75)
    columns = held(subscribed("X", 300000), owns("Y", "A"))
    assert part(integrated(columns, "A", RULES), "X") == (0.0, 1.0)


def test_stated_shares_above_all_are_scaled_down_and_said():
    answer = integrated(held(owns("X", "A", 90), owns("Y", "A", 60)), "A", RULES)
    assert (part(answer, "X")[0], answer.overstated) == (pytest.approx(0.6), ("A",))


def test_a_doubtful_holder_is_a_possible_one():
    columns = held(owns("X", "A", 70, sure=MODEL), owns("Y", "A", 30))
    assert part(integrated(columns, "A", RULES), "X") == (0.0, pytest.approx(0.7))
    (only,) = each_alone(columns, "A", RULES)
    assert (only.holders, only.reached) == (("X",), Truth.MAYBE)


def test_the_latest_statement_on_a_share_decides():
    report = owns("X", "A", 60, since="")
    sold = tie("X", "A", "SHAREHOLDER_OF", "2026-11-01", "2026-11-01", percent="60", changed_on="2026-11-01")
    bought = owns("Y", "A", 60, since="2026-11-01", changed_on="2026-11-01")
    assert {s.holder for s in held(report, sold, bought)["A"].stakes} == {"Y"}
    before = held(report, owns("X", "A", 45, since="2026-11-05", changed_on="2026-11-05"))["A"]
    assert [(s.holder, s.low) for s in before.stakes] == [("X", pytest.approx(0.45))]
    assert held(owns("X", "A", 60, void=True)) == {}


def test_sole_owners_and_branches():
    ties = [tie("X", "店", "OPERATES"), tie("分公司", "A", "BRANCH_OF"), owns("Y", "A", 100)]
    columns = held(*ties)
    assert part(integrated(columns, "店", RULES), "X") == (1.0, 1.0)
    assert part(integrated(columns, "分公司", RULES), "Y") == (1.0, 1.0)
    found = Controls(columns, holds(ties, TODAY, control()), control()).of("分公司")
    assert [(each.controller, each.ultimate) for each in found] == [("Y", True), ("A", False)]
    two = held(tie("X", "厂", "INVESTOR_OF"), tie("Y", "厂", "INVESTOR_OF"))
    assert part(integrated(two, "厂", RULES), "X") == (0.0, 1.0)


def test_control_by_agreement_and_by_votes_are_told_apart():
    ties = [owns("X", "A", 60), owns("Y", "A", 40), tie("Y", "A", "ACTUAL_CONTROLLER_OF"), tie("旧", "A", "ACTUAL_CONTROLLER_OF", "2015-01-01", "2019-01-01")]  # fmt: skip
    found = Controls(held(*ties), holds(ties, TODAY, control()), control()).of("A")
    assert [(each.controller, each.grounds, each.votes[0]) for each in found] == [
        ("X", (VOTES,), pytest.approx(0.6)), ("Y", ("ACTUAL_CONTROLLER_OF",), pytest.approx(0.4)),
    ]  # fmt: skip


def test_votes_of_controlled_companies_are_added():
    ties = [owns("X", "A", 51), owns("X", "B", 60), owns("A", "C", 30), owns("B", "C", 30), owns("Z", "C", 40)]
    (only,) = Controls(held(*ties), [], control()).of("C")
    assert (only.controller, only.votes[0], only.through) == ("X", pytest.approx(0.6), ("A", "B"))


def test_controllers_in_a_circle_end():
    ties = [owns("A", "B", 60), owns("B", "A", 60)]
    found = Controls(held(*ties), [], control()).of("A")
    assert [(each.controller, each.ultimate) for each in found] == [("B", True)]


NAMES = "ABCDE"


@st.composite
def webs(draw, open_shares=False):
    """Companies A-E that hold each other, persons x and y, and parts that nobody records, in hundredths."""
    found = {}
    for company in NAMES:
        holders = draw(st.lists(st.sampled_from("ABCDExy"), max_size=4, unique=True))
        holders = [holder for holder in holders if holder != company]
        left, stakes = 100, []
        for holder in holders:
            low = draw(st.integers(0, left))
            left -= low
            stakes.append([holder, low, low])
        if open_shares and stakes and draw(st.booleans()):
            stakes[-1][2] += left
            stakes[0][2] += left if draw(st.booleans()) else 0
        found[company] = column(company, *((h, low / 100, high / 100) for h, low, high in stakes if high))
    return {company: each for company, each in found.items() if each.stakes}


@settings(max_examples=150, deadline=None)
@given(webs(), st.sampled_from(NAMES))
def test_shares_of_ultimate_holders_sum_to_one(columns, company):
    answer = integrated(columns, company, RULES)
    assert sum(p.low for p in answer.ultimate) + answer.unrecorded[1] == pytest.approx(1, abs=1e-9)
    assert all(0 <= p.low <= p.high <= 1 + 1e-12 for p in answer.parts)


def inverse_by_fractions(columns, inside):
    """(I - W)^-1 by exact elimination; None when it is singular."""
    size = len(inside)
    rows = [[Fraction(int(i == j)) - Fraction(round(100 * sum(s.low for s in columns[c].stakes if s.holder == h)), 100) for j, c in enumerate(inside)]
            + [Fraction(int(i == j)) for j in range(size)] for i, h in enumerate(inside)]  # fmt: skip
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [value - rows[k][i] * other for value, other in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


@settings(max_examples=150, deadline=None)
@given(webs(), st.sampled_from(NAMES))
def test_integrated_ownership_is_that_of_the_whole_inverse(columns, company):
    """D N for ultimate holders and N_ic / N_ii in between, over all companies at once and in fractions."""
    inside = sorted(columns)
    inverse = inverse_by_fractions(columns, inside)
    if inverse is None or company not in columns:
        return
    answer = {p.holder: p for p in integrated(columns, company, RULES).parts}
    at = inside.index(company)
    for holder in "xy":
        owned = [
            Fraction(round(100 * sum(s.low for s in columns[c].stakes if s.holder == holder)), 100) for c in inside
        ]
        whole = float(sum(d * inverse[i][at] for i, d in enumerate(owned)))
        assert (answer[holder].low if holder in answer else 0.0) == pytest.approx(whole, abs=1e-9)
    for i, between in enumerate(inside):
        if between != company:
            corrected = float(inverse[i][at] / inverse[i][i])
            assert (answer[between].low if between in answer else 0.0) == pytest.approx(corrected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(webs(open_shares=True), st.sampled_from(NAMES))
def test_no_way_of_filling_the_gaps_leaves_the_ranges(columns, company):
    """Each gap filled wholly in favour of one holder, in every combination: inside the range, and the range is tight."""
    answer = integrated(columns, company, RULES)
    gaps = {c: [s for s in each.stakes if s.high > s.low] for c, each in columns.items() if each.rest > 0}
    gaps = {c: stakes for c, stakes in gaps.items() if stakes}
    seen: dict[str, list[float]] = {}
    for choice in product(*[[None, *stakes] for stakes in gaps.values()]):
        filled = dict(columns)
        for (c, _), chosen in zip(gaps.items(), choice, strict=True):
            extra = min(chosen.high - chosen.low, columns[c].rest) if chosen else 0
            filled[c] = column(
                c, *((s.holder, *(2 * [s.low + (extra if s is chosen else 0)])) for s in columns[c].stakes if s.high)
            )
        for each in integrated(filled, company, RULES).parts:
            if each.holder in "xy":
                seen.setdefault(each.holder, []).append(each.low)
    for holder, values in seen.items():
        low, high = part(answer, holder)
        assert low - 1e-9 <= min(values)
        assert max(values) <= high + 1e-9
        if all(len(stakes) == 1 for stakes in gaps.values()):
            assert high == pytest.approx(max(values), abs=1e-6)
