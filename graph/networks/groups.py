"""Groups: everything that hangs together by control.

Owns: growing a group from one entity over who controls and who is controlled, until nothing is added. Refuses: kinship,
common offices and addresses: they make nobody a controller.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graph.networks.controlled import VOTES, Controls
from graph.networks.shares import Columns


@dataclass(frozen=True, slots=True)
class Step:
    """One controls another directly: a stated ground, or votes that count towards more than half."""

    controller: str
    company: str
    ground: str


@dataclass(frozen=True, slots=True)
class Group:
    """``heads``: members whom no other member controls. ``truncated``: a bound stopped the growth."""

    members: tuple[str, ...]
    heads: tuple[str, ...]
    steps: tuple[Step, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is read so far: certain control among the entities around a group."""

    columns: Columns
    controls: Controls


def group(read: Callable[[Iterable[str]], Known], entity: str, rounds: int, most: int) -> Group:
    """The group of an entity; ``read`` brings what is known around a set of entities, with whole columns."""
    members, known, cut = {entity}, read([entity]), False
    for _ in range(rounds):
        grown = _grown(known, members)
        if grown == members:
            break
        cut = len(grown) > most
        if cut:
            break
        members = grown
        known = read(members)
    else:
        cut = True
    return _described(known, members, cut)


def _grown(known: Known, members: set[str]) -> set[str]:
    grown = set(members)
    for member in members:
        grown |= known.controls.under(member, True)
    return grown | {head for member in members for head in known.controls.over(member)}


def _described(known: Known, members: set[str], cut: bool) -> Group:
    steps = [step for member in sorted(members) for step in _steps(known, member, members)]
    under = {member: known.controls.under(member, True) - {member} for member in members}
    heads = sorted(m for m in members if not any(m in under[o] and o not in under[m] for o in members))
    return Group(tuple(sorted(members)), tuple(heads), tuple(steps), cut)


def _steps(known: Known, company: str, members: set[str]) -> Iterable[Step]:
    stated = [hold for hold in known.controls.stated(company) if hold.sure and hold.controller in members]
    yield from (Step(hold.controller, company, hold.ground) for hold in stated)
    column = known.columns.get(company)
    for stake in column.stakes if column else ():
        if stake.holder in members and stake.low > 0 and known.controls.votes_with(stake.holder, company):
            yield Step(stake.holder, company, VOTES)
