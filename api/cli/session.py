"""What every command shares: settings, the open store, output and how errors leave.

Owns: the options ``--store`` and ``--json``, the guard that turns errors into one clear message, and the exit codes
(0 well, 1 the answer is not good, 2 the command was wrong). Refuses: tracebacks for what a user can mend.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from typer.core import TyperGroup

from api.bootstrap import Application, assemble, require_store
from api.errors import ApiError, InvalidNumber, InvalidQuery
from api.garbage import spare_garbage
from api.settings import Settings
from exchange.errors import ExchangeError
from graph.errors import GraphError
from linkage.errors import LinkageError

FAILED = 1
USAGE = 2
StoreOption = Annotated[
    str | None, typer.Option("--store", help="Store URL, such as sqlite:///xintu.db (XINTU_STORE).", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable answer on stdout.")]

_FILES = "check the path, and that the folder is there and may be written"
_WIDE = 160
"""Width of tables that go to a file or a pipe."""
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class GuardedGroup(TyperGroup):
    """A command group whose known errors end in one message on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; known errors become a message."""
        try:
            return super().invoke(ctx)
        except (InvalidNumber, InvalidQuery) as error:
            _complain(error)
            raise typer.Exit(USAGE) from None
        except (ApiError, GraphError, LinkageError, ExchangeError, OSError) as error:
            _complain(error)
            raise typer.Exit(FAILED) from None


def _complain(error: Exception) -> None:
    code = getattr(error, "code", "os")
    told, remedy = str(error), getattr(error, "remedy", "")
    if isinstance(error, OSError) and error.filename and error.strerror:
        told, remedy = f"{error.filename}: {error.strerror}", _FILES
    err.print(f"错误 error [{code}]: {told}", markup=False, style="red")
    if remedy:
        err.print(f"  → {remedy}", markup=False)


def settings_of(ctx: typer.Context, store: str | None = None) -> Settings:
    """Settings from the environment, with the store named on the command line on top."""
    named = store or (ctx.find_root().params.get("store"))
    try:
        return Settings(store=named) if named else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "XINTU_" + "_".join(str(part) for part in first["loc"]).upper()
        raise typer.BadParameter(f"{name}: {first['msg']}") from None


@contextmanager
def session(
    ctx: typer.Context, store: str | None = None, fresh: bool = False, answering: bool = False
) -> Iterator[Application]:
    """The assembled application for one command; its store is closed at the end. ``fresh``: the command may begin a
    store; any other one is refused where there is none, lest a mistyped name answers out of an empty store.
    ``answering``: the command is a server."""
    spare_garbage()
    settings = settings_of(ctx, store)
    if not fresh:
        require_store(settings.store)
    application = assemble(settings, answering=answering)
    try:
        yield application
    finally:
        application.store.close()


def print_json(value: object, indent: int | None = 2) -> None:
    """One JSON value on stdout; with ``indent=None`` on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def print_lines(lines: str) -> None:
    """Lines on stdout, flushed together."""
    sys.stdout.write(lines)
    sys.stdout.flush()


def bar(still: bool = False) -> Progress:
    """A progress bar on stderr; silent when stderr is no terminal. A ``still`` one is drawn when it is told something,
    not by a thread of its own: beside threads no child process may be had (linkage.beside)."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        auto_refresh=not still,
        disable=not sys.stderr.isatty(),
    )


@contextmanager
def csv_target(path: Path | None) -> Iterator[Any]:
    """A text stream for csv output: a new UTF-8 file with BOM, which Excel opens rightly, or stdout."""
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        yield stream
