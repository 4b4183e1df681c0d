"""Matching in the shape that yente's clients speak.

Owns: reading examples in FollowTheMoney's words, scored results with features and explanations, and who may ask about
persons. Refuses: algorithms and data sets of other services; a match is a candidate with reasons, never a measure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from api import ftm
from api.bootstrap import Application
from api.errors import ApiError, InvalidNumber, InvalidQuery
from api.numbers import read_number
from api.reading import Reader, log
from api.wire import Json
from graph.extract import standing_listings
from graph.matching import BIRTH, COUNTRY, NAME, NUMBER, Example, Match, match, match_limits
from linkage.identifiers import Identifier, mask, mask_text
from linkage.model import Kind

DEFAULT = "default"
DESCRIPTIONS = {
    NUMBER: "An identifier of the example is the entity's.",
    NAME: "How well the best of the entity's names fits, by brand, line of business, legal form and region.",
    BIRTH: "The day of birth agrees, as far as both are known.",
    COUNTRY: "The example asks for a country that is not ours; the score is lowered.",
}


class UnknownDataset(ApiError):
    """No data set of that name is served here."""

    code = "unknown_dataset"


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a request, as sent."""

    schema: str
    properties: Mapping[str, Sequence[str]]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of the results is wanted. ``excluded``: entity ids; ``schemas``: FtM schemas left out. ``topics``: only
    results with any of these; all when empty."""

    limit: int
    threshold: float
    cutoff: float
    excluded: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Read:
    """A question read: the example, and what was wrong with parts of it."""

    example: Example
    faults: list[Json] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Nothing is left to look for."""
        return not (self.example.names or self.example.numbers)


def run_match(app: Application, questions: Mapping[str, Question], wish: Wish, reader: Reader) -> Json:
    """The response to a request: per query its results, best first, and a query number when persons are shown."""
    if len(questions) > match_limits().queries:
        raise InvalidQuery(f"{len(questions)} queries", remedy=f"at most {match_limits().queries} in one request")
    read = {name: _read(app, question, reader) for name, question in questions.items()}
    asked = [name for name, each in read.items() if not each.is_empty]
    found = dict(zip(asked, match(app.store, [read[name].example for name in asked]), strict=True))
    kept = {name: _kept(found.get(name, ()), wish) for name in questions}
    topics = _topics(app, {each.node.id for results in kept.values() for each in results})
    if wish.topics:
        kept = {name: [m for m in some if wish.topics & set(topics.get(m.node.id, ()))] for name, some in kept.items()}
    persons = {m.node.id for results in kept.values() for m in results if m.node.kind is Kind.PERSON}
    query = log(app, reader, "match", sorted(persons)) if persons else None
    shown = {
        name: [_result(app, each, topics.get(each.node.id, ()), wish) for each in some[: wish.limit]]
        for name, some in kept.items()
    }
    responses = {name: _response(questions[name], read[name], shown[name], len(kept[name])) for name in questions}
    features = {name: {"description": text, "coefficient": 1.0} for name, text in DESCRIPTIONS.items()}
    return {"responses": responses, "matcher": features, "limit": wish.limit, "query": query}


def check_dataset(app: Application, dataset: str) -> str:
    """``default`` and our region's code name our data; UnknownDataset for another name."""
    if dataset not in (DEFAULT, app.settings.region):
        raise UnknownDataset(
            f"{dataset[:40]!r} 不是本平台的数据集 no such data set", remedy=f"{DEFAULT} or {app.settings.region}"
        )
    return dataset


def _read(app: Application, question: Question, reader: Reader) -> _Read:
    """The example; a number that is none is a fault beside it. Whoever may mean a person must say why."""
    kinds = ftm.KINDS.get(question.schema)
    if kinds is None:
        raise InvalidQuery(
            f"{question.schema[:40]!r} 不是可查的类型", remedy="schema is one of " + ", ".join(ftm.KINDS)
        )
    if kinds == {Kind.PERSON}:
        reader.demand()
    if not reader.is_stated:
        kinds = kinds - {Kind.PERSON}
    numbers: list[Identifier] = []
    faults: list[Json] = []
    for name in ftm.NUMBER_PROPERTIES:
        for value in question.properties.get(name, ()):
            try:
                numbers += read_number(value, app.settings.region)
            except InvalidNumber as error:
                faults.append({"property": name, "code": error.code, "detail": str(error), "remedy": error.remedy})
    if any(number.is_personal for number in numbers) and all(number.is_personal for number in numbers):
        reader.demand()
    places = [value for name in ftm.COUNTRY_PROPERTIES for value in question.properties.get(name, ())]
    births = [value.strip() for value in question.properties.get("birthDate", ())]
    abroad = bool(places) and not any(place.strip().lower().startswith(ftm.COUNTRY) for place in places)
    return _Read(
        Example(kinds, _names(question.properties), tuple(numbers), births[0] if births else "", abroad), faults
    )


def _names(properties: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    names = [value.strip() for name in ftm.NAME_PROPERTIES for value in properties.get(name, ())]
    family, given = (list(properties.get(name, ())) for name in ("lastName", "firstName"))
    if not names and family and given:
        names = [family[0].strip() + given[0].strip()]
    return tuple(dict.fromkeys(name for name in names if name))


def _kept(found: Sequence[Match], wish: Wish) -> list[Match]:
    return [
        each
        for each in found
        if each.score >= min(wish.cutoff, wish.threshold)
        and each.node.id not in wish.excluded
        and ftm.SCHEMAS[each.node.kind] not in wish.schemas
    ]


def _topics(app: Application, entities: Collection[str]) -> Mapping[str, Sequence[str]]:
    """What the listings of these entities that are in force today are called by FollowTheMoney."""
    if not entities:
        return {}
    return ftm.topics(standing_listings(app.store.subgraph(entities, hops=0), app.ruleset, app.today))


def _response(question: Question, read: _Read, results: list[Json], total: int) -> Json:
    unusable = read.is_empty
    query = {
        "id": question.id,
        "schema": question.schema,
        "properties": {
            name: [_hidden(name, value) for value in values] for name, values in question.properties.items()
        },
    }
    return {
        "status": 422 if unusable else 200,
        "results": results,
        "total": {"value": total, "relation": "eq"},
        "query": query,
    } | ({"problems": read.faults or [_NOTHING]} if unusable or read.faults else {})


_NOTHING: Json = {
    "code": InvalidQuery.code,
    "detail": "没有可比的名称或号码 neither a name nor a number",
    "remedy": "give one",
}


def _hidden(name: str, value: str) -> str:
    return mask(value) if name in ftm.NUMBER_PROPERTIES else mask_text(value)


def _result(app: Application, each: Match, topics: Sequence[str], wish: Wish) -> Json:
    shown = ftm.properties(each.node, topics=topics)
    return {
        "id": each.node.id,
        "caption": shown["name"][0],
        "schema": ftm.SCHEMAS[each.node.kind],
        "properties": shown,
        "datasets": [app.settings.region],
        "referents": [],
        "target": bool(topics),
        "score": each.score,
        "features": {feature.name: feature.score for feature in each.features},
        "explanations": {f.name: {"detail": f.detail, "score": f.score} for f in each.features},
        "match": each.score >= wish.threshold,
    }
