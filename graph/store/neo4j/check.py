"""Is the store sound?

Owns: what ``xintu store check`` looks for. Refuses: mending.
"""

from collections.abc import Iterator

from graph.store.chain import chained
from graph.store.neo4j import logs
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.queries import sections
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import REQUIRED


def problems(connection: Connection) -> Iterator[str]:
    """Everything found wrong, one sentence each; nothing when the store is sound."""
    for words, text in sections("check").items():
        ((offenders,),) = connection.ask(text, {"open": OPEN})
        if offenders:
            yield f"{offenders} {words}"
    for label, required in REQUIRED.items():
        ((offenders,),) = connection.read("required.lacking", label=label, names=sorted(required))
        if offenders:
            yield f"{offenders} nodes of {label} lack a required property"
    yield from _broken_chains(connection)


def _broken_chains(connection: Connection) -> Iterator[str]:
    for (stream,) in connection.read("logs.streams"):
        previous, expected = "", 1
        while page := logs.read(connection, stream, expected - 1, tuning().page_rows):
            for entry in page:
                if entry.seq != expected or entry.digest != chained(previous, entry.payload):
                    yield f"log {stream} is broken at entry {expected}: a gap, or bytes that do not match their digest"
                    break
                previous, expected = entry.digest, entry.seq + 1
            else:
                continue
            break
