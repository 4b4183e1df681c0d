"""Links: what all records together say of one relation between two entities.

Owns: merging ties (an office voided as 冒名登记 was never held, a dated one decides over an undated card) and the test
of the day. Refuses: walking (graph.networks.walks).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from graph.model import Certainty, Tie
from graph.surroundings import merged
from graph.truth import some
from linkage.dates import Span, Truth

Ends = tuple[str, str, str]
"""Relation type, holder, company."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What a question looks at: relation types (all when empty) and the day on which they hold (None: ever)."""

    types: frozenset[str] = frozenset()
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One relation that holds: certainly or ``MAYBE`` on the day asked about."""

    type: str
    holder: str
    company: str
    span: Span
    certainty: Certainty
    holds: Truth

    def other(self, entity: str) -> str:
        """The entity at the other end."""
        return self.company if entity == self.holder else self.holder

    @property
    def is_sure(self) -> bool:
        """Both ends are confirmed and it certainly holds."""
        return self.certainty is Certainty.CONFIRMED and self.holds is Truth.YES


def grouped(ties: Iterable[Tie]) -> dict[Ends, list[Tie]]:
    """Ties by relation type, holder and company; an entity's ties to itself are none."""
    found: dict[Ends, list[Tie]] = {}
    for tie in ties:
        if tie.holder != tie.company:
            found.setdefault((tie.type, tie.holder, tie.company), []).append(tie)
    return found


def links(ties: Iterable[Tie], lens: Lens) -> list[Link]:
    """The relations that hold through the lens, one per type and pair of entities, in that order."""
    seen = grouped(tie for tie in ties if not lens.types or tie.type in lens.types)
    found = (_link(ends, stated, lens.as_of) for ends, stated in sorted(seen.items(), key=itemgetter(0)))
    return [link for link in found if link]


def ends_of(ties: Sequence[Tie], lens: Lens) -> set[tuple[str, str]]:
    """Holder and company of every relation that holds through the lens: what a walk without links needs."""
    once: dict[Ends, Span] = {}
    again: set[Ends] = set()
    for tie in ties:
        ends = (tie[0], tie[1], tie[2])
        if ends in once:
            again.add(ends)
        elif tie[1] != tie[2] and (not lens.types or tie[0] in lens.types):
            once[ends] = tie[3]
    for ends in again:
        del once[ends]
    if (day := lens.as_of) is None:
        held = {ends[1:] for ends, span in once.items() if span.begin_min < span.end_max}
    else:
        held = {ends[1:] for ends, span in once.items() if span.begin_min <= day < span.end_max}
    stated_again = grouped(tie for tie in ties if tie[:3] in again) if again else {}
    return held | {ends[1:] for ends, stated in stated_again.items() if _link(ends, stated, lens.as_of)}


def _link(ends: Ends, stated: list[Tie], day: date | None) -> Link | None:
    if len(stated) == 1:  # nearly always
        span, certainty = stated[0].span, stated[0].certainty
        truth = _over(day, span)
        return None if truth is Truth.NO else Link(*ends, span, certainty, truth)
    held = [(place, some(_over(day, span) for span in place.spans)) for place in merged(ends, stated)]
    best = max(held, key=lambda each: (_RANK[each[1]], each[0].certainty is Certainty.CONFIRMED), default=None)
    if best is None or best[1] is Truth.NO:
        return None
    place, truth = best
    span = place.span if day is None else max(place.spans, key=lambda each: (_RANK[each.holds(day)], each.begin_max))
    return Link(*ends, span, place.certainty, truth)


def _over(day: date | None, span: Span) -> Truth:
    """Whether a span holds on the day; without a day, whether it ever held."""
    if day is not None:
        return span.holds(day)
    return Truth.NO if span.is_void else Truth.YES


_RANK = {Truth.NO: 0, Truth.MAYBE: 1, Truth.YES: 2}
