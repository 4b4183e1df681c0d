"""The words of exchange: city, event, receipt, rating, recognition.

Owns: the messages that cities sign, read from and written to exact bytes. Refuses: deciding whether to believe them.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from exchange.agreements import Agreement
from exchange.errors import MalformedMessage, NotAgreed
from exchange.signing import SigningKey, canonical

EVENT = "xintu-event+json"
RECEIPT = "xintu-receipt+json"
PRODUCT = "xintu-rating+json"


@dataclass(frozen=True, slots=True)
class City:
    """Who this node is towards its partners: region, signing key, and one agreement per partner region."""

    region: str
    key: SigningKey
    agreements: Mapping[str, Agreement]

    def agreement_with(self, region: str, day: date) -> Agreement:
        """The agreement with a partner in force on that day. Raises NotAgreed (default deny)."""
        agreement = self.agreements.get(region)
        if agreement is None or not agreement.in_force(day):
            raise NotAgreed(f"no agreement with {region} is in force on {day}")
        return agreement


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one listing that a city tells a partner, as a row of the common list forms.

    ``seq`` is dense per agreement from 1; ``prev`` is the digest of the signed event before it ("" for the first).
    """

    id: str
    agreement: str
    issuer: str
    seq: int
    prev: str
    recorded_at: datetime
    form: str
    department: str
    as_at: date
    cells: tuple[tuple[str, str], ...]
    tx: int = 0
    """The issuer's transaction that it reports: where its next publication starts reading."""

    def to_bytes(self) -> bytes:
        """The bytes to sign."""
        return canonical({
            "id": self.id, "agreement": self.agreement, "issuer": self.issuer, "seq": self.seq, "prev": self.prev,
            "recorded_at": self.recorded_at.isoformat(), "form": self.form, "department": self.department,
            "as_at": self.as_at.isoformat(), "cells": dict(self.cells), "tx": self.tx,
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Event":
        """Read signed bytes. Raises MalformedMessage."""
        with _reading("an event"):
            raw = json.loads(payload)
            return cls(
                id=str(raw["id"]),
                agreement=str(raw["agreement"]),
                issuer=str(raw["issuer"]),
                seq=int(raw["seq"]),
                prev=str(raw["prev"]),
                recorded_at=datetime.fromisoformat(raw["recorded_at"]),
                form=str(raw["form"]),
                department=str(raw["department"]),
                as_at=date.fromisoformat(raw["as_at"]),
                cells=tuple(sorted((str(name), str(value)) for name, value in raw["cells"].items())),
                tx=int(raw["tx"]),
            )


class Step(StrEnum):
    """What a receiver did with an event."""

    RECEIVED = "received"
    APPLIED = "applied"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receiver's signed word about one event: which bytes (digest), what became of them, why not."""

    event: str
    digest: str
    agreement: str
    receiver: str
    step: Step
    at: datetime
    reason: str = ""

    @property
    def key(self) -> str:
        """One receipt per event, receiver and step."""
        return f"{self.event}/{self.receiver}/{self.step}"

    def to_bytes(self) -> bytes:
        """The bytes to sign."""
        return canonical({
            "event": self.event, "digest": self.digest, "agreement": self.agreement, "receiver": self.receiver,
            "step": self.step, "at": self.at.isoformat(), "reason": self.reason,
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Receipt":
        """Read signed bytes. Raises MalformedMessage."""
        with _reading("a receipt"):
            raw = json.loads(payload)
            return cls(
                event=str(raw["event"]),
                digest=str(raw["digest"]),
                agreement=str(raw["agreement"]),
                receiver=str(raw["receiver"]),
                step=Step(raw["step"]),
                at=datetime.fromisoformat(raw["at"]),
                reason=str(raw["reason"]),
            )


@dataclass(frozen=True, slots=True)
class Rating:
    """A credit product 信用评级: one issuer's grade of one organisation for a time. ``valid_to`` is its last day."""

    id: str
    issuer: str
    agency: str
    subject_name: str
    subject_uscc: str
    scale: str
    grade: str
    issued: date
    valid_to: date

    def to_bytes(self) -> bytes:
        """The bytes to sign."""
        return canonical({
            "id": self.id, "issuer": self.issuer, "agency": self.agency, "subject_name": self.subject_name,
            "subject_uscc": self.subject_uscc, "scale": self.scale, "grade": self.grade,
            "issued": self.issued.isoformat(), "valid_to": self.valid_to.isoformat(),
        })  # fmt: skip

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Rating":
        """Read signed bytes. Raises MalformedMessage."""
        with _reading("a rating"):
            raw = json.loads(payload)
            return cls(
                id=str(raw["id"]),
                issuer=str(raw["issuer"]),
                agency=str(raw["agency"]),
                subject_name=str(raw["subject_name"]),
                subject_uscc=str(raw["subject_uscc"]),
                scale=str(raw["scale"]),
                grade=str(raw["grade"]),
                issued=date.fromisoformat(raw["issued"]),
                valid_to=date.fromisoformat(raw["valid_to"]),
            )


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn every way in which signed bytes can fail to be that message into one error."""
    try:
        yield
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise MalformedMessage(f"not {what}: {type(problem).__name__} {problem}") from problem
