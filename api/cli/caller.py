"""Who asks from this shell.

Owns: the options ``--caller``, ``--basis``, ``--case`` and their defaults (settings, then the account's name).
Refuses: to leave any of the four empty: what nobody stated is logged as not stated.
"""

import getpass
from typing import Annotated

import typer

from api.audit import Access
from api.bootstrap import Application

UNSTATED = "未注明 not stated"
CallerOption = Annotated[str | None, typer.Option("--caller", help="Who asks (XINTU_CALLER; else the account's name).")]
BasisOption = Annotated[str | None, typer.Option("--basis", help="Legal basis of the query (XINTU_BASIS).")]
CaseOption = Annotated[str | None, typer.Option("--case", help="Case number of the query (XINTU_CASE).")]


def access_of(app: Application, caller: str | None, basis: str | None, case: str | None, purpose: str) -> Access:
    """What the audit log is told about a query from the command line."""
    settings = app.settings
    return Access(
        caller=caller or settings.caller or account(),
        purpose=purpose,
        basis=basis or settings.basis or UNSTATED,
        case=case or settings.case or UNSTATED,
    )


def account() -> str:
    """The account that runs the command."""
    try:
        return f"account:{getpass.getuser()}"
    except (OSError, KeyError, ImportError):
        return UNSTATED
