"""Properties of identifiers: round trips, check digits, lifting, masks that fit what they hide and nothing else."""

from hypothesis import assume, given
from hypothesis import strategies as st

from linkage.identifiers import (
    Identifier,
    IdentifierKind,
    Invalid,
    Relation,
    compare,
    implied,
    mask,
    mask_text,
    parse,
    readings,
)
from tests.linkage.numbers import ORG_CODES, REG_NOS, RESIDENTS, TWENTIETH, USCCS

K = IdentifierKind
BLANKS = st.sampled_from(["", " ", "-", "\u3000", "－", "\u200b"])
KINDS = st.sampled_from([None, *IdentifierKind])
CHECKED = st.one_of(
    USCCS.map(lambda t: (K.USCC, t)),
    ORG_CODES.map(lambda t: (K.ORG_CODE, t)),
    REG_NOS.map(lambda t: (K.REG_NO, t)),
    RESIDENTS.map(lambda t: (K.RESIDENT, t)),
)


def valid(text: str, kind: IdentifierKind | None = None) -> Identifier:
    """The number, which must be valid."""
    result = parse(text, kind)
    assert isinstance(result, Identifier), result
    return result


@given(CHECKED, st.data())
def test_any_spelling_is_one_number(case: tuple[IdentifierKind, str], data: st.DataObject) -> None:
    kind, text = case
    at = data.draw(st.integers(1, len(text) - 1))
    spelled = text[:at] + data.draw(BLANKS) + text[at:]
    if data.draw(st.booleans()):
        spelled = spelled.lower()
    if data.draw(st.booleans()):
        spelled = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in spelled)
    assert parse(spelled, kind) == Identifier(kind, text)
    assert Identifier(kind, text) in readings(spelled)


@given(CHECKED, st.data())
def test_one_wrong_character_is_invalid(case: tuple[IdentifierKind, str], data: st.DataObject) -> None:
    kind, text = case
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0123456789" if kind in (K.REG_NO, K.RESIDENT) else "0123456789ABCDEFGH"))
    assume(other != text[at])
    # GB 11714 cannot tell characters 11 apart (0 and B): its modulus is smaller than its alphabet
    assume(kind is not K.ORG_CODE or at == 8 or (int(other, 36) - int(text[at], 36)) % 11)
    result = parse(text[:at] + other + text[at + 1 :], kind)
    # a digit may by chance make a number of another checked kind, never another number of its own
    assert isinstance(result, Invalid) or result.kind is not kind


@given(CHECKED)
def test_text_round_trip(case: tuple[IdentifierKind, str]) -> None:
    identifier = valid(case[1], case[0])
    assert Identifier.from_text(identifier.to_text()) == identifier
    assert parse(identifier.value, identifier.kind) == identifier


@given(st.text(), KINDS)
def test_no_text_raises(text: str, kind: IdentifierKind | None) -> None:
    result = parse(text, kind)
    if isinstance(result, Identifier):
        assert Identifier.from_text(result.to_text()) == result
        assert compare(result, result).relation in (Relation.SAME, Relation.COMPATIBLE)
    else:
        assert result.message
        assert result.message_zh
    mask(text)
    mask_text(text)


@given(st.text("0123456789X*×- ０１Ｘ省证字第", max_size=24), KINDS)
def test_no_text_of_number_signs_raises(text: str, kind: IdentifierKind | None) -> None:
    result = parse(text, kind)
    assert isinstance(result, Identifier | Invalid)


@given(TWENTIETH)
def test_fifteen_digits_lift_to_eighteen(number: str) -> None:
    assert valid(number[:6] + number[8:17], K.RESIDENT) == valid(number)


@given(USCCS)
def test_uscc_and_its_organisation_code_are_the_same_and_symmetric(code: str) -> None:
    whole, inner = valid(code, K.USCC), Identifier(K.ORG_CODE, code[8:17])
    assert compare(whole, inner).relation is Relation.SAME
    assert compare(inner, whole) == compare(whole, inner)
    assert implied(whole) == (inner,)


MASKS = st.tuples(st.sampled_from([6, 8, 10, 14]), st.sampled_from([0, 0, 2, 3, 4]), st.integers(1, 14)).filter(
    lambda shape: shape[0] + shape[1] < 18
)


def hide(number: str, shape: tuple[int, int, int], *, exact: bool) -> str:
    """The number with a head and a tail kept and the right or a wrong number of stars."""
    head, tail, stars = shape
    count = len(number) - head - tail if exact else stars
    return number[:head] + "*" * max(count, 1) + number[len(number) - tail :]


@given(RESIDENTS, MASKS, st.booleans())
def test_a_number_fits_every_mask_of_itself(number: str, shape: tuple[int, int, int], exact: bool) -> None:
    masked = valid(hide(number, shape, exact=exact))
    assert masked.kind is K.RESIDENT
    result = compare(valid(number), masked)
    assert result.relation is Relation.COMPATIBLE
    assert result.known_bits > 0
    assert compare(masked, valid(number)) == result
    assert not result.vetoes


@given(TWENTIETH, st.sampled_from([6, 8, 10, 12]), st.booleans())
def test_a_number_fits_the_masks_of_its_old_form(number: str, head: int, padded: bool) -> None:
    # padded with stars to 18 a year like 1920 reads as 2012: the right length is believed
    assume(not padded or head == 6 or number[8:10] > "20")
    old = number[:6] + number[8:17]
    masked = valid(old[:head] + "*" * ((18 if padded else 15) - head))
    assert compare(valid(number), masked).relation is Relation.COMPATIBLE


@given(RESIDENTS, RESIDENTS, MASKS)
def test_a_mask_rules_out_a_number_with_another_visible_digit(
    number: str, other: str, shape: tuple[int, int, int]
) -> None:
    head, tail, _ = shape
    masked = valid(hide(number, shape, exact=True))
    differs = number[:head] != other[:head] or number[18 - tail :] != other[18 - tail :]
    expected = Relation.INCOMPATIBLE if differs else Relation.COMPATIBLE
    assert compare(valid(other), masked).relation is expected


@given(RESIDENTS, MASKS, MASKS)
def test_two_masks_of_one_number_fit_and_say_no_more_than_either(
    number: str, one: tuple[int, int, int], two: tuple[int, int, int]
) -> None:
    left, right = valid(hide(number, one, exact=True)), valid(hide(number, two, exact=True))
    both = compare(left, right)
    assert both.relation is Relation.COMPATIBLE
    assert both == compare(right, left)
    assert both.known_bits <= min(compare(valid(number), each).known_bits for each in (left, right))


@given(RESIDENTS, st.text("证件号码，ab. ", max_size=8), st.text("，。 ok", max_size=8))
def test_no_output_shows_a_resident_number(number: str, before: str, after: str) -> None:
    for text in (number, number[:6] + number[8:17], f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert text not in mask_text(before + text + after)
    assert number[6:] not in mask(number)
    assert mask(number).startswith(number[:6])


@given(RESIDENTS)
def test_a_number_begins_and_ends_where_its_digits_do(number: str) -> None:
    hidden = number[:6] + "*" * 12
    for before in ("", "中", "X", "-", "Ｘ"):
        assert mask_text(f"{before}{number}。") == f"{before.replace('Ｘ', 'X')}{hidden}。"
    for longer in (f"1{number}", f"１{number}"):  # nineteen places are no number of a person
        assert mask_text(longer) == f"1{number}"


@given(USCCS)
def test_organisations_numbers_are_shown(code: str) -> None:
    assume(not code.isdigit())
    assert mask(code) == code
    assert mask_text(f"代码{code}。") == f"代码{code}。"
