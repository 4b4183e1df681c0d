"""What the findings of related parties mean for the subject: one step of a rule row at a time, the path shown.

Owns: relay rows (branches, owners of unincorporated firms, successors, people in office now). Refuses: effects of
listings themselves (graph.propagation draws those first).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from graph.explanations import explain
from graph.findings import Finding
from graph.inquiry import LEVELS, Inquiry, sure, weaker
from graph.model import Certainty
from graph.rules import Direction, FindingClass, Measure, Relay, Rule, Step, Sureness
from graph.surroundings import Place
from linkage.dates import Truth

Base = Callable[[str], tuple[Finding, ...]]
"""The findings of a related party that are not relayed themselves."""


@dataclass(frozen=True, slots=True)
class _Link:
    """One relation followed now, from a related party to the next station."""

    origin: str
    target: str
    place: Place
    held: Truth


def relay_rows(inquiry: Inquiry) -> tuple[tuple[Rule, Relay], ...]:
    """The relay rows in force on the day asked about, in their order."""
    return tuple((r, r.relay) for r in inquiry.rules.relays if r.relay is not None and r.basis_on(inquiry.as_of))


def relayed(inquiry: Inquiry, rows: Iterable[tuple[Rule, Relay]], base: Base, subject: str) -> Iterator[Finding]:
    """Every finding that a relay row makes of a related party's findings, over the surest of its ways."""
    taken: set[tuple[str, ...]] = set()
    beside = _beside(inquiry, subject)
    for rule, relay in rows:
        nearest = relay.steps[-1]
        if nearest.relations.isdisjoint(beside[nearest.direction]):
            continue  # as of nearly all rows: nobody stands where they begin
        for chain in _surest_first(_chains(inquiry, subject, relay.steps)):
            source = chain[0].origin
            fitting = [
                f
                for f in base(source)
                if rule.is_of(f.listing.region) and _speaks_of(relay, f) and not _is_circular(rule, f, subject)
            ]
            for key, group in _grouped(relay, fitting).items():
                mark = (relay.group or rule.id, source, *key)
                if mark not in taken:
                    taken.add(mark)
                    yield _relay(inquiry, rule, chain, group)


def _beside(inquiry: Inquiry, subject: str) -> dict[Direction, set[str]]:
    """The types of relations by which a step can lead to the subject."""
    held, holders = inquiry.around.held.get(subject, ()), inquiry.around.holders.get(subject, ())
    return {
        Direction.TO_HOLDER: {place.type for place in held},
        Direction.TO_COMPANY: {place.type for place in holders},
    }


def _grouped(relay: Relay, fitting: list[Finding]) -> dict[tuple[str, ...], list[Finding]]:
    """The source's findings one by one when the row passes them on, else together per listing."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in fitting:
        key = (each.listing.key, each.listing.category, each.rule if relay.same else "")
        groups.setdefault(key, []).append(each)
    return groups


Chain = tuple[_Link, ...]


def _chains(inquiry: Inquiry, subject: str, steps: tuple[Step, ...]) -> Iterator[Chain]:
    """Ways from a related party to the subject over the steps, each holding now (or possibly so).

    A step is followed again while its depth allows and new stations turn up, never through a station twice.
    """
    tails: list[Chain] = [()]
    for step in reversed(steps):
        ways: list[Chain] = []
        for _ in range(step.depth):
            tails = [longer for tail in tails for longer in _longer(inquiry, subject, step, tail)]
            ways += tails
        tails = ways
    yield from tails


def _longer(inquiry: Inquiry, subject: str, step: Step, tail: Chain) -> Iterator[Chain]:
    here = tail[0].origin if tail else subject
    passed = {subject, *(link.origin for link in tail)}
    return ((link, *tail) for link in _links(inquiry, here, step) if link.origin not in passed)


def _surest_first(chains: Iterable[Chain]) -> list[Chain]:
    found = list(chains)
    return sorted(found, key=_weakness) if len(found) > 1 else found


def _weakness(chain: Chain) -> tuple[bool, bool, int]:
    """How little a way proves: over a probable membership, over a possible office, over many stations."""
    probable = any(link.place.certainty is not Certainty.CONFIRMED for link in chain)
    return probable, any(link.held is Truth.MAYBE for link in chain), len(chain)


def _links(inquiry: Inquiry, here: str, step: Step) -> Iterator[_Link]:
    holder_here = step.direction is Direction.TO_HOLDER
    places = inquiry.around.held.get(here, ()) if holder_here else inquiry.around.holders.get(here, ())
    for place in places:
        if place.type not in step.relations:
            continue
        held = place.holds(inquiry.as_of)
        if held is not Truth.NO:
            yield _Link(place.company if holder_here else place.holder, here, place, held)


def _relay(inquiry: Inquiry, rule: Rule, chain: Chain, group: list[Finding]) -> Finding:
    best = max(group, key=lambda found: LEVELS[found.sureness])
    relay, basis = rule.relay, rule.basis_on(inquiry.as_of)
    assert relay is not None
    assert basis is not None
    sureness, evidence, hops = best.sureness, list(best.evidence), list(best.path)
    for link in chain:
        sureness = weaker(sureness, sure(link.place.certainty))
        sureness = weaker(sureness, Sureness.POSSIBLE) if link.held is Truth.MAYBE else sureness
        evidence.extend(link.place.evidence)
        hops.append(inquiry.hop(link.target, link.place, link.place.type))
    path, seen = tuple(hops), tuple(dict.fromkeys(evidence))
    return Finding(
        conclusion=rule.conclusion,
        force=best.force if relay.same else rule.force,
        listing=best.listing,
        would_be=best.would_be if relay.same else rule.measures,
        rule=rule.id,
        rule_version=inquiry.rules.version,
        title_zh=rule.title_zh,
        explanation_zh=explain(rule.explanation_zh, best.listing, basis, path, best.until, sureness),
        basis=basis,
        review_status=rule.review_status,
        path=path,
        sureness=sureness,
        evidence=seen,
        until=best.until,
        bears_always=rule.bears_always,
        on_subject=relay.same,
    )


def _speaks_of(relay: Relay, found: Finding) -> bool:
    if found.conclusion not in relay.classes or found.force not in relay.forces:
        return False
    if relay.measures and not relay.measures & set(found.would_be):
        return False
    if found.conclusion is FindingClass.EFFECT and found.sureness is Sureness.POSSIBLE and not relay.possible_effects:
        return False
    category = found.listing.category
    return (not relay.categories or category in relay.categories) and category not in relay.except_categories


def _is_circular(rule: Rule, found: Finding, subject: str) -> bool:
    """The subject's own listing coming back: only an office bar says something new, unless it is for elsewhere."""
    if found.listing.subject != subject:
        return False
    return found.elsewhere or Measure.OFFICE not in rule.measures
