"""``xintu clocks``: what is due by when, the most overdue first.

Owns: options and layout. Refuses: reminders and penalties: it shows.
"""

from typing import Annotated

import typer

from api.cli.affected import folded
from api.cli.days import AsOfOption, day_of
from api.cli.session import FAILED, JsonOption, StoreOption, out, print_json, session
from api.desk_words import duty_json
from api.desks import open_duties

commands = typer.Typer()


@commands.command("clocks")
def clocks(
    ctx: typer.Context,
    as_of: AsOfOption = None,
    reports: Annotated[
        bool, typer.Option("--reports", help="Also decisions and steps that offices reported late, or not themselves.")
    ] = False,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Open duties with their last day, overdue first. Exit 1 when one is overdue."""
    with session(ctx, store) as app:
        day = day_of(app, as_of)
        found = open_duties(app, day, reports)
    late = sum(each.late(day) for each in found)
    if json_:
        print_json({"as_of": day.isoformat(), "late": late, "duties": [duty_json(each, day) for each in found]})
    else:
        table = folded("到期", "事项", "责任单位", "关于", "起算", "办结", title=f"{len(found)} 项，逾期 {late} 项")
        for each in found:
            mark = "⚠ " if each.late(day) else ""
            due = f"{mark}{each.due}{'（暂计）' if each.provisional else ''}"
            done = str(each.done or "") if not each.is_open(day) else ""
            table.add_row(due, each.limit.title_zh, each.who, each.what, str(each.start), done)
        out.print(table)
    if late:
        raise typer.Exit(FAILED)
