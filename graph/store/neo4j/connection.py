"""The way to the server: a read as one statement, a unit of work as one transaction, errors translated once.

Owns: the driver, which transaction a thread's question runs in, retries. Refuses: knowing any label.
"""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, GraphDatabase
from neo4j.exceptions import AuthError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from graph.store.errors import StoreBusy, StoreConflict, StoreError, StoreUnreachable
from graph.store.neo4j.address import Address
from graph.store.neo4j.queries import query
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.work import Work, patiently

Rows = list[list[Any]]
OPEN = 2**63 - 1
"""``tx_end`` of what still holds."""
# What goes wrong is told as an error of the store. Without a handler anywhere Python prints the driver's own line, too.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Connection:
    """A pool of connections to one database; every thread may ask, and have one unit of work open."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._local = threading.local()
        numbers = tuning()
        with self.translated():
            self._driver: Driver = GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                max_transaction_retry_time=numbers.retry_seconds,
                connection_timeout=numbers.connect_seconds,
                connection_acquisition_timeout=numbers.connect_seconds,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
            try:
                self._driver.verify_connectivity()
            except BaseException:
                self._driver.close()
                raise

    def read(self, name: str, /, **parameters: object) -> Rows:
        """The rows that a named query answers, seen from within the thread's unit of work when it has one."""
        return self.ask(query(name), parameters)

    def ask(self, text: str, parameters: Mapping[str, object]) -> Rows:
        """The same for a text composed of packaged parts."""
        work = self.work
        if work is not None:
            return self._within(work, text, parameters)
        with self.translated():
            return patiently(lambda: self._answer(text, dict(parameters)))

    def write(self, name: str, /, **parameters: object) -> Rows:
        """Run a named query within the thread's unit of work."""
        work = self.work
        if work is None:
            raise StoreError(f"{name} writes; open a unit of work first")
        return self._within(work, query(name), parameters)

    def write_all(self, name: str, rows: Iterable[object], field: str = "rows", /, **parameters: object) -> Rows:
        """Run a named query over many rows, so many at a time."""
        answers: Rows = []
        for part in parts(rows):
            answers += self.write(name, **{field: part}, **parameters)
        return answers

    def read_all(self, name: str, rows: Iterable[object], field: str, /, **parameters: object) -> Rows:
        """Ask a named query about many, so many at a time. It answers with one list of rows: the driver takes several
        times as long for a row that comes by itself."""
        answers: Rows = []
        for part in parts(rows):
            ((found,),) = self.read(name, **{field: part}, **parameters)
            answers += found
        return answers

    def schema(self, text: str) -> None:
        """One statement of a migration, as a transaction of its own."""
        with self.translated(), self._driver.session(database=self.address.database) as session:
            session.execute_write(lambda tx: tx.run(text).consume())

    def schema_once(self, *names: str) -> None:
        """Named schema statements, each as a transaction of its own."""
        for name in names:
            self.schema(query(name))

    def once(self, name: str, /, **parameters: object) -> Rows:
        """A named write that is a transaction by itself, in one round trip. It is sent again when its answer was lost,
        so it must tell by itself that it was done."""
        with self.translated():
            return patiently(lambda: self._answer(query(name), parameters, WRITE_ACCESS))

    def note(self, name: str, /, **parameters: object) -> None:
        """A named write outside of any unit of work, as a managed transaction."""
        with self.translated(), self._driver.session(database=self.address.database) as session:
            session.execute_write(lambda tx: tx.run(query(name), parameters).consume())

    @contextmanager
    def locked(self, name: str, /, **parameters: object) -> Iterator[None]:
        """Hold the lock that a named statement takes while the block runs; it dies with this process."""
        with self.translated(), self._driver.session(database=self.address.database) as session:
            transaction = session.begin_transaction()
            transaction.run(query(name), parameters).consume()
            try:
                yield
            finally:
                transaction.close()

    @property
    def work(self) -> Work | None:
        """The thread's open unit of work."""
        held: Work | None = getattr(self._local, "work", None)
        return held

    @contextmanager
    def working(self, begin: str, /, **opening: object) -> Iterator[Rows]:
        """A transaction for the thread, begun by a named statement: committed when the block ends well and has changed
        something, else undone."""
        work = Work(self._driver, self.address.database)
        with self.translated():
            answer = work.begin(query(begin), opening)
        self._local.work = work
        try:
            yield answer
            with self.translated():
                work.end()
        finally:
            self._local.work = None
            work.close()

    def close(self) -> None:
        """Give all connections back."""
        self._driver.close()

    def _answer(self, text: str, parameters: dict[str, object], access: str = READ_ACCESS) -> Rows:
        """One statement is one transaction and one round trip; a managed transaction would add a second to end it."""
        with self._driver.session(
            database=self.address.database,
            default_access_mode=access,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        ) as session:
            return session.run(text, parameters).values()

    def _within(self, work: Work, text: str, parameters: Mapping[str, object]) -> Rows:
        with self.translated():
            return work.run(text, dict(parameters))

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Driver errors become the store's; no message holds a password or a row."""
        try:
            yield
        except (DriverError, Neo4jError, OSError, ValueError) as error:
            raise _translation(error, self.address) from error


def parts(rows: Iterable[object]) -> Iterator[list[object]]:
    """Rows by so many as one statement takes."""
    part: list[object] = []
    for row in rows:
        part.append(row)
        if len(part) == tuning().batch_rows:
            yield part
            part = []
    if part:
        yield part


_BUSY = ("LockAcquisitionTimeout", "DeadlockDetected", "TransactionTimedOut", "LockClientStopped")


def _translation(error: Exception, address: Address) -> StoreError:
    code = str(getattr(error, "code", None) or type(error).__name__)
    if isinstance(error, AuthError) or "CredentialsExpired" in code:
        return StoreUnreachable(
            f"{address}: user {address.user} was refused [{code}]; check XINTU_STORE_PASSWORD_FILE (a new server wants"
            " its first password changed)"
        )
    if isinstance(error, ServiceUnavailable | SessionExpired | OSError) or "DatabaseUnavailable" in code:
        return StoreUnreachable(f"{address}: no Neo4j answers there; check that it runs and that the address is right")
    if "DatabaseNotFound" in code:
        return StoreUnreachable(f"{address}: the server has no such database; end the URL in /neo4j")
    if any(word in code for word in _BUSY):
        return StoreBusy(f"{address}: another process is writing; wait until it has ended and try again")
    if "ConstraintValidationFailed" in code:
        return StoreConflict(f"{address}: something unique is there already [{code}]")
    return StoreError(f"{address}: [{code}] {getattr(error, 'message', None) or error}")
