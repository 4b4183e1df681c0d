"""The index of linkage: bundles of parties, found by party or by key.

Owns: the tables bundle, bundle_party and block. Refuses: what keys and contents mean (linkage.entries), and history:
the index is of now. Keys are hashed to eight bytes: a collision brings a candidate too many, which its score sends off.
"""

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice

from graph.model import Bundle
from graph.store.errors import UnknownReference
from graph.store.sqlite.parties import party_keys
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.tuning import tuning

_RANGE = 58
"""Bits of a key below those that say which of 64 ranges it is in."""
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
    """Write bundles in place of those of their parties, and forget others. Read once, and kept pressed meanwhile: the
    texts of a whole population are several times as large."""
    rows: list[tuple[int, bytes, bytes]] = []
    homes: list[tuple[int, int]] = []
    blocks = _Sorted()
    for some in _some(bundles):
        pids = _known(session, some)
        for each in some:
            node, hashes = pids[each.id], _hashes(each.keys)
            rows.append((node, hashes.tobytes(), _pressed(each.content)))
            homes += [(pids[party], node) for party in each.parties]
            blocks.add(hashes, node)
    if gone is None:
        for table in ("block", "bundle_party", "bundle"):
            session.run(f"DELETE FROM {table}")  # noqa: S608
    else:
        _forget(session, {*(pid for pid, _ in homes), *party_keys(session, gone).values()})
    session.many("INSERT INTO bundle VALUES (?, ?, ?)", sorted(rows))
    session.many("INSERT INTO bundle_party VALUES (?, ?)", sorted(homes))
    session.many("INSERT INTO block VALUES (?, ?)", blocks.rows())


class _Sorted:
    """Keys with their nodes, in order of the table, which makes it grow at its end only; sixteen bytes each."""

    def __init__(self) -> None:
        self._ranges: dict[int, array[int]] = defaultdict(lambda: array("q"))

    def add(self, keys: Iterable[int], node: int) -> None:
        """Keep a node's keys."""
        for key in keys:
            self._ranges[key >> _RANGE].extend((key, node))

    def rows(self) -> Iterator[tuple[int, int]]:
        """(key, node) in order."""
        for _, pairs in sorted(self._ranges.items()):
            flat = iter(pairs)
            yield from sorted(zip(flat, flat, strict=True))


def _some(bundles: Iterable[Bundle]) -> Iterator[list[Bundle]]:
    rest = iter(bundles)
    while some := list(islice(rest, tuning().page_rows)):
        yield some


def _known(session: Session, some: Sequence[Bundle]) -> dict[str, int]:
    parties = {party for each in some for party in each.parties}
    pids = party_keys(session, parties)
    if missing := parties - pids.keys():
        raise UnknownReference(f"{len(missing)} bundled parties are not in the store, {min(missing)} for one")
    return pids


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
