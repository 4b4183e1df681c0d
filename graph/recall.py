"""What the last resolution left, as linkage asks for it: one family's nodes by key, their pairs, who is together.

Owns: the keys of the two families apart, entries as the store's bundles. Refuses: reading more than is asked.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.marks import ACTOR, reviewed
from graph.model import Bundle, Membership
from graph.store.port import GraphStore
from linkage import entries
from linkage.clustering import Edge
from linkage.comparison import Strong, Values
from linkage.entries import Entry
from linkage.judgement import Word
from linkage.resolver import Circles

_AT_ONCE = 10_000
"""Parties whose bundles are read at a time."""


@dataclass(frozen=True, slots=True)
class Recall:
    """A :class:`linkage.renewal.CandidateSource` over the store, for one increment: it remembers what it has read.
    ``family`` is the model's name; words are those that stood after the transaction ``seen`` (None: now).
    """

    store: GraphStore
    family: str
    version: str
    seen: int | None = None
    _entries: dict[str, Entry] = field(default_factory=dict)
    _strong: dict[str, Strong] = field(default_factory=dict)
    """Vetoing numbers of nodes that were not read."""
    _home: dict[str, str | None] = field(default_factory=dict)
    _held: dict[str, Membership | None] = field(default_factory=dict)
    _members: dict[str, frozenset[str]] = field(default_factory=dict)
    _told: dict[str, list[Word]] = field(default_factory=dict)

    def sharing(self, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Key -> node ids."""
        found = self.store.blocked(_tagged(self.family, key) for key in keys)
        return {key.partition("|")[2]: nodes for key, nodes in found.items()}

    def holding(self, parties: Collection[str]) -> Mapping[str, Entry]:
        """Nodes of these parties."""
        if unknown := {*parties} - self._home.keys():
            self._home.update(dict.fromkeys(unknown))
            for name, text in self.store.bundles(unknown).items():
                entry = self._entries[name] = entries.from_text(text)
                self._home.update(dict.fromkeys(entry.node.parties, name))
        homes = {self._home[party] for party in parties}
        return {name: self._entries[name] for name in homes if name is not None}

    def strong(self, nodes: Collection[str]) -> Mapping[str, Strong]:
        """Vetoing numbers of these nodes; the rest of a node is read when it is held."""
        if unread := {*nodes} - self._entries.keys() - self._strong.keys():
            self._strong.update((name, entries.strong_of(head)) for name, head in self.store.heads(unread).items())
        headless = self.holding({*nodes} - self._strong.keys())
        return {name: headless[name].node.strong if name in headless else self._strong[name] for name in nodes}

    def circles(self, parties: Collection[str]) -> Circles:
        """What the last full run pinned as collective evidence of these parties."""
        return _pinned(self.holding(parties).values())

    def edges(self, nodes: Collection[str]) -> Iterable[Edge]:
        """Pairs that touch these nodes."""
        return self.store.edges(self.version, nodes)

    def together(self, parties: Collection[str]) -> Collection[str]:
        """All parties of the entities of these."""
        entities = {each.entity for each in self.memberships(parties).values()}
        if fresh := entities - self._members.keys():
            for entity, members in self.store.members(fresh).items():
                self._members[entity] = frozenset(each.party for each in members)
                self._held.update((each.party, each) for each in members)
        return {party for entity in entities for party in self._members.get(entity, ())}

    def words(self, parties: Collection[str]) -> Collection[Word]:
        """Reviewers' words that touch these parties."""
        if unknown := {*parties} - self._told.keys():
            self._told.update((party, []) for party in unknown)
            for word in reviewed(self.store.judgements(self.seen, unknown, ACTOR)):
                for party in {word.a, word.b} & unknown:
                    self._told[party].append(word)
        return {word for party in parties for word in self._told[party]}

    def memberships(self, parties: Collection[str]) -> dict[str, Membership]:
        """Where these parties are, of those that are anywhere."""
        if unknown := {*parties} - self._held.keys():
            self._held.update(dict.fromkeys(unknown) | dict(self.store.memberships(unknown)))
        return {party: held for party in parties if (held := self._held[party]) is not None}


def circles_of(store: GraphStore) -> Circles:
    """What the last full run pinned as collective evidence of all parties."""
    asked = [each.id for each in store.parties()]
    portions = (store.bundles(asked[at : at + _AT_ONCE]) for at in range(0, len(asked), _AT_ONCE))
    return _pinned(entries.from_text(content) for portion in portions for content in portion.values())


def _pinned(found: Iterable[Entry]) -> dict[str, Values]:
    return {party: values for entry in found for party, values in entries.circles(entry).items()}


def bundles_of(family: str, found: Mapping[str, Entry], keys: Callable[[str], Collection[str]]) -> Iterator[Bundle]:
    """Entries as bundles for the store, in order of id, each made when it is asked for."""
    for name in sorted(found):
        entry = found[name]
        tagged = frozenset(_tagged(family, key) for key in keys(name))
        yield Bundle(name, entry.node.parties, tagged, entries.to_text(entry), entries.head_of(entry.node))


def _tagged(family: str, key: str) -> str:
    return f"{family}|{key}"
