"""Policy as data: rule rows, purposes and listing categories, read from TOML and validated with clear errors.

Owns: loading (package data or texts given), the checks across rows, and the version digest stamped on every conclusion.
Refuses: applying rules (graph.propagation). No rule, no effect: what is not a row here reaches nobody.
"""

import hashlib
import json
import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from graph.errors import GraphError
from graph.relations import DIRECTLY_RESPONSIBLE, RELATIONS
from graph.routes import Routes
from graph.rules import CLASS_A, EndedBy, FindingClass, Force, Measure, Rule

CATEGORIES_FILE, PURPOSES_FILE = "categories.toml", "purposes.toml"
PLACEHOLDERS = frozenset(
    {
        "subject",
        "listed",
        "category",
        "authority",
        "document",
        "date",
        "role",
        "until",
        "limit",
        "law",
        "article",
        "source",
    }
)
_STRICT = ConfigDict(extra="forbid")
Row = TypeVar("Row")


class PolicyError(GraphError):
    """A policy file is wrong. The text names file, row, key and remedy."""

    code = "graph.policy"

    def __init__(self, file: str, row: str, key: str, message: str) -> None:
        super().__init__(f"{file}, row {row or '-'}, key {key or '-'}: {message}")
        self.file, self.row, self.key = file, row, key


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A listing category. ``is_list``: a list whose measures withhold incentives, unlike a plain penalty.

    ``end_word``: what the end of its records means (a court order is released, a list entry removed). ``published``:
    its decisions are to be published within days (双公示).
    """

    __pydantic_config__ = _STRICT
    code: str
    title_zh: str
    is_list: bool = True
    incentive: bool = False
    published: bool = False
    end_word: EndedBy = EndedBy.REMOVAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """What a question is asked for: the measures it cares about. ``own_lists``: every own list finding bears on it."""

    __pydantic_config__ = _STRICT
    code: str
    title_zh: str
    measures: frozenset[Measure]
    own_lists: bool = False


Purposes = Mapping[str, Purpose]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rows with the categories they speak of, indexed for use. ``version`` digests the texts.

    ``hops``: how far from a listed subject the rows reach at most, in relations; ``along``: of which types; ``routes``:
    in which order.
    """

    rules: tuple[Rule, ...]
    categories: Mapping[str, Category]
    grounds: Mapping[str, tuple[str, ...]]
    version: str
    text: str
    own: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    carried: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    products: Mapping[str, tuple[Rule, ...]] = field(repr=False)
    relays: tuple[Rule, ...] = field(repr=False)
    hops: int
    along: frozenset[str] = field(repr=False)
    routes: Routes = field(repr=False, compare=False)

    @classmethod
    def from_texts(cls, texts: Mapping[str, str], categories: str | None = None) -> "RuleSet":
        """Rows from TOML texts by file name; ``categories`` defaults to the package's. PolicyError on any fault."""
        known = categories if categories is not None else _package_text(CATEGORIES_FILE)
        rules = tuple(rule for name in sorted(texts) for rule in _rows(name, texts[name], "rule", _RULE))
        listed = {each.code: each for each in _rows(CATEGORIES_FILE, known, "category", _CATEGORY)}
        _check(rules, listed)
        text = json.dumps({**texts, CATEGORIES_FILE: known}, ensure_ascii=False, sort_keys=True)
        return cls._indexed(rules, listed, _grounds(known), text)

    @classmethod
    def from_text(cls, text: str) -> "RuleSet":
        """Inverse of :attr:`text`: the rule set as a store keeps it."""
        texts = json.loads(text)
        return cls.from_texts(texts, texts.pop(CATEGORIES_FILE))

    def without(self, rule: str) -> "RuleSet":
        """The same set without one row: what would be, were it repealed."""
        rest = tuple(each for each in self.rules if each.id != rule)
        return self._indexed(rest, self.categories, self.grounds, f"{self.text} - {rule}")

    @classmethod
    def _indexed(
        cls, rules: tuple[Rule, ...], listed: Mapping[str, Category], grounds: Mapping[str, tuple[str, ...]], text: str
    ) -> "RuleSet":
        direct = [rule for rule in rules if rule.relay is None]
        return cls(
            rules=rules,
            categories=listed,
            grounds=grounds,
            version=hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
            text=text,
            own=_by_word((rule.categories, rule) for rule in direct if rule.carry is None),
            carried=_by_word((rule.categories, rule) for rule in direct if rule.carry is not None),
            products=_by_word((rule.products, rule) for rule in direct),
            relays=tuple(rule for rule in rules if rule.relay is not None),
            hops=max((rule.hops for rule in rules), default=0),
            along=(routes := Routes.of(rules)).types,
            routes=routes,
        )

    def category(self, code: str) -> Category:
        """The category of that code; an undeclared one is a list that no row speaks of."""
        return self.categories.get(code) or Category(code=code, title_zh=code)


_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
_CATEGORY: TypeAdapter[Category] = TypeAdapter(Category)
_PURPOSE: TypeAdapter[Purpose] = TypeAdapter(Purpose)


@cache
def load_rules() -> RuleSet:
    """The rule set that ships with the package."""
    folder = files("graph") / "data" / "rules"
    return RuleSet.from_texts({e.name: e.read_text("utf-8") for e in folder.iterdir() if e.name.endswith(".toml")})


@cache
def load_purposes(text: str | None = None) -> Purposes:
    """The purposes by code, from a TOML text or the package."""
    text = text if text is not None else _package_text(PURPOSES_FILE)
    return {each.code: each for each in _rows(PURPOSES_FILE, text, "purpose", _PURPOSE)}


@cache
def purposes_text() -> str:
    """The purposes that ship with the package, as a store keeps them."""
    return _package_text(PURPOSES_FILE)


def _package_text(name: str) -> str:
    return (files("graph") / "data" / name).read_text("utf-8")


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise PolicyError(file, "", "", f"not valid TOML ({broken}); mend the syntax") from broken


def _rows(file: str, text: str, table: str, adapter: TypeAdapter[Row]) -> tuple[Row, ...]:
    raw = _parsed(file, text).get(table, [])
    if not isinstance(raw, list):
        raise PolicyError(file, "", table, f"write rows as [[{table}]]")
    rows = []
    for place, each in enumerate(raw, start=1):
        try:
            rows.append(adapter.validate_python(each))
        except ValidationError as wrong:
            first = wrong.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            name = str(each.get("id") or each.get("code") or place)
            raise PolicyError(file, name, key, f"{first['msg']} (found {first['input']!r})") from wrong
    return tuple(rows)


def _grounds(text: str) -> Mapping[str, tuple[str, ...]]:
    return {code: tuple(words) for code, words in _parsed(CATEGORIES_FILE, text).get("grounds", {}).items()}


def _by_word(pairs: Iterable[tuple[frozenset[str], Rule]]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for words, rule in pairs:
        for word in words:
            found.setdefault(word, []).append(rule)
    return {word: tuple(rules) for word, rules in found.items()}


def _check(rules: tuple[Rule, ...], categories: Mapping[str, Category]) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise PolicyError("rules", rule.id, "id", "is used twice; give each row its own id")
        seen.add(rule.id)
        for key, message in _faults(rule, categories):
            raise PolicyError("rules", rule.id, key, message)


_STATUTORY = {EndedBy.TERM, EndedBy.STAY, EndedBy.REVOCATION}
_HOPS_READ = 3
"""Relations around a subject that one read of the store brings (graph.store.port, subgraph)."""


def _faults(rule: Rule, categories: Mapping[str, Category]) -> Iterable[tuple[str, str]]:
    yield from _unknown_words(rule, categories)
    yield from _unfounded(rule)
    yield from _misplaced(rule)


def _unfounded(rule: Rule) -> Iterable[tuple[str, str]]:
    """What the principles ask of a row's basis and of what ends it."""
    if not rule.basis:
        yield "basis", "a row without legal basis carries nothing; name document and article"
    strict = sorted(CLASS_A.intersection(rule.measures))
    if strict and any(each.memorandum for each in rule.basis):
        yield "basis", f"{', '.join(strict)}: a memorandum alone is no basis for it; name the statute"
    if rule.relay is None and EndedBy.REVOCATION not in rule.ended_by:
        yield "ended_by", "what is revoked (撤销) never was, for every row; add revocation"
    if EndedBy.TERM in rule.ended_by and rule.ended_by <= _STATUTORY and rule.term is None:
        yield "term", 'a row that only its term ends needs one: [rule.term] length = "P3Y"'


def _misplaced(rule: Rule) -> Iterable[tuple[str, str]]:
    """Parts of a row that do not fit together."""
    reaches = rule.carry is not None or rule.relay is not None
    if not (rule.categories or rule.products or rule.relay):
        yield "categories", "name what the row speaks of: categories, products or relay"
    if rule.conclusion is FindingClass.ALERT and rule.measures:
        yield "measures", "an alert has no measure; use class effect or leave measures out"
    if rule.conclusion is FindingClass.OWN and reaches:
        yield "class", "a row that reaches others is effect or alert, never own"
    if rule.conclusion is FindingClass.EFFECT and not reaches:
        yield "carry", "an effect names the roles it reaches"
    if rule.hops > _HOPS_READ:
        yield "relay", f"reaches {rule.hops} relations far, one read of the store {_HOPS_READ}; lower depth"
    if rule.conclusion is not FindingClass.OWN and rule.force is Force.GRANT:
        yield "force", "an incentive is for the listed subject only and never carried"


def _unknown_words(rule: Rule, categories: Mapping[str, Category]) -> Iterable[tuple[str, str]]:
    relayed = rule.relay.categories | rule.relay.except_categories if rule.relay else frozenset()
    for category in sorted((rule.categories | relayed) - set(categories)):
        yield "categories", f"{category} is not in {CATEGORIES_FILE}; declare it or correct the spelling"
    for relation in sorted(_relations(rule) - {*RELATIONS, DIRECTLY_RESPONSIBLE}):
        yield "roles", f"{relation} is no relation type; see graph.relations"
    for name in sorted(_placeholders(rule.explanation_zh) - PLACEHOLDERS):
        yield "explanation_zh", f"{{{name}}} is no placeholder; use {', '.join(sorted(PLACEHOLDERS))}"


def _relations(rule: Rule) -> frozenset[str]:
    named = rule.carry.roles if rule.carry else frozenset()
    steps = rule.relay.steps if rule.relay else ()
    return named.union(*(step.relations for step in steps)) if steps else named


def _placeholders(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)
