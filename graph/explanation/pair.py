"""Why two parties or entities are one subject, or why not: the waterfall of evidence and what keeps them apart.

Owns: scoring any two sides with the model in force and telling it line by line. Refuses: showing a natural person's
numbers, birth date, phone or full name: they come masked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.explanation.barriers import Barrier, barriers
from graph.explanation.chain import ledger_lines
from graph.explanation.evidence import summed, titles
from graph.explanation.meeting import Meeting, meet
from graph.explanation.sides import Side, bits, name_of, read_side, shown
from graph.marks import ACTOR
from graph.model import Verdict
from graph.pinned import default_models, models_in_force
from graph.store.port import GraphStore
from linkage.comparison import Node
from linkage.profiles import CIRCLE
from linkage.scoring import Score
from linkage.weights import Model


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the waterfall: what was compared, both values (masked), the level, bits of log2-odds and the sum."""

    comparison: str
    label: str
    level: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    bits: float
    sum: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer. ``decision``: same_entity, different_kind, vetoed, below_threshold, doubtful or apart (enough
    evidence, but a rival, a number, a chain or a reviewer forbade it). ``barriers``: what keeps the sides apart.
    ``judgements`` are words on pairs between the sides; ``kind`` is the model's: enterprise or person.

    ``weighed``: on either side the mentions that counted as one (by a number, or because they say the same) when the
    last resolution compared them; of two entities the pair that speaks most for a merger. ``joined``: both sides count
    as one, so that nothing was weighed; the steps then show what the two say themselves."""

    a: str
    b: str
    kind: str
    names: tuple[str, str]
    entities: tuple[str, str]
    certainty: tuple[str, str]
    decision: str
    bits: float
    threshold: float
    vetoed: bool
    weighed: tuple[tuple[str, ...], tuple[str, ...]]
    joined: bool
    steps: tuple[Step, ...]
    barriers: tuple[Barrier, ...]
    judgements: tuple[str, ...]
    ledger: tuple[str, ...]
    model: str

    @property
    def persons(self) -> tuple[str, ...]:
        """Entities of natural persons whose values it shows."""
        return tuple(sorted({each for each in self.entities if each})) if self.kind == "person" else ()


def explain(store: GraphStore, a: str, b: str) -> Explanation:
    """Why the parties or entities ``a`` and ``b`` are one subject or two; UnknownSide when an id is unknown."""
    left, right = read_side(store, a), read_side(store, b)
    models = models_in_force(store) or default_models()
    model = models.person if left.is_person else models.enterprise
    meeting = meet(store, left, right, model)
    score, nodes = meeting.score, meeting.nodes
    decision = _decision(meeting)
    return Explanation(
        a=a,
        b=b,
        kind="person" if left.is_person or right.is_person else "enterprise",
        names=(name_of(left.parties[0]), name_of(right.parties[0])),
        entities=(left.entity, right.entity),
        certainty=(left.certainty, right.certainty),
        decision=decision,
        bits=bits(score.weight) if score else 0.0,
        threshold=bits(model.decision.join),
        vetoed=score.vetoed if score else True,
        weighed=(nodes[0].parties, nodes[1].parties) if nodes else ((), ()),
        joined=meeting.joined,
        steps=_steps(store, model, nodes, score) if score and nodes else (),
        barriers=() if decision == "same_entity" else barriers(store, meeting),
        judgements=tuple(_words(store, left, right)),
        ledger=tuple(
            line for entity in sorted({left.entity, right.entity} - {""}) for line in ledger_lines(store, entity)
        ),
        model=model.version,
    )


def _decision(meeting: Meeting) -> str:
    left, right, score, decision = meeting.left, meeting.right, meeting.score, meeting.model.decision
    if left.entity and left.entity == right.entity:
        return "same_entity"
    if score is None:
        return "different_kind"
    if score.vetoed:
        return "vetoed"
    if score.weight < decision.review:
        return "below_threshold"
    return "doubtful" if score.weight < decision.join else "apart"


def _steps(store: GraphStore, model: Model, nodes: tuple[Node, Node], score: Score) -> tuple[Step, ...]:
    labels, steps = titles(model), []
    for line, total in summed(score.lines, model):
        ours, theirs = (_named(store, line.comparison, shown(node, model, line.comparison)) for node in nodes)
        label = labels[line.comparison]
        steps.append(Step(line.comparison, label, line.level, ours, theirs, bits(line.weight), bits(total)))
    return tuple(steps)


def _named(store: GraphStore, comparison: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Companies, and who speaks for the two, by name instead of id: a natural person's masked."""
    if comparison == CIRCLE:
        return tuple(name_of(each) for each in sorted(store.parties(values), key=lambda each: each.id))
    if comparison != "company":
        return values
    nodes = store.nodes(values)
    return tuple(nodes[each].name if each in nodes else each for each in values)


def _words(store: GraphStore, left: Side, right: Side) -> Iterable[str]:
    for each in store.judgements(parties=left.ids):
        if (each.a in left.ids and each.b in right.ids) or (each.a in right.ids and each.b in left.ids):
            author = "自动归并" if each.author == ACTOR else each.author
            told = _DOUBTS.get(each.reason, each.reason) if each.author == ACTOR else each.reason
            yield f"{_VERDICTS[each.verdict]} {author}：{told}（{each.a}、{each.b}）"


_VERDICTS = {Verdict.SAME: "同一主体", Verdict.DIFFERENT: "不同主体", Verdict.UNSURE: "难以判断"}
_DOUBTS = {
    "weak": "证据接近阈值",
    "chain": "证据足够，但两侧其他提及不符",
    "rival": "同时符合两个互斥的主体",
    "number": "号码相同而名称矛盾",
}
"""Why a resolution left a pair open, by the code it keeps."""
