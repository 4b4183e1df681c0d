"""What will be asked, asked before anybody waits for it.

Owns: which questions a server's store is asked ahead, and for how long. Refuses: the log of reads (nobody is shown an
answer) and the embedded store, which has nothing to warm. A Neo4j server plans a question when it first meets it and
compiles only what it has run some hundred times: the first thousand after its start take many times as long.
"""

import time
from collections import Counter
from collections.abc import Iterable
from itertools import cycle, islice

from api.bootstrap import Application
from graph.identification import Query
from graph.screening import foreseen, screen_under
from linkage.identifiers import Identifier
from linkage.model import Party

MENTIONS = 5000
"""Parties whose numbers are asked about, over and over."""
TOGETHER = (1, 1, 1, 8)
"""Questions at a time in turn: one alone is brought with all around it, several are two questions of their own."""


def warm(app: Application, seconds: float) -> int:
    """Ask each kind of question once, however long the server plans it, then about numbers that the store knows for so
    many seconds; how many questions that were."""
    numbers = seldom_first(islice(app.store.parties(), MENTIONS)) if seconds else []
    turn, asked, end = cycle(numbers), 0, 0.0
    for place, together in enumerate(cycle(TOGETHER)):
        if place == len(TOGETHER):
            end = time.monotonic() + seconds
        if not numbers or (end and time.monotonic() > end):
            break
        _ask(app, list(islice(turn, together)))
        asked += together
    return asked


def _ask(app: Application, numbers: list[Identifier]) -> None:
    purpose, region = next(iter(app.purposes)), app.settings.region
    queries = [Query(purpose=purpose, as_of=app.today, identifiers=(each,), region=region) for each in numbers]
    store = foreseen(app.store, app.ruleset, queries, app.book.unread)
    screen_under(store, app.policy_in(store), queries)


def seldom_first(parties: Iterable[Party]) -> list[Identifier]:
    """The whole numbers that these state, each once, what most of them state at the end: one question about a man in
    thousands of firms takes the time of a thousand others."""
    stated = Counter(number for party in parties for number in party.identifiers if not number.masked)
    return sorted(stated, key=lambda number: stated[number])
