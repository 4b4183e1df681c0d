"""``xintu objection``: raise, answer, close and list objections. An objection marks at once and changes no effect.

Owns: the commands and their layout. Refuses: editing a listing: an upheld objection asks its owner to act.
"""

from datetime import date
from typing import Annotated

import typer

from api.clerk import Clerk, Wanted
from api.cli.acts import ActOptions, MeantOptions, Shell
from api.cli.affected import folded
from api.cli.days import AsOfOption, day_of
from api.cli.grouped import grouped
from api.cli.session import out, print_json
from api.desk_words import petition_json, petition_shown
from api.desks import clocks
from api.labels import label
from graph.petitions import Asked, Outcome, Petition, duties

commands = typer.Typer(help="异议 objections: open, answer, close, list, show.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="ID")]
OutcomeOption = Annotated[Outcome, typer.Option(help="Whether it is right.")]
OpenOption = Annotated[bool, typer.Option("--open", help="Only what is not closed.")]


@commands.command("open")
@grouped
def open_(listing: MeantOptions, act: ActOptions, shell: Shell) -> None:
    """Raise an objection: the listing is marked in the very next answer, its effect unchanged."""
    with shell.clerk("objection") as clerk:
        shown(clerk, clerk.raise_petition(Asked.OBJECTION, listing.meant, act.said), act.on(clerk.app), shell)


@commands.command("answer")
@grouped
def answer(id_: IdArgument, outcome: OutcomeOption, act: ActOptions, shell: Shell) -> None:
    """The answer of the office that provided the record."""
    with shell.clerk("objection") as clerk:
        shown(clerk, clerk.answer(id_, outcome, act.said), act.on(clerk.app), shell)


@commands.command("close")
@grouped
def close(id_: IdArgument, outcome: OutcomeOption, act: ActOptions, shell: Shell) -> None:
    """End it: the mark goes. An upheld one leaves the correction to the owner (`xintu listing act`, or its file)."""
    with shell.clerk("objection") as clerk:
        shown(clerk, clerk.close(id_, outcome, act.said), act.on(clerk.app), shell)


@commands.command("list")
@grouped
def list_(
    shell: Shell,
    open_: OpenOption = False,
    office: Annotated[str, typer.Option(help="Only about listings of this authority.")] = "",
    as_of: AsOfOption = None,
) -> None:
    """List objections and requests for repair."""
    with shell.clerk("objection") as clerk:
        day = day_of(clerk.app, as_of)
        found = clerk.petitions(Wanted(day, office, open_))
        clerk.log("petition", [each.about.subject for each in found])
    if shell.json_:
        print_json([petition_json(each, day) for each in found])
        return
    table = folded("编号", "事项", "名单", "文书", "机关", "提出", "最近一步", title=f"{len(found)} 件")
    for each in found:
        about, last = each.about, each.steps[-1]
        words = label("asked", each.asked), label("category", about.category), about.document, about.authority
        table.add_row(each.id, *words, str(each.opened), f"{label('taken', last.step)} {last.day}")
    out.print(table)


@commands.command("show")
@grouped
def show(id_: IdArgument, shell: Shell) -> None:
    """One objection or request with its steps and clocks."""
    with shell.clerk("objection") as clerk:
        shown(clerk, clerk.petition(id_), clerk.app.today, shell)


def shown(clerk: Clerk, found: Petition, day: date, shell: Shell) -> None:
    """A petition with its clocks."""
    clerk.log("petition", [found.about.subject])
    if shell.json_:
        print_json(petition_shown(found, day))
        return
    title = filter(None, (found.id, label("asked", found.asked), found.about.document, found.about.authority))
    out.print(" ".join(title), markup=False)
    for step in found.steps:
        outcome = label("outcome_of", step.outcome) if step.outcome else ""
        said = filter(None, (str(step.day), label("taken", step.step), step.by, outcome, step.reason))
        out.print(f"  {' '.join(said)}", markup=False)
    for duty in duties(found, clocks()):
        late = " 逾期" if duty.late(day) else ""
        provisional = "（节假日安排未公布，暂计）" if duty.provisional else ""
        out.print(f"  时限 {duty.limit.title_zh}：{duty.due}{provisional}{late}", markup=False)
