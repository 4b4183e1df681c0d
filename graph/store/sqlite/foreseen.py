"""What a check of numbers will ask for, read once: holders, their nodes, the mentions that state a person's number.

Owns: those reads for a whole batch, and which of the store's questions they answer. Refuses: an answer that differs
from what the store itself would give as known after that transaction.
"""

from collections.abc import Iterable, Mapping, Sequence

from graph.model import Certainty
from graph.store.seen import Seen
from graph.store.sqlite.nodes import SURE, node_of
from graph.store.sqlite.session import Session, packed
from graph.store.sqlite.subgraph import Known
from linkage.identifiers import Identifier

_STATED = """
SELECT n.text, n.pid, m.entity, m.certainty FROM json_each(?1) j CROSS JOIN number n ON n.text = j.value
LEFT JOIN membership m ON m.party = n.pid AND m.tx <= ?2 AND m.tx_end > ?2
"""
_HELD = """
SELECT e.eid, e.id, n.kind, n.name, n.identifiers, n.names, n.details
FROM json_each(?1) j CROSS JOIN entity e ON e.eid = j.value
LEFT JOIN node n ON n.entity = e.eid AND n.tx <= ?2 AND n.tx_end > ?2
"""
_MENTIONS = "SELECT p.pid, p.id FROM json_each(?1) j CROSS JOIN party p ON p.pid = j.value"
Holders = list[tuple[str, Certainty]]


def foreseen(session: Session, numbers: frozenset[Identifier], tx: int) -> tuple[Seen, Known]:
    """Three statements, whatever the numbers are many; and what was read for the walk around their holders."""
    by_text = {each.to_text(): each for each in numbers}
    rows = session.rows(_STATED, packed(sorted(by_text)), tx)
    spelled, nodes = {}, {}
    for eid, id_, *columns in session.rows(_HELD, packed(sorted({row[2] for row in rows if row[2] is not None})), tx):
        spelled[eid] = id_
        if columns[0] is not None:
            nodes[eid] = node_of((id_, *columns))
    personal = frozenset(each for each in numbers if each.is_personal)
    found = Seen(
        tx=tx,
        numbers=numbers,
        holders=_holders(((by_text[text], eid, sure) for text, _, eid, sure in rows if eid is not None), spelled),
        personal=personal,
        stated=_stated(session, [(number, row[1]) for row in rows if (number := by_text[row[0]]) in personal]),
        known={node.id: node for node in nodes.values()},
    )
    return found, Known({id_: eid for eid, id_ in spelled.items()}, nodes)


def _holders(rows: Iterable[tuple[Identifier, int, str]], spelled: Mapping[int, str]) -> dict[Identifier, Holders]:
    """Confirmed ones first, each once."""
    found: dict[Identifier, dict[int, str]] = {}
    for number, eid, certainty in rows:
        held = found.setdefault(number, {})
        held[eid] = min(certainty, held.get(eid, certainty))  # confirmed < probable
    return {
        number: [(spelled[eid], SURE[certainty]) for eid, certainty in held.items()]
        if len(held) == 1
        else [(id_, SURE[certainty]) for certainty, id_ in sorted((word, spelled[eid]) for eid, word in held.items())]
        for number, held in found.items()
    }


def _stated(session: Session, rows: Sequence[tuple[Identifier, int]]) -> dict[Identifier, list[str]]:
    """The mentions in the order of their ids."""
    ids = dict(session.rows(_MENTIONS, packed(sorted({pid for _, pid in rows})))) if rows else {}
    found: dict[Identifier, list[str]] = {}
    for number, pid in rows:
        found.setdefault(number, []).append(ids[pid])
    for mentions in found.values():
        mentions.sort()
    return found
