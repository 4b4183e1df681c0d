"""What an entity is called and numbered, as its members say.

Owns: the projection from members to a node, the same for every adapter. Refuses: any fact that no member states.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from graph.model import Certainty
from graph.store.codec import identifiers_of, identifiers_text, packed, pairs_of, pairs_text
from linkage.identifiers import Identifier, Strength
from linkage.model import Facts, Nature, Role, facts

_RANK = {strength: place for place, strength in enumerate((Strength.STRONG, Strength.MEDIUM, Strength.WEAK))}


class Member(NamedTuple):
    """A membership that stands, with what its party states; texts as the adapters keep them."""

    entity: int | str
    certainty: str
    kind: str
    name: str
    role: str
    identifiers: str
    details: str
    as_at: int
    nature: str


def node_columns(members: list[Member]) -> tuple[str, str, str, str, str]:
    """Kind, name, identifiers, names and details of the confirmed members, of all when none is confirmed."""
    speaking = [m for m in members if m.certainty == Certainty.CONFIRMED] or members
    kinds = Counter(member.kind for member in speaking)
    kind = min(kinds, key=lambda held: (-kinds[held], held))
    named = [m for m in speaking if m.name] or speaking  # a row may know its subject by number alone
    spelled = Counter(member.name for member in named)
    newest = max(named, key=lambda m: (*_standing(m), spelled[m.name], m.name))
    names = [newest.name, *sorted(spelled.keys() - {newest.name}, key=lambda name: (-spelled[name], name))]
    numbers = sorted({number for member in speaking for number in identifiers_of(member.identifiers)}, key=_strongest)
    return kind, newest.name, identifiers_text(numbers), packed(names), pairs_text(_details(speaking))


def _standing(member: Member) -> tuple[bool, bool, int]:
    """A state says today's name, an event that of its day; a subject's own row is better than another's word on it."""
    return member.nature == Nature.STATE, member.role == Role.SUBJECT, member.as_at


def _strongest(number: Identifier) -> tuple[int, Identifier]:
    return _RANK[number.strength], number


def _details(members: list[Member]) -> Facts:
    """Every detail as the best member that has it says."""
    ordered = sorted(members, key=lambda m: (*_standing(m), m.details))
    stated: Iterator[tuple[str, str]] = (pair for member in ordered for pair in pairs_of(member.details))
    return facts(dict(stated).items())
