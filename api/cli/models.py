"""``xintu models``: the linkage models as files, to copy, change and check before a full resolution pins them.

Owns: output. Refuses: opening the store, and what a model means (linkage.weights).
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import out
from graph.pinned import models_of
from linkage.model_files import shipped
from linkage.weights import UNIT

commands = typer.Typer(help="归并模型 linkage models: show the shipped ones, check your own.", no_args_is_help=True)


class Name(StrEnum):
    """The two models of a city."""

    ENTERPRISE = "enterprise"
    PERSON = "person"


@commands.command("show")
def show(name: Annotated[Name, typer.Argument(metavar="NAME")]) -> None:
    """Print a shipped model file: the start of one's own."""
    sys.stdout.write(shipped(name))


@commands.command("check")
def check(folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Check the models of a folder; `xintu resolve --full` pins them when XINTU_MODELS names it."""
    found = models_of(folder)
    for model in (found.enterprise, found.person):
        bits = f"join {model.decision.join / UNIT:g}, review {model.decision.review / UNIT:g}"
        origin = "own" if (folder / f"{model.name}.toml").is_file() else "shipped"
        told = f"{len(model.comparisons)} comparisons, {len(model.rules)} blocking rules, {bits} bits"
        out.print(f"{model.name} ({origin}): {told}", markup=False)
