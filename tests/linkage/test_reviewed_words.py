"""What reviewers' words do to the partition: they bind, and cost nobody else anything."""

from random import Random

import pytest

from api.demo.numbers import Numbers
from linkage import model_files
from linkage.identifiers import Identifier, IdentifierKind
from linkage.judgement import Word
from linkage.model import Kind, Party, Role, content_id, facts
from linkage.resolver import Models, resolve

MODELS = Models(model_files.load("enterprise"), model_files.load("person"))
_made = Numbers(Random("tests/linkage/words"))
ONE, TWO = (Identifier(IdentifierKind.USCC, _made.uscc("91", "410105", _made.organisation())) for _ in range(2))


def firm(key, name, *numbers, **details):
    id_ = content_id(key, name, *(each.to_text() for each in numbers))
    return Party(id_, key, Role.SUBJECT, Kind.ENTERPRISE, name, tuple(numbers), facts(details.items()))


def parted(found):
    return {frozenset(group) for group in found.firms.clusters}


def together(found, *parties):
    return any({each.id for each in parties} <= set(group) for group in found.firms.clusters)


REGISTRY = firm("r1", "郑州云杉建筑工程有限公司", ONE, address="郑州市金水区文化路1号", legal_representative="王小样")
AGAIN = firm("r2", "郑州云杉建筑工程有限公司", ONE)
MENTION = firm("m1", "郑州云彬建筑有限公司", address="郑州市金水区文化路1号")
LOOSE = firm("m2", "郑州红松物流有限公司")
OTHER = firm("r3", "郑州红松物流有限公司", TWO, legal_representative="李试验")


def test_same_joins_what_the_evidence_does_not():
    parties = [REGISTRY, AGAIN, LOOSE]
    assert not together(resolve(parties, MODELS), AGAIN, LOOSE)
    found = resolve(parties, MODELS, [Word(REGISTRY.id, LOOSE.id, True)])
    assert together(found, REGISTRY, AGAIN, LOOSE)


def test_different_keeps_apart_what_the_evidence_joins():
    parties = [REGISTRY, AGAIN, LOOSE, OTHER]
    assert together(resolve(parties, MODELS), LOOSE, OTHER)
    found = resolve(parties, MODELS, [Word(min(LOOSE.id, OTHER.id), max(LOOSE.id, OTHER.id), False)])
    assert not together(found, LOOSE, OTHER)


def test_different_binds_the_whole_node_and_costs_it_no_certainty():
    parties = [REGISTRY, AGAIN, MENTION]
    word = Word(*sorted((REGISTRY.id, MENTION.id)), False)
    found = resolve(parties, MODELS, [word])
    assert together(found, REGISTRY, AGAIN)
    assert not together(found, AGAIN, MENTION)
    assert {REGISTRY.id, AGAIN.id} <= found.firms.sure


def test_different_under_one_number_sets_the_two_apart():
    parties = [REGISTRY, AGAIN]
    found = resolve(parties, MODELS, [Word(*sorted((REGISTRY.id, AGAIN.id)), False)])
    assert parted(found) == {frozenset({REGISTRY.id}), frozenset({AGAIN.id})}


@pytest.mark.parametrize("order", [1, -1])
def test_no_word_joins_two_valid_codes_and_the_conflict_is_listed(order):
    parties = [REGISTRY, OTHER, LOOSE, MENTION][::order]
    words = [Word(*sorted((a.id, b.id)), True) for a, b in ((REGISTRY, MENTION), (MENTION, OTHER))]
    found = resolve(parties, MODELS, words)
    assert not together(found, REGISTRY, OTHER)
    assert len(found.firms.conflicts) == 1
