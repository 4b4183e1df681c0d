"""Decision memory of one store: what every check reads of the clearances given and taken back.

Owns: reading the stream as it grows, and the key of its tokens. Refuses: which findings a clearance silences
(graph.clearances), and the acts themselves (api.clearances).
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime

from graph.clearances import STREAM, Clearances
from graph.store.port import GraphStore

KEY_DOCUMENT = "clearances.key"
"""Kind of the policy document that keys the tokens of persons' numbers in this store."""
_KEY_BYTES = 32


class ClearanceBook:
    """The clearances of one store, kept up to date by what was appended since the last look."""

    def __init__(self, store: GraphStore, clock: Callable[[], datetime]) -> None:
        self._store, self._clock, self._lock = store, clock, threading.Lock()
        self._held: Clearances | None = None
        self._seq = 0

    @property
    def unread(self) -> tuple[str, int]:
        """The stream, and the last of its entries that this book has read."""
        return STREAM, self._seq

    def current(self, store: GraphStore | None = None) -> Clearances:
        """All of them as of now, as this view of the store tells; each knows when it was given and taken back."""
        reading = store or self._store
        entries = reading.read(STREAM, after=self._seq)
        if self._held is not None and not entries:
            return self._held
        with self._lock:
            held = self._held or Clearances(secret=self._secret())
            while entries := reading.read(STREAM, after=self._seq):
                held = held.extended(entries, self._secret())
                self._seq = entries[-1].seq
            self._held = held
            return held

    def keyed(self) -> Clearances:
        """The same, after giving the store its key if it has none yet: what a new clearance is made with."""
        if self._store.policy(KEY_DOCUMENT) is None:
            with self._store.unit(self._clock(), "xintu", "clearances key") as unit:
                if self._store.policy(KEY_DOCUMENT) is None:
                    unit.put_policy(KEY_DOCUMENT, secrets.token_hex(_KEY_BYTES))
        return Clearances(secret=self._secret())

    def _secret(self) -> bytes:
        held = self._store.policy(KEY_DOCUMENT)
        return bytes.fromhex(held[1]) if held else b""
