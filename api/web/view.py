"""What the templates are given: cards and answers in words.

Owns: ordering, grouping and wording for the page. Refuses: reading the store and drawing conclusions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from api import wire
from api.card import Card, Entry, Tie
from api.labels import label
from graph.model import Evidence
from linkage.dates import Truth
from linkage.identifiers import mask_text
from linkage.model import ClaimKind

FACT_WORDS = "fact"


@dataclass(frozen=True, slots=True)
class TieRow:
    """One relation as a table row."""

    word: str
    outgoing: bool
    other: str | None
    name: str
    kind: str
    since: str
    until: str
    state: str
    certainty: str
    note: str
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One listing, product or responsibility as a table row."""

    word: str
    since: str
    until: str
    state: str
    certainty: str
    facts: Sequence[tuple[str, str]]
    events: Sequence[tuple[str, str, str]]
    evidence: Sequence[Evidence]


def tie_rows(card: Card, names: bool, day: date) -> list[TieRow]:
    """Relations: those that hold on the day first."""
    rows = [_tie_row(tie, names, day) for tie in card.ties]
    return sorted(rows, key=lambda row: (row.state == "past", row.outgoing, row.word))


def _tie_row(tie: Tie, names: bool, day: date) -> TieRow:
    begin, end = wire.span_words(tie.span)
    void = tie.span.is_void
    return TieRow(
        word=label("relation", tie.type),
        outgoing=tie.outgoing,
        other=tie.other,
        name=wire.shown_name(tie, names) or "（尚未归并）",
        kind=str(tie.other_kind or ""),
        since="" if void else begin,
        until="" if void else end,
        state="void" if void else _state(tie.span.holds(day)),
        certainty=str(tie.certainty),
        note="；".join(_fact_words(tie.facts)),
        evidence=tie.evidence,
    )


def _state(truth: Truth) -> str:
    return {Truth.YES: "now", Truth.MAYBE: "maybe", Truth.NO: "past"}[truth]


def _fact_words(facts: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{label(FACT_WORDS, name)}：{_value(name, value)}" for name, value in facts]


def _value(name: str, value: str) -> str:
    group = {"role": "relation", "responsible": "responsible", "penalty_types": "penalty", "category": "category"}
    if name in group:
        return "、".join(label(group[name], part) for part in value.replace(",", " ").split())
    return label("yesno", value) if name in ("unpaid", "guarantee", "void", "disputed") else mask_text(value)


def entry_rows(card: Card, kind: ClaimKind, day: date) -> list[EntryRow]:
    """The card's entries of a kind, newest first."""
    rows = [_entry_row(entry, day) for entry in card.of(kind)]
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _entry_row(entry: Entry, day: date) -> EntryRow:
    begin, end = wire.span_words(entry.span)
    return EntryRow(
        word=wire.entry_word(entry),
        since=begin,
        until=end,
        state=_state(entry.span.holds(day)),
        certainty=str(entry.certainty),
        facts=[(label(FACT_WORDS, name), _value(name, value)) for name, value in entry.facts],
        events=[(name, label("event", name), day_.isoformat()) for name, day_, _ in entry.events],
        evidence=entry.evidence,
    )


def sources_by_department(card: Card) -> list[tuple[str, str, list[Evidence]]]:
    """The card's records, grouped by delivering region and department."""
    groups = groupby(card.sources, key=lambda source: (source.region, source.department))
    return [(region, department, list(records)) for (region, department), records in groups]


def entities_on_paths(answer: Mapping[str, Any] | None) -> frozenset[str]:
    """Ids of the entities that stand on the path of any finding: what the picture marks."""
    found: set[str] = set()
    for finding in (answer or {}).get("findings", ()):
        for step in finding.get("path", ()):
            found |= {value for value in step.values() if isinstance(value, str)}
    return frozenset(found)
