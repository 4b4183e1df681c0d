"""What can be wrong with a whole file.

Owns: one error per cause, each naming file, row where known, and remedy. Refuses: faults of single rows, which are
rejections (linkage.mapping).
"""

from pathlib import Path

from linkage.errors import LinkageError


class TableFileError(LinkageError):
    """A file cannot be read as a table. ``file`` is its base name, ``row`` the data row where reading stopped."""

    code = "linkage.file"

    def __init__(self, path: Path, problem: str, remedy: str, row: int | None = None) -> None:
        where = path.name if row is None else f"{path.name}, data row {row}"
        super().__init__(f"{where}: {problem}; {remedy}")
        self.file, self.row = path.name, row


class MissingFile(TableFileError):
    """There is no such file."""

    code = "linkage.file.missing"


class EmptyFile(TableFileError):
    """The file holds nothing, or no header line."""

    code = "linkage.file.empty"


class NotATable(TableFileError):
    """The bytes are no csv and no workbook."""

    code = "linkage.file.not_a_table"


class TruncatedWorkbook(TableFileError):
    """A workbook is cut off, encrypted or damaged."""

    code = "linkage.file.truncated"


class CellTooLarge(TableFileError):
    """One cell is larger than memory bounds allow."""

    code = "linkage.file.cell_too_large"


class UnclosedQuote(TableFileError):
    """A quotation mark is opened and never closed, so rows run together."""

    code = "linkage.file.unclosed_quote"


class UndecodableText(TableFileError):
    """The bytes are neither UTF-8 nor GB18030."""

    code = "linkage.file.encoding"
