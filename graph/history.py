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
    remedy = "take ids from `xintu screen --json` or the search; leave out --known-at to ask about today"


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

    On a day before the facts of a merger held (unknown: before it was recorded), or those of a split of a known day, an
    id stands for what it was before.
    """
    tx = store.head() if at is None else store.tx_at(at)
    entity = store.successors([asked], tx).get(asked)
    if entity is None:
        when = "当时不存在 nobody had that id then" if at else "不存在 nobody has or had that id"
        raise UnknownThen(f"{asked[:40]} {when}")
    known = tx
    if on is not None:
        entity, known = _until(store, asked, tx, on)
    held = store.members([entity], known).get(entity, ())
    if on is not None:
        since, later = store.stated_since(each.party for each in held), _joined_later(store, entity, known, on)
        held = [each for each in held if since[each.party] <= on and each.party not in later]
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
    entity, known = asked, tx
    while store.successors([entity], tx)[entity] != entity:
        made, event = [each for each in _events(store, entity, "merged", tx) if entity in each[1].others][-1]
        if _held_from(made, event) > on:
            known = made.tx - 1
            break
        entity = event.entity
    for made, event in _events(store, entity, "split", known):
        if event.valid and event.valid > on:  # on that day it was one with what it parted from
            return event.entity, made.tx - 1
    return entity, known


def _joined_later(store: GraphStore, entity: str, tx: int, on: date) -> frozenset[str]:
    """Parties of an entity that were somebody else on that day: mergers since its last split brought them, and held
    only later."""
    parted = max((made.tx for made, _ in _events(store, entity, "split", tx)), default=0)
    mergers = [
        (made, event)
        for made, event in _events(store, entity, "merged", tx)
        if event.entity == entity and made.tx > parted and _held_from(made, event) > on
    ]
    return frozenset(
        each.party
        for made, event in mergers
        for members in store.members(event.others, made.tx - 1).values()
        for each in members
    )


def _held_from(made: Transaction, event: IdentityEvent) -> date:
    return event.valid or made.at.date()


def _events(store: GraphStore, entity: str, name: str, tx: int) -> list[tuple[Transaction, IdentityEvent]]:
    """What the ledger knew then of an entity's mergers, or splits, in order."""
    told = store.identity_events(entity)
    return [(made, event) for made, event in told if event.event == name and made.tx <= tx]
