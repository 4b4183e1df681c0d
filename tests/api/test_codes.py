"""The code map by command and HTTP; its export is a delivery that we read ourselves."""

import csv
import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.bootstrap import assemble
from api.cli import app
from api.demo.numbers import Numbers
from api.settings import Settings
from graph.intake import FileRequest, ingest
from graph.resolution import resolve

HEADER = ("com_nm", "uni_social_crd_cd", "ic_reg_cd", "org_no", "taxation_reg_no")
DAY = date(2026, 1, 1)


def made() -> tuple[list[tuple[str, ...]], str]:
    """Three firms with all their codes, a fourth row that gives the first one's registration number to the second."""
    numbers = Numbers(Random("tests/api/codes"))
    rows = []
    for at in range(3):
        organisation = numbers.organisation()
        code, old = numbers.uscc("91", "410105", organisation), numbers.registration("410105", individual=False)
        rows.append((f"郑州试样{at}号有限公司", code, old, organisation, "410105" + organisation))
    wrong = (rows[1][0], rows[1][1], rows[0][2], "", "")
    return [*rows, wrong], numbers.resident("410105", date(1980, 3, 4), "男")


ROWS, PERSON = made()


def write(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    return path


def load(url: str, path: Path) -> Any:
    opened = assemble(Settings(store=url))
    request = FileRequest(path, "410100", "发展和改革委员会", "code_mapping", None, DAY)
    (report,) = ingest(opened.store, opened.formats, [request], opened.clock, "tests")
    resolve(opened.store, opened.clock)
    opened.store.close()
    return report


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("codes")
    named = f"sqlite:///{folder / 'codes.db'}"
    assert load(named, write(folder / "code_mapping.csv", ROWS)).counts.rejected == 0
    return named


def run(url: str, *args: str) -> Result:
    return CliRunner().invoke(app, ["--store", url, "codes", *args])


def test_show_any_spelling_of_any_code(url: str) -> None:
    _, code, old, organisation, tax = ROWS[2]
    for number in (old, organisation, f"{organisation[:8]}-{organisation[8]}", tax, code.lower()):
        result = run(url, "show", number)
        assert result.exit_code == 0, result.output
        assert code in result.output
    found = json.loads(run(url, "show", old, "--json").stdout)["readings"][0]
    assert (found["uscc"], found["conflict"]) == (code, False)
    source = found["correspondences"][0]["sources"][0]
    assert (source["file"], source["row"], source["as_at"]) == ("code_mapping.csv", 3, DAY.isoformat())


def test_a_conflict_exits_1_and_is_listed(url: str) -> None:
    result = run(url, "show", ROWS[0][2])
    assert result.exit_code == 1
    assert "conflict" in result.output
    listed = json.loads(run(url, "conflicts", "--json").stdout)
    assert {each["kind"] for each in listed} == {"several_usccs", "several_olds"}
    assert {each["number"]["value"] for each in listed} == {ROWS[0][2], ROWS[1][1]}
    assert ROWS[0][2] in run(url, "conflicts").output


def test_unknown_wrong_and_personal_numbers(url: str) -> None:
    strange = Numbers(Random("strange")).registration("410105", individual=False)
    assert run(url, "show", strange).exit_code == 1
    assert run(url, "show", ROWS[0][1][:-1] + ("1" if ROWS[0][1][-1] != "1" else "2")).exit_code == 2
    refused = run(url, "show", PERSON)
    assert refused.exit_code == 2
    assert PERSON not in refused.output


def test_the_export_is_a_code_mapping_that_loads_again(url: str, tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    result = run(url, "export", "--csv", str(target))
    assert result.exit_code == 0, result.output
    with target.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert tuple(header) == HEADER
    by_code = {row[1]: tuple(row) for row in rows}
    assert by_code[ROWS[2][1]] == ROWS[2]
    assert by_code[ROWS[0][1]] == (*ROWS[0][:2], "", *ROWS[0][3:])
    again = load(f"sqlite:///{tmp_path / 'again.db'}", target)
    assert (again.counts.records, again.counts.rejected) == (3, 0)
    assert run(f"sqlite:///{tmp_path / 'again.db'}", "show", ROWS[2][2]).exit_code == 0


def test_http(url: str) -> None:
    opened = assemble(Settings(store=url))
    with TestClient(create_app(opened)) as client:
        found = client.get(f"/v1/codes/{ROWS[2][2]}").json()["readings"][0]
        assert found["uscc"] == ROWS[2][1]
        assert found["correspondences"][0]["how"] == "stated"
        assert client.get(f"/v1/codes/{ROWS[0][2]}").json()["readings"][0]["conflict"] is True
        assert len(client.get("/v1/codes/conflicts").json()["conflicts"]) == 2
        refused = client.get(f"/v1/codes/{PERSON}")
        assert refused.status_code == 422
        assert PERSON not in refused.text
    opened.store.close()
