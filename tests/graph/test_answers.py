"""The short way to the texts of answers that found nothing ends where the long way ends."""

import hashlib
import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from graph.answers import Answer, line, to_json
from graph.candidates import Candidate
from graph.model import Node
from graph.rules import Sureness
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind

TEXTS = st.text(max_size=8) | st.sampled_from(
    ['"entity": null', '"entity":""', '\\"entity": null', '", "entity": null', '"known_at": 0', '"known_at":0']
)
NUMBERS = st.builds(
    Identifier, st.sampled_from(IdentifierKind), st.from_regex(r"[0-9A-Z]{6,18}", fullmatch=True), st.just("")
)
NODES = st.builds(Node, TEXTS, st.sampled_from(Kind), TEXTS, st.lists(NUMBERS, max_size=3).map(tuple))
CANDIDATES = st.builds(
    Candidate, TEXTS, st.sampled_from(Kind), TEXTS, st.floats(0, 1), st.lists(TEXTS, max_size=2).map(tuple)
)
ANSWERS = st.builds(
    Answer,
    verdict=st.sampled_from(["clear", "verify", "unknown"]),
    purpose=TEXTS,
    as_of=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    known_at=st.integers(0, 10**6),
    region=TEXTS,
    entity=st.none() | NODES,
    sureness=st.none() | st.sampled_from(Sureness),
    findings=st.just(()),
    candidates=st.just(()) | st.lists(CANDIDATES, max_size=2).map(tuple),
    rule_version=TEXTS,
    ambiguous=st.booleans(),
    truncated=st.booleans(),
    incentive=st.sampled_from(["", "none", "verify", "granted"]),
)


@settings(deadline=None)
@given(st.integers(1, 10**9), ANSWERS, TEXTS)
def test_a_line_is_the_answer_as_json(row, answer, query):
    whole = {"row": row, **to_json(answer), "query": query}
    assert line(row, answer, query) == json.dumps(whole, ensure_ascii=False)


@settings(deadline=None)
@given(ANSWERS)
def test_a_digest_is_of_the_whole_substance(answer):
    text = answer.substance()
    assert json.loads(text)[0]["entity"] == (answer.entity.id if answer.entity else "")
    assert answer.digest() == hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
