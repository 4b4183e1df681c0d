"""One transaction on the server that a block of code fills step by step.

Owns: beginning, running, committing, and doing it all again when the server or the way to it breaks in between.
Refuses: translating errors (connection.py) and knowing any label.

A managed transaction calls a function again when it must be retried; a ``with`` block cannot be called again, so its
statements are kept and replayed. That is sound because the first of them takes the one lock that all writers take:
when the ledger is where it was, every statement meets the same database.
"""

import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from neo4j import Driver, Session, Transaction
from neo4j.exceptions import DriverError, Neo4jError

from graph.store.errors import StoreBusy
from graph.store.neo4j.queries import query
from graph.store.neo4j.tuning import tuning

Rows = list[list[Any]]
Statement = tuple[str, dict[str, object]]
T = TypeVar("T")


class Work:
    """A transaction of one thread; ``id`` marks it, so that a commit whose answer was lost can be recognised."""

    def __init__(self, driver: Driver, database: str) -> None:
        self.id = uuid.uuid4().hex
        self.changed = False
        self._driver, self._database = driver, database
        self._session: Session | None = None
        self._transaction: Transaction | None = None
        self._done: list[Statement] = []
        self._opened: Rows = []

    def begin(self, text: str, parameters: dict[str, object]) -> Rows:
        """Begin with the statement that takes the lock."""
        opening = (text, parameters | {"unit": self.id})
        self._opened = patiently(partial(self._open, opening))
        self._done = [opening]
        return self._opened

    def run(self, text: str, parameters: dict[str, object]) -> Rows:
        """Run a statement; when the way to the server breaks, everything since the beginning is done again."""
        statement = (text, parameters)
        try:
            rows, wrote = self._run(statement)
        except (DriverError, Neo4jError) as error:
            rows, wrote = patiently(partial(self._again, error, statement))
        self._done.append(statement)
        self.changed = self.changed or wrote
        return rows

    def end(self) -> None:
        """Commit when something was changed, else undo. A lost answer is looked up, a lost commit done again."""
        if not self.changed:
            return
        try:
            self._commit()
        except (DriverError, Neo4jError) as error:
            patiently(partial(self._commit_again, error))

    def close(self) -> None:
        """Undo what was not committed; give the connection back."""
        try:
            if self._transaction is not None:
                self._transaction.close()
            if self._session is not None:
                self._session.close()
        except (DriverError, Neo4jError, OSError):
            pass  # the server undoes what it no longer hears of
        self._transaction = self._session = None

    def _open(self, opening: Statement) -> Rows:
        self.close()
        self._session = self._driver.session(
            database=self._database, bookmark_manager=self._driver.execute_query_bookmark_manager
        )
        self._transaction = self._session.begin_transaction()
        return self._run(opening)[0]

    def _run(self, statement: Statement) -> tuple[Rows, bool]:
        assert self._transaction is not None
        result = self._transaction.run(statement[0], statement[1])
        rows = result.values()
        return rows, result.consume().counters.contains_updates

    def _replay(self, cause: Exception) -> None:
        if not getattr(cause, "is_retryable", lambda: False)():
            raise cause
        if self._open(self._done[0]) != self._opened:
            raise StoreBusy(
                "the way to the server broke, and another unit of work came first; run this one again"
            ) from cause
        for statement in self._done[1:]:
            self._run(statement)

    def _again(self, cause: Exception, statement: Statement) -> tuple[Rows, bool]:
        self._replay(cause)
        return self._run(statement)

    def _commit(self) -> None:
        assert self._transaction is not None
        self._transaction.commit()

    def _commit_again(self, cause: Exception) -> None:
        if not getattr(cause, "is_retryable", lambda: False)():
            raise cause
        tx = self._opened[0][0]
        if self._driver.execute_query(query("ledger.committed"), tx=tx, unit=self.id, database_=self._database).records:
            return
        self._replay(cause)
        self._commit()


def patiently(attempt: Callable[[], T]) -> T:
    """Try again, ever more slowly, while the error is one that passes."""
    numbers = tuning()
    end, pause = time.monotonic() + numbers.retry_seconds, numbers.first_pause_seconds
    while True:
        try:
            return attempt()
        except (DriverError, Neo4jError) as error:
            if not error.is_retryable() or time.monotonic() + pause > end:
                raise
        time.sleep(pause)
        pause *= 2
