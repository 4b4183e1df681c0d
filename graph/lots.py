"""Bidders of one lot looked at together: who may not bid beside whom, though nobody is listed.

Owns: same subject, same head, holding between two bids, and a consortium with a restricted member. Refuses: members of
one consortium against each other (they are one bidder), chains of companies, and a bar across a doubtful identity.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from graph.answers import CLEAR, CONSIDER, RESTRICTED, UNKNOWN, VERIFY, Answer
from graph.findings import Hop, ReasonMissing
from graph.inquiry import LEVELS, Inquiry, sure, weaker
from graph.lot_policy import LotRule, LotRules, LotTest
from graph.model import Certainty, Evidence, Tie
from graph.networks.settings import ownership
from graph.networks.shares import Column, columns
from graph.policy import RuleSet
from graph.relations import title
from graph.rules import Basis, Force, Sureness
from graph.store.port import GraphStore
from graph.surroundings import Place, Surroundings
from linkage.dates import Truth
from linkage.identifiers import compare
from linkage.model import ClaimKind, Kind
from linkage.script import fold

STRENGTH = (RESTRICTED, VERIFY, UNKNOWN, CONSIDER, CLEAR)
"""Verdicts from the strongest: a bidder nobody knows is looked at before one with a remark."""
_DIGEST_SIZE = 16


@dataclass(frozen=True, slots=True)
class Bidder:
    """One row of a lot. ``bid``: the consortium, or the bidder alone; ``answer``: None when it could not be asked."""

    place: int
    bid: str
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFinding:
    """What bars the bidders at ``places`` together. ``measures`` is empty unless every identity is confirmed."""

    rule: LotRule
    basis: Basis
    places: tuple[int, ...]
    path: tuple[Hop, ...]
    sureness: Sureness
    evidence: tuple[Evidence, ...]
    explanation_zh: str

    def __post_init__(self) -> None:
        if not (self.path and self.evidence):
            raise ReasonMissing(f"rule {self.rule.id}: a finding needs path and evidence")

    @property
    def measures(self) -> tuple[str, ...]:
        """What it carries."""
        return tuple(self.rule.measures) if self.sureness is Sureness.CONFIRMED else ()


@dataclass(frozen=True, slots=True)
class LotAnswer:
    """The verdict of the lot and of each bidder, by place, with what was found between them."""

    verdict: str
    verdicts: dict[int, str]
    findings: tuple[LotFinding, ...]

    def digest(self) -> str:
        """The digest of its substance, which the log keeps."""
        found = [
            [
                each.rule.id,
                each.places,
                each.sureness,
                [[hop.relation, hop.entity] for hop in each.path],
                [[source.record, source.version] for source in each.evidence],
            ]
            for each in self.findings
        ]
        text = json.dumps([sorted(self.verdicts.items()), found], separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=_DIGEST_SIZE).hexdigest()


def judge(store: GraphStore, bidders: Sequence[Bidder], rules: LotRules, ruleset: RuleSet) -> LotAnswer:
    """The bidders of one lot together; their answers are of one purpose, day and transaction."""
    asked = [each.answer for each in bidders if each.answer is not None]
    found: list[LotFinding] = []
    verdicts = {each.place: each.answer.verdict if each.answer else UNKNOWN for each in bidders}
    if asked:
        first = asked[0]
        rows = [rule for rule in rules.rules.get(first.purpose, ()) if rule.basis_on(first.as_of)]
        found = list(_Lot(store, bidders, rules.more_than, ruleset).between(rows))
        verdicts = {place: _strongest(said, place, found) for place, said in verdicts.items()}
        members = [rule for rule in rows if rule.test is LotTest.MEMBER]
        found += [each for rule in members for each in _members(rule, bidders, verdicts, found)]
        verdicts = {place: _strongest(said, place, found) for place, said in verdicts.items()}
    return LotAnswer(min(verdicts.values(), key=STRENGTH.index, default=CLEAR), verdicts, tuple(found))


def _strongest(said: str, place: int, found: Iterable[LotFinding]) -> str:
    here = [_verdict(each) for each in found if place in each.places]
    return min([said, *here], key=STRENGTH.index)


def _verdict(found: LotFinding) -> str:
    if found.sureness is not Sureness.CONFIRMED:
        return VERIFY
    return RESTRICTED if found.rule.force is Force.MUST else CONSIDER


@dataclass(frozen=True, slots=True)
class _Side:
    """One entity that a bidder may be."""

    bidder: Bidder
    entity: str
    sureness: Sureness


class _Lot:
    """The surroundings of all bidders, one hop, and the pairs of entities in different bids."""

    def __init__(self, store: GraphStore, bidders: Sequence[Bidder], more_than: float, ruleset: RuleSet) -> None:
        self._store, self._more_than = store, more_than
        self._sides = [_Side(b, entity, level) for b in bidders if b.answer for entity, level in b.answer.meant]
        first = next(each.answer for each in bidders if each.answer)
        self._day: date = first.as_of
        self._tx = first.known_at
        around = Surroundings(store.subgraph({side.entity for side in self._sides}, hops=1, tx=self._tx))
        self._inquiry = Inquiry(around, ruleset, self._day)
        self._columns = columns(_ties(around), self._day, ownership())

    def between(self, rules: Sequence[LotRule]) -> Iterator[LotFinding]:
        """What bars two bids beside each other, pair by pair."""
        tests = {LotTest.SAME_SUBJECT: self._same, LotTest.SAME_HEAD: self._heads, LotTest.HOLDING: self._holding}
        for a, b in combinations(self._sides, 2):
            if a.bidder.bid == b.bidder.bid:
                continue
            for rule in rules:
                if rule.test is LotTest.SAME_SUBJECT or (rule.test in tests and a.entity != b.entity):
                    yield from tests[rule.test](rule, a, b)

    def _same(self, rule: LotRule, a: _Side, b: _Side) -> Iterator[LotFinding]:
        if a.entity == b.entity:
            evidence = tuple(self._store.records_of(a.entity, self._tx)[:1])
            yield self._finding(rule, (a, b), (self._inquiry.hop(a.entity),), (Sureness.CONFIRMED, evidence, ""))

    def _heads(self, rule: LotRule, a: _Side, b: _Side) -> Iterator[LotFinding]:
        seen = set()
        for one, level in self._heads_of(rule, a.entity):
            for other, other_level in self._heads_of(rule, b.entity):
                alike = self._alike(one.holder, other.holder)
                if alike is None or (one.holder, other.holder) in seen:
                    continue
                seen.add((one.holder, other.holder))
                hops = (
                    self._inquiry.hop(a.entity),
                    self._inquiry.hop(one.holder, one, one.type),
                    self._inquiry.hop(b.entity, other, other.type),
                )
                evidence = tuple(dict.fromkeys((*one.evidence, *other.evidence)))
                said = (weaker(alike, weaker(level, other_level)), evidence, self._inquiry.around.name(one.holder))
                yield self._finding(rule, (a, b), hops, said)

    def _heads_of(self, rule: LotRule, company: str) -> list[tuple[Place, Sureness]]:
        """Who heads it on the day, the surest first."""
        places = [each for each in self._inquiry.around.holders.get(company, ()) if each.type in rule.relations]
        held = [(each, level) for each in places if (level := self._held(each)) is not None]
        return sorted(held, key=lambda each: (-LEVELS[each[1]], each[0].holder))

    def _alike(self, one: str, other: str) -> Sureness | None:
        """One and the same; or namesakes whom no number tells apart, whom somebody has to look at."""
        if one == other:
            return Sureness.CONFIRMED
        a, b = (self._inquiry.around.subgraph.nodes.get(each) for each in (one, other))
        if a is None or b is None or a.kind is not Kind.PERSON or b.kind is not Kind.PERSON:
            return None
        told_apart = any(compare(x, y).vetoes for x in a.identifiers for y in b.identifiers)
        return Sureness.POSSIBLE if fold(a.name) == fold(b.name) and not told_apart else None

    def _holding(self, rule: LotRule, a: _Side, b: _Side) -> Iterator[LotFinding]:
        for holder, company in ((a, b), (b, a)):
            places = self._inquiry.around.places(holder.entity, company.entity)
            by_shares = self._by_shares(holder.entity, company.entity)
            for place in places:
                level = by_shares if place.type in ownership().shares else None
                if place.type in rule.relations:
                    level = self._held(place)
                if level is not None:
                    hops = (self._inquiry.hop(holder.entity), self._inquiry.hop(company.entity, place, place.type))
                    link = f"{self._inquiry.around.name(holder.entity)}为{title(place.type)}"
                    yield self._finding(rule, (a, b), hops, (level, place.evidence, link))

    def _by_shares(self, holder: str, company: str) -> Sureness | None:
        column: Column | None = self._columns.get(company)
        low, high = column.held_by({holder}) if column else (0.0, 0.0)
        if low > self._more_than:
            return Sureness.CONFIRMED
        return Sureness.POSSIBLE if high > self._more_than else None

    def _held(self, place: Place) -> Sureness | None:
        """How sure the place is held on the day; None when it is not."""
        held = place.holds(self._day)
        if held is Truth.NO:
            return None
        return weaker(sure(place.certainty), Sureness.CONFIRMED if held is Truth.YES else Sureness.POSSIBLE)

    def _finding(
        self,
        rule: LotRule,
        sides: tuple[_Side, _Side],
        path: tuple[Hop, ...],
        said: tuple[Sureness, tuple[Evidence, ...], str],
    ) -> LotFinding:
        (a, b), (level, evidence, link) = sides, said
        names = {"a": self._inquiry.around.name(a.entity), "b": self._inquiry.around.name(b.entity), "link": link}
        level = weaker(level, weaker(a.sureness, b.sureness))
        return _made(rule, self._day, names, (a.bidder.place, b.bidder.place), (path, level, evidence))


def _members(
    rule: LotRule, bidders: Sequence[Bidder], verdicts: dict[int, str], found: Sequence[LotFinding]
) -> Iterator[LotFinding]:
    """The other members of a consortium fail with one that is restricted, and wait for one that is to be verified."""
    for a in bidders:
        for b in bidders:
            if a.place == b.place or a.bid != b.bid or a.answer is None or b.answer is None:
                continue
            level = {RESTRICTED: Sureness.CONFIRMED, VERIFY: Sureness.POSSIBLE}.get(verdicts[b.place])
            reason = _reason(b, verdicts[b.place], found)
            if level is not None and reason is not None and a.answer.entity is not None:
                names = {"a": a.answer.entity.name, "b": reason[0][-1].name, "link": ""}
                yield _made(rule, a.answer.as_of, names, (a.place,), (reason[0], level, reason[1]))


def _reason(
    member: Bidder, verdict: str, found: Sequence[LotFinding]
) -> tuple[tuple[Hop, ...], tuple[Evidence, ...]] | None:
    """Path and evidence of what restricts a member: its own finding, else one of this lot."""
    wanted = Sureness.CONFIRMED if verdict == RESTRICTED else None
    own = [f for f in member.answer.findings if f.bears_on_purpose and f.cleared is None] if member.answer else []
    for each in own:
        if (
            (each.sureness is wanted and each.force is Force.MUST)
            if wanted
            else each.sureness is not Sureness.CONFIRMED
        ):
            return each.path, each.evidence
    for other in found:
        if member.place in other.places:
            return other.path, other.evidence
    return None


def _made(
    rule: LotRule,
    day: date,
    names: dict[str, str],
    places: tuple[int, ...],
    said: tuple[tuple[Hop, ...], Sureness, tuple[Evidence, ...]],
) -> LotFinding:
    basis = rule.basis_on(day)
    assert basis is not None
    path, level, evidence = said
    law = f"《{basis.document}》（{basis.number}）"
    text = rule.explanation_zh.format(**names, law=law, article=basis.article)
    doubt = "" if level is Sureness.CONFIRMED else "身份或事实尚未确认，须先核实，目前不排除。"
    return LotFinding(
        rule=rule,
        basis=basis,
        places=places,
        path=path,
        sureness=level,
        evidence=evidence,
        explanation_zh=text + doubt,
    )


def _ties(around: Surroundings) -> Iterator[Tie]:
    for each in around.subgraph.facts:
        if each.claim.kind is ClaimKind.RELATION and each.subject is not None and each.object is not None:
            both = each.subject_certainty is Certainty.CONFIRMED and each.object_certainty is Certainty.CONFIRMED
            level = Certainty.CONFIRMED if both else Certainty.PROBABLE
            claim = each.claim
            yield Tie(claim.type, each.subject, each.object, claim.span, level, claim.facts)
