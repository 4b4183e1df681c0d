"""``xintu review``: doubtful pairs by keyboard, or one command at a time.

Owns: keys, options and panels. Refuses: order and contradictions (graph.review), and deciding without reviewer and
reason.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import typer
from rich.table import Table

from api import reviews
from api.cli.caller import Caller, Inquirer
from api.cli.days import day_option
from api.cli.grouped import grouped
from api.cli.session import JsonOption, StoreOption, out, print_json, session
from api.reviews import Asked
from api.wire import plain
from graph.model import Verdict
from graph.review.decisions import Decision
from graph.review.labels import Estimate, estimates
from graph.review.queue import Order
from graph.review.settings import settings
from linkage.proportions import Share

commands = typer.Typer(help="Review doubtful pairs 人工核对.", invoke_without_command=True)
PURPOSE = "review"
OrderOption = Annotated[
    Order, typer.Option("--order", help="priority: uncertainty x reach; teaching: most to learn; sample: at random.")
]
ModelOption = Annotated[str, typer.Option("--model", help="enterprise or person; both when not given.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="At most so many pairs.")]
ReviewerOption = Annotated[str | None, typer.Option("--reviewer", help="Who decides; else the caller.")]


@dataclass(frozen=True, slots=True)
class Reviewer(Caller):
    """Options of a command that decides: who asks is who decides."""

    caller: ReviewerOption = None


@dataclass(frozen=True, slots=True)
class Deciding(Inquirer):
    """The same of a command that answers in one of two forms."""

    caller: ReviewerOption = None


@commands.callback()
@grouped
def review(
    who: Reviewer,
    order: OrderOption = Order.PRIORITY,
    model: ModelOption = "",
    limit: LimitOption = 100,
) -> None:
    """By keyboard: s same, d different, u unsure, z undo, n next, q quit."""
    if who.ctx.invoked_subcommand is not None:
        return
    from api.cli.review_desk import sit_down  # the desk needs a terminal; the other commands do not

    with who.reading(PURPOSE) as (app, reader):
        sit_down(app, reader, Asked(order, model, limit))


@commands.command("list")
@grouped
def list_(
    who: Inquirer,
    order: OrderOption = Order.PRIORITY,
    model: ModelOption = "",
    limit: LimitOption = 20,
    decided: Annotated[bool, typer.Option("--decided", help="Reviewers' words that stand, instead.")] = False,
) -> None:
    """Pairs in doubt, first things first, and words that contradict each other."""
    with who.reading(PURPOSE) as (app, reader):
        if decided:
            words = reviews.spoken(app, reader)
            print_json(words) if who.json_ else _show_words(words)
            return
        found = reviews.listed(app, reader, Asked(order, model, limit))
        print_json(found) if who.json_ else _show_queue(found)


@commands.command("decide")
@grouped
def decide(
    who: Deciding,
    a: Annotated[str, typer.Argument(metavar="PARTY_OR_ENTITY")],
    b: Annotated[str, typer.Argument(metavar="PARTY_OR_ENTITY")],
    verdict: Annotated[Verdict, typer.Argument(help="same, different or unsure")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    since: Annotated[date | None, day_option("From which day two are one, or are not.")] = None,
) -> None:
    """Say whether two are one subject; it binds from the next ``xintu resolve``."""
    with who.reading(PURPOSE) as (app, reader):
        decision = Decision(a, b, verdict, reason, reader.access.caller, since)
        answer = reviews.decided(app, reader, decision)
        print_json(answer) if who.json_ else _show_words([answer["judgement"]])


@commands.command("undo")
@grouped
def undo(
    who: Deciding,
    a: Annotated[str, typer.Argument(metavar="PARTY_OR_ENTITY")],
    b: Annotated[str, typer.Argument(metavar="PARTY_OR_ENTITY")],
) -> None:
    """Take back the reviewers' words on a pair; who did is logged."""
    with who.reading(PURPOSE) as (app, reader):
        answer = reviews.undone(app, reader, a, b, reader.access.caller)
        print_json(answer) if who.json_ else _show_words(answer["undone"])


@commands.command("thresholds")
def thresholds(
    ctx: typer.Context,
    precision: Annotated[float | None, typer.Option(min=0.5, max=0.9999, help="That must be shown.")] = None,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """What reviewers' labels say of the merge thresholds; prints the lines to put, changes nothing."""
    with session(ctx, store) as app:
        found = estimates(app.store, replace(settings(), precision=precision or settings().precision))
    if json_:
        print_json([plain(each) | {"toml": each.toml} for each in found])
        return
    for each in found:
        _show_estimate(each)


def _show_estimate(found: Estimate) -> None:
    title = f"{found.model}  阈值 {found.threshold:.1f}  标注 {found.labelled}  置信度 {found.confidence:.0%}"
    table = Table("比特", "配对", "标注", "同一", "同一占比（精确区间）", "由此往上：精确率", "召回率", title=title)
    for band, cut in zip(found.bands, found.cuts, strict=True):
        few = "" if band.enough else " 标注太少"
        table.add_row(
            f"{_end(band.low)} … {_end(band.high)}",
            f"{band.pairs:,}",
            f"{band.labelled}{few}",
            str(band.same),
            *(_share(each) for each in (band.share, cut.precision, cut.recall)),
        )
    out.print(table)
    if found.toml:
        out.print(found.toml, markup=False)
        return
    out.print(
        f"标注不足以证明任何阈值的精确率达到 {found.precision:g}：一个分数段内约需 {found.needed} 个全对的标注。"
        "  xintu review --order sample",
        markup=False,
        style="yellow",
    )


def _end(bits: float | None) -> str:
    return "" if bits is None else f"{bits:g}"


def _share(share: Share) -> str:
    middle = "—" if share.estimate is None else f"{share.estimate:.4f}"
    return f"{middle} ({share.lower:.4f}–{share.upper:.4f})"


def _show_words(words: list[dict[str, Any]]) -> None:
    table = Table("判定", "甲", "乙", "自", "判定人", "理由", title="人工判定 judgements（下次 resolve 生效）")
    for each in words:
        table.add_row(each["label"], each["a"], each["b"], each.get("since") or "", each["reviewer"], each["reason"])
    out.print(table)


def _show_queue(found: dict[str, Any]) -> None:
    table = Table("次序", "存疑原因", "甲", "乙", "比特/阈值", "不确定", "影响面", title="待核对 review queue")
    for item in found["items"]:
        left, right = (f"{side['mention']['name']}\n{side['party']}" for side in item["sides"])
        worth = item["priority"] if found["order"] == Order.PRIORITY else item["teaching"]
        odds = f"{item['bits']:+.1f}/{item['threshold']:.0f}"
        table.add_row(
            f"{worth:.2f}", item["label"], left, right, odds, f"{item['uncertainty']:.2f}", f"{item['reach']:g}"
        )
    out.print(table)
    out.print(f"共 {found['total']} 对，另有 {found['left_out']} 对因不确定性较低未列入", markup=False)
    for conflict in found["conflicts"]:
        out.print(f"! {conflict['label']} {conflict['kind']}", markup=False, style="red")
        _show_words(conflict["judgements"])
