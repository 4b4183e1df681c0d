"""From a text in any spelling to a typed identifier or the reason why it is none.

Owns: recognising the kind of a number by its shape, numbers that stand in another kind's column, and what a number
implies. Refuses: comparing (linkage.masks) and raising on any text.
"""

import re
from functools import lru_cache

from linkage import residents
from linkage.numbering import STAR, Identifier, IdentifierKind, holds_resident
from linkage.rejects import rejected
from linkage.residents import is_area, is_birth
from linkage.spelling import DIGITS, fold_number
from linkage.validation import ORG_CHARACTERS, PARSERS, UNCHECKED, Parsed, is_registered, is_x_mask, parse_masked

K = IdentifierKind

_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d+$")
_LONGEST = 200
_SHAPES = (
    (K.INSTITUTION_CERT, re.compile(r"^(?:事证第?1\d{11}号?|1[1-6]\d{10})$")),
    (K.SOCIAL_CERT, re.compile(r"^.{0,6}[社民政基]证?字第?[0-9A-Z]{3,12}号?$")),
    (K.OTHER_ID, re.compile(r"^(?:[CWHM]\d{8}|[HM]\d{10}|[A-Z]{3}\d{12}|.{0,4}字第?[0-9A-Z]{5,12}号?)$")),
    (K.PASSPORT, re.compile(r"^(?:[A-Z]{1,2}\d{6,8}|1[45]\d{7})$")),
)
_STRAYS_OF_18 = frozenset({K.USCC, K.RESIDENT, K.OTHER_ID})
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


def parse(text: str, kind: IdentifierKind | None = None, scope: str = "") -> Parsed:
    """Read one number. ``kind`` is what the column promises; None recognises. Never raises on any text.

    A checked number of another kind (a USCC, a resident number) in the column of ``kind`` is recognised as what it is.
    ``scope`` is the region of the registry that issued a ``registry_id``.
    """
    if len(text) > _LONGEST:
        return rejected(kind, text, "length")
    return _parse(text, kind, scope)


@lru_cache(maxsize=65536)
def _parse(text: str, kind: IdentifierKind | None, scope: str) -> Parsed:
    value = fold_number(text)
    if not value:
        return rejected(kind, text, "empty")
    if _SCIENTIFIC.match(value):
        return rejected(kind, text, "precision")
    if len(set(value)) == 1 and value[0] != STAR:
        return rejected(kind, text, "placeholder")
    if kind is None:
        return _recognise(value)
    if kind in UNCHECKED and (stray := _stray(value, kind)) is not None:
        return stray  # a free shape would take any number: what has a check digit goes first
    result = PARSERS[kind](value)
    if isinstance(result, Identifier):
        return _scoped(result, scope)
    stray = _stray(value, kind)
    return stray if stray is not None else result


def readings(text: str, scope: str = "") -> tuple[Identifier, ...]:
    """Every checked reading of a text, likeliest first: 15 digits may be a registration, tax or resident number."""
    value = fold_number(text[: _LONGEST + 1])
    if STAR in value:
        masked = _recognise(value)
        return (masked,) if isinstance(masked, Identifier) else ()
    found = [
        _scoped(each, scope)
        for kind in _candidates(value)
        if _may_be(kind, value) and isinstance(each := PARSERS[kind](value), Identifier)
    ]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _may_be(kind: IdentifierKind, value: str) -> bool:
    """False where a parser would only say why not: most of the time that reading one of a million numbers takes."""
    if kind is K.USCC:
        return is_registered(value) and is_area(value[2:8], resident=False)
    return kind is not K.RESIDENT or DIGITS.issuperset(value[:-1])


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
            result = PARSERS[other](value)
            if isinstance(result, Identifier):
                return result
    return None


def _recognise(value: str) -> Parsed:
    if STAR in value or is_x_mask(value):
        return parse_masked(value, None)
    first: Parsed | None = None
    for kind in _candidates(value):
        result = PARSERS[kind](value)
        if isinstance(result, Identifier):
            return result
        first = first or result
    if first is not None:
        return first
    reason = "length" if ORG_CHARACTERS.issuperset(value) and len(value) > 5 else "unrecognised"
    return rejected(None, value, reason)


def _candidates(value: str) -> tuple[IdentifierKind, ...]:
    """Kinds a text of this shape may be, likeliest first."""
    size = len(value)
    if size == 18:
        return _candidates_of_18(value)
    if size == 15:
        return _candidates_of_15(value)
    if size in (17, 20) and DIGITS.issuperset(value[:6]):
        return (K.TAX_NO,)
    shaped = tuple(kind for kind, shape in _SHAPES if shape.match(value))
    return (K.ORG_CODE, *shaped) if size == 9 else shaped


def _candidates_of_18(value: str) -> tuple[IdentifierKind, ...]:
    looks_resident = DIGITS.issuperset(value[:17]) and is_birth(value[6:14])
    if looks_resident and value[0] == "9":
        return (K.USCC, K.OTHER_ID)
    if looks_resident:
        return (K.RESIDENT, K.USCC)
    if not DIGITS.issuperset(value[:17]) or not is_area(value[:6], resident=True):
        return (K.USCC, K.RESIDENT)
    if value[6:8] in ("19", "20") or not is_registered(value):
        return (K.RESIDENT, K.USCC)
    return (K.USCC, K.RESIDENT)


def _candidates_of_15(value: str) -> tuple[IdentifierKind, ...]:
    if not DIGITS.issuperset(value):
        return (K.TAX_NO, *(kind for kind, shape in _SHAPES if shape.match(value)))
    if is_birth("19" + value[6:12]) and value[6:8] > "20":
        return (K.RESIDENT, K.REG_NO, K.TAX_NO)
    return (K.REG_NO, K.TAX_NO, K.RESIDENT)


@lru_cache(maxsize=65536)
def implied(identifier: Identifier) -> tuple[Identifier, ...]:
    """The strong numbers of the same subject that a number contains: a USCC and an old tax number an organisation code.

    So does a sole trader's (GB 32100-2015 makes no exception of category 92). A tax number made from a resident number
    implies none: that one is the owner's (:func:`owner`), who may have several shops.
    """
    value = identifier.value
    if identifier.masked:
        return ()
    if identifier.kind is K.USCC:
        return (Identifier(K.ORG_CODE, value[8:17]),)
    if identifier.kind is K.TAX_NO and not holds_resident(value):
        return (Identifier(K.ORG_CODE, value[6:15]),)
    return ()


def owner(identifier: Identifier) -> Identifier | None:
    """The resident number of a sole trader's owner inside an old tax number: a person's, not the firm's own."""
    if identifier.kind is not K.TAX_NO or identifier.masked or not holds_resident(identifier.value):
        return None
    return Identifier(K.RESIDENT, identifier.value[: residents.LENGTH])
