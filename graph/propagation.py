"""What follows for a subject: pure, from a subgraph, a rule set and a day.

Owns: own findings, what rule rows carry through roles, and incentives withheld while a list measure is in force.
Refuses: stores, the clock, purposes and verdicts (graph.screening). No rule, no effect; and none missing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from graph import truth
from graph.conditions import last_day, met, met_by_mark, term_of
from graph.explanations import explain, restated
from graph.findings import Finding
from graph.inquiry import Inquiry, weaker
from graph.listings import Listing
from graph.model import Subgraph
from graph.policy import RuleSet
from graph.reach import Reach, best_way, own_way
from graph.relays import relay_rows, relayed
from graph.rules import CountedFrom, EndedBy, FindingClass, Force, Rule, Sureness
from graph.surroundings import Surroundings
from linkage.dates import Span, Truth


def findings(subgraph: Subgraph, ruleset: RuleSet, subject: str, as_of: date, region: str = "") -> tuple[Finding, ...]:
    """Every finding about one subject on a day. ``region``: the receiver's, for regional rows (empty: the issuer's)."""
    return Propagation(Inquiry(Surroundings(subgraph), ruleset, as_of, region)).findings(subject)


class Propagation:
    """Answers one inquiry for any subject of its subgraph, remembering what related parties' findings are."""

    __slots__ = ("_base", "_inquiry", "_relays")

    def __init__(self, inquiry: Inquiry) -> None:
        self._inquiry, self._relays = inquiry, relay_rows(inquiry)
        self._base: dict[str, tuple[Finding, ...]] = {}

    def findings(self, subject: str) -> tuple[Finding, ...]:
        """Own listings, effects carried to the subject, and what its related parties' findings mean for it."""
        if subject not in self._inquiry.around.touched(self._inquiry.rules.hops):
            return ()
        found = (*self.base(subject), *relayed(self._inquiry, self._relays, self.base, subject))
        barred = any(_withholds(each) for each in found)
        return tuple(each for each in found if not (barred and each.force is Force.GRANT))

    def base(self, subject: str) -> tuple[Finding, ...]:
        """Own findings and what listings of others carry to the subject: one hop, no relays."""
        known = self._base.get(subject)
        if known is None:
            known = self._base[subject] = (*_own(self._inquiry, subject), *_carried(self._inquiry, subject))
        return known


def weakened(found: Finding, sureness: Sureness) -> Finding:
    """The same finding, no surer than that: what a doubtful subject makes of it."""
    less = weaker(found.sureness, sureness)
    if less is found.sureness:
        return found
    return replace(found, sureness=less, explanation_zh=restated(found.explanation_zh, found.sureness, less))


def _own(inquiry: Inquiry, subject: str) -> Iterator[Finding]:
    around = inquiry.around
    for listing in around.listings.get(subject, ()):
        yield from _by_rows(inquiry, inquiry.in_force("own", listing), listing)
    for product in around.products(subject, inquiry.rules.products):
        yield from _by_rows(inquiry, inquiry.in_force("products", product), product)


def _by_rows(inquiry: Inquiry, rows: Iterable[Rule], listing: Listing) -> Iterator[Finding]:
    for rule, stands in _standing(inquiry, rows, listing):
        way = own_way(inquiry, rule, listing)
        if way is not None:
            yield from _applied(inquiry, (rule, stands), listing, way)


def _carried(inquiry: Inquiry, subject: str) -> Iterator[Finding]:
    around = inquiry.around
    companies = dict.fromkeys(place.company for place in around.held.get(subject, ()))
    companies |= dict.fromkeys(listing.subject for listing, _ in around.marked.get(subject, ()))
    for company in companies:
        for listing in around.listings.get(company, ()):
            for rule, stands in _standing(inquiry, inquiry.in_force("carried", listing), listing):
                way = best_way(inquiry, rule, listing, subject)
                if way is not None:
                    yield from _applied(inquiry, (rule, stands), listing, way)


def _standing(inquiry: Inquiry, rows: Iterable[Rule], listing: Listing) -> Iterator[tuple[Rule, Truth]]:
    """The rows for which the listing is in force, or may be: most rows of a category are ended by the same words."""
    end_word = inquiry.rules.category(listing.category).end_word
    known: dict[tuple[frozenset[EndedBy], bool], Truth] = {}
    for rule in rows:
        ended = rule.ended_by, rule.term is not None and rule.term.counted_from is CountedFrom.STATED
        stands = known.get(ended)
        if stands is None:
            stands = known[ended] = listing.stands(inquiry.as_of, rule.ended_by, end_word, ended[1])
        if stands is not Truth.NO:
            yield rule, stands


def _applied(
    inquiry: Inquiry, row: tuple[Rule, Truth], listing: Listing, way: tuple[Truth, Reach]
) -> Iterator[Finding]:
    """The finding of one row in force on one listing, when the conditions are met; ``row``: with how far the listing
    stands for it."""
    (rule, stands), (held, reach) = row, way
    kind, grounds = inquiry.around.kind(listing.subject), inquiry.rules.grounds
    term = term_of(rule, listing, reach.mark, kind, grounds) if EndedBy.TERM in rule.ended_by else None
    tests = (
        held,
        stands,
        met(rule.when, listing, kind, grounds),
        met_by_mark(rule.when, listing, reach.mark),
        term.holds(inquiry.as_of) if term is not None else Truth.YES,
    )
    holds = truth.every(tests)
    if holds is not Truth.NO:
        claimed = weaker(reach.sureness, rule.certainty)
        sureness = weaker(claimed, Sureness.POSSIBLE) if holds is Truth.MAYBE else claimed
        said = reach if sureness is reach.sureness else replace(reach, sureness=sureness)
        yield _finding(inquiry, rule, listing, said, term)


def _finding(inquiry: Inquiry, rule: Rule, listing: Listing, reach: Reach, term: Span | None) -> Finding:
    basis = rule.basis_on(inquiry.as_of)
    assert basis is not None
    view, until = inquiry.view(listing), last_day(term) if term is not None else None
    return Finding(
        conclusion=rule.conclusion,
        force=rule.force,
        listing=view,
        would_be=rule.measures if reach.measures is None else reach.measures,
        rule=rule.id,
        rule_version=inquiry.rules.version,
        title_zh=rule.title_zh,
        explanation_zh=explain(rule.explanation_zh, view, basis, reach.path, until, reach.sureness),
        basis=basis,
        review_status=rule.review_status,
        path=reach.path,
        sureness=reach.sureness,
        evidence=tuple(dict.fromkeys((*listing.evidence, *reach.evidence))) if reach.evidence else listing.evidence,
        until=until,
        bears_always=rule.bears_always,
        elsewhere=rule.elsewhere,
        claimed=rule.certainty,
    )


def is_own_list(found: Finding) -> bool:
    """A list measure that binds the subject itself, by its own listing or carried to it: incentives yield to it."""
    restricts = found.force is not Force.GRANT and found.conclusion is not FindingClass.ALERT
    return found.on_subject and restricts and found.listing.is_list and found.claimed is Sureness.CONFIRMED


def _withholds(found: Finding) -> bool:
    """Only what is confirmed withholds an incentive (principles 4 and 11)."""
    return is_own_list(found) and found.sureness is Sureness.CONFIRMED
