"""What the streams of the desk come to: every petition, every case, kept up to date by what was appended since.

Owns: reading a stream as it grows. Refuses: what its entries mean (graph.petitions and graph.cases fold them), and
writing.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from graph import cases, petitions
from graph.cases import Case
from graph.petitions import Petition
from graph.store.port import GraphStore

Kept = TypeVar("Kept")
Fold = Callable[[Iterable[bytes], Mapping[str, Kept]], Mapping[str, Kept]]


class Register(Generic[Kept]):
    """One stream of one store, folded."""

    def __init__(self, store: GraphStore, stream: str, fold: Fold[Kept]) -> None:
        self._store, self._stream, self._fold, self._lock = store, stream, fold, threading.Lock()
        self._held: Mapping[str, Kept] = {}
        self._seq = 0

    def current(self) -> Mapping[str, Kept]:
        """All by id, as of now, in the order in which they were begun."""
        if self._store.read(self._stream, after=self._seq, limit=1):
            with self._lock:
                while entries := self._store.read(self._stream, after=self._seq):
                    self._held = self._fold((entry.payload for entry in entries), self._held)
                    self._seq = entries[-1].seq
        return self._held


def petitions_of(store: GraphStore) -> Register[Petition]:
    """Objections and requests for repair."""
    return Register(
        store, petitions.STREAM, lambda said, held: petitions.fold(map(petitions.Entry.from_bytes, said), held)
    )


def cases_of(store: GraphStore) -> Register[Case]:
    """Joint-punishment cases."""
    return Register(store, cases.STREAM, lambda said, held: cases.fold(map(cases.Entry.from_bytes, said), held))
