"""Entities in the words of FollowTheMoney: schema and properties.

Owns: which schema a kind has, and which property carries what. Refuses: numbers of natural persons (they come masked)
and their private details.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from api import wire
from graph.extract import Standing
from graph.life import State
from graph.model import Certainty, Node
from linkage.identifiers import mask_text
from linkage.model import Kind, fact
from linkage.numbering import IdentifierKind

COUNTRY = "cn"
SCHEMAS = {Kind.ENTERPRISE: "Company", Kind.ORGANISATION: "Organization", Kind.PERSON: "Person"}
KINDS = {
    "Company": frozenset({Kind.ENTERPRISE}),
    "Organization": frozenset({Kind.ENTERPRISE, Kind.ORGANISATION}),
    "PublicBody": frozenset({Kind.ORGANISATION}),
    "LegalEntity": frozenset(Kind),
    "Person": frozenset({Kind.PERSON}),
}
"""Kinds that a query for a schema can mean: a company is an organisation too, and any of them a legal entity."""
_NUMBERS = {
    IdentifierKind.USCC: ("uscCode", "registrationNumber"),
    IdentifierKind.REG_NO: ("registrationNumber",),
    IdentifierKind.ORG_CODE: ("idNumber",),
    IdentifierKind.TAX_NO: ("taxNumber",),
    IdentifierKind.INSTITUTION_CERT: ("registrationNumber",),
    IdentifierKind.SOCIAL_CERT: ("registrationNumber",),
    IdentifierKind.RESIDENT: ("idNumber",),
    IdentifierKind.PASSPORT: ("passportNumber",),
    IdentifierKind.OTHER_ID: ("idNumber",),
    IdentifierKind.CERTIFICATE: ("idNumber",),
}
NUMBER_PROPERTIES = ("uscCode", "registrationNumber", "idNumber", "taxNumber", "passportNumber")
NAME_PROPERTIES = ("name", "alias", "previousName", "weakAlias")
COUNTRY_PROPERTIES = ("country", "jurisdiction", "nationality", "citizenship")
_DETAILS = {"established": "incorporationDate", "comp_type": "legalForm", "address": "address", "industry": "sector"}

Properties = dict[str, list[str]]


def properties(node: Node, names: bool = True, topics: Sequence[str] = ()) -> Properties:
    """The entity's properties; ``names=False`` stars a person's name."""
    person = node.kind is Kind.PERSON
    shown = [wire.masked_name(name) if person and not names else mask_text(name) for name in (node.name, *node.names)]
    found: Properties = {"name": shown[:1], "alias": _others(shown)}
    for number in wire.numbers(node):
        for name in _NUMBERS.get(number.kind, ()):
            if person or not name.startswith("passport"):
                found.setdefault(name, []).append(number.display())
    found["country"] = [] if person else [COUNTRY]
    if not person:
        found["jurisdiction"] = [COUNTRY]
        for detail, name in _DETAILS.items():
            found[name] = [mask_text(value)] if (value := fact(node.details, detail)) else []
    found["topics"] = list(topics)
    return {name: list(dict.fromkeys(values)) for name, values in found.items() if values}


@cache
def _topics_of() -> Mapping[str, Sequence[str]]:
    text = (files("api") / "data" / "exports.toml").read_text("utf-8")
    topics: Mapping[str, Sequence[str]] = tomllib.loads(text)["topics"]
    return topics


def topics(listings: Iterable[Standing]) -> dict[str, list[str]]:
    """Entity -> the topics of its confirmed listings in force (a stayed or merely probable one says nothing)."""
    found: dict[str, set[str]] = {}
    for each in listings:
        said = _topics_of().get(each.listing.category, ())
        if said and each.state is State.IN_FORCE and each.listing.certainty is Certainty.CONFIRMED:
            found.setdefault(each.listing.subject, set()).update(said)
    return {entity: sorted(said) for entity, said in found.items()}


def _others(names: Iterable[str]) -> list[str]:
    first, *rest = names
    return [name for name in rest if name != first]
