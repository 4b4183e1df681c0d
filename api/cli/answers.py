"""Answers of a check for a terminal.

Owns: words, colours and layout. Refuses: to decide anything but what is clear.
"""

from typing import Any

from rich.panel import Panel

from api.checks import Answer, Check
from api.cli.session import out
from api.labels import label
from api.subjects import Subject
from graph.incentives import GRANTED
from linkage.identifiers import mask, mask_text

COLOURS = {"restricted": "red", "verify": "magenta", "consider": "yellow", "clear": "green", "unknown": "white"}
CLEAR = "clear"
_CANDIDATES = 5
"""How many candidates for a name are shown; ``--json`` has all."""


def is_clear(answer: Answer) -> bool:
    """Whether the verdict is clear, and the incentive granted where one is asked for."""
    return bool(answer["verdict"] == CLEAR and answer.get("incentive") in (None, GRANTED))


def show(answer: Answer, asked: Check) -> None:
    """One answer in full."""
    verdict = answer["verdict"]
    entity = answer.get("entity") or {}
    head = f"{label('verdict', verdict)} {verdict}\n{label('advice', verdict)}"
    if answer["incentive"]:
        head += f"\n{_incentive(answer)} {answer['incentive']}"
    title = f"{label('purpose', asked.purpose)} · {asked.as_of}"
    out.print(Panel(head, title=title, border_style=COLOURS[verdict], expand=False))
    if entity:
        out.print(
            f"{entity.get('name', '')}  [{entity.get('id', '')}]  {label('kind', entity.get('kind', ''))}", markup=False
        )
    for each in answer["candidates"][:_CANDIDATES]:
        why = "，".join(each["why"])
        out.print(f"候选 {each['name']}  [{each['entity']}]  {each['score']:.2f} {why}，须核实", markup=False)
    for finding in answer["findings"]:
        _show_finding(finding)
    if answer.get("query"):
        out.print(f"查询编号 {answer['query']}", markup=False)


def _show_finding(finding: dict[str, Any]) -> None:
    listing, basis = finding["listing"], finding["basis"]
    force = "" if finding["class"] == "alert" else label("force", finding["force"])
    words = [label("class", finding["class"]), force, label("certainty", finding["certainty"])]
    if finding.get("disputed"):
        words.append("异议处理中")
    if finding.get("bears_on_purpose") is False:
        words.append("与本用途无关")
    if finding.get("cleared"):
        words.append(f"经{finding['cleared']['reviewer']}核实非同一主体")
    category = listing.get("title_zh") or label("category", listing.get("category", ""))
    out.print(f"● {category}  〔{' · '.join(word for word in words if word)}〕", markup=False, style="bold")
    explanation = finding.get("explanation_zh") or finding.get("explanation") or ""
    if explanation:
        out.print(f"  {mask_text(explanation)}", markup=False)
    measures = "、".join(label("measure", code) for code in finding["measures"])
    if measures:
        out.print(f"  措施 {measures}", markup=False)
    law = " ".join(str(basis.get(part) or "") for part in ("document", "number", "article"))
    out.print(
        f"  依据 {law}（{label('review', basis.get('review_status', ''))}）  规则 {finding['rule']}", markup=False
    )
    path = " → ".join(
        (f"{label('relation', step['relation'])} " if step.get("relation") else "") + str(step.get("name", ""))
        for step in finding["path"]
    )
    out.print(f"  路径 {mask_text(path)}", markup=False)
    for source in finding["evidence"]:
        out.print(f"  证据 {source['department']} {source['file']} 第{source['row']}行", markup=False)


def _incentive(answer: Answer) -> str:
    return label("incentive", answer["incentive"]) if answer.get("incentive") else ""


def show_line(subject: Subject, answer: Answer) -> None:
    """One row of a file in one line."""
    verdict = answer["verdict"]
    shown = f"{mask(subject.number) if subject.number else ''} {subject.name}".strip()
    reasons = "；".join(
        dict.fromkeys(
            label("category", finding["listing"].get("category", ""))
            for finding in answer["findings"]
            if finding.get("bears_on_purpose", True)
        )
    )
    error = answer.get("error", {}).get("detail", "")
    said = "，".join(filter(None, [label("verdict", verdict), _incentive(answer)]))
    text = f"{subject.row:>6}  {said}  {shown}  {reasons}{error}"
    out.print(text, markup=False, style=COLOURS[verdict])
