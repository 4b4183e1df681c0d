"""Sanction checks asked through any channel.

Owns: turning what was typed into screening queries, one call for many subjects, and the log entry for the persons shown.
Refuses: verdicts (graph.screening) and a check without caller, purpose, basis and case: it follows the people behind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api.bootstrap import Application
from api.numbers import read_number
from api.problems import InvalidQuery
from api.reading import Reader, log
from graph.screening import Answer, Query, screen
from linkage.model import Kind


@dataclass(frozen=True, slots=True)
class Check:
    """One question: exactly one of number, entity, name says about whom (a number may come with a name beside it)."""

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
