"""Comparing numbers, whole and masked.

Owns: same / compatible / incompatible / incomparable with what the visible agreement is worth, and masking for output.
Refuses: parsing, and turning bits into a match weight (linkage.weights does).
"""

from dataclasses import replace
from functools import cache, lru_cache

from linkage import residents
from linkage.numbering import STAR, Comparison, Identifier, IdentifierKind, Relation, holds_resident, starred
from linkage.recognition import implied, owner, parse
from linkage.rejects import looks_personal
from linkage.spelling import fold_number
from linkage.tables import toml_table

K = IdentifierKind
_APART = Comparison(Relation.INCOMPARABLE)
_PARTS = (
    ("area", 0, 6),
    ("birth_year", 6, 10),
    ("birth_month", 10, 12),
    ("birth_day", 12, 14),
    ("serial", 14, 17),
    ("sex", 16, 17),
    ("check", 17, 18),
)


@cache
def _position_bits() -> tuple[float, ...]:
    return tuple(toml_table("identifiers")["bits"]["position"]["values"])


@cache
def _kind_bits(kind: IdentifierKind) -> float:
    return float(toml_table("identifiers")["bits"]["kind"][str(kind)])


@lru_cache(maxsize=65536)
def compare(a: Identifier, b: Identifier) -> Comparison:
    """How two numbers stand to each other; symmetric.

    Incomparable: kinds that say nothing of one another, or registry ids of different regions. Incompatible: not one
    number (``vetoes`` tells whether that separates the entities). Organisation codes are met inside USCC and tax
    numbers, resident numbers inside sole traders' tax numbers; masks are met position by position.
    """
    if a == b and not a.masked:
        return Comparison(Relation.SAME, _kind_bits(a.kind), (), False)
    if a.kind is K.RESIDENT and b.kind is K.RESIDENT:
        return _compare_residents(a, b)
    if a.kind is not b.kind:
        return _compare_kinds(a, b)
    if a.scope != b.scope:
        return _APART
    if a.masked or b.masked:
        return _compare_plain_masks(a, b)
    return Comparison(Relation.INCOMPATIBLE, vetoes=a.vetoes and b.vetoes)


def _compare_kinds(a: Identifier, b: Identifier) -> Comparison:
    """Meet in the organisation code or resident number that both contain; only two vetoing kinds veto."""
    for left in _facets(a):
        for right in _facets(b):
            if left.kind is right.kind:
                met = compare(left, right)
                return replace(met, vetoes=met.vetoes and a.vetoes and b.vetoes)
    return _APART


def _facets(identifier: Identifier) -> tuple[Identifier, ...]:
    person = owner(identifier)
    if person is not None:
        return (identifier, person)
    return (identifier, *implied(identifier))


def _compare_residents(a: Identifier, b: Identifier) -> Comparison:
    if not a.masked and not b.masked:
        return Comparison(Relation.INCOMPATIBLE, vetoes=True)
    found = [
        _compare_patterns(left, right)
        for left in (residents.templates(a.value) if a.masked else (a.value,))
        for right in (residents.templates(b.value) if b.masked else (b.value,))
    ]
    fitting = [each for each in found if each.relation is Relation.COMPATIBLE]
    # the reading that claims least: a mask of a wrong length must not be believed more than it shows
    return min(fitting, key=lambda each: each.known_bits) if fitting else Comparison(Relation.INCOMPATIBLE)


def _compare_patterns(left: str, right: str) -> Comparison:
    bits, agreed = 0.0, []
    for place, (one, other) in enumerate(zip(left, right, strict=True)):
        if STAR in (one, other):
            continue
        if one != other:
            return Comparison(Relation.INCOMPATIBLE)
        agreed.append(place)
        bits += _position_bits()[place]
    if not _is_day_possible(left, right):
        return Comparison(Relation.INCOMPATIBLE)
    shown = set(agreed)
    known = tuple(name for name, low, high in _PARTS if shown.issuperset(range(low, high)))
    return Comparison(Relation.COMPATIBLE, round(bits, 3), known)


def _is_day_possible(left: str, right: str) -> bool:
    """Two masks may each be possible and yet show a day together that does not exist (30 + February)."""
    merged = "".join(other if one == STAR else one for one, other in zip(left[6:14], right[6:14], strict=True))
    return residents.may_be_birth(merged)


def _compare_plain_masks(a: Identifier, b: Identifier) -> Comparison:
    """Masks of other kinds: equal length position by position, otherwise heads and tails."""
    left, right = a.value, b.value
    if len(left) == len(right):
        pairs = list(zip(left, right, strict=True))
    else:
        pairs = [*zip(_head(left), _head(right), strict=False), *zip(_tail(left), _tail(right), strict=False)]
    visible = [(one, other) for one, other in pairs if STAR not in (one, other)]
    if any(one != other for one, other in visible):
        return Comparison(Relation.INCOMPATIBLE)
    share = len(visible) / max(len(left), len(right))
    return Comparison(Relation.COMPATIBLE, round(_kind_bits(a.kind) * share, 3))


def _head(value: str) -> str:
    return value.partition(STAR)[0]


def _tail(value: str) -> str:
    return value.rpartition(STAR)[2][::-1] if STAR in value else value[::-1]


def mask(text: str) -> str:
    """A number for output: organisations' numbers as they are, personal ones with six characters kept and stars."""
    parsed = parse(text)
    if isinstance(parsed, Identifier) and not parsed.is_personal:
        return text if not looks_personal(fold_number(text)) or parsed.kind is K.USCC else starred(fold_number(text))
    value = fold_number(text)
    if isinstance(parsed, Identifier) or looks_personal(value) or holds_resident(value):
        return starred(value)
    return text
