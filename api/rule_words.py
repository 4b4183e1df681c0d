"""A rule row in words: as JSON, as a line of a table.

Owns: the shape of a row for readers. Refuses: what a row does (graph.propagation).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from api.labels import label
from graph.relations import title
from graph.rules import EndedBy, Rule

_ROW: TypeAdapter[Rule] = TypeAdapter(Rule)
_TESTS = {"v": "违法时", "l": "列入时", "n": "现任"}
HEADINGS = (
    "规则 rule",
    "名单或事实 list",
    "class",
    "force",
    "及于 carried to",
    "measures",
    "term",
    "ended by",
    "依据 basis",
)


def row_json(rule: Rule) -> dict[str, Any]:
    """Every part of the row, sets sorted, unbounded days as None."""
    plain = _tidy(_ROW.dump_python(rule, by_alias=True))
    assert isinstance(plain, dict)
    return plain


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tidy(item) for name, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(str(each) for each in value)
    if isinstance(value, tuple | list):
        return [_tidy(each) for each in value]
    if isinstance(value, date):
        return None if value in (date.min, date.max) else value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def summary(rule: Rule) -> tuple[str, str, str, str, str, str, str]:
    """Id, lists, class, force, whom it reaches, measures, what ends it: in the words of the office."""
    measures = "、".join(label("measure", each) for each in rule.measures) or ("同本单位" if _same(rule) else "")
    words = (label("class", rule.conclusion), label("force", rule.force))
    ends = "、".join(label("ended_by", each) for each in EndedBy if each in rule.ended_by)
    return rule.id, _lists(rule), *words, _whom(rule), measures, ends


def _same(rule: Rule) -> bool:
    return rule.relay is not None and rule.relay.same


def _lists(rule: Rule) -> str:
    if rule.relay is not None:
        return "关联主体的结论" if not rule.relay.categories else _titles(rule.relay.categories)
    return _titles(rule.categories) or "、".join(sorted(label("product", each) for each in rule.products))


def _titles(codes: Iterable[str]) -> str:
    return "、".join(label("category", each) for each in sorted(codes))


def _whom(rule: Rule) -> str:
    if rule.carry is not None:
        roles = "、".join(title(each) for each in sorted(rule.carry.roles)) or "被判刑人"
        mark = "，须经认定" if rule.carry.mark else ""
        return f"{roles}（{_TESTS[rule.carry.test]}{mark}）"
    if rule.relay is None:
        return "本主体"
    ways = " → ".join(
        "、".join(title(each) for each in sorted(step.relations)) + (f"×{step.depth}" if step.depth > 1 else "")
        for step in rule.relay.steps
    )
    return f"经 {ways}"


def markdown(rules: Iterable[Rule]) -> str:
    """The table of docs/reference/rules.md."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + "---|" * len(HEADINGS)]
    lines += ["| " + " | ".join(_line(rule)) + " |" for rule in rules]
    return "\n".join(lines)


def _line(rule: Rule) -> tuple[str, ...]:
    id_, lists, _, _, whom, measures, ended = summary(rule)
    length = rule.term.length if rule.term else None
    parts = ((length.years, "年"), (length.months, "个月"), (length.days, "日")) if length else ()
    term = "".join(f"{number}{word}" for number, word in parts if number)
    basis = "；".join(dict.fromkeys(" ".join(filter(None, (b.document, b.number, b.article))) for b in rule.basis))
    region = f"（{rule.region}）" if rule.region else ""
    return f"`{id_}`", lists + region, str(rule.conclusion), str(rule.force), whom, measures, term, ended, basis
