"""Rule rows as data: what loads, what is refused and how it says so, versions, repealed bases."""

from datetime import date

import pytest

from graph.policy import PolicyError, RuleSet, load_purposes, load_rules
from graph.rules import EndedBy, FindingClass, Measure
from graph.terms import Duration
from tests.graph.town import Town

ROW = """
[[rule]]
id = "test.own"
class = "own"
force = "must"
categories = ["red_list"]
measures = ["land"]
ended_by = ["removal", "revocation"]
title_zh = "测试"
explanation_zh = "{subject}"
[rule.basis]
document = "测试条例"
article = "第一条"
effective_from = 2015-01-01
effective_to = 2021-12-31
"""


def refused(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        RuleSet.from_texts({"test.toml": text})
    return caught.value


def test_what_ships() -> None:
    rules = load_rules()
    assert len({rule.id for rule in rules.rules}) == len(rules.rules) > 40
    assert all(rule.review_status == "unverified" for rule in rules.rules)
    assert all(basis.document and basis.source for rule in rules.rules for basis in rule.basis)
    assert all(rule.title_zh and rule.explanation_zh for rule in rules.rules)


def test_statutory_rows_are_not_repaired_away() -> None:
    statutory = [r for r in load_rules().rules if EndedBy.TERM in r.ended_by and EndedBy.REMOVAL not in r.ended_by]
    assert {"procurement.ban", "revoked.office", "food.persons", "tax.office.sentenced"} <= {r.id for r in statutory}
    assert not any(EndedBy.REPAIR in rule.ended_by for rule in statutory)


def test_every_measure_has_a_purpose_that_cares() -> None:
    cared = frozenset().union(*(purpose.measures for purpose in load_purposes().values()))
    assert cared == frozenset(Measure)
    assert len(load_purposes()) == 13


def test_version_is_of_the_content() -> None:
    one, same = RuleSet.from_texts({"test.toml": ROW}), RuleSet.from_texts({"test.toml": ROW})
    other = RuleSet.from_texts({"test.toml": ROW.replace("must", "may")})
    assert one.version == same.version != other.version
    assert RuleSet.from_text(one.text).version == one.version
    assert RuleSet.from_text(load_rules().text).version == load_rules().version


def test_a_repealed_basis_carries_nothing() -> None:
    rules, town = RuleSet.from_texts({"test.toml": ROW}), Town()
    town.firm("甲公司")
    town.listed("red_list", "甲公司", "2016-01-01")
    assert [f.rule for f in town.about("甲公司", "2021-12-31", rules)] == ["test.own"]
    assert town.about("甲公司", "2022-01-01", rules) == []


@pytest.mark.parametrize(
    ("old", "new", "row", "key"),
    [
        ('force = "must"', 'force = "shall"', "test.own", "force"),
        ('measures = ["land"]', 'measures = ["lands"]', "test.own", "measures.0"),
        ('categories = ["red_list"]', 'categories = ["read_list"]', "test.own", "categories"),
        ('categories = ["red_list"]', "", "test.own", "categories"),
        ('["removal", "revocation"]', '["term", "revocation"]', "test.own", "term"),
        ('title_zh = "测试"', 'title_zh = "测试"\ncolour = 1', "test.own", "colour"),
        ('"{subject}"', '"{somebody}"', "test.own", "explanation_zh"),
        ('class = "own"', 'class = "effect"', "test.own", "carry"),
        ('class = "own"', 'class = "alert"', "test.own", "measures"),
        ('force = "must"', 'force = "must"\nterm = { length = "3 years" }', "test.own", "term.length"),
        ('force = "must"', 'force = "must"\ncarry = { roles = ["BOSS_OF"], test = "v" }', "test.own", "class"),
    ],
)
def test_errors_name_row_and_key(old: str, new: str, row: str, key: str) -> None:
    assert old in ROW
    error = refused(ROW.replace(old, new))
    assert row in str(error)
    assert (error.row, error.key) in ((row, key), (row, "roles"))


def test_errors_of_the_file() -> None:
    assert "test.toml" in str(refused("[[rule"))
    assert refused(ROW + ROW).key == "id"
    unnamed = refused(ROW.replace('id = "test.own"\n', ""))
    assert (unnamed.row, unnamed.key) == ("1", "id")


def test_without_a_row() -> None:
    rules = load_rules()
    fewer = rules.without("tax.own.customs")
    assert len(fewer.rules) == len(rules.rules) - 1
    assert fewer.version != rules.version


@pytest.mark.parametrize(
    ("text", "start", "last"),
    [
        ("P3Y", date(2023, 11, 20), date(2026, 11, 20)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P6M", date(2025, 8, 31), date(2026, 2, 28)),
        ("P15D", date(2025, 12, 20), date(2026, 1, 4)),
    ],
)
def test_terms_include_their_last_day(text: str, start: date, last: date) -> None:
    assert Duration.parse(text).last_day(start) == last


@pytest.mark.parametrize("text", ["", "P", "3Y", "PY", "P3", "P3W"])
def test_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        Duration.parse(text)


def test_conclusions_of_rows() -> None:
    for rule in load_rules().rules:
        if rule.conclusion is FindingClass.ALERT:
            assert not rule.measures
