"""Random graphs with random histories: what is delivered, who is joined and parted, said and taken back, step by step.

Many small graphs are written in the same units of work; nothing but names and the ledger is shared between them. The
same steps are applied to any store.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from graph.model import CandidateEdge, DeliveryKind, IdentityEvent, Judgement, Membership, Outcome, RowOutcome, Verdict
from linkage.dates import Span
from linkage.identifiers import IdentifierKind
from linkage.model import ClaimKind, Issue, Kind, Nature, Party, Record, Rejection, Role
from tests.contract import rows
from tests.contract.rows import MODEL, SURE, claim, number, party, record

FIRST = date(2026, 1, 1)
BRANDS = ["望舒", "扶桑", "青鸾", "建木", "若水", "归墟", "招摇", "昆仑"]
TRADES = ["商贸", "建筑工程", "物流", "食品"]
PEOPLE = ["钱一", "孙二", "李三", "周四", "吴五", "郑六", "王七"]
RELATIONS = ["LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF", "PRINCIPAL_OF", "GUARANTEES"]
ROLES = (Role.LEGAL_REPRESENTATIVE, Role.SHAREHOLDER, Role.RESPONSIBLE, Role.RELATED)
MODELS = ("m1", "m2")
RECORDS, ENTITIES = 4, 4


@dataclass(slots=True)
class Graph:
    """One small graph as it has become: its mentions so far, and what it is asked for."""

    name: str
    mentions: dict[str, Party] = field(default_factory=dict)

    @property
    def entities(self) -> list[str]:
        return [f"{self.name}/e{n}" for n in range(ENTITIES)]

    @property
    def listings(self) -> list[str]:
        return [f"serious_violation|{rows.OFFICE}|{self.name}-{n}" for n in range(2)]


@dataclass(frozen=True, slots=True)
class Step:
    """One unit of work over all graphs."""

    delivery: object
    records: list[Record]
    refused: list[Rejection]
    memberships: list[Membership]
    withdrawn: list[str]
    events: list[IdentityEvent]
    words: list[Judgement]
    retracted: list[tuple[str, str, str]]
    edges: dict[str, list[CandidateEdge]]
    unstated: list[tuple[str, str]]
    entries: list[tuple[str, bytes, str]]
    policy: str


def a_step(random: Random, graphs: list[Graph], at: int) -> Step:
    """The next thing that happens to every graph."""
    kind = random.choice([DeliveryKind.DELTA, DeliveryKind.DELTA, DeliveryKind.FULL])
    day = FIRST + timedelta(days=30 * at + random.choice([0, 0, 0, -70]))
    delivered = rows.delivery(f"d{at}", day, kind, run=f"run{at}")
    records = [a_record(random, graph, n) for graph in graphs for n in range(RECORDS) if random.random() < 0.5]
    for graph in graphs:
        graph.mentions |= {p.id: p for r in records if r.id.startswith(f"{graph.name}#") for p in r.parties}
    pairs = [pair for graph in graphs for pair in _pairs(random, graph)]
    return Step(
        delivered,
        records,
        [Rejection("名称", "", "missing", f"第{n}行") for n in range(random.randrange(3))],
        [each for graph in graphs for each in _memberships(random, graph)],
        [id_ for graph in graphs for id_ in graph.mentions if random.random() < 0.05],
        [event for graph in graphs for event in _events(random, graph)],
        [
            Judgement(
                *pair, random.choice(list(Verdict)), random.choice(["甲", "乙"]), "看过", random.choice([None, 7])
            )
            for pair in random.sample(pairs, len(pairs) // 8)
        ],
        [(*pair, "甲") for pair in random.sample(pairs, len(pairs) // 16)],
        {
            model: [
                CandidateEdge(*pair, random.randrange(3), (("name", str(at)),))
                for pair in random.sample(pairs, len(pairs) // 2)
            ]
            for model in MODELS
        },
        random.sample(pairs, len(pairs) // 8),
        [(random.choice("ab"), random.randbytes(5), random.choice(["", f"k{at}"])) for _ in range(random.randrange(3))],
        random.choice(["一", "二"]),
    )


def a_record(random: Random, graph: Graph, n: int) -> Record:
    """A row about a firm and up to three others, with whatever a row can state of them."""
    key = f"{graph.name}#{n}"
    firm = party(
        key,
        f"郑州{random.choice(BRANDS)}{random.choice(TRADES)}有限公司",
        numbers=[number(f"91{graph.name}{n}{random.randrange(2)}")],
        details=[("phone", str(random.randrange(3)))],
    )
    others = [
        party(
            key,
            random.choice(PEOPLE),
            random.choice(ROLES),
            Kind.PERSON,
            [number(f"{graph.name}{random.randrange(3)}", IdentifierKind.PASSPORT)] if random.random() < 0.4 else [],
        )
        for _ in range(random.randrange(3))
    ]
    others = [replace(each, within=firm.id) for each in {each.id: each for each in others}.values()]
    stated = [_claim(random, graph, firm, random.choice([*others, firm])) for _ in range(random.randrange(4))]
    nature = Nature.EVENT if n == RECORDS - 1 else Nature.STATE
    made = record(
        key,
        [firm, *others],
        list({each.id: each for each in stated}.values()),
        nature,
        changed=(FIRST + timedelta(days=random.randrange(120))).isoformat(),
        dataset="serious_violation" if nature is Nature.EVENT else "market_entity",
    )
    return replace(made, issues=(Issue("成立日期", "2016-02-30", "no_such_day", "没有这一天"),) * random.randrange(2))


def _claim(random: Random, graph: Graph, firm: Party, other: Party):
    begin = FIRST + timedelta(days=random.randrange(60))
    span = random.choice([Span(), Span.of(begin), Span.of(begin, begin + timedelta(days=40))])
    listing = random.choice(graph.listings)
    match random.randrange(7):
        case 0 | 1 | 2:
            return claim(ClaimKind.RELATION, random.choice(RELATIONS), other, firm, span=span, share="0.5")
        case 3:
            return claim(ClaimKind.LISTING, "serious_violation", firm, span=span, listing=listing)
        case 4:
            return claim(ClaimKind.EVENT, random.choice(["removed", "disputed"]), firm, listing=listing)
        case 5:
            return claim(ClaimKind.RESPONSIBILITY, "serious_violation", firm, other, span=span, listing=listing)
        case _:
            kind = random.choice([ClaimKind.PRODUCT, ClaimKind.ATTRIBUTE, ClaimKind.RELATION])
            return claim(kind, "rating", firm, span=span, value=str(random.randrange(3)))


def _memberships(random: Random, graph: Graph) -> list[Membership]:
    return [
        Membership(id_, random.choice(graph.entities), random.choice([SURE, SURE, MODEL]))
        for id_ in graph.mentions
        if random.random() < 0.4
    ]


def _events(random: Random, graph: Graph) -> list[IdentityEvent]:
    if random.random() < 0.6:
        return []
    winner, loser = sorted(random.sample(graph.entities, 2))  # never in a circle: the lower id answers
    name = random.choice(["merged", "merged", "undone", "split", "created"])
    return [IdentityEvent(name, winner, (loser,) if name != "created" else (), tuple(graph.mentions)[:1], "因为")]


def _pairs(random: Random, graph: Graph) -> list[tuple[str, str]]:
    ids = sorted(graph.mentions)
    if len(ids) < 2:
        return []
    return sorted({tuple(sorted(random.sample(ids, 2))) for _ in range(2)})


def apply(store, step: Step, at) -> int:
    """Do it, as intake, resolution and review would, in one unit of work; the last transaction."""
    with store.unit(at, "test", "step") as unit:
        unit.open_delivery(step.delivery)
        known = store.versions([r.id for r in step.records])
        fresh = [(r, n) for n, r in enumerate(step.records, 1) if r.id not in known or known[r.id].digest != r.digest]
        versions = unit.add_versions(fresh, step.delivery)
        unit.add_outcomes(
            replace(rows._outcome(step.delivery, n, r, known, versions), issues=r.issues)
            for n, r in enumerate(step.records, 1)
        )
        last = len(step.records)
        unit.add_outcomes(
            RowOutcome(step.delivery.id, last + n, Outcome.REJECTED, rejection=refused)
            for n, refused in enumerate(step.refused, 1)
        )
        unit.close_delivery(step.delivery.id)
        if step.delivery.kind is DeliveryKind.FULL:
            unit.close_missing(step.delivery)
        unit.append_identity(step.events)
        unit.set_memberships(step.memberships, step.withdrawn)
        for word in step.words:
            unit.add_judgement(word)
        for word in step.retracted:
            unit.retract_judgement(*word)
        for model, edges in step.edges.items():
            unit.add_edges(model, edges)
        unit.retract_edges(MODELS[0], step.unstated)
        for stream, payload, key in step.entries:
            unit.append(stream, payload, key if unit_takes(store, stream, key) else "")
        unit.put_policy("rules", step.policy)
    return store.head()


def unit_takes(store, stream: str, key: str) -> bool:
    return bool(key) and store.find(stream, key) is None
