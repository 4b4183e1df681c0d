"""Numbers as people type them, turned into identifiers that a question can be asked with.

Owns: every reading of one text, and the error for a text that is no number. Refuses: to repair a wrong digit.
"""

from api.errors import InvalidNumber
from linkage.identifiers import Identifier, IdentifierKind, Invalid, parse, readings

_FREE_KINDS = (
    IdentifierKind.INSTITUTION_CERT,
    IdentifierKind.SOCIAL_CERT,
    IdentifierKind.PASSPORT,
    IdentifierKind.OTHER_ID,
    IdentifierKind.CERTIFICATE,
    IdentifierKind.REGISTRY_ID,
)
"""Kinds without a check digit: they are tried only for a text whose shape is of no checked kind."""


def read_number(text: str, region: str) -> tuple[Identifier, ...]:
    """Every reading of the number, likeliest first; ``region`` scopes registry ids. InvalidNumber says what is
    wrong."""
    found = readings(text, region)
    if found:
        return found
    result = parse(text)
    if isinstance(result, Identifier):
        return (result,)
    if result.reason == "unrecognised":
        free = (parse(text, kind, region) for kind in _FREE_KINDS)
        found = tuple(each for each in free if isinstance(each, Identifier))
    if not found:
        raise invalid(result)
    return found


def invalid(result: Invalid) -> InvalidNumber:
    """The error of a text that is no number: its Chinese message, its reason and, in English, the remedy."""
    return InvalidNumber(f"{result.value_masked}: {result.message_zh}", remedy=result.message, reason=result.reason)
