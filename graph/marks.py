"""Where the last resolution left the store, so that the next one knows what is new.

Owns: the stream ``resolution`` and the mark that every run appends. Refuses: a run on a mark that another run has
overtaken meanwhile.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from graph.errors import GraphError
from graph.model import Judgement, LogEntry, Verdict
from graph.store.port import Unit
from linkage.judgement import Word

ACTOR = "resolution"
STREAM = "resolution"


class Overtaken(GraphError):
    """Another resolution was written since this one began: its result is void, run it again."""

    code = "graph.overtaken"


@dataclass(frozen=True, slots=True)
class Mark:
    """Models, the transaction up to which the run knew the store, digest of a whole index (else empty), and the form
    of the index."""

    models: Mapping[str, str]
    seen: int
    index: str = ""
    form: str = "1"

    @classmethod
    def read(cls, entry: LogEntry) -> "Mark":
        """The mark of a log entry."""
        return cls(**json.loads(entry.payload))

    def leave(self, unit: Unit, last: LogEntry | None) -> None:
        """Append it; Overtaken when ``last`` is no longer the last."""
        entry = unit.append(STREAM, json.dumps(asdict(self), sort_keys=True).encode())
        if entry.seq != (last.seq if last else 0) + 1:
            raise Overtaken("another resolution was written meanwhile; run `xintu resolve` again")


def reviewed(judgements: Iterable[Judgement]) -> list[Word]:
    """Reviewers' words; what a resolution itself put down as unsure is none."""
    return [
        Word(each.a, each.b, each.verdict is Verdict.SAME)
        for each in judgements
        if each.author != ACTOR and each.verdict is not Verdict.UNSURE
    ]
