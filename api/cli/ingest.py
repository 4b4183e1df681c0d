"""``xintu ingest`` and ``xintu rejects``: department files in, every row accounted for.

Owns: options, progress, counts and exit code. Refuses: guessing in silence (what it assumed is said on stderr), and
tracebacks for bad files.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID
from rich.table import Table

from api.bootstrap import Application
from api.cli.affected import rehearse_files
from api.cli.caller import access_of, account
from api.cli.days import day_option, region_option
from api.cli.session import FAILED, JsonOption, StoreOption, bar, csv_target, err, out, print_json, session
from api.deliveries import Stated, requests_of
from api.labels import label
from api.reading import Reader
from graph.affected import Asking
from graph.intake import FileReport, FileRequest, ingest
from graph.model import DeliveryKind
from linkage.identifiers import mask_text

commands = typer.Typer()
COUNTS = ("rows", "records", "unchanged", "superseded", "rejected", "issues")
REJECT_COLUMNS = ("file", "row", "field", "value", "reason", "message", "region", "department", "format")


@commands.command("ingest")
def ingest_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders (with manifest.toml).")],
    region: Annotated[str | None, region_option("Delivering region, GB/T 2260 (XINTU_REGION).")] = None,
    department: Annotated[str | None, typer.Option(help="Delivering department (XINTU_DEPARTMENT).")] = None,
    format_: Annotated[str | None, typer.Option("--format", help="Format name; recognised when not given.")] = None,
    delivery: Annotated[DeliveryKind | None, typer.Option(help="A full delivery replaces, a delta adds.")] = None,
    as_at: Annotated[date | None, day_option("Day that the files speak of.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; show which conclusions change.")] = False,
    max_rejects: Annotated[float | None, typer.Option(min=0, max=1, help="Share of rejected rows allowed.")] = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Read department files into the graph; the same file twice changes nothing."""
    stated = Stated(region, department, format_, delivery, as_at)
    with session(ctx, store, fresh=not dry_run) as app:
        if dry_run:
            asking = Asking(app.ruleset, app.today)
            reader = Reader(access_of(app, None, None, None, "ingest --dry-run"), "cli")
            rehearse_files(app, asking, paths, stated, (reader, json_))
            return
        requests = [
            request
            for path in paths
            for request in requests_of(
                path, stated, app.settings, app.formats, lambda text: err.print(text, markup=False)
            )
        ]
        for each in requests:
            if each.as_at > app.today:
                err.print(
                    f"{each.path.name}: 截至 {each.as_at}，尚未到来 as-at is to come", markup=False, style="yellow"
                )
        reports = take_in(app, requests)
        limit = app.settings.max_rejects if max_rejects is None else max_rejects
    show(reports, json_)
    for report in reports:
        if said := closing_of(report):
            err.print(said, markup=False, style="yellow")
    faults = [fault for report in reports if (fault := fault_of(report, limit))]
    for fault in faults:
        err.print(f"✗ {fault}", markup=False, style="red")
    if faults:
        raise typer.Exit(FAILED)


def take_in(app: Application, requests: Sequence[FileRequest]) -> Sequence[FileReport]:
    """Ingest with a progress bar on stderr."""
    with bar() as progress:
        told = _Bar(progress, progress.add_task("读取 ingest", total=None))
        return ingest(app.store, app.formats, requests, app.clock, account(), told)


class _Bar:
    """The intake's progress on a rich bar."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def __call__(self, file: str, done: int, total: int | None) -> None:
        self._progress.update(self._task, description=f"读取 {file}", completed=done, total=total)


def closing_of(report: FileReport) -> str:
    """What a snapshot closed, or did not close though it is one; empty when there is nothing to say."""
    if report.withheld:
        return f"{report.path.name}: 全量文件被退回的行过多，未终止任何记录 too many rows rejected: nothing was closed"
    if report.closed:
        return f"{report.path.name}: 全量文件不再列出 {report.closed} 条记录，已终止 closed: no longer in the snapshot"
    return ""


def fault_of(report: FileReport, limit: float) -> str:
    """Why a file's intake is not good; empty when it is."""
    if report.error is not None:
        return f"[{report.error.code}] {mask_text(str(report.error))}"
    counts = report.counts
    if counts.rejected > limit * counts.rows:
        share = counts.rejected / counts.rows
        remedy = "`xintu rejects` lists row, field and reason"
        return (
            f"{report.path.name}: {counts.rows} 行中 {counts.rejected} 行被退回 ({share:.1%} > {limit:.1%}); {remedy}"
        )
    return ""


def as_json(reports: Sequence[FileReport]) -> dict[str, Any]:
    """The counts of every file and their sums."""
    files = []
    for report in reports:
        counts = {name: getattr(report.counts, name) for name in COUNTS}
        entry: dict[str, Any] = {
            "path": str(report.path),
            "format": report.format,
            "encoding": report.encoding,
            "closed": report.closed,
            "withheld": report.withheld,
        } | counts
        if report.error is not None:
            entry["error"] = {"code": report.error.code, "message": mask_text(str(report.error))}
        files.append(entry)
    totals = {name: sum(getattr(report.counts, name) for report in reports) for name in COUNTS}
    return {"files": files, "totals": {"files": len(files)} | totals}


def show(reports: Sequence[FileReport], json_: bool) -> None:
    """The counts, as JSON or for people."""
    content = as_json(reports)
    if json_:
        print_json(content)
        return
    headings = ("文件", "格式", "编码", "行", *(label("outcome", name) for name in COUNTS[1:]))
    table = Table(*headings, title=f"{len(reports)} 个文件")
    for entry in content["files"]:
        name = Path(entry["path"]).name
        table.add_row(name, entry["format"], entry["encoding"], *(f"{entry[count]:,}" for count in COUNTS))
    if len(reports) > 1:
        table.add_section()
        table.add_row("合计", "", "", *(f"{content['totals'][count]:,}" for count in COUNTS))
    out.print(table)


@commands.command("rejects")
def rejects(
    ctx: typer.Context,
    csv_: Annotated[Path | None, typer.Option("--csv", help="Write to this file instead of stdout.")] = None,
    store: StoreOption = None,
) -> None:
    """List the rejected rows as csv: file, row, field, value (masked), reason, what to mend."""
    with session(ctx, store) as app, csv_target(csv_) as stream:
        writer = csv.writer(stream)
        writer.writerow(REJECT_COLUMNS)
        for delivery, outcome in app.store.rejections():
            found = outcome.rejection
            if found is not None:
                said = (found.field, mask_text(found.value), found.reason, mask_text(found.message))
                writer.writerow(
                    (delivery.path, outcome.row, *said, delivery.region, delivery.department, delivery.format)
                )
