"""A level of which only one share was learned stays near its default weight."""

import math

from linkage import model_files
from linkage.training import _combined
from linkage.weights import UNIT

MODEL = model_files.load("enterprise")
KEY = ("name", "short")
LEVEL = next(each for each in MODEL.comparisons[0].levels if each.name == "short")
FIRM = MODEL.recipe.firm


def weight(m: dict[tuple[str, str], float], u: dict[tuple[str, str], float]) -> float:
    return math.log2(math.prod(_combined(MODEL, m, u)[KEY]) / _combined(MODEL, m, u)[KEY][1] ** 2)


def test_half_a_share_moves_a_weight_by_no_more_than_the_firm_bits() -> None:
    default = LEVEL.weight / UNIT
    assert abs(weight({}, {KEY: 3e-7}) - (default + FIRM)) < 0.01
    assert abs(weight({}, {KEY: 0.03}) - (default - FIRM)) < 0.01
    assert abs(weight({KEY: 1e-6}, {}) - (default - FIRM)) < 0.01


def test_half_a_share_near_the_default_is_kept() -> None:
    assert _combined(MODEL, {}, {KEY: 0.00005})[KEY] == (LEVEL.m, 0.00005)


def test_both_shares_are_believed() -> None:
    assert _combined(MODEL, {KEY: 0.05}, {KEY: 1e-7})[KEY] == (0.05, 1e-7)
