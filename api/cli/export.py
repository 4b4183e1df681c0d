"""``xintu export``: the graph of a day for other programs.

Owns: options and the last line. Refuses: persons for whom nobody states basis and case.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.audit import Access
from api.cli.caller import UNSTATED, BasisOption, CallerOption, CaseOption, access_of
from api.cli.days import day_of, moment
from api.cli.session import JsonOption, StoreOption, err, print_json, session
from api.exports.run import Format, Wish, run_export
from api.reading import Reader

commands = typer.Typer()


@commands.command("export")
def export(
    ctx: typer.Context,
    format_: Annotated[Format, typer.Option("--format", help="ftm, graphml, bods, or csv (a folder).")],
    out: Annotated[Path, typer.Option("--out", help="File to write; for csv a folder.")],
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the graph; today.")] = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
    persons: Annotated[bool, typer.Option(help="With natural persons, masked.")] = True,
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Write entities, relations and listings of a day. Persons are masked, need --basis and --case, and are logged."""
    with session(ctx, store) as app:
        day = day_of(app, as_of)
        reader = Reader(_stated(access_of(app, caller, basis, case, "export")), "cli")
        done = run_export(app, reader, Wish(format_, day, moment(known_at), persons), out)
    answer = {
        "file": out.name, "format": str(format_), "as_of": day.isoformat(), "entities": done.entities,
        "written": done.written, "queries": list(done.queries),
    }  # fmt: skip
    if json_:
        print_json(answer)
    else:
        err.print(f"{out.name}: 主体 entities {done.entities}, 写出 written {done.written}", markup=False)
        if done.queries:
            err.print(f"查询号 {done.queries[0]} … ({len(done.queries)})", markup=False)


def _stated(access: Access) -> Access:
    """A shell's stand-in for what nobody stated is no statement: a whole register does not leave without a reason."""
    basis, case = ("" if text == UNSTATED else text for text in (access.basis, access.case))
    return Access(access.caller, access.purpose, basis, case)
