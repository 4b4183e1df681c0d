"""The order of the review queue: a pure function of doubts, reach and parameters."""

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.review.pairs import Doubt
from graph.review.queue import Order, arranged, entropy, most_uncertain, position, uncertainty
from graph.review.reach import Side, pair_reach
from graph.review.settings import settings
from linkage.weights import UNIT

JOIN = 5 * UNIT
THRESHOLDS = {"enterprise": JOIN, "person": 7 * UNIT}

names = st.text("abcdef0123456789", min_size=4, max_size=4)
doubts = st.builds(
    lambda a, b, model, reason, weight, alike, taught, unsure: Doubt(
        min(a, b), max(a, b), (f"E{min(a, b)}", f"E{max(a, b)}"), model, reason, weight, 1, alike, taught, unsure
    ),
    names,
    names,
    st.sampled_from(sorted(THRESHOLDS)),
    st.sampled_from(["weak", "chain", "rival", "number"]),
    st.integers(-20 * UNIT, 40 * UNIT),
    st.integers(1, 500),
    st.integers(0, 20),
    st.sampled_from([(), ("someone",)]),
).filter(lambda doubt: doubt.a != doubt.b)
sides = st.builds(Side, st.integers(0, 9), st.integers(0, 40).map(float), st.integers(0, 30))
queues = st.lists(doubts, max_size=12, unique_by=lambda doubt: (doubt.a, doubt.b))


@given(queues, sides, st.integers(), st.sampled_from(list(Order)))
def test_the_order_never_depends_on_arrival(found, side, seed, order):
    around = {found[0].entities[0]: side} if found else {}
    shuffled = list(found)
    Random(seed).shuffle(shuffled)
    assert arranged(found, THRESHOLDS, around, settings(), order) == arranged(
        shuffled, THRESHOLDS, around, settings(), order
    )


@given(queues)
def test_priority_falls_from_first_to_last(found):
    items = arranged(found, THRESHOLDS, {}, settings())
    assert [each.priority for each in items] == sorted((each.priority for each in items), reverse=True)
    teaching = arranged(found, THRESHOLDS, {}, settings(), Order.TEACHING)
    assert [each.teaching for each in teaching] == sorted((each.teaching for each in teaching), reverse=True)


@given(doubts, sides, st.integers(1, 40))
def test_more_reach_comes_first_at_equal_doubt(doubt, side, more):
    far = replace(doubt, a=f"z{doubt.a}", entities=("EX", "EY"))
    around = {doubt.entities[0]: side, "EX": replace(side, strength=side.strength + more)}
    items = arranged([doubt, far], THRESHOLDS, around, settings())
    near, distant = (next(each for each in items if each.doubt == wanted) for wanted in (doubt, far))
    assert distant.reach > near.reach
    assert distant.priority > near.priority or near.uncertainty < 1e-5


@given(doubts, st.integers(0, 20 * UNIT), st.integers(0, 20 * UNIT))
def test_nearer_to_the_threshold_is_less_certain(doubt, one, two):
    near, far = sorted((one, two))
    join = THRESHOLDS[doubt.model]
    nearer, further = (
        uncertainty(replace(doubt, reason="weak", weight=join - off), join, settings()) for off in (near, far)
    )
    assert nearer >= further
    assert uncertainty(replace(doubt, weight=join), join, settings()) == 1.0


@pytest.mark.parametrize(("bits", "expected"), [(0.0, 1.0), (math.log2(3), 0.811278), (-math.log2(9), 0.468996)])
def test_entropy_of_known_odds(bits, expected):
    """H(3/4) and H(1/10), as in any table of binary entropy."""
    assert entropy(bits) == pytest.approx(expected, abs=1e-6)


def test_entropy_is_even_and_never_fails():
    assert entropy(12.5) == pytest.approx(entropy(-12.5))
    assert entropy(4000.0) == entropy(-4000.0) == 0.0


def test_reach_counts_the_other_side_and_those_tied_to_it():
    listed, tied = Side(2, 8.0, 1), Side(0, 0.0, 3)
    assert pair_reach(listed, tied) == 32.0
    assert pair_reach(tied, listed) == 32.0
    assert pair_reach(tied, Side()) == 0.0


def test_a_reviewer_who_could_not_tell_sends_the_pair_back_but_not_away():
    doubt = Doubt("a", "b", ("E1", "E2"), "enterprise", "weak", JOIN)
    told = replace(doubt, a="0", unsure=("someone",))
    items = arranged([told, doubt], THRESHOLDS, {}, settings())
    assert [each.doubt for each in items] == [doubt, told]
    assert position(items, "b", "0") == 1
    assert position(items, "a", "x") is None


def test_the_pool_keeps_the_most_uncertain():
    weak = [Doubt(f"a{at}", f"b{at}", (f"E{at}", f"F{at}"), "enterprise", "weak", JOIN - at * UNIT) for at in range(6)]
    small = replace(settings(), pool=2)
    assert most_uncertain(reversed(weak), THRESHOLDS, small) == weak[:2]


def test_a_taught_pattern_teaches_less():
    doubt = Doubt("a", "b", ("E1", "E2"), "enterprise", "weak", JOIN, alike=40)
    known = replace(doubt, a="0", taught=7)
    items = arranged([known, doubt], THRESHOLDS, {}, settings(), Order.TEACHING)
    assert [each.teaching for each in items] == [40.0, 5.0]
