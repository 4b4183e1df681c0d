"""Errors of the border: stable codes with what to do about them.

Owns: ``ApiError``, the one error base of this package. Refuses: HTTP (api.problems) and exit codes (api.cli.session).
"""


class ApiError(Exception):
    """Base of the errors raised by ``api``; ``code`` is stable. ``remedy`` tells the caller what to do."""

    code = "api"

    def __init__(self, message: str, remedy: str = "", **extra: str) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.extra = extra


class InvalidNumber(ApiError):
    """An identifier that cannot be one; the message says which check digit or character is wrong."""

    code = "invalid_number"


class InvalidQuery(ApiError):
    """A query that names no subject, or an unknown purpose, region or day."""

    code = "invalid_query"


class PurposeRequired(ApiError):
    """A read of a natural person without caller, purpose, basis and case (RULES, Personal data)."""

    code = "purpose_required"


class UnknownEntity(ApiError):
    """No entity, alive or retired, has that id."""

    code = "unknown_entity"


class StoreUnavailable(ApiError):
    """The store's address is wrong or it cannot be opened."""

    code = "store_unavailable"
