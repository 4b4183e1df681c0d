"""Groups: everything that hangs together by control.

Owns: growing a group from one entity over who controls and who is controlled, until nothing is added. Refuses: kinship,
common offices and addresses: they make nobody a controller.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import networkx

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
    """``heads``: members whom no other member controls. ``truncated``: a bound stopped the growth, or a
    member is a hub that brings nobody in."""

    members: tuple[str, ...]
    heads: tuple[str, ...]
    steps: tuple[Step, ...]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is read so far: certain control among the entities around a group. ``hubs``: members with more ties than the
    guard lets through."""

    columns: Columns
    controls: Controls
    hubs: Collection[str] = ()


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
    return _described(known, members, cut or bool(known.hubs))


def _grown(known: Known, members: set[str]) -> set[str]:
    grown = set(members)
    for member in members:
        grown |= known.controls.under(member, True)
    return grown | {head for member in members for head in known.controls.over(member)}


@dataclass(frozen=True, slots=True)
class Outline:
    """A group by its members and heads, both in order of their ids."""

    members: tuple[str, ...]
    heads: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """By whom it is named: its heads, or all who control each other."""
        return self.heads or self.members

    @property
    def place(self) -> tuple[int, str]:
        """Its place among the groups: the largest first, then by its first member."""
        return -len(self.members), self.members[0]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Every group, the largest first. ``hubs``: persons with more places than the guard lets through, with how many:
    what hangs together only by them is no group here, and an answer must say so."""

    groups: tuple[Outline, ...]
    hubs: Mapping[str, int]


def outlines(controls: Controls) -> tuple[Outline, ...]:
    """Every group of two or more, the largest first: the same members as :func:`group` finds from any of them."""
    under = {each: controls.under(each, True) for each in controls.controllers()}
    ties = {each: theirs for each, theirs in under.items() if len(theirs) > 1}
    graph: networkx.Graph[str] = networkx.Graph(
        (each, other) for each, theirs in ties.items() for other in theirs - {each}
    )
    found = (Outline(tuple(sorted(m)), tuple(_heads(m, ties))) for m in networkx.connected_components(graph))
    return tuple(sorted(found, key=lambda each: each.place))


def _described(known: Known, members: set[str], cut: bool) -> Group:
    steps = [step for member in sorted(members) for step in _steps(known, member, members)]
    under = {member: known.controls.under(member, True) for member in members}
    return Group(tuple(sorted(members)), tuple(_heads(members, under)), tuple(steps), cut)


def _heads(members: Collection[str], under: Mapping[str, set[str]]) -> list[str]:
    """Members whom no other member controls, unless they control each other."""
    led = {other for each in members for other in under.get(each, ()) if each not in under.get(other, (other,))}
    return sorted(member for member in members if member not in led)


def _steps(known: Known, company: str, members: set[str]) -> Iterable[Step]:
    stated = [hold for hold in known.controls.stated(company) if hold.sure and hold.controller in members]
    yield from (Step(hold.controller, company, hold.ground) for hold in stated)
    column = known.columns.get(company)
    for stake in column.stakes if column else ():
        if stake.holder in members and stake.low > 0 and known.controls.votes_with(stake.holder, company):
            yield Step(stake.holder, company, VOTES)
