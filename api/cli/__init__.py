"""The ``xintu`` command: one module per command group.

Owns: the root, its global options and which groups hang on it. Refuses: work of its own.
"""

from typing import Annotated

import typer

from api.cli import demo, entity, exchange, formats, ingest, population, resolve, screen, serve, store
from api.cli.session import GuardedGroup

app = typer.Typer(
    cls=GuardedGroup,
    name="xintu",
    help="信图 Xintu：城市信用图谱 a city credit graph.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
"""The entry point of the ``xintu`` script."""


@app.callback()
def root(
    store: Annotated[
        str | None,
        typer.Option("--store", help="Store URL, such as sqlite:///xintu.db (XINTU_STORE).", show_default=False),
    ] = None,
) -> None:
    """信图 Xintu：城市信用图谱 a city credit graph."""


for module in (demo, ingest, resolve, screen, entity, population, serve):
    app.add_typer(module.commands)
app.add_typer(formats.commands, name="formats")
app.add_typer(store.commands, name="store")
app.add_typer(exchange.commands, name="exchange")
