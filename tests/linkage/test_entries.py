"""What the index keeps of a node is the node again, whatever stands in its names and fields."""

from hypothesis import given
from hypothesis import strategies as st

from linkage.anchors import Gathered, make_node, spell
from linkage.comparison import NameCard
from linkage.entries import entries_of, from_text, head_of, strong_of, to_text
from linkage.identifiers import Identifier, IdentifierKind
from linkage.profiles import Profile
from linkage.spelled import Spelled
from tests.linkage.numbers import USCCS

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=6) | st.text(
    "\x1b\x1c\x1d\x1e\x1fabcde", max_size=6
)
FIELDS = st.dictionaries(TEXTS.filter(bool), st.frozensets(TEXTS, min_size=1, max_size=4), max_size=4)
CARDS = st.builds(NameCard, TEXTS, FIELDS)


@st.composite
def profiles(draw):
    cards = {card.normal: card for card in draw(st.lists(CARDS, max_size=4))}
    found = []
    for at in range(draw(st.integers(1, 3))):
        names = draw(st.permutations(list(cards.values())))
        numbers = tuple(Identifier(IdentifierKind.USCC, value) for value in draw(st.lists(USCCS, max_size=1)))
        own = draw(st.none() | st.just(0)) is None and names
        group = tuple(draw(st.lists(TEXTS, min_size=1, max_size=3)))
        parties = tuple(f"p{at}{n}" for n in range(draw(st.integers(1, 3))))
        former = tuple(names[1 : 1 + draw(st.integers(0, 2))])
        found.append(Profile(parties, names[0] if own else None, draw(FIELDS), numbers, group, former))
    return found


@given(profiles(), st.data())
def test_an_entry_is_read_as_it_was_written(found, data):
    node = make_node(found, data.draw(TEXTS))
    parties = st.frozensets(st.sampled_from(node.parties))
    texts = st.frozensets(TEXTS, max_size=2)
    gathered = Gathered(
        {node.id: node},
        data.draw(parties),
        {node.id: data.draw(TEXTS)},
        {node.id: tuple(found)},
        {node.id: data.draw(texts)},
        {node.id: data.draw(texts)},
    )
    entry = entries_of(gathered)[node.id]
    again = from_text(to_text(entry))
    assert again.node == entry.node
    assert strong_of(head_of(entry.node)) == entry.node.strong
    assert [card.fields for card in again.node.names] == [card.fields for card in entry.node.names]
    assert again.profiles() == entry.profiles()
    assert [p.card and p.card.fields for p in again.profiles()] == [p.card and p.card.fields for p in found]
    assert (again.sure, again.against) == (entry.sure, entry.against)
    assert (again.owned, again.asked) == (entry.owned, entry.asked)
    assert to_text(again) == to_text(entry)


@given(profiles())
def test_names_held_as_text_say_what_they_said(found):
    node = make_node(found, "")
    gathered = Gathered({node.id: node}, frozenset(), profiles={node.id: tuple(found)})
    said = [(card.normal, dict(card.fields)) for card in node.names]
    spell(gathered)
    assert [(card.normal, dict(card.fields)) for card in node.names] == said
    assert all(isinstance(card.fields, Spelled) for each in found for card in (each.card, *each.former) if card)
