"""May we deal with this subject, and if not, why: one question or a file of them.

Owns: the verdict of a purpose over the findings of whom the question means. Refuses: the clock, HTTP, and a verdict of
"clear" for a subject that nobody knows. One read of the store's subgraph serves all subjects of a batch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from graph.answers import CLEAR, CONSIDER, RESTRICTED, UNKNOWN, VERIFY, Answer, ScreeningVerdict, to_json
from graph.candidates import Matching, load_matching
from graph.clearances import Clearances, is_clearable
from graph.findings import Finding
from graph.identification import Identification, Meant, Query, Subjects
from graph.incentives import incentive
from graph.inquiry import Inquiry
from graph.model import Certainty, Node, Subgraph
from graph.policy import Purpose, Purposes, RuleSet, load_purposes, purposes_text
from graph.propagation import Propagation, is_own_list, weakened
from graph.rules import FindingClass, Force, Sureness
from graph.store.port import GraphStore, Walk
from graph.surroundings import Surroundings

__all__ = ["Answer", "Policy", "Query", "ScreeningVerdict", "foreseen", "screen", "screen_under", "to_json"]


@dataclass(frozen=True, slots=True)
class Policy:
    """What answers rest on beside the facts: rules, purposes, parameters of name matching, cleared hits."""

    rules: RuleSet
    purposes: Purposes
    matching: Matching = field(default_factory=load_matching)
    clearances: Clearances = field(default_factory=Clearances)
    purposes_source: str = field(default_factory=purposes_text)

    def documents(self) -> dict[str, str]:
        """The texts by part that a store keeps, so that an answer can be given again under them."""
        return {"rules": self.rules.text, "purposes": self.purposes_source, "matching": self.matching.text}

    @classmethod
    def of(cls, documents: Mapping[str, str], clearances: Clearances) -> "Policy":
        """Inverse of :meth:`documents`."""
        purposes, matching = documents["purposes"], load_matching(documents["matching"])
        return cls(RuleSet.from_text(documents["rules"]), load_purposes(purposes), matching, clearances, purposes)


def screen(store: GraphStore, ruleset: RuleSet, purposes: Purposes, queries: Sequence[Query]) -> list[Answer]:
    """One answer per query, in order, under the shipped parameters and with no hit cleared."""
    return screen_under(store, Policy(ruleset, purposes), queries)


def screen_under(store: GraphStore, policy: Policy, queries: Sequence[Query]) -> list[Answer]:
    """One answer per query, in order; queries as of one moment share one read of the store."""
    answers: dict[int, Answer] = {}
    groups: dict[datetime | int | None, list[int]] = {}
    for place, query in enumerate(queries):
        groups.setdefault(query.known_at, []).append(place)
    for moment, places in groups.items():
        batch = _Batch(store, policy, _transaction(store, moment))
        answers.update(zip(places, batch.answers([queries[place] for place in places]), strict=True))
    return [answers[place] for place in range(len(queries))]


def foreseen(
    store: GraphStore, rules: RuleSet, queries: Sequence[Query], log: tuple[str, int] | None = None
) -> GraphStore:
    """The store with whatever these queries will read brought at once, as far as it can be told beforehand; ``log``:
    and what that stream holds after that entry."""
    numbers = {each for query in queries for each in query.identifiers if not each.masked}
    if not numbers or any(query.known_at is not None for query in queries):
        return store
    # Of many subjects some are found by name or by another number: then their subgraph is better asked for at once.
    walk = Walk(rules.hops, rules.products, rules.routes) if len(queries) == 1 else None
    return store.foreseen(numbers, walk, log)


def _transaction(store: GraphStore, moment: datetime | int | None) -> int:
    """What is known now is what the last transaction left: all reads of a batch see the same."""
    if moment is None:
        return store.head()
    return store.tx_at(moment) if isinstance(moment, datetime) else moment


class _Batch:
    """The queries of one moment: whom they mean, one subgraph around all, an inquiry per day and region."""

    def __init__(self, store: GraphStore, policy: Policy, tx: int) -> None:
        self._store, self._policy, self._tx = store, policy, tx

    def answers(self, queries: Sequence[Query]) -> list[Answer]:
        subjects = Identification(self._store, self._tx, self._policy.matching).subjects(queries)
        meant = {entity for each in subjects for entity, _ in each.meant}
        around = Surroundings(self._around(meant)) if meant else None
        inquiries: dict[tuple[date, str], Propagation] = {}
        found = []
        for query, who in zip(queries, subjects, strict=True):
            if around is None or not who.is_known:
                found.append(self._made(query, who))
                continue
            key = (query.as_of, query.region)
            if key not in inquiries:
                inquiries[key] = Propagation(Inquiry(around, self._policy.rules, *key))
            found.append(self._answer(query, who, around, inquiries[key]))
        return found

    def _around(self, meant: Collection[str]) -> Subgraph:
        """What rules may speak of; the rest of a neighbourhood is not read."""
        rules = self._policy.rules
        return self._store.subgraph(meant, hops=rules.hops, tx=self._tx, bearing=rules.products, along=rules.routes)

    def _answer(self, query: Query, who: Subjects, around: Surroundings, propagation: Propagation) -> Answer:
        purpose = self._policy.purposes[query.purpose]
        found = tuple(
            [
                each
                if (said := bears(each, purpose)) == each.bears_on_purpose
                else replace(each, bears_on_purpose=said)
                for entity, sureness in who.meant
                for each in _of_entity(propagation.findings(entity), sureness)
            ]
        )
        if self._policy.clearances and any(is_clearable(each, doubtful(who.meant)) for each in found):
            found = self._cleared(query, who, found)
        first, sureness = who.meant[0]
        certain = sureness is Sureness.CONFIRMED or len(who.meant) == 1
        entity = around.subgraph.nodes.get(first) if certain else None
        truncated = around.subgraph.truncated
        cut = bool(truncated) and any(entity in truncated for entity, _ in who.meant)
        # a name alone confirms nobody: nothing found about its bearer clears nobody, but for what a reviewer cleared
        named = who.hits is not None and not any(each.cleared for each in found)
        return self._made(query, who, found, (verdict(found, who.ambiguous or named), entity, sureness, cut))

    def _cleared(self, query: Query, who: Subjects, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """With what is cleared marked: for the subject itself, or for somebody on the way to it."""
        unsure, book = doubtful(who.meant), self._policy.clearances
        ways = {each: {hop.entity for hop in each.path} - unsure for each in found if is_clearable(each, unsure)}
        parties = parties_of(self._store, {entity for way in ways.values() for entity in way}, self._tx)
        own = book.keys(query, parties_of(self._store, confirmed(who.meant), self._tx).values())
        return tuple(
            book.applied(each, own | book.keys(None, (parties[e] for e in ways[each])), self._tx, query.as_of)
            if each in ways
            else each
            for each in found
        )

    def _made(
        self,
        query: Query,
        who: Subjects,
        found: tuple[Finding, ...] = (),
        said: tuple[ScreeningVerdict, Node | None, Sureness | None, bool] = (UNKNOWN, None, None, False),
    ) -> Answer:
        purpose = self._policy.purposes[query.purpose]
        return Answer(
            verdict=said[0],
            purpose=query.purpose,
            as_of=query.as_of,
            known_at=self._tx,
            region=query.region,
            entity=said[1],
            sureness=said[2],
            findings=tuple(sorted(found, key=_order)) if len(found) > 1 else found,
            candidates=who.candidates,
            rule_version=self._policy.rules.version,
            ambiguous=who.ambiguous,
            truncated=who.truncated or said[3],
            hits=who.hits,
            meant=who.meant,
            incentive=incentive(found, who.meant) if purpose.own_lists else "",
        )


def doubtful(meant: Meant) -> frozenset[str]:
    """Entities that may be meant, without anybody having confirmed it."""
    return frozenset(entity for entity, sureness in meant if sureness is not Sureness.CONFIRMED)


def confirmed(meant: Meant) -> frozenset[str]:
    """Entities that are meant for sure."""
    return frozenset(entity for entity, sureness in meant if sureness is Sureness.CONFIRMED)


def parties_of(store: GraphStore, entities: Collection[str], tx: int) -> dict[str, frozenset[str]]:
    """Entity -> the parties that are it for sure: its probable members may be somebody else."""
    held = store.members(entities, tx) if entities else {}
    sure = {
        entity: [m.party for m in held.get(entity, ()) if m.certainty is Certainty.CONFIRMED] for entity in entities
    }
    return {entity: frozenset(parties) for entity, parties in sure.items()}


def _of_entity(found: tuple[Finding, ...], sureness: Sureness) -> tuple[Finding, ...]:
    """The findings of one entity that is meant; incentives are for a confirmed subject only."""
    if sureness is Sureness.CONFIRMED:
        return found
    return tuple(weakened(each, sureness) for each in found if each.force is not Force.GRANT)


def bears(finding: Finding, purpose: Purpose) -> bool:
    """Whether a finding bears on what is asked: every alert, what a row says always bears, and its measures."""
    if finding.conclusion is FindingClass.ALERT or finding.bears_always:
        return True
    if purpose.own_lists and is_own_list(finding):
        return True
    return not purpose.measures.isdisjoint(finding.would_be)


def verdict(findings: Collection[Finding], ambiguous: bool = False) -> ScreeningVerdict:
    """The strongest that the findings say together (RULES.md, principle 5)."""
    if not findings:
        return VERIFY if ambiguous else CLEAR
    moving = [f for f in findings if f.bears_on_purpose and f.force is not Force.GRANT and f.cleared is None]
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
