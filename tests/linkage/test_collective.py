"""Collective evidence: what it brings together, what it never does, and that rounds end where one run would."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import collective, model_files, resolver, rounds
from linkage.collective import Evidence, Standing
from linkage.comparison import Node
from linkage.entries import entries_of
from linkage.judgement import Word
from linkage.model import Kind
from linkage.pinning import Pinning
from linkage.profiles import CIRCLE
from linkage.resolver import Models
from linkage.rounds import Population
from linkage.scoring import Scorer
from linkage.tables import toml_table
from linkage.weights import to_units
from tests.linkage.circles import Town, crowd, doubtful_firm, masked, owner, person, town

MODELS = Models(model_files.load("enterprise"), model_files.load("person"))


def whole(parties):
    return rounds.resolve(Population.of(parties), MODELS, pinning=Pinning())


def without(parties):
    return resolver.resolve(parties, MODELS, pinning=Pinning())


def one(half, *parties):
    return any({each.id for each in parties} <= set(group) for group in half.clusters)


def told(half):
    """All that a run leaves of a family."""
    return (
        half.clusters,
        half.sure,
        [(each.a, each.b, each.score) for each in half.pairs if not each.score.vetoed],
        half.doubts,
        half.conflicts,
        {name: (e.node, e.profiles(), e.sure, e.against, e.owned, e.asked) for name, e in entries_of(half.gathered).items()},
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_rounds_end_where_a_run_under_what_they_pinned_ends(seed):
    parties = town(seed)
    found, report = whole(parties)
    assert report.converged
    assert report.made > 1
    assert report.spoken_of == len(found.models.circles) > 0
    again = resolver.resolve(parties, found.models)
    assert told(found.firms) == told(again.firms)
    assert told(found.persons) == told(again.persons)


def test_it_matters_in_such_a_town_and_a_run_over_the_same_parties_repeats_itself():
    parties = town(1)
    found, report = whole(parties)
    assert report.moved > 0
    assert report.looked_at < 2 * len(parties)
    before = without(parties)
    assert (before.firms.clusters, before.persons.clusters) != (found.firms.clusters, found.persons.clusters)
    again, repeated = whole(list(reversed(parties)))
    assert repeated == report
    assert again.models == found.models
    assert (again.firms.clusters, again.persons.clusters) == (found.firms.clusters, found.persons.clusters)


def test_a_bound_of_rounds_is_said_and_what_was_pinned_is_what_was_used():
    parties = town(2)
    found, report = rounds.resolve(Population.of(parties), MODELS, pinning=Pinning(rounds=1))
    assert (report.made, report.converged, report.spoken_of) == (1, False, 0)
    assert found.models.circles == {}
    assert report.left > 0


@pytest.mark.parametrize(("seed", "portion"), [(2, 1), (2, 40), (5, 7)])
def test_a_round_in_portions_ends_where_a_round_at_once_ends(seed, portion):
    parties = town(seed)
    found, report = whole(parties)
    assert report.looked_at > 2 * portion
    parts, told_of_parts = rounds.resolve(Population.of(parties), MODELS, pinning=Pinning(portion=portion))
    assert replace(told_of_parts, looked_at=report.looked_at) == report
    assert parts.models == found.models
    assert told(parts.firms) == told(found.firms)
    assert told(parts.persons) == told(found.persons)


def standing(parties):
    return [Standing(each.id, each.within, each.kind is Kind.PERSON) for each in parties if each.within is not None]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 60))
def test_a_report_says_what_evidence_told_anew_and_both_partitions_say(seed, bound, portion):
    parties = town(seed, 30)
    found, report = rounds.resolve(Population.of(parties), MODELS, pinning=Pinning(rounds=bound, portion=portion))
    first = without(parties)
    used, anew = found.models.circles, Evidence(standing(parties), first).told(found.firms, found.persons)
    assert report.left == sum(used.get(party) != anew.get(party) for party in used.keys() | anew)
    assert report.converged == (used == anew)
    before, now = ((*each.firms.clusters, *each.persons.clusters) for each in (first, found))
    assert report.moved == sum(len(each) for each in now if each not in before)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_evidence_kept_in_step_says_what_evidence_told_anew_says(seed):
    """Whatever changes between two tellings: words of reviewers, and people who come and go and are named otherwise."""
    parties, chance = town(seed, 20), Random(seed)
    people = [each for each in parties if each.kind is Kind.PERSON]
    first = former = without(parties)
    kept = Evidence(standing(parties), first)
    kept.told(first.firms, first.persons)
    for _ in range(4):
        there = [
            replace(each, name=chance.choice(people).name)
            if each.kind is Kind.PERSON and chance.random() < 0.3
            else each
            for each in parties
            if each.kind is not Kind.PERSON or chance.random() < 0.9
        ]
        pairs = [chance.sample(there, 2) for _ in range(12)]
        words = [Word(a.id, b.id, chance.random() < 0.5) for a, b in pairs]
        now = resolver.resolve(there, first.models, words)
        renewed = changed(former.firms, now.firms) | changed(former.persons, now.persons)
        anew = Evidence(standing(parties), first).told(now.firms, now.persons)
        assert kept.told(now.firms, now.persons, renewed) == anew
        former = now


def changed(before, now):
    """Nodes that came, went or say something else."""
    old, new = before.gathered.nodes, now.gathered.nodes
    return {name for name in old.keys() | new if old.get(name) != new.get(name)}


def test_a_person_known_by_number_under_two_spellings_speaks_for_the_firms():
    parties, firm, mention = doubtful_firm()
    found, _ = whole(parties)
    assert found.models.circles[firm.id] == found.models.circles[mention.id] != frozenset()
    pair = next(e for e in found.firms.pairs if {firm.id, mention.id} <= {e.a, e.b})
    before = without(parties).firms
    former = next(e for e in before.pairs if {firm.id, mention.id} <= {e.a, e.b})
    line = next(each for each in pair.score.lines if each.comparison == CIRCLE)
    assert line.level == "same"
    assert line.weight > 0
    assert pair.score.weight == former.score.weight + line.weight
    assert one(found.firms, firm, mention)
    assert not one(before, firm, mention)
    assert mention.id not in found.firms.sure


def test_people_who_are_one_because_their_firms_are_one_do_not_make_their_firms_one():
    """王小样 without a number stands in two mentions of one firm: nothing but the firm says that he is one."""
    made = Town(8)
    for _ in range(30):
        made.record(f"郑州{made.name()}物流有限公司", (made.uscc(),))
    first = made.record("郑州云杉建筑工程有限公司", (), (person("王小样"),))
    second = made.record("郑州云杉建筑工程有限公司", (), (person("王小样"),))
    other = made.record("云杉建筑", (), (person("王小样"),))
    found, _ = whole(made.parties)
    assert one(found.firms, first, second)
    people = [each for each in made.parties if each.kind is Kind.PERSON]
    known = collective.known_persons(found.persons, found.models.person, toml_table("collective")["own"])
    assert known == {}
    assert one(found.persons, *people[:2])
    assert not found.models.circles.keys() & {first.id, second.id, other.id}


def test_a_masked_number_makes_known_and_a_company_alone_does_not():
    made = Town(9)
    number = made.resident()
    crowd(made)
    made.record("郑州云杉建筑工程有限公司", (made.uscc(),), (person("欧阳试验", number), person("王小样")))
    made.record("郑州红松物流有限公司", (made.uscc(),), (person("欧阳试验", masked(number)), person("王小样")))
    found, _ = whole(made.parties)
    known = collective.known_persons(found.persons, found.models.person, toml_table("collective")["own"])
    named = {each.id: each.name for each in made.parties}
    assert sorted(named[party] for party in known if named[party] == "欧阳试验") == ["欧阳试验", "欧阳试验"]
    assert len({person for party, person in known.items() if named[party] == "欧阳试验"}) == 1
    assert "王小样" not in {named[party] for party in known}


def test_people_of_one_name_meet_where_one_company_owns_the_other():
    made = Town(10)
    parent = made.uscc()
    made.record("郑州云杉建筑工程有限公司", (parent,), (person("欧阳试验"),))
    made.record("郑州红松物流有限公司", (made.uscc(),), (person("欧阳试验"), owner("郑州云杉建筑工程有限公司", parent)))
    made.record("郑州白桦商贸有限公司", (made.uscc(),), (person("欧阳试验"),))
    found, _ = whole(made.parties)
    a, b, c = [each.id for each in made.parties if each.kind is Kind.PERSON]
    circles = found.models.circles
    assert circles[a] & circles[b]
    assert c not in circles
    lines = {
        frozenset((e.a, e.b)): [x.level for x in e.score.lines if x.comparison == CIRCLE] for e in found.persons.pairs
    }
    assert lines[frozenset((a, b))] == ["same"]  # fmt: skip


@pytest.mark.parametrize("other", [("欧阳示例",), ("欧阳试验", 1), ("欧阳试验",)], ids=["name", "number", "nothing"])
def test_nothing_is_said_of_two_whom_a_name_or_a_number_rules_out(other):
    made = Town(12)
    name, *numbered = other
    parent, own = made.uscc(), [made.resident() for _ in numbered]
    parents = person("欧阳试验", *(made.resident() for _ in numbered))
    made.record("郑州云杉建筑工程有限公司", (parent,), (parents,))
    made.record("郑州红松物流有限公司", (made.uscc(),), (person(name, *own), owner("郑州云杉建筑工程有限公司", parent)))
    found, _ = whole(made.parties)
    people = {each.id for each in made.parties if each.kind is Kind.PERSON}
    assert len(people) == 2
    assert people & found.models.circles.keys() == (people if other == ("欧阳试验",) else set())


def test_an_agent_who_stands_in_too_many_firms_says_nothing():
    made = Town(11)
    number = made.resident()
    for at in range(toml_table("collective")["most"] + 1):
        made.record(
            f"郑州云杉{'甲乙丙丁戊己庚辛壬癸子丑寅卯'[at]}建筑有限公司", (made.uscc(),), (person("王小样", number),)
        )
    made.record("云杉建筑", (), (person("王小样", number),))
    found, _ = whole(made.parties)
    assert not {each.id for each in made.parties if each.kind is not Kind.PERSON} & found.models.circles.keys()


@pytest.mark.parametrize("model", [MODELS.enterprise, MODELS.person], ids=lambda each: each.name)
@given(values=st.frozensets(st.sampled_from("abcd"), min_size=1), entities=st.integers(2, 10**7))
def test_alone_it_stays_below_the_join_threshold_in_any_population(model, values, entities):
    pinned = replace(model, decision=replace(model.decision, entities=entities))
    nodes = [Node(name, (name,), (), {CIRCLE: values}) for name in ("one", "two")]
    score = Scorer(pinned).score(*nodes)
    assert next(each.level for each in score.lines if each.comparison == CIRCLE) == "same"
    assert score.weight < pinned.decision.join


@pytest.mark.parametrize("model", [MODELS.enterprise, MODELS.person], ids=lambda each: each.name)
def test_no_level_of_it_is_worth_the_threshold(model):
    levels = [
        level
        for each in model.comparisons
        for level in each.levels
        if any(condition.field == CIRCLE for condition in level.conditions)
    ]
    assert levels
    assert all(level.weight < min(model.decision.join, to_units(7)) for level in levels)


def test_what_it_joins_is_probable():
    for seed in range(4):
        parties = town(seed)
        found, _ = whole(parties)
        before = without(parties)
        assert found.firms.sure == before.firms.sure
        assert found.persons.sure == before.persons.sure
