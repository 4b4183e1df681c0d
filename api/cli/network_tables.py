"""Answers of network questions for a terminal.

Owns: words and layout. Refuses: to leave out that an answer was cut.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from api.cli.session import out
from api.labels import label
from api.wire import Json

_VOTES = "votes"
_ROLE = {"holder": "→", "held_by": "←"}


def neighbours(answer: Json) -> None:
    """Counts per type, then the page."""
    _headed(answer["entity"])
    for count in answer["counts"]:
        out.print(f"  {_ROLE[count['role']]} {count['label']}: {count['count']}", markup=False)
    if answer["counts_recorded"]:
        out.print("  （各类计数为库中登记的条数，不论日期）", markup=False)
    table = Table("关系", "对方", "编号", "自", "至（不含）", "身份")
    for near in answer["neighbours"]:
        for link in near["links"]:
            arrow = "→" if link["company"] == near["id"] else "←"
            table.add_row(f"{arrow} {link['label']}", near["name"], near["id"], *_times(link))
    out.print(table)
    if answer["truncated"]:
        out.print(f"还有更多 more: --after {answer['next']}", markup=False, style="yellow")


def reached(answer: Json) -> None:
    """Entities nearest first, then the links."""
    names = {each["id"]: each["name"] for each in answer["entities"]}
    table = Table("步", "名称", "编号", "类型")
    for each in answer["entities"]:
        table.add_row(str(each["hops"]), each["name"], each["id"], label("kind", each["kind"] or ""))
    out.print(table)
    for link in answer["links"]:
        out.print(f"  {_step(link, names)}", markup=False)
    _cut(answer)


def paths(answer: Json) -> None:
    """One block per path."""
    for place, path in enumerate(answer["paths"], 1):
        names = {each["id"]: each["name"] for each in path["entities"]}
        out.print(f"{place}. " + " — ".join(each["name"] for each in path["entities"]), markup=False, style="bold")
        for step in path["steps"]:
            out.print("   " + "；".join(_step(link, names) for link in step), markup=False)
    if not answer["paths"]:
        out.print("没有路径 no path", markup=False)
    _cut(answer)


def owners(answer: Json) -> None:
    """Three tables, never one."""
    _headed(answer["entity"])
    first = Table("持有人", "合计", "结论", "经由", title="一、合计达到50% fifty percent in the aggregate")
    together = [answer["together"]] if answer["together"] else []
    for each in (*together, *answer["aggregated"]):
        first.add_row(
            _names(each["holders"]), _share(each["share"]), label("reached", each["reached"]), _names(each["through"])
        )
    _told(first)
    second = Table("持有人", "份额", "", title="二、穿透份额 integrated ownership")
    for each in answer["integrated"]["holders"]:
        words = ["最终" if each["ultimate"] else "中间", *(["闭环"] if each["circle"] else [])]
        second.add_row(each["name"], _share(each["share"]), " ".join(words))
    second.add_row("未登记的持有人", _share(answer["integrated"]["unrecorded"]), "")
    out.print(second)
    for each in answer["integrated"]["overstated"]:
        out.print(f"  {each['name']}: 登记的持股合计超过100%，已按比例折算", markup=False, style="yellow")
    third = Table("控制人", "依据", "表决权", "经由", "", title="三、控制 control")
    for each in answer["control"]:
        grounds = "、".join(_ground(ground) for ground in each["grounds"])
        words = ["最终" if each["ultimate"] else "中间", *(["可能"] if each["controls"] == "possible" else [])]
        third.add_row(each["name"], grounds, _share(each["votes"]), _names(each["through"]), " ".join(words))
    _told(third)
    _cut(answer)


def _told(table: Table) -> None:
    """A table; where it has no rows that is said."""
    out.print(table if table.rows else f"{table.title}：没有 none")


def group(answer: Json) -> None:
    """Heads, members, who controls whom."""
    names = {each["id"]: each["name"] for each in answer["members"]}
    out.print(f"顶端 heads: {_names(answer['heads'])}", markup=False, style="bold")
    out.print(f"成员 members: {len(names)}", markup=False)
    table = Table("控制人", "被控制", "依据")
    for step in answer["steps"]:
        table.add_row(names.get(step["controller"], ""), names.get(step["company"], ""), _ground(step["ground"]))
    out.print(table)
    _cut(answer)


def groups(answer: Json) -> None:
    """One line per group: its size and its heads."""
    table = Table("成员", "顶端 heads", "编号", title=f"{answer['total']:,} 个集团 groups")
    for each in answer["groups"]:
        ids = "\n".join(head["id"] for head in each["heads"])
        more = each["heads_total"] - len(each["heads"])
        names = [*(head["name"] for head in each["heads"]), *([f"另有 {more:,} 个"] if more else [])]
        table.add_row(f"{each['members']:,}", "\n".join(names), ids)
    out.print(table)
    _cut(answer)
    if answer["next"]:
        out.print(f"下一页 next page: --after {answer['next']}", markup=False)


def circles(answer: Json) -> None:
    """One line per circle, with the part of itself that each member owns."""
    for circle in answer["circles"]:
        names = {each["id"]: each["name"] for each in circle["members"]}
        steps = [f"{names[step['entity']]} {_share(step['share'])}→" for step in circle["way"]]
        out.print("● " + " ".join([*steps, names[circle["way"][0]["entity"]]]), markup=False, style="bold")
        for each in circle["members"]:
            out.print(f"   {each['name']} [{each['id']}] 持有自身 {_share(each['own'])}", markup=False)
    if not answer["circles"]:
        out.print("没有循环持股 no circles", markup=False)


def _headed(entity: Mapping[str, Any]) -> None:
    out.print(f"{entity['name']}  [{entity['id']}]", markup=False, style="bold")


def _step(link: Mapping[str, Any], names: Mapping[str, str]) -> str:
    begin, end, certainty = _times(link)
    time = f"（{begin or '…'} 至 {end or '今'}）"
    sure = "" if link["certainty"] == "confirmed" else f" 〔{certainty}〕"
    return f"{names.get(link['holder'], '')} 是 {names.get(link['company'], '')} 的{link['label']}{time}{sure}"


def _ground(code: str) -> str:
    return "表决权过半" if code == _VOTES else label("relation", code)


def _times(link: Mapping[str, Any]) -> tuple[str, str, str]:
    return link["from"], link["to"], label("certainty", link["certainty"])


def _share(share: Mapping[str, float]) -> str:
    low, high = share["low"], share["high"]
    return f"{low:.2%}" if low == high else f"{low:.2%} – {high:.2%}"


def _names(entities: Iterable[Mapping[str, Any]]) -> str:
    return "、".join(each["name"] or each["id"] for each in entities)


def _cut(answer: Json) -> None:
    for hub in answer.get("hubs", ()):
        out.print(f"未穿过 not through: {hub['name']} [{hub['id']}] ({hub['relations']})", markup=False, style="yellow")
    if answer["truncated"]:
        out.print("结果不完整：达到上限 truncated at a bound", markup=False, style="yellow")
