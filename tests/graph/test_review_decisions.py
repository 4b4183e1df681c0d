"""Reviewers' decisions in the store: kept, undone, refused; and what the next resolution makes of them."""

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from graph.intake import FileRequest, ingest
from graph.model import CandidateEdge, Judgement, Verdict
from graph.resolution import resolve
from graph.review import pairs
from graph.review.decisions import (
    STREAM,
    Contradiction,
    Decision,
    Excluded,
    KeyReused,
    ReviewError,
    UnknownPair,
    conflicts,
    decide,
    undo,
)
from graph.store.sqlite import open_store
from linkage.formats import load_formats
from tests.graph.office_files import code

SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
HEADER = ("comp_nm", "uni_social_crd_cd", "comp_type", "reg_state", "legal_repre", "est_dt", "appr_dt", "addr")
FIRMS = {  # two with codes, a mention without one, a person behind each
    "云杉": ("郑州云杉建筑工程有限公司", code(1), "王小样", "郑州市金水区文化路1号"),
    "红松": ("郑州红松物流有限公司", code(2), "李试验", "郑州市金水区花园路2号"),
    "云彬": ("郑州云彬仓储有限公司", "", "", ""),
    "雪松": ("郑州雪松贸易有限公司", "", "", ""),
}
_seconds = count()


def clock():
    return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(_seconds))


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "market_entity.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for name, number, head, place in FIRMS.values():
            writer.writerow((name, number, "有限责任公司", "存续", head, "2016-05-06", "2020-01-02", place))
    opened = open_store(tmp_path / "store.db")
    request = FileRequest(path, "410100", "市场监督管理局", "market_entity", None, date(2026, 1, 1))
    report = ingest(opened, load_formats([]), [request], clock, "tests")[0]
    assert report.counts.records == len(FIRMS), report
    resolve(opened, clock)
    yield opened
    opened.close()


@pytest.fixture
def ids(store):
    """Short name -> party id, of the firms."""
    return {short: each.id for each in store.parties() for short in FIRMS if each.name == FIRMS[short][0]}


def say(store, a, b, verdict, reviewer="审核员 甲", reason="看过登记档案", **more):
    return decide(store, clock(), Decision(a, b, verdict, reason, reviewer), **more)


def partition(store):
    groups = {}
    for party, held in store.memberships().items():
        groups.setdefault(held.entity, set()).add(party)
    return {frozenset(group) for group in groups.values()}


def home(store, party):
    return store.memberships([party])[party].entity


def test_same_binds_the_next_run_and_every_run_after_and_undo_restores(store, ids):
    before = partition(store)
    kept = home(store, ids["云杉"])
    judgement = say(store, ids["云彬"], ids["云杉"], SAME)
    assert (judgement.a, judgement.b) == tuple(sorted((ids["云彬"], ids["云杉"])))
    assert partition(store) == before
    for full in (False, False, True):
        resolve(store, clock, full=full)
        assert home(store, ids["云彬"]) == home(store, ids["云杉"]) == kept
    undone = undo(store, clock(), ids["云杉"], ids["云彬"], "审核员 乙")
    assert undone == (judgement,)
    resolve(store, clock)
    assert partition(store) == before
    assert home(store, ids["云杉"]) == kept
    assert store.check() == []


def test_different_survives_a_full_run(store, ids):
    say(store, ids["云杉"], ids["云彬"], DIFFERENT)
    resolve(store, clock, full=True)
    assert home(store, ids["云杉"]) != home(store, ids["云彬"])


def test_a_decision_on_entities_binds_a_party_of_each(store, ids):
    judgement = say(store, home(store, ids["雪松"]), home(store, ids["红松"]), SAME)
    assert {judgement.a, judgement.b} == {ids["雪松"], ids["红松"]}
    resolve(store, clock)
    entity = home(store, ids["红松"])
    assert home(store, ids["雪松"]) == entity
    with pytest.raises(UnknownPair):
        say(store, entity, entity, DIFFERENT)
    assert undo(store, clock(), ids["雪松"], ids["红松"], "甲") == (judgement,)


def test_a_contradiction_is_refused_with_the_chain_and_leaves_no_trace(store, ids):
    first = say(store, ids["云杉"], ids["云彬"], SAME, "审核员 甲")
    second = say(store, ids["云彬"], ids["雪松"], SAME, "审核员 乙")
    head = store.head()
    with pytest.raises(Contradiction) as refused:
        say(store, ids["雪松"], ids["云杉"], DIFFERENT, "审核员 丙")
    assert set(refused.value.chain) == {first, second}
    assert "审核员 甲" in str(refused.value)
    assert "审核员 乙" in str(refused.value)
    assert store.head() == head
    undo(store, clock(), ids["云彬"], ids["雪松"], "审核员 乙")
    say(store, ids["雪松"], ids["云杉"], DIFFERENT, "审核员 丙")
    with pytest.raises(Contradiction):
        say(store, ids["云彬"], ids["雪松"], SAME, "审核员 乙")


def test_a_reviewer_may_change_the_own_word_but_not_overrule_another(store, ids):
    say(store, ids["云杉"], ids["云彬"], SAME, "甲")
    say(store, ids["云杉"], ids["云彬"], DIFFERENT, "甲")
    with pytest.raises(Contradiction):
        say(store, ids["云杉"], ids["云彬"], SAME, "乙")
    words = [each for each in store.judgements() if each.author in ("甲", "乙")]
    assert [each.verdict for each in words] == [DIFFERENT]


def test_two_valid_codes_are_never_one_not_even_by_way_of_a_third(store, ids):
    with pytest.raises(Excluded) as refused:
        say(store, ids["云杉"], ids["红松"], SAME)
    assert code(1) in str(refused.value)
    say(store, ids["云杉"], ids["云彬"], SAME)
    with pytest.raises(Excluded):
        say(store, ids["云彬"], ids["红松"], SAME)


def test_a_person_is_no_firm(store, ids):
    person = next(each.id for each in store.parties() if each.name == "王小样")
    with pytest.raises(Excluded):
        say(store, person, ids["云杉"], SAME)


def test_words_that_came_by_another_way_are_listed_as_conflicts(store, ids):
    say(store, ids["云杉"], ids["云彬"], SAME)
    say(store, ids["云彬"], ids["雪松"], SAME)
    assert conflicts(store) == ()
    judgement = say(store, ids["红松"], ids["云杉"], DIFFERENT)
    with store.unit(clock(), "import", "merge of two desks") as unit:
        for a, b in ((ids["云杉"], ids["雪松"]), (ids["雪松"], ids["红松"])):
            low, high = sorted((a, b))
            unit.add_judgement(type(judgement)(low, high, DIFFERENT if b == ids["雪松"] else SAME, "丁", "移交"))
    found = dict(conflicts(store))
    assert set(found) == {"chain", "numbers"}
    assert {each.author for each in found["numbers"]} == {"审核员 甲", "丁"}
    resolve(store, clock)
    assert home(store, ids["云杉"]) != home(store, ids["红松"])


@pytest.mark.parametrize(
    ("reviewer", "reason"), [("", "看过"), ("甲", "  "), ("resolution", "看过")], ids=["nobody", "no reason", "machine"]
)
def test_a_word_needs_a_reviewer_and_a_reason(store, ids, reviewer, reason):
    with pytest.raises(ReviewError):
        say(store, ids["云杉"], ids["云彬"], SAME, reviewer, reason)


def test_unknown_sides_and_missing_words_are_refused(store, ids):
    with pytest.raises(UnknownPair):
        say(store, ids["云杉"], "nobody", SAME)
    with pytest.raises(UnknownPair):
        undo(store, clock(), ids["云杉"], ids["云彬"], "甲")


def test_the_same_again_changes_nothing(store, ids):
    say(store, ids["云杉"], ids["云彬"], SAME)
    head = store.head()
    say(store, ids["云杉"], ids["云彬"], SAME)
    assert store.head() == head


def test_an_idempotency_key_answers_once_for_one_decision(store, ids):
    first = say(store, ids["云杉"], ids["云彬"], SAME, key="k1")
    undo(store, clock(), ids["云杉"], ids["云彬"], "甲")
    head = store.head()
    assert say(store, ids["云杉"], ids["云彬"], SAME, key="k1") == first
    assert store.head() == head
    with pytest.raises(KeyReused):
        say(store, ids["云杉"], ids["云彬"], DIFFERENT, key="k1")


def test_personal_numbers_in_a_reason_are_masked_before_they_are_kept(store, ids):
    number = "11010519491231002X"
    judgement = say(store, ids["云杉"], ids["云彬"], SAME, reason=f"经办人 {number} 来电", key="k")
    assert judgement.reason == "经办人 110105************ 来电"
    assert not any(number in entry.payload.decode() for entry in store.read(STREAM))
    assert say(store, ids["云杉"], ids["云彬"], SAME, reason=f"经办人 {number} 来电", key="k") == judgement


def test_who_decided_and_who_undid_is_logged(store, ids):
    say(store, ids["云杉"], ids["云彬"], SAME)
    undo(store, clock(), ids["云杉"], ids["云彬"], "审核员 乙")
    events = [entry.payload.decode() for entry in store.read(STREAM)]
    assert ['"decided"' in each for each in events] == [True, False]
    assert "审核员 乙" in events[1]


def test_unsure_leaves_the_pair_in_the_queue_and_a_verdict_takes_it_out(store, ids):
    version = next(version for model, version in pairs.in_force(store) if model.name == "enterprise")
    model = next(pairs.in_force(store))[0]
    a, b = sorted((ids["云杉"], ids["云彬"]))
    with store.unit(clock(), "test", "edge") as unit:
        unit.add_edges(version, [CandidateEdge(a, b, model.decision.join - 1, (("name", "near"),))])

    def queued():
        return [each for some in pairs.doubts(store) for each in some.doubts if (each.a, each.b) == (a, b)]

    assert [each.reason for each in queued()] == ["weak"]
    say(store, a, b, UNSURE, "甲")
    assert [each.unsure for each in queued()] == [("甲",)]
    say(store, a, b, DIFFERENT, "乙")
    assert queued() == []


def test_words_that_numbers_exclude_are_listed_and_not_followed(store, ids):
    say(store, ids["云彬"], ids["雪松"], SAME)
    resolve(store, clock)
    assert conflicts(store) == ()
    say(store, ids["云杉"], ids["云彬"], SAME)
    with store.unit(clock(), "import", "another desk") as unit:
        a, b = sorted((ids["雪松"], ids["红松"]))
        unit.add_judgement(Judgement(a, b, SAME, "丁", "移交"))
    resolve(store, clock)
    found = conflicts(store)
    assert [kind for kind, _ in found] == ["numbers"]
    assert home(store, ids["云杉"]) != home(store, ids["红松"])
    undo(store, clock(), ids["云杉"], ids["云彬"], "甲")
    assert [kind for kind, _ in conflicts(store)] == ["unmet"], "the last run could not follow it"
    resolve(store, clock)
    assert conflicts(store) == ()
    assert home(store, ids["雪松"]) == home(store, ids["红松"])
    say(store, ids["云杉"], ids["云彬"], DIFFERENT)
    assert conflicts(store) == (), "a word that no run has seen yet is pending, not unmet"


def test_a_pair_of_entities_that_exclude_each_other_is_asked_only_when_a_mention_has_no_place(store, ids):
    model, version = next(pairs.in_force(store))
    say(store, ids["云杉"], ids["云彬"], SAME)
    say(store, ids["红松"], ids["雪松"], SAME)
    resolve(store, clock)
    a, b = sorted((ids["云彬"], ids["雪松"]))
    for weight, reasons in ((model.decision.join - 1, []), (model.decision.join + 1, ["chain"])):
        with store.unit(clock(), "test", "edge") as unit:
            unit.add_edges(version, [CandidateEdge(a, b, weight, (("name", "near"),))])
        assert [each.reason for some in pairs.doubts(store) for each in some.doubts if each.a == a] == reasons
    # a mention whose own entity has more for it, by the margin of rivals, has its place; with less it is asked
    for one, other, ahead, reasons in (
        ("云彬", "云杉", model.decision.margin - 1, ["chain"]),
        ("雪松", "红松", model.decision.margin, []),
    ):
        here, there = sorted((ids[one], ids[other]))
        with store.unit(clock(), "test", "edge") as unit:
            weight = model.decision.join + 1 + ahead
            unit.add_edges(version, [CandidateEdge(here, there, weight, (("name", "core"),))])
        assert [each.reason for some in pairs.doubts(store) for each in some.doubts if each.a == a] == reasons
