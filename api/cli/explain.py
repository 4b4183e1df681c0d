"""``xintu explain``: why two parties or entities are one subject or not, and how one entity came together.

Owns: the waterfall and the chain in the terminal. Refuses: unlogged reads of natural persons, and scoring.
"""

from typing import Annotated

import typer
from rich.table import Table

from api import reviews, wire
from api.cli.caller import Inquirer
from api.cli.grouped import grouped
from api.cli.session import out, print_json
from api.labels import label, level, spoken, values
from graph.explanation import Assembly, Explanation, Step
from linkage.identifiers import mask_text

commands = typer.Typer()
_BAR = 16
"""Characters of the longest bar."""


@commands.command("explain")
@grouped
def explain(
    who: Inquirer,
    a: Annotated[str, typer.Argument(metavar="PARTY_OR_ENTITY")],
    b: Annotated[
        str | None, typer.Argument(metavar="[PARTY_OR_ENTITY]", help="Without it: how A came together.")
    ] = None,
) -> None:
    """Why two are one subject or not: evidence line by line and what keeps them apart; of one: how it came together."""
    with who.reading("explain") as (app, reader):
        if b is None:
            found = reviews.assembled(app, reader, a)
            print_json(wire.plain(found)) if who.json_ else show_assembly(found)
        else:
            explanation = reviews.pair(app, reader, a, b)
            print_json(wire.plain(explanation)) if who.json_ else show_explanation(explanation)


def show_explanation(found: Explanation) -> None:
    """Verdict, waterfall, what keeps the sides apart, and the words and events on them."""
    total = f"合计 {found.bits:+.2f} 比特，阈值 {found.threshold:.1f}"
    out.print(f"{label('decision', found.decision)} {found.decision}  {total}", markup=False, style="bold")
    for at, id_ in enumerate((found.a, found.b)):
        where = f"{found.entities[at]} {label('certainty', found.certainty[at])}" if found.entities[at] else "尚未归并"
        out.print(f"  {'甲乙'[at]} {found.names[at]}  [{id_}]  {where}  {weighed(found, at)}".rstrip(), markup=False)
    if found.steps:
        out.print(waterfall(found.steps))
    for barrier in found.barriers:
        out.print(f"  ✗ {mask_text(barrier.text)}", markup=False, style="red")
        if barrier.parties:
            out.print(f"    {' '.join(barrier.parties)}", markup=False)
    for line in (*found.judgements, *found.ledger):
        out.print(f"  · {mask_text(line)}", markup=False)


def weighed(found: Explanation, at: int) -> str:
    """What was weighed of a side, in words."""
    if found.joined:
        return "两侧号码或所述相同，不经打分即为一体；以下为两侧各自所述"
    return f"以 {len(found.weighed[at])} 处提及为一体参与比较" if len(found.weighed[at]) > 1 else ""


def waterfall(steps: tuple[Step, ...]) -> Table:
    """The evidence as bars in a table."""
    table = Table("比较", "结果", "甲", "乙", "比特", "累计", "", title="证据 evidence (log2-odds)")
    longest = max((abs(step.bits) for step in steps), default=0.0) or 1.0
    for step in steps:
        size = round(abs(step.bits) / longest * _BAR)
        colour = "green" if step.bits > 0 else "red"
        table.add_row(
            step.label,
            level(step.comparison, step.level),
            values(step.comparison, step.left),
            values(step.comparison, step.right),
            f"{step.bits:+.2f}",
            f"{step.sum:+.2f}",
            f"[{colour}]{'█' * size}[/]" if size else "",
        )
    return table


def show_assembly(found: Assembly) -> None:
    """The mentions, the links in merge order, what nothing ties, and the nearest candidate that stayed out."""
    out.print(f"{label('kind', found.kind)} {found.name}  [{found.entity}]  提及 {len(found.mentions)}", markup=False)
    at = {mention.party: place for place, mention in enumerate(found.mentions, 1)}
    for mention in found.mentions:
        source = mention.source
        read = f"{source.department} {source.file} 第{source.row}行 {source.as_at}" if source else ""
        words = (mention.name, *mention.numbers, label("certainty", mention.certainty), read)
        out.print(f"  {at[mention.party]:>3} {mention.party} {'  '.join(each for each in words if each)}", markup=False)
    table = Table("", "依据", "归并", "说明", "比特", title="归并过程 merge order")
    for place, link in enumerate(found.links, 1):
        joined = f"{at[link.a]} ({link.left}) + {at[link.b]} ({link.right})"
        weight = "" if link.bits is None else f"{link.bits:+.2f}"
        table.add_row(str(place), label("link", link.kind), joined, mask_text(spoken(link.levels) or link.text), weight)
    if found.links:
        out.print(table)
    if found.loose:
        out.print(f"  现存依据未能连上的提及 loose: {' '.join(found.loose)}", markup=False, style="yellow")
    if found.nearest:
        near = found.nearest
        out.print(f"  最接近而未归并 nearest: {near.name} [{near.entity}] {near.bits:+.2f} 比特", markup=False)
        out.print(f"    xintu explain {found.entity} {near.entity}", markup=False)
    for line in found.ledger:
        out.print(f"  · {mask_text(line)}", markup=False)
