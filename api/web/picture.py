"""The relation picture: the entity in the middle, those around it, and theirs, as SVG drawn on the server.

Owns: layout and marks. Refuses: scripts, styles and anything but what it is given (names come in masked or not).
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from api.labels import label
from graph.model import Certainty, Fact, Node, Subgraph
from linkage.dates import Truth
from linkage.model import ClaimKind, Kind

INNER, OUTER = 14, 22
"""Most entities drawn on the first and the second ring; the caption says how many are left out."""
WIDTH, HEIGHT = 960, 640
_RINGS = ((0.0, 0.0), (250.0, 165.0), (405.0, 275.0))
_LONGEST = 11
_ABOVE, _BELOW = 36, 56
"""Room over the topmost and under the lowest entity (with its name), in picture units."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The SVG text, a sentence that says the same, and how many neighbours were left out."""

    svg: str
    caption: str
    left_out: int


@dataclass(frozen=True, slots=True)
class _Edge:
    a: str
    b: str
    word: str
    holds: bool
    certain: bool


def draw(
    graph: Subgraph, centre: str, names: Mapping[str, str], marked: frozenset[str], holds: Mapping[str, Truth]
) -> Drawing:
    """Draw two rings around an entity. ``marked`` entities stand on a finding's path; ``holds`` is per claim id."""
    edges = _edges(graph.facts, holds)
    around = _neighbours(edges)
    rings, left_out = _rings(around, centre, marked)
    places = _places(rings, around, centre)
    lines = [_line(edge, places, marked) for edge in edges if edge.a in places and edge.b in places]
    dots = [
        _dot(graph.nodes[id], places[id], names.get(id, ""), _style(id, centre, marked))
        for id in places
        if id in graph.nodes
    ]
    caption = f"{len(rings[1])} 个直接关联方，{len(rings[2])} 个间接关联方"
    body = "".join(lines) + "".join(dots)
    svg = (
        f'<svg viewBox="{_view(places)}" role="img" aria-label={quoteattr("关系图：" + caption)} '
        f'xmlns="http://www.w3.org/2000/svg"><defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" '
        f'markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" class="tip"/></marker>'
        f"</defs>{body}</svg>"
    )
    return Drawing(svg, caption, left_out)


def _edges(facts: Sequence[Fact], holds: Mapping[str, Truth]) -> list[_Edge]:
    merged: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.claim.kind is ClaimKind.RELATION and fact.subject and fact.object and fact.subject != fact.object:
            merged[(fact.subject, fact.object)].append(fact)
    return [_edge(pair, group, holds) for pair, group in sorted(merged.items())]


def _edge(pair: tuple[str, str], group: Sequence[Fact], holds: Mapping[str, Truth]) -> _Edge:
    now = [fact for fact in group if holds.get(fact.claim.id) is not Truth.NO]
    words = list(dict.fromkeys(label("relation", fact.claim.type) for fact in now or group))
    certain = any(
        fact.subject_certainty is Certainty.CONFIRMED and fact.object_certainty is Certainty.CONFIRMED for fact in group
    )
    text = "、".join(words[:2]) + ("等" if len(words) > 2 else "")
    return _Edge(*pair, text if now else f"曾任{text}", bool(now), certain)


def _neighbours(edges: Sequence[_Edge]) -> dict[str, list[str]]:
    around: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        around[edge.a].append(edge.b)
        around[edge.b].append(edge.a)
    return around


def _rings(around: Mapping[str, list[str]], centre: str, marked: frozenset[str]) -> tuple[list[list[str]], int]:
    """Who is drawn on which ring: those on a finding's path first, then by id."""

    def order(id: str) -> tuple[bool, str]:
        return (id not in marked, id)

    first = sorted(set(around.get(centre, ())) - {centre}, key=order)
    inner = first[:INNER]
    second = sorted({far for near in inner for far in around[near]} - {centre, *first}, key=order)
    outer = second[:OUTER]
    return [[centre], inner, outer], len(first) - len(inner) + len(second) - len(outer)


def _places(rings: list[list[str]], around: Mapping[str, list[str]], centre: str) -> dict[str, tuple[float, float]]:
    """Ellipses; each inner entity gets a sector as wide as the outer ones that hang on it."""
    children: dict[str, list[str]] = {id: [] for id in rings[1]}
    for far in rings[2]:
        parent = next(near for near in rings[1] if far in around[near])
        children[parent].append(far)
    total = sum(max(1, len(own)) for own in children.values()) or 1
    places = {centre: (WIDTH / 2, HEIGHT / 2)}
    turn = -math.pi / 2
    for near, own in children.items():
        sector = 2 * math.pi * max(1, len(own)) / total
        places[near] = _at(turn + sector / 2, 1)
        for index, far in enumerate(own):
            places[far] = _at(turn + sector * (index + 0.5) / len(own), 2)
        turn += sector
    return places


def _view(places: Mapping[str, tuple[float, float]]) -> str:
    """The whole width, and as much height as is drawn on."""
    heights = [y for _, y in places.values()]
    top = min(heights) - _ABOVE
    return f"0 {top:.0f} {WIDTH} {max(heights) + _BELOW - top:.0f}"


def _at(angle: float, ring: int) -> tuple[float, float]:
    wide, high = _RINGS[ring]
    return (WIDTH / 2 + wide * math.cos(angle), HEIGHT / 2 + high * math.sin(angle))


def _line(edge: _Edge, places: Mapping[str, tuple[float, float]], marked: frozenset[str]) -> str:
    (x1, y1), (x2, y2) = places[edge.a], places[edge.b]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    back = 20.0 / length
    tip_x, tip_y = x2 - (x2 - x1) * back, y2 - (y2 - y1) * back
    middle_x, middle_y = x1 + (x2 - x1) * 0.5, y1 + (y2 - y1) * 0.5
    kinds = ["edge"] + ["past"] * (not edge.holds) + ["unsure"] * (not edge.certain)
    kinds += ["marked"] * (edge.a in marked and edge.b in marked)
    return (
        f'<g class="{" ".join(kinds)}"><line x1="{x1:.0f}" y1="{y1:.0f}" x2="{tip_x:.0f}" y2="{tip_y:.0f}" '
        f'marker-end="url(#tip)"/><text x="{middle_x:.0f}" y="{middle_y:.0f}">{escape(edge.word)}</text></g>'
    )


def _style(id: str, centre: str, marked: frozenset[str]) -> str:
    return " centre" if id == centre else " marked" if id in marked else ""


def _dot(node: Node, place: tuple[float, float], name: str, style: str) -> str:
    x, y = place
    short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    size = 17 if style == " centre" else 12
    if node.kind is Kind.PERSON:
        shape = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{size}"/>'
    else:
        shape = f'<rect x="{x - size:.0f}" y="{y - size:.0f}" width="{2 * size}" height="{2 * size}" rx="4"/>'
    return (
        f'<a href={quoteattr("/entities/" + node.id)} class="node {node.kind}{style}"><title>{escape(name)}</title>'
        f'{shape}<text x="{x:.0f}" y="{y + size + 15:.0f}">{escape(short)}</text></a>'
    )
