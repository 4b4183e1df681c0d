"""Why two parties or entities are one subject, or why not: the waterfall of evidence and the chain of decisions.

Owns: scoring any two sides with the model in force and telling it line by line. Refuses: showing a natural person's
numbers, birth date, phone or full name: they come masked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from graph.errors import GraphError
from graph.model import Membership
from graph.pinned import default_models, models_in_force
from graph.store.port import GraphStore
from linkage import anchors, profiles
from linkage.comparison import NOTHING, Node
from linkage.model import Kind, Party
from linkage.scoring import COVERAGE, MASK, Line, Score, Scorer
from linkage.weights import UNIT, Model

PRIOR = "prior"
_SHOWN = 3
_FIELDS = {"name": ("name",), "place": ("district", "city"), "branch": ("branch",)}


class UnknownSide(GraphError):
    """No party and no entity has that id."""

    code = "graph.unknown_id"


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
    evidence, but a rival, a number or a chain forbade it). ``judgements`` are words on pairs between the sides."""

    a: str
    b: str
    entities: tuple[str, str]
    certainty: tuple[str, str]
    decision: str
    bits: float
    threshold: float
    vetoed: bool
    steps: tuple[Step, ...]
    judgements: tuple[str, ...]
    ledger: tuple[str, ...]
    model: str

    def as_dict(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)

    def as_text(self) -> str:
        """Lines for a terminal."""
        head = f"{self.a} — {self.b}: {self.decision}（{self.bits:+.1f} 比特，阈值 {self.threshold:.1f}）"
        lines = [
            f"  {step.bits:+7.2f} {step.sum:+7.2f}  {step.label}·{step.level}  {_pair(step)}" for step in self.steps
        ]
        return "\n".join([head, *lines, *(f"  · {each}" for each in (*self.judgements, *self.ledger))])


@dataclass(frozen=True, slots=True)
class _Side:
    """One end: the parties it stands for and where they are."""

    id: str
    parties: tuple[Party, ...]
    memberships: Mapping[str, Membership]

    @property
    def entity(self) -> str:
        return min((each.entity for each in self.memberships.values()), default="")

    @property
    def certainty(self) -> str:
        return min((str(each.certainty) for each in self.memberships.values()), default="")

    @property
    def is_person(self) -> bool:
        return bool(self.parties) and self.parties[0].kind is Kind.PERSON


def explain(store: GraphStore, a: str, b: str) -> Explanation:
    """Why the parties or entities ``a`` and ``b`` are one subject or two; UnknownSide when an id is unknown."""
    left, right = _side(store, a), _side(store, b)
    models = models_in_force(store) or default_models()
    model = models.person if left.is_person else models.enterprise
    score = None if left.is_person != right.is_person else _score(store, model, left, right)
    steps = _steps(store, model, left, right, score) if score else ()
    return Explanation(
        a=a,
        b=b,
        entities=(left.entity, right.entity),
        certainty=(left.certainty, right.certainty),
        decision=_decision(left, right, score, model),
        bits=_bits(score.weight) if score else 0.0,
        threshold=_bits(model.decision.join),
        vetoed=score.vetoed if score else True,
        steps=steps,
        judgements=tuple(_words(store, left, right)),
        ledger=tuple(_ledger(store, {left.entity, right.entity} - {""})),
        model=model.version,
    )


def _side(store: GraphStore, asked: str) -> _Side:
    successor = store.successors([asked]).get(asked)
    held = [each.party for each in store.members([successor])[successor]] if successor else [asked]
    parties = tuple(store.parties(held))
    if not parties:
        raise UnknownSide(f"没有编号为 {asked} 的主体提及或实体；请用 xintu entity 或 memberships 查到编号")
    return _Side(asked, parties, store.memberships(held))


def _node(store: GraphStore, model: Model, side: _Side) -> Node:
    if side.is_person:
        held = store.memberships(each.within for each in side.parties if each.within)
        found = profiles.persons(side.parties, {party: each.entity for party, each in held.items()})
    else:
        found = profiles.firms(side.parties, ())
    return anchors.make_node([anchors.without_generics(each, model) for each in found], "")


def _score(store: GraphStore, model: Model, left: _Side, right: _Side) -> Score:
    return Scorer(model).score(_node(store, model, left), _node(store, model, right))


def _decision(left: _Side, right: _Side, score: Score | None, model: Model) -> str:
    if left.entity and left.entity == right.entity:
        return "same_entity"
    if score is None:
        return "different_kind"
    if score.vetoed:
        return "vetoed"
    if score.weight < model.decision.review:
        return "below_threshold"
    return "doubtful" if score.weight < model.decision.join else "apart"


def _steps(store: GraphStore, model: Model, left: _Side, right: _Side, score: Score) -> tuple[Step, ...]:
    labels = {each.name: each.label for each in model.comparisons} | {
        MASK: "部分号码",
        COVERAGE: "登记覆盖",
        PRIOR: "先验",
    }
    sides = (_node(store, model, left), _node(store, model, right))
    total, steps = 0, []
    for line in (Line(PRIOR, "", model.prior), *score.lines):
        total += line.weight
        ours, theirs = (_shown(node, line.comparison, left.is_person) for node in sides)
        label = labels[line.comparison]
        steps.append(Step(line.comparison, label, line.level, ours, theirs, _bits(line.weight), _bits(total)))
    return tuple(steps)


def _shown(node: Node, comparison: str, is_person: bool) -> tuple[str, ...]:
    if comparison in (MASK, "number"):
        return tuple(each.display() for each in node.numbers[:_SHOWN])
    if comparison == "name":
        return tuple(_hidden(card.normal, "name") if is_person else card.normal for card in node.names[:_SHOWN])
    sources = [node.fields, *(card.fields for card in node.names)]
    fields = _FIELDS.get(comparison, (comparison,))
    values = {value for source in sources for field in fields for value in source.get(field, NOTHING)}
    personal = is_person or comparison == "head"
    return tuple(_hidden(value, comparison) if personal else value for value in sorted(values)[:_SHOWN])


def _hidden(value: str, comparison: str) -> str:
    """A person's value as it may be shown: surname, year of birth, last four digits of a phone, start of an address."""
    if comparison in ("name", "head"):
        return value[:1] + "*" * (len(value) - 1)
    if comparison == "birth":
        return value[:4] + "-**-**"
    if comparison == "phone":
        return "*" * max(0, len(value) - 4) + value[-4:]
    if comparison == "address":
        return value[:2] + "*" * max(0, len(value) - 2)
    return value


def _words(store: GraphStore, left: _Side, right: _Side) -> Iterable[str]:
    ours, theirs = {each.id for each in left.parties}, {each.id for each in right.parties}
    for each in store.judgements():
        if (each.a in ours and each.b in theirs) or (each.a in theirs and each.b in ours):
            yield f"{each.verdict} {each.author}: {each.reason} ({each.a}, {each.b})"


def _ledger(store: GraphStore, entities: Iterable[str]) -> Iterable[str]:
    for entity in sorted(entities):
        for made, event in store.identity_events(entity):
            others = f" {', '.join(event.others)}" if event.others else ""
            what = f"{event.event} {event.entity}{others} ({len(event.parties)} parties) {event.reason}"
            yield f"{made.at:%Y-%m-%d} {what}"


def _pair(step: Step) -> str:
    return f"{'、'.join(step.left)} | {'、'.join(step.right)}" if step.left or step.right else ""


def _bits(units: int) -> float:
    return round(units / UNIT, 2)
