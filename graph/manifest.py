"""manifest.toml: which files a folder delivers, for whom, as of when.

Owns: reading it, with errors that name file, key and remedy. Refuses: opening the files.

    reference_date = "2026-11-20"
    [[files]]
    path = "penalties.csv"
    region = "410100"
    department = "市场监督管理局"
    format = "penalty_2018"        # optional: recognised from the header otherwise
    delivery = "delta"             # optional: full or delta, else as the format says
    as_at = "2026-11-01"
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph.errors import GraphError
from graph.model import DeliveryKind

NAME = "manifest.toml"
_KEYS = frozenset({"path", "region", "department", "format", "delivery", "as_at"})


class ManifestError(GraphError):
    """A folder's manifest.toml cannot be used; the message names the file, the key and the remedy."""

    code = "graph.intake.manifest"


@dataclass(frozen=True, slots=True)
class FileRequest:
    """One file to take in. ``format`` None: recognised from its header; ``kind`` None: as the format says."""

    path: Path
    region: str
    department: str
    format: str | None
    kind: DeliveryKind | None
    as_at: date


def read_manifest(folder: Path) -> tuple[Sequence[FileRequest], date | None]:
    """The files of a folder in the manifest's order, and its reference date (None when it states none)."""
    path = folder / NAME
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise ManifestError(
            f"{path}: there is no such file; name the files themselves or write a manifest"
        ) from missing
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise ManifestError(f"{path}: not readable as TOML in UTF-8: {broken}; mend the line it names") from broken
    files = table.get("files")
    if not isinstance(files, list) or not files or not all(isinstance(entry, dict) for entry in files):
        raise ManifestError(f"{path}: files is missing; give one [[files]] table per file")
    reference = _day(path, "reference_date", table["reference_date"]) if "reference_date" in table else None
    return [_request(path, f"files[{number}]", entry) for number, entry in enumerate(files, 1)], reference


def _request(manifest: Path, place: str, entry: Mapping[str, Any]) -> FileRequest:
    if unknown := sorted(entry.keys() - _KEYS):
        raise ManifestError(f"{manifest}: {place}.{unknown[0]} is no key; known are {', '.join(sorted(_KEYS))}")
    file = manifest.parent / _text(manifest, place, entry, "path")
    if not file.resolve().is_relative_to(manifest.parent.resolve()):
        raise ManifestError(f"{manifest}: {place}.path leaves the folder; name a file inside it")
    if "as_at" not in entry:
        raise ManifestError(f"{manifest}: {place}.as_at is missing; write the day the file speaks of, as YYYY-MM-DD")
    return FileRequest(
        path=file,
        region=_text(manifest, place, entry, "region"),
        department=_text(manifest, place, entry, "department"),
        format=_text(manifest, place, entry, "format") if "format" in entry else None,
        kind=_kind(manifest, place, entry["delivery"]) if "delivery" in entry else None,
        as_at=_day(manifest, f"{place}.as_at", entry["as_at"]),
    )


def _text(manifest: Path, place: str, entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ManifestError(f'{manifest}: {place}.{key} is missing or no text; write {key} = "…"')
    return value.strip()


def _kind(manifest: Path, place: str, value: object) -> DeliveryKind:
    try:
        return DeliveryKind(str(value))
    except ValueError as wrong:
        raise ManifestError(f"{manifest}: {place}.delivery is {value!r}; write full or delta") from wrong


def _day(manifest: Path, key: str, value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as wrong:
        raise ManifestError(f"{manifest}: {key} is {value!r}; write a day as YYYY-MM-DD") from wrong
