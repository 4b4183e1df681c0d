"""Claims lifted to entities, with their evidence.

Owns: reading a claim's body as ``Fact``. Refuses: choosing which claims a question needs (subgraph.py, reading.py).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph.model import Certainty, Evidence, Fact
from graph.store.codec import day_of, identifiers_of, pairs_of, span_of
from linkage.model import Claim, ClaimKind, Kind

# looking up is several times faster than calling an enum, and a large answer makes many of them
_KINDS: Mapping[str, ClaimKind] = {str(kind): kind for kind in ClaimKind}
_STATED: Mapping[str, Kind] = {str(kind): kind for kind in Kind}
_SURE: Mapping[str | None, Certainty | None] = {None: None} | {str(each): each for each in Certainty}


class Ends(NamedTuple):
    """The entities at a claim's ends, each with the certainty of the membership that brings it."""

    subject: str | None = None
    subject_certainty: str | None = None
    object: str | None = None
    object_certainty: str | None = None


def evidence_of(row: Sequence[Any]) -> Evidence:
    """Where a fact was read, from a row whose last column is a day."""
    record, version, dataset, region, department, file, line, day = row
    return Evidence(record, version, dataset, region, department, file, line, day_of(day))


def fact_of(body: str, ends: Ends) -> Fact:
    """The fact that a claim's body and its ends make."""
    id_, record, version, _, row, kind, type_, subject, thing, listing, *rest = json.loads(body)
    span, (pairs, name, numbers, stated, dataset, region, department, file, as_at) = rest[:4], rest[4:]
    return Fact(
        Claim(id_, _KINDS[kind], type_, subject, thing, listing, span_of(*span), pairs_of(pairs)),
        ends.subject,
        _SURE[ends.subject_certainty],
        ends.object,
        _SURE[ends.object_certainty],
        Evidence(record, version, dataset, region, department, file, row, day_of(as_at)),
        name,
        identifiers_of(numbers),
        _STATED[stated],
    )
