"""Owns the planted trap cases: their type, their file, and the check of an answer against one.

A trap is a few rows, in real formats, about people and firms of its own, with the answers that RULES.md requires.
Refuses making the population, ingesting and screening: it reads answers in the JSON shape of ``xintu screen --json``.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from api.demo.departments import REFERENCE_DATE
from api.demo.world import Row

TRAPS_FILE = "traps.json"


@dataclass(frozen=True, slots=True)
class ExpectedFinding:
    """One finding that must be in the answer. ``cls`` is own, effect or alert (an alert's force is not compared).

    ``measures`` must all be there. ``category`` and ``doc_no`` are compared only when given; ``certainty`` may name
    several accepted values (``probable|possible``).
    """

    cls: str
    force: str
    category: str | None
    measures: tuple[str, ...] = ()
    certainty: str = "confirmed"
    doc_no: str | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdict and the complete set of findings that bear on the purpose, alerts included (None = not compared)."""

    verdict: str
    findings: tuple[ExpectedFinding, ...] | None = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of ``xintu screen``: by ``number`` (any spelling, may be masked) or, when empty, by ``name``."""

    number: str
    name: str
    kind: str
    purpose: str
    as_of: date = REFERENCE_DATE
    known_at: str | None = None
    region: str = "410100"


@dataclass(frozen=True, slots=True)
class Trap:
    """A planted case. ``rule`` quotes the line of the rules from which the expectation follows."""

    id: str
    title_zh: str
    title_en: str
    rule: str
    rows: tuple[Row, ...]
    asks: tuple[tuple[Ask, Expected], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What the checker needs of a trap: everything but its rows."""

    id: str
    title_zh: str
    title_en: str
    rule: str
    asks: tuple[tuple[Ask, Expected], ...] = field(default=())


def write_traps(out: Path, planted: Iterable[Trap]) -> Path:
    """Write ``traps.json`` beside ``truth.csv``: questions and expectations for checkers that share no code with us."""
    document = {
        "reference_date": REFERENCE_DATE.isoformat(),
        "traps": [
            {
                "id": trap.id,
                "title_zh": trap.title_zh,
                "title_en": trap.title_en,
                "rule": trap.rule,
                "asks": [{"ask": _ask_json(ask), "expected": _expected_json(expected)} for ask, expected in trap.asks],
            }
            for trap in planted
        ],
    }
    path = out / TRAPS_FILE
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def load_traps(path: Path) -> tuple[Case, ...]:
    """Read ``traps.json`` (a file, or the folder that holds it)."""
    document = json.loads((path / TRAPS_FILE if path.is_dir() else path).read_text(encoding="utf-8"))
    return tuple(
        Case(
            id=raw["id"],
            title_zh=raw["title_zh"],
            title_en=raw["title_en"],
            rule=raw["rule"],
            asks=tuple((_ask_from(a["ask"]), _expected_from(a["expected"])) for a in raw["asks"]),
        )
        for raw in document["traps"]
    )


def check(answer: Mapping[str, Any], expected: Expected) -> list[str]:
    """Differences between an answer of ``xintu screen --json`` and the expectation; empty = right."""
    differences = []
    if answer.get("verdict") != expected.verdict:
        differences.append(f"verdict: expected {expected.verdict}, got {answer.get('verdict')}")
    if expected.findings is None:
        return differences
    actual = _grouped(answer.get("findings", ()))
    for wanted in expected.findings:
        key = next((key for key in actual if _matches(wanted, key)), None)
        if key is None:
            differences.append(f"missing: {_describe(wanted)}")
            continue
        differences.extend(_measure_differences(wanted, actual.pop(key)))
    differences.extend(f"not expected: {' '.join(str(part) for part in key)}" for key in actual)
    return differences


Key = tuple[str, str, str, str, str, bool]
"""Class, force, category, normalised document number, certainty, disputed: two findings equal in these are one."""


def _grouped(findings: Iterable[Mapping[str, Any]]) -> dict[Key, set[str]]:
    """Findings that bear on the purpose, and alerts, by key; the measures of several paths together."""
    groups: dict[Key, set[str]] = {}
    for finding in findings:
        if finding["class"] != "alert" and not finding.get("bears_on_purpose", True):
            continue
        listing = finding.get("listing") or {}
        key = (
            finding["class"],
            "" if finding["class"] == "alert" else finding["force"],
            listing.get("category") or "",
            normal_document(listing.get("doc_no") or ""),
            finding["certainty"],
            bool(finding.get("disputed", False)),
        )
        groups.setdefault(key, set()).update(finding.get("measures", ()))
    return groups


def _matches(wanted: ExpectedFinding, key: Key) -> bool:
    cls, force, category, document, certainty, disputed = key
    return (
        cls == wanted.cls
        and (cls == "alert" or force == wanted.force)
        and wanted.category in (None, category)
        and (wanted.doc_no is None or normal_document(wanted.doc_no) == document)
        and certainty in wanted.certainty.split("|")
        and disputed == wanted.disputed
    )


def _measure_differences(wanted: ExpectedFinding, measures: set[str]) -> list[str]:
    if "confirmed" not in wanted.certainty.split("|"):
        return [f"a measure on an unconfirmed finding: {sorted(measures)}"] if measures else []
    absent = sorted(set(wanted.measures) - measures)
    return [f"measures missing: {absent} of {_describe(wanted)}"] if absent else []


def _describe(wanted: ExpectedFinding) -> str:
    parts = (wanted.cls, wanted.force, wanted.category, wanted.doc_no, wanted.certainty, wanted.disputed and "disputed")
    return " ".join(str(part) for part in parts if part)


def normal_document(text: str) -> str:
    """A document number without blanks, with one kind of bracket: what two spellings of one number share."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain.translate(str.maketrans("[]{}〔〕【】〈〉", "()()()()()"))


def _ask_json(ask: Ask) -> dict[str, Any]:
    return {**asdict(ask), "as_of": ask.as_of.isoformat()}


def _expected_json(expected: Expected) -> dict[str, Any]:
    if expected.findings is None:
        return {"verdict": expected.verdict, "findings": None}
    findings = []
    for finding in expected.findings:
        raw = asdict(finding)
        findings.append({"class": raw.pop("cls"), **raw, "measures": list(finding.measures)})
    return {"verdict": expected.verdict, "findings": findings}


def _ask_from(raw: Mapping[str, Any]) -> Ask:
    return Ask(**{**raw, "as_of": date.fromisoformat(raw["as_of"])})


def _expected_from(raw: Mapping[str, Any]) -> Expected:
    if raw["findings"] is None:
        return Expected(raw["verdict"], None)
    findings = []
    for item in raw["findings"]:
        fields = dict(item)
        findings.append(ExpectedFinding(cls=fields.pop("class"), **{**fields, "measures": tuple(fields["measures"])}))
    return Expected(raw["verdict"], tuple(findings))
