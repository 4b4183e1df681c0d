"""Other linkers on the same parties: what their documentation's first example makes of a city.

Owns: plain Splink, recordlinkage (ECM) and GoldenMatch over one table of name, number and context (of a firm its
representative, of a person the firm), each to a cluster per party. Refuses: our parsers, and the truth. GoldenMatch is
asked when it is installed (`pip install goldenmatch`). dedupe 3.0 is left out: taught by 200 labelled pairs it was not
done with 14,000 firms after 400 s of a busy machine.
"""

import logging
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

import pyarrow
import recordlinkage
from splink import Linker, SettingsCreator, block_on
from splink import comparison_library as compared
from splink.backends.duckdb import DuckDBAPI

from linkage.clustering import components

_LIKE = 0.88
Home = Mapping[str, str]
"""Party -> cluster."""


def by_splink(table: pyarrow.Table) -> Home:
    """Plain Splink: name by likeness with term frequencies, number, context; clusters at even odds."""
    context = compared.ExactMatch("context").configure(term_frequency_adjustments=True)
    name = compared.JaroWinklerAtThresholds("name", [0.95, _LIKE]).configure(term_frequency_adjustments=True)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[name, compared.ExactMatch("number"), context],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("name"),
            block_on("context", "substr(name, 1, 2)"),
        ],
    )
    linker = Linker(DuckDBAPI().register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("number"), block_on("name")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.5)
    return {row["id"]: str(row["cluster_id"]) for row in clusters.as_record_list()}


def by_ecm(table: pyarrow.Table) -> Home:
    """recordlinkage: pairs by number, by name and context, by context and the start of the name; ECM without labels."""
    frame = table.to_pandas().set_index("id")
    frame["start"] = frame["name"].str[:2]
    index, compare = recordlinkage.Index(), recordlinkage.Compare()
    for key in ("number", ["name", "context"], ["context", "start"]):
        index.block(key)
    compare.string("name", "name", method="jarowinkler", threshold=_LIKE)
    compare.exact("number", "number")
    compare.exact("context", "context")
    vectors = compare.compute(index.index(frame), frame)
    found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(vectors)
    return components(list(frame.index), list(found))


def by_goldenmatch(table: pyarrow.Table) -> Home:
    """GoldenMatch without a configuration, as its documentation begins: keys, scorers and thresholds are its own."""
    logging.getLogger("goldenmatch").setLevel(logging.ERROR)
    found = import_module("goldenmatch").dedupe_df(table, exclude_columns=["id"])
    ids = table.column("id").to_pylist()
    return {ids[row]: str(name) for name, cluster in found.clusters.items() for row in cluster["members"]}


def peers() -> dict[str, Callable[[pyarrow.Table], Home]]:
    """Title -> peer, of those that are installed; of one that is not, a line on standard error."""
    found: dict[str, Callable[[pyarrow.Table], Home]] = {"plain Splink": by_splink, "recordlinkage, ECM": by_ecm}
    if find_spec("goldenmatch"):
        found["GoldenMatch"] = by_goldenmatch
    else:
        print("GoldenMatch is not installed (pip install goldenmatch): left out", file=sys.stderr)
    return found
