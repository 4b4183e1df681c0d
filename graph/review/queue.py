"""The queue: which pair a reviewer should look at first.

Owns: the order, a pure function of doubts, reach and parameters: uncertainty x reach of sanctions, or what a label
would teach. Refuses: deciding, stores, chance.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from graph.policy import RuleSet
from graph.review import labels, pairs, reach
from graph.review.pairs import Doubt
from graph.review.reach import Side, pair_reach
from graph.review.settings import Settings
from graph.store.port import GraphStore
from linkage.weights import UNIT

_DIGITS = 6


class Order(StrEnum):
    """``priority``: uncertainty x reach. ``teaching``: the pair whose label would change most. ``sample``: pairs drawn
    at random from every band of scores, merged ones too, for thresholds (graph.review.labels)."""

    PRIORITY = "priority"
    TEACHING = "teaching"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Item:
    """One pair in its place. ``uncertainty`` 0 to 1 bit; ``reach`` see :mod:`graph.review.reach`; ``teaching``: labels'
    expected effect; ``bits``: log2-odds, ``threshold``: those from which pairs merge."""

    doubt: Doubt
    bits: float
    threshold: float
    uncertainty: float
    sides: tuple[Side, Side]
    reach: float
    priority: float
    teaching: float


@dataclass(frozen=True, slots=True)
class Queue:
    """Items in order; ``left_out``: pairs of entities beyond the pool, less uncertain than all that were weighed."""

    items: tuple[Item, ...]
    left_out: int = 0


def read(store: GraphStore, ruleset: RuleSet, day: date, settings: Settings, order: Order = Order.PRIORITY) -> Queue:
    """The whole queue as of a day."""
    if order is Order.SAMPLE:
        return _sample(store, settings)
    thresholds: dict[str, int] = {}
    found: list[Doubt] = []
    for each in pairs.doubts(store):
        thresholds[each.model.name] = each.model.decision.join
        found += each.doubts
    kept = most_uncertain(found, thresholds, settings)
    around = reach.sides(store, ruleset, day, (entity for doubt in kept for entity in doubt.entities), settings)
    return Queue(arranged(kept, thresholds, around, settings, order), len(found) - len(kept))


def _sample(store: GraphStore, settings: Settings) -> Queue:
    """The pairs to label next, as they were drawn; nothing is weighed, so that nothing but chance chooses."""
    drawn = list(islice(labels.to_label(store, settings), settings.pool))
    held = store.memberships({party for _, edge in drawn for party in (edge.a, edge.b)})
    items = []
    for model, edge in drawn:
        if edge.a in held and edge.b in held:
            homes = sorted((held[edge.a].entity, held[edge.b].entity))
            doubt = Doubt(edge.a, edge.b, (homes[0], homes[1]), model.name, "sample", edge.weight)
            items.append(_item(doubt, model.decision.join, {}, settings))
    return Queue(tuple(items))


def most_uncertain(found: Iterable[Doubt], thresholds: Mapping[str, int], settings: Settings) -> list[Doubt]:
    """At most ``pool`` doubts, the most uncertain first."""

    def rank(doubt: Doubt) -> tuple[float, str, str]:
        return -uncertainty(doubt, thresholds[doubt.model], settings), doubt.a, doubt.b

    return sorted(found, key=rank)[: settings.pool]


def arranged(
    doubts: Iterable[Doubt],
    thresholds: Mapping[str, int],
    around: Mapping[str, Side],
    settings: Settings,
    order: Order = Order.PRIORITY,
) -> tuple[Item, ...]:
    """Items in the order asked for; ties by party ids, so that the same doubts always stand in the same order."""
    items = [_item(doubt, thresholds[doubt.model], around, settings) for doubt in doubts]
    return tuple(sorted(items, key=lambda item: _rank(item, order)))


def _rank(item: Item, order: Order) -> tuple[float, float, str, str]:
    worth = (item.priority, item.teaching) if order is Order.PRIORITY else (item.teaching, item.priority)
    return -worth[0], -worth[1], item.doubt.a, item.doubt.b


def _item(doubt: Doubt, join: int, around: Mapping[str, Side], settings: Settings) -> Item:
    unsure = uncertainty(doubt, join, settings)
    left, right = (around.get(entity, Side()) for entity in doubt.entities)
    far = pair_reach(left, right)
    spoken = settings.said_unsure if doubt.unsure else 1.0
    return Item(
        doubt=doubt,
        bits=round(doubt.weight / UNIT, 2),
        threshold=round(join / UNIT, 2),
        uncertainty=round(unsure, _DIGITS),
        sides=(left, right),
        reach=round(far, _DIGITS),
        priority=round(unsure * (settings.no_reach + far) * spoken, _DIGITS),
        teaching=round(taught(doubt, join) * spoken, _DIGITS),
    )


def uncertainty(doubt: Doubt, join: int, settings: Settings) -> float:
    """Entropy, in bits, of the pair's odds seen from the threshold; not less than its reason says."""
    return max(settings.uncertainty[doubt.reason], entropy((doubt.weight - join) / UNIT))


def taught(doubt: Doubt, join: int) -> float:
    """Expected effect of a label: entropy at the threshold x pairs of the same levels, shared with known labels."""
    return entropy((doubt.weight - join) / UNIT) * doubt.alike / (1 + doubt.taught)


def entropy(bits: float) -> float:
    """Binary entropy, in bits, of an event whose log2-odds are given."""
    chance = 1 / (1 + 2.0**-bits) if bits > 0 else 2.0**bits / (1 + 2.0**bits)
    return 0.0 if chance in (0.0, 1.0) else -chance * math.log2(chance) - (1 - chance) * math.log2(1 - chance)


def position(items: Sequence[Item], a: str, b: str) -> int | None:
    """Where a pair of parties stands; None when it is not queued."""
    return next((at for at, item in enumerate(items) if {item.doubt.a, item.doubt.b} == {a, b}), None)
