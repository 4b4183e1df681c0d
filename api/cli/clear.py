"""``xintu clear``, ``xintu clearances``: a false hit that a reviewer cleared stays cleared until its evidence changes.

Owns: options and output. Refuses: deciding what may be cleared (api.clearances).
"""

from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from api.checks import Check
from api.clearances import Clearing, contents, withdraw
from api.clearances import clear as clear_hits
from api.cli.caller import Inquirer
from api.cli.days import day_option
from api.cli.grouped import grouped
from api.cli.session import JsonOption, StoreOption, out, print_json, session
from api.labels import label
from linkage.model import Kind

commands = typer.Typer()
_PURPOSE = "qualification"
"""Which hits a subject has does not depend on the purpose; a query must name one."""


@commands.command("clear")
@grouped
def clear(
    who: Inquirer,
    reason: Annotated[str, typer.Option(help="Why the hit is somebody else.")],
    number: Annotated[str, typer.Option(help="The subject's number.")] = "",
    entity: Annotated[str, typer.Option(help="The subject's entity id.")] = "",
    name: Annotated[str, typer.Option(help="Its name; alone, only a firm's with --kind enterprise.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Kind of the named subject.")] = None,
    listing: Annotated[str, typer.Option(help="Key of one listing; all doubtful hits when missing.")] = "",
    until: Annotated[date | None, day_option("Last day.")] = None,
    withdraw_: Annotated[str, typer.Option("--withdraw", help="Take this clearance back.")] = "",
) -> None:
    """The subject is not whom a doubtful hit means: remember it, or take that back with --withdraw."""
    if not withdraw_ and not (number or entity or name):
        raise typer.BadParameter("give the subject (--number, --entity, --name) or --withdraw")
    with who.reading("clear") as (app, reader):
        if withdraw_:
            done = [withdraw(app, withdraw_, reason, reader)]
        else:
            day = app.today
            check = Check(_PURPOSE, day, number, entity, name, kind)
            done = clear_hits(app, Clearing(check, reason, listing, until), reader)
        found = contents(app, done)
    _show(found, who.json_)


@commands.command("clearances")
def clearances(ctx: typer.Context, json_: JsonOption = False, store: StoreOption = None) -> None:
    """Every clearance, withdrawn ones too."""
    with session(ctx, store) as app:
        found = contents(app, sorted(app.book.current().all.values(), key=lambda each: each.tx))
    _show(found, json_)


def _show(found: list[dict[str, Any]], json_: bool) -> None:
    if json_:
        print_json(found)
        return
    table = Table("编号", "名单", "核实人", "理由", "日期", "至", "状态")
    for each in found:
        said = (each["id"], each["listing"], each["reviewer"], each["reason"], each["at"][:10], each["until"] or "")
        table.add_row(*said, label("clearance", each["state"]))
    out.print(table)
