"""``xintu resolve`` and ``xintu evaluate``: which mentions are one subject, and how well that is answered.

Owns: options, progress and output. Refuses: scoring and thresholds.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from api.bootstrap import models_to_pin
from api.cli.session import JsonOption, StoreOption, bar, out, print_json, session
from api.garbage import without_search
from api.labels import label
from api.wire import plain
from graph import evaluation
from graph.resolution import ResolveReport, resolve, total
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.batch.spark_engine import spark_engine
from linkage.pinning import Pinning
from linkage.training import train

commands = typer.Typer()


class SetEngine(StrEnum):
    """What predicts a full run: DuckDB in process, or Spark (extra ``spark``)."""

    DUCKDB = "duckdb"
    SPARK = "spark"


@contextmanager
def pinned_on(engine: SetEngine, retrain: bool) -> Iterator[Pinning]:
    """Training on DuckDB, which needs a bounded sample only, and prediction on the engine."""
    if engine is SetEngine.DUCKDB:
        yield Pinning(train, sieve(duckdb_engine), retrain=retrain)
        return
    with spark_engine() as spark:
        yield Pinning(train, sieve(lambda: nullcontext(spark), small=0), retrain=retrain)


@commands.command("resolve")
def resolve_(
    ctx: typer.Context,
    full: Annotated[bool, typer.Option("--full", help="Pin the models anew and look at every party.")] = False,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="As --full, and train the weights anew even where little has changed.")
    ] = False,
    engine: Annotated[
        SetEngine, typer.Option("--engine", help="What predicts a full run; spark needs the extra and Java.")
    ] = SetEngine.DUCKDB,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Resolve delivered parties into entities with stable ids."""
    with (
        session(ctx, store) as app,
        bar(still=True) as progress,
        pinned_on(engine, retrain) as pinning,
        without_search(),
    ):
        task = progress.add_task("归并 resolve", total=None)
        report = resolve(
            app.store,
            app.clock,
            models=models_to_pin(app.settings),
            full=full or retrain,
            pinning=pinning,
            progress=lambda *said: progress.update(task, description=f"归并 {said[0]}", refresh=True),
        )
        total(app.store, report)
    if json_:
        print_json(plain(report))
    else:
        _say(report)


def _say(report: ResolveReport) -> None:
    kinds = "，".join(f"{label('kind', kind)} {count:,}" for kind, count in report.entities.items())
    out.print(f"主体提及 parties {report.parties:,} → {kinds}", markup=False)
    out.print(
        f"已确认 confirmed {report.confirmed:,}，待核实 probable {report.probable:,}，存疑 unsure {report.unsure:,}"
    )
    if report.because:
        done = f"分 {report.portions:,} 批归并 in portions" if report.scope == "portions" else "全量归并 all parties"
        out.print(f"{done}：{report.because}", markup=False)
    for name, how in report.training.items():
        out.print(f"模型 model {name}：{how}", markup=False)
    if made := report.collective:
        ended = "已收敛 converged" if made["converged"] else f"止于上限 bound reached，未再审 left {made['left']:,}"
        out.print(
            f"互证 rounds {made['made']}（{ended}）：涉及 {made['spoken_of']:,}，改归 moved {made['moved']:,}",
            markup=False,
        )
    for name, blocks in report.capped.items():
        found = "，".join(f"{rule} {count:,}" for rule, count in blocks.items())
        out.print(f"区块过大，不予比对 blocks above the cap ({name})：{found}", markup=False)
    if report.conflicts:
        out.print(f"未能照办的人工判定 conflicts {len(report.conflicts)}：xintu review list", style="red")
    if not report.changed:
        out.print("与上次相同，未作改动  unchanged")


@commands.command("evaluate")
def evaluate_(
    ctx: typer.Context,
    truth: Annotated[Path, typer.Option("--truth", exists=True, dir_okay=False, help="csv: file,row,role,name,entity")],
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Compare the resolved entities with labelled rows."""
    with session(ctx, store) as app, without_search():
        result: dict[str, Any] = plain(evaluation.evaluate(evaluation.read(app.store, truth)))
    if json_:
        print_json(result)
        return
    table = Table(
        "", "主体提及", "退回", "未见", "对 P", "对 R", "对 F1", "B³ F1", "确认 P", "确认 R", title="评估 evaluation"
    )
    for kind, scores in result.items():
        pairs, b3, confirmed = (scores.get(part) or {} for part in ("pairs", "b3", "confirmed"))
        figures = (pairs.get("precision"), pairs.get("recall"), pairs.get("f1"), b3.get("f1"))
        shown = [f"{figure:.4f}" if figure is not None else "" for figure in (*figures, *confirmed.values())]
        table.add_row(
            label("kind", kind), *(str(scores.get(part, "")) for part in ("parties", "rejected", "unmatched")), *shown
        )
    out.print(table)
