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
    raise UndecodableText(
        path, f"the bytes are neither UTF-8 nor GB18030 (byte {chinese.failed_at})", "save it as UTF-8 or GB18030 csv"
    )


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
