"""``xintu formats``: which department tables are known, and one with its fields.

Owns: output. Refuses: opening the store: formats are data.
"""

from typing import Annotated

import typer
from rich.table import Table

from api.bootstrap import formats_of
from api.cli.session import JsonOption, out, print_json, settings_of

commands = typer.Typer(help="Formats of department files.", invoke_without_command=True)


@commands.callback(invoke_without_command=True)
def formats(ctx: typer.Context, json_: JsonOption = False) -> None:
    """List the formats that are recognised from their header."""
    if ctx.invoked_subcommand:
        return
    specs = list(formats_of(settings_of(ctx)))
    if json_:
        keys = ("name", "title_zh", "dataset", "nature")
        print_json([{key: str(getattr(spec, key)) for key in keys} for spec in specs])
        return
    table = Table("格式 format", "名称", "数据集 dataset", "性质 nature", "列 columns", title=f"{len(specs)} 种格式")
    for spec in specs:
        table.add_row(spec.name, spec.title_zh, spec.dataset, str(spec.nature), str(len(spec.columns)))
    out.print(table)


@commands.command("show")
def show(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    json_: JsonOption = False,
) -> None:
    """Print one format with its fields."""
    spec = formats_of(settings_of(ctx)).get(name)
    if json_:
        print_json(spec.model_dump(mode="json", exclude_defaults=True))
        return
    out.print(f"{spec.name}  {spec.title_zh}", style="bold", markup=False)
    out.print(f"  dataset={spec.dataset} nature={spec.nature} delivery={spec.delivery}", markup=False)
    out.print(f"  key={' + '.join('|'.join(item) for item in spec.key)}  {spec.source}", markup=False)
    table = Table("列 code", "中文 heading", "类型 type", "必填 required")
    for code, column in spec.columns.items():
        note = f"{column.type}（{column.unit}）" if column.type == "amount" else column.type
        table.add_row(code, "、".join(column.zh), note, "是" if column.required else "")
    out.print(table)
    for label, party in spec.parties.items():
        out.print(f"  主体 party {label}: role={_word(party.role)} kind={_word(party.kind)}", markup=False)
    for claim in spec.claims:
        out.print(f"  事实 claim: {claim.kind} {_word(claim.type)}", markup=False)


def _word(value: object) -> str:
    return str(value) if isinstance(value, str) else f"按列 {getattr(value, 'column', '')}"
