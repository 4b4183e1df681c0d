"""``xintu objection``: raise, answer, close and list objections. An objection marks at once and changes no effect.

Owns: options and layout. Refuses: editing a listing: an upheld objection asks its owner to act.
"""

from datetime import date
from typing import Annotated

import typer

from api.cli.affected import AsOfOption, day_of, folded
from api.cli.caller import account
from api.cli.listing import (
    AuthorityOption,
    ByOption,
    CategoryOption,
    DayOption,
    ListingArgument,
    ReasonOption,
    SubjectOption,
    act_of,
)
from api.cli.session import JsonOption, StoreOption, out, print_json, session
from api.desk_words import duty_json, petition_json
from api.desks import clocks, desk_of
from api.labels import label
from graph.desk import one_listing, petition, petitions
from graph.listings import DISPUTED, SETTLED
from graph.petitions import Asked, Outcome, Petition, duties

commands = typer.Typer(help="异议 objections: open, answer, close, list, show.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID")]
OutcomeOption = Annotated[Outcome, typer.Option(help="Whether it is right.")]


@commands.command("open")
def open_(
    ctx: typer.Context,
    listing: ListingArgument,
    by: ByOption,
    reason: ReasonOption,
    authority: AuthorityOption = "",
    subject: SubjectOption = "",
    category: CategoryOption = "",
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Raise an objection: the listing is marked in the very next answer, its effect unchanged."""
    with session(ctx, store) as app:
        named = one_listing(app.store, listing, authority, subject, category)
        act = act_of(app, DISPUTED, by, day, ("", reason))
        made = desk_of(app, account()).open(named, Asked.OBJECTION, act)
    shown(made, act.day, json_)


@commands.command("answer")
def answer(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    outcome: OutcomeOption,
    reason: ReasonOption = "",
    region: Annotated[str, typer.Option(help="Region of the office (XINTU_REGION).")] = "",
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """The answer of the office that provided the record."""
    with session(ctx, store) as app:
        act = act_of(app, "", by, day, (region, reason))
        made = desk_of(app, account()).answer(id_, outcome, act)
    shown(made, act.day, json_)


@commands.command("close")
def close(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    outcome: OutcomeOption,
    reason: ReasonOption = "",
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """End it: the mark goes. An upheld one leaves the correction to the owner (`xintu listing act`, or its file)."""
    with session(ctx, store) as app:
        act = act_of(app, SETTLED, by, day, ("", reason))
        made = desk_of(app, account()).close(id_, outcome, act)
    shown(made, act.day, json_)


@commands.command("list")
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only those not closed.")] = False,
    as_of: AsOfOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """List objections and requests for repair."""
    with session(ctx, store) as app:
        day = day_of(app, as_of)
        found = [each for each in petitions(app.store).values() if each.opened <= day]
    found = [each for each in found if not open_ or each.is_open(day)]
    if json_:
        print_json([petition_json(each, day) for each in found])
        return
    table = folded("编号", "事项", "名单", "文书", "机关", "提出", "最近一步", title=f"{len(found)} 件")
    for each in found:
        about, last = each.about, each.steps[-1]
        words = label("asked", each.asked), label("category", about.category), about.document, about.authority
        table.add_row(each.id, *words, str(each.opened), f"{label('taken', last.step)} {last.day}")
    out.print(table)


@commands.command("show")
def show(ctx: typer.Context, id_: IdArgument, json_: JsonOption = False, store: StoreOption = None) -> None:
    """One objection or request with its steps and clocks."""
    with session(ctx, store) as app:
        found, day = petition(app.store, id_), day_of(app, None)
    shown(found, day, json_)


def shown(found: Petition, day: date, json_: bool) -> None:
    """A petition with its clocks."""
    owed = list(duties(found, clocks()))
    if json_:
        print_json(petition_json(found, day) | {"duties": [duty_json(each, day) for each in owed]})
        return
    out.print(f"{found.id} {label('asked', found.asked)} {found.about.document} {found.about.authority}", markup=False)
    for step in found.steps:
        outcome = label("outcome_of", step.outcome) if step.outcome else ""
        out.print(f"  {step.day} {label('taken', step.step)} {step.by} {outcome} {step.reason}".rstrip(), markup=False)
    for duty in owed:
        late = " 逾期" if duty.late(day) else ""
        provisional = "（节假日安排未公布，暂计）" if duty.provisional else ""
        out.print(f"  时限 {duty.limit.title_zh}：{duty.due}{provisional}{late}", markup=False)
