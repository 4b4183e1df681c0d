"""The reviewer's desk in a terminal: one pair at a time, one key per verdict.

Owns: keys, the panel with both sides, the waterfall, and the words typed as reason. Refuses: work of its own: every key
does what a ``xintu review`` command does.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import click
from rich.columns import Columns
from rich.panel import Panel

from api import reviews
from api.bootstrap import Application
from api.cli.explain import waterfall
from api.cli.session import err, out
from api.errors import InvalidQuery
from api.labels import label
from api.reading import Reader
from api.reviews import Asked
from graph.model import Verdict
from graph.review.decisions import Decision, ReviewError
from linkage.identifiers import mask_text

KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT, "u": Verdict.UNSURE}
PROMPT = "[s] 同一  [d] 不同  [u] 难判  [z] 撤销上一判定  [n] 下一对  [q] 结束 > "
UNDO, NEXT = "z", "n"
QUIT = ("q", "\x03", "\x04", "")
"""Keys that end the sitting: q, Ctrl-C, Ctrl-D, end of input."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Where keys and reasons come from."""

    key: Callable[[], str]
    reason: Callable[[], str]


def terminal() -> Keyboard:
    """Single keys from a terminal, lines from a pipe."""
    if sys.stdin.isatty():
        return Keyboard(click.getchar, lambda: str(click.prompt("理由 reason", err=True)))
    lines = iter(sys.stdin)
    return Keyboard(lambda: _line(lines)[:1], lambda: _line(lines))


def _line(lines: Iterator[str]) -> str:
    """The next line; quitting at the end of the input."""
    return next(lines, QUIT[0]).strip()


@dataclass(slots=True)
class Desk:
    """One sitting: the pairs to look at and what was said so far."""

    app: Application
    reader: Reader
    keyboard: Keyboard
    said: dict[int, Decision] = field(default_factory=dict)
    """Place of the pair -> what was said, the last one last."""

    def work(self, items: Sequence[dict[str, Any]]) -> None:
        """Pair after pair until the last one or q; z goes back to the pair whose verdict it takes back."""
        at = 0
        while 0 <= at < len(items):
            self._show(items[at])
            at = self._answered(items, at)
        verdicts = "、".join(
            f"{label('judgement', each.verdict)} {each.a} {each.b}" for _, each in sorted(self.said.items())
        )
        out.print(f"本次判定 {len(self.said)} 对，下次 xintu resolve 生效。{verdicts}", markup=False)

    def _answered(self, items: Sequence[dict[str, Any]], at: int) -> int:
        """Ask until the pair is decided or passed over; where to go next, -1 to stop."""
        while True:
            err.print(PROMPT, markup=False, end="")
            key = self.keyboard.key().lower()
            err.print(key, markup=False)
            if key in QUIT:
                return -1
            if key == NEXT or (key in KEYS and self._decide(items, at, KEYS[key])):
                return at + 1
            if key == UNDO and self.said:
                return self._undo()

    def _decide(self, items: Sequence[dict[str, Any]], at: int, verdict: Verdict) -> bool:
        """Keep the verdict; a refusal is shown and the pair is asked again."""
        a, b = (side["party"] for side in items[at]["sides"])
        decision = Decision(a, b, verdict, self.keyboard.reason(), self.reader.access.caller)
        try:
            reviews.decided(self.app, self.reader, decision)
        except ReviewError as refused:
            err.print(f"{refused}\n  → {refused.remedy}", markup=False, style="red")
            return False
        self.said.pop(at, None)
        self.said[at] = decision
        return True

    def _undo(self) -> int:
        """Take back the last verdict of this sitting; where its pair stands."""
        at, last = self.said.popitem()
        reviews.undone(self.app, self.reader, last.a, last.b, self.reader.access.caller)
        err.print(f"已撤销 undone {last.a} {last.b}", markup=False)
        return at

    def _show(self, item: dict[str, Any]) -> None:
        found = reviews.pair(self.app, self.reader, item["a"], item["b"])
        odds = f"{item['bits']:+.1f} 比特（阈值 {item['threshold']:.1f}）"
        head = f"{item['label']}  {odds}  不确定 {item['uncertainty']:.2f}"
        out.print(f"\n{head}  影响面 {item['reach']:g}  同类配对 {item['alike']}", markup=False, style="bold")
        out.print(Columns([_panel(side) for side in item["sides"]]))
        if found.steps:
            out.print(waterfall(found.steps))
        for barrier in found.barriers:
            out.print(f"  ✗ {mask_text(barrier.text)}", markup=False)
        if item["unsure"]:
            out.print(f"  已有人难以判断: {'、'.join(item['unsure'])}", markup=False)


def _panel(side: dict[str, Any]) -> Panel:
    mention, entity = side["mention"], side["entity"] or {"id": "", "identifiers": []}
    source = mention["source"]
    lines = [mention["name"], *(f"{each['label']}: {each['value']}" for each in mention["identifiers"])]
    if source:
        lines.append(f"来源 {source['department']} {source['file']} 第{source['row']}行 {source['as_at']}")
    lines.append(f"所属 {entity['id']} {'、'.join(each['value'] for each in entity['identifiers'])}")
    lines.append(f"结论 {side['findings']} 条（力度 {side['strength']:g}），关联方 {side['subjects']}")
    return Panel("\n".join(line.replace("[", "\\[") for line in lines), title=side["party"], expand=False)


def sit_down(app: Application, reader: Reader, asked: Asked) -> None:
    """A sitting over the queue as it stands; InvalidQuery when nothing is in doubt."""
    found = reviews.listed(app, reader, asked)
    for conflict in found["conflicts"]:
        err.print(f"! {conflict['label']}: 见 xintu review list", markup=False, style="red")
    if not found["items"]:
        raise InvalidQuery("没有待核对的配对 nothing is in doubt", remedy="xintu resolve first, or another --model")
    Desk(app, reader, terminal()).work(found["items"])
