"""Whether a listing meets a row's conditions, in three values: what nobody recorded is MAYBE.

Owns: the meaning of :class:`graph.rules.Conditions` and of terms on a listing. Refuses: roles and paths
(graph.propagation).
"""

from collections.abc import Mapping
from datetime import date

from graph import truth
from graph.listings import Days, Listing, Mark
from graph.rules import Conditions, CountedFrom, Rule, Term
from graph.terms import running
from linkage.dates import ALWAYS, FOREVER, Span, Truth
from linkage.model import Kind, fact
from linkage.script import fold

Grounds = Mapping[str, tuple[str, ...]]


def met(conditions: Conditions, listing: Listing, kind: Kind | None, grounds: Grounds) -> Truth:
    """Whether the listing itself meets them; ``kind`` is the listed subject's."""
    if conditions.subject_kinds and kind not in conditions.subject_kinds:
        return Truth.NO
    if conditions.penalty_types and not conditions.penalty_types & listing.penalty_types:
        return Truth.NO
    if not _amount_fits(conditions, listing):
        return Truth.NO
    if conditions.grades and fact(listing.facts, "grade").upper() not in conditions.grades:
        return Truth.NO
    return truth.every(
        (_dated(conditions, listing.begin), _grounded(conditions, listing, grounds), _named(conditions, listing))
    )


def _amount_fits(conditions: Conditions, listing: Listing) -> bool:
    if conditions.fine_at_least is None and conditions.fine_below is None:
        return True
    if listing.fine is None:
        return False
    least, below = conditions.fine_at_least, conditions.fine_below
    return (least is None or listing.fine >= least) and (below is None or listing.fine < below)


def _dated(conditions: Conditions, begin: Days) -> Truth:
    low, high = conditions.listed_from or ALWAYS, conditions.listed_to or FOREVER
    if begin[1] < low or begin[0] > high:
        return Truth.NO
    return Truth.YES if low <= begin[0] and begin[1] <= high else Truth.MAYBE


def _grounded(conditions: Conditions, listing: Listing, grounds: Grounds) -> Truth:
    """A ground that the record does not name is none: the term of 法释〔2017〕7号 art. 2 is for named ones only."""
    if not conditions.ground_in and not conditions.ground_not_in:
        return Truth.YES
    found = grounds_of(listing.reason, grounds)
    if conditions.ground_not_in & found:
        return Truth.NO
    return truth.of(not conditions.ground_in or bool(conditions.ground_in & found))


def grounds_of(reason: str, grounds: Grounds) -> frozenset[str]:
    """Codes of the statutory grounds that a reason names in words, or is."""
    text = fold(reason)
    named = {code for code, words in grounds.items() if any(word in text for word in words)}
    return frozenset(named | ({text} & set(grounds)))


def _named(conditions: Conditions, listing: Listing) -> Truth:
    if not conditions.reason_named:
        return Truth.YES
    if not listing.reason:
        return Truth.MAYBE
    text = fold(listing.reason)
    return truth.of(any(all(word in text for word in group) for group in conditions.reason_named))


def met_by_mark(conditions: Conditions, listing: Listing, mark: Mark | None) -> Truth:
    """Conditions on the person: sentenced, or tax unpaid without guarantee (what the issuer said of it anywhere)."""
    tests = []
    if conditions.sentenced:
        tests.append(truth.of(mark is not None and (mark.sentence or mark.sentence_end) is not None))
    if conditions.unpaid_without_guarantee:
        tests.append(_about(listing, mark, "unpaid"))
        tests.append(_opposite(_about(listing, mark, "guarantee")))
    return truth.every(tests)


def _about(listing: Listing, mark: Mark | None, name: str) -> Truth:
    """The person's own row first, then any row of the same decision that knows."""
    rows = [mark] if mark is not None else []
    said = [getattr(each, name) for each in [*rows, *listing.marks]]
    return next((answer for answer in said if answer is not Truth.MAYBE), Truth.MAYBE)


def _opposite(value: Truth) -> Truth:
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(value, Truth.MAYBE)


def term_of(rule: Rule, listing: Listing, mark: Mark | None, kind: Kind | None, grounds: Grounds) -> Span | None:
    """The span of the row's term on this listing; None when the row has none for it."""
    term = rule.term
    if term is None:
        return None
    applies = met(term.when, listing, kind, grounds)
    if applies is Truth.NO:
        return None
    span = _counted(term, listing, mark)
    if applies is Truth.MAYBE:
        return Span(span.begin_min, span.begin_max, span.end_min, FOREVER)
    return span


def _counted(term: Term, listing: Listing, mark: Mark | None) -> Span:
    if term.counted_from is CountedFrom.SENTENCE_END and mark is not None:
        return _from_end(term, mark.sentence or mark.sentence_end, mark.sentence_end)
    if term.counted_from is CountedFrom.LIQUIDATION_END:
        return _after_end(term, listing)
    if term.counted_from is CountedFrom.STATED:
        return _stated(term, listing)
    return running(listing.begin, listing.begin, term.length)


def _from_end(term: Term, begin: Days | None, end: Days | None) -> Span:
    """A bar that holds from the beginning and counts its term from an end; an unknown end leaves the last day open."""
    begin = begin or (ALWAYS, ALWAYS)
    if end is not None:
        return running(begin, end, term.length)
    counted = running(begin, begin, term.length)
    return Span(begin[0], begin[1], counted.end_min, FOREVER)


def _after_end(term: Term, listing: Listing) -> Span:
    """A bar that begins with an end (自破产清算完结之日起): while none is recorded it is possible."""
    if listing.end[1] == FOREVER:
        return Span(listing.begin[0], FOREVER)
    return running(listing.end, listing.end, term.length)


def _stated(term: Term, listing: Listing) -> Span:
    """The recorded end is the term's; without one the shortest term is certain, the longest possible."""
    begin = listing.begin
    if listing.end[1] != FOREVER:
        return Span(begin[0], begin[1], *listing.end)
    shortest, longest = running(begin, begin, term.shortest or term.length), running(begin, begin, term.length)
    return Span(begin[0], begin[1], shortest.end_min, max(shortest.end_min, longest.end_max))


def last_day(span: Span) -> date | None:
    """The last day of a term that is known to the day; None when open or uncertain."""
    if span.end_min != span.end_max or span.end_max in (FOREVER, ALWAYS):
        return None
    return date.fromordinal(span.end_min.toordinal() - 1)


__all__ = ["Grounds", "grounds_of", "last_day", "met", "met_by_mark", "term_of"]
