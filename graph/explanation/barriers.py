"""What keeps two sides apart: the why-not of an explanation.

Owns: vetoes, reviewers' words, rivals, numbers whose names contradict, the floor that stops chains, the threshold.
Refuses: deciding anything: it tells what linkage decided, in the order in which linkage asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.explanation.sides import Side, bits, name_of, profiles_of
from graph.marks import ACTOR, reviewed
from graph.model import Judgement
from graph.pinned import versions_in_force
from graph.review.settings import settings
from graph.store.port import GraphStore
from linkage import anchors
from linkage.comparison import Node, strong_numbers
from linkage.contradiction import chain
from linkage.identifiers import Identifier
from linkage.rejects import kind_zh
from linkage.scoring import Score, Scorer
from linkage.weights import Model


@dataclass(frozen=True, slots=True)
class Barrier:
    """One reason, in Chinese, and the parties that it rests on.

    ``kind``: kind, veto, level, word, number, rival, floor, threshold, pending.
    """

    kind: str
    text: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two sides under one model; ``score`` is None when they are of different kinds."""

    left: Side
    right: Side
    model: Model
    score: Score | None


def barriers(store: GraphStore, meeting: Meeting) -> tuple[Barrier, ...]:
    """Every reason that is known, the hardest first; empty for sides that nothing keeps apart but the last run."""
    if meeting.score is None:
        return (Barrier("kind", "一方是自然人，另一方是单位：两类主体从不归并"),)
    found = [*_vetoes(meeting), *_spoken(store.judgements(but=ACTOR), meeting), *_doubted(store, meeting)]
    if meeting.score.weight < meeting.model.decision.join:
        found.append(_below(meeting))
    elif not found:
        found += [*_floor(store, meeting)] or [_scattered(store, meeting)]
    return tuple(found)


def _vetoes(meeting: Meeting) -> Iterator[Barrier]:
    left, right = (strong_numbers(_numbers(side)) for side in (meeting.left, meeting.right))
    for kind in sorted(left.keys() & right.keys()):
        if len(left[kind] | right[kind]) > 1:
            ours, theirs = ("、".join(_display(kind, value) for value in sorted(each[kind])) for each in (left, right))
            yield Barrier("veto", f"{kind_zh(kind)}互斥：{ours} ≠ {theirs}，不同的有效号码从不属于同一主体")
    assert meeting.score is not None
    levels = {
        comparison.name: {level.name: level for level in comparison.levels} for comparison in meeting.model.comparisons
    }
    labels = {comparison.name: comparison.label for comparison in meeting.model.comparisons}
    for line in meeting.score.lines:
        level = levels.get(line.comparison, {}).get(line.level)
        if level is not None and level.vetoes:
            yield Barrier("level", f"{labels[line.comparison]}不符（{line.level}）：模型规定两者从不归并")


def _spoken(standing: Sequence[Judgement], meeting: Meeting) -> Iterator[Barrier]:
    """A reviewer's "different" on the sides, or on parties that reviewers called one with them."""
    words = reviewed(standing)
    by_pair = {(each.a, each.b): each for each in standing}
    for word in words:
        if word.same:
            continue
        for x, y in ((word.a, word.b), (word.b, word.a)):
            here = next((p for p in sorted(meeting.left.ids) if chain(words, p, x) is not None), None)
            there = next((p for p in sorted(meeting.right.ids) if chain(words, y, p) is not None), None)
            if here is not None and there is not None:
                said = by_pair[(word.a, word.b)]
                yield Barrier(
                    "word", f"人工判定不同：{said.author}：{said.reason}", tuple(dict.fromkeys((here, x, y, there)))
                )


def _doubted(store: GraphStore, meeting: Meeting) -> Iterator[Barrier]:
    ours, theirs = meeting.left.ids, meeting.right.ids
    for each in store.judgements(parties=ours):
        if each.author != ACTOR:
            continue
        if not ((each.a in ours and each.b in theirs) or (each.a in theirs and each.b in ours)):
            continue
        if each.reason == "number":
            yield Barrier("number", "号码相同而名称相互矛盾：须人工核对号码是否填错", (each.a, each.b))
        if each.reason == "rival":
            others = _rivals(store, each)
            names = "、".join(sorted({name_of(party) for party in store.parties(others)}))
            yield Barrier(
                "rival",
                f"同时符合另一个与之互斥的主体（{names}），证据不分高下，两边都不归并",
                (each.a, each.b, *others),
            )


def _rivals(store: GraphStore, doubt: Judgement) -> tuple[str, ...]:
    """The other partners of a mention that fits several."""
    pair = {doubt.a, doubt.b}
    told = store.judgements(parties=pair)
    others = [{each.a, each.b} - pair for each in told if each.author == ACTOR and each.reason == "rival"]
    return tuple(sorted(set().union(*others)))


def _below(meeting: Meeting) -> Barrier:
    assert meeting.score is not None
    decision = meeting.model.decision
    short = bits(decision.join - meeting.score.weight)
    word = "不足以列为存疑" if meeting.score.weight < decision.review else "存疑，不足以归并"
    missing = f"距归并阈值 {bits(decision.join):.1f} 还差 {short:.1f}：{word}"
    return Barrier("threshold", f"证据合计 {bits(meeting.score.weight):+.1f} 比特，{missing}")


def _floor(store: GraphStore, meeting: Meeting) -> Iterator[Barrier]:
    """The two mentions, one of each side, that speak most against a merger."""
    scorer, floor = Scorer(meeting.model), meeting.model.decision.floor
    left, right = (_nodes(store, meeting.model, side) for side in (meeting.left, meeting.right))
    scored = [(scorer.score(a, b), a, b) for a in left for b in right]
    against = [
        (not score.vetoed, score.weight, a.id, b.id) for score, a, b in scored if score.vetoed or score.weight < floor
    ]
    if against:
        _, weight, a, b = min(against)
        names = {party.id: name_of(party) for side in (meeting.left, meeting.right) for party in side.parties}
        told = f"{names[a]} 与 {names[b]} 之间只有 {bits(weight):+.1f} 比特（下限 {bits(floor):.1f}）"
        yield Barrier("floor", f"整体证据足够，但其中 {told}：防止链式误并", (a, b))


def _scattered(store: GraphStore, meeting: Meeting) -> Barrier:
    """Enough when all mentions are seen together, but linkage merges pair by pair and the best pair has too little."""
    assert meeting.score is not None
    version = versions_in_force(store).get(meeting.model.name, "")
    edges = store.edges(version, meeting.left.ids) if version else ()
    across = [each for each in edges if {each.a, each.b} & meeting.right.ids]
    best = min(across, key=lambda edge: (-edge.weight, edge.a, edge.b), default=None)
    join = meeting.model.decision.join
    if best is None or best.weight >= join:
        return Barrier("pending", "证据足够，未见阻碍：下次归并时再判")
    told = f"两侧合看有 {bits(meeting.score.weight):+.1f} 比特，但归并逐对进行"
    return Barrier(
        "threshold", f"{told}，最有力的一对提及只有 {bits(best.weight):+.1f}（阈值 {bits(join):.1f}）", (best.a, best.b)
    )


def _nodes(store: GraphStore, model: Model, side: Side) -> list[Node]:
    """The side's mentions, equal ones together, at most as many as the settings compare."""
    found = profiles_of(store, model, side)[: settings().mentions]
    return [anchors.make_node([each], "") for each in found]


def _numbers(side: Side) -> list[Identifier]:
    return [number for party in side.parties for number in party.identifiers]


def _display(kind: str, value: str) -> str:
    return Identifier.from_text(f"{kind}:{value}").display()
