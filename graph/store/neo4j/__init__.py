"""The store on Neo4j 5.26 or later: the production adapter.

Owns: the adapter over the official driver. Refuses: being named outside api.bootstrap and the tests.
"""

from graph.store.neo4j.address import SCHEMES, address_of
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.migrations import migrate
from graph.store.neo4j.store import Neo4jStore

__all__ = ["SCHEMES", "Neo4jStore", "migrate_store", "open_store"]


def open_store(url: str, password: str) -> Neo4jStore:
    """Open the store behind a URL; a StoreError says why it cannot be, or that it must be migrated first."""
    return Neo4jStore(Connection(address_of(url, password)))


def migrate_store(url: str, password: str) -> list[str]:
    """Bring the database behind a URL into shape; the names of the migrations that were applied."""
    connection = Connection(address_of(url, password))
    try:
        return [f"{each.number:04d}_{each.name}" for each in migrate(connection)]
    finally:
        connection.close()
