"""Guards of clusters: none too large, no chain, no branch in its company; the same from any order of arrival."""

import re
from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import model_files, resolver
from linkage.clustering import Edge, cluster
from linkage.identifiers import Identifier, IdentifierKind
from linkage.judgement import Word
from linkage.model import Kind, Party, Role, facts
from linkage.resolver import Models
from linkage.weights import ModelError
from tests.linkage.numbers import org_check, uscc_tail

PHONE = ("phone", "0371-66010203")


def firm(key, name, number=None, **details):
    numbers = (Identifier(IdentifierKind.USCC, number),) if number else ()
    pairs = facts([PHONE, *details.items()])
    return Party(key, f"r{key}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, pairs)


def models(**decision):
    enterprise = model_files.load("enterprise")
    return Models(replace(enterprise, decision=replace(enterprise.decision, **decision)), model_files.load("person"))


def test_evidence_makes_no_cluster_larger_than_the_bound_and_a_reviewer_may():
    names = ["郑州望舒商贸有限公司", "郑州望舒商贸公司", "望舒商贸有限公司", "郑州市望舒商贸有限公司"]
    parties = [firm(f"p{n}", name, legal_representative="王样例") for n, name in enumerate(names)]
    free = resolver.resolve(parties, models()).firms
    assert len(free.clusters) == 1
    nodes = sorted(free.gathered.nodes)
    assert len(nodes) > 2
    bound = resolver.resolve(parties, models(largest=2)).firms
    assert max(map(len, bound.clusters)) < len(parties)
    sizes = [sum(name in group for name in nodes) for group in bound.clusters]
    assert max(sizes) <= 2
    assert {each.reason for each in bound.doubts} == {"size"}
    words = [Word(nodes[0], other, same=True) for other in nodes[1:]]
    told = resolver.resolve(parties, models(largest=2), words).firms
    assert len(told.clusters) == 1


def test_a_branch_is_not_its_company_however_much_they_share():
    parties = [
        firm("a", "郑州望舒商贸有限公司", legal_representative="王样例", address="文化路1号"),
        firm("b", "郑州望舒商贸有限公司新密分公司", legal_representative="王样例", address="文化路1号"),
        firm("c", "郑州望舒商贸有限公司荥阳分公司", legal_representative="王样例", address="文化路1号"),
    ]
    assert resolver.resolve(parties, models(join=-(10**9), review=-(10**9), floor=-(10**9))).firms.clusters == (
        ("a",),
        ("b",),
        ("c",),
    )


def test_a_branch_that_bears_its_companys_number_stays_apart():
    body = "91410105" + (organisation := "MA2EL626") + org_check(organisation)
    number = body + uscc_tail(body)
    parties = [firm("a", "郑州望舒商贸有限公司", number), firm("b", "郑州望舒商贸有限公司", number)]
    branch = firm("c", "郑州望舒商贸有限公司新密分公司", number)
    found = resolver.resolve([*parties, branch], models()).firms
    assert found.clusters == (("a", "b"), ("c",))


def test_two_ends_that_contradict_are_never_chained_by_a_middle():
    """A mention without place fits both firms of one name; they are in different cities."""
    parties = [
        firm("a", "郑州望舒商贸有限公司"),
        firm("b", "开封望舒商贸有限公司"),
        firm("m", "望舒商贸有限公司"),
    ]
    found = resolver.resolve(parties, models(margin=0)).firms
    home = {party: at for at, group in enumerate(found.clusters) for party in group}
    assert home["a"] != home["b"]


@settings(deadline=None)
@given(st.integers(2, 9), st.integers(0, 10**6), st.data())
def test_any_order_of_edges_gives_the_same_clusters_and_every_pair_within_agrees(count, seed, data):
    names = [f"n{at}" for at in range(count)]
    random = Random(seed)
    pairs = list(combinations(names, 2))
    against = {pair for pair in pairs if random.random() < 0.3}
    edges = [Edge(a, b, random.randrange(4)) for a, b in pairs if random.random() < 0.6]

    def agree(left, right):
        return not any((min(a, b), max(a, b)) in against for a in left for b in right)

    found = cluster(names, edges, agree=agree)
    again = cluster(names, data.draw(st.permutations(edges)), agree=agree)
    assert found == again
    assert not any(pair in against for group in found.groups for pair in combinations(group, 2))


def test_a_negative_bound_is_refused():
    text = (files("linkage") / "data" / "models" / "person.toml").read_text("utf-8")
    with pytest.raises(ModelError, match="largest"):
        model_files.parse(re.sub(r"largest = \d+", "largest = -1", text))
