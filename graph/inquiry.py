"""One question over one subgraph: the surroundings, the rules, the day and the receiver's region.

Owns: what every part of propagation needs to know, and how listings and stations are shown. Refuses: conclusions.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from graph.findings import Hop, ListingView
from graph.listings import Listing
from graph.model import Certainty
from graph.policy import RuleSet
from graph.rules import Rule, Sureness
from graph.surroundings import Place, Surroundings
from linkage.dates import ALWAYS, FOREVER, Span, Truth

LEVELS = {Sureness.POSSIBLE: 0, Sureness.PROBABLE: 1, Sureness.CONFIRMED: 2}
"""How sure, as a number: the weaker wins along a path."""
RANKS = {Truth.NO: 0, Truth.MAYBE: 1, Truth.YES: 2}
"""How true, as a number: the truer of several ways wins."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: ``region`` is the receiver's code, empty for the issuer's own."""

    around: Surroundings
    rules: RuleSet
    as_of: date
    region: str = ""
    _in_force: dict[tuple[str, str, str], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)
    _views: dict[int, tuple[Listing, ListingView]] = field(default_factory=dict, repr=False, compare=False)

    def in_force(self, of: Literal["own", "carried", "products"], listing: Listing) -> tuple[Rule, ...]:
        """The rows that speak of such a listing of that issuer's region and have a basis on the day: the same for
        thousands of listings, and found once."""
        key = (of, listing.category, listing.region)
        found = self._in_force.get(key)
        if found is None:
            rows = getattr(self.rules, of).get(listing.category, ())
            found = tuple(row for row in rows if row.is_of(listing.region) and row.basis_on(self.as_of))
            self._in_force[key] = found
        return found

    def view(self, listing: Listing) -> ListingView:
        """The listing as an answer shows it: the same for every row that speaks of it."""
        held = self._views.get(id(listing))  # kept together with its listing: so nothing else can have its address
        if held is None:
            held = self._views[id(listing)] = listing, self._view(listing)
        return held[1]

    def _view(self, listing: Listing) -> ListingView:
        category = self.rules.category(listing.category)
        return ListingView(
            key=listing.key,
            category=listing.category,
            title_zh=category.title_zh,
            subject=listing.subject,
            subject_name=self.around.name(listing.subject),
            authority=listing.authority,
            doc_no=listing.doc_no,
            reason=listing.reason,
            region=listing.region,
            begin=listing.begin[1] if listing.begin[0] != ALWAYS else None,
            end=None if listing.end[0] == FOREVER else listing.end[0],
            is_list=category.is_list and not category.incentive,
            disputed=listing.is_disputed(self.as_of),
            evidence=listing.evidence,
        )

    def hop(self, entity: str, place: Place | None = None, relation: str = "") -> Hop:
        """A station of a path, with the days of the place that leads to it."""
        span = place.span if place is not None else Span()
        begin = None if span.begin_min == ALWAYS else span.begin_min
        end = None if span.end_max == FOREVER else span.end_max
        return Hop(entity, self.around.name(entity), self.around.kind(entity), relation, begin, end)


def sure(certainty: Certainty) -> Sureness:
    """What a membership's certainty makes of a finding."""
    return Sureness.CONFIRMED if certainty is Certainty.CONFIRMED else Sureness.PROBABLE


def weaker(a: Sureness, b: Sureness) -> Sureness:
    """The less sure of two."""
    return a if LEVELS[a] <= LEVELS[b] else b
