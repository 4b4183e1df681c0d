"""Files named on the command line, turned into deliveries.

Owns: what is assumed of a file without a manifest, and saying so. Refuses: opening the store, and reading rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from api.errors import InvalidQuery
from api.settings import UNNAMED_DEPARTMENT, Settings
from graph.intake import FileRequest, read_manifest
from graph.model import DeliveryKind
from linkage.errors import LinkageError
from linkage.formats import Formats, FormatSpec
from linkage.readers import open_table

MANIFEST = "manifest.toml"
SUFFIXES = frozenset({".csv", ".xlsx", ".xls", ".txt"})
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stated:
    """What the command line says about the files; None where it says nothing."""

    region: str | None = None
    department: str | None = None
    format: str | None = None
    delivery: DeliveryKind | None = None
    as_at: date | None = None


def requests_of(path: Path, stated: Stated, settings: Settings, formats: Formats, say: Say) -> list[FileRequest]:
    """The deliveries of one PATH: a file, a folder with a manifest, or a folder of files."""
    if not path.exists():
        raise InvalidQuery(f"{path}: 没有这个文件或目录 no such file or folder", remedy="check the path")
    if path.is_file():
        return [_request(path, stated, settings, formats, say)]
    if (path / MANIFEST).is_file():
        return list(read_manifest(path)[0])
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not files:
        raise InvalidQuery(f"{path}: 目录里没有 csv、xlsx 或 {MANIFEST}", remedy="name the files, or add a manifest")
    return [_request(file, stated, settings, formats, say) for file in files]


def _request(path: Path, stated: Stated, settings: Settings, formats: Formats, say: Say) -> FileRequest:
    spec = _spec_of(path, stated, formats)
    region = stated.region or settings.region
    department = stated.department or settings.department or _usual_department(spec)
    as_at = stated.as_at or datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
    assumed = list(_assumptions(stated, settings, region, department, as_at))
    if assumed:
        say(f"{path.name}: 按默认值 assumed {'，'.join(assumed)}")
    return FileRequest(
        path=path, region=region, department=department, format=stated.format, kind=stated.delivery, as_at=as_at
    )


def _spec_of(path: Path, stated: Stated, formats: Formats) -> FormatSpec | None:
    """The format, only to learn its usual department; a file that cannot be read is reported by the intake."""
    if stated.department:
        return None
    try:
        return formats.get(stated.format) if stated.format else formats.recognise(open_table(path).header, path.name)
    except LinkageError:
        return None


def _usual_department(spec: FormatSpec | None) -> str:
    return spec.department[0] if spec and spec.department else UNNAMED_DEPARTMENT


def _assumptions(stated: Stated, settings: Settings, region: str, department: str, as_at: date) -> Iterator[str]:
    if not stated.region:
        yield f"--region {region}"
    if not stated.department and not settings.department:
        yield f"--department {department}"
    if not stated.as_at:
        yield f"--as-at {as_at}（文件日期）"
