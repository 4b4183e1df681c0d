"""Identifiers of enterprises, organisations and persons: the public surface.

Owns: parse, validate, normalise, lift, imply, compare and mask USCC, organisation code, registration, tax and resident
numbers, certificates of institutions and social organisations, passports and others (FORMATS.md, Identifiers).
Refuses: stores, clocks, and matching of parties. Its parts: numbering (types), spelling, checksums, residents,
validation, recognition, masks, rejects; others import from here.
"""

from linkage.masks import compare, mask
from linkage.numbering import (
    Comparison,
    Identifier,
    IdentifierKind,
    Invalid,
    Relation,
    Strength,
    holds_resident,
    starred,
)
from linkage.recognition import implied, owner, parse, readings
from linkage.rejects import mask_text
from linkage.residents import birth_date, birth_year, born_by, lift, sex
from linkage.spelling import fold_number

__all__ = [
    "Comparison",
    "Identifier",
    "IdentifierKind",
    "Invalid",
    "Relation",
    "Strength",
    "birth_date",
    "birth_year",
    "born_by",
    "compare",
    "fold_number",
    "holds_resident",
    "implied",
    "lift",
    "mask",
    "mask_text",
    "owner",
    "parse",
    "readings",
    "sex",
    "starred",
]
