"""What keeps two sides apart: the why-not of an explanation.

Owns: vetoes, reviewers' words, rivals, numbers whose names contradict, the floor that stops chains, the threshold.
Refuses: deciding anything: it tells what linkage decided, in the order in which linkage asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.explanation.meeting import Meeting, meet
from graph.explanation.sides import bits, name_of, read_side
from graph.marks import ACTOR, reviewed
from graph.model import Judgement
from graph.store.port import GraphStore
from linkage.comparison import strong_numbers
from linkage.contradiction import chain
from linkage.identifiers import Identifier
from linkage.rejects import kind_zh


@dataclass(frozen=True, slots=True)
class Barrier:
    """One reason, in Chinese, and the parties that it rests on.

    ``kind``: kind, veto, level, word, number, rival, floor, threshold, pending.
    """

    kind: str
    text: str
    parties: tuple[str, ...] = ()


def barriers(store: GraphStore, meeting: Meeting) -> tuple[Barrier, ...]:
    """Every reason that is known, the hardest first; empty for sides that nothing keeps apart but the last run."""
    if meeting.score is None:
        return (Barrier("kind", "一方是自然人，另一方是单位：两类主体从不归并"),)
    found = [*_vetoes(meeting), *_spoken(store.judgements(but=ACTOR), meeting), *_doubted(store, meeting)]
    if meeting.score.weight < meeting.model.decision.join:
        found.append(_below(meeting))
    elif not found:
        found += _between_homes(store, meeting) or [Barrier("pending", "证据足够，未见阻碍：下次归并时再判")]
    return tuple(found)


def _vetoes(meeting: Meeting) -> Iterator[Barrier]:
    yield from _exclusions(meeting)
    assert meeting.score is not None
    levels = {
        comparison.name: {level.name: level for level in comparison.levels} for comparison in meeting.model.comparisons
    }
    labels = {comparison.name: comparison.label for comparison in meeting.model.comparisons}
    for line in meeting.score.lines:
        level = levels.get(line.comparison, {}).get(line.level)
        if level is not None and level.vetoes:
            yield Barrier("level", f"{labels[line.comparison]}不符：模型规定两者从不归并")


def _exclusions(meeting: Meeting, whose: str = "") -> Iterator[Barrier]:
    """Valid numbers of the two sides of which one subject can bear one only."""
    left, right = (strong_numbers(meeting.numbers(right)) for right in (False, True))
    for kind in sorted(left.keys() & right.keys()):
        if len(left[kind] | right[kind]) > 1:
            ours, theirs = ("、".join(_display(kind, value) for value in sorted(each[kind])) for each in (left, right))
            yield Barrier("veto", f"{whose}{kind_zh(kind)}互斥：{ours} ≠ {theirs}，不同的有效号码从不属于同一主体")


def _between_homes(store: GraphStore, meeting: Meeting) -> list[Barrier]:
    """What keeps the entities apart that the two sides belong to, where nothing between the sides does."""
    left, right = (read_side(store, side.entity or side.id) for side in (meeting.left, meeting.right))
    whole = meet(store, left, right, meeting.model)
    return [*_exclusions(whole, "所在主体的"), *_floor(store, whole)]


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
    """The two nodes, one of each side, that speak most against a merger."""
    floor = meeting.model.decision.floor
    against = [
        (not score.vetoed, score.weight, *pair)
        for pair, score in meeting.scores.items()
        if score.vetoed or score.weight < floor
    ]
    if against:
        _, weight, a, b = min(against)
        names = {party.id: name_of(party) for party in store.parties((a, b))}
        told = f"{names[a]} 与 {names[b]} 之间只有 {bits(weight):+.1f} 比特（下限 {bits(floor):.1f}）"
        yield Barrier("floor", f"整体证据足够，但其中 {told}：防止链式误并", (a, b))


def _display(kind: str, value: str) -> str:
    return Identifier.from_text(f"{kind}:{value}").display()
