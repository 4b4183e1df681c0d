"""The waterfall of evidence as SVG: one bar per comparison from the sum before it to the sum after it.

Owns: layout and marks, a pure function of the steps. Refuses: scripts, styles, and values that come in unmasked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from api.labels import level, values
from graph.explanation import Step

WIDTH = 960
_LEFT, _RIGHT, _TOP, _ROW, _BAR = 400, 40, 34, 34, 16
_LONGEST = 17
_TICKS = 8


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The SVG text and a sentence that says the same."""

    svg: str
    caption: str


@dataclass(frozen=True, slots=True)
class _Scale:
    """Bits to places on the canvas."""

    low: float
    high: float

    def at(self, bits: float) -> float:
        return _LEFT + (bits - self.low) / (self.high - self.low) * (WIDTH - _LEFT - _RIGHT)

    def ticks(self) -> list[int]:
        """Round numbers of bits across the canvas."""
        step = next(
            size for size in (1, 2, 5, 10, 20, 50, 100) if (self.high - self.low) / size <= _TICKS or size == 100
        )
        return [each for each in range(-100 * step, 100 * step + 1, step) if self.low <= each <= self.high]


def draw_waterfall(steps: Sequence[Step], threshold: float) -> Waterfall:
    """Draw the steps with the threshold as a line; the last row is the sum."""
    total = steps[-1].sum if steps else 0.0
    sums = [0.0, threshold, *(step.sum for step in steps)]
    room = max(1.0, (max(sums) - min(sums)) / 20)
    scale = _Scale(min(sums) - room, max(sums) + room)
    height = _TOP + _ROW * (len(steps) + 1) + 8
    rows = [_row(place, step, scale) for place, step in enumerate(steps)]
    told = f"合计 {total:+.2f} 比特，阈值 {threshold:.1f}"
    body = "".join(
        (_axis(scale, height), _threshold(scale, threshold, height), *rows, _total(len(steps), total, scale))
    )
    svg = (
        f'<svg viewBox="0 0 {WIDTH} {height}" class="waterfall" role="img" '
        f'aria-label={quoteattr("证据瀑布图：" + told)} xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )
    return Waterfall(svg, told)


def _axis(scale: _Scale, height: int) -> str:
    return "".join(
        f'<g class="tick{" zero" if tick == 0 else ""}"><line x1="{scale.at(tick):.1f}" y1="{_TOP - 6}" '
        f'x2="{scale.at(tick):.1f}" y2="{height - 8}"/><text x="{scale.at(tick):.1f}" y="{_TOP - 12}">{tick}</text></g>'
        for tick in scale.ticks()
    )


def _threshold(scale: _Scale, threshold: float, height: int) -> str:
    x = scale.at(threshold)
    return (
        f'<g class="threshold"><line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{height - 8}"/>'
        f"<title>归并阈值 {threshold:.1f} 比特</title></g>"
    )


def _row(place: int, step: Step, scale: _Scale) -> str:
    y = _TOP + _ROW * place
    before, after = step.sum - step.bits, step.sum
    x, wide = scale.at(min(before, after)), abs(scale.at(after) - scale.at(before))
    sign = "plus" if step.bits > 0 else "minus" if step.bits < 0 else "none"
    left, right = (values(step.comparison, side) for side in (step.left, step.right))
    told = " ｜ ".join(_cut(side) or "—" for side in (left, right))
    outcome = level(step.comparison, step.level) or "先验"
    whole = f"{step.label}：{left or '—'} ｜ {right or '—'}（{outcome}）"
    text = scale.at(max(before, after)) + 5
    return (
        f'<g class="bar {sign}"><title>{escape(whole)} {step.bits:+.2f}</title>'
        f'<text x="0" y="{y + 13}" class="name">{escape(step.label)}</text>'
        f'<text x="0" y="{y + 28}" class="values">{escape(told if left or right else "")}</text>'
        f'<rect x="{x:.1f}" y="{y + 4}" width="{max(wide, 1.5):.1f}" height="{_BAR}" rx="2"/>'
        f'<text x="{text:.1f}" y="{y + 16}" class="bits">{step.bits:+.2f}</text></g>'
    )


def _total(place: int, total: float, scale: _Scale) -> str:
    y = _TOP + _ROW * place
    left, right = sorted((scale.at(0.0), scale.at(total)))
    return (
        f'<g class="bar total"><text x="0" y="{y + 16}" class="name">合计</text>'
        f'<rect x="{left:.1f}" y="{y + 4}" width="{max(right - left, 1.5):.1f}" height="{_BAR}" rx="2"/>'
        f'<text x="{right + 5:.1f}" y="{y + 16}" class="bits">{total:+.2f}</text></g>'
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
