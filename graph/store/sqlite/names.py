"""The name index: which parties carry a name like this.

Owns: distinct folded names, the characters and bigrams of each name's core, and the overlap search (sqlite's own
trigram index finds nothing under three characters, such as 华为). Refuses: judging likeness (the caller scores).
"""

from collections.abc import Iterable, Iterator

from graph.store.spelling import ALIKE, Spelling, cores, grams, overlap
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.tuning import tuning
from linkage.model import Kind


def store_names(session: Session, names: set[Spelling]) -> dict[Spelling, int]:
    """Index the names that are new; name -> its key, for all of them."""
    rows = session.rows(
        "SELECT n.folded, n.core, n.nid FROM json_each(?) j CROSS JOIN name n ON n.folded = j.value",
        packed({name.folded for name in names}),
    )
    known = {Spelling(folded, core): nid for folded, core, nid in rows}
    first = (session.value("SELECT max(nid) FROM name") or 0) + 1
    fresh = {name: nid for nid, name in enumerate(sorted(names - known.keys()), first)}
    session.many("INSERT INTO name VALUES (?, ?, ?)", [(nid, *name) for name, nid in fresh.items()])
    session.many(
        "INSERT INTO gram VALUES (?, ?)", sorted((g, nid) for name, nid in fresh.items() for g in grams(name.core))
    )
    return known | fresh


def similar_names(session: Session, name: str, kind: Kind | None) -> dict[int, int]:
    """Keys of names that share characters and bigrams with this one -> overlap (Dice, per mille).

    Rare pieces are looked up first; pieces in more names than the bound say too little to search by and are skipped,
    unless nothing else is left. A name with the same core is always found.
    """
    found: dict[int, int] = {}
    for core in cores(name, kind):
        for nid, share in _search(session, core):
            found[nid] = max(share, found.get(nid, 0))
    return found


def _search(session: Session, core: str) -> Iterator[tuple[int, int]]:
    wanted, numbers = grams(core), tuning()
    sql = "SELECT nid FROM name WHERE core = ? ORDER BY nid LIMIT ?"
    yield from ((nid, ALIKE) for (nid,) in session.rows(sql, core, numbers.candidates))
    hits = session.rows(_OVERLAPS, packed(_selective(session, wanted)), numbers.candidates)
    sql = "SELECT n.nid, n.core FROM json_each(?) j CROSS JOIN name n ON n.nid = j.value"
    for nid, other in session.rows(sql, packed(nid for nid, _ in hits)):
        yield nid, overlap(grams(other), wanted)


_OVERLAPS = """
SELECT g.nid, count(*) AS shared FROM json_each(?) j CROSS JOIN gram g ON g.gram = j.value
GROUP BY g.nid ORDER BY shared DESC, g.nid LIMIT ?
"""


def _selective(session: Session, wanted: Iterable[str]) -> list[str]:
    """The pieces to search by, rarest first, until they bring enough postings."""
    bound = tuning().postings
    counted = sorted((count, piece) for piece, count in _frequencies(session, wanted, bound) if count)
    chosen: list[str] = []
    total = 0
    for count, piece in counted:
        if chosen and (count > bound or total + count > bound * 2):
            break
        chosen.append(piece)
        total += count
    return chosen


def _frequencies(session: Session, pieces: Iterable[str], bound: int) -> Iterator[tuple[str, int]]:
    sql = "SELECT count(*) FROM (SELECT 1 FROM gram WHERE gram = ? LIMIT ?)"
    for piece in pieces:
        yield piece, session.value(sql, piece, bound + 1)
