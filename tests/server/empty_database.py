"""An empty store on the session's Neo4j: migrated once, wiped for every test that asks."""

from neo4j import GraphDatabase

from graph.store.neo4j import Neo4jStore, migrate_store, open_store
from graph.store.neo4j.migrations import packaged

WIPE = """
MATCH (n) WHERE NOT n:Migration AND NOT n:MigrationLock
CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS
"""
LEDGER = 3
"""The migration that makes the one node which wiping takes away."""


def empty_store(server) -> Neo4jStore:
    """The store behind the server, with nothing in it."""
    wipe(server)
    return open_store(server.url, server.password)


def wipe(server) -> None:
    migrate_store(server.url, server.password)
    (ledger,) = packaged()[LEDGER - 1].statements
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        with driver.session(database="neo4j") as session:
            session.run(WIPE).consume()
        driver.execute_query(ledger, database_="neo4j")
