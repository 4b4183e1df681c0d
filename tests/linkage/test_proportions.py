"""Intervals against published values, and their coverage."""

import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.proportions import (
    UNKNOWN,
    Stratum,
    beta_quantile,
    beta_share,
    clopper_pearson,
    stratified,
    trials_without_miss,
    wilson,
)

NEWCOMBE = [  # Newcombe (1998), Statistics in Medicine 17, table I: hits, trials, Wilson, Clopper-Pearson, at 95 %
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("hits", "trials", "score", "exact"), NEWCOMBE)
def test_published_intervals(hits, trials, score, exact):
    for found, expected in ((wilson(hits, trials, 0.95), score), (clopper_pearson(hits, trials, 0.95), exact)):
        assert (round(found.lower, 4), round(found.upper, 4)) == expected
        assert found.estimate == hits / trials


def test_the_rule_of_three():
    """No miss in n: the exact one-sided 95 % bound of the missing share is 1 - 0.05^(1/n), nearly 3/n."""
    assert 1 - clopper_pearson(300, 300, 0.90).lower == pytest.approx(1 - 0.05 ** (1 / 300))
    assert 1 - clopper_pearson(300, 300, 0.90).lower == pytest.approx(3 / 300, rel=0.01)


@pytest.mark.parametrize(
    ("x", "a", "b", "expected"),
    [
        (0.5, 2, 2, 0.5),
        (0.25, 1, 3, 1 - 0.75**3),
        (0.9, 5, 1, 0.9**5),
        (0.3, 0.5, 0.5, 2 / math.pi * math.asin(math.sqrt(0.3))),
    ],
)
def test_incomplete_beta_in_closed_form(x, a, b, expected):
    assert beta_share(x, a, b) == pytest.approx(expected, abs=1e-12)
    assert beta_quantile(expected, a, b) == pytest.approx(x, abs=1e-9)


@given(st.integers(1, 400), st.data())
def test_incomplete_beta_is_the_binomial_tail(trials, data):
    hits, x = data.draw(st.integers(1, trials)), data.draw(st.floats(0.01, 0.99))
    tail = math.fsum(math.comb(trials, k) * x**k * (1 - x) ** (trials - k) for k in range(hits, trials + 1))
    assert beta_share(x, hits, trials - hits + 1) == pytest.approx(tail, abs=1e-9)


@given(st.integers(1, 2000), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_an_interval_holds_its_estimate_and_narrows_with_less_confidence(trials, data, confidence):
    hits = data.draw(st.integers(0, trials))
    for interval in (wilson, clopper_pearson):
        wide, narrow = interval(hits, trials, confidence), interval(hits, trials, confidence / 2)
        assert 0 <= wide.lower <= narrow.lower + 1e-9
        assert narrow.upper - 1e-9 <= wide.upper <= 1
        assert wide.lower - 1e-9 <= hits / trials <= wide.upper + 1e-9


def test_nothing_drawn_says_nothing():
    assert wilson(0, 0, 0.95) == clopper_pearson(0, 0, 0.95) == stratified([], 0.95) == UNKNOWN
    assert stratified([Stratum(10, 0, 0)], 0.95) == UNKNOWN


def test_one_stratum_is_nearly_the_plain_exact_interval():
    found, plain = stratified([Stratum(10**6, 200, 150)], 0.95), clopper_pearson(150, 200, 0.95)
    assert found.estimate == 0.75
    assert found.lower == pytest.approx(plain.lower, abs=0.003)
    assert found.upper == pytest.approx(plain.upper, abs=0.003)


def test_strata_weigh_by_size_and_a_whole_one_is_certain():
    assert stratified([Stratum(900, 90, 90), Stratum(100, 10, 0)], 0.95).estimate == pytest.approx(0.9)
    whole = stratified([Stratum(30, 30, 27), Stratum(10, 10, 0)], 0.95)
    assert (whole.estimate, whole.lower, whole.upper) == (0.675, 0.675, 0.675)


def test_a_stratum_nobody_looked_at_may_be_anything():
    found = stratified([Stratum(50, 50, 50), Stratum(50, 0, 0)], 0.95)
    assert (found.estimate, found.lower, found.upper) == (None, 0.5, 1.0)


def test_what_nobody_could_tell_widens_both_ways():
    clear, unclear = stratified([Stratum(500, 50, 40)], 0.95), stratified([Stratum(500, 50, 40, 5)], 0.95)
    assert unclear.lower == clear.lower
    assert unclear.upper > clear.upper
    assert unclear.estimate == pytest.approx(40 / 45)


def test_how_many_in_a_row():
    assert trials_without_miss(0.99, 0.95) == math.ceil(math.log(0.025) / math.log(0.99)) == 368
    count = trials_without_miss(0.99, 0.95)
    assert clopper_pearson(count, count, 0.95).lower >= 0.99
    assert clopper_pearson(count - 1, count - 1, 0.95).lower < 0.99


@pytest.mark.parametrize("shares", [(0.99, 0.8, 0.2), (1.0, 0.97, 0.5), (0.95, 0.95, 0.95)])
def test_the_stratified_interval_covers_what_it_says(shares):
    """400 seeded samples: the true share lies inside at least as often as promised, less the noise of 400 draws."""
    random, sizes, drawn = Random(20251124), (6000, 1500, 500), (60, 40, 40)
    truth = sum(size * share for size, share in zip(sizes, shares, strict=True)) / sum(sizes)
    inside = 0
    for _ in range(400):
        strata = [
            Stratum(size, trials, sum(random.random() < share for _ in range(trials)))
            for size, trials, share in zip(sizes, drawn, shares, strict=True)
        ]
        found = stratified(strata, 0.95)
        inside += found.lower <= truth <= found.upper
    assert inside / 400 >= 0.93
