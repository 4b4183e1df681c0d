"""The database's shape, step by step.

Owns: ordered migrations with checksums, applied under a lock that dies with its holder. Refuses: a migration that was
changed after it was applied, and working on a database that lacks one.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from graph.store.errors import StoreVersionMismatch
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.parties import mark_unnumbered
from graph.store.neo4j.said import index_all

_FILE = re.compile(r"^(\d{4})_(\w+)\.cypher$")
_AFTER: Mapping[str, Callable[[Connection], None]] = {"said": index_all, "unnumbered": mark_unnumbered}
"""What a migration does beside its statements, with functions that Cypher has not."""
_COMMENT = re.compile(r"^//.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name, and the digest of its text."""

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """BLAKE2b-128 of the text, hex."""
        return hashlib.blake2b(self.text.encode(), digest_size=16).hexdigest()

    @property
    def statements(self) -> list[str]:
        """The statements, in order."""
        return [part.strip() for part in _COMMENT.sub("", self.text).split(";") if part.strip()]


def packaged() -> list[Migration]:
    """The migrations of this program, in order, numbered without a gap."""
    found = [
        Migration(int(match[1]), match[2], entry.read_text(encoding="utf-8"))
        for entry in (files(__package__) / "migrations").iterdir()
        if (match := _FILE.match(entry.name))
    ]
    found.sort(key=lambda each: each.number)
    if [each.number for each in found] != list(range(1, len(found) + 1)):
        raise StoreVersionMismatch("the packaged migrations are not numbered 1, 2, 3 …; install the program anew")
    return found


def pending(connection: Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """What the database lacks; StoreVersionMismatch when it was migrated by other files than these."""
    ((_, applied),) = connection.read("ledger.migrations")
    for number, name, checksum in applied:
        mine = migrations[number - 1] if number <= len(migrations) else None
        if mine is None:
            raise StoreVersionMismatch(
                f"{connection.address} has migration {number:04d}_{name}, which this program does not know;"
                " use the program that migrated it"
            )
        if mine.checksum != checksum:
            raise StoreVersionMismatch(
                f"migration {number:04d}_{name} was changed after it was applied to {connection.address};"
                " restore the file, and write a new migration for the change"
            )
    return list(migrations[len(applied) :])


def require_current(connection: Connection) -> None:
    """StoreVersionMismatch unless every migration is applied."""
    missing = pending(connection, packaged())
    if missing:
        names = ", ".join(f"{each.number:04d}_{each.name}" for each in missing)
        raise StoreVersionMismatch(f"{connection.address} lacks {names}; run: xintu store migrate")


def migrate(connection: Connection, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """Apply what is missing, in order, and return it. Two at once wait for each other; broken off, it resumes."""
    wanted = packaged() if migrations is None else migrations
    connection.schema_once("ledger.unique_lock", "ledger.unique_migration")
    with connection.locked("ledger.lock_migrations", holder=uuid.uuid4().hex):
        missing = pending(connection, wanted)
        for each in missing:
            for statement in each.statements:
                connection.schema(statement)
            if each.name in _AFTER:
                _AFTER[each.name](connection)
            at = datetime.now(UTC).isoformat(timespec="seconds")
            connection.note("ledger.migrated", number=each.number, name=each.name, checksum=each.checksum, at=at)
    return missing
