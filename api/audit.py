"""The log of reads: who looked at whom, for what, on which basis, in which case.

Owns: what an entry holds and that it is written before the answer leaves. Refuses: names and numbers of the
persons read
(entity ids only), and keeping a chain of its own: the store's log chains the bytes.
"""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from graph.store.port import GraphStore

STREAM = "audit"
CAUSE = "read"


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
    """One read to be logged: the action (screen, entity, search …), its channel and the entity ids that it showed."""

    action: str
    channel: str
    subjects: tuple[str, ...]


def query_number(at: datetime) -> str:
    """A number that a person who asks "who looked?" can be told: day and 40 random bits."""
    return f"Q{at:%Y%m%d}-{secrets.token_hex(5)}"


def record(store: GraphStore, at: datetime, access: Access, read: Read) -> str:
    """Append one entry to the stream ``audit`` in a unit of its own and return its query number."""
    number = query_number(at)
    entry = {
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
    payload = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with store.unit(at, access.caller, CAUSE) as unit:
        unit.append(STREAM, payload, key=number)
    return number


def reads_of(store: GraphStore, entity: str) -> Iterable[dict[str, object]]:
    """Every logged read that showed an entity, oldest first: what the person may be told (PIPL art. 45)."""
    after = 0
    while entries := store.read(STREAM, after=after):
        for entry in entries:
            content = json.loads(entry.payload)
            if entity in content["subjects"]:
                yield content
        after = entries[-1].seq
