"""One thread's connection to the store's file.

Owns: pragmas, the schema's birth, statements, begin/commit/rollback, and the one translation of sqlite's errors.
Refuses: knowing any table but its own version stamp.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from graph.store.codec import packed as packed
from graph.store.errors import (
    StoreBusy,
    StoreConflict,
    StoreCorrupt,
    StoreError,
    StoreUnreachable,
    StoreVersionMismatch,
    UnknownReference,
)
from graph.store.sqlite.tuning import tuning

OPEN = 2**63 - 1
"""``tx_end`` of a row that still holds; also the ``tx`` of a question about now."""
_OLDEST = (3, 37)
_APPLICATION = 0x58696E74  # "Xint"
_STEPS = ("schema.sql", "touch.sql", "namesakes.sql", "valid.sql", "said.sql", "words.sql", "since.sql")
"""What makes the schema, in order; a file says how many of them it has. One that is written is never changed."""


class Met:
    """Texts and the keys that stand for them, both ways: so many as the tuning says, those met last."""

    __slots__ = ("ids", "keys")

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.ids: dict[int, str] = {}

    def add(self, found: Mapping[str, int]) -> None:
        """Remember more pairs; when they are too many, only these, and none of a whole population."""
        if len(self.keys) + len(found) > tuning().met:
            self.forget()
        if len(found) <= tuning().met:
            self.keys.update(found)
            self.ids.update({key: text for text, key in found.items()})

    def forget(self) -> None:
        """Remember none."""
        self.keys.clear()
        self.ids.clear()


class Session:
    """A connection that speaks rows and translates errors; used by one thread at a time. ``met``: see keys.py."""

    def __init__(self, path: Path, answering: bool = False) -> None:
        self.path, self.met = path, Met()
        with self._translated():
            self._connection = sqlite3.connect(
                path,
                timeout=tuning().busy_seconds,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
            )
            for pragma in _pragmas(answering):
                self._connection.execute(pragma)

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        try:  # as _translated, in a third of its time: a screening asks twenty questions
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise _translation(error, self.path) from error

    def named(self, sql: str, **parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a question whose parameters have names."""
        with self._translated():
            return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, *parameters: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        try:
            row: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise _translation(error, self.path) from error
        return row

    def value(self, sql: str, *parameters: object) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, *parameters)
        return row[0] if row else None

    def run(self, sql: str, *parameters: object) -> int:
        """Run one statement; how many rows it wrote."""
        try:
            return self._connection.execute(sql, parameters).rowcount
        except sqlite3.Error as error:
            raise _translation(error, self.path) from error

    def many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a statement for each row."""
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            raise _translation(error, self.path) from error

    def script(self, sql: str) -> None:
        """Run several statements."""
        with self._translated():
            self._connection.executescript(sql)

    def define(self, functions: "Functions") -> None:
        """Let this connection's statements call functions of ours."""
        with self._translated():
            for name, (arguments, function) in functions.items():
                self._connection.create_function(name, arguments, function, deterministic=True)

    @property
    def changes(self) -> int:
        """Rows written since the session began."""
        return self._connection.total_changes

    @property
    def in_unit(self) -> bool:
        """True between begin and commit."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _translation(error, self.path) from error


Functions = Mapping[str, tuple[int, Callable[..., str]]]
"""Name -> how many arguments and the function."""


def create(session: Session, functions: Functions) -> None:
    """Write the schema into an empty file, or what has come to it since the file was made, with the functions that its
    steps call; refuse a file of another program, or of a later one."""
    version, application = session.value("PRAGMA user_version"), session.value("PRAGMA application_id")
    fresh = application == version == 0 and session.value("SELECT count(*) FROM sqlite_master") == 0
    if not fresh and (application != _APPLICATION or not 0 < version <= len(_STEPS)):
        raise StoreVersionMismatch(
            f"{session.path} is no store of schema {len(_STEPS)}; name another file, or use the program that wrote it"
        )
    if missing := _STEPS[version:]:
        session.define(functions)
        steps = "".join((files(__package__) / step).read_text(encoding="utf-8") for step in missing)
        stamp = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {len(_STEPS)};"
        session.script(f"BEGIN IMMEDIATE; {steps} {stamp} COMMIT;")


def _pragmas(answering: bool) -> tuple[str, ...]:
    # FULL, not NORMAL: a receipt that a partner holds must outlive a power cut here. It costs one fsync per commit.
    numbers = tuning()
    mapped = numbers.answering_mmap_mib if answering else numbers.mmap_mib
    return (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        f"PRAGMA cache_size = -{numbers.cache_mib * 1024}",
        f"PRAGMA mmap_size = {mapped * 1024 * 1024}",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA wal_autocheckpoint = {numbers.checkpoint_pages}",
    )


def _translation(error: sqlite3.Error, path: Path) -> StoreError:
    text, code = str(error), getattr(error, "sqlite_errorcode", 0) & 0xFF
    if sqlite3.sqlite_version_info < _OLDEST:
        return StoreUnreachable(f"sqlite {sqlite3.sqlite_version} is too old: 3.37 or later is needed")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: another process is writing; wait until it has ended and try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreCorrupt(f"{path}: {text}; restore the file from a backup or name another one")
    if code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_IOERR,
    ):
        return StoreUnreachable(f"{path}: {text}; check that the folder exists, may be written and has room")
    if isinstance(error, sqlite3.IntegrityError) and "FOREIGN KEY" in text:
        return UnknownReference(f"{path}: a row refers to what the store does not hold ({text})")
    if isinstance(error, sqlite3.IntegrityError):
        return StoreConflict(f"{path}: {text}")
    return StoreError(f"{path}: {text}")
