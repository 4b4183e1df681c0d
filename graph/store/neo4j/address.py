"""Where the server is and who asks.

Owns: reading a store URL such as ``neo4j://user@host:7687/neo4j`` and its password's place. Refuses: a password in a
URL, which would end in shell histories, process lists and logs.
"""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from graph.store.errors import StoreUnreachable

SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
PORT = 7687
DATABASE = "neo4j"


@dataclass(frozen=True, slots=True)
class Address:
    """A server, a database on it and who asks; the password is never printed."""

    uri: str
    user: str
    database: str
    password: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.uri}/{self.database}"


def address_of(url: str, password: str) -> Address:
    """The address that a store URL names; StoreUnreachable when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise StoreUnreachable("this is no address of a Neo4j; write it as neo4j://user@host:7687/neo4j")
    if parts.password:
        raise StoreUnreachable(
            f"the URL of {parts.hostname} holds a password; put it in a file and name that in XINTU_STORE_PASSWORD_FILE"
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    uri = f"{parts.scheme}://{host}:{parts.port or PORT}"
    return Address(uri, unquote(parts.username or "neo4j"), parts.path.strip("/") or DATABASE, password)
