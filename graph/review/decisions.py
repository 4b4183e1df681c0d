"""A reviewer's word on a pair: kept, taken back, refused when it contradicts.

Owns: same, different and unsure with reason and reviewer, the log stream ``review``, contradictions named with their
chain. Refuses: choosing between two words, and memberships (the next ``resolve`` follows the words).
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from graph.errors import GraphError
from graph.marks import ACTOR, Mark, reviewed
from graph.marks import STREAM as RUNS
from graph.model import CandidateEdge, Certainty, Judgement, Verdict
from graph.pinned import versions_in_force
from graph.store.port import GraphStore
from linkage.codemap import joins
from linkage.comparison import strong_numbers, vetoed
from linkage.contradiction import Chain, against, contradictions, group
from linkage.identifiers import Identifier, IdentifierKind, mask_text
from linkage.judgement import Word
from linkage.model import Kind, Party

STREAM = "review"


class ReviewError(GraphError):
    """A decision that cannot be kept; ``remedy`` says what to do."""

    code = "graph.review"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class UnknownPair(ReviewError):
    """A side is no party and no entity, or both are one party."""

    code = "graph.review.unknown"


class Contradiction(ReviewError):
    """The word and those that stand cannot all be true; ``chain`` names them."""

    code = "graph.review.contradiction"

    def __init__(self, message: str, chain: Sequence[Judgement], remedy: str) -> None:
        super().__init__(message, remedy)
        self.chain = tuple(chain)

    @property
    def extra(self) -> dict[str, object]:
        """The chain as plain values, for a problem detail."""
        return {"chain": [_said(each) for each in self.chain]}


class Excluded(ReviewError):
    """Two different valid numbers of a vetoing kind never are one subject, whoever says so (DESIGN invariant 5)."""

    code = "graph.review.excluded"


class KeyReused(ReviewError):
    """An idempotency key came again with another decision."""

    code = "graph.review.key_reused"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says of two sides, each a party id or an entity id; ``since``: from which day it holds."""

    a: str
    b: str
    verdict: Verdict
    reason: str
    reviewer: str
    since: date | None = None


def decide(store: GraphStore, at: datetime, decision: Decision, key: str = "") -> Judgement:
    """Keep the word; it binds from the next ``resolve``. The same again changes nothing.

    Personal numbers in the reason are masked before it is kept. ReviewError: nothing stated, a day that is to come,
    unknown sides, a contradiction, excluded numbers, a key that came with another word.
    """
    _demand_stated(decision, at.date())
    decision = replace(decision, reason=mask_text(decision.reason.strip()))
    with store.unit(at, decision.reviewer, "review") as unit:
        if key and (held := _under_key(store, key)) is not None:
            if held["asked"] != _asked(decision):
                raise KeyReused("同一幂等键用于另一判定 this key came with another decision", "use a new key")
            return _judgement(held["judgement"])
        a, b = sides(store, decision.a, decision.b)
        judgement = Judgement(a.id, b.id, decision.verdict, decision.reviewer, decision.reason, since=decision.since)
        standing = store.judgements(but=ACTOR)
        _demand_consistent(store, standing, judgement, (a, b))
        if judgement not in standing or key:
            unit.add_judgement(judgement)
            said = {"event": "decided", "asked": _asked(decision), "judgement": _kept(judgement), "at": at.isoformat()}
            unit.append(STREAM, json.dumps(said, ensure_ascii=False, sort_keys=True).encode(), key)
    return judgement


def undo(store: GraphStore, at: datetime, a: str, b: str, reviewer: str) -> tuple[Judgement, ...]:
    """Take back every reviewer's word on the pair, whoever gave it; who took it back is logged. UnknownPair if none."""
    with store.unit(at, reviewer, "review") as unit:
        pair = _pair(store, a, b)
        held = [each for each in store.judgements(parties=pair, but=ACTOR) if {each.a, each.b} == pair]
        if not held:
            raise UnknownPair(f"{a}、{b} 之间没有人工判定 no reviewer's word stands", "xintu review list --decided")
        for each in held:
            unit.retract_judgement(each.a, each.b, each.author)
            said = {"event": "undone", "judgement": _kept(each), "by": reviewer, "at": at.isoformat()}
            unit.append(STREAM, json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
    return tuple(held)


def conflicts(store: GraphStore) -> tuple[tuple[str, tuple[Judgement, ...]], ...]:
    """Words that stand and cannot all be true: ``chain`` (same and different), ``numbers`` (a veto), and ``unmet``: the
    last resolution knew the word and could not follow it. Each comes with the judgements."""
    standing = store.judgements(but=ACTOR)
    words = reviewed(standing)
    found = [("chain", _named(each, standing)) for each in contradictions(words)]
    seen: set[tuple[str, ...]] = set()
    for word in words:
        together = group(words, word.a)
        if word.same and together not in seen:
            seen.add(together)
            if _excluding(store, together):
                within = [each for each in words if each.same and each.a in together]
                found.append(("numbers", _named(within, standing)))
    told = {judgement for _, chain in found for judgement in chain}
    return (*found, *(("unmet", (each,)) for each in _unmet(store, standing) if each not in told))


def _unmet(store: GraphStore, standing: Sequence[Judgement]) -> list[Judgement]:
    """Words that the last resolution knew and that memberships do not follow."""
    last = store.last(RUNS)
    if last is None:
        return []
    known = set(store.judgements(Mark.read(last).seen, but=ACTOR))
    words = [each for each in standing if each in known and _is_word(each)]
    held = store.memberships({party for each in words for party in (each.a, each.b)})
    return [
        each
        for each in words
        if each.a in held
        and each.b in held
        and (held[each.a].entity == held[each.b].entity) is (each.verdict is Verdict.DIFFERENT)
    ]


def _is_word(judgement: Judgement) -> bool:
    return judgement.author != ACTOR and judgement.verdict is not Verdict.UNSURE


def sides(store: GraphStore, a: str, b: str) -> tuple[Party, Party]:
    """The two parties meant, ``a`` < ``b`` by id. Two entities stand for the pair that is in doubt between them;
    without one, an entity is represented by a confirmed party of its own."""
    left, right = _members(store, a), _members(store, b)
    doubtful = _doubtful(store, left, right) if left and right and not left & right else None
    ids = doubtful or [_representative(store, each) for each in (a, b)]
    if ids[0] == ids[1]:
        raise UnknownPair(f"{a} 与 {b} 是同一提及 both sides are one party", "give two parties or two entities")
    found = tuple(store.parties(ids))
    return found[0], found[1]


def _doubtful(store: GraphStore, left: Collection[str], right: Collection[str]) -> tuple[str, str] | None:
    """The machine's doubt between two sets of parties, else the heaviest candidate pair; None without either."""
    told = [each for each in store.judgements(parties=left) if each.author == ACTOR and _crosses(each, left, right)]
    if told:
        return told[0].a, told[0].b
    edges = [
        edge
        for version in versions_in_force(store).values()
        for edge in store.edges(version, left)
        if _crosses(edge, left, right)
    ]
    best = min(edges, key=lambda edge: (-edge.weight, edge.a, edge.b), default=None)
    return (best.a, best.b) if best else None


def _crosses(pair: Judgement | CandidateEdge, left: Collection[str], right: Collection[str]) -> bool:
    return (pair.a in left and pair.b in right) or (pair.a in right and pair.b in left)


def _pair(store: GraphStore, a: str, b: str) -> set[str]:
    """As parties when they are, else through their entities: whichever pair bears a word."""
    left, right = _members(store, a) or {a}, _members(store, b) or {b}
    for each in store.judgements(parties=left, but=ACTOR):
        if _crosses(each, left, right):
            return {each.a, each.b}
    return {a, b}


def _members(store: GraphStore, asked: str) -> set[str]:
    """The parties of an entity; none for anything else."""
    entity = store.successors([asked]).get(asked)
    return {each.party for each in store.members([entity]).get(entity, ())} if entity else set()


def _representative(store: GraphStore, asked: str) -> str:
    entity = store.successors([asked]).get(asked)
    if entity is not None:
        members = store.members([entity]).get(entity, ())
        sure = [each.party for each in members if each.certainty is Certainty.CONFIRMED]
        return min(sure or [each.party for each in members])
    if next(iter(store.parties([asked])), None) is None:
        raise UnknownPair(f"没有编号为 {asked[:40]} 的主体提及或实体 unknown id", "take ids from xintu review list")
    return asked


def _demand_stated(decision: Decision, today: date) -> None:
    if not decision.reason.strip() or not decision.reviewer.strip():
        raise ReviewError("判定须写明理由和判定人 reason and reviewer are needed", "give --reason and --reviewer")
    if decision.reviewer == ACTOR:
        raise ReviewError(f"{decision.reviewer} 是系统保留名 a reserved name", "sign with a person's name")
    if decision.since and decision.verdict is Verdict.UNSURE:
        raise ReviewError("难判没有起始日 unsure holds from no day", "leave out --since, or decide same or different")
    if decision.since and decision.since > today:
        raise ReviewError(
            f"起始日 {decision.since} 在判定日之后 is after the day of the review", "say a day that has come"
        )


def _demand_consistent(
    store: GraphStore, standing: Sequence[Judgement], new: Judgement, parties: tuple[Party, Party]
) -> None:
    if new.verdict is Verdict.UNSURE:
        return
    same = new.verdict is Verdict.SAME
    others = [each for each in standing if (each.a, each.b, each.author) != (new.a, new.b, new.author)]
    words = reviewed(others)
    denied = against(words, Word(new.a, new.b, same))
    if denied is not None:
        chain = _named(denied, others)
        told = "；".join("{a} {verdict} {b}（{reviewer}：{reason}）".format(**_said(each)) for each in chain)
        raise Contradiction(
            f"与既有判定矛盾 contradicts: {told}", chain, "undo one of the judgements named, or decide otherwise"
        )
    if same:
        _demand_possible(store, words, new, parties)


def _demand_possible(store: GraphStore, words: Sequence[Word], new: Judgement, parties: tuple[Party, Party]) -> None:
    if (parties[0].kind is Kind.PERSON) != (parties[1].kind is Kind.PERSON):
        raise Excluded("自然人与单位不能是同一主体 a person is no firm", "decide different, or look at the records")
    together = {*group(words, new.a), *group(words, new.b)}
    clash = _excluding(store, together)
    if clash:
        raise Excluded(
            f"有效号码互斥 different valid numbers exclude each other: {clash}",
            "have the wrong number corrected by its department; decide different until then",
        )


def _excluding(store: GraphStore, ids: Iterable[str]) -> str:
    """The first two parties whose numbers exclude each other, in words; empty when none do."""
    seen: list[tuple[Sequence[Identifier], Mapping[IdentifierKind, frozenset[str]]]] = []
    for numbers in _numbers(store, sorted(ids)):
        strong = strong_numbers(numbers)
        for others, known in seen:
            if vetoed(strong, known):
                return f"{_shown(others)} / {_shown(numbers)}"
        seen.append((numbers, strong))
    return ""


def _numbers(store: GraphStore, ids: Iterable[str]) -> Iterator[list[Identifier]]:
    """Each party's numbers, with the one unified code that an old number of it stands for (as linkage anchors it)."""
    parties = list(store.parties(ids))
    olds = {each for party in parties for each in party.identifiers if joins(each) and not each.vetoes}
    mapped = store.code_map(olds) if olds else {}
    for party in parties:
        found = list(party.identifiers)
        if not any(each.vetoes for each in found):
            codes = [{n for n in mapped.get(each, ()) if n.kind is IdentifierKind.USCC} for each in party.identifiers]
            found += [next(iter(each)) for each in codes if len(each) == 1]
        yield found


def _shown(numbers: Iterable[Identifier]) -> str:
    return "、".join(each.display() for each in numbers if each.vetoes)


def _named(chain: Chain | Sequence[Word], standing: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements behind words, in the order of the chain."""
    found = []
    for word in chain:
        verdict = Verdict.SAME if word.same else Verdict.DIFFERENT
        found += [
            each
            for each in standing
            if each.author != ACTOR and {each.a, each.b} == {word.a, word.b} and each.verdict is verdict
        ]
    return tuple(found)


def _said(judgement: Judgement) -> dict[str, str]:
    return {
        "a": judgement.a,
        "b": judgement.b,
        "verdict": str(judgement.verdict),
        "reviewer": mask_text(judgement.author),
        "reason": mask_text(judgement.reason),
    }


def _asked(decision: Decision) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(decision).items() if value is not None}


def _kept(judgement: Judgement) -> dict[str, Any]:
    """As the log keeps it."""
    said = asdict(judgement)
    return said | {"since": said["since"].isoformat()} if judgement.since else said


def _under_key(store: GraphStore, key: str) -> Mapping[str, Any] | None:
    entry = store.find(STREAM, key)
    return json.loads(entry.payload) if entry else None


def _judgement(said: Mapping[str, Any]) -> Judgement:
    since = said.get("since")
    return Judgement(
        **{**said, "verdict": Verdict(said["verdict"]), "since": date.fromisoformat(since) if since else None}
    )
