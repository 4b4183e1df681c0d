"""``xintu affected``: whom does a listing reach? ``--file``: whom would a file of listings reach, nothing written?

Owns: options, words and layout of forward answers and of changes. Refuses: conclusions, and showing persons unlogged.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from api.bootstrap import Application
from api.cli.caller import Inquirer
from api.cli.days import AsOfOption, day_of, moment, region_option
from api.cli.grouped import grouped
from api.cli.session import err, out, print_json
from api.deliveries import Stated, requests_of
from api.labels import label
from api.reading import Reader, log
from graph.affected import Asking, Reached, find_listing, reached
from graph.answer_json import listing_json, to_json
from graph.changes import Change, counted
from graph.findings import Finding
from graph.intake import read_rows
from graph.model import Node
from graph.rehearsal import Rehearsal, rehearse
from linkage.identifiers import mask_text
from linkage.model import Kind

commands = typer.Typer()
RegionOption = Annotated[str, region_option("Receiving region; empty: the issuer's own law.")]
_SHOWN = 40
"""Lines of a table on a terminal; --json has all."""


@commands.command("affected")
@grouped
def affected(
    who: Inquirer,
    listing: Annotated[str, typer.Argument(help="Key of a listing, or a document number.")] = "",
    authority: Annotated[str, typer.Option(help="The deciding authority, with a document number.")] = "",
    file: Annotated[Path | None, typer.Option(help="A file not yet taken in: what would it change?")] = None,
    department: Annotated[str | None, typer.Option(help="Delivering department, with --file.")] = None,
    region: RegionOption = "",
    as_of: AsOfOption = None,
    known_at: Annotated[str, typer.Option(help="As known on that day or at that ISO moment; now.")] = "",
) -> None:
    """Whom a listing reaches, by which rule; or what a file of listings would change, nothing written."""
    if bool(listing) == bool(file) or (file and known_at):
        raise typer.BadParameter("give a LISTING (with --known-at, if need be) or --file, one of them")
    with who.reading("affected") as (app, reader):
        then = app.known(moment(known_at))
        asking = Asking(app.ruleset, day_of(app, as_of), region, app.store.tx_at(then) if then else None)
        if file is not None:
            rehearse_files(app, asking, [file], Stated(department=department), (reader, who.json_))
            return
        found = reached(app.store, asking, find_listing(app.store, listing, authority, asking.tx))
        log(app, reader, "affected", persons_of(f for each in found.affected for f in each.findings))
    print_json(reached_json(found, asking)) if who.json_ else _show_reached(found)


def rehearse_files(
    app: Application, asking: Asking, paths: Iterable[Path], stated: Stated, shown: tuple[Reader, bool]
) -> None:
    """Show what these files would change; nothing is written but the log of the read."""
    reader, json_ = shown
    requests = [
        request
        for path in paths
        for request in requests_of(path, stated, app.settings, app.formats, lambda text: err.print(text, markup=False))
    ]
    files = [read_rows(app.store, app.formats, request) for request in requests]
    found = rehearse(app.store, asking, files)
    log(app, reader, "rehearse", persons_of(each.finding for each in found.changes))
    print_json(rehearsal_json(found, asking)) if json_ else _show_rehearsal(found)


def persons_of(findings: Iterable[Finding]) -> list[str]:
    """Ids of the natural persons on the paths of these findings."""
    return list(dict.fromkeys(h.entity for f in findings for h in f.path if h.kind is Kind.PERSON))


def reached_json(found: Reached, asking: Asking) -> dict[str, Any]:
    """The forward answer: the listings and whom they reach."""
    return _frame(asking) | {
        "listings": [listing_json(each) for each in found.listings],
        "affected": [_named(each.node) | {"findings": [to_json(f) for f in each.findings]} for each in found.affected],
        "truncated": found.truncated,
    }


def rehearsal_json(found: Rehearsal, asking: Asking) -> dict[str, Any]:
    """What files would change."""
    rows = {"rows": found.rows, "rejected": found.rejected, "unchanged": found.unchanged}
    subjects = {"known": found.known, "new": found.new}
    records = {"lifted": found.lifted, "datasets": {name: asdict(each) for name, each in found.datasets.items()}}
    changed = {"counts": counted(found.changes), "changes": changes_json(found.changes, found.nodes)}
    return _frame(asking) | rows | records | {"parties": subjects} | changed | {"truncated": found.truncated}


def changes_json(changes: Iterable[Change], nodes: Any) -> list[dict[str, Any]]:
    """Changes one by one."""
    return [_named(nodes[each.entity]) | {"change": _word(each), "finding": to_json(each.finding)} for each in changes]


def _word(change: Change) -> str:
    return "appears" if change.appears else "vanishes"


def _frame(asking: Asking) -> dict[str, Any]:
    return {"as_of": asking.as_of.isoformat(), "region": asking.region, "rule_version": asking.rules.version}


def _named(node: Node) -> dict[str, Any]:
    return {"entity": node.id, "kind": str(node.kind), "name": mask_text(node.name)}


def _show_reached(found: Reached) -> None:
    for view in found.listings:
        days = f"{view.begin or '?'} 至 {view.end}" if view.end else f"{view.begin or '?'} 起"
        words = view.title_zh, mask_text(view.subject_name), view.authority, view.doc_no, days
        out.print(" ".join(filter(None, (*words, "异议处理中" if view.disputed else ""))), markup=False, style="bold")
    if not found.affected:
        out.print("该日不及于任何主体 reaches nobody on that day；名单状态见 xintu listing show", markup=False)
    table = folded("主体", "类别", "规则", "类型", "效力", "措施", "身份", title=f"及于 {len(found.affected)} 个主体")
    for each in found.affected:
        for finding in each.findings:
            table.add_row(mask_text(each.node.name), label("kind", each.node.kind), *_cells(finding))
    if found.affected:
        out.print(table)
    if found.truncated:
        out.print("关联过多，未全部展开 truncated", style="yellow")


def folded(*headings: str, title: str = "") -> Table:
    """A table whose cells wrap instead of losing their ends."""
    table = Table(title=title or None)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _cells(finding: Finding) -> tuple[str, str, str, str, str]:
    measures = "、".join(label("measure", each) for each in finding.would_be)
    words = label("class", finding.conclusion), label("force", finding.force)
    return finding.rule, *words, measures, label("certainty", finding.sureness)


def _show_rehearsal(found: Rehearsal) -> None:
    rows = f"{found.rows} 行：退回 {found.rejected}，未变 {found.unchanged}，全量交付未再包含 {found.lifted}"
    out.print(f"{rows}；主体提及 {found.known} 个已知、{found.new} 个新", markup=False)
    table = Table("数据集", "新", "更新", "未变", "未再包含", title="来源记录 records")
    for name, each in found.datasets.items():
        table.add_row(name, *(f"{count:,}" for count in (each.new, each.changed, each.unchanged, each.left_out)))
    out.print(table)
    show_changes(found.changes, found.nodes)


def show_changes(changes: tuple[Change, ...], nodes: Any) -> None:
    """Counts per rule, then the first changes."""
    if not changes:
        out.print("结论不变 no conclusion changes")
        return
    totals = Table("规则", "出现", "消失", title=f"{len(changes)} 项结论变化 changes")
    for rule, numbers in counted(changes).items():
        totals.add_row(rule, f"{numbers['appears']:,}", f"{numbers['vanishes']:,}")
    out.print(totals)
    table = folded("", "主体", "规则", "类型", "效力", "措施", "身份", "名单")
    for each in changes[:_SHOWN]:
        listing = each.finding.listing
        name = mask_text(nodes[each.entity].name)
        mark = "+" if each.appears else "-"
        table.add_row(mark, name, *_cells(each.finding), f"{listing.title_zh} {listing.doc_no}")
    out.print(table)
    if len(changes) > _SHOWN:
        out.print(f"另有 {len(changes) - _SHOWN} 项，用 --json 查看全部", markup=False)
