"""A pair whose names rule each other out is no pair, whatever else the two share; its whole score still says so."""

from graph.pinned import default_models
from linkage.codemap import build
from linkage.identifiers import Identifier
from linkage.model import Kind, Party, Role, facts
from linkage.pinning import PINNED
from linkage.profiles import firms
from linkage.resolver import Run, Scores, gathered_of, scored
from linkage.scoring import Scorer

MODEL = default_models().enterprise
SAID = {"legal_representative": "王晓明", "address": "郑州市金水区示例路12号", "phone": "13900001234"}


def firm(id_: str, name: str, numbers: tuple[Identifier, ...] = ()) -> Party:
    return Party(id_, f"r{id_}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, facts(SAID.items()))


def scores_of(*parties: Party) -> Scores:
    found, scorer = firms(parties, ()), Scorer(MODEL)
    gathered = gathered_of(found, build(each.numbers for each in found), scorer, Run(MODEL, (), PINNED, former=True))
    return Scores(scorer, gathered.nodes)


def test_names_that_rule_each_other_out_are_no_pair_however_much_else_is_shared() -> None:
    scores = scores_of(firm("a", "郑州宏源商贸有限公司"), firm("b", "郑州天龙物流有限公司"))
    assert scores.score("a", "b").vetoed
    assert scores.score("a", "b").weight >= MODEL.decision.review
    assert scored(scores, [("a", "b")]) == ()


def test_names_that_agree_are_a_pair_with_the_whole_score() -> None:
    scores = scores_of(firm("a", "郑州宏源商贸有限公司"), firm("b", "宏源商贸"))
    (pair,) = scored(scores, [("a", "b")])
    assert (pair.a, pair.b, pair.score) == ("a", "b", scores.score("a", "b"))
