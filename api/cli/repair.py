"""``xintu repair``: ask for repair, grant or refuse it. Only the deciding authority repairs (谁认定、谁修复).

Owns: options. Refuses: repair by anybody else, and ending what repair does not end (a rule row's ``ended_by`` says).
"""

import typer

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
from api.cli.objection import IdArgument, shown
from api.cli.session import JsonOption, StoreOption, session
from api.desks import desk_of
from graph.desk import one_listing
from graph.listings import REPAIRED
from graph.petitions import Asked, Outcome

commands = typer.Typer(help="信用修复 repair: request, grant, refuse.", no_args_is_help=True)


@commands.command("request")
def request(
    ctx: typer.Context,
    listing: ListingArgument,
    by: ByOption,
    authority: AuthorityOption = "",
    subject: SubjectOption = "",
    category: CategoryOption = "",
    day: DayOption = None,
    reason: ReasonOption = "",
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Ask for repair: nothing changes until the deciding authority grants it."""
    with session(ctx, store) as app:
        named = one_listing(app.store, listing, authority, subject, category)
        act = act_of(app, "", by, day, ("", reason))
        made = desk_of(app, account()).open(named, Asked.REPAIR, act)
    shown(made, act.day, json_)


@commands.command("grant")
def grant(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    day: DayOption = None,
    reason: ReasonOption = "",
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Grant it: what repair ends is gone in the very next answer, here and at the partners."""
    with session(ctx, store) as app:
        act = act_of(app, REPAIRED, by, day, ("", reason))
        made = desk_of(app, account()).close(id_, Outcome.UPHELD, act)
    shown(made, act.day, json_)


@commands.command("refuse")
def refuse(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    reason: ReasonOption,
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Refuse it, with the reason."""
    with session(ctx, store) as app:
        act = act_of(app, "", by, day, ("", reason))
        made = desk_of(app, account()).close(id_, Outcome.REJECTED, act)
    shown(made, act.day, json_)
