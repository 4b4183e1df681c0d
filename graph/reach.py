"""How a listing reaches a person: through an office under the row's role test, or by the issuer's mark.

Owns: role tests, marks and the regional intersection. Refuses: the listing's own state and conditions
(graph.propagation), and whatever is no role of a rule row: kin, address, sister companies.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph import truth
from graph.findings import Hop
from graph.inquiry import LEVELS, RANKS, Inquiry, sure, weaker
from graph.listings import Listing, Mark
from graph.model import Evidence
from graph.relations import DIRECTLY_RESPONSIBLE
from graph.rules import Carry, Measure, RoleTest, Rule, Sureness
from graph.surroundings import Place
from linkage.dates import ALWAYS, Truth


@dataclass(frozen=True, slots=True)
class Reach:
    """How a listing reaches a subject: stations, how sure, by which records, and the issuer's mark.

    ``measures``: what both regions' law allows, in the issuer's order; None when one law alone speaks.
    """

    path: tuple[Hop, ...]
    sureness: Sureness
    evidence: tuple[Evidence, ...] = ()
    mark: Mark | None = None
    measures: tuple[Measure, ...] | None = None


Way = tuple[Truth, Reach]
"""Whether the role test holds, and how the listing gets there."""


def own_way(inquiry: Inquiry, rule: Rule, listing: Listing) -> Way | None:
    """The listed subject itself, where the row's region is the issuer's and the receiver's law has such a row too."""
    allowed = _allowed(inquiry, rule, listing, lambda theirs: Truth.YES)
    if allowed is None:
        return None
    there, measures = allowed
    return there, Reach((inquiry.hop(listing.subject),), sure(listing.certainty), measures=measures)


def best_way(inquiry: Inquiry, rule: Rule, listing: Listing, subject: str) -> Way | None:
    """The surest of the ways in which a row reaches the subject here and in the receiver's region; None when none."""
    allowed = _allowed(inquiry, rule, listing, lambda theirs: _reached(inquiry, theirs, listing, subject))
    ways = [way for way in _ways(inquiry, rule, listing, subject) if way[0] is not Truth.NO]
    if allowed is None or not ways:
        return None
    there, measures = allowed
    held, reach = max(ways, key=lambda way: (RANKS[way[0]], LEVELS[way[1].sureness], way[1].mark is not None))
    return truth.every((held, there)), reach if measures is None else replace(reach, measures=measures)


def _reached(inquiry: Inquiry, rule: Rule, listing: Listing, subject: str) -> Truth:
    return truth.some(held for held, _ in _ways(inquiry, rule, listing, subject))


Allowed = tuple[Truth, tuple[Measure, ...] | None]
_ANYWHERE: Allowed = (Truth.YES, None)


def _allowed(inquiry: Inquiry, rule: Rule, listing: Listing, reached: Callable[[Rule], Truth]) -> Allowed | None:
    """The issuer's law and, for intersecting rows, those of the receiver that reach the same; None when one does not.

    The measures are those that both laws name (RULES.md, principle 6).
    """
    if not rule.region:
        return _ANYWHERE
    if not rule.is_of(listing.region):
        return None
    if not rule.intersect or not inquiry.region or rule.is_of(inquiry.region):
        return _ANYWHERE
    rows = inquiry.rules.own if rule.carry is None else inquiry.rules.carried
    theirs = [
        (held, row)
        for row in rows.get(listing.category, ())
        if row.intersect == rule.intersect and row.is_of(inquiry.region) and row.basis_on(inquiry.as_of)
        if (held := reached(row)) is not Truth.NO
    ]
    measures = tuple(each for each in rule.measures if any(each in row.measures for _, row in theirs))
    if not theirs or (rule.measures and not measures):
        return None
    return truth.some(held for held, _ in theirs), measures


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
