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

_Key = tuple[int, int]
"""A key or a party, with its node."""
_Row = tuple[int, bytes, bytes]
"""Node, its keys, its text."""
_RANGE = 58
"""Bits of a key below those that say which of 64 ranges it is in."""
_BUNDLES = """
SELECT q.id, b.content FROM bundle b JOIN party q ON q.pid = b.node WHERE b.node IN (
  SELECT h.node FROM json_each(?) j CROSS JOIN party p ON p.id = j.value CROSS JOIN bundle_party h ON h.pid = p.pid)
"""
_FORMER = """
SELECT node, keys, content FROM bundle
WHERE node IN (SELECT h.node FROM json_each(?) j CROSS JOIN bundle_party h ON h.pid = j.value)
"""
_PUT = """
INSERT INTO bundle VALUES (?, ?, ?)
ON CONFLICT (node) DO UPDATE SET keys = excluded.keys, content = excluded.content
"""
_BLOCKED = """
SELECT k.key, p.id FROM json_each(?) j CROSS JOIN block k ON k.key = j.value JOIN party p ON p.pid = k.node
ORDER BY k.key, p.id
"""


def set_bundles(session: Session, bundles: Iterable[Bundle], gone: Iterable[str] | None) -> None:
    """Write bundles in place of those of their parties, and forget others. Read once, and kept pressed meanwhile: the
    texts of a whole population are several times as large."""
    rows: list[_Row] = []
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
        _insert(session, blocks.rows(), homes, rows)
    else:
        _replace(session, (set(blocks.rows()), set(homes), set(rows)), party_keys(session, gone).values())


def _replace(session: Session, now: tuple[set[_Key], set[_Key], set[_Row]], gone: Iterable[int]) -> None:
    """Put keys, homes and bundles in place of what is kept of these parties. What stays the same is not touched: one
    more mention leaves nearly all keys of a bundle, each of which is on a page of its own."""
    keys, homes, rows = now
    former = session.rows(_FORMER, packed({*(pid for pid, _ in homes), *gone}))
    nodes = packed(node for node, _, _ in former)
    held = {(key, node) for node, text, _ in former for key in array("q", text)}
    lived = set(session.rows("SELECT h.pid, h.node FROM json_each(?) j JOIN bundle_party h ON h.node = j.value", nodes))
    session.many("DELETE FROM block WHERE key = ? AND node = ?", sorted(held - keys))
    session.many("DELETE FROM bundle_party WHERE pid = ? AND node = ?", sorted(lived - homes))
    kept = {row[0] for row in rows}
    session.many("DELETE FROM bundle WHERE node = ?", [(row[0],) for row in former if row[0] not in kept])
    _insert(session, sorted(keys - held), homes - lived, rows.difference(former))


def _insert(session: Session, keys: Iterable[_Key], homes: Iterable[_Key], rows: Iterable[_Row]) -> None:
    session.many(_PUT, sorted(rows))
    session.many("INSERT INTO bundle_party VALUES (?, ?)", sorted(homes))
    session.many("INSERT INTO block VALUES (?, ?)", keys)


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


def _hashes(keys: Iterable[str]) -> "array[int]":
    return array("q", sorted(map(_hash, keys)))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


def _pressed(content: str) -> bytes:
    numbers = tuning()
    pressing = zlib.compressobj(numbers.compression, zlib.DEFLATED, numbers.window, numbers.effort)
    return pressing.compress(content.encode()) + pressing.flush()
