"""The ``xintu`` command: one module per command group.

Owns: the root, its global options and which commands each module brings. Refuses: work of its own, and importing a
module before one of its commands is asked for: a sanction check does not wait for Splink, nor a pull for the web.
"""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.main import get_group

from api.cli.session import GuardedGroup

COMMANDS = {
    "demo": "demo",
    "population": "population",
    "ingest": "ingest",
    "rejects": "ingest",
    "resolve": "resolve",
    "evaluate": "resolve",
    "memberships": "entity",
    "screen": "screen",
    "lot": "lot",
    "proof": "proof",
    "clear": "clear",
    "clearances": "clear",
    "affected": "affected",
    "clocks": "clocks",
    "entity": "entity",
    "identity": "identity",
    "explain": "explain",
    "lookup": "lookup",
    "export": "export",
    "serve": "serve",
}
"""Command -> the module of this package that holds it."""
GROUPS = (
    "formats",
    "models",
    "store",
    "exchange",
    "review",
    "codes",
    "rules",
    "network",
    "listing",
    "objection",
    "repair",
    "case",
)
"""Modules whose commands hang under a word of their own: ``xintu store check``."""


class LazyGroup(GuardedGroup):
    """The root group, which reads a module when its command is named (or listed by ``--help``)."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All commands, in the order of the tables."""
        return [*COMMANDS, *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The named command, or None."""
        if cmd_name in GROUPS:
            group = _group(cmd_name)
            group.name = cmd_name
            return group
        if cmd_name in COMMANDS:
            return _group(COMMANDS[cmd_name]).commands[cmd_name]
        return None


def _group(module: str) -> Any:
    return get_group(import_module(f"api.cli.{module}").commands)


app = typer.Typer(
    cls=LazyGroup,
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
