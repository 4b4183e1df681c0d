"""Who was this on that day: an id's entity, parties and ledger as known at a moment.

Owns: reading the identity ledger and memberships of a past moment. Refuses: deciding identity (graph.resolution).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

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


def identity(store: GraphStore, asked: str, at: datetime | None = None) -> Identity:
    """Who an entity id was as known at a moment (None: now); UnknownThen when nobody had that id then."""
    tx = store.head() if at is None else store.tx_at(at)
    entity = store.successors([asked], tx).get(asked)
    if entity is None:
        raise UnknownThen(f"{asked[:40]} 当时不存在 nobody had that id then; leave out --known-at to ask about today")
    held = store.members([entity], tx).get(entity, ())
    parties = {each.id: each for each in store.parties(each.party for each in held)}
    events = {(made.tx, event): made for name in {asked, entity} for made, event in store.identity_events(name)}
    ledger = sorted(
        ((made, event) for (_, event), made in events.items() if made.tx <= tx), key=lambda each: each[0].tx
    )
    return Identity(
        asked=asked,
        entity=entity,
        now=store.successors([asked])[asked],
        node=store.nodes([entity], tx).get(entity),
        members=[(each, parties[each.party]) for each in held],
        ledger=ledger,
    )
