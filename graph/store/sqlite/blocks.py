"""The index of linkage: bundles of parties, found by party or by key.

Owns: the tables bundle (its content begins with its head), bundle_party and block. Refuses: what keys and contents mean
(linkage.entries), and history: the index is of now. Keys are hashed to eight bytes: a collision brings a candidate too
many, which its score sends off.
"""

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice

from graph.model import Bundle
from graph.store.errors import UnknownReference
from graph.store.sqlite.keys import party_ids, party_keys
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.tuning import tuning

_Key = tuple[int, int]
"""A key or a party, with its node."""
_NUL, _FRONT = b"\0", 160
"""Around a head, and the bytes within which it is found: two numbers take sixty."""
_Row = tuple[int, bytes, bytes]
"""Node, its keys, its text."""
_RANGE = 58
"""Bits of a key below those that say which of 64 ranges it is in."""
_OWN = "SELECT b.node, b.content FROM json_each(?) j CROSS JOIN bundle b ON b.node = j.value"
_BUNDLES = """
SELECT b.node, b.content FROM bundle b WHERE b.node IN (
  SELECT h.node FROM json_each(?) j CROSS JOIN bundle_party h ON h.pid = j.value)
"""
_FORMER = """
SELECT node, keys, content FROM bundle
WHERE node IN (SELECT h.node FROM json_each(?) j CROSS JOIN bundle_party h ON h.pid = j.value)
"""
_PUT = """
INSERT INTO bundle VALUES (?, ?, ?)
ON CONFLICT (node) DO UPDATE SET keys = excluded.keys, content = excluded.content
"""
_HEADS = "SELECT b.node, substr(b.content, 1, ?) FROM json_each(?) j CROSS JOIN bundle b ON b.node = j.value"
_BLOCKED = "SELECT k.key, k.node FROM json_each(?) j CROSS JOIN block k ON k.key = j.value"


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
            rows.append((node, hashes.tobytes(), _kept(each)))
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
    wanted = set(party_keys(session, parties).values())
    rows = session.rows(_OWN, packed(wanted)) if wanted else []  # most are asked for by the party that names them
    if others := wanted.difference(node for node, _ in rows):
        rows = list(dict(rows + session.rows(_BUNDLES, packed(others))).items())
    ids = party_ids(session, (node for node, _ in rows))
    return {ids[node]: _content(kept) for node, kept in rows}


def heads(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Id -> head of these bundles: of those that have one, and no very long one."""
    found = party_keys(session, ids)
    kept = dict(session.rows(_HEADS, _FRONT, packed(found.values()))) if found else {}
    parts = {id_: kept[pid].split(_NUL, 2) for id_, pid in found.items() if pid in kept}
    return {id_: part[1].decode() for id_, part in parts.items() if len(part) == 3 and not part[0]}


def blocked(session: Session, keys: Iterable[str]) -> dict[str, Sequence[str]]:
    """Key -> bundle ids."""
    asked = {_hash(key): key for key in keys}
    nodes: dict[int, list[int]] = defaultdict(list)
    for key, node in session.rows(_BLOCKED, packed(asked)):
        nodes[key].append(node)
    ids = party_ids(session, {node for some in nodes.values() for node in some})
    return {asked[key]: sorted([ids[node] for node in some]) for key, some in nodes.items()}


def _hashes(keys: Iterable[str]) -> "array[int]":
    return array("q", sorted(map(_hash, keys)))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


def _kept(bundle: Bundle) -> bytes:
    """Head and content as they are kept: the head as it is, between two NULs, with which no zlib begins."""
    return _NUL + bundle.head.encode() + _NUL + _pressed(bundle.content)


def _content(kept: bytes) -> str:
    start = kept.index(_NUL, 1) + 1 if kept.startswith(_NUL) else 0
    return zlib.decompress(kept[start:]).decode()


def _pressed(content: str) -> bytes:
    numbers = tuning()
    pressing = zlib.compressobj(numbers.compression, zlib.DEFLATED, numbers.window, numbers.effort)
    return pressing.compress(content.encode()) + pressing.flush()
