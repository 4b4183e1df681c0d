"""How the Neo4j store uses its server.

Owns: the numbers of tuning.toml. Refuses: anything that changes what a question means.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tuning:
    """Seconds and rows; see the comments in tuning.toml."""

    connect_seconds: float
    retry_seconds: float
    first_pause_seconds: float
    batch_rows: int
    page_rows: int
    log_rows: int
    candidates: int


@cache
def tuning() -> Tuning:
    """The packaged numbers."""
    table = tomllib.loads((files(__package__) / "tuning.toml").read_text(encoding="utf-8"))
    connection, batch = table["connection"], table["batch"]
    return Tuning(
        connection["connect_seconds"],
        connection["retry_seconds"],
        connection["first_pause_seconds"],
        batch["rows"],
        batch["page_rows"],
        batch["log_rows"],
        table["names"]["candidates"],
    )
