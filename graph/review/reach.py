"""How far sanctions would travel if two entities were one.

Owns: what hangs on each side (findings by force) and whom each side would pass it on to. Refuses: a listing's own
weight (graph.propagation says what follows from it) and stores' shapes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.findings import Finding
from graph.inquiry import Inquiry
from graph.policy import RuleSet
from graph.propagation import Propagation
from graph.review.settings import Settings
from graph.rules import FindingClass
from graph.store.port import GraphStore
from graph.surroundings import Surroundings
from linkage.dates import Truth


@dataclass(frozen=True, slots=True)
class Side:
    """What hangs on an entity: findings, their strength together, and how many subjects stand in a tie with it."""

    findings: int = 0
    strength: float = 0.0
    subjects: int = 0


def pair_reach(left: Side, right: Side) -> float:
    """Each side's strength falls on the other side and on those tied to it."""
    return left.strength * (1 + right.subjects) + right.strength * (1 + left.subjects)


def strength(found: Iterable[Finding], settings: Settings) -> float:
    """The findings' forces together; an alert counts for less."""
    weights = settings.strength
    return sum(
        weights[str(each.force)] * (weights["alert"] if each.conclusion is FindingClass.ALERT else 1.0)
        for each in found
    )


def sides(
    store: GraphStore, ruleset: RuleSet, day: date, entities: Iterable[str], settings: Settings
) -> Mapping[str, Side]:
    """What hangs on each entity on a day."""
    found: dict[str, Side] = {}
    for some in _chunks(sorted(set(entities)), settings.chunk):
        around = Surroundings(store.subgraph(some, hops=ruleset.hops, bearing=ruleset.products))
        propagation, tied = Propagation(Inquiry(around, ruleset, day)), _tied(store, some, day, settings.hub)
        for entity in some:
            own = propagation.findings(entity)
            found[entity] = Side(len(own), strength(own, settings), tied[entity])
    return found


def _tied(store: GraphStore, entities: Sequence[str], day: date, hub: int) -> Mapping[str, int]:
    """How many others are tied to each entity on the day, as holder or as company; of a hub how many claims."""
    read = store.ties(entities, hub=hub)
    others: dict[str, set[str]] = {entity: set() for entity in entities}
    for tie in read.ties:
        if tie.span.holds(day) is not Truth.NO and tie.holder != tie.company:
            for one, other in ((tie.holder, tie.company), (tie.company, tie.holder)):
                if one in others:
                    others[one].add(other)
    return {entity: max(len(found), read.hubs.get(entity, 0)) for entity, found in others.items()}


def _chunks(entities: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(entities), size):
        yield entities[start : start + size]
