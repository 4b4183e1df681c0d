"""The error base of linkage.

Owns: ``LinkageError`` and its stable ``code``, which callers translate once (api.problems).
Refuses: transport status codes and texts for the page.
"""


class LinkageError(Exception):
    """Base of every error that linkage raises. ``code`` is stable; the text names file, row, field and remedy."""

    code = "linkage"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code


class TableError(LinkageError):
    """A table of package data is missing or malformed."""

    code = "linkage.table"
