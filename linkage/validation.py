"""Validating a folded number as one kind.

Owns: per kind its length, alphabet, area, birth date and check digits, and reading masks. Refuses: guessing the kind
(linkage.recognition does) and repairing characters: a wrong check digit is an error with its remedy.
"""

import re
from collections.abc import Callable
from functools import cache

from linkage import residents
from linkage.checksums import ORG_ALPHABET, USCC_ALPHABET, org_code_check, reg_no_check, resident_check, uscc_check
from linkage.numbering import STAR, Identifier, IdentifierKind, Invalid
from linkage.rejects import rejected
from linkage.residents import is_area, is_birth
from linkage.spelling import DIGITS
from linkage.tables import toml_table

K = IdentifierKind
Parsed = Identifier | Invalid

USCC_CHARACTERS, ORG_CHARACTERS = frozenset(USCC_ALPHABET), frozenset(ORG_ALPHABET)
UNCHECKED = frozenset({K.INSTITUTION_CERT, K.SOCIAL_CERT, K.PASSPORT, K.OTHER_ID, K.REGISTRY_ID, K.CERTIFICATE})
"""Kinds without a check digit of their own."""

_X_RUN = re.compile(r"X(?=[X*])|(?<=[X*])X(?!$)")
_FREE = re.compile(r"[^0-9A-Z\u3400-\u9fff*()./]|^事证|[字第号]")
_FREE_LENGTH = (4, 40)


def is_registered(value: str) -> bool:
    """True when the first two characters are an authority and a category of GB 32100 that stand together."""
    return value[:2] in _registrations()


@cache
def _registrations() -> frozenset[str]:
    """Authority and category as they stand together in a USCC."""
    table: dict[str, str] = toml_table("identifiers")["uscc"]["categories"]
    return frozenset(authority + category for authority, categories in table.items() for category in categories)


def _parse_uscc(value: str) -> Parsed:
    if STAR in value:
        return parse_masked(value, K.USCC)
    if len(value) != 18:
        return rejected(K.USCC, value, "length")
    if not USCC_CHARACTERS.issuperset(value):
        return rejected(K.USCC, value, "alphabet")
    if not is_registered(value):
        return rejected(K.USCC, value, "category")
    if not is_area(value[2:8], resident=False):
        return rejected(K.USCC, value, "area")
    if uscc_check(value[:17]) != value[17]:
        return rejected(K.USCC, value, "check_digit")
    if org_code_check(value[8:16]) != value[16]:
        return rejected(K.USCC, value, "org_check_digit")
    return Identifier(K.USCC, value)


def _parse_org_code(value: str) -> Parsed:
    if STAR in value:
        return parse_masked(value, K.ORG_CODE)
    if len(value) != 9:
        return rejected(K.ORG_CODE, value, "length")
    if not ORG_CHARACTERS.issuperset(value):
        return rejected(K.ORG_CODE, value, "alphabet")
    if org_code_check(value[:8]) != value[8]:
        return rejected(K.ORG_CODE, value, "check_digit")
    return Identifier(K.ORG_CODE, value)


def _parse_reg_no(value: str) -> Parsed:
    if STAR in value:
        return parse_masked(value, K.REG_NO)
    if len(value) != 15:
        return rejected(K.REG_NO, value, "length")
    if not DIGITS.issuperset(value):
        return rejected(K.REG_NO, value, "alphabet")
    if not is_area(value[:6], resident=False):
        return rejected(K.REG_NO, value, "area")
    if reg_no_check(value[:14]) != value[14]:
        return rejected(K.REG_NO, value, "check_digit")
    return Identifier(K.REG_NO, value)


def _parse_tax_no(value: str) -> Parsed:
    if STAR in value:
        return parse_masked(value, K.TAX_NO)
    size = len(value)
    if size not in (15, 17, 18, 20):
        return rejected(K.TAX_NO, value, "length")
    if not ORG_CHARACTERS.issuperset(value):
        return rejected(K.TAX_NO, value, "alphabet")
    if size == 18 and isinstance(_parse_uscc(value), Identifier):
        return Identifier(K.USCC, value)
    if size == 15 and is_area(value[:6], resident=False) and org_code_check(value[6:14]) == value[14]:
        return Identifier(K.TAX_NO, value)
    cut = 15 if size in (15, 17) else 18
    owner = _parse_resident(value[:cut])
    if isinstance(owner, Identifier):
        return Identifier(K.TAX_NO, owner.value + value[cut:])
    if size == 15:
        return rejected(K.TAX_NO, value, "check_digit" if is_area(value[:6], resident=False) else "area")
    return rejected(K.TAX_NO, value, owner.reason)


def _parse_resident(value: str) -> Parsed:
    if STAR in value or is_x_mask(value):
        return parse_masked(value, K.RESIDENT)
    if len(value) == 15:
        return _parse_old_resident(value)
    if len(value) != 18:
        return rejected(K.RESIDENT, value, "length")
    if not DIGITS.issuperset(value[:17]) or (value[17] not in DIGITS and value[17] != "X"):
        return rejected(K.RESIDENT, value, "alphabet")
    if not is_area(value[:6], resident=True):
        return rejected(K.RESIDENT, value, "area")
    if not is_birth(value[6:14]):
        return rejected(K.RESIDENT, value, "birth_date")
    if resident_check(value[:17]) != value[17]:
        return rejected(K.RESIDENT, value, "check_digit")
    return Identifier(K.RESIDENT, value)


def _parse_old_resident(value: str) -> Parsed:
    if not DIGITS.issuperset(value):
        return rejected(K.RESIDENT, value, "alphabet")
    if not is_area(value[:6], resident=True):
        return rejected(K.RESIDENT, value, "area")
    lifted = residents.lift(value)
    if not is_birth(lifted[6:14]):
        return rejected(K.RESIDENT, value, "birth_date")
    return Identifier(K.RESIDENT, lifted)


def is_x_mask(value: str) -> bool:
    """True for digits with a run of X: some departments hide digits so; one X alone is a check character."""
    return "XX" in value and DIGITS.issuperset(value.replace("X", "").replace(STAR, ""))


def parse_masked(value: str, kind: IdentifierKind | None) -> Parsed:
    """A masked number: a resident's where the visible digits allow it, else the column's kind."""
    pattern = _X_RUN.sub(STAR, value) if is_x_mask(value) else value
    kept = len(pattern) - pattern.count(STAR)
    limits = residents.limits()
    exact = len(pattern) in (residents.LENGTH, residents.OLD_LENGTH)
    if kept < (limits.mask_kept_exact if exact else limits.mask_kept):
        return rejected(kind, value, "mask_too_short")
    if kind in UNCHECKED and not exact:
        return Identifier(kind, pattern, "", True)
    if residents.templates(pattern):
        return Identifier(K.RESIDENT, pattern, "", True)
    if kind is None and len(pattern) == residents.LENGTH and is_registered(pattern):
        kind = K.USCC
    if kind in (None, K.RESIDENT):
        return rejected(K.RESIDENT, value, _mask_fault(pattern))
    if not ORG_CHARACTERS.issuperset(pattern.replace(STAR, "")):
        return rejected(kind, value, "alphabet")
    return Identifier(kind, pattern, "", True)


def _mask_fault(pattern: str) -> str:
    visible = pattern.replace(STAR, "")
    if not DIGITS.issuperset(visible.removesuffix("X")):
        return "alphabet"
    if not is_area((pattern + STAR * 6)[:6], resident=True):
        return "area"
    return "length" if len(visible) > residents.LENGTH else "birth_date"


def _parse_passport(value: str) -> Parsed:
    if STAR in value:
        return parse_masked(value, K.PASSPORT)
    if not 6 <= len(value) <= 12:
        return rejected(K.PASSPORT, value, "length")
    if not ORG_CHARACTERS.issuperset(value) or DIGITS.isdisjoint(value):
        return rejected(K.PASSPORT, value, "alphabet")
    return Identifier(K.PASSPORT, value)


def _parse_other(value: str) -> Parsed:
    """Permits of Hong Kong, Macao and Taiwan residents, officers' and foreigners' cards: shapes vary, digits occur."""
    if STAR in value:
        return parse_masked(value, K.OTHER_ID)
    if len(value) == 18 and DIGITS.issuperset(value[:17]):
        return _parse_foreigner(value)
    return _free(value, K.OTHER_ID)


def _parse_foreigner(value: str) -> Parsed:
    """外国人永久居留身份证 of 2023: 9, province, country, birth date, serial, check as a resident number."""
    if value[0] != "9":
        return _parse_resident(value)
    if value[1:3] not in residents.limits().provinces:
        return rejected(K.OTHER_ID, value, "area")
    if not is_birth(value[6:14]):
        return rejected(K.OTHER_ID, value, "birth_date")
    if resident_check(value[:17]) != value[17]:
        return rejected(K.OTHER_ID, value, "check_digit")
    return Identifier(K.OTHER_ID, value)


def _free(value: str, kind: IdentifierKind) -> Parsed:
    low, high = _FREE_LENGTH
    plain = _FREE.sub("", value)
    if not low <= len(plain) <= high:
        return rejected(kind, value, "length")
    if DIGITS.isdisjoint(plain):
        return rejected(kind, value, "alphabet")
    return Identifier(kind, plain, "", STAR in plain)


def _parse_free(kind: IdentifierKind) -> Callable[[str], Parsed]:
    def parse_it(value: str) -> Parsed:
        return _free(value, kind)

    return parse_it


PARSERS: dict[IdentifierKind, Callable[[str], Parsed]] = {
    K.USCC: _parse_uscc,
    K.ORG_CODE: _parse_org_code,
    K.REG_NO: _parse_reg_no,
    K.TAX_NO: _parse_tax_no,
    K.RESIDENT: _parse_resident,
    K.PASSPORT: _parse_passport,
    K.OTHER_ID: _parse_other,
    K.INSTITUTION_CERT: _parse_free(K.INSTITUTION_CERT),
    K.SOCIAL_CERT: _parse_free(K.SOCIAL_CERT),
    K.REGISTRY_ID: _parse_free(K.REGISTRY_ID),
    K.CERTIFICATE: _parse_free(K.CERTIFICATE),
}
