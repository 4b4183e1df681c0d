"""Records of another country's people, linked by a file alone."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from linkage import model_files
from linkage.batch.duckdb_engine import duckdb_engine
from linkage.batch.prediction import sieve
from linkage.records import link
from linkage.weights import ModelError

FILE = model_files.read(Path("benchmarks/models/febrl3.toml"))
SYLLABLES = ("mar", "lo", "ven", "tik", "sa", "bru", "no", "del", "pha", "gor", "li", "est", "wan", "ki", "rum")


def _word(rng):
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3)))


def _typo(rng, text):
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :] if rng.random() < 0.5 else text[:at] + rng.choice("aeiou123") + text[at + 1 :]


def _people(count, seed):
    """Fictional people, each twice, the second time with up to two slips."""
    rng, rows, pairs = Random(seed), {}, set()
    streets = [f"{_word(rng)} street" for _ in range(60)]
    for at in range(count):
        one = {
            "given_name": _word(rng), "surname": _word(rng), "street_number": str(rng.randint(1, 200)),
            "address_1": rng.choice(streets), "address_2": _word(rng), "suburb": _word(rng),
            "postcode": str(rng.randint(1000, 1400)), "state": rng.choice(("nsw", "vic", "qld")),
            "date_of_birth": f"{rng.randint(1930, 2000)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}",
            "soc_sec_id": str(rng.randint(1000000, 9999999)),
        }  # fmt: skip
        other = dict(one)
        for column in rng.sample(sorted(other), rng.randint(0, 2)):
            other[column] = _typo(rng, other[column]) if rng.random() < 0.8 else ""
        rows[f"{at:04d}-a"], rows[f"{at:04d}-b"] = one, other
        pairs.add((f"{at:04d}-a", f"{at:04d}-b"))
    return rows, pairs


def test_people_are_found_again_by_weights_trained_without_labels():
    rows, pairs = _people(400, seed=3)
    found = link(rows, FILE)
    assert found.model.trained.startswith("splink: 800 records, 3 EM sessions")
    together = {(group[0], group[1]) for group in found.clusters if len(group) == 2}
    assert max(map(len, found.clusters)) == 2
    assert len(together & pairs) >= 0.99 * len(pairs)
    assert len(together - pairs) <= 0.005 * len(pairs)
    again = link(dict(reversed(rows.items())), FILE, sieve(duckdb_engine, small=0))
    assert (again.clusters, again.model) == (found.clusters, found.model)


def test_too_few_records_keep_the_defaults_and_say_so():
    rows, _ = _people(20, seed=4)
    assert link(rows, FILE).model.trained == "default: 40 records, 300 are needed"


def test_a_rule_that_explodes_is_refused_by_name():
    rows = {f"r{at}": {"state": "nsw", "suburb": "lo", "date_of_birth": "19600101"} for at in range(60)}
    bounded = model_files.ModelFile(replace(FILE.model, most_pairs=1000), FILE.fields)
    with pytest.raises(ModelError, match=r"model febrl3, \[blocking\] rule birth: 1,770 pairs, at most 1,000"):
        link(rows, bounded)
