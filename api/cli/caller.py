"""Who asks from this shell.

Owns: the options ``--caller``, ``--basis``, ``--case`` and their defaults (settings, then the account's name), and what
a command that asks takes beside them: the store and the form of the answer. Refuses: to leave any of the four empty:
what nobody stated is logged as not stated.
"""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from api.audit import Access
from api.bootstrap import Application
from api.cli.session import JsonOption, StoreOption, session
from api.reading import Reader

UNSTATED = "未注明 not stated"
CallerOption = Annotated[str | None, typer.Option("--caller", help="Who asks (XINTU_CALLER; else the account's name).")]
BasisOption = Annotated[str | None, typer.Option("--basis", help="Legal basis of the query (XINTU_BASIS).")]
CaseOption = Annotated[str | None, typer.Option("--case", help="Case number of the query (XINTU_CASE).")]


@dataclass(frozen=True, slots=True)
class Caller:
    """Options of whoever asks about subjects; :func:`api.cli.grouped.grouped` spells them out."""

    ctx: typer.Context
    caller: CallerOption = None
    basis: BasisOption = None
    case: CaseOption = None
    store: StoreOption = None

    @contextmanager
    def reading(self, purpose: str) -> Iterator[tuple[Application, Reader]]:
        """The application of the store, and who reads in it for that purpose; the store is closed at the end."""
        with session(self.ctx, self.store) as app:
            yield app, Reader(access_of(app, self.caller, self.basis, self.case, purpose), "cli")


@dataclass(frozen=True, slots=True)
class Inquirer(Caller):
    """The same of a command that answers in one of two forms."""

    json_: JsonOption = False


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
