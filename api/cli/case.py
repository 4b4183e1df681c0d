"""``xintu case``: joint-punishment cases: open, push, answer, lift, show, list.

Owns: the commands and their layout. Refuses: measures that no rule carries, and a case that nobody has to answer.
"""

from datetime import date
from typing import Annotated

import typer

from api.case_words import case_json, closure_json
from api.clerk import Clerk, Part, Wanted
from api.cli.acts import ActOptions, MeantOptions, Shell
from api.cli.affected import folded
from api.cli.case_tables import case_table
from api.cli.days import AsOfOption, day_of
from api.cli.grouped import grouped
from api.cli.objection import OpenOption
from api.cli.session import out, print_json
from api.labels import label
from graph.cases import ANSWERS, LIFTINGS, Closure, Step, closure
from graph.casework import CaseView, ItemView
from graph.rules import Measure
from linkage.identifiers import mask_text

commands = typer.Typer(help="联合惩戒案件 joint-punishment cases.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="CASE")]
MeasureOption = Annotated[list[Measure] | None, typer.Option(help="Only these measures; repeatable.")]
SubjectsOption = Annotated[list[str] | None, typer.Option("--subject", help="Only these entities; repeatable.")]
OfficeOption = Annotated[str, typer.Option(help="Only what this department was asked.")]


@commands.command("open")
@grouped
def open_(listing: MeantOptions, act: ActOptions, shell: Shell) -> None:
    """Open a case about a listing, with whom the rules reach that day and by which measures."""
    with shell.clerk("case") as clerk:
        _shown(clerk, clerk.open_case(listing.meant, act.said), shell)


@commands.command("push")
@grouped
def push(
    id_: IdArgument,
    to: Annotated[list[str], typer.Option(help="Addressee; repeatable.")],
    act: ActOptions,
    shell: Shell,
    measure: MeasureOption = None,
) -> None:
    """Ask departments to act; each has to answer about every subject."""
    with shell.clerk("case") as clerk:
        _shown(clerk, clerk.push(id_, to, act.said, measure or ()), shell)


@commands.command("answer")
@grouped
def answer(
    id_: IdArgument,
    step: Annotated[list[Step], typer.Option(help=" | ".join(ANSWERS) + "; repeatable, in order.")],
    act: ActOptions,
    shell: Shell,
    subject: SubjectsOption = None,
    measure: MeasureOption = None,
) -> None:
    """An addressee's steps about its subjects: received, matched, reviewed, applied or not_applied, reported."""
    other = [each for each in step if each not in ANSWERS]
    if other:
        raise typer.BadParameter(f"{', '.join(other)}: no answer; one of {', '.join(ANSWERS)}")
    with shell.clerk("case") as clerk:
        _shown(clerk, clerk.answer_case(id_, step, act.said, Part(subject or (), measure or ())), shell)


@commands.command("lift")
@grouped
def lift(id_: IdArgument, act: ActOptions, shell: Shell, subject: SubjectsOption = None) -> None:
    """The addressee has lifted what it applied, and reports it."""
    with shell.clerk("case") as clerk:
        _shown(clerk, clerk.answer_case(id_, LIFTINGS, act.said, Part(subject or ())), shell)


@commands.command("show")
@grouped
def show(id_: IdArgument, shell: Shell, office: OfficeOption = "", as_of: AsOfOption = None) -> None:
    """A case as it stands: every addressee's answers, what is to be lifted, the clocks."""
    with shell.clerk("case") as clerk:
        _shown(clerk, clerk.case(id_, Wanted(day_of(clerk.app, as_of), office)), shell)


@commands.command("list")
@grouped
def list_(shell: Shell, open_: OpenOption = False, office: OfficeOption = "", as_of: AsOfOption = None) -> None:
    """Cases with the day that is due next and their closure rate, and that of all together."""
    with shell.clerk("case") as clerk:
        day = day_of(clerk.app, as_of)
        views = clerk.cases(Wanted(day, office))
        clerk.log("case", [subject for view in views for subject in view.subjects])
    total = closure([item.closed for view in views for item in view.items])
    views = [view for view in views if not open_ or view.is_open]
    if shell.json_:
        print_json({"closure": closure_json(total), "cases": [case_json(view) for view in views]})
        return
    out.print(case_table(views, day))
    _rate(total)


def _rate(total: Closure) -> None:
    if total.pushed:
        out.print(f"办结率 closure {total.closed}/{total.pushed} = {total.rate:.1%}", markup=False)


def _shown(clerk: Clerk, view: CaseView, shell: Shell) -> None:
    """Show a case; its subjects are in the log of reads."""
    clerk.log("case", view.subjects)
    if shell.json_:
        print_json(case_json(view))
        return
    about = view.case.about
    title = " ".join(filter(None, (view.id, label("category", about.category), about.document, about.authority)))
    out.print(f"{title}：{label('life', view.state)}", markup=False, style="bold")
    table = folded("主体", "单位", "推送措施", "最近一步", "应解除", "到期", "办结")
    for found in view.items:
        node = view.nodes.get(found.item.subject)
        table.add_row(mask_text(node.name) if node else found.item.subject, *_cells(found, view.day))
    if view.items:
        out.print(table)
    else:
        _unpushed(view)
    _rate(view.closure)


def _unpushed(view: CaseView) -> None:
    """Nobody was asked yet: whom the rules reach, and with what."""
    table = folded("主体", "规则支持的措施", title="尚未推送 not pushed yet: xintu case push")
    for due in view.case.about.due:
        node = view.nodes.get(due.subject)
        table.add_row(
            mask_text(node.name) if node else due.subject, "、".join(label("measure", m) for m in due.measures)
        )
    out.print(table)


def _cells(found: ItemView, day: date) -> tuple[str, ...]:
    item = found.item
    due = [each for each in found.duties if each.is_open(day)]
    clock = "；".join(f"{each.due}{' 逾期' if each.late(day) else ''}" for each in due)
    asked, lifting = (
        "、".join(label("measure", each) for each in measures) for measures in (item.asked, found.to_lift)
    )
    step = f"{label('case', item.step)} {item.steps[-1].day}"
    return item.addressee, asked, step, lifting, clock, "是" if found.closed else ""
