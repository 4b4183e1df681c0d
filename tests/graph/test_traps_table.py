"""The trap cases of tests/graph/data/traps.csv: a town in words, a question, the verdict and the rules that RULES gives.

Each line is one question. ``rules``: every finding about the subject, ``?`` possible, ``~`` probable identity.
"""

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from graph.policy import load_purposes, load_rules
from graph.screening import bears, verdict
from tests.graph.told import Told
from tests.graph.town import told

Line = dict[str, str]


@cache
def lines() -> tuple[Line, ...]:
    """The table."""
    with (Path(__file__).parent / "data" / "traps.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@pytest.mark.parametrize("line", lines(), ids=[each["case"] for each in lines()])
def test_trap(line: Line) -> None:
    found = Told(line["town"]).town.about(line["subject"], line["day"], region=line["region"])
    purpose = load_purposes()[line["purpose"]]
    bearing = [each for each in found if bears(each, purpose)]
    assert told(found) == set(line["rules"].split())
    assert verdict(bearing) == line["verdict"]
    assert all(each.basis.holds(date.fromisoformat(line["day"])) for each in found)


def test_the_table_covers_every_row_on_both_sides() -> None:
    """No rule ships that the table does not show at work, and silent beside it."""
    at_work = Counter(word.rstrip("?~") for line in lines() for word in line["rules"].split())
    assert set(at_work) == {rule.id for rule in load_rules().rules}
    silent = {line["case"].partition(":")[0] for line in lines() if not line["rules"]}
    assert len(lines()) >= 300
    assert len({line["case"] for line in lines()}) == len(lines())
    assert {line["case"].partition(":")[0] for line in lines()} == silent


@pytest.mark.parametrize(
    "text", ["甲公司 列入 没有的名单 2025-01-01", "移出 2025-01-01", "李二 任 甲公司 皇帝", "某事"]
)
def test_words_nobody_knows(text: str) -> None:
    with pytest.raises(ValueError, match="is no sentence"):
        Told(text)
