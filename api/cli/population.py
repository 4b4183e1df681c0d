"""``xintu population``: a fictional city's department files, with the truth beside them.

Owns: options and progress. Refuses: real names and numbers, and touching the store.
"""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import JsonOption, bar, out, print_json
from api.demo.population import DEFAULT_ENTERPRISES, DEFAULT_SEED, Summary, trap_factories, write
from api.demo.rates import Variation
from api.demo.traps.cases import write_traps
from api.demo.traps.themes import traps
from api.wire import plain

commands = typer.Typer()


@commands.command("population")
def population(
    target: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder for the files; made when missing.")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = DEFAULT_SEED,
    enterprises: Annotated[int, typer.Option(min=50, help="How many enterprises.")] = DEFAULT_ENTERPRISES,
    dirt: Annotated[float, typer.Option(min=0, help="Multiplies every share of dirt.")] = 1.0,
    codes: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of rows outside the registries that bear a valid code.")
    ] = None,
    json_: JsonOption = False,
) -> None:
    """Write department files, manifest.toml and truth.csv of a fictional city."""
    with bar() as progress:
        task = progress.add_task("生成 population", total=None)

        def told(stage: str, done: int, total: int) -> None:
            progress.update(task, description=f"生成 {stage}", completed=done, total=total)

        planted = traps(trap_factories(seed))
        summary = write(target, seed, enterprises, planted, told, Variation(dirt, codes))
        write_traps(target, planted)
    show(summary, json_)


def show(summary: Summary, json_: bool) -> None:
    """The summary, as JSON or for people."""
    if json_:
        print_json(plain(summary) | {"out": str(summary.out)})
        return
    out.print(f"{summary.out}: {summary.files} 个文件，{summary.rows:,} 行，{summary.departments} 个部门", markup=False)
    out.print(f"种子 seed {summary.seed}；陷阱案例 traps {summary.traps}", markup=False)
