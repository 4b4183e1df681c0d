"""Sanction checks asked through any channel.

Owns: turning what was typed into screening queries, one call for many subjects, and the log entry for the persons
shown.
Refuses: verdicts (graph.screening) and a check without caller, purpose, basis and case: it follows the people behind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from api.bootstrap import Application
from api.errors import ApiError, InvalidNumber, InvalidQuery
from api.numbers import read_number
from api.reading import Reader, log
from graph.screening import Query, screen, to_json
from linkage.model import Kind

Answer = dict[str, Any]
"""One answer in the JSON shape of ``xintu screen --json``."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question. A number may come with the name beside it; ``region`` and ``known_at`` are the receiver's and
    now."""

    purpose: str
    as_of: date
    number: str = ""
    entity: str = ""
    name: str = ""
    kind: Kind | None = None
    region: str = ""
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers in the order of the questions; ``query`` is the number of the log entry."""

    answers: tuple[Answer, ...]
    query: str


def run_checks(app: Application, checks: Sequence[Check], reader: Reader) -> Checked:
    """Screen all subjects in one read of the store, and log the read before it is answered."""
    reader.demand()
    queries = [query_of(app, check) for check in checks]
    answers = tuple(to_json(answer) for answer in screen(app.store, app.ruleset, app.purposes, queries))
    return Checked(answers, log(app, reader, "screen", subjects_of(answers)))


def run_batch(app: Application, checks: Sequence[Check], reader: Reader) -> Checked:
    """As :func:`run_checks`, but one that cannot be asked is answered ``unknown`` with its error, and the others
    go on."""
    good: list[Check] = []
    faults: dict[int, Answer] = {}
    for place, check in enumerate(checks):
        try:
            query_of(app, check)
        except (InvalidNumber, InvalidQuery) as error:
            faults[place] = fault(error)
        else:
            good.append(check)
    checked = run_checks(app, good, reader)
    found = iter(checked.answers)
    answers = tuple(faults[place] if place in faults else next(found) for place in range(len(checks)))
    return Checked(answers, checked.query)


def fault(error: ApiError) -> Answer:
    """The answer about a subject that could not be asked: never clear, with the reason."""
    content = {"code": error.code, "detail": str(error), "remedy": error.remedy} | error.extra
    return {"verdict": "unknown", "entity": None, "findings": [], "error": content}


def query_of(app: Application, check: Check) -> Query:
    """The screening query of a check; InvalidNumber or InvalidQuery say what is wrong with it."""
    if check.purpose not in app.purposes:
        known = "|".join(app.purposes)
        raise InvalidQuery(f"{check.purpose!r} 不是用途 is no purpose", remedy=f"one of {known}")
    if not (check.number or check.entity or check.name):
        raise InvalidQuery("没有给出主体 no subject", remedy="give a number, an entity or a name")
    region = check.region or app.settings.region
    return Query(
        purpose=check.purpose,
        as_of=check.as_of,
        known_at=check.known_at,
        region=region,
        entity=check.entity,
        identifiers=read_number(check.number, region) if check.number else (),
        name=check.name,
        kind=check.kind,
    )


def subjects_of(answers: Iterable[Answer]) -> Iterator[str]:
    """Ids of all entities that the answers show: those asked about and everyone on a path."""
    for answer in answers:
        entity = answer.get("entity") or {}
        if entity.get("id"):
            yield entity["id"]
        for finding in answer["findings"]:
            yield from (step["entity"] for step in finding["path"] if step.get("entity"))
