"""Nodes as an index keeps them, so that a run over few parties finds exactly what a run over all would have looked at.

Owns: the entry of a node (its profiles and what they depend on), its text, and its keys. Refuses: where entries are
kept. Two parties influence each other only through a shared key: a block, a number, a group, or the core of a name
that one number owns and another asks about.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from linkage.anchors import Gathered, restored
from linkage.codemap import joins
from linkage.comparison import Fields, NameCard, Node, strong_numbers
from linkage.identifiers import Identifier, implied
from linkage.profiles import Profile

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
HAS, GROUP, OWNS, ASKS = "has", "group", "owns", "asks"
"""First parts of the keys that are no blocks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A node as the last run left it. ``against``: the node that its number belongs to, when its name contradicts it.

    ``profiles`` are spelled out when asked for: a node that is only compared needs none. ``owned`` and ``asked``:
    cores of names, see :class:`linkage.anchors.Gathered`.
    """

    node: Node
    profiles: Callable[[], tuple[Profile, ...]]
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
            partial(gathered.profiles.__getitem__, name),
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
        found.update(group_key(restored(each)) for each in entry.profiles())
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
    profiles, node = entry.profiles(), entry.node
    cards = {card.normal: card for each in profiles for card in _cards(each)}
    document = {
        "anchor": node.anchor,
        "against": entry.against,
        "sure": True if len(entry.sure) == len(node.parties) else sorted(entry.sure),
        "owned": sorted(entry.owned),
        "asked": sorted(entry.asked),
        "parties": node.parties,
        "names": [card.normal for card in node.names],
        "fields": _lists(node.fields),
        "numbers": [each.to_text() for each in node.numbers],
        "cards": {normal: _lists(card.fields) for normal, card in sorted(cards.items())},
        "profiles": [_row(each, node) for each in profiles],
    }
    return _ENCODER.encode(document)


def from_text(text: str) -> Entry:
    """The entry that a text spells."""
    document = json.loads(text)
    cards = {normal: NameCard(normal, _fields(fields)) for normal, fields in document["cards"].items()}
    numbers = tuple(map(_number, document["numbers"]))
    parties = tuple(document["parties"])
    node = Node(
        id=parties[0],
        parties=parties,
        names=tuple(cards[name] for name in document["names"]),
        fields=_fields(document["fields"]),
        numbers=numbers,
        strong=strong_numbers(numbers),
        anchor=document["anchor"],
    )
    return Entry(
        node=node,
        profiles=lambda: tuple(_profile(each, cards, node) for each in document["profiles"]),
        sure=frozenset(parties if document["sure"] is True else document["sure"]),
        against=document["against"],
        owned=frozenset(document["owned"]),
        asked=frozenset(document["asked"]),
    )


def _cards(profile: Profile) -> Iterable[NameCard]:
    return profile.former if profile.card is None else (profile.card, *profile.former)


def _row(profile: Profile, node: Node) -> list[Any]:
    """The profile, without fields that are the node's own."""
    return [
        profile.parties,
        profile.card.normal if profile.card else None,
        None if profile.fields == node.fields else _lists(profile.fields),
        [number.to_text() for number in profile.numbers],
        profile.group,
        [card.normal for card in profile.former],
    ]


def _profile(row: Sequence[Any], cards: Mapping[str, NameCard], node: Node) -> Profile:
    parties, name, fields, numbers, group, former = row
    return Profile(
        parties=tuple(parties),
        card=None if name is None else cards[name],
        fields=node.fields if fields is None else _fields(fields),
        numbers=tuple(map(_number, numbers)),
        group=tuple(group),
        former=tuple(cards[each] for each in former),
    )


@lru_cache(maxsize=1 << 16)
def _number(text: str) -> Identifier:
    return Identifier.from_text(text)


def _lists(fields: Fields) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in fields.items()}


def _fields(lists: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in lists.items()}
