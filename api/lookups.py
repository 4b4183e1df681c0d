"""Who is this? One subject as somebody describes it, asked of the store without a trace.

Owns: the parties that a description makes, and the answer with its candidates line by line. Refuses: scoring
(graph.online), full numbers and names of natural persons in what leaves, and reads of natural persons that are not
logged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.audit import Read, record
from api.bootstrap import Application
from api.errors import InvalidQuery
from api.labels import level
from api.numbers import read_number
from api.reading import Reader
from graph.explanation.evidence import summed, titles
from graph.model import NameHit, Node
from graph.online import Answer, Candidate, Resolver
from graph.pinned import default_models, models_in_force
from linkage.identifiers import Identifier, mask_text
from linkage.model import Kind, Party, Role, content_id, facts
from linkage.names import looks_like_person
from linkage.scoring import Line
from linkage.script import fold
from linkage.weights import UNIT, Model


@dataclass(frozen=True, slots=True)
class Described:
    """A subject as somebody describes it; empty texts are not said. ``region``: of whoever says it.

    ``details`` as a party has them (legal_representative, address, phone, birth, sex, former_name).
    """

    name: str = ""
    numbers: tuple[str, ...] = ()
    kind: Kind | None = None
    region: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Who is this, and in which company and role it stands, when that is known."""

    subject: Described
    company: Described | None = None
    role: Role = Role.SUBJECT
    candidates: int = 5


def look_up(app: Application, reader: Reader, asked: Question) -> dict[str, Any]:
    """The answer about the company, when one is named, and the subject. InvalidNumber, InvalidQuery, NothingPinned,
    ClosureTooLarge."""
    parties = parties_of(asked)
    found = Resolver(app.store, app.clock, asked.candidates).look_up(parties)
    shops = [[] if answer.by == "number" else _shops(app, each) for each, answer in zip(parties, found, strict=True)]
    runners = {hit.entity for hits in shops for hit in hits}
    nodes = app.store.nodes(
        {each for answer in found for each in (answer.entity, *_entities(answer)) if each} | runners
    )
    persons = tuple(sorted(id_ for id_, node in nodes.items() if node.kind is Kind.PERSON))
    if persons or any(each.kind is Kind.PERSON for each in parties):
        record(app.store, app.clock(), reader.access, Read("lookup", reader.channel, persons))
    models = models_in_force(app.store) or default_models()
    return {
        "answers": [
            _answer(answer, party, nodes, models.person if party.kind is Kind.PERSON else models.enterprise)
            | {"shops": [{"shop": h.name, "entity": h.entity, "name": _name(nodes, h.entity)} for h in hits]}
            for answer, party, hits in zip(found, parties, shops, strict=True)
        ]
    }


def parties_of(asked: Question) -> list[Party]:
    """The company, if any, and the subject, as parties of a record that nobody delivered."""
    if not asked.subject.name and not asked.subject.numbers:
        raise InvalidQuery("没有名称也没有号码", remedy="say a name or a number")
    company = _party(asked.company, Role.SUBJECT, None) if asked.company else None
    subject = _party(asked.subject, asked.role, company.id if company else None)
    return [company, subject] if company else [subject]


def _party(said: Described, role: Role, within: str | None) -> Party:
    numbers = tuple(read_number(text, said.region)[0] for text in said.numbers)
    kind = said.kind or _kind(said, numbers, within)
    details = dict(said.details) | ({"region": said.region, "delivered_in": said.region} if said.region else {})
    key = content_id("lookup", said.name, kind, *(each.to_text() for each in numbers))
    return Party(key, key, role, kind, said.name, numbers, facts(details.items()), within)


def _kind(said: Described, numbers: Sequence[Identifier], within: str | None) -> Kind:
    if numbers:
        return Kind.PERSON if any(each.is_personal for each in numbers) else Kind.ENTERPRISE
    return Kind.PERSON if within or looks_like_person(said.name) else Kind.ENTERPRISE


def _shops(app: Application, party: Party) -> list[NameHit]:
    """Whose online shops bear exactly this name: no evidence of linkage, but it may be whom somebody means."""
    if party.kind is Kind.PERSON or not party.name:
        return []
    hits = app.store.by_name(party.name, None, app.settings.name_hits)
    return [hit for hit in hits if hit.shop and fold(hit.name) == fold(party.name)]


def _entities(answer: Answer) -> Iterator[str]:
    return (each.entity for each in answer.candidates)


def _answer(answer: Answer, party: Party, nodes: Mapping[str, Node], model: Model) -> dict[str, Any]:
    return {
        "kind": party.kind,
        "name": mask_text(party.name),
        "numbers": [each.display() for each in party.identifiers],
        "entity": None if answer.is_new else answer.entity,
        "entity_name": None if answer.is_new else _name(nodes, answer.entity),
        "certainty": None if answer.is_new else answer.certainty,
        "by": answer.by,
        "looked_at": answer.looked_at,
        "threshold": model.decision.join / UNIT,
        "model": model.version,
        "candidates": [_candidate(each, nodes, model) for each in answer.candidates],
    }


def _candidate(found: Candidate, nodes: Mapping[str, Node], model: Model) -> dict[str, Any]:
    return {
        "party": found.party,
        "entity": found.entity or None,
        "name": _name(nodes, found.entity),
        "bits": found.bits,
        "lines": list(_lines(found.lines, model)),
    }


def _lines(lines: Sequence[Line], model: Model) -> Iterator[dict[str, Any]]:
    labels = titles(model)
    for line, total in summed(lines, model):
        yield {
            "comparison": line.comparison,
            "label": labels[line.comparison],
            "level": line.level,
            "result": level(line.comparison, line.level),
            "bits": line.weight / UNIT,
            "sum": total / UNIT,
        }


def _name(nodes: Mapping[str, Node], entity: str) -> str | None:
    return mask_text(nodes[entity].name) if entity in nodes else None
