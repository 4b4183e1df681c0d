"""What a check of numbers will ask for, brought at once: a question is a round trip, and a person's check asked seven.

Owns: the question, and which of the store's reads its answer serves. Refuses: an answer that differs from what the
store itself would give as known after that transaction.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from graph.model import Certainty, LogEntry, Subgraph
from graph.store.neo4j.connection import Connection, Rows
from graph.store.neo4j.logs import entry_of
from graph.store.neo4j.nodes import node_of
from graph.store.neo4j.queries import query
from graph.store.neo4j.subgraph import Asked, read, told, walk
from graph.store.neo4j.tuning import tuning
from graph.store.port import Walk
from graph.store.seen import Seen
from linkage.identifiers import Identifier
from linkage.model import Kind

Holders = list[tuple[str, Certainty]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought(Seen):
    """And the namesakes of holders, what is around all of them, and what a log holds after an entry."""

    namesakes: Mapping[str, list[str]] = field(default_factory=dict)
    seeds: frozenset[str] = frozenset()
    walked: tuple[Asked, Subgraph] | None = None
    log: tuple[str, int] | None = None
    entries: Sequence[LogEntry] = ()

    def named(self, names: Set[str], kind: Kind | None, tx: int | None) -> Mapping[str, Sequence[str]] | None:
        """The persons of these names who state no whole number."""
        if tx != self.tx or kind is not Kind.PERSON or not names <= self.namesakes.keys():
            return None
        return {name: self.namesakes[name] for name in names if self.namesakes[name]}

    def subgraph(self, entities: Set[str], asked: Asked, tx: int | None) -> Subgraph | None:
        """What is around all holders."""
        if tx != self.tx or self.walked is None or entities != self.seeds or asked != self.walked[0]:
            return None
        return self.walked[1]

    def read(self, stream: str, after: int, limit: int) -> Sequence[LogEntry] | None:
        """The entries of the log that was named, when it holds no more than were brought."""
        if self.log != (stream, after) or (len(self.entries) >= tuning().log_rows and limit > len(self.entries)):
            return None
        return self.entries[:limit]


NOTHING = Brought()
"""Of a store that foresaw nothing."""


def bring(
    connection: Connection, numbers: Iterable[Identifier], far: Walk | None, log: tuple[str, int] | None
) -> Brought | None:
    """One round trip, with the subgraph around all holders when ``far`` says how far; None for more numbers than one
    question takes."""
    texts = {number.to_text(): number for number in numbers}
    if len(texts) > tuning().batch_rows:
        return None
    asked = None if far is None else Asked(far.hops, far.hub, far.bearing, far.along)
    personal = {text: number for text, number in texts.items() if number.is_personal}
    stream, after = log or (None, 0)
    about = {"numbers": sorted(texts), "personal": sorted(personal)} | (told(asked, known=True) if asked else {})
    question = {"asked": about | {"stream": stream, "after": after, "entries": tuning().log_rows}}
    ((tx, entries, held, stated, states, alike, *around),) = connection.ask(_question(asked), question)
    known = {entity: node_of(entity, body) for entity, body in states}
    namesakes: dict[str, list[str]] = {node.name: [] for node in known.values() if node.kind is Kind.PERSON}
    walked = (asked, read(known, asked, around, known)) if asked else None
    for name, entity, body in sorted(alike):
        namesakes[name].append(entity)
        known.setdefault(entity, node_of(entity, body))
    return Brought(
        tx=tx,
        numbers=frozenset(texts.values()),
        holders=_holders(held, texts),
        personal=frozenset(personal.values()),
        stated={personal[text]: sorted(parties) for text, parties in stated},
        known=known,
        namesakes=namesakes,
        seeds=frozenset(entity for _, entity, _ in held),
        walked=walked,
        log=log,
        entries=[entry_of(row) for row in entries],
    )


def _question(asked: Asked | None) -> str:
    around, answer = ([walk(asked.hops, asked.bearing is None)], "walked") if asked is not None else ([], "answer")
    return "\n".join((query("foreseen.holders"), *around, query("foreseen.stated"), query(f"foreseen.{answer}")))


def _holders(held: Rows, texts: Mapping[str, Identifier]) -> dict[Identifier, Holders]:
    """Number -> its holders, confirmed ones first."""
    holders: dict[Identifier, Holders] = {}
    for text, entity, certainty in sorted(held, key=lambda row: (row[0], row[2], row[1])):
        holders.setdefault(texts[text], []).append((entity, Certainty(certainty)))
    return holders
