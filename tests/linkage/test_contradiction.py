"""Reviewers' words that cannot all be true."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.contradiction import against, chain, contradictions, group
from linkage.judgement import Word


def same(a, b):
    return Word(a, b, True)


def different(a, b):
    return Word(a, b, False)


def test_a_chain_is_the_shortest_and_named_in_order():
    words = [same("a", "b"), same("b", "c"), same("c", "d"), same("a", "d")]
    assert chain(words, "a", "d") == (same("a", "d"),)
    assert chain(words[:3], "a", "d") == tuple(words[:3])
    assert chain(words, "a", "x") is None
    assert chain(words, "x", "x") == ()


def test_different_against_a_chain_of_same():
    words = [same("a", "b"), same("b", "c")]
    assert against(words, different("a", "c")) == tuple(words)
    assert against(words, different("a", "x")) is None


def test_same_against_a_different_further_on():
    words = [same("a", "b"), different("b", "c"), same("c", "d")]
    assert against(words, same("a", "d")) == (same("a", "b"), different("b", "c"), same("c", "d"))
    assert against(words, same("d", "a")) == (same("c", "d"), different("b", "c"), same("a", "b"))
    assert against([different("a", "b")], same("a", "b")) == (different("a", "b"),)


def test_standing_contradictions_are_listed_with_their_chain():
    words = [same("a", "b"), same("b", "c"), different("a", "c"), different("a", "x")]
    assert contradictions(words) == ((different("a", "c"), same("a", "b"), same("b", "c")),)


parties = st.sampled_from("abcdef")
spoken = st.lists(
    st.builds(lambda a, b, s: Word(min(a, b), max(a, b), s), parties, parties, st.booleans()).filter(
        lambda word: word.a != word.b
    ),
    max_size=14,
)


@given(spoken)
def test_words_taken_only_when_nothing_stands_against_them_never_contradict(words):
    kept = []
    for word in words:
        if against(kept, word) is None:
            kept.append(word)
    assert contradictions(kept) == ()
    for word in kept:
        if not word.same:
            assert word.b not in group(kept, word.a)


@given(spoken)
def test_a_refused_word_would_contradict_what_it_names(words):
    kept = []
    for word in words:
        named = against(kept, word)
        if named is not None:
            assert set(named) <= set(kept)
            assert contradictions([*named, word])
        else:
            kept.append(word)
