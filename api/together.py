"""Questions that come at one time: one read of the store for all of them, one commit for their log entries.

Owns: the questions that wait in a server's event loop while those before them are answered. Refuses: answering before
the entry of that very question is written, and letting one question's fault be another's.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from anyio import to_thread

from api.bootstrap import Application
from api.checks import Answer, run_together
from api.reading import Reader
from graph.identification import Query


@dataclass(frozen=True, slots=True)
class _Waiting:
    query: Query
    reader: Reader
    answer: asyncio.Future[Answer]


class Together:
    """One server's questions. Threads that ask a store side by side wait for each other at every statement; one that
    asks for all answers eight in little more than the time of one."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._waiting: list[_Waiting] = []
        self._answering: asyncio.Task[None] | None = None

    async def answer(self, query: Query, reader: Reader) -> Answer:
        """The answer, once its log entry is committed; the store's error when there is none."""
        reader.demand()
        loop = asyncio.get_running_loop()
        mine = _Waiting(query, reader, loop.create_future())
        self._waiting.append(mine)
        if self._answering is None:
            self._answering = loop.create_task(self._answer_all())
        return await mine.answer

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                for each, said in zip(batch, await to_thread.run_sync(self._said, batch), strict=True):
                    if each.answer.done():  # whoever asked has gone
                        continue
                    if isinstance(said, BaseException):
                        each.answer.set_exception(said)
                    else:
                        each.answer.set_result(said)
        finally:
            self._answering = None

    def _said(self, batch: Sequence[_Waiting]) -> list[Answer | BaseException]:
        """All at once; when that fails, one by one, so that each has its own answer or its own error."""
        try:
            return list(run_together(self._app, [(each.query, each.reader) for each in batch]))
        except Exception as error:
            return [error] if len(batch) == 1 else [said for each in batch for said in self._said([each])]
