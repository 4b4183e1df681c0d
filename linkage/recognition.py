"""From a text in any spelling to a typed identifier or the reason why it is none.

Owns: folding the spellings of FORMATS.md, recognising kinds, validating each kind. Refuses: comparing (linkage.masks),
raising on any text, and repairing characters: a wrong check digit is an error with its remedy, not a guess.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from linkage import residents
from linkage.checksums import ORG_ALPHABET, USCC_ALPHABET, org_code_check, reg_no_check, resident_check, uscc_check
from linkage.numbering import STAR, Identifier, IdentifierKind, Invalid, holds_resident
from linkage.rejects import rejected
from linkage.residents import is_area, is_birth
from linkage.script import fold_width, strip_blanks
from linkage.tables import toml_table

K = IdentifierKind
Parsed = Identifier | Invalid

_DASHES = re.compile(r"[-‐‑‒–—―−﹣_]+")
_LABEL = re.compile(r"^[^:]*[\u4e00-\u9fff][^:]*:")
_COPY_NOTE = re.compile(r"\(\d[-/]\d\)$")
_MASKS = str.maketrans(dict.fromkeys("×●•■※#∗✱⁎＊", STAR))
_X_RUN = re.compile(r"X(?=[X*])|(?<=[X*])X(?!$)")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$")
_USCC_SET, _ORG_SET, _DIGITS = frozenset(USCC_ALPHABET), frozenset(ORG_ALPHABET), frozenset("0123456789")
_SHAPES = (
    (K.INSTITUTION_CERT, re.compile(r"^(?:事证第?1\d{11}号?|1[1-6]\d{10})$")),
    (K.SOCIAL_CERT, re.compile(r"^.{0,6}[社民政基]证?字第?[0-9A-Z]{3,12}号?$")),
    (K.OTHER_ID, re.compile(r"^(?:[CWHM]\d{8}|[HM]\d{10}|[A-Z]{3}\d{12}|.{0,4}字第?[0-9A-Z]{5,12}号?)$")),
    (K.PASSPORT, re.compile(r"^(?:[A-Z]{1,2}\d{6,8}|1[45]\d{7})$")),
)
_FREE = re.compile(r"[^0-9A-Z\u3400-\u9fff*()./]|^事证|[字第号]")
_FREE_LENGTH = (4, 40)
_UNCHECKED = frozenset({K.INSTITUTION_CERT, K.SOCIAL_CERT, K.PASSPORT, K.OTHER_ID, K.REGISTRY_ID, K.CERTIFICATE})
_STRAYS_OF_18 = frozenset({K.USCC, K.RESIDENT, K.OTHER_ID})
_SOLE_TRADER = "92"
_NO_STRAYS: frozenset[IdentifierKind] = frozenset()
# fifteen digits are a resident number in one of 27: believed only where persons' or any organisation's numbers stand
_STRAYS = {
    K.USCC: frozenset({K.ORG_CODE, K.REG_NO, K.TAX_NO, K.RESIDENT}),
    K.ORG_CODE: frozenset({K.REG_NO, K.TAX_NO, K.RESIDENT}),
    K.REG_NO: frozenset({K.ORG_CODE}),
    K.TAX_NO: frozenset({K.ORG_CODE}),
    K.RESIDENT: frozenset({K.PASSPORT, K.OTHER_ID}),
    K.OTHER_ID: frozenset({K.RESIDENT}),
    K.PASSPORT: frozenset({K.RESIDENT, K.OTHER_ID}),
}


def fold_number(text: str) -> str:
    """The text in canonical spelling: half width, upper case, without blanks, dashes, quotes, label and ``.0``."""
    folded = strip_blanks(fold_width(text)).upper().translate(_MASKS).strip("'\"`’‘“”")
    folded = _COPY_NOTE.sub("", _LABEL.sub("", folded))
    if folded.endswith(".0") and _DIGITS.issuperset(folded[:-2]):
        folded = folded[:-2]
    return _DASHES.sub("", folded)


@lru_cache(maxsize=65536)
def parse(text: str, kind: IdentifierKind | None = None, scope: str = "") -> Parsed:
    """Read one number. ``kind`` is what the column promises; None recognises. Never raises on any text.

    A checked number of another kind (a USCC, a resident number) in the column of ``kind`` is recognised as what it is.
    ``scope`` is the region of the registry that issued a ``registry_id``.
    """
    value = fold_number(text)
    if not value:
        return rejected(kind, text, "empty")
    if _SCIENTIFIC.match(value):
        return rejected(kind, text, "precision")
    if len(set(value)) == 1 and value[0] != STAR:
        return rejected(kind, text, "placeholder")
    if kind is None:
        return _recognise(value)
    if kind in _UNCHECKED and (stray := _stray(value, kind)) is not None:
        return stray  # a free shape would take any number: what has a check digit goes first
    result = _PARSERS[kind](value)
    if isinstance(result, Identifier):
        return _scoped(result, scope)
    stray = _stray(value, kind)
    return stray if stray is not None else result


def readings(text: str, scope: str = "") -> tuple[Identifier, ...]:
    """Every checked reading of a text, likeliest first: 15 digits may be a registration, tax or resident number."""
    value = fold_number(text)
    if STAR in value:
        masked = _recognise(value)
        return (masked,) if isinstance(masked, Identifier) else ()
    found = (_PARSERS[kind](value) for kind in _candidates(value))
    return tuple(dict.fromkeys(_scoped(each, scope) for each in found if isinstance(each, Identifier)))


def _scoped(identifier: Identifier, scope: str) -> Identifier:
    if identifier.kind is not K.REGISTRY_ID or not scope:
        return identifier
    return Identifier(identifier.kind, identifier.value, scope)


def _stray(value: str, kind: IdentifierKind) -> Identifier | None:
    """A checked number that stands in another kind's column."""
    if STAR in value:
        return None
    allowed = _STRAYS_OF_18 if len(value) == residents.LENGTH else _STRAYS.get(kind, _NO_STRAYS)
    for other in _candidates(value):
        if other is not kind and other in allowed:
            result = _PARSERS[other](value)
            if isinstance(result, Identifier):
                return result
    return None


def _recognise(value: str) -> Parsed:
    if STAR in value or _is_x_mask(value):
        return _parse_masked(value, None)
    kinds = _candidates(value)
    results = [_PARSERS[kind](value) for kind in kinds]
    for result in results:
        if isinstance(result, Identifier):
            return result
    if results:
        return results[0]
    reason = "length" if _ORG_SET.issuperset(value) and len(value) > 5 else "unrecognised"
    return rejected(None, value, reason)


def _candidates(value: str) -> tuple[IdentifierKind, ...]:
    """Kinds a text of this shape may be, likeliest first."""
    size = len(value)
    if size == 18:
        return _candidates_of_18(value)
    if size == 15:
        return _candidates_of_15(value)
    if size in (17, 20) and _DIGITS.issuperset(value[:6]):
        return (K.TAX_NO,)
    shaped = tuple(kind for kind, shape in _SHAPES if shape.match(value))
    return (K.ORG_CODE, *shaped) if size == 9 else shaped


def _candidates_of_18(value: str) -> tuple[IdentifierKind, ...]:
    looks_resident = _DIGITS.issuperset(value[:17]) and is_birth(value[6:14])
    if looks_resident and value[0] == "9":
        return (K.USCC, K.OTHER_ID)
    if looks_resident:
        return (K.RESIDENT, K.USCC)
    if not _DIGITS.issuperset(value[:17]) or not is_area(value[:6], resident=True):
        return (K.USCC, K.RESIDENT)
    if value[6:8] in ("19", "20") or not _is_registered(value):
        return (K.RESIDENT, K.USCC)
    return (K.USCC, K.RESIDENT)


def _candidates_of_15(value: str) -> tuple[IdentifierKind, ...]:
    if not _DIGITS.issuperset(value):
        return (K.TAX_NO, *(kind for kind, shape in _SHAPES if shape.match(value)))
    if is_birth("19" + value[6:12]) and value[6:8] > "20":
        return (K.RESIDENT, K.REG_NO, K.TAX_NO)
    return (K.REG_NO, K.TAX_NO, K.RESIDENT)


def _is_registered(value: str) -> bool:
    categories: dict[str, str] = toml_table("identifiers")["uscc"]["categories"]
    return value[1] in categories.get(value[0], "")


def _parse_uscc(value: str) -> Parsed:
    if STAR in value:
        return _parse_masked(value, K.USCC)
    if len(value) != 18:
        return rejected(K.USCC, value, "length")
    if not _USCC_SET.issuperset(value):
        return rejected(K.USCC, value, "alphabet")
    if not _is_registered(value):
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
        return _parse_masked(value, K.ORG_CODE)
    if len(value) != 9:
        return rejected(K.ORG_CODE, value, "length")
    if not _ORG_SET.issuperset(value):
        return rejected(K.ORG_CODE, value, "alphabet")
    if org_code_check(value[:8]) != value[8]:
        return rejected(K.ORG_CODE, value, "check_digit")
    return Identifier(K.ORG_CODE, value)


def _parse_reg_no(value: str) -> Parsed:
    if STAR in value:
        return _parse_masked(value, K.REG_NO)
    if len(value) != 15:
        return rejected(K.REG_NO, value, "length")
    if not _DIGITS.issuperset(value):
        return rejected(K.REG_NO, value, "alphabet")
    if not is_area(value[:6], resident=False):
        return rejected(K.REG_NO, value, "area")
    if reg_no_check(value[:14]) != value[14]:
        return rejected(K.REG_NO, value, "check_digit")
    return Identifier(K.REG_NO, value)


def _parse_tax_no(value: str) -> Parsed:
    if STAR in value:
        return _parse_masked(value, K.TAX_NO)
    size = len(value)
    if size not in (15, 17, 18, 20):
        return rejected(K.TAX_NO, value, "length")
    if not _ORG_SET.issuperset(value):
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
    if STAR in value or _is_x_mask(value):
        return _parse_masked(value, K.RESIDENT)
    if len(value) == 15:
        return _parse_old_resident(value)
    if len(value) != 18:
        return rejected(K.RESIDENT, value, "length")
    if not _DIGITS.issuperset(value[:17]) or (value[17] not in _DIGITS and value[17] != "X"):
        return rejected(K.RESIDENT, value, "alphabet")
    if not is_area(value[:6], resident=True):
        return rejected(K.RESIDENT, value, "area")
    if not is_birth(value[6:14]):
        return rejected(K.RESIDENT, value, "birth_date")
    if resident_check(value[:17]) != value[17]:
        return rejected(K.RESIDENT, value, "check_digit")
    return Identifier(K.RESIDENT, value)


def _parse_old_resident(value: str) -> Parsed:
    if not _DIGITS.issuperset(value):
        return rejected(K.RESIDENT, value, "alphabet")
    if not is_area(value[:6], resident=True):
        return rejected(K.RESIDENT, value, "area")
    lifted = residents.lift(value)
    if not is_birth(lifted[6:14]):
        return rejected(K.RESIDENT, value, "birth_date")
    return Identifier(K.RESIDENT, lifted)


def _is_x_mask(value: str) -> bool:
    return "XX" in value and _DIGITS.issuperset(value.replace("X", "").replace(STAR, ""))


def _parse_masked(value: str, kind: IdentifierKind | None) -> Parsed:
    """A masked number: a resident's where the visible digits allow it, else the column's kind."""
    pattern = _X_RUN.sub(STAR, value) if _is_x_mask(value) else value
    kept = len(pattern) - pattern.count(STAR)
    limits = residents.limits()
    exact = len(pattern) in (residents.LENGTH, residents.OLD_LENGTH)
    if kept < (limits.mask_kept_exact if exact else limits.mask_kept):
        return rejected(kind, value, "mask_too_short")
    if kind in _UNCHECKED and not exact:
        return Identifier(kind, pattern, "", True)
    if residents.templates(pattern):
        return Identifier(K.RESIDENT, pattern, "", True)
    if kind is None and len(pattern) == residents.LENGTH and _is_registered(pattern):
        kind = K.USCC
    if kind in (None, K.RESIDENT):
        return rejected(K.RESIDENT, value, _mask_fault(pattern))
    if not _ORG_SET.issuperset(pattern.replace(STAR, "")):
        return rejected(kind, value, "alphabet")
    return Identifier(kind, pattern, "", True)


def _mask_fault(pattern: str) -> str:
    visible = pattern.replace(STAR, "")
    if not _DIGITS.issuperset(visible.removesuffix("X")):
        return "alphabet"
    if not is_area((pattern + STAR * 6)[:6], resident=True):
        return "area"
    return "length" if len(visible) > residents.LENGTH else "birth_date"


def _parse_passport(value: str) -> Parsed:
    if STAR in value:
        return _parse_masked(value, K.PASSPORT)
    if not 6 <= len(value) <= 12:
        return rejected(K.PASSPORT, value, "length")
    if not _ORG_SET.issuperset(value) or _DIGITS.isdisjoint(value):
        return rejected(K.PASSPORT, value, "alphabet")
    return Identifier(K.PASSPORT, value)


def _parse_other(value: str) -> Parsed:
    """Permits of Hong Kong, Macao and Taiwan residents, officers' and foreigners' cards: shapes vary, digits occur."""
    if STAR in value:
        return _parse_masked(value, K.OTHER_ID)
    if len(value) == 18 and _DIGITS.issuperset(value[:17]):
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
    if _DIGITS.isdisjoint(plain):
        return rejected(kind, value, "alphabet")
    return Identifier(kind, plain, "", STAR in plain)


def _parse_free(kind: IdentifierKind) -> Callable[[str], Parsed]:
    def parse_it(value: str) -> Parsed:
        return _free(value, kind)

    return parse_it


_PARSERS: dict[IdentifierKind, Callable[[str], Parsed]] = {
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


@lru_cache(maxsize=65536)
def implied(identifier: Identifier) -> tuple[Identifier, ...]:
    """The strong numbers of the same subject that a number contains: a USCC and an old tax number an organisation code.

    A sole trader's USCC (category 92) implies none: its positions 9-17 are no code that another register issued. Nor
    does a tax number made from a resident number: that one is the owner's (:func:`owner`), who may have several shops.
    """
    value = identifier.value
    if identifier.masked:
        return ()
    if identifier.kind is K.USCC and not value.startswith(_SOLE_TRADER):
        return (Identifier(K.ORG_CODE, value[8:17]),)
    if identifier.kind is K.TAX_NO and not holds_resident(value):
        return (Identifier(K.ORG_CODE, value[6:15]),)
    return ()


def owner(identifier: Identifier) -> Identifier | None:
    """The resident number of a sole trader's owner inside an old tax number: a person's, not the firm's own."""
    if identifier.kind is not K.TAX_NO or identifier.masked or not holds_resident(identifier.value):
        return None
    return Identifier(K.RESIDENT, identifier.value[: residents.LENGTH])
