"""The formats: spec files shipped and the user's own, loaded and listed.

Owns: reading TOML spec files, errors that name file and field, recognition over all of them. Refuses: what a spec may
say (linkage.spec) and rows (linkage.mapping). A user's spec of a shipped name replaces it.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from linkage.errors import LinkageError
from linkage.headers import AmbiguousHeader, UnknownHeader, recognise
from linkage.model import content_id
from linkage.spec import FormatSpec
from linkage.vocabulary import check_words

__all__ = [
    "AmbiguousHeader",
    "FormatError",
    "FormatSpec",
    "Formats",
    "UnknownFormat",
    "UnknownHeader",
    "load_formats",
    "parse_format",
]


class FormatError(LinkageError):
    """A spec file is not valid; the message names the file, each wrong field and what is expected."""

    code = "linkage.format.invalid"


class UnknownFormat(LinkageError):
    """There is no format of that name."""

    code = "linkage.format.unknown"


class Formats:
    """All formats known to one run, by name."""

    def __init__(self, specs: Iterable[FormatSpec]) -> None:
        self._specs = {spec.name: spec for spec in specs}

    def __iter__(self) -> Iterator[FormatSpec]:
        return iter(sorted(self._specs.values(), key=lambda spec: spec.name))

    def __len__(self) -> int:
        return len(self._specs)

    def get(self, name: str) -> FormatSpec:
        """The format of that name, dataset or Chinese title; UnknownFormat when there is none."""
        spec = self._specs.get(name) or next((s for s in self if name in (s.title_zh, s.dataset)), None)
        if spec is None:
            near = [n for n in sorted(self._specs) if name.lower() in n or n in name.lower()]
            hint = f"did you mean {', '.join(near)}?" if near else "xintu formats lists them"
            raise UnknownFormat(f"there is no format {name!r}; {hint}")
        return spec

    def recognise(self, header: Sequence[str], hint: str = "") -> FormatSpec:
        """The format of a header; ``hint`` is the file's name. Raises UnknownHeader or AmbiguousHeader."""
        return recognise(self, header, hint)


class _Readable(Protocol):
    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


def load_formats(extra_dirs: Sequence[Path] = ()) -> Formats:
    """The shipped formats and every ``*.toml`` of the given folders; FormatError names the first file that is wrong."""
    folder = files("linkage") / "data" / "formats"
    shipped: list[_Readable] = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    own: list[_Readable] = []
    for extra in extra_dirs:
        if not extra.is_dir():
            raise FormatError(f"{extra}: there is no such folder of format specs")
        own += sorted(extra.glob("*.toml"))
    return Formats(parse_format(file.read_bytes(), file.name) for file in (*shipped, *own))


def parse_format(raw: bytes, file: str) -> FormatSpec:
    """One spec file; FormatError names ``file`` and each field that is wrong."""
    try:
        document = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise FormatError(f"{file}: not valid TOML in UTF-8: {broken}") from broken
    try:
        spec = FormatSpec.model_validate({**document, "digest": content_id(raw.decode("utf-8"))})
        check_words(spec)
    except ValidationError as wrong:
        faults = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'spec'}: {e['msg']}" for e in wrong.errors()[:5])
        raise FormatError(f"{file}: {faults}; see xintu formats show NAME for a valid spec") from wrong
    except ValueError as wrong:
        raise FormatError(f"{file}: {wrong}") from wrong
    return spec
