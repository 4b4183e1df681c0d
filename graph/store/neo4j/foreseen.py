"""What a check of numbers will ask for, brought at once: a question is a round trip, and a person's check asked seven.

Owns: the question, and which of the store's reads its answer serves. Refuses: an answer that differs from what the
store itself would give as known after that transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from graph.model import Certainty, LogEntry, Node, Subgraph
from graph.store.neo4j.connection import Connection, Rows
from graph.store.neo4j.logs import Tails, entry_of
from graph.store.neo4j.nodes import node_of
from graph.store.neo4j.queries import query
from graph.store.neo4j.store import Neo4jStore
from graph.store.neo4j.subgraph import Asked, read, told, walk
from graph.store.neo4j.tuning import tuning
from graph.store.port import Walk
from linkage.identifiers import Identifier
from linkage.model import Kind

Key = TypeVar("Key")
Found = TypeVar("Found")
Holders = list[tuple[str, Certainty]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """As known after the transaction ``tx``; each read answers None when it asks for more than was brought."""

    tx: int
    numbers: frozenset[Identifier]
    holders: Mapping[Identifier, Holders]
    stated: Mapping[Identifier, list[str]]
    known: Mapping[str, Node]
    namesakes: Mapping[str, list[str]]
    seeds: frozenset[str]
    walked: tuple[Asked, Subgraph] | None
    log: tuple[str, int] | None
    entries: Sequence[LogEntry]

    def by_identifier(self, numbers: set[Identifier]) -> dict[Identifier, Holders] | None:
        """Who holds them."""
        return _of(self.holders, numbers) if numbers <= self.numbers else None

    def parties_with(self, numbers: set[Identifier]) -> dict[Identifier, list[str]] | None:
        """Which parties state them."""
        return _of(self.stated, numbers) if numbers <= self.numbers else None

    def nodes(self, entities: set[str]) -> dict[str, Node] | None:
        """The holders and those who are called as they are."""
        return _of(self.known, entities) if entities <= self.known.keys() else None

    def named(self, names: set[str]) -> dict[str, list[str]] | None:
        """The persons of these names who state no whole number."""
        return _of(self.namesakes, names) if names <= self.namesakes.keys() else None

    def subgraph(self, entities: set[str], asked: Asked) -> Subgraph | None:
        """What is around all holders."""
        if self.walked is None or entities != self.seeds or asked != self.walked[0]:
            return None
        return self.walked[1]

    def read(self, stream: str, after: int, limit: int) -> Sequence[LogEntry] | None:
        """The entries of the log that was named, when it holds no more than were brought."""
        if self.log != (stream, after) or (len(self.entries) >= tuning().log_rows and limit > len(self.entries)):
            return None
        return self.entries[:limit]


class ForeseenStore(Neo4jStore):
    """The same store, with what was brought for a check; whatever else is asked is asked of the server."""

    def __init__(self, connection: Connection, tails: Tails, seen: Seen) -> None:
        # Not as a store is opened: that the database is in shape was asked then.
        self._connection, self._tails, self._seen = connection, tails, seen

    def head(self) -> int:
        """The transaction after which everything was brought."""
        return self._seen.tx

    def by_identifier(
        self, identifiers: Iterable[Identifier], tx: int | None = None
    ) -> Mapping[Identifier, Sequence[tuple[str, Certainty]]]:
        """Entities by number."""
        asked = set(identifiers)
        held = self._seen.by_identifier(asked) if tx == self._seen.tx else None
        return super().by_identifier(asked, tx) if held is None else held

    def parties_with(self, identifiers: Iterable[Identifier]) -> Mapping[Identifier, Sequence[str]]:
        """The parties that state each identifier."""
        asked = set(identifiers)
        held = self._seen.parties_with(asked)
        return super().parties_with(asked) if held is None else held

    def nodes(self, entities: Iterable[str], tx: int | None = None) -> Mapping[str, Node]:
        """Entities by id."""
        asked = set(entities)
        held = self._seen.nodes(asked) if tx == self._seen.tx else None
        return super().nodes(asked, tx) if held is None else held

    def named(
        self, names: Iterable[str], kind: Kind | None = None, tx: int | None = None, unnumbered: bool = False
    ) -> Mapping[str, Sequence[str]]:
        """Entities by exact name."""
        asked = set(names)
        fits = tx == self._seen.tx and kind is Kind.PERSON and unnumbered
        held = self._seen.named(asked) if fits else None
        return super().named(asked, kind, tx, unnumbered) if held is None else held

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
        asked = set(entities)
        held = self._seen.subgraph(asked, Asked(hops, hub, bearing, along)) if tx == self._seen.tx else None
        return super().subgraph(asked, hops, tx, hub, bearing, along) if held is None else held

    def read(self, stream: str, after: int = 0, limit: int = 1000) -> Sequence[LogEntry]:
        """Entries of a log."""
        held = self._seen.read(stream, after, limit)
        return super().read(stream, after, limit) if held is None else held


Foreseen = tuple[Iterable[Identifier], Walk | None, tuple[str, int] | None]
"""The numbers of a check, how far around their holders it goes, and the log it reads with the last entry it knows."""


def foreseen(store: Neo4jStore, way: tuple[Connection, Tails], check: Foreseen) -> Neo4jStore:
    """The store with what a check of these numbers asks for; the store itself for more than one question takes."""
    numbers, far, log = check
    asked = None if far is None else Asked(far.hops, far.hub, far.bearing, far.along)
    seen = bring(way[0], numbers, asked, log)
    return store if seen is None else ForeseenStore(*way, seen)


def bring(
    connection: Connection, numbers: Iterable[Identifier], asked: Asked | None, log: tuple[str, int] | None = None
) -> Seen | None:
    """One round trip, with the subgraph around all holders when ``asked`` says how far; None for more numbers than one
    question takes."""
    texts = {number.to_text(): number for number in numbers}
    if len(texts) > tuning().batch_rows:
        return None
    stream, after = log or (None, 0)
    about = {"numbers": sorted(texts), "stream": stream, "after": after, "entries": tuning().log_rows}
    question = {"asked": about | (told(asked) if asked else {})}
    ((tx, entries, held, states, alike, *around),) = connection.ask(_question(asked), question)
    known = {entity: node_of(entity, body) for entity, body in states}
    namesakes: dict[str, list[str]] = {node.name: [] for node in known.values() if node.kind is Kind.PERSON}
    for name, entity, body in sorted(alike):
        namesakes[name].append(entity)
        known.setdefault(entity, node_of(entity, body))
    holders, stated = _by_number(held, texts)
    seeds = frozenset(entity for _, entity, *_ in held if entity is not None)
    return Seen(
        tx=tx,
        numbers=frozenset(texts.values()),
        holders=holders,
        stated=stated,
        known=known,
        namesakes=namesakes,
        seeds=seeds,
        walked=(asked, read(seeds, asked, around)) if asked else None,
        log=log,
        entries=[entry_of(row) for row in entries],
    )


def _question(asked: Asked | None) -> str:
    around, answer = ([walk(asked.hops, asked.bearing is None)], "walked") if asked is not None else ([], "answer")
    return "\n".join((query("foreseen.holders"), *around, query("foreseen.stated"), query(f"foreseen.{answer}")))


def _by_number(
    held: Rows, texts: Mapping[str, Identifier]
) -> tuple[dict[Identifier, Holders], dict[Identifier, list[str]]]:
    """Number -> its holders, confirmed ones first, and number -> the parties that state it."""
    holders: dict[Identifier, Holders] = {}
    stated: dict[Identifier, list[str]] = {}
    for text, entity, certainty, parties in sorted(held, key=lambda row: (row[0], row[2] or "", row[1] or "")):
        if entity is not None:
            holders.setdefault(texts[text], []).append((entity, Certainty(certainty)))
        stated.setdefault(texts[text], []).extend(parties)
    return holders, {number: sorted(parties) for number, parties in stated.items()}


def _of(found: Mapping[Key, Found], asked: Iterable[Key]) -> dict[Key, Found]:
    return {key: found[key] for key in asked if found.get(key)}
