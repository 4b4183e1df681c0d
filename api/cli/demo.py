"""``xintu demo``: the whole path on a fictional city, then the page.

Owns: stages with progress on stderr, the readable summary, and serving at the end. Refuses: hiding what came out wrong.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from api.audit import Access
from api.bootstrap import Application, assemble
from api.checks import Check, run_checks
from api.cli.session import FAILED, JsonOption, bar, err, out, print_json, settings_of
from api.demo import border, population, run
from api.demo.run import Plan, Report, timed
from api.demo.traps.cases import Ask
from api.garbage import spare_garbage, without_search
from api.reading import Reader
from api.wire import plain
from graph import evaluation
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.resolution import resolve
from linkage.model import Kind

commands = typer.Typer()
READER = Reader(Access("xintu demo", "procurement", "演示数据，虚构主体", "DEMO"), "cli")


@commands.command("demo")
def demo(
    ctx: typer.Context,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the summary.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the fictional city.")] = population.DEFAULT_SEED,
    enterprises: Annotated[int, typer.Option(min=100, help="Size of the city.")] = population.DEFAULT_ENTERPRISES,
    folder: Annotated[Path, typer.Option("--out", help="Folder for files and store.")] = Path("xintu-demo"),
    json_: JsonOption = False,
) -> None:
    """Make a fictional city, load it, resolve it, measure it, ask the planted cases, exchange with a neighbour,
    serve."""
    plan, report = Plan(folder, seed, enterprises), Report()
    run.prepare(plan)
    spare_garbage()
    settings = settings_of(ctx).model_copy(update={"store": f"sqlite:///{folder / 'city.db'}"})
    app = assemble(settings)
    try:
        with bar() as progress:
            fill(app, plan, report, progress)
        print_json(report.to_json()) if json_ else show(report, plan)
        if sys.stdout.isatty() and not no_serve:
            from api.cli.serve import run as serve  # the web is read when it is wanted

            serve(app, app.settings.host, app.settings.port)
    finally:
        app.store.close()
    if not report.ok:
        raise typer.Exit(FAILED)


def fill(app: Application, plan: Plan, report: Report, progress: Progress) -> None:
    """Run every stage; each writes its part of the report."""
    task = progress.add_task("虚构城市 population", total=None)

    def tell(stage: str) -> None:
        err.print(f"· {stage}", style="dim")
        progress.update(task, description=stage, total=None)

    tell("虚构城市 population")
    with timed(report, "population"):
        report.population, guest = run.write_population(plan)
    tell("导入 ingest")
    with timed(report, "ingest"):
        requests, reference = read_manifest(plan.city)
        reports = ingest(app.store, app.formats, requests, app.clock, "demo")
        report.ingest = _totals(reports)
    day = run.reference_day(reference)
    report.dirt = run.count_dirt(app, plan.city)
    tell("归并 resolve")
    with timed(report, "resolve"), without_search():
        report.resolve = plain(resolve(app.store, app.clock, full=True))
    tell("评估 evaluate")
    with timed(report, "evaluate"), without_search():
        truth = evaluation.read(app.store, plan.city / "truth.csv")
        report.evaluation = plain(evaluation.evaluate(truth))
        report.baselines = plain(evaluation.baselines(truth))
    tell("核查 screen")
    with timed(report, "screen"):
        report.traps = run.ask_traps(run.planted_cases(plan), lambda asks: _screen(app, asks))
    tell("城市互认 exchange")
    with timed(report, "exchange"):
        ask = Check("procurement", day, number=guest.uscc)
        report.exchange = border.visit(
            app, plan.folder / "exchange", guest, day, lambda: str(run_checks(app, [ask], READER).answers[0]["verdict"])
        )


def _totals(reports: Sequence[Any]) -> dict[str, Any]:
    names = ("rows", "records", "unchanged", "superseded", "rejected", "issues")
    totals = {name: sum(getattr(each.counts, name) for each in reports) for name in names}
    accounted = totals["records"] + totals["unchanged"] + totals["superseded"] + totals["rejected"]
    return {
        "files": len(reports),
        **totals,
        "balanced": accounted == totals["rows"] and all(not r.error for r in reports),
    }


def _screen(app: Application, asks: Sequence[Ask]) -> list[dict[str, Any]]:
    checks = [
        Check(ask.purpose, ask.as_of, ask.number, name=ask.name, kind=Kind(ask.kind), region=ask.region) for ask in asks
    ]
    return [run_checks(app, [check], READER).answers[0] for check in checks]


def show(report: Report, plan: Plan) -> None:
    """The summary a person reads."""
    ingest_, seconds = report.ingest, sum(report.seconds.values())
    out.print(
        f"\n[bold]导入 ingest[/] {ingest_['files']} 个文件 {ingest_['rows']:,} 行 = "
        f"新记录 {ingest_['records']:,} + 无变化 "
        f"{ingest_['unchanged']:,} + 新版本 {ingest_['superseded']:,} + 退回 {ingest_['rejected']:,}；"
        f"{'全部有着落 balanced' if ingest_['balanced'] else '[red]不平 NOT BALANCED[/]'}"
    )
    out.print(_dirt_table(report))
    out.print(_linkage_table(report))
    _show_traps(report)
    for step in report.exchange:
        mark = "[green]✓[/]" if step.right else f"[red]✗ expected {step.expected}[/]"
        out.print(f"  {mark} {step.what}: {step.got}")
    out.print(f"[bold]用时 seconds[/] {seconds:.1f}  {report.seconds}")
    out.print(
        f"文件与数据库 files and store: {plan.folder}；查看 look: xintu --store sqlite:///{plan.folder}/city.db serve"
    )


def _dirt_table(report: Report) -> Table:
    table = Table("脏数据 dirt", "应当 due", "埋设 planted", "符合 met", title="数据质量")
    for row in report.dirt:
        colour = "" if row.met == row.planted else "red"
        table.add_row(row.kind, row.due, f"{row.planted:,}", f"{row.met:,}", style=colour)
    return table


def _linkage_table(report: Report) -> Table:
    table = Table("归并 linkage", "kind", "F1", "precision", "recall", "confirmed P", "confirmed R", title="归并评估")
    for name, scores in (("Xintu", report.evaluation), *report.baselines.items()):
        for kind, each in scores.items():
            pairs, sure = each["pairs"], each.get("confirmed") or {}
            figures = (pairs["f1"], pairs["precision"], pairs["recall"], sure.get("precision"), sure.get("recall"))
            table.add_row(name, kind, *(f"{value:.4f}" if value is not None else "" for value in figures))
    return table


def _show_traps(report: Report) -> None:
    wrong = [each for each in report.traps if each.differences]
    cases = len({each.trap for each in report.traps})
    out.print(
        f"[bold]情形 cases[/] {cases}，问题 questions {len(report.traps)}，答对 right {len(report.traps) - len(wrong)}"
    )
    for each in wrong:
        out.print(f"  [red]✗[/] {each.trap} {each.title_zh} ({each.purpose}): {'; '.join(each.differences)}")
