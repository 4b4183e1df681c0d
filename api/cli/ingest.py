"""``xintu ingest`` and ``xintu rejects``: department files in, every row accounted for.

Owns: options, progress, counts and exit code. Refuses: guessing in silence (what it assumed is said on stderr), and
tracebacks for bad files.
"""

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.bootstrap import Application
from api.cli.caller import account
from api.cli.session import FAILED, JsonOption, StoreOption, bar, csv_target, err, out, print_json, session
from api.deliveries import Stated, requests_of
from api.labels import label
from graph.intake import FileReport, FileRequest, ingest
from graph.model import DeliveryKind

commands = typer.Typer()
COUNTS = ("rows", "records", "unchanged", "superseded", "rejected", "issues")
REJECT_COLUMNS = ("file", "row", "field", "value", "reason", "message", "region", "department")


@commands.command("ingest")
def ingest_(  # noqa: PLR0913  an interface: one parameter per option
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders (with manifest.toml).")],
    region: Annotated[str | None, typer.Option(help="Delivering region, GB/T 2260 (XINTU_REGION).")] = None,
    department: Annotated[str | None, typer.Option(help="Delivering department (XINTU_DEPARTMENT).")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="Format name; recognised when not given.")] = None,
    delivery: Annotated[DeliveryKind | None, typer.Option(help="full replaces, delta adds.")] = None,
    as_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the data.")] = None,
    max_rejects: Annotated[float | None, typer.Option(min=0, max=1, help="Share of rejected rows allowed.")] = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Read department files into the graph; the same file twice changes nothing."""
    day: date | None = as_at.date() if as_at else None
    stated = Stated(region, department, format_, delivery, day)
    with session(ctx, store) as app:
        say = lambda text: err.print(text, markup=False)  # noqa: E731  one line, used once
        requests = [one for path in paths for one in requests_of(path, stated, app.settings, app.formats, say)]
        reports = _ingest(app, requests)
        limit = app.settings.max_rejects if max_rejects is None else max_rejects
        show(reports, json_)
    if not _are_good(reports, limit):
        raise typer.Exit(FAILED)
