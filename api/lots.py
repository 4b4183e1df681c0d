"""The bidders of one lot, checked together through any channel.

Owns: asking for each bidder and for all together, the answer's shape, and its log entry. Refuses: the law (graph.lots).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from api.bootstrap import Application
from api.checks import Answer, Check, fault, query_of, read_of, version
from api.errors import InvalidNumber, InvalidQuery
from api.reading import Reader
from api.subjects import Subject, read_kind
from graph.answer_json import evidence_json, hop_json
from graph.answers import to_json
from graph.identification import Query
from graph.lot_policy import LotRules, load_lot_rules
from graph.lots import Bidder, LotAnswer, LotFinding, judge
from graph.screening import screen_under
from linkage.identifiers import mask, mask_text

PART = "lots"
"""Name of the policy document that holds the rows on lots."""


def run_lot(app: Application, bidders: Sequence[Subject], asked: Check, reader: Reader) -> Answer:
    """The verdict of the lot, of each bidder, and what bars them together; logged before it is answered."""
    reader.demand()
    rules = load_lot_rules()
    if asked.purpose not in rules.rules:
        raise InvalidQuery(f"{asked.purpose!r} 没有标段 has no lots", remedy=f"one of {'|'.join(rules.rules)}")
    if not bidders:
        raise InvalidQuery("没有投标人 no bidder", remedy="give one row for each bidder")
    queries, faults = _queries(app, bidders, asked)
    policy = app.policy
    answers = screen_under(app.store, policy, list(queries.values()))
    by_place = dict(zip(queries, answers, strict=True))
    bids = bids_of(bidders)
    lot = [Bidder(at, bids[at], by_place.get(at)) for at in range(1, len(bidders) + 1)]
    found = judge(app.store, lot, rules, app.ruleset)
    read = read_of(app.store, policy, reader, list(queries.values()), answers)
    kept = {"places": list(queries), "bids": [bids[at] for at in queries], "of": len(bidders), "digest": found.digest()}
    documents = {**read.documents, f"{PART}:{version(rules.text)}": rules.text}
    subjects = (*read.subjects, *(hop.entity for each in found.findings for hop in each.path))
    content = {**read.content, "lot": kept, "policy": sorted(documents)}
    entry = replace(read, subjects=subjects, content=content, documents=documents)
    number = app.audit.record(app.clock(), reader.access, entry)
    shown = {at: to_json(answer) | {"query": f"{number}.{n}"} for n, (at, answer) in enumerate(by_place.items(), 1)}
    return _content(bidders, bids, {**shown, **faults}, found) | {"query": number}


def _queries(app: Application, bidders: Sequence[Subject], asked: Check) -> tuple[dict[int, Query], dict[int, Answer]]:
    """Place -> query, and place -> fault of the bidders that cannot be asked."""
    queries: dict[int, Query] = {}
    faults: dict[int, Answer] = {}
    for place, bidder in enumerate(bidders, 1):
        try:
            kind = read_kind(bidder.kind) or asked.kind
            queries[place] = query_of(app, asked._replace(number=bidder.number, name=bidder.name, kind=kind))
        except (InvalidNumber, InvalidQuery) as error:
            faults[place] = fault(error)
    return queries, faults


def bids_of(bidders: Sequence[Subject]) -> dict[int, str]:
    """Place -> the bid: the consortium's, or the bidder's own."""
    return {at: f"c:{each.consortium}" if each.consortium else f"b:{at}" for at, each in enumerate(bidders, 1)}


def judged_again(
    app: Application, kept: Mapping[str, Any], answers: Sequence[Any], documents: Mapping[str, str], ruleset: Any
) -> LotAnswer:
    """The lot of a log entry again, from answers given again."""
    rules: LotRules = load_lot_rules(documents[PART])
    given = dict(zip(kept["places"], zip(kept["bids"], answers, strict=True), strict=True))
    lot = [Bidder(at, *given.get(at, (f"b:{at}", None))) for at in range(1, int(kept["of"]) + 1)]
    return judge(app.store, lot, rules, ruleset)


def _content(
    bidders: Sequence[Subject], bids: Mapping[int, str], answers: Mapping[int, Answer], found: LotAnswer
) -> Answer:
    return {
        "verdict": found.verdict,
        "bidders": [
            {
                "row": bidder.row,
                "number": mask(bidder.number) if bidder.number else "",
                "name": mask_text(bidder.name),
                "consortium": bidder.consortium,
                "verdict": found.verdicts[at],
                "answer": answers[at],
            }
            for at, bidder in enumerate(bidders, 1)
        ],
        "findings": [finding_json(each, bidders) for each in found.findings],
    }


def finding_json(found: LotFinding, bidders: Sequence[Subject]) -> dict[str, Any]:
    """One finding of a lot; ``bidders`` are rows of the lot."""
    basis = found.basis
    return {
        "class": "lot",
        "test": str(found.rule.test),
        "force": str(found.rule.force),
        "bidders": [bidders[place - 1].row for place in found.places],
        "measures": [str(each) for each in found.measures],
        "rule": found.rule.id,
        "rule_title": found.rule.title_zh,
        "basis": {
            "document": basis.document,
            "number": basis.number,
            "article": basis.article,
            "review_status": found.rule.review_status,
        },
        "path": [hop_json(hop) for hop in found.path],
        "certainty": str(found.sureness),
        "explanation": mask_text(found.explanation_zh),
        "evidence": [evidence_json(source) for source in found.evidence],
    }
