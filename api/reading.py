"""Reads of entities through any channel, with the rule for natural persons in one place.

Owns: who may read what, and that every read of a natural person is in the audit log before it is answered.
Refuses: HTTP and terminal words. A reader who has not said who, what for, why and in which case sees enterprises with
the persons around them starred, and no person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from api.audit import Access, Read
from api.bootstrap import Application
from api.card import Card, read_card
from api.errors import InvalidQuery, PurposeRequired
from api.numbers import read_number
from graph.model import Certainty, Node
from linkage.model import Kind

REMEDY = (
    "state all four: headers X-Xintu-Caller, -Purpose, -Basis, -Case; the form of the page; --caller, --basis, --case"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, through which channel (http, web, cli)."""

    access: Access
    channel: str

    @property
    def is_stated(self) -> bool:
        """True when caller, purpose, basis and case are all given."""
        return not self.access.missing

    def demand(self) -> None:
        """PurposeRequired, naming what is missing, unless all four are given."""
        if self.access.missing:
            missing = ", ".join(self.access.missing)
            raise PurposeRequired(f"涉及自然人的查询须说明 missing: {missing}", remedy=REMEDY, missing=missing)


@dataclass(frozen=True, slots=True)
class Opened:
    """A card as this reader may see it; ``query`` is the number of the log entry, None when no person was shown."""

    card: Card
    names: bool
    query: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity that a search found. ``score`` of a name: 0 to 100; of a number: 100. ``by`` is name or number.
    ``shop``: the name is of an online shop that the entity runs."""

    node: Node
    matched: str
    score: float
    by: str
    shop: bool = False
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Search results, best first. ``hidden`` counts natural persons left out because the reader stated no purpose."""

    hits: tuple[Hit, ...]
    hidden: int = 0
    query: str | None = None


def open_card(app: Application, asked: str, reader: Reader) -> Opened:
    """The card of an entity; a person's card needs a stated reader."""
    card = read_card(app.store, asked)
    if card.node.kind is Kind.PERSON:
        reader.demand()
    query = log(app, reader, "entity", card.persons) if reader.is_stated and card.persons else None
    return Opened(card, reader.is_stated, query)


def log(app: Application, reader: Reader, action: str, persons: Iterable[str]) -> str:
    """Write the read of these persons to the audit log; returns the query number."""
    return app.audit.record(app.clock(), reader.access, Read(action, reader.channel, tuple(persons)))


def find_number(app: Application, text: str, reader: Reader, region: str = "") -> Found:
    """Entities that have a number in any reading of the text; InvalidNumber when it is none."""
    readings = read_number(text, region or app.settings.region)
    if all(each.is_personal for each in readings):
        reader.demand()
    found = app.store.by_identifier(readings)
    certainties: dict[str, tuple[str, Certainty]] = {}
    for identifier in readings:
        for entity, certainty in found.get(identifier, ()):
            if entity not in certainties or certainty is Certainty.CONFIRMED:
                certainties[entity] = (identifier.display(), certainty)
    nodes = app.store.nodes(certainties)
    hits = [
        Hit(nodes[entity], shown, 100.0, "number", certainty=certainty)
        for entity, (shown, certainty) in certainties.items()
        if entity in nodes
    ]
    return _screened(app, hits, reader)


def find_name(app: Application, name: str, kind: Kind | None, reader: Reader) -> Found:
    """Entities whose name, or a former one, or an online shop's, is like the name."""
    text = name.strip()
    if not text:
        raise InvalidQuery("没有给出名称 the name is empty", remedy="give a name, or a number by POST")
    if kind is Kind.PERSON:
        reader.demand()
    found = app.store.by_name(text, kind, app.settings.name_hits)
    nodes = app.store.nodes({hit.entity for hit in found})
    best: dict[str, Hit] = {}
    for hit in found:
        score = round(fuzz.ratio(text, hit.name), 1)
        if hit.entity in nodes and (hit.entity not in best or score > best[hit.entity].score):
            best[hit.entity] = Hit(nodes[hit.entity], hit.name, score, "name", hit.shop)
    return _screened(app, sorted(best.values(), key=lambda hit: (-hit.score, hit.node.id)), reader)


def _screened(app: Application, hits: Sequence[Hit], reader: Reader) -> Found:
    persons = [hit.node.id for hit in hits if hit.node.kind is Kind.PERSON]
    if not persons:
        return Found(tuple(hits))
    if reader.is_stated:
        return Found(tuple(hits), query=log(app, reader, "search", persons))
    return Found(tuple(hit for hit in hits if hit.node.kind is not Kind.PERSON), hidden=len(persons))
