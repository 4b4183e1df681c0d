"""The reviewers' desk as every channel shows it: the queue, a pair, a decision, with the rule for natural persons.

Owns: the JSON of items and judgements, and that pairs of persons are shown, and decided, only by a stated reader.
Refuses: order and contradictions (graph.review) and identity numbers that are not masked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api import wire
from api.bootstrap import Application
from api.labels import label
from api.reading import Reader, log
from graph.explanation import Assembly, Explanation, assembly, explain
from graph.marks import ACTOR
from graph.model import Evidence, Judgement, Node
from graph.review import decisions, queue
from graph.review.decisions import Decision
from graph.review.queue import Item, Order
from graph.review.settings import settings
from linkage.identifiers import mask_text
from linkage.model import Kind, Party

Json = dict[str, Any]
UNSPOKEN = "人工判定（登记查询事由后显示判定人和理由）"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue: order, model (enterprise, person; empty: both) and how many items."""

    order: Order = Order.PRIORITY
    model: str = ""
    limit: int = 20


def listed(app: Application, reader: Reader, asked: Asked) -> Json:
    """The queue's first items, the words that contradict each other, and how many pairs of persons were hidden."""
    found = queue.read(app.store, app.ruleset, app.today, settings(), asked.order)
    wanted = [item for item in found.items if asked.model in ("", item.doubt.model)]
    seen = [item for item in wanted if reader.is_stated or item.doubt.model != Kind.PERSON]
    shown = seen[: asked.limit]
    content = {
        "order": str(asked.order),
        "total": len(wanted),
        "left_out": found.left_out,
        "hidden": len(wanted) - len(seen),
        "items": items_json(app, shown),
        "conflicts": [conflict_json(kind, words, reader.is_stated) for kind, words in decisions.conflicts(app.store)],
    }
    return content | {"query": _logged(app, reader, shown)}


def pair(app: Application, reader: Reader, a: str, b: str) -> Explanation:
    """Why the pair is in doubt, line by line; a pair of persons needs a stated reader."""
    explanation = explain(app.store, a, b)
    if explanation.kind == Kind.PERSON:
        reader.demand()
        log(app, reader, "explain", explanation.persons)
    return explanation if reader.is_stated else _unspoken(explanation)


def _unspoken(explanation: Explanation) -> Explanation:
    """Without what reviewers wrote: free text may speak of persons."""
    barriers = tuple(replace(each, text=UNSPOKEN) if each.kind == "word" else each for each in explanation.barriers)
    return replace(explanation, barriers=barriers, judgements=())


def assembled(app: Application, reader: Reader, asked: str) -> Assembly:
    """How an entity came together; a natural person needs a stated reader."""
    found = assembly(app.store, asked)
    if found.persons:
        reader.demand()
        log(app, reader, "explain", found.persons)
    if reader.is_stated:
        return found
    return replace(
        found, links=tuple(replace(each, text=UNSPOKEN) if each.kind == "word" else each for each in found.links)
    )


def decided(app: Application, reader: Reader, decision: Decision, key: str = "") -> Json:
    """Keep a stated reader's decision; it takes effect with the next resolution."""
    reader.demand()
    judgement = decisions.decide(app.store, app.clock(), decision, key)
    _log_persons(app, reader, "review", (judgement.a, judgement.b))
    return {"judgement": judgement_json(judgement), "takes_effect": "resolve"}


def undone(app: Application, reader: Reader, a: str, b: str, reviewer: str) -> Json:
    """Take back the words on a pair."""
    reader.demand()
    taken = decisions.undo(app.store, app.clock(), a, b, reviewer)
    _log_persons(app, reader, "review", (party for each in taken for party in (each.a, each.b)))
    return {"undone": [judgement_json(each) for each in taken], "takes_effect": "resolve"}


def spoken(app: Application, reader: Reader) -> list[Json]:
    """Every reviewer's word that stands, in order of giving; for a stated reader, as reasons are free text."""
    reader.demand()
    return [judgement_json(each) for each in app.store.judgements(but=ACTOR)]


def judgement_json(judgement: Judgement) -> Json:
    """A word. Reasons are free text: numbers in them are masked."""
    return {
        "a": judgement.a,
        "b": judgement.b,
        "verdict": str(judgement.verdict),
        "label": label("judgement", judgement.verdict),
        "reviewer": mask_text(judgement.author),
        "reason": mask_text(judgement.reason),
        "since": judgement.since.isoformat() if judgement.since else None,
    }


def conflict_json(kind: str, words: Sequence[Judgement], stated: bool) -> Json:
    """Words that cannot all be true; for who has not stated why without what reviewers wrote."""
    told = [judgement_json(each) | ({} if stated else {"reviewer": "", "reason": UNSPOKEN}) for each in words]
    return {"kind": kind, "label": label("conflict", kind), "judgements": told}


def items_json(app: Application, items: Sequence[Item]) -> list[Json]:
    """Items of the queue with both mentions, both entities and where they were read."""
    parties = {
        party.id: party for party in app.store.parties({p for each in items for p in (each.doubt.a, each.doubt.b)})
    }
    sources = app.store.statements(parties)
    nodes = app.store.nodes({entity for each in items for entity in each.doubt.entities})
    return [_item(each, parties, sources, nodes, _homes(app, each)) for each in items]


def _homes(app: Application, item: Item) -> Mapping[str, str]:
    held = app.store.memberships([item.doubt.a, item.doubt.b])
    return {party: each.entity for party, each in held.items()}


def _item(
    item: Item,
    parties: Mapping[str, Party],
    sources: Mapping[str, Sequence[Evidence]],
    nodes: Mapping[str, Node],
    homes: Mapping[str, str],
) -> Json:
    doubt = item.doubt
    hang = dict(zip(doubt.entities, item.sides, strict=True))
    both = []
    for id_ in (doubt.a, doubt.b):
        entity = homes.get(id_, "")
        side = hang.get(entity, item.sides[0])
        both.append(
            {
                "party": id_,
                "mention": mention_json(parties[id_], sources.get(id_, ())),
                "entity": _entity(nodes.get(entity)),
                "findings": side.findings,
                "strength": side.strength,
                "subjects": side.subjects,
            }
        )
    whole = len(set(doubt.entities)) > 1
    a, b = (homes.get(party, party) if whole else party for party in (doubt.a, doubt.b))
    return {
        "a": a,
        "b": b,
        "model": doubt.model,
        "reason": doubt.reason,
        "label": label("doubt", doubt.reason),
        "sides": both,
        "bits": item.bits,
        "threshold": item.threshold,
        "uncertainty": item.uncertainty,
        "reach": item.reach,
        "priority": item.priority,
        "teaching": item.teaching,
        "edges": doubt.edges,
        "alike": doubt.alike,
        "taught": doubt.taught,
        "unsure": [mask_text(each) for each in doubt.unsure],
    }


def mention_json(party: Party, sources: Sequence[Evidence]) -> Json:
    """A mention with its last source."""
    return {
        "name": mask_text(party.name),
        "kind": str(party.kind),
        "role": str(party.role),
        "identifiers": [wire.number(each) for each in party.identifiers],
        "source": wire.evidence(sources[-1]) if sources else None,
    }


def _entity(node: Node | None) -> Json | None:
    if node is None:
        return None
    numbers = [wire.number(each) for each in wire.numbers(node)]
    return {"id": node.id, "kind": str(node.kind), "name": mask_text(node.name), "identifiers": numbers}


def _logged(app: Application, reader: Reader, items: Iterable[Item]) -> str | None:
    persons = [entity for item in items if item.doubt.model == Kind.PERSON for entity in item.doubt.entities]
    return log(app, reader, "review", persons) if persons else None


def _log_persons(app: Application, reader: Reader, action: str, parties: Iterable[str]) -> None:
    ids = set(parties)
    persons = {each.id for each in app.store.parties(ids) if each.kind is Kind.PERSON}
    entities = sorted({each.entity for party, each in app.store.memberships(ids).items() if party in persons})
    if entities:
        log(app, reader, action, entities)
