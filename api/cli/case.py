"""``xintu case``: joint-punishment cases: open, push, answer, lift, show, list.

Owns: options and layout. Refuses: measures that no rule carries, and a case that nobody has to answer.
"""

from datetime import date, datetime
from typing import Annotated

import typer

from api.audit import Access
from api.bootstrap import Application
from api.case_words import case_json, closure_json
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
from api.desks import clocks
from api.labels import label
from api.reading import Reader, log
from graph.cases import Step, closure
from graph.casework import CaseView, Casework, ItemView
from graph.desk import one_listing
from graph.rules import Measure
from linkage.identifiers import mask_text
from linkage.model import Kind

commands = typer.Typer(help="联合惩戒案件 joint-punishment cases.", no_args_is_help=True)
IdArgument = Annotated[str, typer.Argument(metavar="CASE")]
MeasureOption = Annotated[list[Measure] | None, typer.Option(help="Only these measures; repeatable.")]
SubjectsOption = Annotated[list[str] | None, typer.Option("--subject", help="Only these entities; repeatable.")]
ANSWERS = (Step.RECEIVED, Step.MATCHED, Step.REVIEWED, Step.APPLIED, Step.NOT_APPLIED, Step.REPORTED)


@commands.command("open")
def open_(
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
    """Open a case about a listing, with whom the rules reach that day and by which measures."""
    with session(ctx, store) as app:
        named = one_listing(app.store, listing, authority, subject, category)
        act = act_of(app, "", by, day, ("", reason))
        work = _work(app)
        _shown(app, work.view(work.open(named, act), act.day), json_)


@commands.command("push")
def push(
    ctx: typer.Context,
    id_: IdArgument,
    to: Annotated[list[str], typer.Option(help="Addressee; repeatable.")],
    by: ByOption,
    measure: MeasureOption = None,
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Ask departments to act; each has to answer about every subject."""
    with session(ctx, store) as app:
        act, work = act_of(app, "", by, day, ("", "")), _work(app)
        _shown(app, work.view(work.push(id_, to, act, measure or ()), act.day), json_)


@commands.command("answer")
def answer(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    step: Annotated[list[Step], typer.Option(help=" | ".join(ANSWERS) + "; repeatable, in order.")],
    subject: SubjectsOption = None,
    measure: MeasureOption = None,
    reason: ReasonOption = "",
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """An addressee's steps about its subjects: received, matched, reviewed, applied or not_applied, reported."""
    other = [each for each in step if each not in ANSWERS]
    if other:
        raise typer.BadParameter(f"{', '.join(other)}: no answer; one of {', '.join(ANSWERS)}")
    _answered(ctx, store, (id_, by, subject, measure, reason, day, json_), step)


@commands.command("lift")
def lift(
    ctx: typer.Context,
    id_: IdArgument,
    by: ByOption,
    subject: SubjectsOption = None,
    reason: ReasonOption = "",
    day: DayOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """The addressee has lifted what it applied, and reports it."""
    _answered(ctx, store, (id_, by, subject, None, reason, day, json_), [Step.LIFTED, Step.LIFTING_REPORTED])


Said = tuple[str, str, list[str] | None, list[Measure] | None, str, datetime | None, bool]


def _answered(ctx: typer.Context, store: str | None, said: Said, steps: list[Step]) -> None:
    id_, by, subject, measure, reason, day, json_ = said
    with session(ctx, store) as app:
        act, work = act_of(app, "", by, day, ("", reason)), _work(app)
        _shown(app, work.view(work.answer(id_, steps, act, subject or (), measure or ()), act.day), json_)


@commands.command("show")
def show(
    ctx: typer.Context, id_: IdArgument, as_of: AsOfOption = None, json_: JsonOption = False, store: StoreOption = None
) -> None:
    """A case as it stands: every addressee's answers, what is to be lifted, the clocks."""
    with session(ctx, store) as app:
        work = _work(app)
        _shown(app, work.view(work.case(id_), day_of(app, as_of)), json_)


@commands.command("list")
def list_(
    ctx: typer.Context,
    open_: Annotated[bool, typer.Option("--open", help="Only cases with an item that is not closed.")] = False,
    as_of: AsOfOption = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """All cases with their closure rate, and that of all together."""
    with session(ctx, store) as app:
        work, day = _work(app), day_of(app, as_of)
        views = [work.view(case, day) for case in work.cases().values() if case.about.day <= day]
    total = closure([item.closed for view in views for item in view.items])
    views = [view for view in views if not open_ or view.closure.closed < view.closure.pushed or not view.items]
    if json_:
        print_json({"closure": closure_json(total), "cases": [case_json(view) for view in views]})
        return
    table = folded("案件", "名单", "文书", "名单状态", "发起", "推送", "办结", "应解除")
    for view in views:
        about, numbers = view.case.about, view.closure
        lifting = sum(bool(item.to_lift) for item in view.items)
        words = label("category", about.category), about.document, label("life", view.state), str(about.day)
        table.add_row(view.case.id, *words, str(numbers.pushed), str(numbers.closed), str(lifting or ""))
    out.print(table)
    out.print(f"办结率 closure {total.closed}/{total.pushed} = {total.rate:.1%}", markup=False)


def _work(app: Application) -> Casework:
    return Casework(app.store, app.ruleset, clocks(), app.clock(), account())


def _shown(app: Application, view: CaseView, json_: bool) -> None:
    """Show a case; persons among its subjects are in the log of reads."""
    persons = [node.id for node in view.nodes.values() if node.kind is Kind.PERSON]
    if persons:
        case = view.case
        access = Access(account(), "case", case.about.document or case.id, case.id)
        log(app, Reader(access, "cli"), "case", persons)
    if json_:
        print_json(case_json(view))
        return
    about = view.case.about
    title = f"{view.case.id} {label('category', about.category)} {about.document} {about.authority}"
    out.print(f"{title}：{label('life', view.state)}", markup=False, style="bold")
    table = folded("主体", "单位", "推送措施", "最近一步", "应解除", "到期", "办结")
    for found in view.items:
        node = view.nodes.get(found.item.subject)
        table.add_row(mask_text(node.name) if node else found.item.subject, *_cells(found, view.day))
    out.print(table)
    done = view.closure
    out.print(f"办结率 closure {done.closed}/{done.pushed} = {done.rate:.1%}", markup=False)


def _cells(found: ItemView, day: date) -> tuple[str, ...]:
    item = found.item
    due = [each for each in found.duties if each.is_open(day)]
    clock = "；".join(f"{each.due}{' 逾期' if each.late(day) else ''}" for each in due)
    asked, lifting = (
        "、".join(label("measure", each) for each in measures) for measures in (item.asked, found.to_lift)
    )
    step = f"{label('case', item.step)} {item.steps[-1].day}"
    return item.addressee, asked, step, lifting, clock, "是" if found.closed else ""
