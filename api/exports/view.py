"""What every format says of an entity, a relation and a listing.

Owns: stable ids of relations and listings, masked names and numbers, days as ISO text, words of other standards.
Refuses: file formats.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from api import wire
from api.labels import label
from graph.extract import Relation, Standing
from graph.listings import Days
from graph.model import Certainty, Node
from linkage.dates import ALWAYS, FOREVER, Span, Truth
from linkage.identifiers import mask_text
from linkage.model import Kind, content_id

_DECIMALS = 4
"""Percent to a ten-thousandth."""


@dataclass(frozen=True, slots=True)
class Context:
    """The day of the export, the region that publishes it, and whether natural persons are in it."""

    day: date
    region: str
    persons: bool

    def shows(self, kind: Kind | None) -> bool:
        """Whether an entity of the kind is exported."""
        return self.persons or kind is not Kind.PERSON


@cache
def relation_words() -> Mapping[str, Mapping[str, str]]:
    """Relation type -> its words in other standards."""
    text = (files("api") / "data" / "exports.toml").read_text("utf-8")
    words: Mapping[str, Mapping[str, str]] = tomllib.loads(text)["relation"]
    return words


def name_of(node: Node) -> str:
    """The name as it may leave the house: a natural person's is starred."""
    return wire.masked_name(node.name) if node.kind is Kind.PERSON else mask_text(node.name)


def relation_id(relation: Relation) -> str:
    """The same for the same type and ends, in every export."""
    link = relation.link
    return f"R-{content_id('relation', link.type, link.holder, link.company)}"


def listing_id(standing: Standing) -> str:
    """The same for the same decision, category and subject."""
    listing = standing.listing
    return f"L-{content_id('listing', listing.key, listing.category, listing.subject)}"


def certainty_of(relation: Relation) -> str:
    """confirmed, probable (an identity) or possible (a day)."""
    if relation.link.certainty is Certainty.PROBABLE:
        return "probable"
    return "confirmed" if relation.link.holds is Truth.YES else "possible"


def days_of(span: Span) -> tuple[str, str]:
    """First certain day and first day after, empty when unknown or open."""
    return _day(span.begin_max if span.begin_min != ALWAYS else ALWAYS), _day(span.end_min)


def listed_days(days: Days) -> str:
    """The day of a listing's beginning or end; empty when it is unknown or open."""
    return _day(days[1] if days[0] != ALWAYS else ALWAYS)


def percent_of(relation: Relation) -> tuple[float, float] | None:
    """The share in per cent, least and most; None where the relation is no share."""
    stake = relation.share if relation.link.type == "SHAREHOLDER_OF" else None
    return None if stake is None else (round(stake.low * 100, _DECIMALS), round(stake.high * 100, _DECIMALS))


def category_title(standing: Standing) -> str:
    """The Chinese title of a listing's category."""
    return label("category", standing.listing.category)


def _day(day: date) -> str:
    return "" if day in (ALWAYS, FOREVER) else day.isoformat()
