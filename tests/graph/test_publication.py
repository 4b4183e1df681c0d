"""Publication periods by the law of the date, and that their end ends no effect."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from graph.listings import assemble
from graph.policy import PolicyError, load_rules
from graph.publication import Publication, load_periods
from tests.graph.told import Told
from tests.graph.town import told


def of(text: str, stated: date | None = None) -> Publication:
    (listing,) = assemble(Told(text).town.subgraph())
    return load_periods().of(listing, load_rules().category(listing.category).is_list, stated)


@pytest.mark.parametrize(
    ("text", "severity", "last", "repairable"),
    [
        ("甲公司 列入 行政处罚 2026-04-01 种类=警告", "minor", "2026-07-01", "2026-04-01"),
        ("甲公司 列入 行政处罚 2026-04-01 种类=罚款 罚款=50000", "general", "2027-04-01", "2026-07-01"),
        ("甲公司 列入 行政处罚 2026-04-01 种类=罚款、警告 罚款=50000", "general", "2027-04-01", "2026-07-01"),
        ("甲公司 列入 行政处罚 2026-04-01 种类=罚款 罚款=2000000", "serious", "2029-04-01", "2027-04-01"),
        ("甲公司 列入 行政处罚 2026-04-01 种类=吊销许可证", "serious", "2029-04-01", "2027-04-01"),
        ("甲公司 列入 工程建设黑名单 2026-04-01", "serious", "2029-04-01", "2027-04-01"),
        ("甲公司 列入 行政处罚 2026-03-31 种类=罚款 罚款=50000", "general", "2029-03-31", "2026-06-30"),
        (
            "甲公司 列入 行政处罚 2026-03-31 种类=罚款 罚款=50000 事由=违反消防规定",
            "general",
            "2029-03-31",
            "2027-03-31",
        ),
        (
            "甲公司 列入 行政处罚 2026-04-01 种类=罚款 罚款=50000 事由=违反消防规定",
            "general",
            "2027-04-01",
            "2026-07-01",
        ),
        ("甲公司 列入 行政处罚 2026-03-31 种类=吊销许可证", "serious", "2029-03-31", "2027-03-31"),
    ],
)
def test_by_the_law_of_the_decision_day(text: str, severity: str, last: str, repairable: str) -> None:
    found = of(text)
    assert found.severity == severity
    assert (found.last_day, found.repairable) == (date.fromisoformat(last), date.fromisoformat(repairable))
    assert found.on_demand is (severity == "minor")
    assert found.last_day is not None
    assert found.is_open(found.last_day)
    assert not found.is_open(date.fromordinal(found.last_day.toordinal() + 1))


def test_the_records_own_last_day_counts_within_the_law() -> None:
    text = "甲公司 列入 行政处罚 2026-04-01 种类=罚款 罚款=50000"
    assert of(text, date(2026, 10, 1)).last_day == date(2026, 10, 1)
    assert of(text, date(2028, 4, 1)).last_day == date(2027, 4, 1)
    assert of(text, date(2026, 5, 1)).last_day == date(2027, 4, 1)


def test_an_unknown_day_of_decision_gives_no_day() -> None:
    found = of("甲公司 列入 行政处罚 种类=警告")
    assert (found.last_day, found.repairable, found.is_open(date(2026, 11, 20))) == (None, None, False)


def test_the_end_of_publication_ends_no_statutory_term() -> None:
    town = Told("甲公司 列入 行政处罚 2024-11-20 种类=吊销食品许可证").town
    (listing,) = assemble(town.subgraph())
    published = load_periods().of(listing, False)
    assert published.last_day == date(2027, 11, 20)
    assert told(town.about("甲公司", "2027-11-21")) == {"food.own"}
    assert told(town.about("甲公司", "2029-11-20")) == {"food.own"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('longest = "P3M"', 'longest = "three months"', "longest"),
        ("effective_to = 2026-03-31", "effective_to = 2026-04-01", "one must hold on each day"),
        ("effective_from = 2026-04-01", "effective_from = 2026-04-02", "one must hold on each day"),
        ("[[period]]", "[[period]", "not valid TOML"),
    ],
)
def test_a_wrong_table_says_where(old: str, new: str, said: str) -> None:
    text = (files("graph") / "data" / "publication.toml").read_text("utf-8")
    with pytest.raises(PolicyError, match=said):
        load_periods(text.replace(old, new))


def test_disclosure_has_an_outer_limit_where_the_regions_law_names_one() -> None:
    (listing,) = assemble(Told("甲公司 列入 行政处罚 2021-11-20 种类=罚款 罚款=50000").town.subgraph())
    periods = load_periods()
    henan = periods.disclosure(replace(listing, region="410105"), date(2026, 11, 20))
    assert henan is not None
    assert henan.last_day(listing) == date(2026, 11, 20)
    assert periods.disclosure(replace(listing, region="410105"), date(2020, 4, 30)) is None
    assert periods.disclosure(replace(listing, region="310000"), date(2026, 11, 20)) is None
    (undated,) = assemble(Told("甲公司 列入 行政处罚 种类=警告").town.subgraph())
    assert henan.last_day(undated) is None
