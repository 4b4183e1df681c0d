"""Decision memory: a hit that a reviewer found to be somebody else stays cleared until its evidence changes.

Owns: what a clearance speaks of, and which findings it silences. Refuses: to clear a confirmed finding (that needs an
objection, or a judgement on identity), a clock, and the numbers of persons (keyed tokens stand for them).

A clearance is keyed on the parties, numbers or firm's name of the subject and on the record versions of the listing,
never on entities: merging or splitting either side changes nothing, and one new record or version opens the hit again.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph.findings import Cleared, Finding
from graph.identification import Query
from graph.model import LogEntry
from graph.rules import Sureness
from linkage.identifiers import Identifier
from linkage.model import Kind
from linkage.script import fold

STREAM = "clearances"
_TOKEN_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """The subject (by any of its keys) is not whom the listing, as these record versions state it, means."""

    id: str
    subject: frozenset[str]
    evidence: frozenset[str]
    listing: str
    reason: str
    reviewer: str
    at: datetime
    until: date | None = None
    tx: int = 0
    withdrawn: int | None = None

    def stands(self, tx: int, day: date) -> bool:
        """Whether it was known, not withdrawn and not expired (``until`` is its last day)."""
        known = self.tx <= tx and (self.withdrawn is None or tx < self.withdrawn)
        return known and (self.until is None or day <= self.until)

    def payload(self) -> bytes:
        """As an entry of the stream."""
        content = {
            "clear": self.id,
            "subject": sorted(self.subject),
            "evidence": sorted(self.evidence),
            "listing": self.listing,
            "reason": self.reason,
            "reviewer": self.reviewer,
            "at": self.at.isoformat(timespec="seconds"),
            "until": self.until.isoformat() if self.until else None,
        }
        return _bytes(content)


def withdrawal(clearance: str, reason: str, reviewer: str, at: datetime) -> bytes:
    """The entry that takes a clearance back."""
    said = {"withdraw": clearance, "reason": reason, "reviewer": reviewer, "at": at.isoformat(timespec="seconds")}
    return _bytes(said)


def _bytes(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Clearances:
    """The clearances of a stream, found by what they speak of. ``secret`` keys the tokens of persons' numbers."""

    __slots__ = ("_by_evidence", "_secret", "all")

    def __init__(self, entries: Iterable[LogEntry] = (), secret: bytes = b"") -> None:
        self.all: dict[str, Clearance] = {}
        self._by_evidence: dict[str, list[str]] = {}
        self._secret = secret
        for entry in entries:
            self._take(entry)

    def __bool__(self) -> bool:
        return bool(self.all)

    def extended(self, entries: Iterable[LogEntry], secret: bytes) -> "Clearances":
        """These and what was appended since."""
        made = Clearances(secret=secret)
        made.all = dict(self.all)
        made._by_evidence = {record: list(names) for record, names in self._by_evidence.items()}
        for entry in entries:
            made._take(entry)
        return made

    def _take(self, entry: LogEntry) -> None:
        said = json.loads(entry.payload)
        if "withdraw" in said:
            self.all[said["withdraw"]] = replace(self.all[said["withdraw"]], withdrawn=entry.tx)
            return
        made = Clearance(
            id=said["clear"],
            subject=frozenset(said["subject"]),
            evidence=frozenset(said["evidence"]),
            listing=said["listing"],
            reason=said["reason"],
            reviewer=said["reviewer"],
            at=datetime.fromisoformat(said["at"]),
            until=date.fromisoformat(said["until"]) if said["until"] else None,
            tx=entry.tx,
        )
        self.all[made.id] = made
        for record in made.evidence:
            self._by_evidence.setdefault(record, []).append(made.id)

    def keys(self, query: Query | None, parties: Iterable[Iterable[str]]) -> frozenset[str]:
        """What a subject can be known by: its parties, and its number or a firm's name as a question gives them."""
        found = {f"party:{party}" for group in parties for party in group}
        if query is not None:
            found |= {self._number_key(each) for each in query.identifiers}
            if query.name and not (query.identifiers or query.entity) and query.kind is not Kind.PERSON:
                found.add(f"name:{fold(query.name)}")
        return frozenset(found)

    def _number_key(self, number: Identifier) -> str:
        if not number.is_personal:
            return f"number:{number.to_text()}"
        digest = hashlib.blake2b(number.to_text().encode(), digest_size=_TOKEN_SIZE, key=self._secret)
        return f"token:{digest.hexdigest()}"

    def applied(self, found: Finding, subject: frozenset[str], tx: int, day: date) -> Finding:
        """The finding, marked as cleared when a standing clearance of the subject speaks of its listing."""
        held = self._standing(found, subject, tx, day)
        return replace(found, cleared=Cleared(held.id, held.reviewer, held.reason)) if held else found

    def _standing(self, found: Finding, subject: frozenset[str], tx: int, day: date) -> Clearance | None:
        evidence = evidence_of(found)
        names = {name for record in evidence for name in self._by_evidence.get(record, ())}
        for clearance in (self.all[name] for name in sorted(names)):
            if evidence <= clearance.evidence and subject & clearance.subject and clearance.stands(tx, day):
                return clearance
        return None


def is_clearable(found: Finding, unsure: frozenset[str]) -> bool:
    """Only a doubtful identity can be cleared: of the subject (one of ``unsure``), or of somebody on the path."""
    if found.sureness is Sureness.POSSIBLE:
        return found.path[-1].entity in unsure
    return found.sureness is Sureness.PROBABLE


def evidence_of(found: Finding) -> frozenset[str]:
    """The record versions that state the listing."""
    return frozenset(f"{source.record}@{source.version}" for source in found.listing.evidence)
