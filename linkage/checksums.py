"""Check characters of Chinese identifiers.

Owns: the four algorithms (GB 32100-2015, GB 11714-1997, GS 15-2006, GB 11643-1999), each from the body to its check
character. Refuses: deciding what a text is, areas, dates (linkage.recognition and linkage.residents do).
"""

from operator import mul

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: digits and capitals without I O S V Z, in value order."""

ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""GB 11714-1997, in value order."""

_USCC_VALUE = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_VALUE = {character: value for value, character in enumerate(ORG_ALPHABET)}
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"
_ORG_CHECKS = "0X987654321"


def uscc_check(body: str) -> str:
    """Check character for the first 17 of a unified social credit code (mod 31); ValueError on another body."""
    if len(body) != 17:
        raise ValueError("a USCC body has 17 characters")
    try:
        total = sum(map(mul, map(_USCC_VALUE.__getitem__, body), _USCC_WEIGHTS))
    except KeyError as missing:
        raise ValueError("a USCC body is made of 0-9 and A-Z without I O S V Z") from missing
    return USCC_ALPHABET[-total % 31]


def org_code_check(body: str) -> str:
    """Check character for the first 8 of an organisation code (mod 11, 10 prints X); ValueError on another body."""
    if len(body) != 8:
        raise ValueError("an organisation code body has 8 characters")
    try:
        total = sum(map(mul, map(_ORG_VALUE.__getitem__, body), _ORG_WEIGHTS))
    except KeyError as missing:
        raise ValueError("an organisation code body is made of 0-9 and A-Z") from missing
    return _ORG_CHECKS[total % 11]


def reg_no_check(body: str) -> str:
    """Check digit for the first 14 of a registration number (ISO 7064 mod 11,10); ValueError on another body."""
    if len(body) != 14 or not _is_digits(body):
        raise ValueError("a registration number body has 14 digits")
    product = 10
    for digit in body:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def resident_check(body: str) -> str:
    """Check character for the first 17 of a resident number (ISO 7064 mod 11-2); ValueError on another body."""
    if len(body) != 17 or not _is_digits(body):
        raise ValueError("a resident number body has 17 digits")
    total = sum(map(mul, map(int, body), _RESIDENT_WEIGHTS))
    return _RESIDENT_CHECKS[total % 11]


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
