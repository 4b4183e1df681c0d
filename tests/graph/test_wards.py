"""The city whose due measures are known by construction: the check finds them all, and the oracle can fail."""

from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks import wards
from graph.policy import RuleSet, load_purposes, load_rules
from graph.rules import FindingClass
from graph.screening import Query, screen
from graph.store.sqlite import SqliteStore

WARDS = 2 * len(wards.SCENARIOS)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path_factory.mktemp("wards") / "wards.db")
    wards.build(made, WARDS)
    yield made
    made.close()


def differences(store: SqliteStore, rules: RuleSet) -> Counter[str]:
    subjects = list(wards.subjects(WARDS))
    queries = [
        Query(purpose="land", as_of=wards.DAY, region=wards.REGION, identifiers=(wards.number(*subject),))
        for subject in subjects
    ]
    found: Counter[str] = Counter()
    for subject, answer in zip(subjects, screen(store, rules, load_purposes(), queries), strict=True):
        assert answer.entity is not None
        carried = [f for f in answer.findings if f.conclusion is not FindingClass.ALERT]
        measures, due = {str(m) for f in carried for m in f.measures}, wards.due(*subject)
        found["missing"] += len(due - measures)
        found["too many"] += len(measures - due)
    return +found


def test_every_due_measure_is_found_and_none_else(city: SqliteStore) -> None:
    assert len(wards.SCENARIOS) >= 30
    assert differences(city, load_rules()) == {}


@pytest.mark.parametrize("rule", ["tax.own.procurement", "serious.office", "revoked.office", "branch.of_listed"])
def test_a_missing_rule_is_seen(city: SqliteStore, rule: str) -> None:
    assert differences(city, load_rules().without(rule))["missing"] > 0


def test_a_rule_that_reaches_too_far_is_seen(city: SqliteStore) -> None:
    text = load_rules().text
    assert "mark = true" in text
    assert differences(city, RuleSet.from_text(text.replace("mark = true", "mark = false")))["too many"] > 0
