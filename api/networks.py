"""Network questions through any channel: who may see whom, the log entry, and the JSON.

Owns: the day, the state of knowledge and the relation types that were asked for, and the shape of the answers.
Refuses: the questions themselves (graph.networks), and persons' names to a reader who has not said why.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from api import wire
from api.bootstrap import Application
from api.card import find_node
from api.errors import InvalidQuery
from api.labels import label
from api.reading import Reader, log
from api.wire import Json
from graph.model import Certainty, Node, Side
from graph.networks import walks
from graph.networks.aggregated import Aggregated
from graph.networks.integrated import Integrated
from graph.networks.links import Lens, Link
from graph.networks.questions import Network
from graph.networks.settings import limits
from graph.relations import RELATIONS
from linkage.dates import Truth
from linkage.identifiers import mask_text
from linkage.model import Kind

_ROLE = {Side.HOLDER: "holder", Side.COMPANY: "held_by"}
_DECIMALS = 6
"""Shares are shown to a ten-thousandth of a percent."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: relation types (all when empty), the day (None: ever), as known at a moment (None: now)."""

    as_of: date | None
    known_at: datetime | None = None
    types: tuple[str, ...] = ()

    @property
    def lens(self) -> Lens:
        """The same for the graph; InvalidQuery names a type that is none."""
        return Lens(frozenset(relation_type(each) for each in self.types), self.as_of)


def relation_type(text: str) -> str:
    """The code of a relation type, given as code or Chinese title; InvalidQuery when there is none."""
    for code, each in RELATIONS.items():
        if text.strip().upper() == code or text.strip() == each.title_zh:
            return code
    raise InvalidQuery(f"{text!r} 不是关系类型 is no relation type", remedy="one of " + ", ".join(RELATIONS))


@dataclass(frozen=True, slots=True)
class Desk:
    """One reader at the network of one store."""

    app: Application
    reader: Reader
    sight: Sight

    def neighbours(self, asked: str, after: str = "", limit: int | None = None) -> Json:
        """A page of neighbours with their links, and how many there are of each kind."""
        node, (network, lens) = self._open(asked), self._network()
        page = network.neighbours(node.id, lens, after, min(limit or limits().page, limits().most_page))
        cast = self._cast("neighbours", [node.id, *(end for link in page.links for end in (link.holder, link.company))])
        near: dict[str, list[Link]] = {}
        for link in page.links:
            near.setdefault(link.other(node.id), []).append(link)
        counts = [
            {"type": type_, "label": label("relation", type_), "role": _ROLE[side], "count": count}
            for (type_, side), count in sorted(page.counts.items(), key=lambda each: (-each[1], each[0]))
        ]
        found = [cast.who(other) | {"links": [_link(link) for link in some]} for other, some in near.items()]
        return cast.answer(
            self.sight, entity=cast.who(node.id), counts=counts, counts_recorded=not page.whole, neighbours=found,
            truncated=bool(page.next), next=page.next or None,
        )  # fmt: skip

    def hops(self, asked: Sequence[str], hops: int, hub: int | None = None, links: bool = True) -> Json:
        """Everything within so many hops, nearest first, with the links or without."""
        seeds = [self._open(each).id for each in asked]
        network, lens = self._network()
        walk = network.hops if links else network.spread
        return self._reached("hops", walk(seeds, min(hops, limits().most_hops), lens, hub))

    def common(self, a: str, b: str) -> Json:
        """Neighbours that two entities share."""
        one, other = self._open(a), self._open(b)
        network, lens = self._network()
        return self._reached("common", network.common(one.id, other.id, lens))

    def paths(self, a: str, b: str, count: int | None = None, longest: int | None = None) -> Json:
        """The shortest paths between two entities."""
        one, other = self._open(a), self._open(b)
        network, lens = self._network()
        most = min(count or limits().paths, limits().most_paths)
        found = network.paths(one.id, other.id, lens, most, min(longest or limits().path_length, limits().path_length))
        cast = self._cast("paths", [*(entity for path in found.paths for entity in path.entities), *found.hubs])
        paths = [
            {
                "length": len(path.steps),
                "entities": [cast.who(entity) for entity in path.entities],
                "steps": [[_link(link) for link in step] for step in path.steps],
            }
            for path in found.paths
        ]
        return cast.answer(self.sight, paths=paths, hubs=_hubs(cast, found.hubs), truncated=found.truncated)

    def owners(self, asked: str, together: Sequence[str] = ()) -> Json:
        """Three separate answers: fifty percent in the aggregate, integrated ownership, control."""
        node = self._company(asked)
        joint = [self._open(each).id for each in together]
        network, _ = self._network()
        found = network.owners(node.id, self._day(), joint)
        people = {part.holder for part in found.integrated.parts} | {c.controller for c in found.control}
        people |= {entity for each in found.aggregated for entity in (*each.holders, *each.through)} | set(joint)
        people |= {entity for each in found.control for entity in each.through} | set(found.integrated.overstated)
        cast = self._cast("owners", [node.id, *people])
        control = [
            cast.who(each.controller)
            | {
                "controls": _truth(each.controls),
                "grounds": list(each.grounds),
                "votes": _range(*each.votes),
                "through": [cast.who(entity) for entity in each.through],
                "ultimate": each.ultimate,
            }
            for each in found.control
        ]
        return cast.answer(
            self.sight, entity=cast.who(node.id), aggregated=[_aggregated(cast, each) for each in found.aggregated],
            together=_aggregated(cast, found.together) if found.together else None,
            integrated=_integrated(cast, found.integrated), control=control, truncated=found.truncated,
        )  # fmt: skip

    def group(self, asked: str) -> Json:
        """Everything that hangs together with the entity by control."""
        node = self._open(asked)
        network, _ = self._network()
        found = network.group(node.id, self._day())
        cast = self._cast("group", found.members)
        return cast.answer(
            self.sight, entity=cast.who(node.id), heads=[cast.who(each) for each in found.heads],
            members=[cast.who(each) for each in found.members],
            steps=[{"controller": s.controller, "company": s.company, "ground": s.ground} for s in found.steps],
            truncated=found.truncated,
        )  # fmt: skip

    def groups(self, after: str = "", limit: int | None = None) -> Json:
        """A page of the store's groups, the largest first: how many members, and who heads them."""
        place = _place(after) if after else (-sys.maxsize, "")
        network, _ = self._network()
        found = network.groups(self._day())
        rest = [each for each in found.groups if each.place > place]
        page = rest[: min(limit or limits().groups, limits().most_page)]
        named = {each.members[0]: each.shown[: limits().heads] for each in page}
        cast = self._cast("groups", [*(head for heads in named.values() for head in heads), *found.hubs])
        groups = [
            {
                "members": len(each.members),
                "heads": [cast.who(head) for head in named[each.members[0]]],
                "heads_total": len(each.shown),
            }
            for each in page
        ]
        following = f"{len(page[-1].members)}.{page[-1].members[0]}" if len(rest) > len(page) else None
        return cast.answer(
            self.sight, groups=groups, total=len(found.groups), next=following, hubs=_hubs(cast, found.hubs),
            truncated=bool(found.hubs),
        )  # fmt: skip

    def circles(self, asked: str = "") -> Json:
        """Circles of shareholding around a company, or all."""
        entity = self._company(asked).id if asked else None
        network, _ = self._network()
        found = network.circles(self._day(), entity)
        cast = self._cast("circles", [entity for circle in found for entity in circle.members])
        circles = [
            {
                "members": [
                    cast.who(each) | {"own": _range(*own)} for each, own in zip(circle.members, circle.own, strict=True)
                ],
                "way": [
                    {"entity": each, "share": _range(*share)}
                    for each, share in zip(circle.way, circle.shares, strict=True)
                ],
            }
            for circle in found
        ]
        return cast.answer(self.sight, circles=circles)

    def _reached(self, action: str, found: walks.Reach) -> Json:
        cast = self._cast(action, found.distance)
        near = sorted(found.distance.items(), key=lambda each: (each[1], each[0]))
        return cast.answer(
            self.sight, entities=[cast.who(entity) | {"hops": hops} for entity, hops in near],
            links=[_link(link) for link in found.links], hubs=_hubs(cast, found.hubs), truncated=found.truncated,
        )  # fmt: skip

    def _open(self, asked: str) -> Node:
        """The entity asked about; a person needs a stated reader."""
        node = find_node(self.app.store, asked, self._tx())
        if node.kind is Kind.PERSON:
            self.reader.demand()
        return node

    def _company(self, asked: str) -> Node:
        """The enterprise or organisation asked about: nobody owns a person."""
        node = self._open(asked)
        if node.kind is Kind.PERSON:
            raise InvalidQuery(
                f"{node.id} 是自然人，没有股东 is a person: nobody owns one",
                remedy="ask for its neighbours of the type SHAREHOLDER_OF, or for the owners of a company",
            )
        return node

    def _network(self) -> tuple[Network, Lens]:
        return Network(self.app.store, self._tx()), self.sight.lens

    def _tx(self) -> int | None:
        at = self.app.known(self.sight.known_at)
        return None if at is None else self.app.store.tx_at(at)

    def _day(self) -> date:
        if self.sight.as_of is None:
            raise InvalidQuery("须说明日期 shares and control are asked for one day", remedy="leave out ever")
        return self.sight.as_of

    def _cast(self, action: str, entities: Iterable[str]) -> "Cast":
        """Everyone in an answer; a stated reader's sight of persons is logged before it is answered."""
        nodes = self.app.store.nodes(set(entities), self._tx())
        persons = sorted(node.id for node in nodes.values() if node.kind is Kind.PERSON)
        names = self.reader.is_stated
        return Cast(nodes, names, log(self.app, self.reader, action, persons) if names and persons else None)


@dataclass(frozen=True, slots=True)
class Cast:
    """The entities of one answer as this reader may see them; ``query`` is the number of the log entry."""

    nodes: Mapping[str, Node]
    names: bool
    query: str | None

    def who(self, entity: str) -> Json:
        """An entity's id, kind and name; a person's name is starred for a reader who has not said why."""
        node = self.nodes.get(entity)
        if node is None:
            return {"id": entity, "kind": None, "name": ""}
        hide = node.kind is Kind.PERSON and not self.names
        name = wire.masked_name(node.name) if hide else mask_text(node.name)
        return {"id": entity, "kind": str(node.kind), "name": name}

    def answer(self, sight: Sight, **parts: object) -> Json:
        """The parts with the day, the state of knowledge and the query number."""
        asked = {
            "as_of": sight.as_of.isoformat() if sight.as_of else None,
            "known_at": sight.known_at.isoformat() if sight.known_at else None,
        }
        return asked | parts | {"query": self.query}


def _place(cursor: str) -> tuple[int, str]:
    size, _, member = cursor.partition(".")
    if not (size.isascii() and size.isdigit() and member):
        raise InvalidQuery(f"{cursor[:20]!r} 不是页码 is no cursor", remedy="give the `next` of the page before")
    return -int(size), member


def _link(link: Link) -> Json:
    begin, end = wire.span_words(link.span)
    return {
        "type": link.type,
        "label": label("relation", link.type),
        "holder": link.holder,
        "company": link.company,
        "from": begin,
        "to": end,
        "certainty": _certainty(link),
    }


def _certainty(link: Link) -> str:
    """One word, as in findings: probable identity before possible time."""
    if link.certainty is Certainty.PROBABLE:
        return "probable"
    return "confirmed" if link.holds is Truth.YES else "possible"


def _truth(value: Truth) -> str:
    return {Truth.YES: "certain", Truth.MAYBE: "possible", Truth.NO: "no"}[value]


def _range(low: float, high: float) -> Json:
    return {"low": round(low, _DECIMALS), "high": round(high, _DECIMALS)}


def _aggregated(cast: Cast, each: Aggregated) -> Json:
    return {
        "holders": [cast.who(entity) for entity in each.holders],
        "share": _range(each.low, each.high),
        "reached": _truth(each.reached),
        "through": [cast.who(entity) for entity in each.through],
    }


def _integrated(cast: Cast, found: Integrated) -> Json:
    return {
        "holders": [
            cast.who(part.holder)
            | {"share": _range(part.low, part.high), "ultimate": part.ultimate, "circle": part.circle}
            for part in found.parts
        ],
        "unrecorded": _range(*found.unrecorded),
        "own": _range(*found.own),
        "overstated": [cast.who(entity) for entity in found.overstated],
    }  # fmt: skip


def _hubs(cast: Cast, hubs: Mapping[str, int]) -> list[Json]:
    return [cast.who(entity) | {"relations": count} for entity, count in sorted(hubs.items())]
