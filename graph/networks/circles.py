"""Circular shareholding: companies that own each other.

Owns: finding the circles among columns, one shortest way round each, and the part of itself that a company owns by it.
Refuses: judging them (公司法 2023 art. 141 forbids a subsidiary to hold its listed parent; a rule row would say so).
"""

from dataclasses import dataclass

from graph.networks.cycles import components, shortest_cycle
from graph.networks.integrated import most_own
from graph.networks.settings import Ownership
from graph.networks.shares import Columns
from graph.networks.solve import identity, less_than_unit, solve


@dataclass(frozen=True, slots=True)
class Circle:
    """Companies each of which is held, through the others, by itself. ``way``: each holds a share of the next, the last
    one of the first, ``shares`` beside it (least and most). ``own``: the part of itself that each owns, likewise."""

    members: tuple[str, ...]
    way: tuple[str, ...]
    shares: tuple[tuple[float, float], ...]
    own: tuple[tuple[float, float], ...]


def circles(columns: Columns, reading: Ownership) -> tuple[Circle, ...]:
    """Every strongly connected group of companies, by the ids of its members."""
    held: dict[str, set[str]] = {}
    for company, column in columns.items():
        for stake in column.stakes:
            if stake.high > 0:
                held.setdefault(stake.holder, set()).add(company)
    found = components(sorted(held), lambda holder: held.get(holder, ()))
    return tuple(sorted((_circle(columns, held, each, reading) for each in found if len(each) > 1), key=_order))


def _circle(columns: Columns, held: dict[str, set[str]], members: tuple[str, ...], reading: Ownership) -> Circle:
    way = shortest_cycle(members[0], set(members), lambda holder: held.get(holder, ()))
    shares = tuple(_share(columns, holder, company) for holder, company in zip(way, (*way[1:], way[0]), strict=True))
    inside = [[_share(columns, holder, company)[0] for company in members] for holder in members]
    if all(sum(column) >= 1 - reading.closed for column in zip(*inside, strict=True)):
        return Circle(members, way, shares, ((1.0, 1.0),) * len(members))
    visits = solve(less_than_unit(inside), identity(len(members)))
    least = (1 - 1 / visits[i][i] for i in range(len(members)))
    own = ((low, most_own(columns, member, low, reading)) for member, low in zip(members, least, strict=True))
    return Circle(members, way, shares, tuple(own))


def _share(columns: Columns, holder: str, company: str) -> tuple[float, float]:
    return columns[company].held_by({holder})


def _order(circle: Circle) -> tuple[str, ...]:
    return circle.members
