"""The typed values of identifiers.

Owns: kinds, strength, veto, and the results of parsing and comparing. Refuses: reading text (linkage.recognition) and
weighing masks (linkage.masks); import all of it from linkage.identifiers.
"""

from dataclasses import dataclass
from enum import StrEnum

STAR = "*"
"""Stands for one unknown character of a masked value."""


class IdentifierKind(StrEnum):
    """What a number is. ``registry_id`` is scoped by the region of the registry that issues it."""

    USCC = "uscc"
    ORG_CODE = "org_code"
    REG_NO = "reg_no"
    TAX_NO = "tax_no"
    RESIDENT = "resident"
    INSTITUTION_CERT = "institution_cert"
    SOCIAL_CERT = "social_cert"
    PASSPORT = "passport"
    OTHER_ID = "other_id"
    REGISTRY_ID = "registry_id"
    CERTIFICATE = "certificate"


class Strength(StrEnum):
    """How far a shared number alone speaks for one subject. Strong ones can confirm an identity."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


_KINDS = {str(kind): kind for kind in IdentifierKind}
_STRONG = frozenset({IdentifierKind.USCC, IdentifierKind.ORG_CODE, IdentifierKind.RESIDENT})
_PERSONAL = frozenset({IdentifierKind.RESIDENT, IdentifierKind.PASSPORT, IdentifierKind.OTHER_ID})
_LENGTH_OF_ORG_TAX_NO = 15
_KEPT = 6
_PERSONAL_LENGTH = 15


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One valid number in canonical spelling: upper case, half width, no blank or hyphen, resident numbers of 18.

    ``masked`` values hold ``*`` for each unknown character; their length is as delivered.
    """

    kind: IdentifierKind
    value: str
    scope: str = ""
    masked: bool = False

    def __hash__(self) -> int:
        # the value nearly always tells numbers apart, and a text remembers its hash: a file of a million asks often
        return hash(self.value)

    @property
    def strength(self) -> Strength:
        """STRONG for USCC, organisation code and resident number, WEAK for every masked value, else MEDIUM."""
        if self.masked:
            return Strength.WEAK
        return Strength.STRONG if self.kind in _STRONG else Strength.MEDIUM

    @property
    def vetoes(self) -> bool:
        """True when another valid number of this kind can never belong to the same entity (DESIGN invariant 5)."""
        return not self.masked and self.kind in _STRONG

    @property
    def is_personal(self) -> bool:
        """True when the number is a natural person's: it is masked in every output."""
        return self.kind in _PERSONAL or (self.kind is IdentifierKind.TAX_NO and holds_resident(self.value))

    def display(self) -> str:
        """The number as it may be shown: personal kinds keep at most the first six characters."""
        return starred(self.value) if self.is_personal else self.value

    def to_text(self) -> str:
        """``kind:value`` or ``kind@scope:value``; the inverse of :meth:`from_text`. Not masked: for stores only."""
        return f"{self.kind}@{self.scope}:{self.value}" if self.scope else f"{self.kind}:{self.value}"

    @classmethod
    def from_text(cls, text: str) -> "Identifier":
        """Read what :meth:`to_text` wrote; ValueError on any other text."""
        head, colon, value = text.partition(":")
        kind, _, scope = head.partition("@")
        if not colon or not value:
            raise ValueError("an identifier text reads kind:value or kind@scope:value")
        return cls(_KINDS.get(kind) or IdentifierKind(kind), value, scope, STAR in value)


@dataclass(frozen=True, slots=True)
class Invalid:
    """Why a text is no number. ``reason`` is a stable code; the messages name the remedy; the value is masked."""

    kind: IdentifierKind | None
    value_masked: str
    reason: str
    message: str
    message_zh: str


class Relation(StrEnum):
    """How two numbers stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    INCOMPATIBLE = "incompatible"
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome of comparing two numbers.

    ``known_bits``: log2 of how much rarer than chance the visible agreement is. ``known``: the parts that agree, out of
    area, birth_year, birth_month, birth_day, serial, sex, check (resident numbers only). ``vetoes``: the two can never
    be one entity; false for masks, which rule out but never veto.
    """

    relation: Relation
    known_bits: float = 0.0
    known: tuple[str, ...] = ()
    vetoes: bool = False


def starred(value: str) -> str:
    """The value with at most six leading characters kept, fewer of short ones, and stars for the rest."""
    keep = _KEPT if len(value) >= _PERSONAL_LENGTH else len(value) // 3
    return value[:keep] + STAR * (len(value) - keep)


def holds_resident(tax_no: str) -> bool:
    """True when an old tax number is made from its owner's resident number: longer than area and organisation code."""
    return len(tax_no) > _LENGTH_OF_ORG_TAX_NO
