"""What can go wrong in a store.

Owns: the errors of every adapter, with stable codes; each names its remedy. Refuses: driver exceptions (an adapter
translates them once, where it talks to its driver).
"""

from graph.errors import GraphError


class StoreError(GraphError):
    """Base of all store errors: something the adapter did not expect."""

    code = "graph.store"


class StoreBusy(StoreError):
    """Another process or thread is writing; only one unit of work runs at a time."""

    code = "graph.store.busy"


class StoreUnreachable(StoreError):
    """The store cannot be opened: no such place, no permission, disk full."""

    code = "graph.store.unreachable"


class StoreVersionMismatch(StoreError):
    """The store was written by another version of this program, or is none of ours."""

    code = "graph.store.version"


class StoreCorrupt(StoreError):
    """The store's file is damaged."""

    code = "graph.store.corrupt"


class StoreConflict(StoreError):
    """A write contradicts what is kept for ever: other bytes under a used key, an ended row ended again."""

    code = "graph.store.conflict"


class UnknownReference(StoreError):
    """A write names a party, entity or delivery that the store does not hold."""

    code = "graph.store.unknown_reference"


class UnknownCursor(StoreError):
    """A cursor that no page of this store came with."""

    code = "graph.store.cursor"
