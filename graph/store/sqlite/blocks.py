"""The index of linkage: bundles of parties, found by party or by key.

Owns: the tables bundle, bundle_party and block. Refuses: what keys and contents mean (linkage.entries), and history:
the index is of now. Keys are hashed to eight bytes: a collision brings a candidate too many, which its score sends off.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from graph.model import Bundle
from graph.store.errors import UnknownReference
from graph.store.sqlite.parties import party_keys
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.tuning import tuning

_BUNDLES = """
SELECT p.id, b.content FROM (
  SELECT DISTINCT h.node FROM json_each(?) j CROSS JOIN party p ON p.id = j.value JOIN bundle_party h ON h.pid = p.pid
) x JOIN bundle b USING (node) JOIN party p ON p.pid = x.node
"""
_BLOCKED = """
SELECT k.key, p.id FROM json_each(?) j CROSS JOIN block k ON k.key = j.value JOIN party p ON p.pid = k.node
ORDER BY k.key, p.id
"""


def set_bundles(session: Session, bundles: Iterable[Bundle], gone: Iterable[str] | None) -> None:
    """Write bundles in place of those of their parties, and forget others."""
    kept = list(bundles)
    pids = party_keys(session, {party for each in kept for party in each.parties})
    if missing := {party for each in kept for party in each.parties} - pids.keys():
        raise UnknownReference(f"{len(missing)} bundled parties are not in the store, {min(missing)} for one")
    if gone is None:
        for table in ("block", "bundle_party", "bundle"):
            session.run(f"DELETE FROM {table}")  # noqa: S608
    else:
        _forget(session, {*pids.values(), *party_keys(session, gone).values()})
    rows = sorted((pids[each.id], _hashes(each.keys), each) for each in kept)
    session.many(
        "INSERT INTO bundle VALUES (?, ?, ?)",
        [(node, hashes.tobytes(), _pressed(each.content)) for node, hashes, each in rows],
    )
    session.many(
        "INSERT INTO bundle_party VALUES (?, ?)",
        sorted((pids[party], node) for node, _, each in rows for party in each.parties),
    )
    session.many("INSERT INTO block VALUES (?, ?)", sorted((key, node) for node, hashes, _ in rows for key in hashes))


def bundles(session: Session, parties: Iterable[str]) -> dict[str, str]:
    """Id -> content of the bundles of these parties."""
    return {id_: zlib.decompress(content).decode() for id_, content in session.rows(_BUNDLES, packed(set(parties)))}


def blocked(session: Session, keys: Iterable[str]) -> dict[str, Sequence[str]]:
    """Key -> bundle ids."""
    asked = {_hash(key): key for key in keys}
    found: dict[str, list[str]] = {}
    for hashed, id_ in session.rows(_BLOCKED, packed(asked)):
        found.setdefault(asked[hashed], []).append(id_)
    return dict(found)


def _forget(session: Session, pids: Iterable[int]) -> None:
    """Drop the bundles that hold any of these parties."""
    rows = session.rows(
        "SELECT DISTINCT b.node, b.keys FROM json_each(?) j CROSS JOIN bundle_party h ON h.pid = j.value"
        " JOIN bundle b USING (node)",
        packed(pids),
    )
    session.many(
        "DELETE FROM block WHERE key = ? AND node = ?",
        [(key, node) for node, keys in rows for key in array("q", keys)],
    )
    session.many("DELETE FROM bundle_party WHERE node = ?", [(node,) for node, _ in rows])
    session.many("DELETE FROM bundle WHERE node = ?", [(node,) for node, _ in rows])


def _hashes(keys: Iterable[str]) -> "array[int]":
    return array("q", sorted(map(_hash, keys)))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


def _pressed(content: str) -> bytes:
    return zlib.compress(content.encode(), tuning().compression)
