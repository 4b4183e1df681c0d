"""By which relations, in which direction and order, rules lead from a subject to what they speak of.

Owns: the routes of a set of rows as one small automaton, which a walk of the store follows. Refuses: what a row says
of whom it reaches (graph.propagation), and days: a row that is not in force today has its route too.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Side
from graph.rules import Direction, FindingClass, Relay, Rule

Turn = tuple[str, Side]
"""A relation's type, and at which of its ends one stands before following it."""
Way = tuple[frozenset[Turn], ...]
"""Turns that may be taken one after the other, from the subject outward."""
END = -1
"""The place on a route from which no turn leads on."""
_STANDS = {Direction.TO_HOLDER: Side.HOLDER, Direction.TO_COMPANY: Side.COMPANY}


@dataclass(frozen=True, slots=True, eq=False)
class Routes(Collection[str]):
    """The types of relations that rows follow, and more than a collection of them: in which order from a subject.

    ``ahead``: for each place on a route, 0 being the subject, the turns that lead on and to which place, END when
    nothing follows. Marks that a decision puts on a person are no relations: they are followed at every place, in both
    directions.
    """

    types: frozenset[str]
    ahead: tuple[Mapping[Turn, int], ...]

    @classmethod
    def of(cls, rules: Sequence[Rule]) -> "Routes":
        """The routes by which these rows reach anybody."""
        types = frozenset[str]().union(*(rule.along for rule in rules))
        return cls(types, _automaton(frozenset(_ways(rules))))

    def __contains__(self, type_: object) -> bool:
        return type_ in self.types

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)

    def __len__(self) -> int:
        return len(self.types)


def _ways(rows: Sequence[Rule]) -> Iterator[Way]:
    # whom a row reaches by the issuer's mark alone is reached over the mark
    carries = [row.carry for row in rows if row.carry is not None and not (row.carry.mark or row.carry.named)]
    carried: list[Way] = [(frozenset((role, Side.HOLDER) for role in carry.roles),) for carry in carries]
    yield from carried
    for row in rows:
        if row.relay is not None:
            beyond = [(), *carried] if row.relay.classes - {FindingClass.OWN} else [()]
            yield from (way + rest for way in _relayed(row.relay) for rest in beyond)


def _relayed(relay: Relay) -> Iterator[Way]:
    """The steps from the nearest on, each taken as often in a row as its depth allows."""
    ways: list[Way] = [()]
    for step in reversed(relay.steps):
        turns = frozenset((relation, _STANDS[step.direction]) for relation in step.relations)
        ways = [way + (turns,) * times for way in ways for times in range(1, step.depth + 1)]
    return iter(ways)


def _automaton(ways: frozenset[Way]) -> tuple[Mapping[Turn, int], ...]:
    """A place is what may still follow; the same rest is the same place."""
    places, ahead = {ways: 0, frozenset[Way](): END}, list[Mapping[Turn, int]]()
    for rest in (waiting := [ways]):
        turns: dict[Turn, int] = {}
        for turn in sorted({turn for way in rest for turn in way[0]}):
            following = frozenset(way[1:] for way in rest if turn in way[0] and len(way) > 1)
            if following not in places:
                places[following] = len(waiting)
                waiting.append(following)
            turns[turn] = places[following]
        ahead.append(turns)
    return tuple(ahead)
