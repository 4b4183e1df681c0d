"""``xintu lookup``: who is this, without a trace but the log of a person's read."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from graph.store.sqlite import open_store
from tests.api.test_cli import BARRED, LISTED


def run(town: Any, *args: str) -> Result:
    return CliRunner().invoke(app, ["--store", town.url, "lookup", *args])


def asked(town: Any, *args: str) -> dict[str, Any]:
    result = run(town, *args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["answers"]


def head(town: Any) -> int:
    store = open_store(town.url.removeprefix("sqlite:///"))
    try:
        return store.head()
    finally:
        store.close()


def test_a_number_finds_its_entity_and_nothing_is_written(town: Any) -> None:
    before = head(town)
    (answer,) = asked(town, "--name", LISTED, "--number", town.codes[LISTED])
    assert (answer["entity_name"], answer["by"], answer["certainty"]) == (LISTED, "number", "confirmed")
    assert head(town) == before


def test_a_name_is_answered_with_candidates_whose_lines_add_up(town: Any) -> None:
    (answer,) = asked(town, "--name", LISTED.removeprefix("郑州"), "--region", "410100")
    best = answer["candidates"][0]
    assert best["name"] == LISTED
    assert (
        best["lines"][-1]["sum"]
        == pytest.approx(best["bits"])
        == pytest.approx(sum(each["bits"] for each in best["lines"]))
    )
    assert {each["label"] for each in best["lines"]} >= {"先验", "名称"}


def test_a_stranger_is_new(town: Any) -> None:
    (answer,) = asked(town, "--name", "洛阳无此名号物流有限公司")
    assert (answer["entity"], answer["by"], answer["candidates"]) == (None, "new", [])


def test_a_person_is_asked_with_its_company_and_the_read_is_logged(town: Any) -> None:
    before = head(town)
    company, person = asked(
        town,
        "--name",
        "张三",
        "--company",
        BARRED,
        "--company-number",
        town.codes[BARRED],
        "--role",
        "legal_representative",
        "--caller",
        "某科",
        "--basis",
        "核对",
        "--case",
        "案7",
    )
    assert (company["entity_name"], company["kind"], person["kind"]) == (BARRED, "enterprise", "person")
    assert head(town) == before + 1


def test_a_person_is_found_by_number_and_shown_masked(town: Any) -> None:
    number = next(iter(town.persons.values()))
    (answer,) = asked(town, "--number", number)
    assert answer["kind"] == "person"
    assert answer["entity"]
    assert number not in json.dumps(answer)
    assert number not in run(town, "--number", number).output


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--number", "91410105MA0000FU8X"),
        ("--name", "甲", "--with", "shoe=42"),
        ("--name", "甲", "--with", "phone"),
    ],
)
def test_what_cannot_be_asked_is_a_usage_error(town: Any, args: tuple[str, ...]) -> None:
    result = run(town, *args)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_before_the_first_resolution_the_remedy_is_said(tmp_path: Any) -> None:
    asked = ["--store", f"sqlite:///{tmp_path / 'new.db'}", "lookup", "--name", "甲有限公司"]
    nowhere = CliRunner().invoke(app, asked)
    assert (nowhere.exit_code, "no such store" in nowhere.output) == (1, True)
    assert not (tmp_path / "new.db").exists()
    open_store(tmp_path / "new.db").close()
    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 1
    assert "xintu resolve" in result.output
