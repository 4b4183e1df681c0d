"""``xintu codes``: the code map 存量代码映射 as a service.

Owns: options and output. Refuses: writing a report half: the file appears when it is whole.
"""

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api.cli.session import FAILED, JsonOption, StoreOption, csv_target, err, out, print_json, session
from api.codes import conflict_json, translated, translation_json
from api.labels import label
from graph import codes
from graph.codes import Translation
from graph.model import Evidence

commands = typer.Typer(help="Old codes and unified codes 存量代码映射.", no_args_is_help=True)
COLUMNS = ("com_nm", "uni_social_crd_cd", "ic_reg_cd", "org_no", "taxation_reg_no")
_SHOWN = 5
"""Source rows shown per line in the terminal; --json has all."""


@commands.command("show")
def show(
    ctx: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Any code of an organisation, in any spelling.")],
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What a code corresponds to, by which rows and since when; exit code 1 when nothing, or a conflict."""
    with session(ctx, store) as app:
        found = translated(app, number)
    if json_:
        print_json({"readings": [translation_json(each) for each in found]})
    else:
        for each in found:
            _show(each)
    if not all(each.found and not each.is_conflict for each in found):
        raise typer.Exit(FAILED)


def _show(found: Translation) -> None:
    head = f"{label('number', found.asked.kind)} {found.asked.display()}"
    if not found.found:
        out.print(f"{head}：没有记录表明其对应代码 nothing known", markup=False)
        return
    told = "  ! 对应不唯一 conflict" if found.is_conflict else ""
    table = Table("原代码", "统一社会信用代码", "依据", "自", "至", "来源", title=f"{head}{told}")
    for each in found.found:
        how = label("correspondence", each.how) + (f"（{each.by.display()}）" if each.by else "")
        days = (str(each.first or ""), str(each.last or ""))
        old = f"{label('number', each.old.kind)} {each.old.display()}"
        table.add_row(old, each.uscc.display(), how, *days, _sources(each.sources))
    out.print(table)


def _sources(rows: Sequence[Evidence]) -> str:
    lines = [f"{each.department} {each.file} 第{each.row}行" for each in rows[:_SHOWN]]
    return "\n".join(lines + ([f"等 {len(rows)} 行"] if len(rows) > _SHOWN else []))


@commands.command("conflicts")
def conflicts(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 100,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Codes that cannot all be right: one old code beside several unified ones, or the reverse."""
    with session(ctx, store) as app:
        found = list(islice(codes.conflicts(app.store, codes.table(app.store)), limit))
    if json_:
        print_json([conflict_json(each) for each in found])
        return
    table = Table("冲突", "代码", "对应", "来源", title=f"代码冲突 conflicts {len(found)}")
    for conflict in found:
        number = f"{label('number', conflict.number.kind)} {conflict.number.display()}"
        for at, (other, rows) in enumerate(conflict.others):
            first = ("", "") if at else (label("code_conflict", conflict.kind), number)
            table.add_row(*first, f"{label('number', other.kind)} {other.display()}", _sources(rows))
    out.print(table)


@commands.command("export")
def export(
    ctx: typer.Context,
    csv_: Annotated[Path | None, typer.Option("--csv", help="Write to this file instead of stdout.")] = None,
    store: StoreOption = None,
) -> None:
    """The code map for upward reporting, one line per unified code; a code in conflict is left blank and counted."""
    with session(ctx, store) as app:
        table = codes.table(app.store)
        rows = [
            (each.name, each.uscc, each.reg_no, each.org_code, each.tax_no) for each in codes.report(app.store, table)
        ]
        with csv_target(csv_) as stream:
            csv.writer(stream).writerows([COLUMNS, *rows])
    blank = len(table.several_usccs()) + len(table.several_olds())
    err.print(f"{len(rows):,} 行；{blank:,} 个代码冲突留空，见 xintu codes conflicts", markup=False)
