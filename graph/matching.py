"""Query by example: which entities fit a described subject, scored, with the features that say why.

Owns: the scores of data/match.toml and reading candidates in sets, numbers first. Refuses: confirming anybody by a name
alone (it stays under the usual threshold), and an entity whose number contradicts the asked one.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from graph.candidates import Fit, best_called, load_matching
from graph.model import Certainty, Node
from graph.store.port import GraphStore
from linkage.identifiers import Identifier, birth_date, compare, implied
from linkage.model import Kind, fact
from linkage.numbering import IdentifierKind, Relation

NUMBER, NAME, BIRTH, COUNTRY = "identifier_match", "name_match", "birth_date_match", "country_mismatch"


@dataclass(frozen=True, slots=True)
class Scores:
    """What agreement is worth, from 0 to 1."""

    number: float
    number_other_name: float
    number_probable: float
    name_and_birth: float
    name_only: float
    other_country: float


@dataclass(frozen=True, slots=True)
class MatchLimits:
    """Defaults and bounds of a request."""

    threshold: float
    cutoff: float
    results: int
    most_results: int
    candidates: int
    queries: int


@dataclass(frozen=True, slots=True)
class Example:
    """A described subject. ``numbers``: the readings of each number; ``birth``: ISO day, month or year."""

    kinds: frozenset[Kind]
    names: tuple[str, ...] = ()
    numbers: tuple[Identifier, ...] = ()
    birth: str = ""
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that was compared: its worth, what was asked and what the entity has, in words."""

    name: str
    score: float
    detail: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that fits, with its score and features."""

    node: Node
    score: float
    features: tuple[Feature, ...]


@cache
def scores() -> Scores:
    """The packaged scores."""
    return Scores(**_tables()["scores"])


@cache
def match_limits() -> MatchLimits:
    """The packaged limits."""
    return MatchLimits(**_tables()["limits"])


def _tables() -> Mapping[str, Mapping[str, Any]]:
    tables: Mapping[str, Mapping[str, Any]] = tomllib.loads((files("graph") / "data" / "match.toml").read_text("utf-8"))
    return tables


def match(store: GraphStore, examples: Sequence[Example]) -> list[tuple[Match, ...]]:
    """The entities that fit each example, best first; numbers and nodes of all examples are read at once."""
    asked = {n for each in examples for number in each.numbers for n in (number, *implied(number)) if not n.masked}
    holders = store.by_identifier(asked)
    found = [_candidates(store, each, holders) for each in examples]
    wanted = {entity for candidates in found for entity in candidates}
    known = _Known(store.nodes(wanted), store.shops(wanted) if wanted else {})
    return [_scored(each, found[i], known) for i, each in enumerate(examples)]


class _Known(NamedTuple):
    """The entities that may fit, and the names of their online shops."""

    nodes: Mapping[str, Node]
    shops: Mapping[str, Sequence[str]]


Holders = Mapping[Identifier, Sequence[tuple[str, Certainty]]]


def _candidates(store: GraphStore, example: Example, holders: Holders) -> dict[str, Certainty | None]:
    """Entities with the certainty of the number that brings them; None: only a name does."""
    found: dict[str, Certainty | None] = {}
    kind = next(iter(example.kinds)) if len(example.kinds) == 1 else None
    for name in example.names:
        found.update((hit.entity, None) for hit in store.by_name(name, kind, match_limits().candidates))
    for number in example.numbers:
        for each in (number, *implied(number)):
            for entity, certainty in holders.get(each, ()):
                if found.get(entity) is not Certainty.CONFIRMED:
                    found[entity] = certainty
    return found


def _scored(example: Example, candidates: Mapping[str, Certainty | None], known: _Known) -> tuple[Match, ...]:
    nodes = known.nodes
    found = [
        scored
        for entity, certainty in candidates.items()
        if entity in nodes and nodes[entity].kind in example.kinds
        if (scored := score(example, nodes[entity], certainty, known.shops.get(entity, ())))
    ]
    return tuple(sorted(found, key=lambda each: (-each.score, each.node.id)))


def score(example: Example, node: Node, certainty: Certainty | None, shops: Sequence[str] = ()) -> Match | None:
    """How well one entity fits, by the names of its online shops too; None when a number or a day of birth rules it
    out, or nothing agrees."""
    fit = _name(example.names, node, shops)
    birth = _birth(example.birth, node)
    if certainty is None and (birth is False or _contradicts(example.numbers, node)):
        return None
    worth, by = scores(), load_matching().names["suggested"]
    features = []
    if certainty is not None:
        value = worth.number if fit is None or fit.score >= by else worth.number_other_name
        value = value if certainty is Certainty.CONFIRMED else worth.number_probable
        features.append(
            Feature(NUMBER, 1.0, "号码相同" if certainty is Certainty.CONFIRMED else "号码相同，归属待核实")
        )
    elif fit is None or fit.score < by:
        return None
    else:
        value = fit.score * (worth.name_and_birth if birth else worth.name_only)
    if fit is not None:
        features.append(Feature(NAME, fit.score, "，".join(fit.why)))
    if birth is not None:
        features.append(Feature(BIRTH, float(birth), "出生日期相符" if birth else "出生日期不符"))
    if example.abroad:
        value *= worth.other_country
        features.append(Feature(COUNTRY, 1.0, "所问国家或地区与登记地不同"))
    return Match(node, round(value, 4), tuple(features))


def _name(names: Iterable[str], node: Node, shops: Sequence[str]) -> Fit | None:
    fits = [best_called(name, node, shops).fit for name in names]
    return max(fits, key=lambda fit: fit.score, default=None)


def _birth(asked: str, node: Node) -> bool | None:
    """Whether the day of birth agrees as far as it is known; None when one side does not say."""
    if not asked or node.kind is not Kind.PERSON:
        return None
    number = next((n for n in node.identifiers if n.kind is IdentifierKind.RESIDENT and not n.masked), None)
    born = birth_date(number) if number else None
    known = born.isoformat() if born else fact(node.details, "birth")
    return (known.startswith(asked) or asked.startswith(known)) if known else None


def _contradicts(numbers: Iterable[Identifier], node: Node) -> bool:
    compared = [compare(asked, own).relation for asked in numbers for own in node.identifiers]
    return Relation.INCOMPATIBLE in compared and not {Relation.SAME, Relation.COMPATIBLE} & set(compared)
