"""What the last resolution left, as linkage asks for it: one family's nodes by key, their pairs, who is together.

Owns: the keys of the two families apart, entries as the store's bundles. Refuses: reading more than is asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Bundle
from graph.store.port import GraphStore
from linkage import entries
from linkage.clustering import Edge
from linkage.entries import Entry


@dataclass(frozen=True, slots=True)
class Recall:
    """A :class:`linkage.renewal.CandidateSource` over the store. ``family`` is the model's name."""

    store: GraphStore
    family: str
    version: str

    def sharing(self, keys: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Key -> node ids."""
        found = self.store.blocked(_tagged(self.family, key) for key in keys)
        return {key.partition("|")[2]: nodes for key, nodes in found.items()}

    def holding(self, parties: Collection[str]) -> Mapping[str, Entry]:
        """Nodes of these parties."""
        if not parties:
            return {}
        return {name: entries.from_text(content) for name, content in self.store.bundles(parties).items()}

    def edges(self, nodes: Collection[str]) -> Iterable[Edge]:
        """Pairs that touch these nodes."""
        return (Edge(each.a, each.b, each.weight) for each in self.store.edges(self.version, nodes))

    def together(self, parties: Collection[str]) -> Collection[str]:
        """All parties of the entities of these."""
        entities = {each.entity for each in self.store.memberships(parties).values()}
        return {each.party for members in self.store.members(entities).values() for each in members}


def bundles_of(family: str, found: Mapping[str, Entry], keys: Mapping[str, frozenset[str]]) -> list[Bundle]:
    """Entries as bundles for the store."""
    return [
        Bundle(name, entry.node.parties, frozenset(_tagged(family, key) for key in keys[name]), entries.to_text(entry))
        for name, entry in found.items()
    ]


def _tagged(family: str, key: str) -> str:
    return f"{family}|{key}"
