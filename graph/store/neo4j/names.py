"""The name index: which names share pieces with this one.

Owns: the label Name and its full-text index. Refuses: judging likeness (the caller scores).
"""

from collections.abc import Iterator

from graph.store.neo4j.connection import Connection
from graph.store.neo4j.tuning import tuning
from graph.store.neo4j.writing import Properties, Writing, complete
from graph.store.spelling import ALIKE, Spelling, cores, grams, overlap
from linkage.model import Kind


def store_names(writing: Writing, names: set[Spelling]) -> dict[Spelling, int]:
    """Index the names that are new; name -> its number, for all of them."""
    folded = sorted({name.folded for name in names})
    rows = writing.connection.read_all("parties.known_names", folded, "names")
    known = {Spelling(text, core): nid for text, core, nid in rows}
    fresh = {name: writing.next("names") for name in sorted(names - known.keys())}
    made: Iterator[Properties] = (
        {"nid": nid, "folded": name.folded, "core": name.core, "pieces": " ".join(sorted(grams(name.core)))}
        for name, nid in fresh.items()
    )
    writing.connection.write_all("parties.add_names", complete("Name", made))
    return known | fresh


def similar_names(connection: Connection, name: str, kind: Kind | None) -> dict[int, int]:
    """Numbers of names that share characters and bigrams with this one -> overlap (Dice, per mille).

    The index ranks by rarity of the shared pieces and brings the best; a name with the same core is always found.
    """
    found: dict[int, int] = {}
    for core in cores(name, kind):
        for nid, share in _search(connection, core):
            found[nid] = max(share, found.get(nid, 0))
    return found


def _search(connection: Connection, core: str) -> Iterator[tuple[int, int]]:
    wanted, limit = grams(core), tuning().candidates
    if not wanted:
        return
    yield from ((nid, ALIKE) for (nid,) in connection.read("nodes.alike", core=core, limit=limit))
    pieces = " ".join(f'"{piece}"' for piece in sorted(wanted))
    for nid, other in connection.read("nodes.overlapping", pieces=pieces, limit=limit):
        yield nid, overlap(grams(other), wanted)
