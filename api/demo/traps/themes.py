"""Owns the order of all themes, and thereby of all planted cases.

Refuses cases of its own.
"""

from collections.abc import Callable

from api.demo.traps import (
    courts,
    food,
    identity,
    kin,
    life,
    lines,
    market,
    office,
    orders,
    procurement,
    rewards,
    tax,
)
from api.demo.traps.cases import Trap
from api.demo.traps.plan import Plan
from api.demo.world import Factory

_THEMES = (tax, courts, orders, market, office, procurement, food, lines, kin, rewards, life, identity)


def plans() -> tuple[Plan, ...]:
    """Every planned trap, theme by theme."""
    return tuple(plan for theme in _THEMES for plan in theme.THEME.plans)


def traps(factory_for: Callable[[str], Factory]) -> tuple[Trap, ...]:
    """All planted cases in fixed order. ``factory_for`` gives the factory for a trap's id; same factories, same cases.

    One factory for all ids keeps numbers and document numbers unique.
    """
    return tuple(plan.build(factory_for(plan.id)) for plan in plans())
