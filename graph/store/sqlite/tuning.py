"""How the embedded store uses sqlite.

Owns: the numbers of tuning.toml. Refuses: anything that changes what a question means.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tuning:
    """Seconds, MiB, rows; see the comments in tuning.toml."""

    busy_seconds: float
    cache_mib: int
    mmap_mib: int
    answering_mmap_mib: int
    checkpoint_pages: int
    still_transactions: int
    met: int
    page_rows: int
    neighbours: int
    postings: int
    candidates: int
    compression: int
    window: int
    effort: int


@cache
def tuning() -> Tuning:
    """The packaged numbers."""
    table = tomllib.loads((files(__package__) / "tuning.toml").read_text(encoding="utf-8"))
    connection, names = table["connection"], table["names"]
    return Tuning(
        connection["busy_seconds"],
        connection["cache_mib"],
        connection["mmap_mib"],
        connection["answering_mmap_mib"],
        connection["checkpoint_pages"],
        connection["still_transactions"],
        connection["met"],
        table["page"]["rows"],
        table["page"]["neighbours"],
        names["postings"],
        names["candidates"],
        *(table["index"][name] for name in ("compression", "window", "effort")),
    )
