"""Ties in the fewest words, as a store would bring them. Ids are the names; days are ISO texts."""

from collections.abc import Collection
from datetime import date

from graph.model import Certainty, Tie, Ties
from graph.networks.settings import ownership
from graph.networks.shares import Column, Stake, columns
from linkage.dates import VOID, Span
from linkage.model import facts

TODAY = date(2026, 11, 20)
SURE, MODEL = Certainty.CONFIRMED, Certainty.PROBABLE
REP, OWNS = "LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF"


def tie(holder: str, company: str, type_: str = REP, since: str = "2020-01-01", until: str = "", **how: object) -> Tie:
    """An office or share. ``since=""``: an undated card of 2026-10-31; ``void=True``: 冒名登记."""
    end = date.fromisoformat(until) if until else None
    span = Span.of(date.fromisoformat(since), end) if since else Span(date.min, date(2026, 10, 31))
    if how.pop("void", False):
        span = VOID
    sure = how.pop("sure", SURE)
    assert isinstance(sure, Certainty)
    return Tie(type_, holder, company, span, sure, facts((name, str(value)) for name, value in how.items()))


def owns(holder: str, company: str, percent: float | None = None, **how: object) -> Tie:
    said = {} if percent is None else {"percent": percent}
    return tie(holder, company, OWNS, **said, **how)  # type: ignore[arg-type]


def held(*ties: Tie, day: date = TODAY) -> dict[str, Column]:
    return columns(ties, day, ownership())


def expand(ties: Collection[Tie], hub: int = 1000):  # type: ignore[no-untyped-def]
    """What a store does for a walk: ties of a set, none of a hub's own."""

    def near(entities: Collection[str]) -> Ties:
        degree = {entity: sum(entity in each[1:3] for each in ties) for entity in entities}
        hubs = {entity: count for entity, count in degree.items() if count > hub}
        mine = set(entities) - hubs.keys()
        return Ties(tuple(each for each in ties if {each.holder, each.company} & mine), hubs)

    return near


def column(company: str, *stakes: tuple[str, float, float]) -> Column:
    return Column(company, tuple(Stake(*stake) for stake in stakes))
