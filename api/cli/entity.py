"""``xintu entity``, ``xintu memberships``: one entity, and who is where.

Owns: options and output. Refuses: unlogged reads of natural persons.
"""

import csv
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from api import wire
from api.card import Card, Entry, read_card
from api.case_words import case_json
from api.cli.caller import Inquirer
from api.cli.case_tables import case_table
from api.cli.days import moment
from api.cli.grouped import grouped
from api.cli.session import StoreOption, csv_target, out, print_json, session
from api.desk_words import standing_json
from api.desks import Standing, cases_about, standings
from api.labels import label
from api.reading import log
from linkage.identifiers import mask_text
from linkage.model import ClaimKind

commands = typer.Typer()
COLUMNS = ("file", "row", "role", "name", "kind", "entity", "certainty")


@commands.command("entity")
@grouped
def entity(
    who: Inquirer,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Entity id; a retired one answers with its successor.")],
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
) -> None:
    """Print the card of an entity: names, numbers, relations, listings and sources."""
    with who.reading("entity") as (app, reader):
        then = app.known(moment(known_at))
        card = read_card(app.store, id_, app.store.tx_at(then) if then else None)
        if card.persons:
            log(app, reader, "entity", card.persons)
        day = app.today
        lives = list(standings(app, card.node.id, day)) if card.of(ClaimKind.LISTING) else []
        cases = cases_about(app, card.node.id, day)
    if who.json_:
        told = {"lives": [standing_json(each, day) for each in lives], "cases": [case_json(each) for each in cases]}
        print_json(wire.card(card) | told)
    else:
        show_card(card)
        if lives:
            out.print(_lives(lives, day))
        if cases:
            out.print(case_table(cases, day, title="联合惩戒案件 cases"))


def show_card(card: Card) -> None:
    """The card for a terminal."""
    node = card.node
    if card.asked != node.id:
        out.print(f"{card.asked} 已并入 {node.id}", markup=False, style="yellow")
    out.print(f"{label('kind', node.kind)}  {node.name}  [{node.id}]", markup=False, style="bold")
    for number in wire.numbers(node):
        out.print(f"  {label('number', number.kind)}: {number.display()}", markup=False)
    for name in node.names:
        if name != node.name:
            out.print(f"  又名: {name}", markup=False)
    if card.ties:
        out.print(_ties(card))
    entries = [entry for entry in card.entries if entry.kind is not ClaimKind.ATTRIBUTE]
    if entries:
        out.print(_entries(entries))
    out.print(f"来源 sources: {len(card.sources)}", markup=False)
    for source in card.sources:
        out.print(
            f"  {source.region} {source.department} {source.file} 第{source.row}行 ({source.as_at})", markup=False
        )


def _lives(lives: list[Standing], day: date) -> Table:
    table = Table("名单", "文书", "状态", "公示至", "经过", title="名单记录状态 lives")
    for each in lives:
        steps = " → ".join(f"{label('event', step.event)} {step.days[1]}" for step in each.life.steps if step.counts)
        state = label("life", each.life.state) + ("（异议中）" if each.life.disputed else "")
        until = str(each.publication.last_day or "不详") if each.is_published(day) else "不公示"
        table.add_row(label("category", each.listing.category), each.listing.doc_no, state, until, steps)
    return table


def _ties(card: Card) -> Table:
    table = Table("关系", "方向", "对方", "自", "至（不含）", "身份", title="关系 relations")
    for tie in card.ties:
        begin, end = wire.span_words(tie.span)
        other = f"{mask_text(tie.other_name)} {tie.other or ''}"
        arrow = "→" if tie.outgoing else "←"
        table.add_row(label("relation", tie.type), arrow, other, begin, end, label("certainty", tie.certainty))
    return table


def _entries(entries: list[Entry]) -> Table:
    table = Table("类别", "自", "至（不含）", "内容", "状态", "身份", title="名单、处罚与产品 listings and products")
    for entry in entries:
        begin, end = wire.span_words(entry.span)
        content = "；".join(f"{label('fact', name)}：{mask_text(value)}" for name, value in entry.facts)
        events = "；".join(f"{label('event', name)} {day}" for name, day, _ in entry.events)
        table.add_row(wire.entry_word(entry), begin, end, content, events, label("certainty", entry.certainty))
    return table


@commands.command("memberships")
def memberships(
    ctx: typer.Context,
    csv_: Annotated[Path | None, typer.Option("--csv", help="Write to this file instead of stdout.")] = None,
    store: StoreOption = None,
) -> None:
    """One csv line per delivered party: where it stands in the files and which entity it belongs to."""
    with session(ctx, store) as app, csv_target(csv_) as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for each in app.store.delivered_parties():
            certainty = each.certainty or ""
            writer.writerow(
                (each.file, each.row, each.role, mask_text(each.name), each.kind, each.entity or "", certainty)
            )
