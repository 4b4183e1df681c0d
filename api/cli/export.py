"""``xintu export``: the graph of a day for other programs.

Owns: options and the last line. Refuses: persons for whom nobody states basis and case.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.audit import Access
from api.cli.caller import UNSTATED, Inquirer
from api.cli.days import day_of, day_option, moment
from api.cli.grouped import grouped
from api.cli.session import err, print_json
from api.exports.run import Format, Wish, run_export
from api.reading import Reader

commands = typer.Typer()


@commands.command("export")
@grouped
def export(
    who: Inquirer,
    format_: Annotated[Format, typer.Option("--format", help="ftm, graphml, bods, or csv (a folder).")],
    out: Annotated[Path, typer.Option("--out", help="File to write; for csv a folder.")],
    as_of: Annotated[date | None, day_option("Day of the graph; today.")] = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
    persons: Annotated[bool, typer.Option(help="With natural persons, masked.")] = True,
) -> None:
    """Write entities, relations and listings of a day. Persons are masked, need --basis and --case, and are logged."""
    with who.reading("export") as (app, reader):
        day = day_of(app, as_of)
        done = run_export(
            app, Reader(_stated(reader.access), reader.channel), Wish(format_, day, moment(known_at), persons), out
        )
    answer = {
        "file": out.name, "format": str(format_), "as_of": day.isoformat(), "entities": done.entities,
        "written": done.written, "queries": list(done.queries),
    }  # fmt: skip
    if who.json_:
        print_json(answer)
    else:
        err.print(f"{out.name}: 主体 entities {done.entities}, 写出 written {done.written}", markup=False)
        if done.queries:
            err.print(f"查询号 {done.queries[0]} … ({len(done.queries)})", markup=False)


def _stated(access: Access) -> Access:
    """A shell's stand-in for what nobody stated is no statement: a whole register does not leave without a reason."""
    basis, case = ("" if text == UNSTATED else text for text in (access.basis, access.case))
    return Access(access.caller, access.purpose, basis, case)
