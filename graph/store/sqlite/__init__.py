"""The embedded store: one sqlite file, no service to start.

Owns: the adapter for counties, pilots and laptops. Refuses: being named outside api.bootstrap and the contract suite.
"""

from pathlib import Path

from graph.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore", "open_store"]


def open_store(path: Path, answering: bool = False, still: bool = False) -> SqliteStore:
    """Open the store in that file, made when it is not there; a StoreError says why it cannot be. ``answering``: by a
    process that asks far more than it writes; ``still``: see :class:`SqliteStore`."""
    return SqliteStore(path, answering, still)
