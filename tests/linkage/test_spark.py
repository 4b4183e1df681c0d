"""The same model on Spark: the same pairs and weights as the pure scorer. Needs PySpark and Java; CI requires both."""

import os

import pytest

from linkage import blocking
from linkage.batch.blocks import blocks_of
from linkage.batch.prediction import predict
from linkage.batch.spark_engine import missing, spark_engine
from linkage.comparison import vetoed
from linkage.scoring import Scorer
from tests.linkage import toy

LACKING = missing()


@pytest.mark.slow
@pytest.mark.skipif(bool(LACKING) and os.environ.get("CI") != "true", reason=LACKING or "Spark is here")
def test_spark_gives_the_pairs_and_weights_of_the_pure_scorer():
    nodes = toy.nodes(40, seed=7)
    said = {name: frozenset((f"block|{at % 2}", f"block|{at % 5}")) for at, name in enumerate(sorted(nodes))}
    keyed = blocking.Keyed.of(said, said.__getitem__)
    scorer = Scorer(toy.TOY)
    expected = {
        (a, b): score.weight
        for a, b in blocking.every(nodes, keyed, toy.TOY)
        if not vetoed(nodes[a].strong, nodes[b].strong)
        for score in (scorer.score(nodes[a], nodes[b]),)
        if score.weight >= toy.TOY.decision.review and not score.vetoed
    }
    with spark_engine() as engine:
        found = {(each.a, each.b): each.weight for each in predict(engine, nodes, blocks_of(keyed, toy.TOY), toy.TOY)}
    assert len(expected) > 20
    assert found == expected
