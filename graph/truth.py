"""Kleene's three values, combined.

Owns: and, or, not over :class:`linkage.dates.Truth`. Refuses: deciding what a MAYBE is worth (graph.propagation does).
"""

from collections.abc import Iterable

from linkage.dates import Truth


def every(values: Iterable[Truth]) -> Truth:
    """NO when one is NO, else MAYBE when one is MAYBE, else YES."""
    result = Truth.YES
    for value in values:
        if value is Truth.NO:
            return Truth.NO
        if value is Truth.MAYBE:
            result = Truth.MAYBE
    return result


def some(values: Iterable[Truth]) -> Truth:
    """YES when one is YES, else MAYBE when one is MAYBE, else NO."""
    result = Truth.NO
    for value in values:
        if value is Truth.YES:
            return Truth.YES
        if value is Truth.MAYBE:
            result = Truth.MAYBE
    return result


def of(value: bool | None) -> Truth:
    """A known yes or no; None is MAYBE."""
    if value is None:
        return Truth.MAYBE
    return Truth.YES if value else Truth.NO
