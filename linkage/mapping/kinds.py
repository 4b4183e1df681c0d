"""What a party is: enterprise, organisation or person.

Owns: deciding from the spec's rule, the numbers and then the name. Refuses: certainty (a name alone may mislead; the
resolver sees the kind as stated).
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind
from linkage.names import looks_like_enterprise, looks_like_person, states_enterprise
from linkage.script import fold
from linkage.tables import toml_table

K = IdentifierKind
_OF_COMPANIES = frozenset({K.USCC, K.ORG_CODE, K.REG_NO, K.REGISTRY_ID, K.INSTITUTION_CERT, K.SOCIAL_CERT})


@cache
def _table() -> dict[str, Any]:
    return dict(toml_table("vocabulary")["kinds"])


def decide_kind(rule: str | None, name: str, identifiers: Sequence[Identifier]) -> Kind:
    """The kind for a rule of linkage.spec.KIND_RULES (None: the cell said nothing), numbers and name."""
    if rule in ("enterprise", "organisation"):
        return Kind(rule)
    if rule == "holder":
        return _holder(name, identifiers)
    if rule == "body":
        return Kind.ENTERPRISE if _names_firm(name) else Kind.ORGANISATION
    coded = any(each.kind in _OF_COMPANIES for each in identifiers)
    if rule == "person":
        sole_trader = any(each.kind is K.USCC and not each.masked for each in identifiers)
        return _company(name, identifiers) if sole_trader else Kind.PERSON
    if rule == "company" or coded:
        return _company(name, identifiers)
    if any(each.kind in (K.RESIDENT, K.PASSPORT, K.OTHER_ID) for each in identifiers):
        return Kind.PERSON if not looks_like_enterprise(name) else _company(name, identifiers)
    return Kind.PERSON if looks_like_person(name) else _company(name, identifiers)


def _holder(name: str, identifiers: Sequence[Identifier]) -> Kind:
    """An office holder is a person unless a firm's number or a firm's name (longer than 吴小学) stands there."""
    firm = len(name) > _table()["short_name"] and states_enterprise(name)
    coded = any(each.kind in _OF_COMPANIES and not each.masked for each in identifiers)
    return _company(name, identifiers) if firm or coded else Kind.PERSON


def _company(name: str, identifiers: Sequence[Identifier]) -> Kind:
    for each in identifiers:
        if each.kind is K.USCC:
            return _by_authority(each.value, name)
        if each.kind in (K.INSTITUTION_CERT, K.SOCIAL_CERT):
            return Kind.ORGANISATION
    return kind_by_name(name)


def _by_authority(uscc: str, name: str) -> Kind:
    if uscc[0] in _table()["organisation_authorities"]:
        return Kind.ORGANISATION
    return Kind.ENTERPRISE if uscc[0] in _table()["enterprise_authorities"] else kind_by_name(name)


@lru_cache(maxsize=65536)
def kind_by_name(name: str) -> Kind:
    """Organisation when the name ends like one and holds no word of enterprises."""
    if _names_firm(name):
        return Kind.ENTERPRISE
    return Kind.ORGANISATION if fold(name).endswith(tuple(_table()["organisation_ends"])) else Kind.ENTERPRISE


def _names_firm(name: str) -> bool:
    plain = fold(name)
    return any(part in plain for part in _table()["enterprise_parts"])
