"""Entities in the words of FollowTheMoney: schema and properties.

Owns: which schema a kind has, and which property carries what. Refuses: numbers of natural persons (they come masked)
and their private details.
"""

from collections.abc import Iterable

from api import wire
from graph.model import Node
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


def properties(node: Node, names: bool = True) -> Properties:
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
    return {name: list(dict.fromkeys(values)) for name, values in found.items() if values}


def _others(names: Iterable[str]) -> list[str]:
    first, *rest = names
    return [name for name in rest if name != first]
