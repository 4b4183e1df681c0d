"""The ledger tells what became of entities and whose word did it; retired ids answer, undone mergers give them back."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.cli import app
from graph.history import UnknownThen, identity
from graph.ledger import assign, dated, reviewed
from graph.model import Delivery, DeliveryKind, IdentityEvent, Verdict
from graph.pinned import default_models
from graph.resolution import resolve
from graph.review.decisions import Decision, KeyReused, ReviewError, decide, undo
from graph.store.sqlite import open_store
from linkage import resolver
from linkage.identifiers import Identifier, IdentifierKind
from linkage.judgement import Word
from linkage.model import Kind, Party, Role
from linkage.pinning import PINNED, Pinning
from tests.api.arrivals import Clock, deliver, population, records, say
from tests.linkage.numbers import org_check, reg_tail, uscc_tail


@pytest.fixture(scope="module")
def parties(tmp_path_factory):
    return population(tmp_path_factory.mktemp("population"), seed=5, enterprises=40)


@pytest.fixture(scope="module")
def models(parties):
    return resolver.resolve(parties, default_models(), pinning=Pinning()).models


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, parties, models, clock):
    opened = open_store(tmp_path / "store.db")
    deliver(opened, clock, "all", records(parties))
    resolve(opened, clock, models=models, full=True, pinning=PINNED)
    yield opened
    opened.close()


@pytest.fixture
def word(parties, models):
    """A reviewer calls two subjects the same that bear no strong number."""
    half = resolver.resolve(parties, models).firms
    nodes = half.gathered.nodes.values()
    numbered = {party for node in nodes if node.strong for party in node.parties}
    one, other = [group for group in half.clusters if not numbered.intersection(group)][:2]
    return Word(one[0], other[0], same=True)


def take_back(store, clock, word):
    with store.unit(clock(), "reviewer", "review") as unit:
        unit.retract_judgement(min(word.a, word.b), max(word.a, word.b), "reviewer")


def names(store, entity):
    return [event.event for _, event in store.identity_events(entity)]


def test_a_word_merges_and_its_undoing_gives_the_retired_id_back(store, clock, word):
    first = store.memberships()
    one, other = first[word.a].entity, first[word.b].entity
    say(store, clock, [word])
    report = resolve(store, clock)
    assert (report.merged, report.reviewed, report.undone) == (1, 1, 0)
    kept = store.memberships()[word.a].entity
    gone = other if kept == one else one
    assert store.successors([one, other]) == {kept: kept, gone: kept}
    assert names(store, kept)[-1] == "reviewed"
    take_back(store, clock, word)
    report = resolve(store, clock)
    assert (report.split, report.created, report.reviewed, report.undone) == (1, 0, 0, 1)
    assert store.memberships() == first
    assert store.successors([one, other]) == {one: one, other: other}
    assert {"split", "undone"} <= set(names(store, gone))
    assert store.check() == []


def test_who_was_this_on_that_day(store, clock, word):
    before = clock() + timedelta(seconds=1)
    first = store.memberships()
    one, other = first[word.a].entity, first[word.b].entity
    for _ in range(3):
        clock()
    say(store, clock, [word])
    resolve(store, clock)
    kept = store.memberships()[word.a].entity
    gone = other if kept == one else one
    then, now = identity(store, gone, before), identity(store, gone)
    assert (then.entity, then.now, now.entity) == (gone, kept, kept)
    assert {held.party for held, _ in then.members} == {p for p, each in first.items() if each.entity == gone}
    assert {held.party for held, _ in now.members} == {p for p, each in first.items() if each.entity in (one, other)}
    assert [event.event for _, event in then.ledger] == ["created"]
    assert [event.event for _, event in now.ledger][-1] == "reviewed"
    assert then.node is not None
    with pytest.raises(UnknownThen):
        identity(store, gone, before - timedelta(days=365))


def test_the_command_tells_who_an_id_was(store, clock, word, tmp_path):
    before = (clock() + timedelta(seconds=1)).isoformat()
    gone_or_kept = sorted(each.entity for each in store.memberships([word.a, word.b]).values())
    for _ in range(3):
        clock()
    say(store, clock, [word])
    resolve(store, clock)
    kept = store.memberships()[word.a].entity
    (gone,) = set(gone_or_kept) - {kept}
    asked = ["identity", gone, "--store", f"sqlite:///{tmp_path / 'store.db'}"]
    then = json.loads(CliRunner().invoke(app, [*asked, "--known-at", before, "--json"]).stdout)
    now = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (then["entity"], then["now"], now["entity"]) == (gone, kept, kept)
    assert [each["event"] for each in then["ledger"]] == ["created"]
    assert {each["event"] for each in now["ledger"]} >= {"created", "merged", "reviewed"}
    shown = CliRunner().invoke(app, asked)
    assert (shown.exit_code, kept in shown.stdout, "人工判定" in shown.stdout) == (0, True, True)
    assert CliRunner().invoke(app, ["identity", "ENOBODY", *asked[2:]]).exit_code != 0


def test_a_word_that_changes_nothing_is_no_event(store, clock):
    together = next(group for group in groups(store) if len(group) > 1)
    say(store, clock, [Word(*together[:2], same=True)])
    report = resolve(store, clock)
    assert (report.scope, report.reviewed, report.created, report.merged, report.split) == ("part", 0, 0, 0, 0)


def groups(store):
    found = {}
    for each in store.memberships().values():
        found.setdefault(each.entity, []).append(each.party)
    return [sorted(group) for group in found.values()]


@given(
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    grown=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    names=st.permutations(range(26)),
    oldest=st.sampled_from(["E1", "E2"]),
)
def test_who_was_merged_never_walks_off_with_the_others_id(sizes, grown, names, oldest):
    """Two grow together, take in more, and are parted again: each is who it was, whatever its size or its mentions."""
    fresh = iter(f"{each:02}" for each in names)
    groups = [sorted(next(fresh) for _ in range(size)) for size in sizes]
    first = {party: entity for entity, group in zip(("E1", "E2"), groups, strict=True) for party in group}
    age = lambda entity: entity != oldest  # noqa: E731
    united = assign([sorted(first)], first, age, lambda seed: f"new-{seed}")
    (kept,) = united.entities
    later = [sorted((*group, *(next(fresh) for _ in range(more)))) for group, more in zip(groups, grown, strict=True)]
    left, gone = (groups[1], "E2") if kept == "E1" else (groups[0], "E1")
    former = lambda _, group: gone if set(left) <= set(group) else None  # noqa: E731
    before = dict.fromkeys((party for group in later for party in group), kept)
    parted = assign(sorted(later), before, age, lambda seed: f"new-{seed}", former)
    answers = {party: entity for group, entity in zip(sorted(later), parted.entities, strict=True) for party in group}
    assert {party: answers[party] for party in first} == first
    assert {event.event for event in parted.events} >= {"absorbed", "split"}


def test_a_split_along_other_lines_mints_a_new_id():
    before = dict.fromkeys("abcd", "E1")
    found = assign([("a", "b"), ("c", "d")], before, lambda _: 0, lambda seed: f"new-{seed}", lambda *_: None)
    assert [each.event for each in found.events] == ["created", "split"]
    again = assign([("a", "b"), ("c", "d")], before, lambda _: 0, lambda seed: f"new-{seed}", lambda *_: "E0")
    assert [(each.event, each.entity, each.others) for each in again.events] == [
        ("absorbed", "E0", ()),
        ("split", "E1", ("E0",)),
    ]


@pytest.mark.parametrize(
    ("same", "stands", "before", "after", "events"),
    [
        (True, True, ("E1", "E2"), ("E1", "E1"), [("reviewed", ())]),
        (False, True, ("E1", "E1"), ("E1", "E2"), [("reviewed", ("E2",))]),
        (True, False, ("E1", "E1"), ("E1", "E2"), [("undone", ("E2",))]),
        (False, False, ("E1", "E2"), ("E1", "E1"), [("undone", ())]),
        (True, True, ("E1", "E1"), ("E1", "E1"), []),
        (True, True, ("E1", "E1"), ("E1", "E2"), []),
    ],
)
def test_only_what_a_word_did_is_laid_to_it(same, stands, before, after, events):
    said = [(Word("a", "b", same), stands)]
    found = reviewed(said, dict(zip("ab", before, strict=True)), dict(zip("ab", after, strict=True)))
    assert [(each.event, each.others) for each in found] == events


JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


def test_events_hold_from_the_first_mention_that_was_new_in_them():
    events = [
        IdentityEvent("created", "E3", parties=("c", "d")),
        IdentityEvent("absorbed", "E1", parties=("b", "n", "m")),
        IdentityEvent("merged", "E1", ("E2",)),
        IdentityEvent("merged", "E4", ("E5",)),
        IdentityEvent("reviewed", "E1", parties=("b", "n")),
    ]
    since = {"b": JAN, "c": APR, "d": MAR, "n": APR, "m": FEB}
    found = dated(events, {"b": "E2", "c": "E9"}, since)
    assert [each.valid for each in found] == [MAR, FEB, FEB, None, None]


def deliver_on(store, clock, name, rows, day):
    delivery = Delivery(
        name, "run", "410100", "示例局", "market_entity", f"{name}.csv", "utf-8", DeliveryKind.DELTA, day, name
    )
    with store.unit(clock(), "test", "deliver") as unit:
        unit.open_delivery(delivery)
        unit.add_versions([(record, row) for row, record in enumerate(rows, 1)], delivery)


def firm(key, name, *numbers):
    return Party(key, f"r{key}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, ())


def test_a_merger_holds_from_the_day_of_the_record_that_bore_both_numbers(tmp_path, clock, models):
    code = "91410105MA000001"
    code += org_check(code[8:])
    uscc = Identifier(IdentifierKind.USCC, code + uscc_tail(code))
    body = "41010500000001"
    old = Identifier(IdentifierKind.REG_NO, body + reg_tail(body))
    first, second = firm("a", "郑州望舒商贸有限公司", old), firm("b", "郑州云杉商贸有限公司", uscc)
    bridge = firm("c", "郑州云杉商贸有限公司", uscc, old)
    store = open_store(tmp_path / "days.db")
    deliver_on(store, clock, "jan", records([first]), JAN)
    deliver_on(store, clock, "feb", records([second]), FEB)
    resolve(store, clock, models=models, full=True, pinning=PINNED)
    one, other = (store.memberships()[key].entity for key in "ab")
    assert one != other
    deliver_on(store, clock, "mar", records([bridge]), MAR)
    resolve(store, clock)
    kept = store.memberships()["a"].entity
    assert {store.memberships()[key].entity for key in "abc"} == {kept}
    ((_, merger),) = [each for each in store.identity_events(kept) if each[1].event == "merged"]
    assert merger.valid == MAR
    created = {event.entity: event.valid for _, event in store.identity_events() if event.event == "created"}
    assert created == {one: JAN, other: FEB}
    (gone,) = {one, other} - {kept}

    def on(day, asked):
        found = identity(store, asked, on=day)
        return found.entity, {held.party for held, _ in found.members}

    born = {one: JAN, other: FEB}[gone]
    assert on(born, gone) == (gone, {"a" if gone == one else "b"})
    assert on(MAR, gone) == (kept, {"a", "b", "c"})
    assert on(JAN - timedelta(days=1), gone) == (gone, set())
    assert identity(store, gone).entity == kept
    asked = ["identity", gone, "--store", f"sqlite:///{tmp_path / 'days.db'}", "--as-of", FEB.isoformat()]
    then = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert (then["entity"], then["now"]) == (gone, kept)
    assert {each["event"]: each["valid"] for each in then["ledger"]}["merged"] == "2026-03-01"
    assert "事实自 2026-03-01" in CliRunner().invoke(app, asked).stdout
    store.close()


@pytest.fixture
def two(tmp_path, clock, models):
    """Two firms, one delivered in January, one in February, that nothing but a reviewer joins."""
    store = open_store(tmp_path / "two.db")
    deliver_on(store, clock, "jan", records([firm("a", "郑州望舒商贸有限公司")]), JAN)
    deliver_on(store, clock, "feb", records([firm("b", "郑州云杉建筑工程有限公司")]), FEB)
    resolve(store, clock, models=models, full=True, pinning=PINNED)
    yield store
    store.close()


def told(store, asked, **at):
    found = identity(store, asked, **at)
    return found.entity, {held.party for held, _ in found.members}


def events(store, entity):
    return {event.event: event.valid for _, event in store.identity_events(entity)}


def test_two_that_are_one_since_a_stated_day_were_two_before(two, clock, tmp_path):
    first = {key: two.memberships()[key].entity for key in "ab"}
    unspoken = clock()
    decide(two, clock(), Decision("a", "b", Verdict.SAME, "更名后重新登记", "审核员", since=MAR))
    resolve(two, clock)
    kept = two.memberships()["a"].entity
    ((own, gone),) = [(k, e) for k, e in first.items() if e != kept]
    other = "ab".replace(own, "")
    assert events(two, kept)["merged"] == events(two, kept)["reviewed"] == MAR
    eve = MAR - timedelta(days=1)
    assert (told(two, gone, on=eve), told(two, kept, on=eve)) == ((gone, {own}), (kept, {other}))
    assert told(two, gone, on=MAR) == told(two, kept, on=MAR) == (kept, {"a", "b"})
    assert told(two, gone, on=MAR, at=unspoken) == (gone, {own})
    asked = ["identity", gone, "--store", f"sqlite:///{tmp_path / 'two.db'}", "--json", "--as-of"]
    shown = [json.loads(CliRunner().invoke(app, [*asked, str(day)]).stdout)["entity"] for day in (eve, MAR)]
    assert shown == [gone, kept]
    assert two.check() == []


def test_two_that_are_not_one_since_a_stated_day_were_one_before(two, clock):
    decide(two, clock(), Decision("a", "b", Verdict.SAME, "同一主体", "审核员", since=FEB))
    resolve(two, clock)
    whole = two.memberships()["a"].entity
    assert events(two, whole)["merged"] == FEB
    undo(two, clock(), "a", "b", "审核员")
    decide(two, clock(), Decision("a", "b", Verdict.DIFFERENT, "分立", "审核员", since=APR))
    resolve(two, clock)
    now = {key: two.memberships()[key].entity for key in "ab"}
    assert events(two, whole)["split"] == events(two, whole)["reviewed"] == APR
    eve = APR - timedelta(days=1)
    assert {key: told(two, each, on=APR) for key, each in now.items()} == {k: (e, {k}) for k, e in now.items()}
    assert [told(two, each, on=eve) for each in now.values()] == [(whole, {"a", "b"})] * 2


@pytest.mark.parametrize(
    ("verdict", "since", "words"),
    [(Verdict.UNSURE, MAR, "unsure"), (Verdict.SAME, date(2026, 11, 21), "after the day of the review")],
)
def test_a_day_that_says_nothing_is_refused(two, clock, verdict, since, words):
    with pytest.raises(ReviewError, match=words):
        decide(two, clock(), Decision("a", "b", verdict, "看过", "审核员", since=since))
    assert two.judgements(but="resolution") == []


def test_a_word_comes_again_with_its_day_and_under_its_key(two, clock):
    said = Decision("a", "b", Verdict.SAME, "看过", "审核员", since=MAR)
    first = decide(two, clock(), said, "K1")
    assert (first.since, decide(two, clock(), said, "K1")) == (MAR, first)
    with pytest.raises(KeyReused):
        decide(two, clock(), replace(said, since=APR), "K1")
    later = decide(two, clock(), replace(said, since=APR))
    assert two.judgements(but="resolution") == [later]
