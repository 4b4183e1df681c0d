"""Which encoding a text file has.

Owns: the check of the whole file, incrementally: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030.
Refuses: guessing from the head alone (a name in row 900,000 may be the first proof) and languages other than Chinese.
"""

import codecs
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from linkage.readers.bounds import bounds
from linkage.readers.errors import EmptyFile, NotATable, UndecodableText

_CJK = re.compile("[\u4e00-\u9fff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_BYTES = re.compile("[\udc80-\udcff]+")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Encoding:
    """``codec`` for open(); ``errors``: surrogateescape for a file with few broken bytes (their rows are rejected)."""

    codec: str
    errors: str = "strict"


@dataclass(slots=True)
class _Trial:
    """How far one codec gets through the file."""

    codec: str
    chinese: int = 0
    control: int = 0
    characters: int = 0
    failed_at: int | None = None


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file; EmptyFile, NotATable (binary) or UndecodableText when there is none."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if not head:
        raise EmptyFile(path, "the file is empty", "ask the department to send it again")
    if head.startswith(_UTF16):
        return Encoding("utf-16")
    codec = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    utf8 = _try(path, codec)
    if utf8.failed_at is None:
        return _checked(path, utf8)
    if codec == "utf-8-sig" or utf8.chinese >= bounds().utf8_evidence:
        return Encoding(codec, "surrogateescape")  # UTF-8 with broken bytes: only their rows are rejected
    chinese = _try(path, "gb18030")
    if chinese.failed_at is None:
        return _checked(path, chinese)
    if chinese.chinese >= bounds().utf8_evidence:
        return Encoding("gb18030", "surrogateescape")
    raise UndecodableText(path, _why(path), "save the whole of it as UTF-8, or as GB18030")


def _why(path: Path) -> str:
    """Which line keeps the file from being UTF-8, and which from being GB18030."""
    first: dict[str, tuple[int, bytes]] = {}
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            for codec in ("utf-8", "gb18030"):
                if codec not in first and (broken := _broken(line, codec)):
                    first[codec] = number, broken
    said = [f"line {number} is no {_TITLES[codec]} (bytes {_hex(broken)})" for codec, (number, broken) in first.items()]
    apart = len({number for number, _ in first.values()}) > 1
    return ", ".join(said) + (": two encodings in one file" if apart else "")


def _broken(line: bytes, codec: str) -> bytes:
    try:
        line.decode(codec)
    except UnicodeDecodeError as broken:
        return line[broken.start :]
    return b""


_TITLES = {"utf-8": "UTF-8", "gb18030": "GB18030"}
_SHOWN = 4
"""How many bytes a message shows: one character's."""


def _hex(piece: bytes) -> str:
    return piece[:_SHOWN].hex(" ").upper()


def strange(text: str) -> tuple[str, str]:
    """Of a text with bytes that its file's encoding does not know: the first of them, and which encoding knows them."""
    raw = text.encode("utf-8", "surrogateescape")
    first = _BYTES.search(text)
    shown = _hex(first.group().encode("utf-8", "surrogateescape")) if first else ""
    if is_utf8(raw) or is_utf8(text.encode("gb18030", "surrogateescape")):
        return shown, _TITLES["utf-8"]
    return shown, "" if _broken(raw, "gb18030") else _TITLES["gb18030"]


def is_utf8(line: bytes) -> bool:
    """Whether it spells Chinese in UTF-8: what GB18030 makes of that is often no error, but other words."""
    return not line.isascii() and not _broken(line, "utf-8") and bool(_CJK.search(line.decode()))


def _checked(path: Path, trial: _Trial) -> Encoding:
    if trial.control > trial.characters * bounds().control_share:
        raise NotATable(path, "the file is binary, not a table", "send a csv or an xlsx file")
    return Encoding(trial.codec)


def _try(path: Path, codec: str) -> _Trial:
    trial = _Trial(codec)
    decoder = codecs.getincrementaldecoder(codec)("strict")
    position = 0
    with path.open("rb") as stream:
        while chunk := stream.read(bounds().chunk):
            if b"\x00" in chunk:
                raise NotATable(path, "the file is binary, not a table", "send a csv or an xlsx file")
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as broken:
                _count(trial, decodable(chunk[: broken.start], codec))
                trial.failed_at = position + broken.start
                return trial
            _count(trial, text)
            position += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        trial.failed_at = position
    return trial


def decodable(piece: bytes, codec: str) -> str:
    """The text of a piece that may begin or end inside a character."""
    return piece.decode(codec, "ignore")


def _count(trial: _Trial, text: str) -> None:
    trial.characters += len(text)
    trial.control += len(_CONTROL.findall(text))
    wanted = bounds().utf8_evidence - trial.chinese
    trial.chinese += sum(1 for _ in islice(_CJK.finditer(text), max(wanted, 0)))
