"""What leaves the house: cards and search hits as JSON, masked.

Owns: the shape of the JSON that HTTP and the command line share, and the masking of persons in it.
Refuses: to let an identity number through, whoever asks, and a person's name where the reader has not said why.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from api.card import Card, Entry, Tie
from api.labels import label, tables
from graph.model import Evidence, Node
from linkage.dates import ALWAYS, FOREVER, Span
from linkage.identifiers import Identifier, mask_text
from linkage.model import ClaimKind, Kind

Json = dict[str, Any]
PRIVATE = frozenset({"phone", "email", "address", "birth", "village", "sex"})
"""Details of a natural person that no card needs (个人信息保护法 art. 6: minimum)."""


def number(identifier: Identifier) -> Json:
    """A number as it may be shown."""
    return {"kind": str(identifier.kind), "label": label("number", identifier.kind), "value": identifier.display()}


def numbers(node: Node) -> list[Identifier]:
    """An entity's numbers, the strongest kinds first."""
    order = list(tables()["number"])
    return sorted(
        node.identifiers, key=lambda each: (order.index(each.kind) if each.kind in order else len(order), each)
    )


def masked_name(name: str) -> str:
    """A person's name with everything but the first and, of longer ones, the last character starred."""
    if len(name) < 2:
        return "*"
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def evidence(source: Evidence) -> Json:
    """Where a fact was read."""
    return {
        "region": source.region,
        "department": source.department,
        "dataset": source.dataset,
        "file": source.file,
        "row": source.row,
        "as_at": source.as_at.isoformat(),
        "record": source.record,
        "version": source.version,
    }


def span_words(span: Span) -> tuple[str, str]:
    """Begin and (exclusive) end as text; a range of days where a date is imprecise, empty where unknown or open."""
    return _day_range(span.begin_min, span.begin_max, ALWAYS), _day_range(span.end_min, span.end_max, FOREVER)


def day_words(days: tuple[date, date]) -> str:
    """A day, or the days between which it lies; 日期不详 when nobody says."""
    return _day_range(*days, ALWAYS) or "日期不详"


def _day_range(low: date, high: date, none: date) -> str:
    if low == high:
        return "" if low == none else low.isoformat()
    if low == ALWAYS:
        return f"≤{high.isoformat()}"
    return f"{low.isoformat()}…" if high == FOREVER else f"{low.isoformat()}…{high.isoformat()}"


def card(value: Card, names: bool = True) -> Json:
    """The card as JSON; ``names=False`` stars the names of natural persons around an enterprise."""
    node = value.node
    person = node.kind is Kind.PERSON
    return {
        "id": node.id,
        "asked": value.asked,
        "retired": value.asked != node.id,
        "kind": str(node.kind),
        "name": mask_text(node.name) if names or not person else masked_name(node.name),
        "names": [mask_text(name) for name in (node.name, *value.aliases)] if names or not person else [],
        "identifiers": [number(identifier) for identifier in numbers(node)],
        "details": dict(details(value, names)),
        "members": {str(certainty): count for certainty, count in value.members.items()},
        "relations": [tie(each, names) for each in value.ties],
        "listings": [entry(each) for each in value.of(ClaimKind.LISTING)],
        "responsibilities": [entry(each) for each in value.of(ClaimKind.RESPONSIBILITY)],
        "products": [entry(each) for each in value.of(ClaimKind.PRODUCT)],
        "attributes": [entry(each) for each in attributes(value)],
        "sources": [evidence(source) for source in value.sources],
    }


def attributes(value: Card) -> list[Entry]:
    """What records state beside relations and listings; of a person's private details (his village) what was assessed
    there and when, without the detail itself."""
    stated = value.of(ClaimKind.ATTRIBUTE)
    if value.node.kind is not Kind.PERSON:
        return list(stated)
    return [
        replace(each, facts=tuple(pair for pair in each.facts if pair[0] != "value")) if each.type in PRIVATE else each
        for each in stated
    ]


def details(value: Card, names: bool = True) -> list[tuple[str, str]]:
    """What the records say beside names and numbers; nothing private of persons."""
    node = value.node
    if node.kind is Kind.PERSON:
        return [(name, mask_text(text)) for name, text in node.details if name not in PRIVATE]
    hide = {"legal_representative"} if not names else set()
    return [(name, masked_name(text) if name in hide else mask_text(text)) for name, text in node.details]


def shown_name(value: Tie, names: bool) -> str:
    """The other end's name, starred when it is a person's and the reader has not said why."""
    hide = not names and value.other_kind is Kind.PERSON
    return masked_name(value.other_name) if hide else mask_text(value.other_name)


def tie(value: Tie, names: bool = True) -> Json:
    """A relation; ``role`` says which end the card's entity is."""
    begin, end = span_words(value.span)
    return {
        "type": value.type,
        "label": label("relation", value.type),
        "role": "holder" if value.outgoing else "held_by",
        "entity": value.other,
        "name": shown_name(value, names),
        "kind": str(value.other_kind) if value.other_kind else None,
        "from": begin,
        "to": end,
        "periods": [
            dict(zip(("from", "to"), span_words(span), strict=True)) for span in value.spans if not span.is_void
        ],
        "void": value.span.is_void,
        "certainty": str(value.certainty),
        "facts": {name: mask_text(text) for name, text in value.facts},
        "evidence": [evidence(source) for source in value.evidence],
    }


def entry_word(value: Entry) -> str:
    """The Chinese word for an entry's type."""
    group = {ClaimKind.LISTING: "category", ClaimKind.PRODUCT: "product", ClaimKind.RESPONSIBILITY: "relation"}
    return label(group.get(value.kind, "attribute"), value.type)


def entry(value: Entry) -> Json:
    """A listing with its events, a product, a responsibility or an attribute."""
    begin, end = span_words(value.span)
    content: Json = {
        "type": value.type,
        "label": entry_word(value),
        "from": begin,
        "to": end,
        "certainty": str(value.certainty),
        "facts": {name: mask_text(text) for name, text in value.facts},
        "evidence": [evidence(source) for source in value.evidence],
    }
    if value.kind is ClaimKind.PRODUCT:
        content["issuer"] = value.issuer
    if value.kind is ClaimKind.LISTING:
        content["events"] = [
            {"event": name, "label": label("event", name), "on": day.isoformat()} for name, day, _ in value.events
        ]
    return content


IDS = frozenset({"a", "b", "id", "party", "parties", "entity", "entities", "weighed", "loose", "record", "model"})
"""Fields of our values that hold ids: hashes, of which none is a person's number though one may look like it."""


def plain(value: Any) -> Any:
    """Any of our frozen values as JSON, numbers masked in all but ids."""
    if isinstance(value, Identifier):
        return number(value)
    if isinstance(value, str):
        return mask_text(str(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        held = {item.name: getattr(value, item.name) for item in fields(value)}
        return {name: _ids(each) if name in IDS else plain(each) for name, each in held.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value


def _ids(value: Any) -> Any:
    """Ids as they are; what else a field of that name holds as any value."""
    if isinstance(value, str):
        return str(value)
    return [_ids(item) for item in value] if isinstance(value, list | tuple) else plain(value)
