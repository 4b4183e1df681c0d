"""A thousand random graphs with their histories: both adapters answer every read alike, at any transaction."""

from datetime import timedelta
from random import Random

import pytest

from graph.model import Side
from graph.store.port import Walk
from graph.store.sqlite import open_store
from tests.contract import histories, rows
from tests.contract.histories import BRANDS, PEOPLE, RELATIONS, Graph, a_step, apply
from tests.server.empty_database import empty_store

WORLDS, GRAPHS, STEPS = 2, 500, 5
"""So many pairs of stores, with so many graphs in each, and so many units of work over all of them."""


@pytest.fixture(scope="module", params=range(WORLDS))
def world(request, neo4j_server, tmp_path_factory):
    """Two stores with the same past, the graphs in them, and the randomness of the questions."""
    random = Random(f"world {request.param}")
    embedded = open_store(tmp_path_factory.mktemp("world") / "store.db")
    neo4j = empty_store(neo4j_server)
    graphs = [Graph(f"g{n}") for n in range(GRAPHS)]
    for at in range(STEPS):
        step, moment = a_step(random, graphs, at), rows.now()
        assert apply(embedded, step, moment) == apply(neo4j, step, moment) == at + 1
    yield embedded, neo4j, graphs, random
    embedded.close()
    neo4j.close()


def alike(world, ask):
    """Both answer; the answer."""
    embedded, neo4j, _, _ = world
    answers = [ask(store) for store in (embedded, neo4j)]
    assert answers[0] == answers[1]
    return answers[0]


def moments(random: Random) -> list[int | None]:
    return [None, 0, random.randrange(1, STEPS + 1), random.randrange(1, STEPS + 1)]


@pytest.mark.slow
def test_the_pasts_are_sound_and_count_the_same(world):
    assert alike(world, lambda store: list(store.check())) == []
    counts = alike(world, lambda store: dict(store.counts()))
    assert counts["claims"] > GRAPHS
    assert counts["entities"] > GRAPHS
    assert {"entities.enterprise", "entities.person", "memberships.probable"} <= counts.keys()
    alike(world, lambda store: list(store.transactions()))
    alike(world, lambda store: store.tx_at(store.transactions()[2].at - timedelta(microseconds=1)))


@pytest.mark.slow
def test_deliveries_rows_and_versions(world):
    graphs = world[2]
    records = [f"{graph.name}#{n}" for graph in graphs for n in range(histories.RECORDS)]
    known = alike(world, lambda store: dict(store.versions(records)))
    alike(world, lambda store: store.deliveries())
    alike(world, lambda store: [store.last_row(d.id) for d, _ in store.deliveries()])
    alike(world, lambda store: [store.open_run(d.run) for d, _ in store.deliveries()])
    assert alike(world, lambda store: list(store.rejections()))
    assert alike(world, lambda store: list(store.issues()))
    assert alike(world, lambda store: list(store.delivered_parties()))
    asked = world[3].sample(sorted(known), 30)
    alike(world, lambda store: [store.payload(id_, n) for id_ in asked for n in (None, 1, 2)])
    alike(world, lambda store: store.as_at())


@pytest.mark.slow
def test_parties_and_identity(world):
    _, _, graphs, random = world
    ids = [id_ for graph in graphs for id_ in graph.mentions]
    entities = [entity for graph in graphs for entity in graph.entities]
    assert len(alike(world, lambda store: list(store.parties()))) == len(ids)
    alike(world, lambda store: list(store.parties(ids[::7])))
    alike(world, lambda store: list(store.parties(after_tx=2)))
    alike(world, lambda store: list(store.standing_in(ids)))
    numbers = sorted({n for graph in graphs for p in graph.mentions.values() for n in p.identifiers})
    alike(world, lambda store: store.parties_with(numbers))
    alike(world, lambda store: store.statements(ids[::5]))
    for model in histories.MODELS:
        edges = alike(world, lambda store, m=model: {(e.a, e.b): e for e in store.edges(m)})
        assert edges
        alike(world, lambda store, m=model: {(e.a, e.b): e for e in store.edges(m, ids[::9])})
    alike(world, lambda store: store.identity_events())
    alike(world, lambda store: [store.identity_events(entity) for entity in entities[::97]])
    for tx in moments(random):
        alike(world, lambda store, tx=tx: store.code_map(numbers, tx))
        alike(world, lambda store, tx=tx: store.judgements(tx))
        alike(world, lambda store, tx=tx: store.judgements(tx, ids[::3], "乙"))
        alike(world, lambda store, tx=tx: store.judged_since(tx, "乙"))
        alike(world, lambda store, tx=tx: store.memberships(tx=tx))
        alike(world, lambda store, tx=tx: store.memberships(ids[::3], tx))
        alike(world, lambda store, tx=tx: store.members(entities, tx))
        alike(world, lambda store, tx=tx: store.successors([*entities, "unknown"], tx))
        alike(world, lambda store, tx=tx: store.by_identifier(numbers, tx))


@pytest.mark.slow
def test_nodes_and_names(world):
    _, _, graphs, random = world
    entities = [entity for graph in graphs for entity in graph.entities]
    names = sorted({p.name for graph in graphs for p in graph.mentions.values()})
    for tx in moments(random):
        alike(world, lambda store, tx=tx: store.nodes(entities, tx))
        alike(world, lambda store, tx=tx: store.named(names, None, tx))
        alike(world, lambda store, tx=tx: store.named(names, histories.Kind.PERSON, tx))
        alike(world, lambda store, tx=tx: store.entities("g1", None, tx, 300))
        for name in [*BRANDS[:3], *PEOPLE[:2], "郑州望舒食品有限公司", "归", "none"]:
            for kind in (None, histories.Kind.ENTERPRISE):
                limit = random.choice([3, 20])
                alike(world, lambda store, a=(name, kind, limit, tx): store.by_name(*a))
    assert alike(world, lambda store: store.by_name("望舒"))


@pytest.mark.slow
def test_the_screening_subgraph_of_every_graph(world):
    _, _, graphs, random = world
    truncated, facts = 0, 0
    for graph in graphs:
        seeds = random.sample(graph.entities, random.randrange(1, 3))
        asked = (seeds, random.randrange(4), random.choice(moments(random)), random.choice([1, 2, 2000]))
        found = alike(world, lambda store, asked=asked: store.subgraph(*asked))
        truncated += len(found.truncated)
        facts += len(found.facts)
        products = random.choice([(), ("rating",)])
        parts = [store.subgraph(*asked, bearing=products) for store in world[:2]]
        if not found.truncated:  # the less is read, the later is an entity a hub
            assert {*parts[0].facts} <= {*parts[1].facts} <= {*found.facts}
            assert parts[0].nodes.keys() <= parts[1].nodes.keys() <= found.nodes.keys()
    assert facts > GRAPHS
    assert truncated > GRAPHS / 10
    everybody = [entity for graph in graphs for entity in graph.entities]
    assert alike(world, lambda store: store.subgraph(everybody)).facts


@pytest.mark.slow
def test_what_a_check_foresees(world):
    _, _, graphs, random = world
    numbers = sorted({n for graph in graphs for p in graph.mentions.values() for n in p.identifiers})
    for _ in range(60):
        asked, far = random.sample(numbers, random.randint(1, 3)), random.choice([None, Walk(2)])
        held = alike(world, lambda store, a=asked, f=far: _read_for(store.foreseen(a, f), a))
        assert held == _read_for(world[1], asked)


def _read_for(store, numbers):
    """What a check of these numbers reads of a store."""
    tx = store.head()
    holders = {entity for pairs in store.by_identifier(numbers, tx).values() for entity, _ in pairs}
    known = store.nodes(holders, tx)
    named = store.named({node.name for node in known.values()}, histories.Kind.PERSON, tx, unnumbered=True)
    return known, named, store.parties_with(numbers), store.subgraph(holders, 2, tx)


@pytest.mark.slow
def test_cards_listings_and_changes(world):
    _, _, graphs, random = world
    listings = [key for graph in graphs for key in graph.listings]
    for graph in graphs:
        entity, tx = random.choice(graph.entities), random.choice(moments(random))
        alike(world, lambda store, a=(entity, tx): store.facts_of(*a))
        alike(world, lambda store, a=(entity, tx): store.records_of(*a))
    for tx in moments(random):
        alike(world, lambda store, tx=tx: store.facts_of_listings(listings, tx))
    for after, limit in ((0, 10_000), (2, 10_000), (1, 3)):
        assert alike(world, lambda store, a=(after, limit): store.facts_since(*a))


@pytest.mark.slow
def test_ties_and_pages_of_neighbours(world):
    _, _, graphs, random = world
    everybody = [entity for graph in graphs for entity in graph.entities]
    for tx in moments(random):
        for side in (None, *Side):
            for types, hub in (((), None), (RELATIONS[:2], 1), ((), 2)):
                found = alike(world, lambda store, a=(types, side, tx, hub): _tied(store, everybody, *a))
                assert found[0] or tx == 0
    for graph in graphs:
        entity, tx, limit = random.choice(graph.entities), random.choice(moments(random)), random.choice([1, 2, 50])
        alike(world, lambda store, a=(entity, tx, limit): _met(store, *a))


def _tied(store, *asked):
    found = store.ties(*asked)
    return sorted(map(repr, found.ties)), dict(found.hubs)


def _met(store, entity, tx, limit):
    """All neighbours over all pages, each met once; the counts, the same on every page."""
    met, after, counts = [], "", []
    while True:
        page = store.neighbours(entity, (), tx, after, limit)
        counts.append(page.counts)
        others = {tie.other(entity) for tie in page.ties}
        assert not others & {tie.other(entity) for tie in met}
        met += page.ties
        after = page.next
        if not after:
            break
    assert all(each == counts[0] for each in counts)
    return sorted(map(repr, met)), counts[0]


@pytest.mark.slow
def test_logs_and_policy(world):
    _, _, _, random = world
    for stream in "abc":
        alike(world, lambda store, s=stream: (store.read(s), store.last(s), store.read(s, 1, 1)))
    alike(world, lambda store: [store.find(s, f"k{n}") for s in "ab" for n in range(STEPS)])
    for tx in moments(random):
        alike(world, lambda store, tx=tx: store.policy("rules", tx))
