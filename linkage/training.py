"""Weights learned without labels: Splink 5 on DuckDB estimates m and u over the prepared fields.

Owns: the only import of Splink. u comes from random pairs of different subjects (one profile per number, so that pairs
are no matches), m by expectation maximisation over profiles that share a number. Refuses: a run that does not
converge, is too small, or turns evidence round; the model then keeps its default weights and says why. A level that
too few pairs reach keeps its default: EM on a level without mass fails in Splink 5.
"""

import heapq
import logging
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import duckdb
import pyarrow
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from linkage.batch.duckdb_engine import bounded
from linkage.codemap import build
from linkage.comparison import NOTHING, Node, Values, test_sql
from linkage.errors import LinkageError
from linkage.measures import MEASURES
from linkage.model import content_id
from linkage.profiles import Profile
from linkage.weights import UNIT, Comparison, Condition, Level, Model, Recipe, measured_fields, with_weights

_ID, _SUBJECT, _TEXT, _RULE = "unique_id", "subject", "__text", "rule__"
_LIKENESS = {
    "jaro_winkler": "jaro_winkler_similarity({0}, {1}) >=",
    "damerau_levenshtein": "damerau_levenshtein({0}, {1}) <=",
    "levenshtein": "levenshtein({0}, {1}) <=",
}
"""Measures in DuckDB, for training only: weights need no bit-exact likeness, scores do (linkage.measures)."""
_THREADS = 1
"""Sums in one order: the same weights every time."""
Shares = dict[tuple[str, str], float]


class TrainingRefused(LinkageError):
    """The run is not fit to ship; the model keeps its default weights."""

    code = "linkage.training"


@dataclass(frozen=True, slots=True)
class _Bench:
    """The profiles as a DuckDB table, and the comparisons to train."""

    database: duckdb.DuckDBPyConnection
    comparisons: tuple[Comparison, ...]
    recipe: Recipe


def train(found: Sequence[Profile], model: Model) -> Model:
    """The model with trained weights, or with its defaults and the reason in ``trained``."""
    try:
        return _trained(found, model)
    except TrainingRefused as refused:
        return with_weights(model, {}, f"default: {refused}")


def _trained(found: Sequence[Profile], model: Model) -> Model:
    recipe = model.recipe
    subjects = _by_subject(found, recipe)
    if len(subjects) < recipe.min_subjects:
        raise TrainingRefused(f"{len(subjects)} numbered subjects, {recipe.min_subjects} are needed")
    comparisons = tuple(each for each in model.comparisons if each.trained)
    with bounded(_THREADS) as database:
        bench = _Bench(database, comparisons, recipe)
        _load(bench, [(subject, partial(_values, profile)) for subject, profile in subjects])
        u = _estimate_u(bench)
        m = _estimate_m(bench, u, (_SUBJECT,))
    return _retold(model, m, u, f"{len(subjects)} subjects")


def train_records(nodes: Sequence[Node], model: Model) -> Model:
    """The model with weights trained on records without numbers, or with its defaults and the reason in ``trained``.

    Every rule of the recipe selects pairs for one EM session, which learns the comparisons that the rule does not use;
    what several sessions learned is averaged.
    """
    try:
        return _trained_on_rules(nodes, model)
    except TrainingRefused as refused:
        return with_weights(model, {}, f"default: {refused}")


def _trained_on_rules(nodes: Sequence[Node], model: Model) -> Model:
    recipe = model.recipe
    if len(nodes) < recipe.min_subjects:
        raise TrainingRefused(f"{len(nodes)} records, {recipe.min_subjects} are needed")
    taken = sorted(heapq.nsmallest(recipe.max_subjects, nodes, key=lambda each: content_id(each.id)), key=_id)
    comparisons = tuple(each for each in model.comparisons if each.trained)
    learned: dict[tuple[str, str], list[float]] = defaultdict(list)
    with bounded(_THREADS) as database:
        bench = _Bench(database, comparisons, recipe)
        _load(bench, [(node.id, partial(_own_values, node)) for node in taken])
        u = _estimate_u(bench)
        for rule in recipe.rules:
            others = tuple(each for each in comparisons if not set(rule) & _asked(each))
            session = _estimate_m(replace(bench, comparisons=others), u, tuple(f"{_RULE}{name}" for name in rule))
            for key, share in session.items():
                learned[key].append(share)
    m = {key: float(f"{sum(found) / len(found):.6g}") for key, found in learned.items()}
    return _retold(model, m, u, f"{len(taken)} records, {len(recipe.rules)} EM sessions")


def _retold(model: Model, m: Shares, u: Shares, of: str) -> Model:
    shares = _combined(model, m, u)
    retold = with_weights(model, shares, f"splink: {of}, {len(shares)} levels, EM converged")
    _check(model, retold)
    return retold


def _id(node: Node) -> str:
    return node.id


def _own_values(node: Node, field: str) -> Values:
    return node.fields.get(field, NOTHING)


def _by_subject(found: Sequence[Profile], recipe: Recipe) -> list[tuple[str, Profile]]:
    """(number, profile) of profiles with one strong number, in order of content: so many subjects, so many of each."""
    anchors_of = cache(build(each.numbers for each in found).anchors)
    bearers: dict[str, list[Profile]] = defaultdict(list)
    for each in found:
        anchors = anchors_of(each.numbers)
        if len(anchors) == 1 and each.card is not None:
            bearers[min(anchors)].append(each)
    taken = heapq.nsmallest(recipe.max_subjects, bearers, key=content_id)
    return [
        (subject, profile)
        for subject in sorted(taken)
        for profile in sorted(bearers[subject], key=lambda each: content_id(each.parties[0]))[: recipe.per_subject]
    ]


def _load(bench: _Bench, subjects: Sequence[tuple[str, Callable[[str], Values]]]) -> None:
    fields = sorted(_fields(bench.comparisons))
    columns: dict[str, list[Any]] = {
        _ID: list(range(len(subjects))),
        _SUBJECT: [subject for subject, _ in subjects],
        "firsts": [not at or subjects[at - 1][0] != subject for at, (subject, _) in enumerate(subjects)],
    }
    coded = _coder()
    for field in fields:
        columns[field] = [coded(values(field)) for _, values in subjects]
    types = {field: pyarrow.list_(pyarrow.int32()) for field in fields}
    for field in sorted(measured_fields(bench.comparisons)):
        # likeness is learned on one value; scoring takes the best of all
        columns[f"{field}{_TEXT}"] = [min(values(field), default=None) for _, values in subjects]
        types[f"{field}{_TEXT}"] = pyarrow.string()
    for field in sorted({name for rule in bench.recipe.rules for name in rule}):
        columns[f"{_RULE}{field}"] = [next(iter(coded(values(field))), None) for _, values in subjects]
        types[f"{_RULE}{field}"] = pyarrow.int32()
    table = pyarrow.table({name: pyarrow.array(values, types.get(name)) for name, values in columns.items()})
    bench.database.register("incoming", table)
    bench.database.execute("CREATE TABLE profiles AS SELECT * FROM incoming")
    bench.database.execute("CREATE TABLE firsts AS SELECT * FROM incoming WHERE firsts")
    bench.database.unregister("incoming")


def _conditions(comparisons: Sequence[Comparison]) -> list[Condition]:
    return [each for comparison in comparisons for level in comparison.levels for each in level.conditions]


def _asked(comparison: Comparison) -> set[str]:
    return {each.field for each in _conditions([comparison])}


def _fields(comparisons: Sequence[Comparison]) -> set[str]:
    """Columns of values that are compared for equality."""
    conditions = [each for each in _conditions(comparisons) if each.test not in MEASURES]
    return {each.field for each in conditions} | {f"{each.field}_drop" for each in conditions if each.test == "drop"}


def _columns(comparisons: Sequence[Comparison]) -> list[str]:
    """All columns that the comparisons' tests name."""
    return sorted(_fields(comparisons) | {f"{each}{_TEXT}" for each in measured_fields(comparisons)})


def _coder() -> Callable[[Values], list[int]]:
    """Values as numbers, in the order of the values: lists of integers are compared several times faster than texts.

    Profiles of one name share its sets of values, which share one list.
    """
    codes: dict[str, int] = {}

    @cache
    def coded(values: Values) -> list[int]:
        return [codes.setdefault(value, len(codes)) for value in sorted(values)]

    return coded


def _values(profile: Profile, field: str) -> Values:
    card = profile.card.fields.get(field, NOTHING) if profile.card else NOTHING
    return card or profile.fields.get(field, NOTHING)


def _linker(bench: _Bench, table: str, kept: Mapping[str, set[str]], u: Shares) -> Linker:
    """A linker over one table with the levels that have mass there."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            {"output_column_name": each.name, "comparison_levels": _levels(each, kept[each.name], u)}
            for each in bench.comparisons
            if _is_learnable(each, kept[each.name])
        ],
        blocking_rules_to_generate_predictions=[block_on(_SUBJECT)],
        probability_two_random_records_match=bench.recipe.start,
        em_convergence=bench.recipe.convergence,
        max_iterations=bench.recipe.iterations,
        retain_matching_columns=False,
    )
    return Linker(DuckDBAPI(bench.database).register(table), settings, log_level=logging.ERROR)


def _is_learnable(comparison: Comparison, kept: set[str]) -> bool:
    """Whether at least two levels that say anything have mass."""
    return sum(level.name in kept and not level.null for level in comparison.levels) > 1


def _levels(comparison: Comparison, kept: set[str], u: Shares) -> list[dict[str, Any]]:
    levels = []
    named = [level for level in comparison.levels if level.name in kept]
    for level in named:
        tests = [_condition_sql(each) for each in level.conditions]
        last = level is named[-1]
        spec: dict[str, Any] = {
            "sql_condition": "ELSE" if last or not tests else " AND ".join(tests),
            "label_for_charts": level.name,
        }
        if level.null:
            spec["is_null_level"] = True
        else:
            spec["m_probability"] = level.m
            if (comparison.name, level.name) in u:
                spec["u_probability"] = u[comparison.name, level.name]
        levels.append(spec)
    return levels


def _mass(bench: _Bench, pairs: str) -> dict[tuple[str, str], int]:
    """How many of the pairs reach each level."""
    found = {}
    for comparison in bench.comparisons:
        cases = [f"WHEN {_holds(level)} THEN '{level.name}'" for level in comparison.levels]
        sql = f"SELECT level, count(*) FROM (SELECT CASE {' '.join(cases)} END AS level FROM {pairs}) GROUP BY level"
        for level_name, count in bench.database.execute(sql).fetchall():
            found[comparison.name, level_name] = count
    return found


def _pairs_sql(bench: _Bench, table: str, joined: str) -> str:
    """A pairs view with the columns that the level tests name."""
    columns = ", ".join(f'l."{each}" AS "{each}_l", r."{each}" AS "{each}_r"' for each in _columns(bench.comparisons))
    return f"(SELECT {columns} FROM {table} l JOIN {table} r ON l.{_ID} < r.{_ID} AND {joined})"


def _kept(bench: _Bench, mass: Mapping[tuple[str, str], int], least: int) -> dict[str, set[str]]:
    return {
        each.name: {level.name for level in each.levels if mass.get((each.name, level.name), 0) >= least}
        for each in bench.comparisons
    }


def _estimate_u(bench: _Bench) -> Shares:
    """Shares of levels among pairs of different subjects, of levels that enough pairs reach."""
    recipe = bench.recipe
    every = {each.name: {level.name for level in each.levels} for each in bench.comparisons}
    linker = _linker(bench, "firsts", every, {})
    linker.training.estimate_u_using_random_sampling(
        max_pairs=recipe.u_pairs, seed=recipe.seed, min_count_per_level=None, num_chunks=1
    )
    every_pair = _count(bench, "SELECT count(*) * (count(*) - 1) / 2 FROM firsts")
    least = recipe.min_level / min(recipe.u_pairs, every_pair)
    common = {key: share for key, share in _shares(linker, "u_probability").items() if share >= least}
    return _rare(bench, every_pair, common) | common


def _rare(bench: _Bench, every_pair: float, common: Shares) -> Shares:
    """Shares of levels too rare for a sample, counted over every pair that shares the value which the level demands.

    Half a pair is added, so that a level that no pair reaches is rare and not impossible. Only names: their levels lie
    close together, while a rare shared address or phone is as strong by default as it should be.
    """
    found: Shares = {}
    for comparison in bench.comparisons:
        if not _is_learnable(comparison, {level.name for level in comparison.levels}):
            continue  # 151 million pairs share a city, and there is nothing to tell them from
        for at, level in enumerate(comparison.levels):
            demanded = [each.field for each in level.conditions if each.test == "overlap"]
            if demanded and comparison.scope == "name" and (comparison.name, level.name) not in common:
                better = [f"NOT ({_holds(other)})" for other in comparison.levels[:at]]
                tests = " AND ".join([_holds(level), *better])
                count = _count(bench, _sharing(comparison, demanded[0], tests))
                found[comparison.name, level.name] = float(f"{(count + 0.5) / every_pair:.6g}")
    return found


def _sharing(comparison: Comparison, field: str, tests: str) -> str:
    """Counts the pairs of ``firsts`` that share a value of the field and pass the tests; each pair once."""
    columns = ", ".join(f'l."{each}" AS "{each}_l", r."{each}" AS "{each}_r"' for each in _columns([comparison]))
    side = f'(SELECT unnest("{field}") AS v, * FROM firsts)'
    pairs = (
        f"SELECT l.{_ID} AS a, r.{_ID} AS b, {columns} FROM {side} l JOIN {side} r ON l.v = r.v AND l.{_ID} < r.{_ID}"
    )
    return f"SELECT count(*) FROM (SELECT DISTINCT a, b FROM ({pairs}) WHERE {tests})"


def _count(bench: _Bench, sql: str) -> float:
    return float(bench.database.execute(sql).fetchall()[0][0])


def _holds(level: Level) -> str:
    return " AND ".join(_condition_sql(each) for each in level.conditions) or "true"


def _condition_sql(condition: Condition) -> str:
    if condition.test not in MEASURES:
        return test_sql(condition.test, condition.field)
    left, right = f'"{condition.field}{_TEXT}_l"', f'"{condition.field}{_TEXT}_r"'
    return f"coalesce({_LIKENESS[condition.test].format(left, right)} {condition.limit:g}, false)"


def _estimate_m(bench: _Bench, u: Shares, equal: tuple[str, ...]) -> Shares:
    """Shares of levels among pairs that share a number (or what a rule names), by EM, which sets wrong pairs apart."""
    joined = " AND ".join(f'l."{each}" = r."{each}"' for each in equal)
    mass = _mass(bench, _pairs_sql(bench, "profiles", joined))
    kept = _kept(bench, mass, bench.recipe.min_level)
    if not any(_is_learnable(each, kept[each.name]) for each in bench.comparisons):
        raise TrainingRefused(f"no comparison has two levels with {bench.recipe.min_level} pairs each")
    defaults = {
        (each.name, level.name): u.get((each.name, level.name), level.u)
        for each in bench.comparisons
        for level in each.levels
    }
    linker = _linker(bench, "profiles", kept, defaults)
    try:
        session = linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*equal), estimate_without_term_frequencies=True
        )
    except ValueError as failed:
        raise TrainingRefused(f"EM failed ({str(failed).splitlines()[0][:80]})") from failed
    history = session._core_model_settings_history  # noqa: SLF001 - Splink tells convergence nowhere else
    if len(history) > bench.recipe.iterations:
        raise TrainingRefused(f"EM did not converge in {bench.recipe.iterations} iterations")
    return {key: share for key, share in _shares(linker, "m_probability").items() if key[1] in kept[key[0]]}


def _shares(linker: Linker, which: str) -> Shares:
    found: Shares = {}
    for comparison in linker.misc.save_model_to_json(out_path=None)["comparisons"]:
        for level in comparison["comparison_levels"]:
            share = level.get(which)
            if isinstance(share, float) and 0 < share <= 1:
                found[comparison["output_column_name"], level["label_for_charts"]] = float(f"{share:.6g}")
    return found


def _combined(model: Model, m: Shares, u: Shares) -> dict[tuple[str, str], tuple[float, float]]:
    """(m, u) of the levels that were learned. Where only one side was, the other keeps its default, if the level is
    strong evidence by default, and the weight moves by ``firm`` bits at most: half a share says little."""
    shares = {}
    for comparison in model.comparisons:
        for level in comparison.levels if comparison.trained else ():
            key = (comparison.name, level.name)
            learned = (key in m) + (key in u)
            if level.fixed or level.null or not learned:
                continue
            if learned == 2:
                shares[key] = (m[key], u[key])
            elif abs(level.weight) >= model.recipe.firm * UNIT:
                shares[key] = _near(level, m.get(key, level.m), u.get(key, level.u), model.recipe.firm)
    return shares


def _near(level: Level, m: float, u: float, most: float) -> tuple[float, float]:
    """The shares, the learned one drawn to the default until the weight is within so many bits of its."""
    excess = (moved := math.log2(m / u) - level.weight / UNIT) - max(-most, min(most, moved))
    return (m, float(f"{u * 2**excess:.6g}")) if m == level.m else (float(f"{m / 2**excess:.6g}"), u)


def _check(before: Model, after: Model) -> None:
    """Refuses weights that turn strong evidence round."""
    firm = before.recipe.firm * UNIT
    for old, new in zip(before.comparisons, after.comparisons, strict=True):
        for level, retold in zip(old.levels, new.levels, strict=True):
            if abs(level.weight) >= firm and level.weight * retold.weight < 0:
                bits = retold.weight / UNIT
                raise TrainingRefused(
                    f"level {old.name}/{level.name} came out at {bits:+.1f} bits, against its meaning"
                )
