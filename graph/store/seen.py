"""What a check of numbers will ask for, read before it asks: holders, mentions, nodes.

Owns: which of a store's questions such a reading answers. Refuses: an answer to more than was read, or as known at
another transaction; the store is asked then.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TypeVar

from graph.model import Certainty, Node
from linkage.identifiers import Identifier

Key = TypeVar("Key")
Found = TypeVar("Found")
Holders = Sequence[tuple[str, Certainty]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """As known after the transaction ``tx``. ``personal``: the numbers of which the mentions were read too. Each method
    answers as the store's of that name, or None."""

    tx: int = -1
    numbers: frozenset[Identifier] = frozenset()
    holders: Mapping[Identifier, Holders] = field(default_factory=dict)
    personal: frozenset[Identifier] = frozenset()
    stated: Mapping[Identifier, Sequence[str]] = field(default_factory=dict)
    known: Mapping[str, Node] = field(default_factory=dict)

    def head(self) -> int | None:
        """The transaction after which everything was read."""
        return None if self.tx < 0 else self.tx

    def by_identifier(self, numbers: Set[Identifier], tx: int | None) -> Mapping[Identifier, Holders] | None:
        """Who holds them."""
        return _of(self.holders, numbers, self.numbers) if tx == self.tx and numbers <= self.numbers else None

    def parties_with(self, numbers: Set[Identifier]) -> Mapping[Identifier, Sequence[str]] | None:
        """Which parties state them."""
        return _of(self.stated, numbers, self.personal) if self.tx >= 0 and numbers <= self.personal else None

    def nodes(self, entities: Set[str], tx: int | None) -> Mapping[str, Node] | None:
        """The holders, and whoever was read beside them."""
        if tx != self.tx or not entities <= self.known.keys():
            return None
        return {entity: self.known[entity] for entity in entities}


def _of(found: Mapping[Key, Found], asked: Set[Key], read: Set[Key]) -> Mapping[Key, Found]:
    return found if len(asked) == len(read) else {key: found[key] for key in asked if key in found}


NOTHING = Seen()
"""Of a store that foresaw nothing."""
