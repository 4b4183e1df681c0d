"""When a claim holds, compiled from the spec.

Owns: turning a row's day cells into a span with uncertain ends. Refuses: terms of rules (graph.policy).
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from linkage.dates import ALWAYS, FOREVER, VOID, PartialDate, Span
from linkage.mapping.frame import Context, Frame, Getter, first_of
from linkage.model import Issue
from linkage.readers.days import OPEN
from linkage.spec import ClaimSpec
from linkage.vocabulary import lookup

Days = tuple[date, date]
Spanner = Callable[[Frame], tuple[Span, str]]
"""Gives the span and, for a void one, why."""
_ONE = timedelta(days=1)


@lru_cache(maxsize=65536)
def days(text: str) -> Days | None:
    """First and last day that a canonical date can mean; None when it is missing or open."""
    if not text or text == OPEN:
        return None
    value = PartialDate.parse(text)
    return value.first, value.last


def compile_span(spec: ClaimSpec, context: Context) -> Spanner:
    """The function that gives a claim's span."""
    begin, earliest, latest = (first_of(columns, context) for columns in (spec.begin, spec.earliest, spec.latest))
    end, until = first_of(spec.end, context), first_of(spec.until, context)
    voids = [(first_of((column,), context), lookup(words)) for column, words in spec.void.items()]
    seen = first_of(spec.seen, context) if spec.seen else None
    end_title = next((context.titles[c] for c in (*spec.end, *spec.until) if c in context.titles), "")

    def span(frame: Frame) -> tuple[Span, str]:
        for cell, look in voids:
            if (text := cell(frame)) and (why := look(text)):
                return VOID, why
        if seen is not None:
            day = (days(seen(frame)) or (context.as_at, context.as_at))[0]
            return Span(day, day, day + _ONE, day + _ONE), ""
        first, last = _beginning(begin(frame), earliest, latest, frame, context.as_at)
        low, high = _ending(end(frame), until(frame))
        if high < first:
            text = end(frame) or until(frame)
            message = "结束日期早于开始日期，按结束日期之前已开始处理"
            frame.issues.append(Issue(end_title, text, "end_before_begin", message))
            first, last = ALWAYS, low
        return Span(first, last, low, high), ""

    return span


def _beginning(text: str, earliest: Getter, latest: Getter, frame: Frame, as_at: date) -> Days:
    """The day stated; else between the bounds stated; else at some time before the delivery's day."""
    stated = days(text)
    if stated is not None:
        return stated
    low, high = days(earliest(frame)), days(latest(frame))
    first, last = (low[0] if low else ALWAYS), (high[1] if high else as_at)
    return (first, last) if first <= last else (last, last)


def _ending(end: str, until: str) -> Days:
    """``end``: no longer on that day; ``until``: still on that day, which may be the last of a month or year."""
    stated = days(end)
    if stated is not None:
        return stated
    last = days(until)
    return (last[0] + _ONE, last[1] + _ONE) if last else (FOREVER, FOREVER)
