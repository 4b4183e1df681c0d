"""Fields held as text say what the fields say, whatever stands in them."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.spelled import Spelled, read, spelled

FIELDS = st.dictionaries(
    st.text("abc_", min_size=1), st.frozensets(st.text("王a|\x1b\x1c\x1d\x1e\x1f/", min_size=1), min_size=1), max_size=5
)


@given(FIELDS)
def test_a_text_is_read_as_what_it_spells(fields):
    assert read(spelled(fields)) == fields


@given(FIELDS, FIELDS)
def test_spelled_fields_are_fields(fields, others):
    held = Spelled(fields)
    assert held == fields
    assert (held == Spelled(others)) == (fields == others)
    assert list(held.items()) == list(fields.items())
    assert len(held) == len(fields)
    assert all(held.get(name) == fields.get(name) for name in {*fields, *others, "none"})
