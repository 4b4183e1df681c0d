"""``xintu store check`` and ``xintu store migrate``: is the store sound, and of the right shape?

Owns: options and output. Refuses: repairing.
"""

import typer

from api.bootstrap import migrate_store
from api.cli.session import FAILED, JsonOption, StoreOption, err, out, print_json, session, settings_of

commands = typer.Typer(help="The store: check that it is sound, bring it into shape.", no_args_is_help=True)


@commands.callback()
def store_() -> None:
    """The store: check that it is sound, bring it into shape."""


@commands.command("migrate")
def migrate(ctx: typer.Context, json_: JsonOption = False, store: StoreOption = None) -> None:
    """Bring the store's database into the shape that this version needs; safe to run again and at once."""
    applied = list(migrate_store(settings_of(ctx, store)))
    if json_:
        print_json({"applied": applied})
    else:
        for name in applied:
            out.print(f"✓ {name}", markup=False)
        if not applied:
            out.print("✓ 数据库结构已是最新 the store's shape is up to date", style="green")


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
