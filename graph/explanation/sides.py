"""One end of an explanation: the parties that an id stands for, where they are, and the node they make.

Owns: reading a side from the store and hiding what a natural person's values say. Refuses: scoring.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.errors import GraphError
from graph.model import Membership
from graph.store.port import GraphStore
from linkage import anchors, profiles
from linkage.comparison import NOTHING, Node
from linkage.model import ClaimKind, Kind, Party
from linkage.profiles import CIRCLE, Profile
from linkage.scoring import MASK
from linkage.weights import UNIT, Model

_SHOWN = 3
_OPEN = frozenset({"sex", "company", CIRCLE})
"""Comparisons of persons whose values are shown as they are: words and ids."""
_OF_PEOPLE = frozenset({"head", "people"})
"""Comparisons of firms whose values are names of natural persons."""
_FIELDS = {"place": ("district", "city"), "branch": ("branch",), CIRCLE: (CIRCLE,)}


class UnknownSide(GraphError):
    """No party and no entity has that id."""

    code = "graph.unknown_id"
    remedy = "take ids from `xintu screen --json`, `xintu review list` or `xintu memberships`"


@dataclass(frozen=True, slots=True)
class Side:
    """One end: the parties it stands for and where they are."""

    id: str
    parties: tuple[Party, ...]
    memberships: Mapping[str, Membership]

    @property
    def ids(self) -> frozenset[str]:
        """Ids of its parties."""
        return frozenset(each.id for each in self.parties)

    @property
    def entity(self) -> str:
        """The entity it belongs to; empty before the first resolution."""
        return min((each.entity for each in self.memberships.values()), default="")

    @property
    def certainty(self) -> str:
        """How sure its membership is."""
        return min((str(each.certainty) for each in self.memberships.values()), default="")

    @property
    def is_person(self) -> bool:
        """Whether its parties are natural persons."""
        return bool(self.parties) and self.parties[0].kind is Kind.PERSON


def read_side(store: GraphStore, asked: str) -> Side:
    """The parties of a party or entity id; UnknownSide when there is none."""
    successor = store.successors([asked]).get(asked)
    held = [each.party for each in store.members([successor])[successor]] if successor else [asked]
    parties = tuple(store.parties(held))
    if not parties:
        raise UnknownSide(f"没有编号为 {asked} 的主体提及或实体 no such party or entity")
    return Side(asked, parties, store.memberships(held))


def profiles_of(store: GraphStore, model: Model, side: Side) -> Sequence[Profile]:
    """What the side's parties say, equal mentions together, without values that too many share."""
    if side.is_person:
        held = store.memberships(each.within for each in side.parties if each.within)
        found = profiles.persons(side.parties, {party: each.entity for party, each in held.items()})
    else:
        found = profiles.firms(side.parties, _representatives(store, side))
    return [anchors.without_generics(each, model) for each in found]


def _representatives(store: GraphStore, side: Side) -> list[Party]:
    """The persons who stand in the side's parties: their names are evidence of the firm."""
    entities = {each.entity for each in side.memberships.values()}
    facts = [fact for entity in sorted(entities) for fact in store.facts_of(entity)]
    ends = {fact.claim.subject for fact in facts if fact.claim.kind is ClaimKind.RELATION}
    own = {each.id for each in side.parties}
    return [each for each in store.parties(ends) if each.within in own and each.kind is Kind.PERSON]


def node_of(store: GraphStore, model: Model, side: Side) -> Node:
    """All that is known of the side as one node."""
    return anchors.make_node(profiles_of(store, model, side), "")


def shown(node: Node, model: Model, comparison: str) -> tuple[str, ...]:
    """At most three of a side's values in a comparison, a natural person's hidden."""
    is_person = str(Kind.PERSON) in model.kinds
    if comparison in (MASK, "number"):
        strongest = sorted(node.numbers, key=lambda each: (not each.vetoes, each))
        return tuple(each.display() for each in strongest[:_SHOWN])
    if comparison == "name":
        return tuple(hidden(card.normal, "name") if is_person else card.normal for card in node.names[:_SHOWN])
    sources = [node.fields, *(card.fields for card in node.names)]
    fields = _FIELDS.get(comparison) or _tested(model, comparison)
    if comparison == "head":  # what a mask of the name would look like is nothing that anybody stated
        fields = ("head",) if node.fields.get("head") else ("head_mask",)
    values = {value for source in sources for field in fields for value in source.get(field, NOTHING)}
    personal = is_person or comparison in _OF_PEOPLE
    return tuple(hidden(value, comparison) if personal else value for value in sorted(values)[:_SHOWN])


def _tested(model: Model, comparison: str) -> tuple[str, ...]:
    """The fields that a comparison's levels look at."""
    levels = (level for each in model.comparisons if each.name == comparison for level in each.levels)
    return tuple(dict.fromkeys(condition.field for level in levels for condition in level.conditions))


def hidden(value: str, comparison: str) -> str:
    """A person's value as it may be shown: year of birth, last four digits of a phone, start of an address, and of any
    other but sex and company the first character."""
    if comparison in _OPEN:
        return value
    if comparison == "birth":
        return value[:4] + "-**-**"
    if comparison == "phone":
        return "*" * max(0, len(value) - 4) + value[-4:]
    if comparison == "address":
        return value[:2] + "*" * max(0, len(value) - 2)
    return value[:1] + "*" * (len(value) - 1)


def name_of(party: Party) -> str:
    """A party's name as it may be shown."""
    return hidden(party.name, "name") if party.kind is Kind.PERSON else party.name


def bits(units: int) -> float:
    """A weight in bits, two places."""
    return round(units / UNIT, 2)
