"""What changes between two sets of conclusions: which appear, which vanish.

Owns: telling one conclusion from another and counting. Refuses: drawing conclusions (graph.propagation) and deciding
whether a change is good.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.findings import Finding

Conclusions = Mapping[str, Iterable[Finding]]
"""Entity -> its findings."""
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One conclusion about an entity that appears or vanishes."""

    entity: str
    appears: bool
    finding: Finding


def compare(before: Conclusions, after: Conclusions) -> tuple[Change, ...]:
    """What vanishes and what appears, by entity, rule and listing.

    A conclusion whose force, measures, last day, certainty or dispute differs is another one: it vanishes and appears.
    """
    changes = []
    for entity in {**before, **after}:
        old = {_key(each): each for each in before.get(entity, ())}
        new = {_key(each): each for each in after.get(entity, ())}
        changes += [Change(entity, False, each) for key, each in old.items() if key not in new]
        changes += [Change(entity, True, each) for key, each in new.items() if key not in old]
    return tuple(sorted(changes, key=_order))


def counted(changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """Rule -> how many conclusions appear and vanish."""
    numbers = Counter((each.finding.rule, "appears" if each.appears else "vanishes") for each in changes)
    return {
        rule: {"appears": numbers[rule, "appears"], "vanishes": numbers[rule, "vanishes"]}
        for rule in sorted({rule for rule, _ in numbers})
    }


def _key(found: Finding) -> Key:
    listing = found.listing
    return (
        found.rule,
        listing.key,
        listing.category,
        listing.subject,
        found.conclusion,
        found.force,
        found.measures,
        found.sureness,
        found.until,
        found.disputed,
    )


def _order(change: Change) -> tuple[str, str, str, bool]:
    found = change.finding
    return change.entity, found.rule, found.listing.key, change.appears
