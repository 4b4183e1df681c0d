"""The error of one cell.

Owns: ``BadCell``, which mapping turns into a field issue or a rejection. Refuses: files (linkage.readers.errors).
"""

from linkage.errors import LinkageError


class BadCell(LinkageError):
    """A cell that cannot be read. ``reason`` is a stable code, ``value`` the raw cell (the reporter masks it)."""

    code = "linkage.cell"

    def __init__(self, reason: str, message: str, value: str) -> None:
        super().__init__(message)
        self.reason, self.value = reason, value
