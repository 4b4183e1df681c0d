"""Linkage models as data: comparisons with levels, integer weights, thresholds, blocking, term frequencies.

Owns: the model, pinning what one run learned, integer weights in 1/1024 bit, the text that a store keeps. Refuses:
reading model files (linkage.model_files), features of parties (linkage.comparison) and training (linkage.training). A
pinned model scores the same pair the same way for ever: nothing is left of floating point once weights are rounded.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from linkage.errors import LinkageError
from linkage.measures import MEASURES
from linkage.model import content_id

UNIT = 1024
"""Weights are integers in 1/UNIT bit of log2-odds."""
TESTS = ("overlap", "missing", "differ", "agree", "drop", *MEASURES)
MOST_PAIRS = 100_000_000
"""Pairs that one blocking rule may make, unless a model says otherwise."""


class ModelError(LinkageError):
    """A model file has an unknown field, test or threshold, or a value out of range."""

    code = "linkage.model"


def to_units(bits: float) -> int:
    """Bits of log2-odds as an integer weight."""
    return round(bits * UNIT)


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field: overlap (a shared value), missing (a side is empty), differ (values, none shared),
    agree (overlap or missing), drop (one character less), or a measure of linkage.measures with its limit."""

    test: str
    field: str
    limit: float = 0.0

    @classmethod
    def read(cls, text: str) -> "Condition":
        """``test field`` or ``measure field limit``; the inverse of :attr:`text`."""
        test, name, *limit = text.split()
        return cls(test, name, *map(float, limit))

    @property
    def text(self) -> str:
        """As it stands in a model file."""
        return f"{self.test} {self.field} {self.limit:g}" if self.test in MEASURES else f"{self.test} {self.field}"


@dataclass(frozen=True, slots=True)
class Level:
    """A level holds when all its conditions do; the first that holds counts.

    ``m`` and ``u`` are the shares of matching and of other pairs on this level; ``weight`` is log2(m/u) in units.
    ``frequency`` names the field whose shared value's rarity is added. ``contradicts``: the two cannot bear one number
    by right. ``vetoes``: the two are never one.
    """

    name: str
    conditions: tuple[Condition, ...]
    m: float
    u: float
    weight: int
    frequency: str = ""
    contradicts: bool = False
    vetoes: bool = False
    null: bool = False
    """A side lacks the value: no evidence, and no share in training."""
    fixed: bool = False
    """Training leaves it alone: its pairs are not independent of the other comparisons."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels from best to worst. ``scope`` name: per pair of names; node: over all that is known of both sides."""

    name: str
    label: str
    scope: str
    levels: tuple[Level, ...]
    trained: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """Thresholds in units: ``join`` and above merges, ``review`` and above is kept as a doubtful pair.

    ``margin``: a merge needs that much more than the best rival that excludes it. ``floor``: every pair of two merging
    clusters needs at least that much, which is what stops chains.
    """

    join: int
    review: int
    margin: int
    floor: int
    entities: int
    """Assumed number of entities until a run pins its own: the prior is one in so many."""
    largest: int = 0
    """Nodes of a cluster beyond which evidence joins nothing more to it and a reviewer is asked; 0: no bound."""
    names: int = 0
    """Other names under one number that are taken for former ones though nothing else speaks for them; where there are
    more, the number is what a form is filled with, and each stands apart. 0: no bound."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A blocking rule: nodes that share a value of every field are compared."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How weights are trained: fixed seed, sizes, convergence of EM and what makes a run unfit.

    ``max_subjects``: so many, picked by content, are enough. ``min_level``: pairs below which a level keeps its
    default. ``firm``: bits of a default weight from which training may not change its sign.
    """

    seed: int
    min_subjects: int
    max_subjects: int
    per_subject: int
    u_pairs: int
    min_level: int
    start: float
    convergence: float
    iterations: int
    firm: float
    rules: tuple[tuple[str, ...], ...] = ()
    """Fields whose equality selects the pairs of one EM session each, where records bear no number."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Rarity of one field's values in units, against the average shared value; unknown values are ``rare``."""

    rare: int = 0
    values: Mapping[str, int] = field(default_factory=dict)

    def of(self, value: str) -> int:
        """What sharing this value is worth beyond the level's weight."""
        return self.values.get(value, self.rare)


@dataclass(frozen=True, slots=True)
class Model:
    """One kind's linkage model; pinned when it carries frequencies and generics of a run."""

    name: str
    kinds: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    decision: Decision
    cap: int
    generic: Mapping[str, int]
    """Per field the number of nodes from which a shared value says nothing (an agent's phone)."""
    recipe: Recipe
    coverage: float
    """Share of mentions without a number whose subject the store knows under one (the registry delivers in full)."""
    mask_share: float
    """Share of a masked number's visible bits that counts: neighbours share area and decade of birth."""
    frequencies: Mapping[str, Frequencies] = field(default_factory=dict)
    generics: frozenset[str] = frozenset()
    """Values (``field=value``) and blocks (``rule|value``) that are shared by too many."""
    trained: str = "default"
    most_pairs: int = MOST_PAIRS
    most_coverage: float = 0.0
    """The greatest coverage that a run may pin by counting; below the default it pins none."""
    covered_within: str = ""
    """The field within which a number is known (a person in a company); empty: at large."""
    origin: str = ""
    """Version of the model that training began with; empty: not trained."""
    taught: int = 0
    """Mentions there were when it was trained."""

    @property
    def covered(self) -> int:
        """What it says, in units, that exactly one of two nodes has a strong number."""
        return to_units(math.log2(self.coverage / (1 - self.coverage)))

    @property
    def prior(self) -> int:
        """Log2-odds, in units, that two nodes taken at random are one."""
        return to_units(-math.log2(max(2, self.decision.entities)))

    @property
    def version(self) -> str:
        """Content id of the pinned model."""
        return content_id(to_text(self))


def recipe(data: Mapping[str, Any]) -> Recipe:
    """The recipe of a model file's or a pinned model's table."""
    return Recipe(**{**data, "rules": tuple(tuple(each) for each in data.get("rules", ()))})


def with_weights(model: Model, shares: Mapping[tuple[str, str], tuple[float, float]], mark: str) -> Model:
    """The model with trained (m, u) per (comparison, level); levels not named keep theirs."""

    def retold(comparison: Comparison, level: Level) -> Level:
        m, u = shares.get((comparison.name, level.name), (level.m, level.u))
        return replace(level, m=m, u=u, weight=to_units(math.log2(m / u)))

    comparisons = tuple(
        replace(each, levels=tuple(retold(each, level) for level in each.levels)) for each in model.comparisons
    )
    return replace(model, comparisons=comparisons, trained=mark)


def frequencies(counts: Mapping[str, int]) -> Frequencies:
    """Rarity per value from its count over distinct entities: log2(mean chance of sharing / chance of this value)."""
    total = sum(counts.values())
    if not total:
        return Frequencies()
    shared = sum((count / total) ** 2 for count in counts.values())
    worth = {count: to_units(math.log2(shared * total / count)) for count in set(counts.values())} | {
        1: to_units(math.log2(shared * total))
    }
    return Frequencies(worth[1], {value: worth[count] for value, count in sorted(counts.items()) if count > 1})


def to_text(model: Model) -> str:
    """The model as canonical JSON."""
    document = {
        "name": model.name,
        "kinds": model.kinds,
        "comparisons": [
            {
                "name": each.name,
                "label": each.label,
                "scope": each.scope,
                "trained": each.trained,
                "levels": [
                    {
                        "name": level.name,
                        "when": [condition.text for condition in level.conditions],
                        "m": level.m,
                        "u": level.u,
                        "weight": level.weight,
                        "frequency": level.frequency,
                        "contradicts": level.contradicts,
                        "vetoes": level.vetoes,
                        "null": level.null,
                        "fixed": level.fixed,
                    }
                    for level in each.levels
                ],
            }
            for each in model.comparisons
        ],
        "rules": [rule.fields for rule in model.rules],
        "decision": {key: getattr(model.decision, key) for key in Decision.__slots__},
        "cap": model.cap,
        "generic": model.generic,
        "recipe": {key: getattr(model.recipe, key) for key in Recipe.__slots__},
        "coverage": model.coverage,
        "most_coverage": model.most_coverage,
        "covered_within": model.covered_within,
        "mask_share": model.mask_share,
        "frequencies": {name: {"rare": each.rare, "values": each.values} for name, each in model.frequencies.items()},
        "generics": sorted(model.generics),
        "trained": model.trained,
        "most_pairs": model.most_pairs,
        "origin": model.origin,
        "taught": model.taught,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Model:
    """The inverse of :func:`to_text`."""
    data = json.loads(text)
    return Model(
        name=data["name"],
        kinds=tuple(data["kinds"]),
        comparisons=tuple(_pinned(each) for each in data["comparisons"]),
        rules=tuple(Rule("+".join(each), tuple(each)) for each in data["rules"]),
        decision=Decision(**data["decision"]),
        cap=data["cap"],
        generic=data["generic"],
        recipe=recipe(data["recipe"]),
        coverage=data["coverage"],
        most_coverage=data["most_coverage"],
        covered_within=data["covered_within"],
        mask_share=data["mask_share"],
        frequencies={name: Frequencies(**each) for name, each in data["frequencies"].items()},
        generics=frozenset(data["generics"]),
        trained=data["trained"],
        most_pairs=data.get("most_pairs", MOST_PAIRS),
        origin=data.get("origin", ""),
        taught=data.get("taught", 0),
    )


def _pinned(data: Mapping[str, Any]) -> Comparison:
    levels = tuple(_pinned_level(each) for each in data["levels"])
    return Comparison(data["name"], data["label"], data["scope"], levels, data["trained"])


def _pinned_level(data: Mapping[str, Any]) -> Level:
    rest = {key: value for key, value in data.items() if key != "when"}
    return Level(conditions=tuple(Condition.read(when) for when in data["when"]), **rest)


def measured_fields(comparisons: Iterable[Comparison]) -> set[str]:
    """Fields whose likeness is measured by degree."""
    return {
        condition.field
        for each in comparisons
        for level in each.levels
        for condition in level.conditions
        if condition.test in MEASURES
    }
