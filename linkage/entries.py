"""Nodes as an index keeps them, so that a run over few parties finds exactly what a run over all would have looked at.

Owns: the entry of a node (its profiles and what they depend on), its text, and its keys. Refuses: where entries are
kept. Two parties influence each other only through a shared key: a block, a number, a group, or the core of a name
that one number owns and another asks about.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linkage.anchors import Gathered, make_node, restored
from linkage.codemap import joins
from linkage.comparison import Fields, NameCard, Node
from linkage.identifiers import Identifier, implied
from linkage.profiles import Profile

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
HAS, GROUP, OWNS, ASKS = "has", "group", "owns", "asks"
"""First parts of the keys that are no blocks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as the last run left it. ``against``: the node that its number belongs to, when its name contradicts it.

    ``owned`` and ``asked``: cores of names, see :class:`linkage.anchors.Gathered`.
    """

    node: Node
    profiles: tuple[Profile, ...]
    sure: frozenset[str] = frozenset()
    against: str = ""
    owned: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()


def entries_of(gathered: Gathered) -> dict[str, Entry]:
    """The entry of every node."""
    nothing: frozenset[str] = frozenset()
    return {
        name: Entry(
            node,
            gathered.profiles[name],
            gathered.sure.intersection(node.parties),
            gathered.against.get(name, ""),
            gathered.owned.get(name, nothing),
            gathered.asked.get(name, nothing),
        )
        for name, node in gathered.nodes.items()
    }


def keys_of(entry: Entry, blocks: Iterable[str]) -> frozenset[str]:
    """Everything by which the entry must be found; ``blocks`` are its block keys."""
    found = {*blocks, *number_keys(entry.node.numbers)}
    found.update(f"{OWNS}|{core}" for core in entry.owned)
    found.update(f"{ASKS}|{core}" for core in entry.asked)
    if not entry.node.anchor and not entry.against:
        found.update(group_key(restored(each)) for each in entry.profiles)
    return frozenset(found)


def number_keys(numbers: Iterable[Identifier]) -> Iterator[str]:
    """Keys of the numbers that hold nodes together, with those that they imply."""
    for number in numbers:
        for each in (number, *implied(number)):
            if each.vetoes or joins(each):
                yield f"{HAS}|{each.to_text()}"


def group_key(profile: Profile) -> str:
    """Key of the profiles that count as one when they bear no number."""
    return "|".join((GROUP, *profile.group))


def to_text(entry: Entry) -> str:
    """The entry as JSON; :func:`from_text` is the inverse."""
    cards = {card.normal: card for each in entry.profiles for card in _cards(each)}
    document = {
        "anchor": entry.node.anchor,
        "against": entry.against,
        "sure": True if len(entry.sure) == len(entry.node.parties) else sorted(entry.sure),
        "owned": sorted(entry.owned),
        "asked": sorted(entry.asked),
        "cards": {normal: _lists(card.fields) for normal, card in sorted(cards.items())},
        "profiles": [
            [
                each.parties,
                each.card.normal if each.card else None,
                _lists(each.fields),
                [number.to_text() for number in each.numbers],
                each.group,
                [card.normal for card in each.former],
            ]
            for each in entry.profiles
        ],
    }
    return _ENCODER.encode(document)


def from_text(text: str) -> Entry:
    """The entry that a text spells."""
    document = json.loads(text)
    cards = {normal: NameCard(normal, _fields(fields)) for normal, fields in document["cards"].items()}
    profiles = tuple(_profile(each, cards) for each in document["profiles"])
    node = make_node(profiles, document["anchor"])
    return Entry(
        node=node,
        profiles=profiles,
        sure=frozenset(node.parties if document["sure"] is True else document["sure"]),
        against=document["against"],
        owned=frozenset(document["owned"]),
        asked=frozenset(document["asked"]),
    )


def _cards(profile: Profile) -> Iterable[NameCard]:
    return profile.former if profile.card is None else (profile.card, *profile.former)


def _profile(row: Sequence[Any], cards: Mapping[str, NameCard]) -> Profile:
    parties, name, fields, numbers, group, former = row
    return Profile(
        parties=tuple(parties),
        card=None if name is None else cards[name],
        fields=_fields(fields),
        numbers=tuple(Identifier.from_text(each) for each in numbers),
        group=tuple(group),
        former=tuple(cards[each] for each in former),
    )


def _lists(fields: Fields) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in fields.items()}


def _fields(lists: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in lists.items()}
