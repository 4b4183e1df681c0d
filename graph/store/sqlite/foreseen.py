"""What a check of numbers will ask for, read once: holders, their nodes, the mentions that state a person's number.

Owns: those reads for a whole batch, and which of the store's questions they answer. Refuses: an answer that differs
from what the store itself would give as known after that transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.model import Certainty, Node, Subgraph
from graph.store.sqlite.nodes import SURE, node_of
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.store import SqliteStore
from graph.store.sqlite.subgraph import Asked, Known, subgraph
from linkage.identifiers import Identifier

_STATED = """
SELECT n.text, n.pid, m.entity, m.certainty FROM json_each(?1) j CROSS JOIN number n ON n.text = j.value
LEFT JOIN membership m ON m.party = n.pid AND m.tx <= ?2 AND m.tx_end > ?2
"""
_HELD = """
SELECT e.eid, e.id, n.kind, n.name, n.identifiers, n.names, n.details
FROM json_each(?1) j CROSS JOIN entity e ON e.eid = j.value
LEFT JOIN node n ON n.entity = e.eid AND n.tx <= ?2 AND n.tx_end > ?2
"""
_MENTIONS = "SELECT p.pid, p.id FROM json_each(?1) j CROSS JOIN party p ON p.pid = j.value"
Found = TypeVar("Found")
Holders = list[tuple[str, Certainty]]


@dataclass(frozen=True, slots=True)
class Seen:
    """As known after the transaction ``tx``. ``personal``: the numbers of which the mentions were read too."""

    tx: int
    numbers: frozenset[Identifier]
    holders: Mapping[Identifier, Holders]
    personal: frozenset[Identifier]
    stated: Mapping[Identifier, list[str]]
    nodes: Mapping[str, Node]
    known: Known


def seen(session: Session, numbers: frozenset[Identifier], tx: int) -> Seen:
    """Three statements, whatever the numbers are many."""
    by_text = {each.to_text(): each for each in numbers}
    rows = session.rows(_STATED, packed(sorted(by_text)), tx)
    spelled, nodes = {}, {}
    for eid, id_, *columns in session.rows(_HELD, packed(sorted({row[2] for row in rows if row[2] is not None})), tx):
        spelled[eid] = id_
        if columns[0] is not None:
            nodes[eid] = node_of((id_, *columns))
    personal = frozenset(each for each in numbers if each.is_personal)
    return Seen(
        tx,
        numbers,
        _holders(((by_text[text], eid, certainty) for text, _, eid, certainty in rows if eid is not None), spelled),
        personal,
        _stated(session, [(number, row[1]) for row in rows if (number := by_text[row[0]]) in personal]),
        {node.id: node for node in nodes.values()},
        Known({id_: eid for eid, id_ in spelled.items()}, nodes),
    )


def _holders(rows: Iterable[tuple[Identifier, int, str]], spelled: Mapping[int, str]) -> dict[Identifier, Holders]:
    """Confirmed ones first, each once."""
    found: dict[Identifier, dict[int, str]] = {}
    for number, eid, certainty in rows:
        held = found.setdefault(number, {})
        held[eid] = min(certainty, held.get(eid, certainty))  # confirmed < probable
    return {
        number: [(spelled[eid], SURE[certainty]) for eid, certainty in held.items()]
        if len(held) == 1
        else [(id_, SURE[certainty]) for certainty, id_ in sorted((word, spelled[eid]) for eid, word in held.items())]
        for number, held in found.items()
    }


def _stated(session: Session, rows: Sequence[tuple[Identifier, int]]) -> dict[Identifier, list[str]]:
    """The mentions in the order of their ids."""
    ids = dict(session.rows(_MENTIONS, packed(sorted({pid for _, pid in rows})))) if rows else {}
    found: dict[Identifier, list[str]] = {}
    for number, pid in rows:
        found.setdefault(number, []).append(ids[pid])
    for mentions in found.values():
        mentions.sort()
    return found


def _of(found: Mapping[Identifier, Found], asked: frozenset[Identifier]) -> Mapping[Identifier, Found]:
    return found if len(asked) >= len(found) else {number: each for number, each in found.items() if number in asked}


class ForeseenStore(SqliteStore):
    """The same store, with what was read for a check; whatever else is asked is read then."""

    def __init__(self, store: SqliteStore, seen: Seen) -> None:
        # Not as a store is opened: it shares the connections of the one that is.
        self.__dict__.update(store.__dict__)
        self._seen = seen

    def head(self) -> int:
        """The transaction after which everything was read."""
        return self._seen.tx

    def by_identifier(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        """Entities by number."""
        asked = frozenset(identifiers)
        if tx != self._seen.tx or not asked <= self._seen.numbers:
            return super().by_identifier(asked, tx)
        return _of(self._seen.holders, asked)

    def parties_with(self, identifiers: Iterable[Identifier]) -> Mapping[Identifier, Sequence[str]]:
        """The parties that state each identifier."""
        asked = frozenset(identifiers)
        if not asked <= self._seen.personal:
            return super().parties_with(asked)
        return _of(self._seen.stated, asked)

    def nodes(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Node]:
        """Entities by id."""
        asked = set(entities)
        if tx != self._seen.tx or not asked <= self._seen.nodes.keys():
            return super().nodes(asked, tx)
        return {id_: self._seen.nodes[id_] for id_ in asked}

    def subgraph(
        self,
        entities: Iterable[str],
        hops: int = 3,
        tx: int | None = None,
        hub: int = 2000,
        bearing: Collection[str] | None = None,
        along: Collection[str] | None = None,
    ) -> Subgraph:
        """The screening subgraph of these subjects."""
        if tx != self._seen.tx:
            return super().subgraph(entities, hops, tx, hub, bearing, along)
        return subgraph(self._session, entities, Asked.of((hops, hub, tx), bearing, along), self._seen.known)
