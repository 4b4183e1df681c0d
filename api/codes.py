"""The code map as every channel shows it.

Owns: the JSON of translations and conflicts. Refuses: natural persons' numbers, in the question and in the answer.
"""

from collections.abc import Iterable
from typing import Any

from api import wire
from api.bootstrap import Application
from api.errors import InvalidQuery
from api.labels import label
from api.numbers import read_number
from graph import codes
from graph.codes import Conflict, Correspondence, Translation
from graph.model import Evidence

Json = dict[str, Any]


def translated(app: Application, number: str) -> list[Translation]:
    """Every reading of the number with what it corresponds to; InvalidNumber, or InvalidQuery for a person's."""
    try:
        return codes.translate(app.store, read_number(number, app.settings.region))
    except codes.NoCode as refused:
        raise InvalidQuery(
            str(refused), remedy="ask with a USCC, organisation code, registration or tax number"
        ) from None


def translation_json(value: Translation) -> Json:
    """One reading."""
    return {
        "asked": wire.number(value.asked),
        "uscc": value.uscc.display() if value.uscc else None,
        "conflict": value.is_conflict,
        "correspondences": [correspondence_json(each) for each in value.found],
    }


def correspondence_json(value: Correspondence) -> Json:
    """An old code and a unified one with their sources."""
    return {
        "old": wire.number(value.old),
        "uscc": value.uscc.display(),
        "how": value.how,
        "label": label("correspondence", value.how),
        "by": wire.number(value.by) if value.by else None,
        "first": value.first.isoformat() if value.first else None,
        "last": value.last.isoformat() if value.last else None,
        "sources": _sources(value.sources),
    }


def conflict_json(value: Conflict) -> Json:
    """A conflict with the rows of every side."""
    return {
        "kind": value.kind,
        "label": label("code_conflict", value.kind),
        "number": wire.number(value.number),
        "others": [wire.number(other) | {"sources": _sources(rows)} for other, rows in value.others],
    }


def _sources(rows: Iterable[Evidence]) -> list[Json]:
    return [wire.evidence(each) for each in rows]
