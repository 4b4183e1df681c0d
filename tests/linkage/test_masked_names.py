"""Masked names as evidence: on persons, and of representatives on their firms, in sets as pair by pair."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import model_files
from linkage.anchors import make_node, without_generics
from linkage.batch.blocks import blocks_of
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import predict
from linkage.blocking import Keyed
from linkage.features import person_name
from linkage.model import Kind, Party, Role
from linkage.numbering import Relation
from linkage.persons import compare_persons, parse_person, patterns
from linkage.pinning import counted
from linkage.profiles import firms
from linkage.scoring import Scorer
from linkage.weights import Frequencies, Model

FIRM, PERSON = model_files.load("enterprise"), model_files.load("person")
NAMES = st.text("王李小明红", min_size=2, max_size=4)


@st.composite
def names(draw):
    """A name, whole or with some characters hidden or lost, but not all."""
    name = draw(NAMES)
    hidden = draw(st.sets(st.integers(0, len(name) - 1), max_size=len(name) - 1))
    sign = draw(st.sampled_from("*?"))
    return "".join(sign if place in hidden else character for place, character in enumerate(name))


def party(id_: str, kind: Kind, name: str, role: Role = Role.SUBJECT, within: str | None = None) -> Party:
    """A mention."""
    return Party(id_, "record", role, kind, name, within=within)


def firm_of(at: int, heads: list[str], name: str = "郑州鑫源贸易有限公司"):
    """A firm's node with the representatives that mentions of it name."""
    parties, people = [], []
    for number, head in enumerate(heads or [""]):
        firm = party(f"f{at}-{number}", Kind.ENTERPRISE, name)
        parties.append(firm)
        if head:
            role = Role.LEGAL_REPRESENTATIVE
            people.append(party(f"p{at}-{number}", Kind.PERSON, head, role=role, within=firm.id))
    return make_node(firms(parties, people), "")


def head_line(one: list[str], other: list[str], model: Model = FIRM):
    """The line of the representatives."""
    score = Scorer(model).score(firm_of(1, one), firm_of(2, other))
    return next(line for line in score.lines if line.comparison == "head")


def level(one: str, other: str) -> str:
    """The level of two persons' names."""
    lines = Scorer(PERSON).names(person_name(one), person_name(other))[3]
    return next(line.level for line in lines if line.comparison == "name")


@settings(deadline=None)  # the first name loads the dictionary of readings
@given(names(), names())
def test_persons_names_contradict_exactly_when_they_cannot_be_one(one: str, other: str) -> None:
    left, right = parse_person(one), parse_person(other)
    relation, found = compare_persons(left, right).relation, level(one, other)
    assert found == level(other, one)
    if left.is_whole and right.is_whole:
        assert (found == "same") == (relation is Relation.SAME)
    elif left.is_whole or right.is_whole or len(patterns(left)) == len(patterns(right)) == 1:
        assert (found == "other") == (relation is Relation.INCOMPATIBLE)
    elif (
        found == "other"
    ):  # of two masks of which one leaves its length open, some that cannot be one are not told apart
        assert relation is Relation.INCOMPATIBLE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("王*明", "王小明", "outline"),
        ("王*明", "王*明", "outline"),
        ("王*明", "*小明", "mask"),
        ("王**", "王小明", "mask"),
        ("王某", "王小明", "mask"),
        ("王??", "王喆", "mask"),
        ("**明", "王**", "hidden"),
        ("王*明", "王小红", "other"),
        ("王*明", "王*红", "other"),
        ("王**", "王明", "other"),
        ("买买提·***", "王小明", "other"),
        ("买买提·***", "买买提·艾合提", "mask"),
        ("买**·**提", "买买提·艾合提", "outline"),
        ("买买提·*****", "买买提·艾合提", "other"),
        ("买买提·艾合提", "买买提艾合提", "same"),
        ("李未", "李末", "shape"),
        ("王喆", "王哲", "sound"),
    ],
)
def test_levels_of_persons_names(one: str, other: str, expected: str) -> None:
    assert level(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (["王小明"], ["王小明"], "same"),
        (["王小明"], ["李四"], "other"),
        (["王小明"], ["王*明"], "mask"),
        (["王小明"], ["王**"], "mask"),
        (["王小明"], ["王某某"], "mask"),
        (["王*明"], ["王*明"], "mask"),
        (["王小明"], ["王*红"], "unfit"),
        (["王明"], ["王*明"], "unfit"),
        (["王小明"], ["李**"], "unfit"),
        (["王小明", "李四"], ["李*"], "mask"),
        (["王*明"], ["*小明"], "hidden"),
        (["买买提·艾合提"], ["买**·**提"], "mask"),
        (["买买提·艾合提"], ["买***·***"], "unfit"),
        (["买买提·艾合提"], ["买买提艾合提"], "same"),
        (["王小明"], [], "unknown"),
        (["王*明"], [], "unknown"),
    ],
)
def test_a_masked_representative_fits_or_does_not(one: list[str], other: list[str], expected: str) -> None:
    assert head_line(one, other).level == head_line(other, one).level == expected


@settings(deadline=None)
@given(NAMES, names())
def test_a_representative_is_judged_as_the_persons_name_is(whole: str, other: str) -> None:
    fits = compare_persons(parse_person(whole), parse_person(other)).relation is not Relation.INCOMPATIBLE
    assert (head_line([whole], [other]).level in ("same", "mask")) == fits


def test_a_mask_is_worth_what_it_leaves() -> None:
    people = [f"{surname}{one}{two}" for surname in "王王王王李赵欧" for one in "小大" for two in "明红强"]
    parties = [party(f"f{at}", Kind.ENTERPRISE, f"郑州{at}号贸易有限公司") for at in range(len(people))]
    heads = [
        party(f"p{at}", Kind.PERSON, name, role=Role.LEGAL_REPRESENTATIVE, within=f"f{at}")
        for at, name in enumerate(people)
    ]
    model = counted(firms(parties, heads), FIRM)
    whole = head_line(["王小明"], ["王小明"], model).weight
    two, one = (head_line(["王小明"], [mask], model).weight for mask in ("王*明", "王**"))
    rare = head_line(["欧小明"], ["欧**"], model).weight
    assert whole > two > one
    assert rare > one


def test_mentions_with_masks_that_differ_are_not_one_before_scoring() -> None:
    parties = [party(f"f{at}", Kind.ENTERPRISE, "鑫源贸易有限公司") for at in range(3)]
    heads = [
        party(f"p{at}", Kind.PERSON, name, role=Role.LEGAL_REPRESENTATIVE, within=f"f{at}")
        for at, name in enumerate(("王*明", "李*红", "王*明"))
    ]
    groups = {party: each.group for each in firms(parties, heads) for party in each.parties}
    assert groups["f0"] == groups["f2"] != groups["f1"]


def test_a_representative_of_too_many_says_nothing_masked_either() -> None:
    model = replace(FIRM, generics=frozenset({"head=王小明"}))
    parties = [party("f", Kind.ENTERPRISE, "鑫源贸易有限公司")]
    heads = [party("p", Kind.PERSON, "王小明", role=Role.LEGAL_REPRESENTATIVE, within="f")]
    (profile,) = firms(parties, heads)
    assert profile.fields["head_mask"]
    left = without_generics(profile, model).fields
    assert not left.get("head")
    assert not left.get("head_mask")
    assert without_generics(profile, FIRM) == profile


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(names(), max_size=2), min_size=2, max_size=6))
def test_representatives_score_the_same_in_sets_and_pair_by_pair(heads: list[list[str]]) -> None:
    model = replace(FIRM, frequencies={"head_mask": Frequencies(900, {"王*明": -40, "王**": -3000, "**明": 5})})
    nodes = {node.id: node for node in (firm_of(at, each) for at, each in enumerate(heads))}
    keyed = Keyed.of(nodes, lambda _: frozenset(("number|x",)))
    scorer = Scorer(model)
    with duckdb_engine() as engine:
        found = {
            (each.a, each.b): each.weight for each in predict(engine, nodes, blocks_of(keyed, model), model, -(10**9))
        }
    assert found == {(a, b): scorer.score(nodes[a], nodes[b]).weight for a, b in found}
    assert len(found) == len(nodes) * (len(nodes) - 1) // 2
