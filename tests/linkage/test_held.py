"""The index of a half in memory says of every key what the nodes' own keys say, before and after nodes changed."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import blocking, model_files
from linkage.blocking import Keyed
from linkage.comparison import NameCard, Node
from linkage.entries import Entry, keys_of, whole_keys
from linkage.held import Index

MODEL = model_files.load("person")
NAMES = st.sampled_from(["王小样", "李试验", "王小洋", "赵示范"])
PHONES = st.frozensets(st.sampled_from(["13800001234", "13900005678"]), max_size=2)


def entry(name: str, said: str, phones: frozenset[str]) -> Entry:
    card = NameCard(said, {"name": frozenset({said})})
    return Entry(Node(name, (name,), (card,), {"phone": phones}, anchor="x"), lambda: ())


ENTRIES = st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.tuples(NAMES, PHONES), max_size=12).map(
    lambda drawn: {name: entry(name, *said) for name, said in drawn.items()}
)


def expected(entries):
    found = defaultdict(list)
    for name in sorted(entries):
        for key in whole_keys(entries[name], MODEL):
            found[key].append(name)
    return dict(found)


@settings(max_examples=60)
@given(ENTRIES, st.lists(st.tuples(ENTRIES, st.frozensets(st.text("abcd", min_size=1, max_size=3))), max_size=3))
def test_the_index_says_what_the_keys_say_after_every_renewal(entries, changes):
    blocks = Keyed.of(entries, lambda name: blocking.keys(entries[name].node, MODEL))
    others = Keyed.of(entries, lambda name: keys_of(entries[name], ()))
    keyed = Index(blocks, others)
    known = expected(entries)
    asked = set(known) | {"nobody's"}
    assert keyed.sharing(asked) == known
    for now, gone in changes:
        ground = gone | now.keys()
        keyed.renew(ground, {name: whole_keys(each, MODEL) for name, each in now.items()})
        entries = {name: each for name, each in entries.items() if name not in ground} | now
        known = expected(entries)
        asked |= known.keys()
        assert keyed.sharing(asked) == known
