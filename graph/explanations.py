"""Why, in Chinese: the sentence of a finding from its rule's template.

Owns: filling a template. Refuses: identity numbers, and wording of its own (the rule rows carry the words).
"""

from collections.abc import Sequence
from datetime import date

from graph.findings import Hop, ListingView
from graph.relations import title
from graph.rules import Basis, Sureness

_UNSURE = {
    Sureness.PROBABLE: "身份尚未确认，须先核实，目前不产生任何措施。",
    Sureness.POSSIBLE: "事实（日期或条件）尚不明确，须先核实，目前不产生任何措施。",
}


def explain(
    template: str, listing: ListingView, basis: Basis, path: Sequence[Hop], until: date | None, sureness: Sureness
) -> str:
    """The sentence, with what must be verified and a dispute, if any, at its end."""
    text = template.format(
        subject=path[-1].name,
        listed=path[0].name,
        source=path[-2].name if len(path) > 1 else path[-1].name,
        category=listing.title_zh,
        authority=listing.authority or "有关机关",
        document=listing.doc_no or "无文号",
        date=day_text(listing.begin) or "日期不详",
        role=title(path[-1].relation) if path[-1].relation else "责任人员",
        until=day_text(until) or "期满之日",
        limit=f"期限至{day_text(until)}。" if until else "",
        law=f"《{basis.document}》" + (f"（{basis.number}）" if basis.number else ""),
        article=basis.article,
    )
    dispute = "该记录正在异议处理中，处理期间效力不变。" if listing.disputed else ""
    return text + dispute + _UNSURE.get(sureness, "")


def restated(text: str, before: Sureness, after: Sureness) -> str:
    """A sentence of :func:`explain` as it reads when it is less sure: what must be verified stands at its end."""
    return text.removesuffix(_UNSURE.get(before, "")) + _UNSURE.get(after, "")


def day_text(day: date | None) -> str:
    """A day as Chinese offices write it; empty when unknown."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
