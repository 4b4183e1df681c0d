"""What the templates are given: cards and answers in words.

Owns: ordering, grouping and wording for the page. Refuses: reading the store and drawing conclusions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any

from api import wire
from api.card import Card, Entry, Tie
from api.labels import label, tables
from api.web.lives import LifeRow
from graph.life import State
from graph.model import Evidence
from linkage.dates import Truth
from linkage.identifiers import mask_text
from linkage.model import ClaimKind, Facts, fact

SHOWN_ELSEWHERE = frozenset(
    {"authority_code", "issue_date", "in_date", "decision_date", "position", "paid_on", "month", "source_unit"}
)
VALUE_WORDS = {
    "role": "relation",
    "responsible": "responsible",
    "penalty_types": "penalty",
    "category": "category",
    "unpaid": "yesno",
    "guarantee": "yesno",
    "void": "void",
    "closed_by": "closed_by",
    "code": "state",
}
"""Facts whose value is a code, and the table of its words."""


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
    issuer: str | None = None
    life: LifeRow | None = None


Lives = Mapping[tuple[str, str], LifeRow]
"""Listing key and category -> where it stands."""
_IN_LIFE = {State.IN_FORCE: "now", State.INTENDED: "maybe", State.UNKNOWN: "maybe"}


def tie_rows(card: Card, names: bool, day: date) -> list[TieRow]:
    """Relations: those that hold on the day first."""
    rows = [_tie_row(tie, names, day) for tie in card.ties]
    return sorted(rows, key=lambda row: (row.state == "past", row.outgoing, row.word))


def _tie_row(tie: Tie, names: bool, day: date) -> TieRow:
    begin, end = ("", "") if tie.span.is_void else wire.span_words(tie.span)
    return TieRow(
        word=label("relation", tie.type),
        outgoing=tie.outgoing,
        other=tie.other,
        name=wire.shown_name(tie, names) or "（尚未归并）",
        kind=str(tie.other_kind or ""),
        since=begin,
        until=end,
        state="void" if tie.span.is_void else _state(tie.holds(day)),
        certainty=str(tie.certainty),
        note="；".join(f"{name}：{value}" for name, value in fact_words(tie.facts)),
        evidence=tie.evidence,
    )


def _state(truth: Truth) -> str:
    return {Truth.YES: "now", Truth.MAYBE: "maybe", Truth.NO: "past"}[truth]


def fact_words(facts: Facts) -> list[tuple[str, str]]:
    """Named details in words, without those that the page shows elsewhere."""
    order = {name: place for place, name in enumerate(tables()["fact"])}
    shown = [(name, value) for name, value in facts if name not in SHOWN_ELSEWHERE]
    shown.sort(key=lambda pair: order.get(pair[0], len(order)))
    return [(label("fact", name), _value(name, value)) for name, value in shown]


def _value(name: str, value: str) -> str:
    group = VALUE_WORDS.get(name)
    if group is None:
        return mask_text(value)
    return "、".join(label(group, part) for part in value.replace(",", " ").split())


def entry_rows(card: Card, kind: ClaimKind, day: date, lives: Lives = MappingProxyType({})) -> list[EntryRow]:
    """The card's entries of a kind, newest first; listings with where they stand when ``lives`` are given."""
    rows = [_entry_row(entry, day, lives.get((entry.listing or "", entry.type))) for entry in card.of(kind)]
    return sorted(rows, key=lambda row: row.since, reverse=True)


def _entry_row(entry: Entry, day: date, life: LifeRow | None) -> EntryRow:
    begin, end = wire.span_words(entry.span)
    return EntryRow(
        word=wire.entry_word(entry),
        since=begin,
        until=end,
        state=_IN_LIFE.get(State(life.code), "past") if life else _state(entry.span.holds(day)),
        certainty=str(entry.certainty),
        facts=fact_words(entry.facts),
        events=[(name, label("event", name), day_.isoformat()) for name, day_, _ in entry.events],
        evidence=entry.evidence,
        life=life,
    )


def attribute_rows(card: Card, day: date) -> list[tuple[str, str]]:
    """Attributes that hold on the day, once each: the word, the value and what else the record says of it."""
    rows = [
        (wire.entry_word(entry), _attribute(entry.facts))
        for entry in wire.attributes(card)
        if entry.span.holds(day) is not Truth.NO
    ]
    return list(dict.fromkeys((word, value) for word, value in rows if value))


def _attribute(facts: Facts) -> str:
    """The value, and the rest in brackets."""
    value = _value("code", fact(facts, "code")) or mask_text(fact(facts, "value"))
    rest = [f"{word} {said}" for word, said in fact_words(tuple(p for p in facts if p[0] not in ("code", "value")))]
    return f"{value}（{'，'.join(rest)}）" if value and rest else value or "，".join(rest)


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
