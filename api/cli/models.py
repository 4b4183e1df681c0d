"""``xintu models``: the linkage models as files, to copy, change and check before a full resolution pins them, and rows
of any other kind linked by a file alone.

Owns: output, and reading such rows. Refuses: opening the store, and what a model means (linkage.weights).
"""

import csv
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import out
from graph.pinned import models_of
from linkage.fields import FieldSpec
from linkage.model_files import read, shipped
from linkage.records import link
from linkage.weights import UNIT, ModelError

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


@commands.command("link")
def link_rows(
    model: Annotated[Path, typer.Argument(metavar="MODEL.toml", exists=True, dir_okay=False)],
    rows: Annotated[Path, typer.Argument(metavar="ROWS.csv", exists=True, dir_okay=False)],
    into: Annotated[Path, typer.Option("--out", help="CSV: each row's id and its cluster, named by its first id.")],
    id_: Annotated[str, typer.Option("--id", help="Column that names a row.")] = "id",
) -> None:
    """Link the rows of a CSV by a model file with [fields] of its own: ships, passports, another country's people."""
    file = read(model)
    found = link(_rows(rows, id_, file.fields), file)
    with into.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow((id_, "cluster"))
        writer.writerows((row, group[0]) for group in found.clusters for row in group)
    size = sum(map(len, found.clusters))
    out.print(f"{size} rows, {len(found.clusters)} clusters; weights {found.model.trained}", markup=False)


def _rows(path: Path, id_: str, fields: tuple[FieldSpec, ...]) -> dict[str, dict[str, str]]:
    """The rows by id; ModelError when a column that the model names is missing or an id stands twice."""
    found: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = reader.fieldnames or ()
        for name in (id_, *(column for spec in fields for column in spec.columns)):
            if name not in columns:
                raise ModelError(f"{path.name}: column {name} is missing; it has {', '.join(columns)}")
        for number, row in enumerate(reader, 2):
            if not row[id_] or row[id_] in found:
                raise ModelError(f"{path.name} line {number}: {id_} is empty or stands twice; name each row once")
            found[row[id_]] = {name: row[name] or "" for name in columns}
    return found
