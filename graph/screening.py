"""May we deal with this subject, and if not, why: one question or a file of them.

Owns: the verdict of a purpose over the findings of whom the question means. Refuses: the clock, HTTP, and a verdict of
"clear" for a subject that nobody knows. One read of the store's subgraph serves all subjects of a batch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from graph.answer_json import to_json as findings_json
from graph.candidates import Candidate
from graph.findings import Finding
from graph.identification import Identification, Query, Subjects
from graph.inquiry import Inquiry
from graph.model import Node
from graph.policy import Purpose, Purposes, RuleSet
from graph.propagation import Propagation, is_own_list, weakened
from graph.rules import FindingClass, Force, Sureness
from graph.store.port import GraphStore
from graph.surroundings import Surroundings
from linkage.model import Kind

__all__ = ["Answer", "Query", "ScreeningVerdict", "affected", "screen", "to_json"]

ScreeningVerdict = str
"""restricted > verify > consider > clear; unknown when the store has no such subject."""
RESTRICTED, VERIFY, CONSIDER, CLEAR, UNKNOWN = "restricted", "verify", "consider", "clear", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said about one query. ``entity`` is None when nobody or several are meant; ``sureness`` is of that.

    ``truncated``: a neighbourhood was cut by the hub guard, or more names fit than were looked at.
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


def screen(store: GraphStore, ruleset: RuleSet, purposes: Purposes, queries: Sequence[Query]) -> list[Answer]:
    """One answer per query, in order; queries as of one moment share one read of the store."""
    answers: dict[int, Answer] = {}
    groups: dict[datetime | int | None, list[int]] = {}
    for place, query in enumerate(queries):
        groups.setdefault(query.known_at, []).append(place)
    for moment, places in groups.items():
        tx = store.tx_at(moment) if isinstance(moment, datetime) else moment
        batch = _Batch(store, ruleset, purposes, tx)
        answers.update(zip(places, batch.answers([queries[place] for place in places]), strict=True))
    return [answers[place] for place in range(len(queries))]


class _Batch:
    """The queries of one moment: whom they mean, one subgraph around all, an inquiry per day and region."""

    def __init__(self, store: GraphStore, ruleset: RuleSet, purposes: Purposes, tx: int | None) -> None:
        self._store, self._rules, self._purposes, self._tx = store, ruleset, purposes, tx
        self._known = store.head() if tx is None else tx

    def answers(self, queries: Sequence[Query]) -> list[Answer]:
        subjects = Identification(self._store, self._tx).subjects(queries)
        meant = {entity for each in subjects for entity, _ in each.meant}
        around = Surroundings(self._store.subgraph(meant, tx=self._tx)) if meant else None
        inquiries: dict[tuple[date, str], Propagation] = {}
        found = []
        for query, who in zip(queries, subjects, strict=True):
            if around is None or not who.is_known:
                found.append(self._unknown(query, who))
                continue
            key = (query.as_of, query.region)
            if key not in inquiries:
                inquiries[key] = Propagation(Inquiry(around, self._rules, *key))
            found.append(self._answer(query, who, around, inquiries[key]))
        return found

    def _unknown(self, query: Query, who: Subjects) -> Answer:
        return self._made(query, who, UNKNOWN, ())

    def _answer(self, query: Query, who: Subjects, around: Surroundings, propagation: Propagation) -> Answer:
        purpose = self._purposes[query.purpose]
        found = tuple(
            replace(each, bears_on_purpose=bears(each, purpose))
            for entity, sureness in who.meant
            for each in _of_entity(propagation, entity, sureness)
        )
        answer = self._made(query, who, verdict(found, who.ambiguous), found)
        first, sureness = who.meant[0]
        certain = sureness is Sureness.CONFIRMED or len(who.meant) == 1
        cut = who.truncated or any(entity in around.subgraph.truncated for entity, _ in who.meant)
        entity = around.subgraph.nodes.get(first) if certain else None
        return replace(answer, entity=entity, sureness=sureness, truncated=cut)

    def _made(self, query: Query, who: Subjects, said: ScreeningVerdict, found: tuple[Finding, ...]) -> Answer:
        return Answer(
            verdict=said,
            purpose=query.purpose,
            as_of=query.as_of,
            known_at=self._known,
            region=query.region,
            entity=None,
            sureness=None,
            findings=tuple(sorted(found, key=_order)),
            candidates=who.candidates,
            rule_version=self._rules.version,
            ambiguous=who.ambiguous,
            truncated=who.truncated,
        )


def _of_entity(propagation: Propagation, entity: str, sureness: Sureness) -> Iterable[Finding]:
    """The findings of one entity that is meant; incentives are for a confirmed subject only."""
    for each in propagation.findings(entity):
        if sureness is Sureness.CONFIRMED:
            yield each
        elif each.force is not Force.GRANT:
            yield weakened(each, sureness)


def bears(finding: Finding, purpose: Purpose) -> bool:
    """Whether a finding bears on what is asked: every alert, what a row says always bears, and its measures."""
    if finding.conclusion is FindingClass.ALERT or finding.bears_always:
        return True
    if purpose.own_lists and is_own_list(finding):
        return True
    return not purpose.measures.isdisjoint(finding.would_be)


def verdict(findings: Iterable[Finding], ambiguous: bool = False) -> ScreeningVerdict:
    """The strongest that the findings say together (RULES.md, principle 5)."""
    moving = [each for each in findings if each.bears_on_purpose and each.force is not Force.GRANT]
    confirmed = [each for each in moving if each.sureness is Sureness.CONFIRMED]
    if any(each.force is Force.MUST and each.conclusion is not FindingClass.ALERT for each in confirmed):
        return RESTRICTED
    if ambiguous or len(confirmed) < len(moving):
        return VERIFY
    return CONSIDER if moving else CLEAR


_FORCES = {Force.MUST: 0, Force.MAY: 1, Force.REFERENCE: 2, Force.GRANT: 3}
_CLASSES = {FindingClass.OWN: 0, FindingClass.EFFECT: 1, FindingClass.ALERT: 2}


def _order(finding: Finding) -> tuple[bool, int, int, str, str]:
    listing = finding.listing
    return (
        not finding.bears_on_purpose,
        _CLASSES[finding.conclusion],
        _FORCES[finding.force],
        listing.key,
        finding.rule,
    )


def affected(
    store: GraphStore, ruleset: RuleSet, subject: str, listing: str, as_of: date, region: str = ""
) -> dict[str, tuple[Finding, ...]]:
    """Whom a listing of a subject reaches: entity -> the findings that rest on it. The same rules, read forward."""
    subgraph = store.subgraph([subject])
    propagation = Propagation(Inquiry(Surroundings(subgraph), ruleset, as_of, region))
    reached = {}
    for entity in subgraph.nodes:
        found = tuple(
            f for f in propagation.findings(entity) if (f.listing.key, f.listing.subject) == (listing, subject)
        )
        if found:
            reached[entity] = found
    return reached


def to_json(answer: Answer) -> dict[str, object]:
    """The answer as ``xintu screen --json`` prints it: numbers of persons masked."""
    node = answer.entity
    entity: dict[str, object] | None = None
    if node is not None:
        numbers = [{"kind": str(n.kind), "value": n.display()} for n in node.identifiers]
        entity = {
            "id": node.id,
            "kind": str(node.kind),
            "name": node.name,
            "certainty": str(answer.sureness),
            "identifiers": numbers if node.kind is not Kind.PERSON else numbers[:1],
        }
    return {
        "verdict": answer.verdict,
        "purpose": answer.purpose,
        "entity": entity,
        "findings": [findings_json(each) for each in answer.findings],
        "candidates": [
            {"entity": c.entity, "kind": str(c.kind), "name": c.name, "score": c.score, "why": list(c.why)}
            for c in answer.candidates
        ],
        "as_of": answer.as_of.isoformat(),
        "known_at": answer.known_at,
        "region": answer.region,
        "rule_version": answer.rule_version,
        "ambiguous": answer.ambiguous,
        "truncated": answer.truncated,
    }
