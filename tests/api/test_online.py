"""One record at a time: dry or written, the answer is the one of a run over all."""

import sqlite3
from contextlib import closing
from random import Random

import pytest

from graph.increment import base_of, increment, news_of, write
from graph.marks import ACTOR, STREAM, Mark, Overtaken
from graph.model import Certainty, Judgement, Verdict
from graph.online import NothingPinned, Resolver
from graph.pinned import default_models, versions_in_force
from graph.recall import Recall
from graph.resolution import resolve
from graph.store.sqlite import open_store
from linkage import resolver
from linkage.judgement import Word
from linkage.model import Kind
from linkage.pinning import PINNED, Pinning
from linkage.renewal import ClosureTooLarge
from tests.api.arrivals import Clock, batch, deliver, partition, population, records, say

HELD_OUT = 60


@pytest.fixture(scope="module")
def parties(tmp_path_factory):
    return population(tmp_path_factory.mktemp("population"), seed=6, enterprises=40)


@pytest.fixture(scope="module")
def models(parties):
    return resolver.resolve(parties, default_models(), pinning=Pinning()).models


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.db")
    yield opened
    opened.close()


@pytest.fixture
def waiting(store, clock, parties, models):
    """Records that have not arrived; all others are resolved."""
    arriving = records(parties)
    Random(3).shuffle(arriving)
    deliver(store, clock, "first", arriving[:-HELD_OUT])
    resolve(store, clock, models=models, full=True, pinning=PINNED)
    return arriving[-HELD_OUT:]


def test_a_dry_answer_leaves_no_trace_and_is_the_one_that_gets_written(store, clock, parties, models, waiting):
    online = Resolver(store, clock)
    told = set()
    for number, record in enumerate(waiting):
        head = store.head()
        dry = online.look_up(record.parties)
        assert store.head() == head
        deliver(store, clock, f"later-{number}", [record])
        written = online.resolve(record.parties)
        assert [essence(each) for each in dry] == [essence(each) for each in written]
        assert all(a.entity == b.entity for a, b in zip(dry, written, strict=True) if not a.is_new)
        held = store.memberships(each.party for each in written)
        assert {each.party: (each.entity, each.certainty) for each in written} == {
            party: (each.entity, each.certainty) for party, each in held.items()
        }
        told |= {each.by for each in written}
    assert told >= {"number", "mention", "evidence"}
    assert partition(store) == batch(resolver.resolve(parties, models))
    assert resolve(store, clock).scope == "none"


def test_an_index_without_heads_as_a_former_release_wrote_it_answers_the_same(store, clock, tmp_path, waiting):
    answers = [Resolver(store, clock).look_up(each.parties) for each in waiting]
    heads = store.heads(each.id for each in store.parties())
    assert any(heads.values())
    with closing(sqlite3.connect(tmp_path / "store.db")) as file:
        file.create_function("headless", 1, lambda kept: kept[kept.index(b"\0", 1) + 1 :])
        file.execute("UPDATE bundle SET content = headless(content)")
        file.commit()
    assert store.heads(heads) == {}
    assert [Resolver(store, clock).look_up(each.parties) for each in waiting] == answers


def essence(answer):
    """What a dry answer and a written one have in common: all but ids that are minted on writing."""
    found = [(each.party, each.weight, [(line.comparison, line.level, line.weight) for line in each.lines])
             for each in answer.candidates]  # fmt: skip
    return answer.party, answer.is_new, answer.by, answer.certainty, found


def test_scores_are_those_of_the_batch_to_the_last_unit(store, clock, parties, models):
    deliver(store, clock, "all", records(parties))
    resolve(store, clock, models=models, full=True, pinning=PINNED)
    whole = resolver.resolve(parties, models)
    scores = {}
    for half in (whole.firms, whole.persons):
        for pair in half.pairs:
            for one, other in ((pair.a, pair.b), (pair.b, pair.a)):
                scores.setdefault(one, {})[other] = (pair.score.weight, pair.score.lines)
    online = Resolver(store, clock, candidates=len(parties))
    nodes = [name for half in (whole.firms, whole.persons) for name in half.gathered.nodes]
    for name in Random(4).sample(sorted(nodes), 150):
        (answer,) = online.look_up(list(store.parties([name])))
        got = {each.party: (each.weight, each.lines) for each in answer.candidates}
        assert got == scores.get(name, {})
        assert answer.entity == store.memberships([name])[name].entity


def test_candidates_come_heaviest_first_and_name_their_entity(store, clock, waiting):
    online = Resolver(store, clock, candidates=3)
    answers = [answer for record in waiting for answer in online.look_up(record.parties)]
    several = [each.candidates for each in answers if len(each.candidates) > 1]
    assert several
    for found in several:
        assert len(found) <= 3
        assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
        assert all(each.entity for each in found)
        assert all(each.bits == each.weight / 1024 for each in found)


def test_nobody_known_is_new_and_only_probable_without_a_number(store, clock, waiting):
    named = [each for record in waiting for each in record.parties if each.name and not each.within]
    stranger = named[0].__class__("x", "r", named[0].role, named[0].kind, "开封璇玑琉璃制作有限公司")
    (answer,) = Resolver(store, clock).look_up([stranger])
    assert (answer.is_new, answer.by, answer.certainty, answer.candidates) == (True, "new", Certainty.PROBABLE, ())


def test_a_store_that_was_never_resolved_is_refused(store, clock, parties):
    with pytest.raises(NothingPinned, match="xintu resolve"):
        Resolver(store, clock).look_up(parties[:1])


def test_models_of_another_release_are_pinned_anew(store, clock, parties, models, waiting):
    with store.unit(clock(), "another release", "pin") as unit:
        unit.put_policy("linkage.person", '{"name": "person", "words": "unknown"}')
    with pytest.raises(NothingPinned):
        Resolver(store, clock).look_up(parties[:1])
    assert resolve(store, clock, models=models, pinning=PINNED).scope == "whole"
    assert Resolver(store, clock).look_up(parties[:1])


def test_a_run_that_another_has_overtaken_writes_nothing(store, clock, waiting):
    base = store.last(STREAM)
    deliver(store, clock, "one", waiting[:1])
    resolve(store, clock)
    before = store.head()
    with pytest.raises(Overtaken, match="again"), store.unit(clock(), "resolution", "resolve") as unit:
        Mark.read(base).leave(unit, base)
    assert store.head() == before


def test_an_index_of_another_release_is_made_anew(store, clock, parties, models, waiting):
    former = Mark.read(store.last(STREAM))
    with store.unit(clock(), "resolution", "resolve") as unit:
        Mark(former.models, former.seen, former.index, "another").leave(unit, store.last(STREAM))
    with pytest.raises(NothingPinned):
        Resolver(store, clock).look_up(waiting[0].parties)
    report = resolve(store, clock, models=models, pinning=PINNED)
    assert report.scope == "whole"
    assert Resolver(store, clock).look_up(waiting[0].parties)


def two_subjects(store):
    """A party each of two firms without a number."""
    held = store.memberships()
    firms = [each for each in store.parties() if each.kind is Kind.ENTERPRISE and not each.identifiers]
    one = firms[0]
    return one.id, next(each.id for each in firms if held[each.id].entity != held[one.id].entity)


def test_a_word_spoken_while_a_run_is_under_way_waits_whole_for_the_next(store, clock, waiting):
    a, b = two_subjects(store)
    deliver(store, clock, "one", waiting[:1])
    base = base_of(store)
    news = news_of(base)
    say(store, clock, [Word(a, b, same=True)])
    write(base, news, increment(base, news), clock())
    assert store.memberships([a])[a].entity != store.memberships([b])[b].entity
    assert news_of(base_of(store)).said == ((Word(min(a, b), max(a, b), same=True), True),)
    assert resolve(store, clock).reviewed == 1
    assert store.memberships([a])[a].entity == store.memberships([b])[b].entity


def test_a_word_that_two_gave_goes_with_the_second_who_takes_it_back(store, clock, waiting):
    a, b = sorted(two_subjects(store))
    with store.unit(clock(), "two reviewers", "review") as unit:
        for author in ("one", "other"):
            unit.add_judgement(Judgement(a, b, Verdict.SAME, author, "seen"))
    assert resolve(store, clock).reviewed == 1
    for author, undone in (("one", 0), ("other", 1)):
        with store.unit(clock(), author, "review") as unit:
            unit.retract_judgement(a, b, author)
        assert resolve(store, clock).undone == undone
    assert store.memberships([a])[a].entity != store.memberships([b])[b].entity


def test_only_words_about_the_parties_asked_for_are_read(store, clock, waiting):
    a, b, c, *others = sorted(store.memberships())
    said = [Word(a, b, same=False), Word(b, c, same=False), *(Word(c, each, same=False) for each in others[:50])]
    before = store.head()
    say(store, clock, said)
    family = "enterprise"
    recall = Recall(store, family, versions_in_force(store)[family], store.head())
    assert recall.words([a]) == {said[0]}
    assert recall.words([a, b]) == {*said[:2]}
    assert recall.words([b, others[0]]) == {*said[:3]}
    assert recall.words([others[60]]) == set()
    assert Recall(store, family, "", before).words([a, b, c]) == set()
    assert {each.author for each in store.judgements(parties=[c], but=ACTOR)} == {"reviewer"}


@pytest.mark.slow
def test_words_that_come_and_go_between_records_give_the_partition_of_all(store, clock, parties, models, waiting):
    """Some are spoken of mentions that have not arrived."""
    whole, random, online = resolver.resolve(parties, models), Random(8), Resolver(store, clock)
    halves = (whole.firms, whole.persons)
    together = [each for half in halves for each in half.clusters if len(each) > 2]
    doubts = [each for half in halves for each in half.doubts]
    words = [Word(*random.sample(group, 2), same=False) for group in random.sample(together, 10)]
    words += [Word(each.a, each.b, same=True) for each in random.sample(doubts, min(10, len(doubts)))]
    random.shuffle(words)
    standing = []
    for number, record in enumerate(waiting):
        deliver(store, clock, f"later-{number}", [record])
        if number % 4 == 1 and words:
            standing.append(words.pop())
            say(store, clock, standing[-1:])
        if number % 9 == 8:
            gone = standing.pop(0)
            with store.unit(clock(), "reviewer", "review") as unit:
                unit.retract_judgement(min(gone.a, gone.b), max(gone.a, gone.b), "reviewer")
        online.resolve(record.parties)
    assert standing
    assert partition(store) == batch(resolver.resolve(parties, models, standing), standing)
    assert store.check() == []


def test_what_hangs_together_with_too_many_is_refused_without_a_trace(store, clock, waiting):
    with store.unit(clock(), "operator", "policy") as unit:
        unit.put_policy("resolution", "[closure]\nparties = 1\n")
    deliver(store, clock, "one", waiting[:1])
    head = store.head()
    for ask in (Resolver(store, clock).look_up, Resolver(store, clock).resolve):
        with pytest.raises(ClosureTooLarge, match="at most 1 ") as refused:
            ask(waiting[0].parties)
        assert refused.value.remedy
    assert store.head() == head
    assert resolve(store, clock).scope == "whole"
