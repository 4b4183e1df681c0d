"""``xintu rules``: the rows, one row, the difference between two rule sets, and keeping a version.

Owns: options and layout. Refuses: conclusions (graph.affected) and editing rows: they are TOML under review.
"""

from collections.abc import Collection
from typing import Annotated, Any

import typer

from api.cli.affected import RegionOption, changes_json, folded, persons_of, show_changes
from api.cli.caller import Inquirer, account
from api.cli.days import AsOfOption, day_of
from api.cli.grouped import grouped
from api.cli.session import FAILED, JsonOption, StoreOption, out, print_json, session
from api.errors import InvalidQuery
from api.reading import log
from api.rule_words import markdown, row_json, summary
from api.rulebooks import HERE, keep, rules_named
from graph.affected import Asking, differ
from graph.changes import counted
from graph.rules import Measure

commands = typer.Typer(help="规则 rule rows: list, show, diff, keep.", no_args_is_help=True)
SetOption = Annotated[str, typer.Option("--set", help=". (in force here), a folder of TOML rows, or a kept version.")]


@commands.command("list")
def list_(
    ctx: typer.Context,
    category: Annotated[str, typer.Option(help="Only rows that speak of this list or fact.")] = "",
    measure: Annotated[str, typer.Option(help="Only rows with this measure.")] = "",
    set_: SetOption = HERE,
    markdown_: Annotated[bool, typer.Option("--markdown", help="As the table of docs/reference/rules.md.")] = False,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """List the rule rows."""
    with session(ctx, store, fresh=True) as app:
        ruleset = rules_named(app.store, app.ruleset, set_)
    _demand("category", category, ruleset.categories)
    _demand("measure", measure, [str(each) for each in Measure])
    rows = [r for r in ruleset.rules if not category or category in (r.categories | r.products)]
    rows = [r for r in rows if not measure or measure in r.measures]
    if json_:
        print_json({"version": ruleset.version, "rules": [row_json(rule) for rule in rows]})
    elif markdown_:
        out.print(markdown(rows), markup=False)
    else:
        table = folded(
            "规则", "名单", "类型", "效力", "及于", "措施", "终止于", title=f"{len(rows)} 条 · {ruleset.version}"
        )
        for rule in rows:
            table.add_row(*summary(rule))
        out.print(table)


def _demand(what: str, word: str, known: Collection[str]) -> None:
    if word and word not in known:
        raise InvalidQuery(f"没有 {word!r} no such {what}", remedy=f"one of {', '.join(sorted(known))}")


@commands.command("show")
def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="RULE")],
    set_: SetOption = HERE,
    json_: JsonOption = False,
    store: StoreOption = None,
) -> None:
    """Show one row with its conditions, term, bases and their validity."""
    with session(ctx, store, fresh=True) as app:
        ruleset = rules_named(app.store, app.ruleset, set_)
    rule = next((each for each in ruleset.rules if each.id == id_), None)
    if rule is None:
        near = "、".join(r.id for r in ruleset.rules if r.id.partition(".")[0] == id_.partition(".")[0])
        raise InvalidQuery(f"没有规则 no rule {id_!r}", remedy=near or "`xintu rules list` names them")
    content = row_json(rule) | {"version": ruleset.version}
    if json_:
        print_json(content)
        return
    for name, value in content.items():
        if value not in (None, "", [], {}, False):
            out.print(f"{name}: {_plain(value)}", markup=False)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(
            f"{name}={_plain(item)}" for name, item in value.items() if item not in (None, "", [], {}, False, 0)
        )
    if isinstance(value, list):
        return (
            "".join(f"\n  - {_plain(each)}" for each in value)
            if value and isinstance(value[0], dict)
            else "、".join(map(str, value))
        )
    return str(value)


@commands.command("diff")
@grouped
def diff(
    who: Inquirer,
    old: Annotated[str, typer.Argument(metavar="OLD", help=". (in force here), a folder, or a kept version.")],
    new: Annotated[str, typer.Argument(metavar="NEW")],
    region: RegionOption = "",
    as_of: AsOfOption = None,
) -> None:
    """Which conclusions about the store's listed and rewarded subjects appear and vanish. Exit 1 when any does."""
    with who.reading("rules diff") as (app, reader):
        first, second = (rules_named(app.store, app.ruleset, word) for word in (old, new))
        day = day_of(app, as_of)
        found = differ(app.store, Asking(first, day, region), Asking(second, day, region))
        log(app, reader, "rules diff", persons_of(each.finding for each in found.changes))
    if who.json_:
        frame = {"old": first.version, "new": second.version, "as_of": day.isoformat(), "region": region}
        changed = {"counts": counted(found.changes), "changes": changes_json(found.changes, found.nodes)}
        print_json(frame | {"subjects": found.subjects, "truncated": found.truncated} | changed)
    else:
        out.print(
            f"{first.version} → {second.version}：{found.subjects:,} 个列入或受激励主体 listed or rewarded subjects",
            markup=False,
        )
        show_changes(found.changes, found.nodes)
    if found.changes:
        raise typer.Exit(FAILED)


@commands.command("keep")
def keep_(ctx: typer.Context, set_: SetOption = HERE, store: StoreOption = None) -> None:
    """Keep a rule set in the store under its version, so that later ones can be compared with it."""
    with session(ctx, store, fresh=True) as app:
        ruleset = rules_named(app.store, app.ruleset, set_)
        new = keep(app.store, ruleset, app.clock(), account())
    out.print(f"{ruleset.version} {'已保存 kept' if new else '已有 kept already'}", markup=False)
