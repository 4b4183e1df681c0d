"""``xintu repair``: ask for repair, grant or refuse it. Only the deciding authority repairs (谁认定、谁修复).

Owns: the commands. Refuses: repair by anybody else, and ending what repair does not end (``ended_by``).
"""

import typer

from api.cli.acts import ActOptions, MeantOptions, Shell
from api.cli.grouped import grouped
from api.cli.objection import IdArgument, shown
from graph.petitions import Asked, Outcome

commands = typer.Typer(help="信用修复 repair: request, grant, refuse.", no_args_is_help=True)


@commands.command("request")
@grouped
def request(listing: MeantOptions, act: ActOptions, shell: Shell) -> None:
    """Ask for repair: nothing changes until the deciding authority grants it."""
    with shell.clerk("repair") as clerk:
        shown(clerk, clerk.raise_petition(Asked.REPAIR, listing.meant, act.said), act.on(clerk.app), shell)


@commands.command("grant")
@grouped
def grant(id_: IdArgument, act: ActOptions, shell: Shell) -> None:
    """Grant it: what repair ends is gone in the very next answer, here and at the partners."""
    with shell.clerk("repair") as clerk:
        shown(clerk, clerk.close(id_, Outcome.UPHELD, act.said), act.on(clerk.app), shell)


@commands.command("refuse")
@grouped
def refuse(id_: IdArgument, act: ActOptions, shell: Shell) -> None:
    """Refuse it, with the reason."""
    with shell.clerk("repair") as clerk:
        shown(clerk, clerk.close(id_, Outcome.REJECTED, act.said), act.on(clerk.app), shell)
