"""How a listing reaches a person: through an office under the row's role test, or by the issuer's mark.

Owns: role tests, marks and the regional intersection. Refuses: the listing's own state and conditions
(graph.propagation), and whatever is no role of a rule row: kin, address, sister companies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph import truth
from graph.findings import Hop
from graph.inquiry import LEVELS, RANKS, Inquiry, sure, weaker
from graph.listings import Listing, Mark
from graph.model import Evidence
from graph.relations import DIRECTLY_RESPONSIBLE
from graph.rules import Carry, RoleTest, Rule, Sureness, area
from graph.surroundings import Place
from linkage.dates import ALWAYS, Truth


@dataclass(frozen=True, slots=True)
class Reach:
    """How a listing reaches a subject: stations, how sure, by which records, and the issuer's mark."""

    path: tuple[Hop, ...]
    sureness: Sureness
    evidence: tuple[Evidence, ...] = ()
    mark: Mark | None = None


Way = tuple[Truth, Reach]
"""Whether the role test holds, and how the listing gets there."""


def own_reach(inquiry: Inquiry, listing: Listing) -> Reach:
    """The listed subject itself."""
    return Reach((inquiry.hop(listing.subject),), sure(listing.certainty))


def best_way(inquiry: Inquiry, rule: Rule, listing: Listing, subject: str) -> Way | None:
    """The surest of the ways in which a row reaches the subject here and in the receiver's region; None when none."""
    there = _regional(inquiry, rule, listing, subject)
    ways = [way for way in _ways(inquiry, rule, listing, subject) if way[0] is not Truth.NO]
    if there is Truth.NO or not ways:
        return None
    held, reach = max(ways, key=lambda way: (RANKS[way[0]], LEVELS[way[1].sureness], way[1].mark is not None))
    return truth.every((held, there)), reach


def _regional(inquiry: Inquiry, rule: Rule, listing: Listing, subject: str) -> Truth:
    """The issuer's law and, for intersecting rows, a row of the receiver's that reaches the person too."""
    if rule.region and not listing.region.startswith(area(rule.region)):
        return Truth.NO
    if not rule.intersect or not inquiry.region or inquiry.region.startswith(area(rule.region)):
        return Truth.YES
    return truth.some(
        held
        for theirs in inquiry.rules.carried.get(listing.category, ())
        if theirs.intersect == rule.intersect and theirs.is_of(inquiry.region) and theirs.basis_on(inquiry.as_of)
        for held, _ in _ways(inquiry, theirs, listing, subject)
    )


def _ways(inquiry: Inquiry, rule: Rule, listing: Listing, subject: str) -> Iterator[Way]:
    """Every way in which the row's roles and the issuer's mark reach the subject, with how far each holds."""
    carry, kind = rule.carry, inquiry.around.kind(subject)
    if carry is None or (kind is not None and kind not in carry.to):
        return
    places = inquiry.around.places(subject, listing.subject)
    for other, mark in inquiry.around.marked.get(subject, ()):
        if other is listing:
            yield from _marked_ways(inquiry, rule, carry, (listing, mark))
    if carry.mark or carry.named:
        return
    for place in places:
        if place.type in carry.roles:
            yield _tested(inquiry, carry, listing, place, None), _reach(inquiry, listing, place, None)


def _marked_ways(inquiry: Inquiry, rule: Rule, carry: Carry, marked: tuple[Listing, Mark]) -> Iterator[Way]:
    """A marked person: recorded offices of the row's roles decide the role test; without any, the issuer's word."""
    listing, mark = marked
    sentenced, places = rule.when.sentenced, inquiry.around.places(mark.person or "", listing.subject)
    if not sentenced and (mark.responsible is Truth.NO or (mark.responsible is Truth.MAYBE and not carry.named)):
        return
    fitting = () if carry.named else tuple(place for place in places if place.type in carry.roles)
    tested = [(_tested(inquiry, carry, listing, place, mark), place) for place in fitting]
    for held, place in tested:
        if held is not Truth.NO:
            yield held, _reach(inquiry, listing, place, mark)
    yield _issuers_word(rule, carry, mark, tested, places), _reach(inquiry, listing, None, mark)


def _issuers_word(
    rule: Rule, carry: Carry, mark: Mark, tested: Sequence[tuple[Truth, Place]], places: Sequence[Place]
) -> Truth:
    """What the mark alone proves: the stated place, unless records deny it on the day or the registry voided it."""
    role = mark.role or DIRECTLY_RESPONSIBLE
    if rule.when.sentenced:
        return Truth.YES
    of_role = [held for held, place in tested if place.type == role]
    denied = bool(of_role) and truth.some(of_role) is Truth.NO
    if denied or any(place.never for place in places if place.type == role):
        return Truth.NO
    if role not in carry.roles:
        return truth.of(carry.marked_any)
    undated = carry.test is RoleTest.VIOLATION and mark.violation is None and not carry.named
    return Truth.MAYBE if undated and role != DIRECTLY_RESPONSIBLE else Truth.YES


def _tested(inquiry: Inquiry, carry: Carry, listing: Listing, place: Place, mark: Mark | None) -> Truth:
    if carry.test is RoleTest.NOW:
        held = place.holds(inquiry.as_of)
    elif carry.test is RoleTest.LISTING:
        held = place.held_within(listing.begin)
    else:
        held = place.held_within(_violation(listing, mark))
    if carry.role_end_releases:
        held = truth.every((held, place.holds(inquiry.as_of)))
    return held


def _reach(inquiry: Inquiry, listing: Listing, place: Place | None, mark: Mark | None) -> Reach:
    """The path and its evidence: over a recorded office, or by the issuer's word alone."""
    sureness, evidence = sure(listing.certainty), place.evidence if place is not None else ()
    if place is not None:
        hop, sureness = inquiry.hop(place.holder, place, place.type), weaker(sureness, sure(place.certainty))
    else:
        assert mark is not None
        hop = inquiry.hop(mark.person or "", None, "" if mark.role == DIRECTLY_RESPONSIBLE else mark.role)
        sureness = weaker(sureness, sure(mark.certainty))
    if mark is not None and mark.evidence:
        evidence = (*evidence, mark.evidence)
    return Reach((inquiry.hop(listing.subject), hop), sureness, evidence, mark)


def _violation(listing: Listing, mark: Mark | None) -> tuple[date, date]:
    """The days on which the violation may have happened: as the issuer says, else any before the decision."""
    said = [each.violation for each in ([mark] if mark else []) + list(listing.marks) if each.violation]
    return said[0] if said else (ALWAYS, listing.begin[1])
