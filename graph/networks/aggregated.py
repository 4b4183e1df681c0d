"""Fifty percent in the aggregate: what holders own together, through companies that are theirs by the same test.

Owns: the first of the three answers on owners: the fixpoint of the OFAC fifty percent rule (revised guidance of
2014-08-13, FAQ 401). A holding through a company counts whole when the company is held for fifty percent or more, and
not at all when it is not. Refuses: products of shares (graph.networks.integrated) and control (FAQ 398: not counted).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.networks.integrated import above
from graph.networks.settings import Ownership
from graph.networks.shares import Columns
from linkage.dates import Truth


@dataclass(frozen=True, slots=True)
class Aggregated:
    """What ``holders`` together hold of the company, counting whole what is held through companies that are theirs:
    ``through``. ``reached``: fifty percent or more, certainly or possibly."""

    company: str
    holders: tuple[str, ...]
    low: float
    high: float
    reached: Truth
    through: tuple[str, ...]


def aggregated(columns: Columns, company: str, holders: Iterable[str], reading: Ownership) -> Aggregated:
    """The answer for one company and one set of holders."""
    sure, possible = fifty(columns, holders, reading)
    asked = tuple(sorted(holders))
    column = columns.get(company)
    low = column.held_by(sure)[0] if column else 0.0
    high = column.held_by(possible)[1] if column else 0.0
    reached = Truth.YES if company in sure else Truth.MAYBE if company in possible else Truth.NO
    stakes = column.stakes if column else ()
    through = sorted({stake.holder for stake in stakes if stake.holder in possible} - set(asked))
    return Aggregated(company, asked, low, high, reached, tuple(through))


def fifty(columns: Columns, holders: Iterable[str], reading: Ownership) -> tuple[set[str], set[str]]:
    """The holders with every company that is theirs: certainly, and at most."""
    held: dict[str, list[str]] = {}
    for company, column in columns.items():
        for stake in column.stakes:
            held.setdefault(stake.holder, []).append(company)
    seeds = set(holders)
    return _closure(columns, held, seeds, reading, 0), _closure(columns, held, seeds, reading, 1)


def each_alone(columns: Columns, company: str, reading: Ownership) -> tuple[Aggregated, ...]:
    """Every holder above the company to whom alone fifty percent or more of it can be counted, greatest first."""
    chain = above(columns, company)
    candidates = {stake.holder for column in chain.values() for stake in column.stakes if stake.high > 0} - {company}
    found = [aggregated(chain, company, (holder,), reading) for holder in sorted(candidates)]
    reached = [each for each in found if each.reached is not Truth.NO]
    return tuple(sorted(reached, key=lambda each: (-each.low, -each.high, each.holders)))


def _closure(columns: Columns, held: dict[str, list[str]], seeds: set[str], reading: Ownership, bound: int) -> set[str]:
    theirs, waiting = set(seeds), list(seeds)
    while waiting:
        for company in held.get(waiting.pop(), ()):
            if company not in theirs and columns[company].held_by(theirs)[bound] >= reading.threshold - reading.closed:
                theirs.add(company)
                waiting.append(company)
    return theirs
