"""Who is who: candidate edges, judgements, the identity ledger, memberships.

Owns: the tables entity, membership, alias, identity_event, judgement, model, edge. Refuses: deciding identity
(graph.resolution does) and the shape of nodes (nodes.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from graph.model import CandidateEdge, Certainty, IdentityEvent, Judgement, Membership, Transaction, Verdict
from graph.store.codec import day_of, pairs_of, pairs_text, texts_of
from graph.store.errors import UnknownReference
from graph.store.sqlite import touches
from graph.store.sqlite.keys import party_ids, party_keys
from graph.store.sqlite.nodes import refresh
from graph.store.sqlite.session import OPEN, Session, packed
from graph.store.sqlite.tuning import tuning

_VERDICTS = {str(each): each for each in Verdict}
_CERTAIN = {str(each): each for each in Certainty}
_REVIVING = frozenset({"undone", "split"})


def set_memberships(session: Session, tx: int, memberships: Iterable[Membership], withdrawn: Iterable[str]) -> None:
    """Move parties into entities where they are not yet, and refresh the nodes of all entities touched."""
    wanted = {membership.party: membership for membership in memberships}
    leaving = set(withdrawn) - wanted.keys()
    pids = _known_parties(session, [*wanted, *leaving])
    eids = mint(session, tx, {membership.entity for membership in wanted.values()})
    now = _memberships_now(session, pids.values())
    target = {pids[m.party]: (eids[m.entity], str(m.certainty)) for m in wanted.values()}
    gone = [pid for pid, held in now.items() if target.get(pid) != held[:2]]
    fresh = [(pid, *held, tx) for pid, held in target.items() if now.get(pid, ())[:2] != held]
    moved = [*dict.fromkeys([*gone, *(row[0] for row in fresh)])]
    for some in _parts(moved):
        touches.end(session, tx, touches.claims_of(session, some))
    session.many("DELETE FROM membership WHERE party = ? AND tx = ?", [(pid, tx) for pid in gone if now[pid][2] == tx])
    session.many(
        "UPDATE membership SET tx_end = ? WHERE party = ? AND tx_end = ?",
        [(tx, pid, OPEN) for pid in gone if now[pid][2] != tx],
    )
    session.many("INSERT INTO membership (party, entity, certainty, tx) VALUES (?, ?, ?, ?)", fresh)
    for some in _parts(moved):
        touches.begin(session, tx, touches.claims_of(session, some))
    refresh(session, tx, {now[pid][0] for pid in gone} | {row[1] for row in fresh})


def _parts(pids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pids[start : start + tuning().page_rows] for start in range(0, len(pids), tuning().page_rows))


def mint(session: Session, tx: int, entities: Iterable[str]) -> dict[str, int]:
    """Entity id -> the store's key; new ids get one."""
    ids = set(entities)
    known = entity_keys(session, ids)
    fresh = sorted(ids - known.keys())
    if not fresh:
        return known
    session.many("INSERT INTO entity (id, tx) VALUES (?, ?)", [(entity, tx) for entity in fresh])
    return known | entity_keys(session, fresh)


def entity_keys(session: Session, entities: Iterable[str]) -> dict[str, int]:
    """Entity id -> the store's key, of those that are known."""
    return dict(
        session.rows("SELECT e.id, e.eid FROM json_each(?) j CROSS JOIN entity e ON e.id = j.value", packed(entities))
    )


def memberships(session: Session, parties: Iterable[str] | None, at: int) -> dict[str, Membership]:
    """Party id -> its membership then."""
    if parties is None:
        rows = session.rows(
            "SELECT p.id, e.id, m.certainty FROM membership m JOIN party p ON p.pid = m.party"
            " JOIN entity e ON e.eid = m.entity WHERE m.tx <= ?1 AND m.tx_end > ?1",
            at,
        )
    else:
        pids = party_keys(session, parties)
        ids = {pid: id_ for id_, pid in pids.items()}
        rows = [(ids[pid], entity, certainty) for pid, entity, certainty in session.rows(_STANDING, packed(ids), at)]
    return {party: Membership(party, entity, _CERTAIN[certainty]) for party, entity, certainty in rows}


_STANDING = """
SELECT m.party, e.id, m.certainty FROM json_each(?1) j
CROSS JOIN membership m ON m.party = j.value AND m.tx <= ?2 AND m.tx_end > ?2 JOIN entity e ON e.eid = m.entity
"""


def members(session: Session, entities: Iterable[str], at: int) -> dict[str, Sequence[Membership]]:
    """Entity id -> its memberships then, in party order."""
    found: dict[str, list[Membership]] = {}
    sql = """
        SELECT e.id, p.id, m.certainty FROM json_each(?1) j CROSS JOIN entity e ON e.id = j.value
        CROSS JOIN membership m ON m.entity = e.eid AND m.tx_end > ?2 AND m.tx <= ?2
        JOIN party p ON p.pid = m.party ORDER BY e.id, p.id
    """
    for entity, party, certainty in session.rows(sql, packed(set(entities)), at):
        found.setdefault(entity, []).append(Membership(party, entity, _CERTAIN[certainty]))
    return dict(found)


def append_identity(session: Session, tx: int, events: Iterable[IdentityEvent]) -> None:
    """Extend the ledger; ``merged`` retires the others into the entity, ``undone`` and ``split`` revive them."""
    ledger = list(events)
    first = (session.value("SELECT max(seq) FROM identity_event") or 0) + 1
    eids = mint(session, tx, {entity for event in ledger for entity in (event.entity, *event.others)})
    session.many(
        "INSERT INTO identity_event VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (seq, e.event, e.entity, packed(e.others), packed(e.parties), e.reason, tx, e.valid and e.valid.toordinal())
            for seq, e in enumerate(ledger, first)
        ],
    )
    session.many(
        "INSERT INTO identity_event_other VALUES (?, ?)",
        [(other, seq) for seq, e in enumerate(ledger, first) for other in sorted(set(e.others))],
    )
    for event in ledger:
        for retired in event.others if event.event == "merged" else ():
            _revive(session, tx, eids[retired])
            session.run(
                "INSERT INTO alias (entity, successor, tx) VALUES (?, ?, ?)", eids[retired], eids[event.entity], tx
            )
        for revived in (event.entity, *event.others) if event.event in _REVIVING else ():
            _revive(session, tx, eids[revived])


def successors(session: Session, entities: Iterable[str], at: int) -> dict[str, str]:
    """The entity that answers for each known id then."""
    sql = """
        WITH RECURSIVE chain(asked, eid, step) AS (
          SELECT e.id, e.eid, 0 FROM json_each(?1) j CROSS JOIN entity e ON e.id = j.value WHERE e.tx <= ?2
          UNION SELECT c.asked, a.successor, c.step + 1 FROM chain c
          CROSS JOIN alias a ON a.entity = c.eid AND a.tx <= ?2 AND a.tx_end > ?2
        )
        SELECT c.asked, e.id FROM chain c JOIN entity e USING (eid) ORDER BY c.asked, c.step
    """
    return dict(session.rows(sql, packed(set(entities)), at))


def identity_events(session: Session, entity: str | None) -> list[tuple[Transaction, IdentityEvent]]:
    """The ledger, or what it says of one entity, in order."""
    columns = "t.tx, t.at, t.actor, t.cause, i.event, i.entity, i.others, i.parties, i.reason, i.valid"
    if entity is None:
        rows = session.rows(f"SELECT {columns} FROM identity_event i JOIN tx_log t USING (tx) ORDER BY i.seq")  # noqa: S608
    else:
        rows = session.rows(
            f"SELECT {columns} FROM identity_event i JOIN tx_log t USING (tx) WHERE i.entity = ?1 OR i.seq IN"  # noqa: S608
            " (SELECT seq FROM identity_event_other WHERE entity = ?1) ORDER BY i.seq",
            entity,
        )
    return [
        (
            Transaction(tx, datetime.fromisoformat(at), actor, cause),
            IdentityEvent(
                event, subject, texts_of(others), texts_of(parties), reason, day_of(valid) if valid else None
            ),
        )
        for tx, at, actor, cause, event, subject, others, parties, reason, valid in rows
    ]


def stated_since(session: Session, ids: Iterable[str]) -> dict[str, date]:
    """Party id -> the day of its first delivery."""
    sql = "SELECT p.id, p.as_at FROM json_each(?) j CROSS JOIN party p ON p.id = j.value"
    return {id_: day_of(day) for id_, day in session.rows(sql, packed(set(ids)))}


def add_judgement(session: Session, tx: int, judgement: Judgement) -> None:
    """Keep a judgement; an author's new word on a pair replaces the former in recorded time."""
    sql = (
        "SELECT a, b, verdict, author, reason, score, since FROM judgement"
        " WHERE a = ? AND b = ? AND author = ? AND tx_end = ?"
    )
    held = session.one(sql, judgement.a, judgement.b, judgement.author, OPEN)
    if held is not None and _judgement(held) == judgement:
        return
    retract_judgement(session, tx, judgement.a, judgement.b, judgement.author)
    session.run(
        "INSERT INTO judgement (a, b, verdict, author, reason, score, since, tx) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(judgement.a, judgement.b, judgement.verdict, judgement.author, judgement.reason, judgement.score),
        *(judgement.since and judgement.since.toordinal(), tx),
    )


def retract_judgement(session: Session, tx: int, a: str, b: str, author: str) -> None:
    """An author takes back a word."""
    session.run(
        "UPDATE judgement SET tx_end = ? WHERE a = ? AND b = ? AND author = ? AND tx_end = ?", tx, a, b, author, OPEN
    )


def judgements(session: Session, at: int, parties: Iterable[str] | None, but: str) -> list[Judgement]:
    """Judgements that stood then, in order of giving."""
    if parties is None:
        return [_judgement(row) for row in session.rows(_JUDGEMENTS, at, but)]
    found = {row[0]: row[1:] for row in session.rows(_JUDGEMENTS_OF, at, but, packed(set(parties)))}
    return [_judgement(found[jid]) for jid in sorted(found)]


def judged_since(session: Session, tx: int, but: str) -> list[Judgement]:
    """Judgements that came or went after a transaction, in order of giving."""
    return [_judgement(row) for row in session.rows(_JUDGED_SINCE, tx, but)]


# the machine's doubts are by far the most: the index passes them over
_JUDGEMENTS = """
SELECT a, b, verdict, author, reason, score, since FROM (
  SELECT * FROM judgement WHERE author < ?2 UNION ALL SELECT * FROM judgement WHERE author > ?2
) WHERE tx <= ?1 AND tx_end > ?1 ORDER BY jid
"""
_JUDGEMENTS_OF = """
SELECT d.jid, d.a, d.b, d.verdict, d.author, d.reason, d.score, d.since FROM json_each(?3) j
CROSS JOIN judgement d ON d.a = j.value WHERE d.tx <= ?1 AND d.tx_end > ?1 AND d.author <> ?2
UNION ALL SELECT d.jid, d.a, d.b, d.verdict, d.author, d.reason, d.score, d.since FROM json_each(?3) j
CROSS JOIN judgement d ON d.b = j.value WHERE d.tx <= ?1 AND d.tx_end > ?1 AND d.author <> ?2
"""


_JUDGED_SINCE = """
SELECT a, b, verdict, author, reason, score, since FROM (
  SELECT * FROM judgement WHERE tx > ?1
  UNION SELECT * FROM judgement WHERE tx_end > ?1 AND tx_end < 9223372036854775807
) WHERE author <> ?2 ORDER BY jid
"""


def add_edges(session: Session, tx: int, model: str, edges: Iterable[CandidateEdge]) -> None:
    """Keep scored pairs; another weight replaces the former in recorded time."""
    wanted = {(edge.a, edge.b): edge for edge in edges}
    if not wanted:
        return
    session.run("INSERT INTO model (id) VALUES (?) ON CONFLICT DO NOTHING", model)
    mid = session.value("SELECT mid FROM model WHERE id = ?", model)
    pids = _known_parties(session, {party for pair in wanted for party in pair})
    held = _edges_now(session, mid, [pids[a] for a, _ in wanted])
    rows = [(pids[e.a], pids[e.b], e.weight, pairs_text(e.levels)) for e in wanted.values()]
    fresh = [row for row in rows if held.get(row[:2], (None,))[0] != row[2]]
    session.many(
        "DELETE FROM edge WHERE mid = ? AND a = ? AND b = ? AND tx = ?", [(mid, *row[:2], tx) for row in fresh]
    )
    session.many(
        "UPDATE edge SET tx_end = ? WHERE mid = ? AND a = ? AND b = ? AND tx_end = ?",
        [(tx, mid, *row[:2], OPEN) for row in fresh if row[:2] in held],
    )
    session.many(
        "INSERT INTO edge (mid, a, b, weight, levels, tx) VALUES (?, ?, ?, ?, ?, ?)", [(mid, *row, tx) for row in fresh]
    )


def retract_edges(session: Session, tx: int, model: str, pairs: Iterable[tuple[str, str]]) -> None:
    """End scored pairs of a model."""
    gone = list(pairs)
    mid = session.value("SELECT mid FROM model WHERE id = ?", model) if gone else None
    if mid is None:
        return
    pids = party_keys(session, {party for pair in gone for party in pair})
    rows = [(mid, pids[a], pids[b]) for a, b in gone if a in pids and b in pids]
    session.many("DELETE FROM edge WHERE mid = ? AND a = ? AND b = ? AND tx = ?", [(*row, tx) for row in rows])
    session.many(
        "UPDATE edge SET tx_end = ? WHERE mid = ? AND a = ? AND b = ? AND tx_end = ?",
        [(tx, *row, OPEN) for row in rows],
    )


def edges(session: Session, model: str, parties: Iterable[str] | None) -> Iterator[CandidateEdge]:
    """The edges of a model that stand, of all parties or touching these."""
    if parties is not None:
        pids = party_keys(session, parties).values()
        rows = session.rows(_EDGES_OF, model, OPEN, packed(pids)) if pids else ()
        found = {row[:2]: row[2:] for row in rows}  # one between two of these parties comes from both ends
        ids = party_ids(session, {pid for pair in found for pid in pair})
        yield from map(_edge, sorted((ids[a], ids[b], *row) for (a, b), row in found.items()))
        return
    mid = session.value("SELECT mid FROM model WHERE id = ?", model)
    if mid is None:
        return
    last = (0, 0)
    while page := session.rows(_EDGES, mid, OPEN, *last, tuning().page_rows):
        yield from (_edge(row) for row in page)
        last = page[-1][4:]


_EDGES = """
SELECT p.id, q.id, x.weight, x.levels, x.a, x.b FROM edge x JOIN party p ON p.pid = x.a JOIN party q ON q.pid = x.b
WHERE x.mid = ? AND x.tx_end = ? AND (x.a, x.b) > (?, ?) ORDER BY x.a, x.b LIMIT ?
"""
_EDGES_OF = """
SELECT e.a, e.b, e.weight, e.levels FROM json_each(?3) j
CROSS JOIN edge e ON e.mid = (SELECT mid FROM model WHERE id = ?1) AND e.a = j.value AND e.tx_end = ?2
UNION ALL SELECT e.a, e.b, e.weight, e.levels FROM json_each(?3) j
CROSS JOIN edge e ON e.b = j.value AND e.mid = (SELECT mid FROM model WHERE id = ?1) AND e.tx_end = ?2
"""


def _edges_now(session: Session, mid: int, firsts: Iterable[int]) -> Mapping[tuple[int, int], tuple[int, str]]:
    sql = """
        SELECT x.a, x.b, x.weight, x.levels FROM json_each(?) j
        CROSS JOIN edge x ON x.mid = ? AND x.a = j.value WHERE x.tx_end = ?
    """
    return {(a, b): (weight, levels) for a, b, weight, levels in session.rows(sql, packed(set(firsts)), mid, OPEN)}


def _edge(row: Sequence[Any]) -> CandidateEdge:
    return CandidateEdge(row[0], row[1], row[2], pairs_of(row[3]))


def _judgement(row: Sequence[Any]) -> Judgement:
    a, b, verdict, author, reason, score, since = row
    return Judgement(a, b, _VERDICTS[verdict], author, reason, score, since and day_of(since))


def _revive(session: Session, tx: int, eid: int) -> None:
    session.run("DELETE FROM alias WHERE entity = ? AND tx = ?", eid, tx)
    session.run("UPDATE alias SET tx_end = ? WHERE entity = ? AND tx_end = ?", tx, eid, OPEN)


def _known_parties(session: Session, ids: Iterable[str]) -> dict[str, int]:
    wanted = set(ids)
    pids = party_keys(session, wanted)
    if missing := wanted - pids.keys():
        raise UnknownReference(
            f"{len(missing)} parties are not in the store, {min(missing)} for one; ingest them first"
        )
    return pids


def _memberships_now(session: Session, pids: Iterable[int]) -> dict[int, tuple[int, str, int]]:
    sql = """
        SELECT m.party, m.entity, m.certainty, m.tx FROM json_each(?) j
        CROSS JOIN membership m ON m.party = j.value WHERE m.tx_end = ?
    """
    return {party: (entity, certainty, tx) for party, entity, certainty, tx in session.rows(sql, packed(pids), OPEN)}
