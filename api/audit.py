"""The log of reads: who looked at whom, for what, on which basis, in which case.

Owns: what an entry holds, that it is written before the answer leaves, and the policy documents that it names.
Refuses: numbers of persons (graph.questions keeps what was asked without them), and keeping a chain of its own: the
store's log chains the bytes. Readers that come at one time are committed together: a disk flushes once for all.
"""

import json
import secrets
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from graph.store.port import LOGS_ONLY, GraphStore

STREAM = "audit"
SEVERAL = "several readers"


@dataclass(frozen=True, slots=True)
class Access:
    """The four things that a read of a natural person must name (个人信息保护法 art. 6; DESIGN invariant 9)."""

    caller: str
    purpose: str
    basis: str
    case: str

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of those that are empty, in order."""
        named = (("caller", self.caller), ("purpose", self.purpose), ("basis", self.basis), ("case", self.case))
        return tuple(name for name, value in named if not value.strip())


@dataclass(frozen=True, slots=True)
class Read:
    """One read to be logged: the action (screen, entity, search …), its channel and the entity ids that it showed.

    ``content``: what else the entry keeps. ``documents``: policy texts by kind, which the store keeps with it.
    """

    action: str
    channel: str
    subjects: tuple[str, ...]
    content: Mapping[str, object] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)


def query_number(at: datetime) -> str:
    """A number that a person who asks "who looked?" can be told: day and 40 random bits."""
    return f"Q{at:%Y%m%d}-{secrets.token_hex(5)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A read as it is logged: its query number, its bytes, and the policy documents that it names."""

    at: datetime
    number: str
    caller: str
    payload: bytes
    documents: Mapping[str, str]


def entry_of(at: datetime, access: Access, read: Read) -> Entry:
    """The entry of a read, under a number of its own; nothing is logged yet."""
    number = query_number(at)
    content: dict[str, object] = {
        **read.content,
        "query": number,
        "at": at.isoformat(timespec="seconds"),
        "caller": access.caller,
        "purpose": access.purpose,
        "basis": access.basis,
        "case": access.case,
        "action": read.action,
        "channel": read.channel,
        "subjects": sorted(set(read.subjects)),
    }
    payload = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Entry(at, number, access.caller, payload, read.documents)


@dataclass(slots=True)
class _Waiting:
    """An entry that waits for its commit."""

    entry: Entry
    done: bool = False
    error: BaseException | None = None


class AuditLog:
    """The audit stream of one store. Threads that record at one time share a unit of work; each waits for it."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._queue: list[_Waiting] = []
        self._entering, self._turn = threading.Lock(), threading.Lock()
        self._kept: set[str] = set()

    def record(self, at: datetime, access: Access, read: Read) -> str:
        """Append one entry and return its query number when it is committed; the store's error when it is not."""
        return self.record_all(at, [(access, read)])[0]

    def record_all(self, at: datetime, reads: Sequence[tuple[Access, Read]]) -> list[str]:
        """The same of several at once, in one commit."""
        entries = [entry_of(at, access, read) for access, read in reads]
        self.write(entries)
        return [entry.number for entry in entries]

    def write(self, entries: Sequence[Entry]) -> None:
        """Append entries that are made already, in one commit; the store's error when it fails."""
        mine = [_Waiting(entry) for entry in entries]
        with self._entering:
            self._queue += mine
        with self._turn:
            if not all(each.done for each in mine):
                with self._entering:
                    batch, self._queue = self._queue, []
                self._commit(batch)
        for each in mine:
            if each.error is not None:
                raise each.error

    def _commit(self, batch: list[_Waiting]) -> None:
        callers = {each.entry.caller for each in batch}
        actor = callers.pop() if len(callers) == 1 else SEVERAL
        try:
            at = max(each.entry.at for each in batch)
            entries = [(each.entry.number, each.entry.payload) for each in batch]
            documents = {kind: text for each in batch for kind, text in each.entry.documents.items()}
            if documents.keys() <= self._kept:
                self._store.log(at, actor, STREAM, entries)
            else:
                self._first(at, actor, entries, documents)
        except BaseException as error:  # every waiting reader is told, in its own thread
            for each in batch:
                each.error = error
        finally:
            for each in batch:
                each.done = True

    def _first(self, at: datetime, actor: str, entries: list[tuple[str, bytes]], documents: Mapping[str, str]) -> None:
        """The entries together with the documents that they are the first to name."""
        with self._store.unit(at, actor, LOGS_ONLY) as unit:
            for kind in documents.keys() - self._kept:
                if self._store.policy(kind) is None:
                    unit.put_policy(kind, documents[kind])
            for number, payload in entries:
                unit.append(STREAM, payload, key=number)
        self._kept |= documents.keys()


def record(store: GraphStore, at: datetime, access: Access, read: Read) -> str:
    """Append one entry to the stream ``audit`` in a unit of its own and return its query number."""
    return AuditLog(store).record(at, access, read)


def reads_of(store: GraphStore, entity: str) -> Iterable[dict[str, object]]:
    """Every logged read that showed an entity, oldest first: what the person may be told (PIPL art. 45)."""
    after = 0
    while entries := store.read(STREAM, after=after):
        for entry in entries:
            content = json.loads(entry.payload)
            if entity in content["subjects"]:
                yield content
        after = entries[-1].seq
