"""Integrated ownership: which part of a company is whose, through all chains and circles.

Owns: the second of the three answers on owners. With W the shares that companies hold in each other and N = (I-W)^-1,
an ultimate holder has D N (Brioschi, Buzzacchi, Colombo 1989), and a company in between N_ic / N_ii, its own circle
taken out (Baldone, Brioschi, Paleari 1998). Over ultimate holders and what no record names, a company's shares sum to
one. Where records state no share, each holder has a range. Refuses: control (votes are counted otherwise) and measures.

Read as a walk from the company to its holders, each step taken with the probability of the share: an ultimate holder's
part is the probability to end with it, a company's the probability ever to come by it. That is how bounds are found.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from graph.networks.cycles import components
from graph.networks.settings import Ownership
from graph.networks.shares import Column, Columns
from graph.networks.solve import identity, less_than_unit, solve


@dataclass(frozen=True, slots=True)
class Part:
    """A holder's part of the company, through all chains: at least ``low``, at most ``high``.

    ``ultimate``: no holder of it is recorded (persons never have one). ``circle``: it is one of companies that own
    each other entirely, so that nobody stands behind them.
    """

    holder: str
    low: float
    high: float
    ultimate: bool
    circle: bool = False


@dataclass(frozen=True, slots=True)
class Integrated:
    """``parts`` of ultimate holders and of companies in between, greatest first. ``unrecorded``: what belongs to
    holders that no record names, with what ranges leave open. ``own``: the company's part in itself by circles, at
    least and at most.
    ``overstated``: companies above whose stated shares came to more than all, and were scaled down."""

    company: str
    parts: tuple[Part, ...]
    unrecorded: tuple[float, float]
    own: tuple[float, float]
    overstated: tuple[str, ...] = ()

    @property
    def ultimate(self) -> tuple[Part, ...]:
        """Those behind whom nobody is recorded."""
        return tuple(part for part in self.parts if part.ultimate)


def integrated(columns: Columns, company: str, reading: Ownership) -> Integrated:
    """Who owns the company, as far as these columns reach. A company without a column belongs to nobody recorded."""
    if company not in columns:
        return Integrated(company, (), (1.0, 1.0), (0.0, 0.0))
    return _Chain(columns, company, reading).answer()


def most_own(columns: Columns, company: str, low: float, reading: Ownership) -> float:
    """The most of itself that a company can own by circles; ``low``: what it owns for sure."""
    return _Chain(columns, company, reading).most_own(low)


def above(columns: Columns, company: str) -> dict[str, Column]:
    """The columns of the company and of every company above it."""
    found: dict[str, Column] = {}
    frontier = [company]
    while frontier:
        entity = frontier.pop()
        if entity in columns and entity not in found:
            found[entity] = columns[entity]
            frontier.extend(stake.holder for stake in columns[entity].stakes if stake.high > 0)
    return found


class _Chain:
    """The companies above one and the walk's equations."""

    def __init__(self, columns: Columns, company: str, reading: Ownership) -> None:
        self._company, self._reading = company, reading
        self._columns = above(columns, company)
        blocks = components([company], self._sure_holders)
        closed = {entity for block in blocks if self._is_closed(set(block)) for entity in block}
        self._blocks = [block for block in blocks if block[0] in self._columns and block[0] not in closed]
        self._closed = closed
        holders = {stake.holder for column in self._columns.values() for stake in column.stakes if stake.high > 0}
        self._ends = frozenset(holders - self._columns.keys() | closed)
        self._between = frozenset(holders & self._columns.keys()) - closed - {company}
        self._open = any(not s.is_exact for c in self._columns.values() if c.rest > 0 for s in c.stakes)

    def answer(self) -> Integrated:
        visits, own = self._visits()
        low = {entity: self._received(entity, visits) for entity in self._ends}
        if self._company in self._closed:
            low = {entity: float(entity == self._company) for entity in self._ends}
        left = max(0.0, 1.0 - sum(low.values()))
        low |= {entity: visits.get(entity, 0.0) / own.get(entity, 1.0) for entity in self._between}
        parts = [Part(e, low[e], self._most({e}, low[e]), e in self._ends, e in self._closed) for e in sorted(low)]
        parts.sort(key=lambda part: (-part.low, -part.high, part.holder))
        least = 1.0 - self._most(self._ends, 1.0 - left)
        itself = 1.0 if self._company in self._closed else 1.0 - 1.0 / own.get(self._company, 1.0)
        overstated = sorted(entity for entity, column in self._columns.items() if column.overstated > 0)
        kept = tuple(part for part in parts if part.high > self._reading.settled)
        own_part = itself, self.most_own(itself)
        return Integrated(self._company, kept, (max(0.0, least), left), own_part, tuple(overstated))

    def most_own(self, low: float) -> float:
        """The greatest chance that the walk ever comes back to where it began."""
        if not self._open:
            return low
        worth = self._worth({self._company})
        return 1.0 if worth is None else min(1.0, max(low, _best(self._columns[self._company], worth)))

    def _sure_holders(self, entity: str) -> Iterator[str]:
        column = self._columns.get(entity)
        return (stake.holder for stake in column.stakes if stake.low > 0) if column else iter(())

    def _is_closed(self, block: Set[str]) -> bool:
        return all(e in self._columns and self._columns[e].held_by(block)[0] > 1 - self._reading.closed for e in block)

    def _visits(self) -> tuple[dict[str, float], dict[str, float]]:
        """N_kc of every company k, how often the walk from the company comes by it, and its own N_kk."""
        visits: dict[str, float] = {}
        own: dict[str, float] = {}
        for block in reversed(self._blocks):  # from the company upwards
            start = [float(entity == self._company) + self._received(entity, visits) for entity in block]
            shares = [[self._share(entity, owned) for owned in block] for entity in block]
            inverse = solve(less_than_unit(shares), identity(len(block)))
            for i, entity in enumerate(block):
                own[entity] = inverse[i][i]
                visits[entity] = sum(times * value for times, value in zip(inverse[i], start, strict=True))
        return visits, own

    def _received(self, holder: str, visits: dict[str, float]) -> float:
        return sum(self._share(holder, owned) * times for owned, times in visits.items())

    def _share(self, holder: str, owned: str) -> float:
        return sum(stake.low for stake in self._columns[owned].stakes if stake.holder == holder)

    def _most(self, targets: Set[str], low: float) -> float:
        """The greatest chance that the walk comes by one of these, whoever gets what ranges leave open."""
        if not self._open:
            return low
        worth = self._worth(targets)
        return 1.0 if worth is None else min(1.0, max(low, worth.get(self._company, 0.0)))

    def _worth(self, targets: Set[str]) -> dict[str, float] | None:
        """Of every company the greatest chance to lead to one of these; None when it does not settle.

        The least fixpoint of v(j) = what surely leads there + what is open, given to the holders that lead there best;
        from below, so that a circle of open shares counts for nothing by itself.
        """
        value = dict.fromkeys(targets, 1.0)
        order = [entity for entity in self._columns if entity not in targets and entity not in self._closed]
        for _ in range(self._reading.sweeps):
            moved = 0.0
            for entity in reversed(order):
                best = _best(self._columns[entity], value)
                moved = max(moved, best - value.get(entity, 0.0))
                value[entity] = best
            if moved <= self._reading.settled:
                return value
        return None


def _best(column: Column, value: dict[str, float]) -> float:
    reached = sum(stake.low * value.get(stake.holder, 0.0) for stake in column.stakes)
    rest = column.rest
    ranges = [(value.get(stake.holder, 0.0), stake.high - stake.low) for stake in column.stakes if not stake.is_exact]
    for worth, room in sorted(ranges, reverse=True):
        given = min(rest, room)
        reached += given * worth
        rest -= given
    return reached
