"""What a user gets for a slip: one clear error with a remedy, the right exit code, no traceback, nothing written."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli import app
from tests.api.test_app import HEADERS
from tests.api.test_cli import LISTED
from tests.server.neo4j_server import free_port


def run(store: str, *args: str) -> Result:
    return CliRunner().invoke(app, ["--store", store, *args], env={"COLUMNS": "300"})


def is_clear(result: Result) -> bool:
    """No traceback: typer's own exit, and something said."""
    return isinstance(result.exception, SystemExit) and "Traceback" not in result.output and bool(result.output)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("screen", "--entity", "E1", "--purpose", "land", "--as-of", "2026-02-30"), 2, "no day that exists"),
        (("screen", "--entity", "E1", "--purpose", "land", "--region", "xx"), 2, "no region"),
        (("affected", "无此文书"), 1, "graph.unknown_listing"),
        (("affected", "无此文书", "--region", "4101"), 2, "no region"),
        (("listing", "act", "无此文书", "removed", "--by", "某局", "--day", "2026-13-01"), 2, "no day that exists"),
        (("rules", "list", "--category", "nothing"), 2, "one of abnormal_operation"),
        (("rules", "list", "--measure", "nothing"), 2, "one of award"),
        (("rules", "diff", ".", "nowhere"), 2, "neither a folder nor a kept version"),
        (("identity", "ENOBODY"), 1, "nobody has or had that id"),
        (("identity", "ENOBODY", "--known-at", "2026-01-01"), 1, "nobody had that id then"),
        (("explain", "ENOBODY"), 1, "take ids from"),
        (("case", "push", "J000001", "--to", " ", "--by", "某局"), 2, "no office to push to"),
        (("proof", "Q20261120-nothing"), 1, "unknown_query_number"),
        (("clear", "--withdraw", "C99", "--reason", "x"), 1, "unknown_clearance"),
        (("export", "--format", "ftm", "--out", "x.json"), 1, "purpose_required"),
        (("network", "groups", "--after", "x"), 2, "no cursor"),
        (("network", "groups", "--known-at", "2099-01-01"), 2, "known_at is to come"),
        (("screen", "--entity", "E1", "--purpose", "land", "--known-at", "2099-01-01"), 2, "known_at is to come"),
        (("entity", "E1", "--known-at", "2099-01-01"), 2, "known_at is to come"),
        (("identity", "E1", "--known-at", "2099-01-01"), 2, "known_at is to come"),
        (("affected", "无此文书", "--known-at", "2099-01-01"), 2, "known_at is to come"),
        (("export", "--format", "ftm", "--out", "x.json", "--no-persons", "--known-at", "2099-01-01"), 2, "is to come"),
    ],
)
def test_a_slip_at_the_command_line_is_told_with_what_helps(
    town: Any, args: tuple[str, ...], code: int, words: str
) -> None:
    result = run(town.url, *args)
    assert (result.exit_code, is_clear(result)) == (code, True), result.output
    assert words in result.output


@pytest.mark.parametrize(
    "args",
    [
        ("screen", "--entity", "E1", "--purpose", "land"),
        ("affected", "x"),
        ("case", "list"),
        ("lot", "--file", "bidders.csv"),
        ("clearances",),
        ("proof", "Q1"),
        ("export", "--format", "csv", "--out", "out", "--no-persons"),
        ("network", "groups"),
        ("ingest", "--dry-run", "new.csv"),
        ("resolve",),
        ("review", "list"),
        ("store", "check"),
    ],
)
def test_a_store_that_is_not_there_is_told_and_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bidders.csv").write_text("number,name\n,郑州白桦商贸有限公司\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("comp_nm\n甲\n", encoding="utf-8")
    result = run("sqlite:///nowhere.db", *args)
    assert (result.exit_code, is_clear(result)) == (1, True), result.output
    assert "no such store" in result.output
    assert "xintu ingest" in result.output
    assert not (tmp_path / "nowhere.db").exists()


def test_of_a_day_to_come_it_is_said_what_the_answer_rests_on(town: Any) -> None:
    asked = ("screen", "--number", town.codes[LISTED], "--purpose", "procurement", "--json", "--as-of")
    coming = run(town.url, *asked, "2099-01-01")
    assert "is to come" in coming.stderr
    assert '"as_of": "2099-01-01"' in coming.stdout
    assert "is to come" not in run(town.url, *asked, "2020-01-01").stderr


def test_every_refusal_over_http_has_a_remedy(application: Any) -> None:
    with TestClient(create_app(application), raise_server_exceptions=False) as client:
        answers = [
            client.post(
                "/v1/screenings", json={"purpose": "land", "entity": "E1", "as_of": "2026-02-30"}, headers=HEADERS
            ),
            client.post("/v1/screenings", content=b"{", headers=HEADERS),
            client.post("/v1/screenings", json={"purpose": "land", "entity": "E1"}),
            client.post("/v1/cases/J000001/pushes", json={"to": [" "], "by": "某局"}, headers=HEADERS),
            client.get("/v1/explanations", params={"a": "x", "b": "y"}, headers=HEADERS),
            client.get("/v1/nothing", headers=HEADERS),
            client.get("/v1/groups", params={"after": "x"}, headers=HEADERS),
            client.post(
                "/v1/screenings",
                content='{"name": "甲"}'.encode("gb18030"),
                headers=HEADERS | {"Content-Type": "application/json"},
            ),
            client.get("/v1/groups", params={"known_at": "2099-01-01T00:00:00Z"}, headers=HEADERS),
        ]
    assert [each.status_code for each in answers] == [422, 422, 403, 422, 404, 404, 422, 400, 422]
    assert all(each.json()["remedy"] for each in answers)


@pytest.mark.parametrize(("path", "remedy"), [
    ("/v1/groups?as_off=2020-01-01", "one of after, as_of, ever, known_at, limit, type"),
    ("/v1/listings?listing=x&asof=2020-01-01", "one of as_of, authority, category, listing, subject"),
    ("/v1/reviews/decided?limit=3", "takes none"),
])  # fmt: skip
def test_a_mistyped_parameter_is_refused_and_not_left_out(application: Any, path: str, remedy: str) -> None:
    with TestClient(create_app(application), raise_server_exceptions=False) as client:
        refused = client.get(path, headers=HEADERS)
        number = client.get("/v1/groups?41010219800101001X=1", headers=HEADERS)
        probe, example = {"queries": {"a": {"schema": "Company", "properties": {"name": ["甲"]}}}}, "algorithm=logic-v2"
        assert client.get("/healthz?nonce=1").status_code == 200
        assert client.post(f"/match/default?{example}", json=probe).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_query")
    assert remedy in refused.json()["remedy"]
    assert "198001" not in number.text


def test_a_file_without_rows_or_an_unwritable_one_is_told(town: Any, tmp_path: Path) -> None:
    (tmp_path / "heads.csv").write_text("number,name,kind\n", encoding="utf-8")
    empty = run(town.url, "screen", "--file", str(tmp_path / "heads.csv"), "--purpose", "land")
    assert (empty.exit_code, "no subject" in empty.output) == (2, True)
    unwritable = run(town.url, "memberships", "--csv", str(tmp_path / "none" / "x.csv"))
    assert (unwritable.exit_code, is_clear(unwritable)) == (1, True)
    assert "check the path" in unwritable.output


@pytest.mark.parametrize("scheme", ["neo4j", "bolt"])
def test_a_server_that_is_not_there_is_told_once(scheme: str) -> None:
    url = f"{scheme}://neo4j@127.0.0.1:{free_port()}/neo4j"
    command = [sys.executable, "-m", "api.cli", "--store", url, "store", "check"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"COLUMNS": "300"})
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "[graph.store.unreachable]" in ended.stderr
