"""Who holds which share of a company on a day, as far as the records say.

Owns: reading shares from ties: the latest statement decides, amounts give shares when all are stated, what is doubtful
or unstated becomes a range. Refuses: chains of companies (graph.networks.integrated).
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from graph.model import Certainty, Tie
from graph.networks.links import grouped
from graph.networks.settings import Ownership
from linkage.dates import VOID, Truth
from linkage.model import fact


@dataclass(frozen=True, slots=True)
class Stake:
    """A holder's share of one company, a part of one: at least ``low``, at most ``high``."""

    holder: str
    low: float
    high: float

    @property
    def is_exact(self) -> bool:
        """True when the share is stated and beyond doubt."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Column:
    """All stakes in one company. ``rest`` is the part nobody surely holds: it belongs to the holders with a range, up
    to their ``high``, and else to holders that no record names. ``overstated``: the stated shares came to more than
    all, by so much, and were scaled down."""

    company: str
    stakes: tuple[Stake, ...]
    overstated: float = 0.0

    @property
    def rest(self) -> float:
        """One less what is surely held, never below 0."""
        return max(0.0, 1.0 - sum(stake.low for stake in self.stakes))

    def held_by(self, holders: Set[str]) -> tuple[float, float]:
        """The least and the most that these together hold."""
        inside = [stake for stake in self.stakes if stake.holder in holders]
        low = sum(stake.low for stake in inside)
        return low, min(sum(stake.high for stake in inside), low + self.rest)


Columns = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class _Said:
    holder: str
    share: float | None
    amount: float | None
    doubtful: bool


def columns(ties: Iterable[Tie], day: date, reading: Ownership) -> dict[str, Column]:
    """The column of every company in which somebody holds shares on the day."""
    shares: dict[str, list[_Said]] = {}
    whole: dict[str, list[_Said]] = {}
    for (type_, holder, company), stated in grouped(ties).items():
        said = _said(holder, stated, day)
        if said is None or type_ not in reading.types:
            continue
        if type_ in reading.shares:
            shares.setdefault(company, []).append(said)
        elif type_ in reading.parts:  # the branch is the holder's place in the company: the company owns it whole
            whole.setdefault(holder, []).append(_Said(company, None, None, said.doubtful))
        else:
            whole.setdefault(company, []).append(said)
    found = {company: _column(company, said) for company, said in shares.items()}
    return found | {company: _whole(company, said) for company, said in whole.items() if company not in found}


def _said(holder: str, stated: list[Tie], day: date) -> _Said | None:
    """What the latest statement up to the day says; None when it says that the holding is over, or was void."""
    if any(tie.span == VOID for tie in stated):
        return None
    begun = [tie for tie in stated if tie.span.begin_min <= day]
    known = [tie for tie in begun if _moment(tie) <= day]
    last = max(known, key=_order) if known else min(begun, key=_order, default=None)
    if last is None or (truth := last.span.holds(day)) is Truth.NO:
        return None
    doubtful = truth is Truth.MAYBE or last.certainty is not Certainty.CONFIRMED
    return _Said(holder, _number(last, "percent", 100.0), _number(last, "subscribed", 1.0), doubtful)


def _moment(tie: Tie) -> date:
    """The day for which a statement speaks: the change it reports, else when it had begun at the latest."""
    changed = fact(tie.facts, "changed_on")
    return date.fromisoformat(changed) if len(changed) == len("2026-01-01") else tie.span.begin_max


def _order(tie: Tie) -> tuple[date, bool, bool, str]:
    """Later statements first, then what ended, then what states a share."""
    stated = fact(tie.facts, "percent")
    return (_moment(tie), tie.span.end_max < date.max, bool(stated), stated)


def _number(tie: Tie, name: str, unit: float) -> float | None:
    text = fact(tie.facts, name)
    try:
        return float(text) / unit if text else None
    except ValueError:
        return None


def _column(company: str, said: list[_Said]) -> Column:
    """Shares as stated; in proportion to the amounts when no share but every amount is stated; else unknown."""
    total = sum(each.amount or 0.0 for each in said)
    if all(each.share is None and each.amount for each in said) and total > 0:
        said = [_Said(each.holder, (each.amount or 0.0) / total, None, each.doubtful) for each in said]
    stated = sum(each.share or 0.0 for each in said)
    scale = max(1.0, stated)
    left = max(0.0, 1.0 - stated)
    stakes = [_stake(each, scale, left) for each in sorted(said, key=lambda each: each.holder)]
    return Column(company, tuple(stakes), max(0.0, stated - 1.0))


def _stake(said: _Said, scale: float, left: float) -> Stake:
    if said.share is None:
        return Stake(said.holder, 0.0, left)
    share = said.share / scale
    return Stake(said.holder, 0.0 if said.doubtful else share, share)


def _whole(company: str, said: list[_Said]) -> Column:
    """The only investor, operator or parent has all; several have each anything from nothing to all."""
    low = 1.0 if len(said) == 1 and not said[0].doubtful else 0.0
    return Column(company, tuple(Stake(each.holder, low, 1.0) for each in sorted(said, key=lambda each: each.holder)))
