"""Tables of joint-punishment cases for a terminal.

Owns: columns. Refuses: reading the store.
"""

from collections.abc import Iterable
from datetime import date

from rich.table import Table

from api.cli.affected import folded
from api.labels import label
from graph.casework import CaseView


def case_table(views: Iterable[CaseView], day: date, title: str = "") -> Table:
    """One line per case, with the day that is due next."""
    table = folded("案件", "名单", "文书", "名单状态", "发起", "推送", "办结", "应解除", "到期", title=title)
    for view in views:
        about, numbers = view.case.about, view.closure
        lifting = sum(bool(item.to_lift) for item in view.items)
        words = label("category", about.category), about.document, label("life", view.state), str(about.day)
        counts = str(numbers.pushed), str(numbers.closed), str(lifting or "")
        table.add_row(view.id, *words, *counts, _due(view, day))
    return table


def _due(view: CaseView, day: date) -> str:
    duty = view.next_duty
    return f"{duty.due}{' 逾期' if duty.late(day) else ''}" if duty else ""
