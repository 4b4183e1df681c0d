"""Who was this on that day: an id's entity, parties and ledger by what held on a day, as known at a moment.

Owns: reading the identity ledger and memberships of a past moment and of a past day. Refuses: deciding identity
(graph.resolution).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.errors import GraphError
from graph.model import IdentityEvent, Membership, Node, Transaction
from graph.store.port import GraphStore
from linkage.model import Party


class UnknownThen(GraphError):
    """The id was not known at that moment."""

    code = "graph.unknown_then"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an id stood for at a moment. ``entity`` answered for it then and ``now`` does today; ``ledger`` is what was
    known of both by then, in order."""

    asked: str
    entity: str
    now: str
    node: Node | None
    members: Sequence[tuple[Membership, Party]]
    ledger: Sequence[tuple[Transaction, IdentityEvent]]


def identity(store: GraphStore, asked: str, at: datetime | None = None, on: date | None = None) -> Identity:
    """Who an entity id was as known at a moment (None: now) and, with ``on``, by what records had stated by that day;
    UnknownThen when nobody had that id then.

    On a day before the facts of a merger held (unknown: before it was recorded) an id stands for what it was before.
    """
    tx = store.head() if at is None else store.tx_at(at)
    entity = store.successors([asked], tx).get(asked)
    if entity is None:
        raise UnknownThen(f"{asked[:40]} 当时不存在 nobody had that id then; leave out --known-at to ask about today")
    known = tx
    if on is not None:
        entity, known = _until(store, asked, tx, on)
    held = store.members([entity], known).get(entity, ())
    if on is not None:
        since = store.stated_since(each.party for each in held)
        held = [each for each in held if since[each.party] <= on]
    parties = {each.id: each for each in store.parties(each.party for each in held)}
    events = {(made.tx, event): made for name in {asked, entity} for made, event in store.identity_events(name)}
    ledger = sorted(
        ((made, event) for (_, event), made in events.items() if made.tx <= tx), key=lambda each: each[0].tx
    )
    return Identity(
        asked=asked,
        entity=entity,
        now=store.successors([asked])[asked],
        node=store.nodes([entity], known).get(entity) if held else None,
        members=[(each, parties[each.party]) for each in held],
        ledger=ledger,
    )


def _until(store: GraphStore, asked: str, tx: int, on: date) -> tuple[str, int]:
    """The entity that answers on that day, and the transaction up to which it is asked about."""
    entity = asked
    while store.successors([entity], tx)[entity] != entity:
        mergers = [
            (made, event)
            for made, event in store.identity_events(entity)
            if event.event == "merged" and entity in event.others and made.tx <= tx
        ]
        made, event = mergers[-1]
        if (event.valid or made.at.date()) > on:
            return entity, made.tx - 1
        entity = event.entity
    return entity, tx
