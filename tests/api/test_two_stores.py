"""The same files through the same commands on both stores: every answer equal, to the byte where time is not in it."""

import csv
import json
import os
from datetime import date
from typing import Any

import pytest
from typer.testing import CliRunner

from api.audit import Access
from api.bootstrap import Application, assemble, open_store
from api.checks import Check, run_checks
from api.cli import app
from api.reading import Reader
from api.settings import Settings
from linkage.identifiers import IdentifierKind
from tests.server.counting_proxy import counted
from tests.server.empty_database import wipe

ENTERPRISES, SEED = "60", "7"
AS_OF = "2026-11-20"
CLERK = Reader(Access("clerk", "procurement", "art. 13", "1"), "cli")
VOLATILE = {"query", "at", "query_number", "known_at", "asked_at", "answered_at"}


class Commands:
    """The commands of a shell whose XINTU_STORE names one store."""

    def __init__(self, url: str, password: str = "") -> None:
        self.url, self.password = url, password

    def __call__(self, *args: str, well: tuple[int, ...] = (0,)) -> str:
        named = {"XINTU_STORE": self.url, "XINTU_STORE_PASSWORD": self.password}
        result = CliRunner().invoke(app, list(args), env=named)
        assert result.exit_code in well, result.output + repr(result.exception)
        return result.stdout

    def json(self, *args: str, well: tuple[int, ...] = (0, 1)) -> Any:
        return _timeless(json.loads(self(*args, "--json", well=well)))


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(each) for name, each in value.items() if name not in VOLATILE}
    return [_timeless(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def both(neo4j_server, tmp_path_factory):
    """A population ingested and resolved on both stores, and what the commands said on the way."""
    folder = tmp_path_factory.mktemp("both")
    wipe(neo4j_server)
    stores = [
        Commands(f"sqlite:///{folder / 'store.db'}"),
        Commands(neo4j_server.url, neo4j_server.password),
    ]
    files = str(folder / "files")
    stores[0]("population", "--out", files, "--enterprises", ENTERPRISES, "--seed", SEED)
    said = []
    for commands in stores:
        commands("store", "migrate")
        ingested = commands.json("ingest", files)
        resolved = commands.json("resolve")
        said.append((ingested, resolved, commands.json("resolve")))
    return stores, said


@pytest.mark.slow
def test_intake_and_resolution_report_the_same(both) -> None:
    _, (embedded, neo4j) = both
    assert _without(embedded, "seconds") == _without(neo4j, "seconds")


def _without(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return {name: _without(each, word) for name, each in value.items() if word not in name}
    return [_without(each, word) for each in value] if isinstance(value, list | tuple) else value


@pytest.mark.slow
def test_all_parties_are_in_the_same_entities(both) -> None:
    (embedded, neo4j), _ = both
    rows = [list(csv.reader(commands("memberships").splitlines())) for commands in (embedded, neo4j)]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 500


@pytest.mark.slow
def test_every_subject_is_answered_alike(both) -> None:
    (embedded, neo4j), _ = both
    numbers = _numbers(embedded)
    assert len(numbers) >= int(ENTERPRISES)
    verdicts = set()
    for number in numbers[:40]:
        asked = ("screen", "--number", number, "--purpose", "procurement", "--as-of", AS_OF)
        answer = embedded.json(*asked)
        assert answer == neo4j.json(*asked)
        verdicts.add(answer["verdict"])
    assert len(verdicts) >= 3


@pytest.mark.slow
def test_a_check_is_two_round_trips_and_a_third_for_look_alikes(both, neo4j_server) -> None:
    numbers = [*_numbers(both[0][0])[:40], *_numbers(both[0][0], IdentifierKind.RESIDENT)[:40]]
    with counted(neo4j_server.port) as relay:
        way = f"bolt://{neo4j_server.user}@127.0.0.1:{relay.port}/neo4j"
        beside = assemble(Settings(store=way, store_password=neo4j_server.password))
        turns = [_turns(relay, beside, number) for number in numbers]
        beside.store.close()
    here = assemble(Settings(store=both[0][0].url))  # asked as much, so that the stores stay alike
    for number in numbers:
        _ask(here, number)
    here.store.close()
    assert set(turns[1:]) == {2, 3}  # the first keeps the policy that its entry names
    assert turns.count(2) > turns.count(3)


def _turns(relay, beside, number: str) -> int:
    before = relay.turns
    _ask(beside, number)
    return relay.turns - before


def _ask(application: Application, number: str) -> None:
    run_checks(application, [Check("procurement", date.fromisoformat(AS_OF), number=number)], CLERK)


@pytest.mark.slow
def test_both_are_sound_and_hold_the_same(both) -> None:
    (embedded, neo4j), _ = both
    assert embedded.json("store", "check", well=(0,)) == neo4j.json("store", "check", well=(0,))
    stores = [open_store(commands.url, commands.password) for commands in (embedded, neo4j)]
    try:
        pages = [list(store.entities(limit=10_000)) for store in stores]
        assert pages[0] == pages[1]
        entities = [node.id for node in pages[0]]
        for read in ("subgraph", "nodes", "members", "successors"):
            first, second = (getattr(store, read)(entities) for store in stores)
            assert first == second, read
        for entity in entities:
            assert stores[0].facts_of(entity) == stores[1].facts_of(entity)
            assert stores[0].records_of(entity) == stores[1].records_of(entity)
    finally:
        for store in stores:
            store.close()


@pytest.mark.slow
def test_a_wrong_password_is_told_and_never_shown(neo4j_server) -> None:
    wrong = {"XINTU_STORE": neo4j_server.url, "XINTU_STORE_PASSWORD": "not-the-password"}
    result = CliRunner().invoke(app, ["store", "check"], env=wrong)
    assert result.exit_code == 1
    assert "graph.store.unreachable" in result.output
    assert "not-the-password" not in result.output
    inside = neo4j_server.url.replace("neo4j@", "neo4j:not-the-password@")
    result = CliRunner().invoke(app, ["--store", inside, "store", "check"])
    assert "XINTU_STORE_PASSWORD_FILE" in result.output
    assert "not-the-password" not in result.output


@pytest.mark.slow
def test_the_password_comes_from_a_file(neo4j_server, tmp_path) -> None:
    secret = tmp_path / "password"
    secret.write_text(neo4j_server.password + os.linesep)
    named = {"XINTU_STORE": neo4j_server.url, "XINTU_STORE_PASSWORD_FILE": str(secret)}
    assert CliRunner().invoke(app, ["store", "migrate"], env=named).exit_code == 0


def _numbers(commands: Commands, kind: IdentifierKind = IdentifierKind.USCC) -> list[str]:
    store = open_store(commands.url)
    found = [number for node in store.entities(limit=10_000) for number in node.identifiers]
    store.close()
    return sorted(number.value for number in found if number.kind is kind and not number.masked)
