"""Control: who can decide, by votes or by agreement.

Owns: the third of the three answers on owners: more than half of the votes, counting whole those of companies that one
controls (公司法 2023 art. 265: 控股股东), or a stated relation (实际控制人, 执行事务合伙人, 投资人, 经营者, 举办单位),
or being the company of a branch. Refuses: shares of profit: who controls 51 % of 51 % owns a quarter, and decides all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.model import Tie
from graph.networks.links import Lens, links
from graph.networks.settings import Control
from graph.networks.shares import Columns
from linkage.dates import Truth

VOTES = "votes"
"""The ground of control that is counted, not stated."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A stated ground: ``controller`` decides over ``company`` by a relation of that type."""

    controller: str
    company: str
    ground: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Controller:
    """One who controls the company, certainly or possibly. ``grounds``: the relation types of the last step, ``votes``
    among them; ``through``: the controlled entities that take that step. ``ultimate``: nobody recorded controls it."""

    controller: str
    controls: Truth
    grounds: tuple[str, ...]
    votes: tuple[float, float]
    through: tuple[str, ...]
    ultimate: bool


def holds(ties: Iterable[Tie], day: date, reading: Control) -> list[Hold]:
    """The stated grounds of control on the day."""
    found = links(ties, Lens(reading.types, day))
    return [
        Hold(link.company, link.holder, link.type, link.is_sure)
        if link.type in reading.parts
        else Hold(link.holder, link.company, link.type, link.is_sure)
        for link in found
    ]


class Controls:
    """Stated grounds and votes, indexed: whom does somebody control, and who controls a company."""

    def __init__(self, columns: Columns, stated: Sequence[Hold], reading: Control) -> None:
        self._columns, self._reading = columns, reading
        self._by_controller: dict[str, list[Hold]] = {}
        self._by_company: dict[str, list[Hold]] = {}
        self._shares_in: dict[str, list[str]] = {}
        for hold in stated:
            self._by_controller.setdefault(hold.controller, []).append(hold)
            self._by_company.setdefault(hold.company, []).append(hold)
        for company, column in columns.items():
            for stake in column.stakes:
                self._shares_in.setdefault(stake.holder, []).append(company)

    def controllers(self) -> list[str]:
        """Everyone who holds a share or a stated ground."""
        return sorted(self._by_controller.keys() | self._shares_in.keys())

    def under(self, controller: str, sure: bool) -> set[str]:
        """Everything that one controls, itself included; ``sure=False``: at most."""
        theirs, waiting = {controller}, [controller]
        while waiting:
            entity = waiting.pop()
            stated = [h.company for h in self._by_controller.get(entity, ()) if h.sure or not sure]
            voted = [c for c in self._shares_in.get(entity, ()) if self._has_votes(c, theirs, sure)]
            for company in (*stated, *voted):
                if company not in theirs:
                    theirs.add(company)
                    waiting.append(company)
        return theirs

    def over(self, company: str) -> set[str]:
        """Everyone who certainly controls the company."""
        return {entity for entity in self._upwards(company) if company in self.under(entity, True)}

    def stated(self, company: str) -> Sequence[Hold]:
        """The stated grounds of control over one company."""
        return self._by_company.get(company, ())

    def votes_with(self, holder: str, company: str) -> bool:
        """Whether the holder's votes are among those by which somebody certainly controls the company."""
        heads = self.over(holder) | {holder}
        return any(self._has_votes(company, self.under(head, True) - {company}, True) for head in heads)

    def of(self, company: str) -> tuple[Controller, ...]:
        """Everyone who controls the company, the ultimate ones first."""
        found = [each for entity in sorted(self._upwards(company)) if (each := self._controller(entity, company))]
        under = {each.controller: self.under(each.controller, False) for each in found}
        marked = [replace(each, ultimate=_is_ultimate(each.controller, under)) for each in found]
        return tuple(sorted(marked, key=_surest))

    def _has_votes(self, company: str, theirs: set[str], sure: bool) -> bool:
        return self._columns[company].held_by(theirs)[0 if sure else 1] > self._reading.votes

    def _upwards(self, company: str) -> set[str]:
        met: set[str] = set()
        waiting = [company]
        while waiting:
            entity = waiting.pop()
            column = self._columns.get(entity)
            stakes = [stake.holder for stake in column.stakes] if column else []
            for near in (*stakes, *(hold.controller for hold in self._by_company.get(entity, ()))):
                if near not in met:
                    met.add(near)
                    waiting.append(near)
        return met - {company}

    def _controller(self, entity: str, company: str) -> Controller | None:
        sure, possible = self.under(entity, True), self.under(entity, False)
        if company not in possible:
            return None
        theirs = possible - {company}
        stated = [hold for hold in self._by_company.get(company, ()) if hold.controller in theirs]
        grounds = {hold.ground for hold in stated}
        column = self._columns.get(company)
        votes = (column.held_by(sure - {company})[0], column.held_by(theirs)[1]) if column else (0.0, 0.0)
        voting = {stake.holder for stake in column.stakes if stake.holder in theirs} if column else set()
        if votes[1] > self._reading.votes:
            grounds.add(VOTES)
        else:
            voting = set()
        through = sorted(({hold.controller for hold in stated} | voting) - {entity})
        controls = Truth.YES if company in sure else Truth.MAYBE
        return Controller(entity, controls, tuple(sorted(grounds)), votes, tuple(through), ultimate=False)


def _surest(each: Controller) -> tuple[bool, bool, str]:
    return (not each.ultimate, each.controls is not Truth.YES, each.controller)


def _is_ultimate(entity: str, under: Mapping[str, set[str]]) -> bool:
    """No other controller of the company controls it, unless they control each other."""
    return all(other in under[entity] for other, theirs in under.items() if entity in theirs)
