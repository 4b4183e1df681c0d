"""Fields of several mentions together."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.comparison import merged, union
from linkage.features import firm_name

VALUES = st.frozensets(st.sampled_from("abcdef"), max_size=6)
FIELDS = st.dictionaries(st.sampled_from(["head", "phone", "home"]), VALUES, max_size=3)


@given(st.lists(FIELDS, max_size=5))
def test_every_value_of_every_mention_is_kept_and_no_other(mentions: list[dict[str, frozenset[str]]]) -> None:
    found = merged(mentions)
    assert list(found) == sorted({name for each in mentions for name in each})
    for name, values in found.items():
        assert values == {value for each in mentions for value in each.get(name, ())}


def test_a_set_that_holds_the_others_is_not_copied() -> None:
    whole = frozenset("abc")
    assert union([frozenset("a"), whole, frozenset("bc")]) is whole


def test_a_name_with_its_place_and_without_share_what_their_words_say() -> None:
    placed, bare = firm_name("郑州鑫源隆商贸有限公司").fields, firm_name("鑫源隆商贸有限公司").fields
    assert placed["city"]
    assert "city" not in bare
    for name in ("brand", "core", "sound", "body_drop", "slip", "edit"):
        assert placed[name] is bare[name]
