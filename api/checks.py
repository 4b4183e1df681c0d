"""Sanction checks asked through any channel.

Owns: turning what was typed into screening queries, one call for many subjects, and the log entry for the persons
shown.
Refuses: verdicts (graph.screening) and a check without caller, purpose, basis and case: it follows the people behind.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from typing import Any, NamedTuple

from api.audit import Entry, Read, entry_of
from api.bootstrap import Application
from api.errors import ApiError, InvalidNumber, InvalidQuery
from api.numbers import read_number
from api.reading import Reader
from graph.answers import Answer as Found
from graph.answers import to_json
from graph.questions import Kept, keep
from graph.screening import Policy, Query, foreseen, screen_under
from graph.store.port import GraphStore
from linkage.model import Kind
from linkage.regions import find

SCREEN = "screen"
"""The action under which answers are logged."""
Answer = dict[str, Any]
"""One answer in the JSON shape of ``xintu screen --json``."""


class Check(NamedTuple):
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
    """Answers in the order of the questions; ``query`` is the number of the log entry.

    Each answer has its own query number: the entry's, with its place in it when they are several (``Q…-….17``).
    """

    answers: tuple[Answer, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Screened:
    """As :class:`Checked`, each answer with its own query number, or the error of a question that cannot be asked."""

    answers: tuple[tuple[Found, str] | ApiError, ...]
    query: str


def run_checks(app: Application, checks: Sequence[Check], reader: Reader) -> Checked:
    """Screen all subjects in one read of the store, and log the read before it is answered."""
    return _shaped(_run(app, [query_of(app, check) for check in checks], reader))


def _run(app: Application, queries: Sequence[Query], reader: Reader) -> Screened:
    screened, entry = _asked(app, queries, reader)
    app.audit.write([entry])
    return screened


def _asked(app: Application, queries: Sequence[Query], reader: Reader) -> tuple[Screened, Entry]:
    """The answers, and the entry that must be written before they leave."""
    reader.demand()
    store = foreseen(app.store, app.ruleset, queries, app.book.unread)
    policy = app.policy_in(store)
    found = screen_under(store, policy, queries)
    entry = entry_of(app.clock(), reader.access, read_of(store, policy, reader, queries, found))
    query = entry.number
    numbers = [f"{query}.{place}" for place in range(1, len(found) + 1)] if len(found) != 1 else [query]
    return Screened(tuple(zip(found, numbers, strict=True)), query), entry


def _shaped(screened: Screened) -> Checked:
    answers = tuple(
        fault(each) if isinstance(each, ApiError) else {**to_json(each[0]), "query": each[1]}
        for each in screened.answers
    )
    return Checked(answers, screened.query)


def run_together(app: Application, asked: Sequence[tuple[Query, Reader]]) -> list[Answer]:
    """Answers to several readers, one question each: one read of the store, one commit of an entry for each."""
    queries = [query for query, _ in asked]
    store = foreseen(app.store, app.ruleset, queries, app.book.unread)
    policy = app.policy_in(store)
    found = screen_under(store, policy, queries)
    kept = keep(store, queries, [answer.hits for answer in found])
    reads = [
        (reader.access, _logged(policy, reader, [question], [answer]))
        for (_, reader), question, answer in zip(asked, kept, found, strict=True)
    ]
    numbers = app.audit.record_all(app.clock(), reads)
    return [{**to_json(answer), "query": number} for answer, number in zip(found, numbers, strict=True)]


def run_batch(app: Application, checks: Sequence[Check | ApiError], reader: Reader) -> Checked:
    """As :func:`run_checks`, but one that cannot be asked (or is an error already) is answered ``unknown`` with its
    error, and the others go on."""
    return _shaped(screen_batch(app, checks, reader))


def screen_batch(app: Application, checks: Sequence[Check | ApiError], reader: Reader) -> Screened:
    """The same, not yet in the shape of JSON."""
    screened, entry = ask_batch(app, checks, reader)
    app.audit.write([entry])
    return screened


def ask_batch(app: Application, checks: Sequence[Check | ApiError], reader: Reader) -> tuple[Screened, Entry]:
    """The same, not yet logged: the entry is to be written before any answer leaves."""
    good: list[Query] = []
    faults: dict[int, ApiError] = {}
    for place, check in enumerate(checks):
        try:
            if isinstance(check, ApiError):
                faults[place] = check
            else:
                good.append(query_of(app, check))
        except (InvalidNumber, InvalidQuery) as error:
            faults[place] = error
    screened, entry = _asked(app, good, reader)
    found = iter(screened.answers)
    answers = tuple(faults[place] if place in faults else next(found) for place in range(len(checks)))
    return Screened(answers, screened.query), entry


def read_of(
    store: GraphStore, policy: Policy, reader: Reader, queries: Sequence[Query], found: Sequence[Found]
) -> Read:
    """What the log keeps of a check: who was shown, what was asked, under which policy, and each answer's digest."""
    return _logged(policy, reader, keep(store, queries, [answer.hits for answer in found]), found)


def _logged(policy: Policy, reader: Reader, questions: Sequence[Kept], found: Sequence[Found]) -> Read:
    documents = {f"{part}:{version(text)}": text for part, text in policy.documents().items()}
    content = {
        "questions": list(questions),
        "known_at": [answer.known_at for answer in found],
        "digests": [answer.digest() for answer in found],
        "policy": sorted(documents),
    }
    return Read(SCREEN, reader.channel, tuple(_shown(found)), content, documents)


@cache
def version(text: str) -> str:
    """The digest by which a policy document is named in the log."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _shown(found: Iterable[Found]) -> Iterator[str]:
    """Ids of all entities that the answers show: those asked about and everyone on a path."""
    for answer in found:
        if answer.entity is not None:
            yield answer.entity.id
        yield from (each.entity for each in answer.candidates)
        for finding in answer.findings:
            yield from (hop.entity for hop in finding.path)


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
    if find(region) is None:
        raise InvalidQuery(f"{region} 不是行政区划 no such region", remedy="a code of GB/T 2260, such as 410100")
    return Query(
        purpose=check.purpose,
        as_of=check.as_of,
        known_at=app.known(check.known_at),
        region=region,
        entity=check.entity,
        identifiers=read_number(check.number, region) if check.number else (),
        name=check.name,
        kind=check.kind,
    )
