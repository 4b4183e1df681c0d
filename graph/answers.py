"""What is said about one query: the answer, as JSON, as a line of a file, and the digest that proves it later.

Owns: the type of an answer and its texts. Refuses: drawing it (graph.screening), and findings' own field names
(graph.answer_json). Of a file's answers most say that nothing was found, and differ in the subject alone: their common
text is made once, by the long way, and the subject put in.
"""

import json
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from operator import attrgetter
from typing import Any, NamedTuple

from graph import answer_digest
from graph.answer_json import to_json as finding_json
from graph.candidates import Candidate
from graph.findings import Finding
from graph.identification import Meant
from graph.incentives import GRANTED
from graph.model import Node
from graph.rules import Sureness
from linkage.identifiers import Identifier
from linkage.model import Kind

RESTRICTED, VERIFY, CONSIDER, CLEAR, UNKNOWN = "restricted", "verify", "consider", "clear", "unknown"
ScreeningVerdict = str
"""restricted > verify > consider > clear; unknown when the store has no such subject."""
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_FRAMES = 256
"""Common texts that are remembered: one for each purpose, verdict, day and region."""


class Answer(NamedTuple):
    """What is said about one query. ``entity`` is None when nobody or several are meant; ``sureness`` is of that.

    ``truncated``: a neighbourhood was cut by the hub guard, or more names fit than were looked at. ``hits``: what the
    name index found, None when it was not asked: with it the question can be asked again as it was. ``meant``: all whom
    the query may mean. ``incentive``: a word of graph.incentives, empty when none is asked for; the digest holds what
    it is drawn from. A named tuple, as a query is: a file makes one for each row, in a third of a dataclass's time.
    """

    verdict: ScreeningVerdict
    purpose: str
    as_of: date
    known_at: int
    region: str
    entity: Node | None
    sureness: Sureness | None
    findings: tuple[Finding, ...]
    candidates: tuple[Candidate, ...]
    rule_version: str
    ambiguous: bool = False
    truncated: bool = False
    hits: tuple[str, ...] | None = None
    meant: Meant = ()
    incentive: str = ""

    def digest(self) -> str:
        """The digest of its substance, which the log keeps."""
        if self.is_silent:
            before, between, after = _frame(_COMMON(self)).substance
            entity = _quoted(self.entity.id if self.entity else "")
            return answer_digest.of_text(f"{before}{self.known_at}{between}{entity}{after}")
        return answer_digest.of_text(self.substance())

    @property
    def is_clear(self) -> bool:
        """Whether nothing speaks against the subject, and the incentive that is asked for is granted."""
        return self.verdict == CLEAR and self.incentive in ("", GRANTED)

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing of anybody: whom it is about and up to when tells it from others."""
        return not (self.findings or self.candidates)

    def substance(self) -> str:
        """The text that is digested."""
        head = {
            "verdict": self.verdict,
            "purpose": self.purpose,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at,
            "region": self.region,
            "entity": self.entity.id if self.entity else "",
            "sureness": self.sureness or "",
            "candidates": [[each.entity, each.score] for each in self.candidates],
            "rule_version": self.rule_version,
            "ambiguous": self.ambiguous,
            "truncated": self.truncated,
        }
        return answer_digest.text_of(head, self.findings)


def to_json(answer: Answer) -> dict[str, object]:
    """The answer as ``xintu screen --json`` prints it: numbers of persons masked."""
    return {
        "verdict": answer.verdict,
        "purpose": answer.purpose,
        "incentive": answer.incentive or None,
        "entity": _entity_json(answer),
        "findings": [finding_json(each) for each in answer.findings],
        "candidates": [
            {"entity": c.entity, "kind": str(c.kind), "name": c.name, "score": c.score, "why": list(c.why)}
            | ({"shop": c.shop} if c.shop else {})
            for c in answer.candidates
        ],
        "as_of": answer.as_of.isoformat(),
        "known_at": answer.known_at,
        "region": answer.region,
        "rule_version": answer.rule_version,
        "ambiguous": answer.ambiguous,
        "truncated": answer.truncated,
    }


def _entity_json(answer: Answer) -> dict[str, object] | None:
    node = answer.entity
    if node is None:
        return None
    return {
        "id": node.id,
        "kind": str(node.kind),
        "name": node.name,
        "certainty": str(answer.sureness),
        "identifiers": [{"kind": str(n.kind), "value": n.display()} for n in _shown_numbers(node)],
    }


def line(row: int, answer: Answer, query: str) -> str:
    """The answer about a row of a file: the object of :func:`to_json` between its row and its query number."""
    if not answer.is_silent:
        return _JSON({"row": row, **to_json(answer), "query": query})
    before, between, after = _frame(_COMMON(answer)).line
    entity = _entity_text(answer)
    return f'{{"row": {row}, {before}{entity}{between}{answer.known_at}{after}, "query": {_quoted(query)}}}'


def _entity_text(answer: Answer) -> str:
    """:func:`_entity_json` as text, in a third of the time that an encoder takes for so small an object."""
    node = answer.entity
    if node is None:
        return "null"
    numbers = ", ".join([f'{{"kind": "{n.kind}", "value": {_quoted(n.display())}}}' for n in _shown_numbers(node)])
    return (
        f'{{"id": {_quoted(node.id)}, "kind": "{node.kind}", "name": {_quoted(node.name)},'
        f' "certainty": "{answer.sureness}", "identifiers": [{numbers}]}}'
    )


def _shown_numbers(node: Node) -> tuple[Identifier, ...]:
    return node.identifiers if node.kind is not Kind.PERSON else node.identifiers[:1]


_FIELDS = (
    "verdict",
    "purpose",
    "as_of",
    "region",
    "sureness",
    "rule_version",
    "ambiguous",
    "truncated",
    "incentive",
)
_COMMON = attrgetter(*_FIELDS)
"""What tells the common text of a silent answer from another's."""
Pieces = tuple[str, str, str]
"""What stands before, between and after the entity and the transaction."""


class _Frame(NamedTuple):
    """The texts of silent answers around their entity and transaction."""

    line: Pieces
    substance: Pieces


@lru_cache(_FRAMES)
def _frame(common: tuple[Any, ...]) -> _Frame:
    """Cut out of the whole texts of such an answer about nobody: a quote within a text is escaped, so the cut is
    found at its key alone."""
    nobody = Answer(entity=None, known_at=0, findings=(), candidates=(), **dict(zip(_FIELDS, common, strict=True)))
    return _Frame(
        line=_cut(_JSON(to_json(nobody))[1:-1], ('"entity": ', "null"), ('"known_at": ', "0")),
        substance=_cut(nobody.substance(), ('"known_at":', "0"), ('"entity":', '""')),
    )


def _cut(text: str, one: tuple[str, str], other: tuple[str, str]) -> Pieces:
    """Without the values of two keys, in the order in which they stand."""
    before, _, rest = text.partition("".join(one))
    between, _, after = rest.partition("".join(other))
    return before + one[0], between + other[0], after
