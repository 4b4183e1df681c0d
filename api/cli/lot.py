"""``xintu lot``: the bidders of one lot, checked together.

Owns: options and output. Refuses: the law (graph.lots).
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.checks import Check
from api.cli.answers import CLEAR, COLOURS
from api.cli.caller import Inquirer
from api.cli.days import AsOfOption, day_of, moment, region_option
from api.cli.grouped import grouped
from api.cli.session import FAILED, out, print_json
from api.labels import label
from api.lots import run_lot
from api.subjects import read_bidders
from graph.lot_policy import load_lot_rules

commands = typer.Typer()


@commands.command("lot")
@grouped
def lot(
    who: Inquirer,
    file: Annotated[Path, typer.Option(help="csv or xlsx with a header out of number,name,kind,consortium.")],
    purpose: Annotated[str, typer.Option(help=" | ".join(load_lot_rules().rules))] = "procurement",
    region: Annotated[str, region_option("Receiving region (XINTU_REGION).")] = "",
    as_of: AsOfOption = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
) -> None:
    """Check the bidders of one lot together: each by itself, and beside the others. Exit 1 when one is not clear."""
    bidders = read_bidders(file)
    with who.reading(purpose) as (app, reader):
        answer = run_lot(
            app, bidders, Check(purpose, day_of(app, as_of), region=region, known_at=moment(known_at)), reader
        )
    print_json(answer) if who.json_ else show(answer)
    if answer["verdict"] != CLEAR:
        raise typer.Exit(FAILED)


def show(answer: dict[str, Any]) -> None:
    """The lot for a terminal."""
    for bidder in answer["bidders"]:
        entity = bidder["answer"].get("entity") or {}
        name = entity.get("name") or bidder["name"] or bidder["number"]
        together = f"  联合体 {bidder['consortium']}" if bidder["consortium"] else ""
        error = bidder["answer"].get("error", {}).get("detail", "")
        text = f"{bidder['row']:>4}  {label('verdict', bidder['verdict'])}  {name}{together}  {error}"
        out.print(text, markup=False, style=COLOURS[bidder["verdict"]])
    for finding in answer["findings"]:
        rows = "、".join(str(row) for row in finding["bidders"])
        out.print(f"● 第{rows}行  {finding['explanation']}", markup=False)
        review = label("review", finding["basis"].get("review_status", ""))
        out.print(f"  规则 {finding['rule']}（{review}）", markup=False)
        for source in finding["evidence"]:
            out.print(f"  证据 {source['department']} {source['file']} 第{source['row']}行", markup=False)
    out.print(f"查询编号 {answer['query']}", markup=False)
