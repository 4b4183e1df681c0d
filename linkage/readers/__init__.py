"""Department files as streams of rows.

Owns: opening csv and xlsx whatever their encoding, delimiter and title lines (:func:`open_table`), and reading single
cells (:mod:`linkage.readers.cells`). Refuses: knowing any format (linkage.formats) or what a cell means.
"""

from linkage.readers.errors import (
    CellTooLarge,
    EmptyFile,
    NotATable,
    TableFileError,
    TruncatedWorkbook,
    UnclosedQuote,
    UndecodableText,
)
from linkage.readers.table import Table, open_table

__all__ = [
    "CellTooLarge",
    "EmptyFile",
    "NotATable",
    "Table",
    "TableFileError",
    "TruncatedWorkbook",
    "UnclosedQuote",
    "UndecodableText",
    "open_table",
]
