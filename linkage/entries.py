"""Nodes as an index keeps them, so that a run over few parties finds exactly what a run over all would have looked at.

Owns: the entry of a node (its profiles and what they depend on), its text, and its keys. Refuses: where entries are
kept. Two parties influence each other only through a shared key: a block, a number, a group, or the core of a name
that one number owns and another asks about.
"""

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from linkage import blocking
from linkage.anchors import Gathered, restored
from linkage.codemap import joins
from linkage.comparison import NOTHING, Fields, NameCard, Node, Strong, Values, strong_numbers
from linkage.identifiers import Identifier, IdentifierKind, implied
from linkage.profiles import CIRCLE, Profile
from linkage.spelled import joined, read, spelled
from linkage.weights import Model

_ENCODER, _DECODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")), json.JSONDecoder()
HAS, GROUP, OWNS, ASKS = "has", "group", "owns", "asks"
"""First parts of the keys that are no blocks."""
FORM = "2"
"""Of the texts and keys: an index of another form is made anew."""
NAME = ""
"""In place of a field's name: the normal name of a card."""
_PART, _CARD = "\x1c", "\x1d"
_KINDS = {str(kind): kind for kind in IdentifierKind}
"""Looking up takes a fifth of the time of calling the enum."""


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
    return {name: entry_of(gathered, name, gathered.sure) for name in gathered.nodes}


def entry_of(gathered: Gathered, name: str, sure: Container[str]) -> Entry:
    """The entry of a node, of whose parties those of ``sure`` are."""
    node = gathered.nodes[name]
    return Entry(
        node,
        partial(gathered.profiles.__getitem__, name),
        frozenset(party for party in node.parties if party in sure),
        gathered.against.get(name, ""),
        gathered.owned.get(name, NOTHING),
        gathered.asked.get(name, NOTHING),
    )


def whole_keys(entry: Entry, model: Model) -> frozenset[str]:
    """Everything by which the entry must be found. Not of a name on a wrong number: it must not draw others to it."""
    return keys_of(entry, () if entry.against else blocking.keys(entry.node, model))


def keys_of(entry: Entry, blocks: Iterable[str]) -> frozenset[str]:
    """Everything by which the entry must be found; ``blocks`` are its block keys."""
    found = {*blocks, *number_keys(entry.node.numbers)}
    found.update(f"{OWNS}|{core}" for core in entry.owned)
    found.update(f"{ASKS}|{core}" for core in entry.asked)
    if not entry.node.anchor and not entry.against:
        found.update(group_key(restored(each)) for each in entry.profiles())
    return frozenset(found)


def circles(entry: Entry) -> dict[str, Values]:
    """What collective evidence was pinned for the parties of a node; those without are absent."""
    if CIRCLE not in entry.node.fields:
        return {}
    profiles = [each for each in entry.profiles() if CIRCLE in each.fields]
    return {party: each.fields[CIRCLE] for each in profiles for party in each.parties}


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
    """The entry as text; :func:`from_text` is the inverse.

    Four parts: who and what number, the fields of the node, the cards of its names, its profiles. Only the last waits
    until it is asked for. Fields stand between ASCII's own separators: there are hundreds of small texts in an entry, a
    record looks at dozens of entries, and JSON took a third of the time of an answer.
    """
    node, profiles = entry.node, entry.profiles()
    about = (
        node.anchor,
        entry.against,
        len(entry.sure) == len(node.parties) or sorted(entry.sure),
        sorted(entry.owned),
        sorted(entry.asked),
        node.parties,
        [each.to_text() for each in node.numbers],
    )
    cards = _CARD.join(joined(spelled({NAME: (card.normal,)}), spelled(card.fields)) for card in node.names)
    rows = [_row(each, node) for each in profiles]
    return _PART.join((_ENCODER.encode(about), spelled(node.fields), cards, _ENCODER.encode(rows)))


def from_text(text: str) -> Entry:
    """The entry that a text spells."""
    _, own, cards, rows = text.split(_PART)
    anchor, against, sure, owned, asked, parties, numbers = _DECODER.raw_decode(text)[0]
    fields, names = read(own), tuple(map(_card, cards.split(_CARD))) if cards else ()
    borne = tuple(map(_number, numbers))
    node = Node(parties[0], tuple(parties), names, fields, borne, strong_numbers(borne), anchor)
    return Entry(
        node=node,
        profiles=lambda: _profiles(rows, node),
        sure=frozenset(parties if sure is True else sure),
        against=against,
        owned=frozenset(owned),
        asked=frozenset(asked),
    )


def head_of(node: Node) -> str:
    """The vetoing numbers of the node as text, which turn most candidates away; :func:`strong_of` is the inverse."""
    return " ".join(f"{kind}:{value}" for kind, values in sorted(node.strong.items()) for value in sorted(values))


def strong_of(head: str) -> Strong:
    """The vetoing numbers that a head spells."""
    found: dict[IdentifierKind, Values] = {}
    for number in head.split():
        kind, _, value = number.partition(":")
        each = _KINDS[kind]
        found[each] = found.get(each, NOTHING) | {value}
    return found


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


def _profiles(rows: str, node: Node) -> tuple[Profile, ...]:
    cards = {card.normal: card for card in node.names}
    return tuple(_profile(row, cards, node) for row in json.loads(rows))


def _profile(row: Sequence[Any], cards: Mapping[str, NameCard], node: Node) -> Profile:
    parties, name, fields, numbers, group, former = row
    return Profile(
        parties=tuple(parties),
        card=None if name is None else cards[name],
        fields=node.fields if fields is None else {key: frozenset(values) for key, values in fields.items()},
        numbers=tuple(map(_number, numbers)),
        group=tuple(group),
        former=tuple(cards[each] for each in former),
    )


@lru_cache(maxsize=1 << 16)
def _number(text: str) -> Identifier:
    return Identifier.from_text(text)


def _lists(fields: Fields) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in fields.items()}


@lru_cache(maxsize=1 << 14)
def _card(text: str) -> NameCard:
    fields = read(text)
    (normal,) = fields.pop(NAME)
    return NameCard(normal, fields)
