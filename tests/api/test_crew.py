"""A long file by several processes: one that dies takes no answer with it."""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from datetime import date
from typing import Any

from api.audit import STREAM, Access
from api.bootstrap import assemble
from api.checks import Check
from api.crew import Errand, screened
from api.reading import Reader
from api.settings import Settings
from api.subjects import Subject

BATCHES, SIZE = 60, 3


def test_a_worker_that_dies_takes_no_answer_with_it(town: Any) -> None:
    app = assemble(Settings(store=town.url))
    reader = Reader(Access("财政局 陈某", "procurement", "政府采购法", "案1"), "cli")
    errand = Errand(Check("procurement", date(2026, 11, 20)), reader)
    numbers = list(town.codes.values())

    def batches() -> Iterator[list[Subject]]:
        for batch in range(BATCHES):
            if batch == BATCHES // 2:
                os.kill(min(child.pid or 0 for child in multiprocessing.active_children()), signal.SIGKILL)
            yield [Subject(batch * SIZE + at + 1, numbers[at % len(numbers)], "", "") for at in range(SIZE)]

    last = app.store.last(STREAM)
    found = list(screened(app, errand, batches(), 2))
    rows = [json.loads(line) for each in found for line in each.lines.splitlines()]
    assert [row["row"] for row in rows] == list(range(1, BATCHES * SIZE + 1))
    again = [each.again for each in found if each.again]
    assert again[-1] == ((BATCHES - 1) * SIZE + 1, BATCHES * SIZE)
    logged = app.store.read(STREAM, after=last.seq if last else 0)
    assert [entry.key for entry in logged] == [json.loads(each.lines.split("\n")[0])["query"][:-2] for each in found]
