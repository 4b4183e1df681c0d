"""``xintu listing``: the life of a listing, and a step of its owner written by hand.

Owns: options and layout. Refuses: steps of anybody else (they raise an objection) and effects (`xintu affected`).
"""

from datetime import date
from typing import Annotated

import typer

from api.clerk import Clerk
from api.cli.acts import ActOptions, MeantOptions, Shell
from api.cli.affected import folded
from api.cli.caller import BasisOption, CallerOption, CaseOption, access_of
from api.cli.days import AsOfOption, day_of
from api.cli.grouped import grouped
from api.cli.session import out, print_json, session
from api.desk_words import standing_json
from api.desks import Standing
from api.labels import label
from api.reading import Reader
from graph.listings import OWNERS_ACTS
from linkage.dates import ALWAYS, FOREVER

commands = typer.Typer(help="名单记录 the life of a listing: show, act.", no_args_is_help=True)


@commands.command("show")
@grouped
def show(
    listing: MeantOptions,
    shell: Shell,
    as_of: AsOfOption = None,
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
) -> None:
    """State, history, publication, duties and petitions of a listing."""
    with session(shell.ctx, shell.store) as app:
        day = day_of(app, as_of)
        clerk = Clerk(app, Reader(access_of(app, caller, basis, case, "listing"), "cli"))
        found = clerk.standing(listing.meant, day)
        clerk.log("listing", [found.listing.subject])
    print_json(standing_json(found, day)) if shell.json_ else _show(found, day)


@commands.command("act")
@grouped
def act(
    listing: MeantOptions,
    event: Annotated[str, typer.Argument(help=" | ".join(sorted(OWNERS_ACTS)))],
    act: ActOptions,
    shell: Shell,
) -> None:
    """Write a step of the deciding authority; anybody else is told to raise an objection."""
    if event not in OWNERS_ACTS:
        raise typer.BadParameter(f"{event!r} is no step of an owner; one of {', '.join(sorted(OWNERS_ACTS))}")
    with shell.clerk("listing") as clerk:
        found, day = clerk.step(listing.meant, event, act.said), act.on(clerk.app)
        clerk.log("listing", [found.listing.subject])
    print_json(standing_json(found, day)) if shell.json_ else _show(found, day)


def _show(found: Standing, day: date) -> None:
    listing = found.listing
    title = " ".join(filter(None, (label("category", listing.category), listing.authority, listing.doc_no)))
    marked = "（异议处理中）" if found.life.disputed else ""
    out.print(f"{title}：{label('life', found.life.state)}{marked}", markup=False, style="bold")
    history = folded("日期", "事项", "经办", "之后状态", "")
    for step in found.life.steps:
        days = step.days[0] if step.days[0] == step.days[1] else f"{step.days[0]}–{step.days[1]}"
        unknown = step.days[0] in (ALWAYS, FOREVER)
        note = "" if step.counts else "不计：非认定机关所为或与前一状态不接"
        words = label("event", step.event), step.by, label("life", step.state), note
        history.add_row("不详" if unknown else str(days), *words)
    out.print(history)
    published = found.publication
    until = f"至 {published.last_day or '不详'}" if found.is_published(day) else "不公示"
    demand = "（一般不公示）" if published.on_demand else ""
    out.print(f"公示{demand}：{label('severity', published.severity)}，{until}；{published.period.law}", markup=False)
    if found.disclosure is not None:
        archived = "，已期满归档" if found.is_archived(day) else ""
        disclosed = found.disclosure.last_day(listing) or "不详"
        out.print(f"披露：至 {disclosed}{archived}；{found.disclosure.law}{found.disclosure.article}", markup=False)
    for duty in found.duties:
        state = f"已于 {duty.done} 办结" if duty.done and not duty.is_open(day) else "未办结"
        late = "，逾期" if duty.late(day) else ""
        out.print(f"时限：{duty.limit.title_zh}，应于 {duty.due} 前，{state}{late}", markup=False)
    for petition in found.petitions:
        last = petition.steps[-1]
        told = f"{label('asked', petition.asked)} {petition.id}：{label('taken', last.step)} {last.day}"
        out.print(told, markup=False)
