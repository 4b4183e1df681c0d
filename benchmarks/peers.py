"""Other linkers on the same parties: what their documentation's first example makes of a city.

Owns: plain Splink and recordlinkage (ECM) over one table of name, number and context (of a firm its representative, of
a person the firm), each to a cluster per party. Refuses: our parsers, and the truth. dedupe 3.0
is left out: taught by 200 labelled pairs it was not done with 14,000 firms after 400 s of a busy machine.
"""

import logging
from collections.abc import Callable, Mapping

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


PEERS: Mapping[str, Callable[[pyarrow.Table], Home]] = {
    "plain Splink": by_splink,
    "recordlinkage, ECM": by_ecm,
}
