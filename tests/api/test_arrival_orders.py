"""The partition is a function of parties, words and pinned models, never of the order of arrival (DESIGN invariant 6)."""

from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from graph.increment import base_of, news_of
from graph.marks import STREAM
from graph.pinned import default_models, versions_in_force
from graph.portions import in_portions
from graph.recall import circles_of
from graph.resolution import resolve
from graph.store.sqlite import open_store
from linkage import resolver
from linkage.judgement import Word
from linkage.pinning import PINNED, Pinning
from tests.api.arrivals import Clock, batch, deliver, partition, population, records, say
from tests.linkage.circles import town


@pytest.fixture(scope="module")
def parties(tmp_path_factory):
    return population(tmp_path_factory.mktemp("population"), seed=5, enterprises=40)


@pytest.fixture(scope="module")
def models(parties):
    return resolver.resolve(parties, default_models(), pinning=Pinning()).models


@pytest.fixture(scope="module")
def whole(parties, models):
    return resolver.resolve(parties, models)


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


def begin(store, clock, models, chunk):
    """The first delivery and the run that pins the models."""
    deliver(store, clock, "first", chunk)
    assert resolve(store, clock, models=models, full=True, pinning=PINNED).scope == "whole"


def stored(store, whole):
    """Pairs and doubts as the store has them, and as a run over all parties leaves them."""
    edges = {(each.a, each.b, each.weight) for v in versions_in_force(store).values() for each in store.edges(v)}
    doubts = {(each.a, each.b, each.reason) for each in store.judgements() if each.author == "resolution"}
    halves = (whole.firms, whole.persons)
    pairs = {(each.a, each.b, each.score.weight) for half in halves for each in half.pairs if not each.score.vetoed}
    wanted = {(d.a, d.b, d.reason) for half in halves for d in half.doubts if d.reason in ("number", "rival")}
    return (edges, doubts), (pairs, wanted)


@pytest.mark.slow
@pytest.mark.parametrize("order", range(20))
def test_any_order_gives_the_partition_of_all_under_the_collective_evidence_of_the_last_full_run(store, order):
    """It says nothing of parties that came later, and goes on to say of the others what it said."""
    parties, random, clock = town(order % 5, firms=30), Random(order), Clock()
    models = resolver.resolve(parties, default_models(), pinning=Pinning()).models
    arriving = records(parties)
    random.shuffle(arriving)
    cuts = sorted(random.sample(range(len(arriving) // 2, len(arriving)), 3))
    deliver(store, clock, "first", arriving[: cuts[0]])
    report = resolve(store, clock, models=models, full=True, pinning=Pinning(train=None, rounds=5))
    assert report.collective["converged"]
    circles = circles_of(store)
    assert len(circles) == report.collective["spoken_of"] > 0
    for number, (start, end) in enumerate(pairwise((*cuts, len(arriving)))):
        deliver(store, clock, f"later-{number}", arriving[start:end])
        assert resolve(store, clock).scope == "part"
        assert circles_of(store) == circles
    whole = resolver.resolve(parties, replace(models, circles=circles))
    assert partition(store) == batch(whole)
    now, wanted = stored(store, whole)
    assert now == wanted
    assert partition(store) != batch(resolver.resolve(parties, models))
    with store.unit(clock(), "operator", "policy") as unit:
        unit.put_policy("resolution", "[closure]\nparties = 1\n")
    deliver(store, clock, "last", records(town(order % 5 + 100, firms=1)))
    assert resolve(store, clock).scope == "whole"
    assert circles_of(store) == circles


@pytest.mark.slow
def test_an_unchanged_population_is_pinned_and_parted_as_before(store):
    clock = Clock()
    deliver(store, clock, "first", records(town(3)))
    first = resolve(store, clock, full=True, pinning=Pinning())
    before, circles = store.memberships(), circles_of(store)
    again = resolve(store, clock, full=True, pinning=Pinning())
    assert (again.changed, again.collective) == (False, first.collective)
    assert first.collective["moved"] > 0
    assert (store.memberships(), circles_of(store)) == (before, circles)


@pytest.mark.slow
@pytest.mark.parametrize("order", range(20))
def test_any_order_of_deliveries_gives_the_partition_of_all(store, parties, models, whole, order):
    arriving, random, clock = records(parties), Random(order), Clock()
    random.shuffle(arriving)
    cuts = sorted(random.sample(range(1, len(arriving)), 5))
    chunks = [arriving[a:b] for a, b in zip((0, *cuts), (*cuts, len(arriving)), strict=True)]
    begin(store, clock, models, chunks[0])
    for number, chunk in enumerate(chunks[1:]):
        deliver(store, clock, f"later-{number}", chunk)
        assert resolve(store, clock).scope == "part"
    assert partition(store) == batch(whole)
    now, wanted = stored(store, whole)
    assert now == wanted
    assert store.check() == []


@pytest.mark.slow
def test_one_record_at_a_time_gives_the_partition_of_all_and_leaves_the_rest_alone(store, parties, models, whole):
    arriving, clock = records(parties), Clock()
    Random(99).shuffle(arriving)
    begin(store, clock, models, arriving[:-150])
    for number, record in enumerate(arriving[-150:]):
        before = entities(store)
        deliver(store, clock, f"later-{number}", [record])
        report = resolve(store, clock)
        assert (report.scope, report.changed) == ("part", True)
        after = entities(store)
        fresh = {each.id for each in record.parties}
        touched = {name for name, members in before.items() if after.get(name) != members}
        assert sum(len(before[name]) for name in touched) + len(fresh) <= report.looked_at
        same = {members: name for name, members in after.items()}
        assert all(same.get(members, name) == name for name, members in before.items())
    assert partition(store) == batch(whole)


def entities(store):
    found = {}
    for each in store.memberships().values():
        found.setdefault(each.entity, set()).add(each.party)
    return {entity: frozenset(group) for entity, group in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize("order", range(4))
def test_words_of_reviewers_bind_whenever_they_are_spoken_and_are_undone_when_taken_back(
    store, parties, models, whole, order
):
    arriving, random, clock = records(parties), Random(order), Clock()
    random.shuffle(arriving)
    words = list(some_words(whole, random))
    half = len(arriving) // 2
    begin(store, clock, models, arriving[:half])
    here = {each.id for record in arriving[:half] for each in record.parties}
    say(store, clock, [word for word in words if {word.a, word.b} <= here])
    assert resolve(store, clock).scope == "part"
    deliver(store, clock, "later", arriving[half:])
    say(store, clock, words)
    resolve(store, clock)
    assert partition(store) == batch(resolver.resolve(parties, models, words), words)
    with store.unit(clock(), "reviewer", "review") as unit:
        for word in words:
            unit.retract_judgement(min(word.a, word.b), max(word.a, word.b), "reviewer")
    assert resolve(store, clock).scope == "part"
    assert partition(store) == batch(whole)
    now, wanted = stored(store, whole)
    assert now == wanted


def some_words(whole, random):
    """ "Different" within clusters, "same" across pairs that stayed in doubt."""
    for half in (whole.firms, whole.persons):
        for group in random.sample([each for each in half.clusters if len(each) > 2], 6):
            yield Word(*random.sample(group, 2), same=False)
        for doubt in random.sample(half.doubts, min(4, len(half.doubts))):
            yield Word(doubt.a, doubt.b, same=True)


def all_but_sixty(store, parties, models):
    """All records but sixty are resolved, and those are delivered."""
    arriving, clock = records(parties), Clock()
    begin(store, clock, models, arriving[:-60])
    deliver(store, clock, "later", arriving[-60:])
    return clock


def test_a_closure_beyond_the_limit_falls_back_to_all_and_says_so(store, parties, models, whole, tmp_path):
    clock = all_but_sixty(store, parties, models)
    with store.unit(clock(), "operator", "policy") as unit:
        unit.put_policy("resolution", "[closure]\nparties = 20\n")
    report = resolve(store, clock)
    assert (report.scope, report.looked_at) == ("whole", len(parties))
    assert "20" in report.because
    assert partition(store) == batch(whole)


@pytest.mark.parametrize("seed", range(4))
def test_portions_make_what_a_run_over_all_makes(store, parties, models, whole, seed):
    """Whatever is delivered at once, with words about it, and whatever the size of a portion."""
    arriving, clock, random = records(parties), Clock(), Random(seed)
    random.shuffle(arriving)
    cut = random.randint(len(arriving) // 2, len(arriving) - 30)
    begin(store, clock, models, arriving[:cut])
    words = [*some_words(whole, random)] if seed % 2 else []
    say(store, clock, words)
    deliver(store, clock, "later", arriving[cut:])
    with store.unit(clock(), "operator", "policy") as unit:
        unit.put_policy("resolution", f"[closure]\nparties = 150\n[portions]\nparties = {7 * seed + 1}\nshare = 1\n")
    report = resolve(store, clock)
    assert (report.scope, report.changed) == ("portions", True)
    assert report.portions > 1
    assert "150" in report.because
    together = resolver.resolve(parties, models, words)
    assert partition(store) == batch(together, words)
    found, wanted = stored(store, together)
    assert found == wanted
    assert resolve(store, clock).scope == "none"


def test_portions_that_break_off_leave_the_rest_for_the_next_run(store, parties, models, whole):
    clock = all_but_sixty(store, parties, models)
    base = base_of(store)
    news = news_of(base)
    portions = in_portions(base, news, 20, clock)
    next(portions)
    portions.close()
    rest = news_of(base_of(store))
    assert [each.id for each in rest.parties] == [each.id for each in news.parties]
    assert resolve(store, clock).scope == "part"
    assert partition(store) == batch(whole)


def test_more_news_than_portions_are_worth_means_all_and_says_so(store, parties, models, whole):
    clock = all_but_sixty(store, parties, models)
    with store.unit(clock(), "operator", "policy") as unit:
        unit.put_policy("resolution", "[closure]\nparties = 150\n[portions]\nshare = 0.01\n")
    report = resolve(store, clock)
    assert (report.scope, report.portions) == ("whole", 0)
    assert "costs less" in report.because
    assert partition(store) == batch(whole)


def test_a_full_run_on_unchanged_data_leaves_no_trace(store, parties, models):
    clock = Clock()
    begin(store, clock, models, records(parties))
    before, mark = store.head(), store.last(STREAM)
    again = resolve(store, clock, models=models, full=True, pinning=PINNED)
    assert not again.changed
    assert (store.head(), store.last(STREAM)) == (before, mark)
    assert resolve(store, clock).scope == "none"
