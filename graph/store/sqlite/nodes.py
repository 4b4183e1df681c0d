"""Nodes: what an entity is called and numbered, as its members say.

Owns: the table node, a projection that is refreshed for the entities whose members change, and reading it.
Refuses: any fact that its members do not state.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from graph.model import Certainty, NameHit, Node
from graph.store.codec import identifiers_of, pairs_of, texts_of
from graph.store.projection import Member, node_columns
from graph.store.sqlite.names import similar_names
from graph.store.sqlite.session import OPEN, Session, packed
from linkage.identifiers import Identifier
from linkage.model import Kind
from linkage.script import fold

_BATCH = """
SELECT m.entity, m.certainty, p.kind, p.name, p.role, p.identifiers, p.details, p.as_at, r.nature
FROM json_each(?) j CROSS JOIN membership m ON m.entity = j.value AND m.tx_end = ?
JOIN party p ON p.pid = m.party JOIN record r ON r.rid = p.rid ORDER BY m.entity
"""
_NODES = """
SELECT e.id, n.kind, n.name, n.identifiers, n.names, n.details
FROM json_each(?1) j CROSS JOIN entity e ON e.id = j.value
JOIN node n ON n.entity = e.eid AND n.tx <= ?2 AND n.tx_end > ?2
"""
_PAGE = """
SELECT e.id, n.kind, n.name, n.identifiers, n.names, n.details
FROM entity e CROSS JOIN node n ON n.entity = e.eid AND n.tx <= ?2 AND n.tx_end > ?2
WHERE e.id > ?1 AND (?3 IS NULL OR n.kind = ?3) ORDER BY e.id LIMIT ?4
"""
_BEARERS = """
SELECT x.nid, e.id, n.kind, x.name, x.shop FROM (
  SELECT p.nid, m.entity, min(p.name) AS name, 0 AS shop FROM json_each(?1) j CROSS JOIN party p ON p.nid = j.value
  CROSS JOIN membership m ON m.party = p.pid AND m.tx <= ?2 AND m.tx_end > ?2 GROUP BY p.nid, m.entity
  UNION ALL
  SELECT s.nid, m.entity, min(s.name), 1 FROM json_each(?1) j CROSS JOIN shop s ON s.nid = j.value
  CROSS JOIN claim c ON c.cid = s.cid AND c.tx <= ?2 AND c.tx_end > ?2
  CROSS JOIN membership m ON m.party = c.subject AND m.tx <= ?2 AND m.tx_end > ?2 GROUP BY s.nid, m.entity
) x JOIN entity e ON e.eid = x.entity JOIN node n ON n.entity = x.entity AND n.tx <= ?2 AND n.tx_end > ?2
WHERE ?3 IS NULL OR n.kind = ?3
"""
_NODES_BY_KEY = _NODES.replace("e.id = j.value", "e.eid = j.value")
# looking up is several times faster than calling an enum, and a file of a million asks millions of times
_KINDS: Mapping[str, Kind] = {str(kind): kind for kind in Kind}
SURE: Mapping[str, Certainty] = {str(each): each for each in Certainty}


def refresh(session: Session, tx: int, entities: Iterable[int]) -> None:
    """Rebuild the nodes of these entities from their members of now; an unchanged node leaves no trace."""
    eids = packed(sorted(set(entities)))
    now = {
        row[0]: (row[1:6], row[6])
        for row in session.rows(
            "SELECT n.entity, n.kind, n.name, n.identifiers, n.names, n.details, n.tx FROM json_each(?) j"
            " CROSS JOIN node n ON n.entity = j.value AND n.tx_end = ?",
            eids,
            OPEN,
        )
    }
    rows = (Member(*row) for row in session.rows(_BATCH, eids, OPEN))
    built = {eid: node_columns(list(group)) for eid, group in groupby(rows, key=itemgetter(0))}
    gone = [eid for eid, (columns, _) in now.items() if built.get(eid) != columns]
    session.many("DELETE FROM node WHERE entity = ? AND tx = ?", [(eid, tx) for eid in gone if now[eid][1] == tx])
    session.many(
        "UPDATE node SET tx_end = ? WHERE entity = ? AND tx_end = ?",
        [(tx, eid, OPEN) for eid in gone if now[eid][1] != tx],
    )
    session.many(
        "INSERT INTO node (entity, kind, name, identifiers, names, details, tx) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(eid, *columns, tx) for eid, columns in built.items() if eid not in now or now[eid][0] != columns],
    )


def nodes(session: Session, entities: Iterable[str], at: int) -> dict[str, Node]:
    """Entity id -> its node as known then."""
    return {row[0]: node_of(row) for row in session.rows(_NODES, packed(set(entities)), at)}


def nodes_by_key(session: Session, eids: Iterable[int], at: int) -> dict[str, Node]:
    """The same for the store's own keys."""
    return {row[0]: node_of(row) for row in session.rows(_NODES_BY_KEY, packed(eids), at)}


def page(session: Session, after: str, kind: Kind | None, at: int, limit: int) -> list[Node]:
    """Nodes in the order of their ids."""
    return [node_of(row) for row in session.rows(_PAGE, after, at, kind, limit)]


def by_identifier(
    session: Session, identifiers: Iterable[Identifier], at: int
) -> dict[Identifier, list[tuple[str, Certainty]]]:
    """Entities that have each identifier, confirmed ones first."""
    sql = """
        SELECT n.text, e.id, min(m.certainty) FROM json_each(?1) j CROSS JOIN number n ON n.text = j.value
        JOIN membership m ON m.party = n.pid AND m.tx <= ?2 AND m.tx_end > ?2 JOIN entity e ON e.eid = m.entity
        GROUP BY n.text, e.id ORDER BY n.text, min(m.certainty), e.id
    """  # confirmed < probable
    found: dict[Identifier, list[tuple[str, Certainty]]] = {}
    asked = {identifier.to_text(): identifier for identifier in identifiers}
    for text, entity, certainty in session.rows(sql, packed(asked), at):
        found.setdefault(asked[text], []).append((entity, SURE[certainty]))
    return found


def by_name(session: Session, name: str, kind: Kind | None, limit: int, at: int) -> list[NameHit]:
    """Entities with a name that overlaps, each with the name that overlaps most, best first."""
    overlap = similar_names(session, name, kind)
    ranked = sorted(overlap, key=lambda nid: (-overlap[nid], nid))
    best: dict[str, tuple[int, int, str, str]] = {}
    for start in range(0, len(ranked), 2 * limit):
        rows = session.rows(_BEARERS, packed(ranked[start : start + 2 * limit]), at, kind)
        for nid, entity, held, text, shop in rows:
            found = (-overlap[nid], shop, text, held)
            best[entity] = min(found, best.get(entity, found))
        if len(best) >= limit:  # those that follow overlap less
            break
    order = sorted(best, key=lambda entity: (best[entity], entity))[:limit]
    return [
        NameHit(entity, _KINDS[held], text, bool(shop)) for entity in order for _, shop, text, held in [best[entity]]
    ]


def named(
    session: Session, names: Iterable[str], kind: Kind | None, at: int, unnumbered: bool = False
) -> dict[str, list[str]]:
    """Entities with a member of exactly this name; ``unnumbered``: that states no whole number."""
    rest = "AND (p.identifiers = '[]' OR instr(p.identifiers, '*') > 0)" if unnumbered else ""
    sql = f"""
        SELECT DISTINCT n.folded, e.id FROM json_each(?1) j CROSS JOIN name n ON n.folded = j.value
        CROSS JOIN party p ON p.nid = n.nid {rest}
        JOIN membership m ON m.party = p.pid AND m.tx <= ?2 AND m.tx_end > ?2
        JOIN entity e ON e.eid = m.entity JOIN node k ON k.entity = m.entity AND k.tx <= ?2 AND k.tx_end > ?2
        WHERE ?3 IS NULL OR k.kind = ?3 ORDER BY n.folded, e.id
    """  # noqa: S608 - one of two constants
    asked: dict[str, list[str]] = {}
    for name in set(names):
        asked.setdefault(fold(name), []).append(name)
    found: dict[str, list[str]] = {}
    for folded, entity in session.rows(sql, packed(asked), at, kind):
        for name in asked[folded]:
            found.setdefault(name, []).append(entity)
    return found


def node_of(row: tuple[Any, ...]) -> Node:
    """A node of its id and its columns."""
    entity, kind, name, identifiers, names, details = row
    return Node(entity, _KINDS[kind], name, identifiers_of(identifiers), texts_of(names), pairs_of(details))
