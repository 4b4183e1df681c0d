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
        around = Surroundings(store.subgraph(some))
        propagation = Propagation(Inquiry(around, ruleset, day))
        for entity in some:
            own = propagation.findings(entity)
            found[entity] = Side(len(own), strength(own, settings), len(_tied(around, entity, day)))
    return found


def _tied(around: Surroundings, entity: str, day: date) -> set[str]:
    """Others that hold a place in it, or in which it holds one, on the day."""
    held = {each.company for each in around.held.get(entity, ()) if each.holds(day) is not Truth.NO}
    return (held | {each.holder for each in around.holders.get(entity, ()) if each.holds(day) is not Truth.NO}) - {
        entity
    }


def _chunks(entities: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(entities), size):
        yield entities[start : start + size]
