"""Model files: a linkage model as TOML, checked from end to end before anything is compared by it.

Owns: reading, and errors that name the file, the place and the remedy. Refuses: what a model means (linkage.weights).
A file states its fields by the makers of linkage.fields; the models of Chinese enterprises and persons state none, as
theirs come from parsers (the table ``fields`` lists them).
"""

import math
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from linkage.fields import MAKERS, SIZED, FieldSpec
from linkage.measures import MEASURES
from linkage.tables import toml_table
from linkage.weights import (
    MOST_PAIRS,
    TESTS,
    Comparison,
    Condition,
    Decision,
    Level,
    Model,
    ModelError,
    Recipe,
    Rule,
    recipe,
    to_units,
)

_SHAPE = "see linkage/data/models/enterprise.toml for the shape"
_MOST_BITS = 100.0
_MARKS = ("contradicts", "vetoes", "null", "fixed")
_TABLES = ("model", "decision", "training", "generic", "blocking", "comparison", "fields")
_KEYS = {
    "model": ("name", "kinds", "coverage", "most_coverage", "covered_within", "mask_share"),
    "decision": ("join", "review", "margin", "floor", "entities", "largest", "names"),
    "training": Recipe.__slots__,
    "blocking": ("cap", "rules", "most_pairs"),
}
_OF_COMPARISON = ("name", "label", "scope", "levels", "trained")
_OF_LEVEL = ("name", "when", "m", "u", "frequency", *_MARKS)
_OF_FIELD = ("columns", "maker", "size", "joined")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model and how its fields are made; ``fields`` is empty where parsers make them."""

    model: Model
    fields: tuple[FieldSpec, ...] = ()


@cache
def load(name: str) -> Model:
    """The shipped model ``enterprise`` or ``person``."""
    return parse(shipped(name), f"{name}.toml").model


def load_from(folder: Path, name: str) -> Model:
    """The model ``enterprise`` or ``person`` of a folder, the shipped one when it holds none; ModelError as for
    :func:`read`, and for a file of another name or with fields of its own: a city's parties have parsers."""
    path = folder / f"{name}.toml"
    if not path.is_file():
        return load(name)
    found = read(path)
    if found.model.name != name:
        raise ModelError(f"{path.name}: [model] name is {found.model.name}; in this file it must be {name}")
    if found.fields:
        raise ModelError(f"{path.name}: [fields] of its own; the parsers of {name} make them, leave that table out")
    return found.model


def shipped(name: str) -> str:
    """The text of a shipped model file."""
    return (files("linkage") / "data" / "models" / f"{name}.toml").read_text(encoding="utf-8")


def read(path: Path) -> ModelFile:
    """A model file; ModelError names the file, the place and the remedy."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as unread:
        raise ModelError(f"{path.name}: cannot be read ({unread}); give the path of a UTF-8 TOML file") from unread


def parse(text: str, where: str = "model file") -> ModelFile:
    """A model from TOML text; ModelError begins with ``where``."""
    try:
        found = _model_file(tomllib.loads(text))
        _check(found)
    except tomllib.TOMLDecodeError as broken:
        raise ModelError(f"{where}: not valid TOML: {broken}") from broken
    except KeyError as absent:
        raise ModelError(f"{where}: {absent} is missing; {_SHAPE}") from absent
    except ModelError as wrong:
        raise ModelError(f"{where}: {wrong}") from wrong
    except (TypeError, ValueError, AttributeError) as wrong:
        raise ModelError(f"{where}: {wrong}; {_SHAPE}") from wrong
    return found


def _closed(place: str, data: Mapping[str, Any], keys: Collection[str]) -> None:
    """Refuses a key that means nothing: a misspelt mark would silently be none."""
    for key in data:
        if key not in keys:
            raise ModelError(f"{place}: unknown key {key}, one of {', '.join(keys)}")


def _model_file(data: Mapping[str, Any]) -> ModelFile:
    _closed("file", data, _TABLES)
    for table, keys in _KEYS.items():
        _closed(f"[{table}]", data[table], keys)
    head, decision, blocking = data["model"], data["decision"], data["blocking"]
    model = Model(
        name=head["name"],
        kinds=tuple(head["kinds"]),
        comparisons=tuple(_comparison(each) for each in data["comparison"]),
        rules=tuple(Rule("+".join(each), tuple(each)) for each in blocking["rules"]),
        decision=Decision(
            **{name: to_units(_bits(decision, name)) for name in ("join", "review", "margin", "floor")},
            entities=decision["entities"],
            largest=_bound(decision, "largest", "nodes"),
            names=_bound(decision, "names", "names"),
        ),
        cap=blocking["cap"],
        generic=dict(data.get("generic", {})),
        recipe=recipe(data["training"]),
        coverage=head["coverage"],
        most_coverage=head.get("most_coverage", 0.0),
        covered_within=head.get("covered_within", ""),
        mask_share=head.get("mask_share", 1.0),
        most_pairs=blocking.get("most_pairs", MOST_PAIRS),
    )
    return ModelFile(model, tuple(_field(name, each) for name, each in data.get("fields", {}).items()))


def _bits(decision: Mapping[str, Any], name: str) -> float:
    bits = float(decision[name])
    if not -_MOST_BITS <= bits <= _MOST_BITS:
        raise ModelError(f"[decision] {name}: {bits:g} bits is out of range, {-_MOST_BITS:g} to {_MOST_BITS:g}")
    return bits


def _bound(decision: Mapping[str, Any], name: str, of: str) -> int:
    most = int(decision.get(name, 0))
    if most < 0:
        raise ModelError(f"[decision] {name}: {most} is no number of {of}; 0 sets no bound")
    return most


def _field(name: str, data: Mapping[str, Any]) -> FieldSpec:
    _closed(f"[fields] {name}", data, _OF_FIELD)
    spec = FieldSpec(
        name, tuple(data["columns"]), data.get("maker", "text"), data.get("size", 0), data.get("joined", False)
    )
    if spec.maker not in MAKERS:
        raise ModelError(f"[fields] {name}: unknown maker {spec.maker}, one of {', '.join(MAKERS)}")
    if not name.isidentifier() or not name.isascii():
        raise ModelError(f"[fields] {name}: a field's name is letters, digits and _")
    if spec.maker in SIZED and spec.size < 1:
        raise ModelError(f"[fields] {name}: maker {spec.maker} needs a size of 1 or more")
    return spec


def _comparison(data: Mapping[str, Any]) -> Comparison:
    name = data["name"]
    _closed(f"comparison {name}", data, _OF_COMPARISON)
    levels = tuple(_level(name, each) for each in data["levels"])
    return Comparison(name, data.get("label", name), data["scope"], levels, data.get("trained", True))


def _level(comparison: str, data: Mapping[str, Any]) -> Level:
    place = f"comparison {comparison}, level {data['name']}"
    _closed(place, data, _OF_LEVEL)
    m, u = float(data["m"]), float(data["u"])
    if not (0 < m <= 1 and 0 < u <= 1):
        raise ModelError(f"{place}: m and u are shares above 0 and up to 1, not {m:g} and {u:g}")
    conditions = tuple(_condition(place, each) for each in data["when"])
    marks = {key: bool(data.get(key, False)) for key in _MARKS}
    return Level(data["name"], conditions, m, u, to_units(math.log2(m / u)), data.get("frequency", ""), **marks)


def _condition(place: str, text: str) -> Condition:
    test, *rest = text.split()
    if test not in TESTS:
        raise ModelError(f"{place}: unknown test {test}, one of {', '.join(TESTS)}")
    if len(rest) != 1 + (test in MEASURES):
        wanted = "a field and a limit" if test in MEASURES else "a field"
        raise ModelError(f"{place}: {test} takes {wanted}, not {' '.join(rest)!r}")
    found = Condition.read(text)
    if test in MEASURES and not MEASURES[test].lowest <= found.limit <= MEASURES[test].highest:
        limits = f"{MEASURES[test].lowest:g} to {MEASURES[test].highest:g}"
        raise ModelError(f"{place}: the limit {found.limit:g} of {test} is out of range, {limits}")
    return found


def _check(found: ModelFile) -> None:
    model = found.model
    known = _known(found)
    for place, scope, name in _named(model):
        if name not in known[scope]:
            raise ModelError(f"{place}: unknown field {name}, one of {', '.join(sorted(known[scope]))}")
    _unique("comparison", [each.name for each in model.comparisons])
    for comparison in model.comparisons:
        _unique(f"comparison {comparison.name}, level", [level.name for level in comparison.levels])
        if not comparison.levels or comparison.levels[-1].conditions:
            raise ModelError(f"comparison {comparison.name}: the last level takes all other pairs, with when = []")
    _check_numbers(model)


def _known(found: ModelFile) -> Mapping[str, Collection[str]]:
    """Fields by scope; ``any`` for what asks a name or a node."""
    if found.fields:
        own = {spec.name for spec in found.fields}
        return {"node": own, "any": own, "name": ()}
    tables = toml_table("fields")
    if found.model.name not in tables:
        made = ", ".join(tables)
        raise ModelError(f"[fields] is missing: say how fields are made from columns (only {made} have parsers)")
    scopes = tables[found.model.name]
    return {"name": scopes["name"], "node": scopes["node"], "any": [*scopes["name"], *scopes["node"]]}


def _named(model: Model) -> Iterator[tuple[str, str, str]]:
    """(place, scope, field) of every field that the model names."""
    for comparison in model.comparisons:
        if comparison.scope not in ("name", "node"):
            raise ModelError(f"comparison {comparison.name}: scope is name or node, not {comparison.scope!r}")
        for level in comparison.levels:
            place = f"comparison {comparison.name}, level {level.name}"
            for condition in level.conditions:
                yield place, comparison.scope, condition.field
                if condition.test == "drop":
                    yield place, comparison.scope, f"{condition.field}_drop"
            if level.frequency:
                yield place, comparison.scope, level.frequency
    for rule in model.rules:
        yield from ((f"[blocking] rule {rule.name}", "any", each) for each in rule.fields)
    yield from (("[generic]", "any", name) for name in model.generic)
    yield from (("[model] covered_within", "any", name) for name in (model.covered_within,) if name)
    for each in model.recipe.rules:
        yield from (("[training] rules", "any", name) for name in each)


def _unique(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ModelError(f"{what} {name} stands twice; name each once")
        seen.add(name)


def _check_numbers(model: Model) -> None:
    decision = model.decision
    if not decision.floor <= decision.review <= decision.join:
        raise ModelError("[decision] thresholds must rise: floor <= review <= join")
    for place, value, least, most in (
        ("[decision] entities", decision.entities, 2, math.inf),
        ("[decision] margin", decision.margin, 0, math.inf),
        ("[blocking] cap", model.cap, 2, math.inf),
        ("[blocking] most_pairs", model.most_pairs, 1, math.inf),
        ("[model] mask_share", model.mask_share, 0, 1),
        ("[training] min_subjects", model.recipe.min_subjects, 1, model.recipe.max_subjects),
        ("[training] start", model.recipe.start, math.ulp(0), 1),
        ("[training] iterations", model.recipe.iterations, 1, math.inf),
        *((f"[generic] {name}", least, 2, math.inf) for name, least in model.generic.items()),
    ):
        if not least <= value <= most:
            raise ModelError(f"{place}: {value:g} is out of range, {least:g} to {most:g}")
    if not 0 < model.coverage < 1:
        raise ModelError(f"[model] coverage: {model.coverage:g} is out of range, above 0 and below 1")
    if not model.most_coverage < 1:
        raise ModelError(f"[model] most_coverage: {model.most_coverage:g} is out of range, below 1")
    if not model.rules:
        raise ModelError("[blocking] rules: none, so that no pair would be compared; name at least one list of fields")
