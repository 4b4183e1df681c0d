"""The index of linkage: bundles of parties, found by party or by key.

Owns: the labels Bundle and Block. Refuses: what keys and contents mean (linkage.entries), and history: the index is of
now. Keys are hashed to eight bytes: a collision brings a candidate too many, which its score sends off.
"""

import zlib
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from graph.model import Bundle
from graph.store.neo4j.connection import Connection
from graph.store.neo4j.parties import require_known
from graph.store.neo4j.writing import Writing


def set_bundles(writing: Writing, bundles: Iterable[Bundle], gone: Iterable[str] | None) -> None:
    """Write bundles in place of those of their parties, and forget others."""
    connection, kept = writing.connection, list(bundles)
    parties = {party for each in kept for party in each.parties}
    require_known(connection, parties)
    if gone is None:
        connection.write("blocks.forget_all")
    else:
        connection.write_all("blocks.forget", sorted({*parties, *gone}), "parties")
    rows = [
        {
            "id": each.id,
            "parties": list(each.parties),
            "content": zlib.compress(each.content.encode()),
            "head": each.head,
        }
        for each in kept
    ]
    connection.write_all("blocks.add", rows)
    connection.write_all("blocks.add_keys", [{"id": each.id, "keys": sorted(map(_hash, each.keys))} for each in kept])
    if gone is None:
        connection.write("blocks.forget_keys")


def bundles(connection: Connection, parties: Iterable[str]) -> dict[str, str]:
    """Id -> content of the bundles of these parties."""
    rows = connection.read_all("blocks.bundles", sorted(set(parties)), "parties")
    return {id_: zlib.decompress(content).decode() for id_, content in rows}


def heads(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Id -> head of these bundles."""
    return dict(connection.read_all("blocks.heads", sorted(set(ids)), "ids"))


def blocked(connection: Connection, keys: Iterable[str]) -> dict[str, Sequence[str]]:
    """Key -> bundle ids."""
    asked = {_hash(key): key for key in keys}
    found: dict[str, list[str]] = {}
    for hashed, id_ in connection.read_all("blocks.blocked", sorted(asked), "keys"):
        found.setdefault(asked[hashed], []).append(id_)
    return dict(found)


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)
