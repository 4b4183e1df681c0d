"""Ids of parties as the store's own keys, and back: a record's parties are named in some twenty statements.

Owns: the pairs that a connection has met lately. Refuses: any other table, and what a rolled back unit has given (the
session forgets it). A party keeps its key for ever.
"""

from collections.abc import Iterable

from graph.store.sqlite.session import Session, packed

_KEYS = "SELECT p.id, p.pid FROM json_each(?) j CROSS JOIN party p ON p.id = j.value"
_IDS = "SELECT p.id, p.pid FROM json_each(?) j CROSS JOIN party p ON p.pid = j.value"


def party_keys(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Party id -> the store's key, of those that are known."""
    known, wanted = session.met.keys, ids if isinstance(ids, set | frozenset) else set(ids)
    found = {id_: known[id_] for id_ in wanted if id_ in known}
    return found | _meet(session, _KEYS, wanted - found.keys()) if len(found) < len(wanted) else found


def party_ids(session: Session, pids: Iterable[int]) -> dict[int, str]:
    """The store's key -> party id."""
    known, wanted = session.met.ids, set(pids)
    found = {pid: known[pid] for pid in wanted if pid in known}
    if len(found) < len(wanted):
        found |= {pid: id_ for id_, pid in _meet(session, _IDS, wanted - found.keys()).items()}
    return found


def _meet(session: Session, sql: str, unmet: Iterable[str] | Iterable[int]) -> dict[str, int]:
    found: dict[str, int] = dict(session.rows(sql, packed(unmet)))
    session.met.add(found)
    return found
