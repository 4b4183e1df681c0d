"""How an entity's parties came together: a spanning chain of equal statements, numbers, words and evidence.

Owns: the links in the order in which linkage merges, each with what it rests on. Refuses: inventing a link: parties
that nothing standing ties to the rest are named as loose.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.explanation.evidence import titles
from graph.explanation.sides import Side, bits, name_of, profiles_of, read_side
from graph.marks import ACTOR
from graph.model import CandidateEdge, Evidence, Verdict
from graph.pinned import default_models, models_in_force
from graph.review.pairs import in_force
from graph.store.port import GraphStore
from linkage.codemap import CodeMap, build, joins
from linkage.identifiers import Identifier
from linkage.profiles import Profile
from linkage.weights import Model


@dataclass(frozen=True, slots=True)
class Mention:
    """One party of the entity: its name (a person's masked), certainty and the last row that stated it."""

    party: str
    name: str
    numbers: tuple[str, ...]
    certainty: str
    source: Evidence | None


@dataclass(frozen=True, slots=True)
class Link:
    """One merger of two groups of mentions. ``kind``: statement, number, code_map, word or evidence.

    ``left`` and ``right``: mentions on either side before it; ``bits``: weight of evidence, None where nothing was
    weighed. ``levels``: (comparison, its label, level) of what was weighed and said something.
    """

    kind: str
    a: str
    b: str
    text: str
    bits: float | None
    left: int
    right: int
    levels: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Assembly:
    """An entity with its mentions, links in merge order, and the mentions that no standing link ties to the first."""

    entity: str
    kind: str
    name: str
    mentions: tuple[Mention, ...]
    links: tuple[Link, ...]
    loose: tuple[str, ...]
    ledger: tuple[str, ...]
    nearest: "Nearest | None"
    model: str

    @property
    def persons(self) -> tuple[str, ...]:
        """The entity, when it is a natural person."""
        return (self.entity,) if self.kind == "person" else ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The heaviest candidate that was not merged: its entity, the pair of mentions, the weight."""

    entity: str
    name: str
    a: str
    b: str
    bits: float


@dataclass(slots=True)
class _Groups:
    """Which mentions are together so far."""

    home: dict[str, int]
    sizes: dict[int, int]

    def join(self, a: str, b: str) -> tuple[int, int] | None:
        """Sizes before the merger; None when the two are together already."""
        keep, gone = self.home[a], self.home[b]
        if keep == gone:
            return None
        before = self.sizes[keep], self.sizes[gone]
        self.home |= {party: keep for party, at in self.home.items() if at == gone}
        self.sizes[keep] += self.sizes.pop(gone)
        return before


def assembly(store: GraphStore, asked: str) -> Assembly:
    """How the entity (or the successor of a retired one) came together; UnknownSide when there is none."""
    side = read_side(store, asked)
    if side.id != side.entity and side.entity:
        side = read_side(store, side.entity)
    models = models_in_force(store) or default_models()
    model = models.person if side.is_person else models.enterprise
    version = next((kept for known, kept in in_force(store) if known.name == model.name), "")
    edges = [*store.edges(version, side.ids)] if version else []
    groups = _Groups({party: at for at, party in enumerate(sorted(side.ids))}, dict.fromkeys(range(len(side.ids)), 1))
    links = tuple(_links(store, side, model, edges, groups))
    first = groups.home[min(side.ids)]
    return Assembly(
        entity=side.entity,
        kind="person" if side.is_person else "enterprise",
        name=name_of(side.parties[0]),
        mentions=tuple(_mentions(store, side)),
        links=links,
        loose=tuple(sorted(party for party, at in groups.home.items() if at != first)),
        ledger=tuple(ledger_lines(store, side.entity)) if side.entity else (),
        nearest=_nearest(store, side, edges),
        model=model.version,
    )


def _links(
    store: GraphStore, side: Side, model: Model, edges: Sequence[CandidateEdge], groups: _Groups
) -> Iterator[Link]:
    found = profiles_of(store, model, side)
    codes = build(each.numbers for each in found)
    for kind, a, b, text in (
        *_statements(found),
        *_numbered(found, codes),
        *_alike(found, codes),
        *_words(store, side),
    ):
        sizes = groups.join(a, b)
        if sizes is not None:
            yield Link(kind, a, b, text, None, *sizes)
    labels = titles(model)
    within = [each for each in edges if {each.a, each.b} <= side.ids]
    for each in sorted(within, key=lambda edge: (-edge.weight, edge.a, edge.b)):
        sizes = groups.join(each.a, each.b)
        if sizes is not None:
            spoke = [(name, labels.get(name, name), level) for name, level in each.levels if level not in _SILENT]
            told = "、".join(f"{name}={level}" for name, _, level in spoke)
            yield Link("evidence", each.a, each.b, told, bits(each.weight), *sizes, tuple(spoke))


_Tie = tuple[str, str, str, str]
"""Kind, both ends, what it rests on."""
_SILENT = frozenset({"unknown", "hidden", "other"})


def _statements(found: Iterable[Profile]) -> Iterator[_Tie]:
    for profile in found:
        for other in profile.parties[1:]:
            yield "statement", profile.parties[0], other, "所述完全相同"


def _numbered(found: Sequence[Profile], codes: CodeMap) -> Iterator[_Tie]:
    """Profiles under one strong number, and those whose old number the code map translates to it."""
    first: dict[str, str] = {}
    for profile in found:
        for anchor in sorted(codes.anchors(profile.numbers)):
            if anchor in first:
                yield "number", first[anchor], profile.parties[0], f"号码相同 {_display(anchor)}"
            first.setdefault(anchor, profile.parties[0])
    for profile in found:
        for number in () if codes.anchors(profile.numbers) else profile.numbers:
            for anchor in sorted(codes.translated([number])):
                text = f"存量代码映射 {number.display()} → {_display(anchor)}"
                yield "code_map", first[anchor], profile.parties[0], text


def _alike(found: Sequence[Profile], codes: CodeMap) -> Iterator[_Tie]:
    """Profiles under no strong number that share an old one, or whose statements count as one subject's."""
    olds: dict[Identifier, str] = {}
    groups: dict[tuple[str, ...], str] = {}
    for profile in found:
        if codes.anchors(profile.numbers) or codes.translated(profile.numbers):
            continue
        for number in filter(joins, profile.numbers):
            if number in olds:
                yield "number", olds[number], profile.parties[0], f"号码相同 {number.display()}"
            olds.setdefault(number, profile.parties[0])
        if profile.group in groups:
            yield "statement", groups[profile.group], profile.parties[0], "名称与所在相同"
        groups.setdefault(profile.group, profile.parties[0])


def _words(store: GraphStore, side: Side) -> Iterator[_Tie]:
    for each in store.judgements(parties=side.ids, but=ACTOR):
        if each.verdict is Verdict.SAME and {each.a, each.b} <= side.ids:
            yield "word", each.a, each.b, f"人工判定相同：{each.author}：{each.reason}"


def _nearest(store: GraphStore, side: Side, edges: Iterable[CandidateEdge]) -> Nearest | None:
    """The heaviest edge, or doubt of the machine, that leads to another entity."""
    pairs = [(each.weight, each.a, each.b) for each in edges]
    pairs += [
        (each.score or 0, each.a, each.b)
        for each in store.judgements(parties=side.ids)
        if each.author == ACTOR and (each.a in side.ids) != (each.b in side.ids)
    ]
    held = store.memberships({party for _, a, b in pairs for party in (a, b)})
    for weight, a, b in sorted(pairs, key=lambda each: (-each[0], each[1:])):
        other = b if a in side.ids else a
        if other not in side.ids and other in held:
            node = store.nodes([held[other].entity]).get(held[other].entity)
            party = next(iter(store.parties([other])))
            return Nearest(
                held[other].entity, name_of(party) if side.is_person or not node else node.name, a, b, bits(weight)
            )
    return None


def _mentions(store: GraphStore, side: Side) -> Iterator[Mention]:
    sources: Mapping[str, Sequence[Evidence]] = store.statements(side.ids)
    certainty: dict[str, str] = defaultdict(str)
    certainty |= {party: str(each.certainty) for party, each in side.memberships.items()}
    for party in sorted(side.parties, key=lambda each: each.id):
        numbers = tuple(each.display() for each in party.identifiers)
        last = sources.get(party.id, ())
        yield Mention(party.id, name_of(party), numbers, certainty[party.id], last[-1] if last else None)


def ledger_lines(store: GraphStore, entity: str) -> Iterator[str]:
    """What the identity ledger says of an entity, a line each."""
    for made, event in store.identity_events(entity):
        others = f"（{'、'.join(event.others)}）" if event.others else ""
        since = f"，自 {event.valid} 起" if event.valid else ""
        told = f"{_EVENTS[event.event]} {event.entity}{others}，{len(event.parties)} 处提及{since} {event.reason}"
        yield f"{made.at:%Y-%m-%d} {told}".strip()


_EVENTS = {
    "created": "新建",
    "absorbed": "并入提及",
    "merged": "合并",
    "split": "拆分",
    "reviewed": "人工判定",
    "undone": "撤回判定",
}


def _display(anchor: str) -> str:
    return Identifier.from_text(anchor).display()
