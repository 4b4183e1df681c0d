"""`xintu demo` on a small city, as a new user runs it: everything accounted for, everything answered."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "api.cli", "demo", "--no-serve", "--enterprises", "120", "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found | {"folder": folder, "stderr": done.stderr}


def test_every_row_is_accounted_for(report: dict[str, Any]) -> None:
    ingest = report["ingest"]
    assert ingest["balanced"]
    assert ingest["rows"] == report["population"]["rows"]
    assert ingest["rows"] == ingest["records"] + ingest["unchanged"] + ingest["superseded"] + ingest["rejected"]
    assert ingest["rejected"] > 0


def test_every_planted_kind_of_dirt_comes_out_as_due(report: dict[str, Any]) -> None:
    assert len(report["dirt"]) >= 20
    assert [each for each in report["dirt"] if each["met"] != each["planted"]] == []


def test_every_planted_case_is_answered_as_the_rules_say(report: dict[str, Any]) -> None:
    traps = report["traps"]
    assert traps["cases"] >= 60
    assert (traps["wrong"], traps["missing"]) == (0, 0)
    assert traps["right"] == traps["questions"] == len(traps["table"])


def test_linkage_is_measured_beside_its_baselines(report: dict[str, Any]) -> None:
    for kind in ("enterprise", "person"):
        found = report["evaluation"][kind]
        assert found["pairs"]["precision"] >= 0.995
        assert found["confirmed"]["precision"] == 1.0
        for baseline in report["baselines"].values():
            assert baseline[kind]["pairs"]["f1"] < found["pairs"]["f1"]


def test_listings_repairs_and_forgeries_cross_the_border_as_they_must(report: dict[str, Any]) -> None:
    steps = {each["what"]: (each["expected"], each["got"]) for each in report["exchange"]}
    assert all(due == got for due, got in steps.values()), steps
    assert len(steps) >= 10


def test_the_files_and_the_store_stay_for_a_closer_look(report: dict[str, Any]) -> None:
    folder: Path = report["folder"] / "xintu-demo"
    assert (folder / "city" / "manifest.toml").exists()
    assert (folder / "city" / "truth.csv").exists()
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--store", f"sqlite:///{folder}/city.db", "store", "check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    command = [sys.executable, "-m", "api.cli", "demo", "--no-serve", "--enterprises", "120", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "empty folder" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]
