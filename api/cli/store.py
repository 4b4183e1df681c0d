"""``xintu store check``: is the store sound?

Owns: options and output. Refuses: repairing.
"""

import typer

from api.cli.session import FAILED, JsonOption, StoreOption, err, out, print_json, session

commands = typer.Typer(help="The store: check that it is sound.", no_args_is_help=True)


@commands.callback()
def store_() -> None:
    """The store: check that it is sound."""


@commands.command("check")
def check(ctx: typer.Context, json_: JsonOption = False, store: StoreOption = None) -> None:
    """Check log, chains, counts and references; exit 1 when something is wrong."""
    with session(ctx, store) as app:
        problems = list(app.store.check())
        counts = dict(app.store.counts())
    if json_:
        print_json({"sound": not problems, "problems": problems, "counts": counts})
    else:
        for name, count in counts.items():
            out.print(f"{name:>24} {count:>12,}", markup=False)
        for problem in problems:
            err.print(f"✗ {problem}", markup=False, style="red")
        if not problems:
            out.print("✓ 数据库完好 sound", style="green")
    if problems:
        raise typer.Exit(FAILED)
