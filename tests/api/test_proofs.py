"""A query number proves what was answered: recomputed as known then, under the policy of then, whatever came later."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.audit import STREAM, Access, Read
from api.bootstrap import Application, assemble
from api.checks import Check, run_batch, run_checks
from api.cli import app as cli
from api.demo.numbers import Numbers
from api.proofs import UnknownQueryNumber, prove
from api.reading import Reader
from api.settings import Settings
from graph.intake import ingest
from graph.model import DeliveryKind
from graph.policy import RuleSet, load_rules
from graph.resolution import resolve
from tests.api.test_app import HEADERS
from tests.graph.office_files import LIST, ROLE, code, holds, listed, request, write

DAY = date(2026, 11, 20)
READER = Reader(Access("采购办", "procurement", "政府采购法第二十二条", "1号"), "cli")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    ticks = count()
    made = assemble(
        Settings(store=f"sqlite:///{tmp_path / 'p.db'}"),
        clock=lambda: datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(ticks)),
    )
    load(made, tmp_path, "first", [listed(1)])
    yield made
    made.store.close()


def load(app: Application, folder: Path, name: str, rows: list[tuple[str, ...]], full: bool = False) -> None:
    kind = DeliveryKind.FULL if full else DeliveryKind.DELTA
    files = [write(folder / f"{name}.csv", LIST, rows), write(folder / f"{name}_role.csv", ROLE, [holds(2, "钱一")])]
    reports = ingest(app.store, app.formats, [request(f, kind=kind) for f in files], app.clock, "test")
    assert all(each.error is None and each.counts.rejected == 0 for each in reports)
    resolve(app.store, app.clock)


def check(number: str = "", **more: Any) -> Check:
    return Check("procurement", DAY, number=number, **more)


def test_an_answer_is_proved_after_the_facts_have_changed(app: Application, tmp_path: Path) -> None:
    before = run_checks(app, [check(code(1))], READER)
    assert before.answers[0]["verdict"] == "consider"
    load(app, tmp_path, "second", [listed(1, out="2025-06-01")])
    after = run_checks(app, [check(code(1))], READER)
    assert after.answers[0]["verdict"] == "clear"
    for checked, verdict in ((before, "consider"), (after, "clear")):
        proof = prove(app, checked.query, READER)
        assert (proof.verdict, proof.answers[0]["answer"]["verdict"]) == ("proved", verdict)
        assert proof.chain["sound"]


def test_an_answer_is_proved_under_the_rules_of_then(app: Application) -> None:
    rule = next(r.id for r in load_rules().rules if "serious_violation" in r.categories and r.carry is None)
    texts = json.loads(load_rules().text)
    kept = {name: text for name, text in texts.items() if f'id = "{rule}"' not in text}
    fewer = RuleSet.from_texts({k: v for k, v in kept.items() if k != "categories.toml"}, texts["categories.toml"])
    said = run_checks(app, [check(code(1))], READER)
    repealed = replace(app, ruleset=fewer)
    assert run_checks(repealed, [check(code(1))], READER).answers[0]["verdict"] == "clear"
    proof = prove(repealed, said.query, READER)
    assert (proof.verdict, proof.answers[0]["answer"]["verdict"]) == ("proved", "consider")


def test_each_answer_of_a_batch_has_its_number(app: Application) -> None:
    checked = run_batch(app, [check(code(1)), check("91410100MA0000000X"), check(code(2)), check(code(9))], READER)
    numbers = [answer.get("query") for answer in checked.answers]
    assert numbers == [f"{checked.query}.1", None, f"{checked.query}.2", f"{checked.query}.3"]
    assert len(prove(app, checked.query, READER).answers) == 3
    proof = prove(app, f"{checked.query}.3", READER)
    assert [each["answer"]["verdict"] for each in proof.answers] == ["unknown"]


def test_names_are_asked_again_among_the_entities_found_then(app: Application, tmp_path: Path) -> None:
    said = run_checks(app, [check(name="郑州望舒1号商贸有限公司")], READER)
    assert said.answers[0]["verdict"] == "verify"
    load(app, tmp_path, "more", [listed(number) for number in range(3, 40)])
    assert prove(app, said.query, READER).verdict == "proved"


def test_a_persons_number_is_never_in_the_log_and_is_asked_for_again(app: Application) -> None:
    number = Numbers(Random(1)).resident("410105", date(1980, 3, 4), "男")
    said = run_checks(app, [check(number)], READER)
    entry = app.store.find(STREAM, said.query)
    assert entry is not None
    assert number not in entry.payload.decode()
    assert prove(app, said.query, READER).verdict == "number_needed"
    given = run_given(app, said.query, number)
    assert given == "proved"


def run_given(app: Application, query: str, number: str) -> str:
    with TestClient(create_app(app)) as client:
        body = client.post("/v1/proofs", json={"query": query, "number": number}, headers=HEADERS).json()
    return str(body["verdict"])


def test_a_number_that_a_record_states_is_kept_as_its_party(town: Any, application: Application) -> None:
    said = run_checks(application, [check(town.persons["李试验"])], READER)
    entry = application.store.find(STREAM, said.query)
    assert entry is not None
    assert town.persons["李试验"] not in entry.payload.decode()
    assert prove(application, said.query, READER).verdict == "proved"


def test_a_changed_log_is_no_proof(app: Application, tmp_path: Path) -> None:
    said = run_checks(app, [check(code(1))], READER)
    run_checks(app, [check(code(2))], READER)
    app.store.close()
    with sqlite3.connect(tmp_path / "p.db") as raw:
        raw.execute("DROP TRIGGER log_kept")
        raw.execute("UPDATE log SET payload = ? WHERE key = ?", (forged(raw, said.query), said.query))
    proof = prove(app, said.query, READER)
    assert (proof.verdict, proof.chain["sound"]) == ("differs", False)


def forged(raw: sqlite3.Connection, query: str) -> bytes:
    (payload,) = raw.execute("SELECT payload FROM log WHERE key = ?", (query,)).fetchone()
    entry = json.loads(payload)
    return json.dumps(entry | {"digests": ["0" * 32]}, ensure_ascii=False).encode()


@pytest.mark.parametrize("number", ["Q20261120-0000000000", "", "Q.1"])
def test_an_unknown_number_is_said(app: Application, number: str) -> None:
    with pytest.raises(UnknownQueryNumber):
        prove(app, number, READER)


def test_a_place_beyond_the_batch_and_a_read_of_another_kind_are_no_answers(app: Application) -> None:
    said = run_checks(app, [check(code(1))], READER)
    other = app.audit.record(app.clock(), READER.access, Read("entity", "cli", ("E1",)))
    for number in (f"{said.query}.2", f"{said.query}.0", f"{said.query}.x", other):
        with pytest.raises(UnknownQueryNumber):
            prove(app, number, READER)


def test_readers_of_one_time_are_committed_together_and_each_is_logged(app: Application) -> None:
    numbers: list[str] = []

    def read(n: int) -> None:
        access = replace(READER.access, case=f"{n}号")
        numbers.append(app.audit.record(app.clock(), access, Read("entity", "http", (f"E{n}",))))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(numbers)) == 40
    assert all(app.store.find(STREAM, number) for number in numbers)
    assert app.store.check() == []


def test_the_command_and_the_route(town: Any, application: Application) -> None:
    runner = CliRunner()
    args = ["--store", town.url, "screen", "--number", next(iter(town.codes.values())), "--purpose", "procurement"]
    query = json.loads(runner.invoke(cli, [*args, "--json"]).stdout)["query"]
    done = runner.invoke(cli, ["--store", town.url, "proof", query, "--json"])
    assert (done.exit_code, json.loads(done.stdout)["verdict"]) == (0, "proved")
    with TestClient(create_app(application)) as client:
        assert client.get(f"/v1/proofs/{query}", headers=HEADERS).json()["verdict"] == "proved"
        assert client.get("/v1/proofs/Q20261120-0000000000", headers=HEADERS).status_code == 404
        assert client.get(f"/v1/proofs/{query}").status_code == 403


def test_standard_input_is_answered_line_by_line(town: Any) -> None:
    text = "number,name\n" + "".join(f"{number},\n" for number in town.codes.values()) + ",郑州无此企业有限公司\n"
    args = ["--store", town.url, "screen", "--file", "-", "--purpose", "procurement", "--json"]
    done = CliRunner().invoke(cli, args, input=text)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["row"] for row in rows] == [1, 2, 3, 4]
    assert [row["verdict"] for row in rows] == ["restricted", "clear", "consider", "unknown"]
    empty = CliRunner().invoke(cli, args, input="")
    assert (empty.exit_code, empty.stdout) == (2, "")
    wrong = CliRunner().invoke(cli, args, input="number,phone\n1,2\n")
    assert wrong.exit_code == 2


def test_several_processes_answer_as_one(town: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINTU_BATCH", "2")
    numbers = [*town.codes.values(), "91410100MA0000000X"] * 8
    file = write(tmp_path / "many.csv", ("number",), [(number,) for number in numbers])
    args = ["--store", town.url, "screen", "--file", str(file), "--purpose", "procurement", "--json"]
    said = {}
    for workers in ("1", "2"):
        monkeypatch.setenv("XINTU_WORKERS", workers)
        done = CliRunner().invoke(cli, args)
        assert done.exit_code == 1
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        assert "号" in done.stderr or "校验" in done.stderr
        queries = [row.pop("query", "") for row in rows]
        assert len(set(queries) - {""}) == 24
        known = {row.pop("known_at", None) for row in rows}
        assert None in known  # the number that cannot be asked
        said[workers] = rows
    assert [row["row"] for row in said["1"]] == list(range(1, 33))
    assert said["1"] == said["2"]


def test_a_row_with_an_unknown_kind_is_answered_and_the_others_go_on(town: Any, tmp_path: Path) -> None:
    number = next(iter(town.codes.values()))
    file = write(tmp_path / "kinds.csv", ("number", "kind"), [(number, "星球"), (number, "企业")])
    args = ["--store", town.url, "screen", "--file", str(file), "--purpose", "procurement", "--json"]
    rows = [json.loads(line) for line in CliRunner().invoke(cli, args).stdout.splitlines()]
    assert [row["verdict"] for row in rows] == ["unknown", "restricted"]
