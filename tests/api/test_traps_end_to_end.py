"""Only the traps' rows, from department files through intake, resolution and screening: every answer checked."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from api.demo.departments import SHEETS, table_of
from api.demo.traps.cases import Ask, Expected, Trap, check
from api.demo.traps.themes import traps
from api.demo.world import Factory, Row
from api.numbers import read_number
from graph.intake import FileRequest, ingest
from graph.model import DeliveryKind
from graph.policy import load_purposes, load_rules
from graph.resolution import resolve
from graph.screening import Query, screen, to_json
from graph.store.sqlite.store import SqliteStore
from linkage.formats import load_formats
from linkage.model import Kind

FACTORY = Factory(Random(7), "T")
PLANTED = traps(lambda _: FACTORY)


class Clock:
    """Each reading is a second later."""

    def __init__(self) -> None:
        self._ticks = count()

    def __call__(self) -> datetime:
        return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(self._ticks))


def write_files(folder: Path, planted: tuple[Trap, ...]) -> Iterator[FileRequest]:
    """One csv per sheet and delivery, oldest first."""
    rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for trap in planted:
        for row in trap.rows:
            rows[row.sheet, row.delivery].append(row)
    for key, number in sorted(rows, key=lambda place: (SHEETS[place[0]].deliveries[place[1]][1], place)):
        sheet = SHEETS[key]
        kind, as_at = sheet.deliveries[number]
        path = folder / f"{sheet.region}_{sheet.short}_{sheet.format}_{number + 1}.csv"
        codes = [column.code for column in table_of(sheet.format).columns]
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(codes)
            writer.writerows([row.cells.get(code, "") for code in codes] for row in rows[key, number])
        yield FileRequest(path, sheet.region, sheet.department, sheet.format, DeliveryKind(kind), as_at)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("traps")
    store, clock = SqliteStore(folder / "store.db"), Clock()
    for report in ingest(store, load_formats(), list(write_files(folder, PLANTED)), clock, "test"):
        assert report.error is None
        assert report.counts.rejected == 0, report.path.name
        assert report.counts.issues == 0, report.path.name
    resolve(store, clock, full=True)
    yield store
    store.close()


def query_of(ask: Ask) -> Query:
    return Query(
        purpose=ask.purpose,
        as_of=ask.as_of,
        region=ask.region,
        identifiers=read_number(ask.number, ask.region) if ask.number else (),
        name=ask.name,
        kind=Kind(ask.kind),
    )


def answers(store: SqliteStore, asked: list[Ask]) -> list[dict[str, object]]:
    found = screen(store, load_rules(), load_purposes(), [query_of(ask) for ask in asked])
    return [to_json(answer) for answer in found]


@pytest.fixture(scope="module")
def answered(store: SqliteStore) -> dict[str, list[tuple[Ask, Expected, dict[str, object]]]]:
    places = [(trap.id, ask, expected) for trap in PLANTED for ask, expected in trap.asks]
    result: dict[str, list[tuple[Ask, Expected, dict[str, object]]]] = defaultdict(list)
    for (slug, ask, expected), answer in zip(places, answers(store, [ask for _, ask, _ in places]), strict=True):
        result[slug].append((ask, expected, answer))
    return result


@pytest.mark.parametrize("slug", [trap.id for trap in PLANTED])
def test_answers_as_the_rules_say(
    slug: str, answered: dict[str, list[tuple[Ask, Expected, dict[str, object]]]]
) -> None:
    wrong = {
        f"{ask.kind} {ask.purpose} {ask.as_of}": differences
        for ask, expected, answer in answered[slug]
        if (differences := check(answer, expected))
    }
    assert not wrong


def test_one_by_one_as_in_one_call(store: SqliteStore) -> None:
    asked = [ask for trap in PLANTED[::9] for ask, _ in trap.asks[:1]]
    assert [answers(store, [ask])[0] for ask in asked] == answers(store, asked)


def test_no_whole_resident_number_in_any_answer(
    answered: dict[str, list[tuple[Ask, Expected, dict[str, object]]]],
) -> None:
    numbers = {ask.number for trap in PLANTED for ask, _ in trap.asks if ask.kind == "person" and ask.number}
    for found in answered.values():
        for _, _, answer in found:
            text = str(answer)
            assert not any(number in text for number in numbers)


NOT_PLANTED = {"successor.of_listed"}
"""No public form says who succeeded whom, so no department file can plant it (rule tests cover it)."""


def test_no_rule_row_can_go_unnoticed(store: SqliteStore) -> None:
    """Without any one row some planted question is answered wrongly: the traps cover the whole rule table."""
    places = [(ask, expected) for trap in PLANTED for ask, expected in trap.asks]
    queries, rules, purposes = [query_of(ask) for ask, _ in places], load_rules(), load_purposes()
    unnoticed = set()
    for rule in rules.rules:
        found = screen(store, rules.without(rule.id), purposes, queries)
        if not any(check(to_json(answer), expected) for answer, (_, expected) in zip(found, places, strict=True)):
            unnoticed.add(rule.id)
    assert unnoticed <= NOT_PLANTED
