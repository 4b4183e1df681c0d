"""Requests to write, each carried out once: a re-sent one is answered with what the first made.

Owns: the stream ``requests`` (key -> what was asked, what was made). Refuses: what a request says, and a key that comes
again with another request.
"""

import json
from dataclasses import dataclass

from graph.errors import GraphError
from graph.store.port import GraphStore, Unit
from linkage.model import content_id

STREAM = "requests"


class KeyReused(GraphError):
    """An idempotency key came again with another request."""

    code = "graph.key_reused"
    remedy = "use a new Idempotency-Key for another request"


@dataclass(frozen=True, slots=True)
class Request:
    """``key``: by which it is known when it comes again (empty: never); ``asked``: the digest of what it says."""

    key: str = ""
    asked: str = ""

    @classmethod
    def of(cls, caller: str, said: tuple[str, ...], key: str = "") -> "Request":
        """A caller's request. Without a key of the caller's own its words are the key."""
        asked = content_id("request", caller, *said)
        return cls(content_id("key", caller, key) if key else asked, asked)

    def made(self, store: GraphStore) -> str | None:
        """The id of what it made when it came before; KeyReused when the key came with another request."""
        entry = store.find(STREAM, self.key) if self.key else None
        if entry is None:
            return None
        held = json.loads(entry.payload)
        if held["asked"] != self.asked:
            raise KeyReused("同一幂等键用于另一请求 this key came with another request")
        return str(held["made"])

    def keep(self, unit: Unit, made: str) -> None:
        """Note in the unit that carries it out what it made; StoreConflict when another unit was faster."""
        if self.key:
            content = {"asked": self.asked, "made": made, "tx": unit.tx}
            unit.append(STREAM, json.dumps(content, sort_keys=True).encode(), self.key)


UNKEPT = Request()
"""Of a caller that never asks twice: nothing is noted."""
