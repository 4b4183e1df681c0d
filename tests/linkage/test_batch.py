"""Batch and pure scorer: the same weight and veto for every candidate pair, to the last unit."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.demo import population
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.store.sqlite import SqliteStore
from linkage import blocking, model_files, resolver
from linkage.batch.blocks import blocks_of
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import predict, sieve
from linkage.blocking import Keyed
from linkage.comparison import Node, strong_numbers, vetoed
from linkage.formats import load_formats
from linkage.pinning import Pinning
from linkage.scoring import Scorer
from linkage.weights import ModelError
from tests.linkage.toy import BIRTHS, NUMBERS, TEXTS, TOY, fields, named, numbered

NEVER = -(10**9)
MODELS = resolver.Models(model_files.load("enterprise"), model_files.load("person"))


def by_scorer(nodes, keyed, model):
    scorer, found = Scorer(model), {}
    for a, b in blocking.every(nodes, keyed, model):
        if not vetoed(nodes[a].strong, nodes[b].strong):
            score = scorer.score(nodes[a], nodes[b])
            if not score.vetoed:
                found[a, b] = (score.weight, score.contradicted)
    return found


def by_engine(nodes, keyed, model, least=NEVER):
    with duckdb_engine() as engine:
        found = list(predict(engine, nodes, blocks_of(keyed, model), model, least))
    assert len({(each.a, each.b) for each in found}) == len(found)
    return {(each.a, each.b): (each.weight, each.contradicted) for each in found}


@pytest.fixture(scope="module")
def parties(tmp_path_factory):
    folder = tmp_path_factory.mktemp("city")
    population.write(folder / "city", seed=11, enterprises=150)
    store = SqliteStore(folder / "city.db")
    requests, _ = read_manifest(folder / "city")
    ingest(store, load_formats(), requests, lambda: datetime(2026, 11, 20, tzinfo=UTC), "tests")
    yield list(store.parties())
    store.close()


def test_a_population_scores_the_same_in_sets_and_pair_by_pair(parties):
    halves = []

    def watched(nodes, keyed, model):
        halves.append((nodes, keyed, model))
        return blocking.unsieved(nodes, keyed, model)

    resolver.resolve(parties, MODELS, pinning=Pinning(sieve=watched))
    assert len(halves) == 2
    for nodes, keyed, model in halves:
        expected = by_scorer(nodes, keyed, model)
        assert len(expected) > 100
        assert by_engine(nodes, keyed, model) == expected
        review = model.decision.review
        assert by_engine(nodes, keyed, model, review) == {
            pair: found for pair, found in expected.items() if found[0] >= review
        }


def test_the_partition_is_the_same_whichever_sieve(parties):
    pure = resolver.resolve(parties, MODELS, pinning=Pinning())
    sets = resolver.resolve(parties, MODELS, pinning=Pinning(sieve=sieve(duckdb_engine, small=0)))
    for one, other in ((pure.firms, sets.firms), (pure.persons, sets.persons)):
        assert one.clusters == other.clusters
        assert one.pairs == other.pairs
        assert one.doubts == other.doubts


def test_pinned_models_are_sieved_to_the_same_partition(parties):
    pinned = resolver.resolve(parties, MODELS, pinning=Pinning()).models
    pure = resolver.resolve(parties, pinned)
    sets = resolver.resolve(parties, pinned, pinning=Pinning(train=None, sieve=sieve(duckdb_engine, small=0)))
    assert sets.models == pinned
    assert (pure.firms, pure.persons) == (sets.firms, sets.persons)


def test_nodes_and_blocks_do_not_depend_on_weights(parties):
    """Which is why weights may be learned meanwhile."""
    seen = []

    def watched(nodes, keyed, model):
        seen.append((nodes, keyed))
        return lambda model: []

    def upside_down(profiles, model):
        turned = [
            replace(each, levels=tuple(replace(level, weight=-7 * level.weight) for level in each.levels))
            for each in model.comparisons
        ]
        return replace(model, comparisons=tuple(turned))

    for train in (upside_down, lambda profiles, model: model):
        resolver.resolve(parties, MODELS, pinning=Pinning(train, watched))
    (firms, _, other_firms, _) = seen
    assert len(firms[0]) > 100
    assert firms == other_firms


SETS = st.frozensets(st.text(TEXTS, min_size=1, max_size=4), max_size=3)
CARDS = st.builds(
    named,
    SETS,
    st.frozensets(st.sampled_from(["x", "y"]), max_size=1),
    st.frozensets(st.sampled_from(["u", "v"]), max_size=2),
)


@st.composite
def towns(draw):
    nodes = {}
    for at in range(draw(st.integers(2, 7))):
        id_, numbers = f"n{at}", numbered(draw(st.lists(st.sampled_from(NUMBERS), max_size=2, unique=True)))
        cards = {card.normal: card for card in draw(st.lists(CARDS, max_size=2))}
        own = fields(head=draw(SETS), home=draw(st.frozensets(st.sampled_from(BIRTHS), max_size=1)))
        names = tuple(cards[name] for name in sorted(cards))
        nodes[id_] = Node(id_, (id_,), names, own, numbers, strong_numbers(numbers))
    return nodes


@settings(max_examples=60, deadline=None)
@given(towns())
def test_any_nodes_score_the_same_in_sets_and_pair_by_pair(nodes):
    keyed = Keyed.of(nodes, lambda name: {"block|x"})
    assert by_engine(nodes, keyed, TOY) == by_scorer(nodes, keyed, TOY)


def test_a_rule_that_explodes_is_refused_by_name():
    model = replace(TOY, most_pairs=2)
    nodes = {f"n{at}": Node(f"n{at}", (f"n{at}",), (), {}) for at in range(3)}
    keyed = Keyed.of(nodes, lambda name: {"block|410105198001010011"})
    with pytest.raises(
        ModelError, match=r"model enterprise, \[blocking\] rule block: 3 pairs.*3 nodes.*lower cap"
    ) as refused:
        list(blocking.every(nodes, keyed, model))
    assert "19800101" not in str(refused.value)
    assert list(blocking.every(nodes, keyed, replace(model, generics=frozenset(("block|410105198001010011",))))) == []
