"""Reads about records and single entities.

Owns: the facts and records of an entity, the outbox's source, totals. Refuses: walks (subgraph.py) and names
(nodes.py).
"""

from collections.abc import Iterable

from graph.model import Evidence, Fact
from graph.store.neo4j.connection import OPEN, Connection
from graph.store.neo4j.facts import Ends, evidence_of, fact_of

_TOTALS = ("transactions", "deliveries", "rows", "rejected", "records", "versions", "parties", "claims", "entities")
_ALL = 2**31 - 1


def facts_of(connection: Connection, entity: str, at: int | None) -> list[Fact]:
    """Every claim about one entity as known then."""
    rows = connection.read("reading.facts_of", entity=entity, at=at)
    return [fact_of(body, Ends(*ends)) for _, body, *ends in rows]


def records_of(connection: Connection, entity: str, at: int | None) -> list[Evidence]:
    """The records that mention an entity, newest first, each at the last version that held it then."""
    rows = connection.read("reading.records_of", entity=entity, at=at)
    return [evidence_of(row) for row in rows]


def facts_of_listings(connection: Connection, keys: Iterable[str], at: int | None) -> list[Fact]:
    """The claims that share these listing keys, as known then."""
    rows = connection.read_all("reading.of_listings", sorted(set(keys)), "keys", at=at)
    lifted = _lifted(connection, (cid for (cid,) in rows), at)
    return [lifted[cid] for cid in sorted(lifted)]


def facts_of_documents(connection: Connection, numbers: Iterable[str], at: int | None) -> list[Fact]:
    """The listing and event claims of documents with these numbers, as known then."""
    rows = connection.read_all("said.documents", sorted(set(numbers)), "numbers", at=at)
    lifted = _lifted(connection, (cid for (cid,) in rows), at)
    return [lifted[cid] for cid in sorted(lifted)]


def facts_since(connection: Connection, tx: int, limit: int) -> list[tuple[int, bool, Fact]]:
    """Listing and event claims that came or went after a transaction, whole transactions only.

    At least one transaction is returned even when it alone is over the limit: a cursor on tx never skips a claim.
    """
    rows = connection.read("reading.changes", after=tx, until=OPEN, limit=limit + 1)
    if len(rows) > limit:
        last = rows[-1][1]
        rows = [row for row in rows if row[1] < last] or connection.read(
            "reading.changes", after=tx, until=last + 1, limit=_ALL
        )
    facts = _lifted(connection, (row[0] for row in rows), None)
    return [(moment, bool(came), facts[cid]) for cid, moment, came in rows]


def _lifted(connection: Connection, cids: Iterable[int], at: int | None) -> dict[int, Fact]:
    rows = connection.read_all("reading.lifted", sorted(set(cids)), "cids", at=at)
    return {cid: fact_of(body, Ends(*ends)) for cid, body, *ends in rows}


def counts(connection: Connection) -> dict[str, int]:
    """Totals for a status page."""
    (totals,) = connection.read("reading.counts", open=OPEN)
    kinds = connection.read("reading.kinds", open=OPEN)
    sure = connection.read("reading.certainties", open=OPEN)
    named = dict(zip(_TOTALS, totals, strict=True))
    return named | {f"entities.{kind}": n for kind, n in kinds} | {f"memberships.{word}": n for word, n in sure}
