"""``xintu listing``: the life of a listing, and a step of its owner written by hand.

Owns: options and layout. Refuses: steps of anybody else (they raise an objection) and effects (`xintu affected`).
"""

from datetime import date, datetime
from typing import Annotated

import typer

from api.bootstrap import Application
from api.cli.affected import AsOfOption, day_of, folded
from api.cli.caller import BasisOption, CallerOption, CaseOption, access_of, account
from api.cli.session import JsonOption, StoreOption, out, print_json, session
from api.desk_words import standing_json
from api.desks import Standing, desk_of, standings
from api.labels import label
from api.reading import Reader, log
from graph.desk import Act, one_listing
from graph.listings import OWNERS_ACTS
from linkage.dates import ALWAYS, FOREVER
from linkage.identifiers import mask_text

commands = typer.Typer(help="名单记录 the life of a listing: show, act.", no_args_is_help=True)
ListingArgument = Annotated[str, typer.Argument(metavar="LISTING", help="Key of a listing, or a document number.")]
AuthorityOption = Annotated[str, typer.Option(help="The deciding authority, with a document number.")]
SubjectOption = Annotated[str, typer.Option(help="Entity id, when the decision names several.")]
CategoryOption = Annotated[str, typer.Option(help="List, when the document stands on several.")]
ByOption = Annotated[str, typer.Option(help="Who does it: an office, or the person.")]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the act; today.")]
ReasonOption = Annotated[str, typer.Option(help="Why.")]


@commands.command("show")
def show(
    ctx: typer.Context,
    listing: ListingArgument,
    authority: AuthorityOption = "",
    subject: SubjectOption = "",
    category: CategoryOption = "",
    as_of: AsOfOption = None,
    caller: CallerOption = None,
    basis: BasisOption = None,
    case: CaseOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """State, history, publication, duties and petitions of a listing."""
    with session(ctx, store) as app:
        day = day_of(app, as_of)
        named = one_listing(app.store, listing, authority, subject, category).listing
        found = next(s for s in standings(app, named.subject, day) if _is(s, named.key, named.category))
        reader = Reader(access_of(app, caller, basis, case, "listing"), "cli")
        log(app, reader, "listing", [named.subject])
    print_json(standing_json(found, day)) if json_ else _show(found, day)


def _is(found: Standing, key: str, category: str) -> bool:
    return (found.listing.key, found.listing.category) == (key, category)


@commands.command("act")
def act(
    ctx: typer.Context,
    listing: ListingArgument,
    event: Annotated[str, typer.Argument(help=" | ".join(sorted(OWNERS_ACTS)))],
    by: ByOption,
    authority: AuthorityOption = "",
    subject: SubjectOption = "",
    category: CategoryOption = "",
    day: DayOption = None,
    region: Annotated[str, typer.Option(help="Region of the office (XINTU_REGION).")] = "",
    reason: ReasonOption = "",
    store: StoreOption = None,
) -> None:
    """Write a step of the deciding authority; anybody else is told to raise an objection."""
    if event not in OWNERS_ACTS:
        raise typer.BadParameter(f"{event!r} is no step of an owner; one of {', '.join(sorted(OWNERS_ACTS))}")
    with session(ctx, store) as app:
        named = one_listing(app.store, listing, authority, subject, category)
        desk_of(app, account()).act(named, act_of(app, event, by, day, (region, reason)))
    out.print(f"{label('event', event)} {named.listing.doc_no or named.listing.key}", markup=False)


def act_of(app: Application, event: str, by: str, day: datetime | None, said: tuple[str, str]) -> Act:
    """An act as typed: ``said`` are region and reason; numbers in the reason are masked before they are kept."""
    region, reason = said
    return Act(event, day_of(app, day), by, region or app.settings.region, mask_text(reason))


def _show(found: Standing, day: date) -> None:
    listing = found.listing
    title = f"{label('category', listing.category)} {listing.authority} {listing.doc_no}"
    marked = "（异议处理中）" if found.life.disputed else ""
    out.print(f"{title}：{label('state', found.life.state)}{marked}", markup=False, style="bold")
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
    for duty in found.duties:
        state = f"已于 {duty.done} 办结" if duty.done and not duty.is_open(day) else "未办结"
        late = "，逾期" if duty.late(day) else ""
        out.print(f"时限：{duty.limit.title_zh}，应于 {duty.due} 前，{state}{late}", markup=False)
    for petition in found.petitions:
        out.print(f"{label('asked', petition.asked)} {petition.id}：{petition.steps[-1].step}", markup=False)
