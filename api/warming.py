"""What will be asked, asked before anybody waits for it.

Owns: which questions a server's store is asked ahead, and for how long. Refuses: the log of reads (nobody is shown an
answer) and the embedded store, which has nothing to warm. A Neo4j server plans a question when it first meets it and
compiles only what it has run some hundred times: the first thousand after its start take many times as long.
"""

import time
from collections.abc import Iterator
from itertools import cycle, islice

from api.bootstrap import Application
from graph.identification import Query
from graph.screening import foreseen, screen_under
from graph.store.port import GraphStore
from linkage.identifiers import Identifier

KNOWN = 2000
"""Numbers that are asked about, over and over."""
TOGETHER = (1, 1, 1, 8)
"""Questions at a time in turn: one alone is brought with all around it, several are two questions of their own."""


def warm(app: Application, seconds: float) -> int:
    """Ask about numbers that the store knows for so many seconds; how many questions that were."""
    end, asked = time.monotonic() + seconds, 0
    numbers = list(islice(_numbers(app.store), KNOWN)) if seconds else []
    turn = cycle(numbers)
    for together in cycle(TOGETHER):
        if not numbers or time.monotonic() > end:
            return asked
        _ask(app, list(islice(turn, together)))
        asked += together
    return asked


def _ask(app: Application, numbers: list[Identifier]) -> None:
    purpose, region = next(iter(app.purposes)), app.settings.region
    queries = [Query(purpose=purpose, as_of=app.today, identifiers=(each,), region=region) for each in numbers]
    store = foreseen(app.store, app.ruleset, queries, app.book.unread)
    screen_under(store, app.policy_in(store), queries)


def _numbers(store: GraphStore) -> Iterator[Identifier]:
    for party in store.parties():
        yield from (number for number in party.identifiers if not number.masked)
