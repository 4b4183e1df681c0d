"""Linkage models of one's own: shown, checked, pinned by a full resolution; mistakes name file, place and remedy."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.bootstrap import open_store
from api.cli import app
from api.demo.population import write
from api.labels import level
from graph.pinned import models_in_force
from linkage.model_files import load, shipped
from linkage.weights import UNIT


def run(*args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, args, env=env)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("city")
    write(folder / "files", seed=5, enterprises=50)
    found = f"sqlite:///{folder / 'city.db'}"
    result = run("--store", found, "ingest", "--max-rejects", "1", str(folder / "files"))
    assert result.exit_code == 0, result.output
    return found


@pytest.mark.parametrize("name", ["enterprise", "person"])
def test_the_shipped_file_is_a_model_of_ones_own(name: str, tmp_path: Path) -> None:
    printed = run("models", "show", name)
    assert printed.output == shipped(name)
    (tmp_path / f"{name}.toml").write_text(printed.output, "utf-8")
    checked = run("models", "check", str(tmp_path))
    assert checked.exit_code == 0, checked.output
    assert f"{name} (own)" in checked.output
    assert checked.output.count("(shipped)") == 1


def test_a_full_resolution_pins_them_and_a_later_run_keeps_them(url: str, tmp_path: Path) -> None:
    text = shipped("enterprise").replace("join = 5.0 ", "join = 6.5 ")
    (tmp_path / "enterprise.toml").write_text(text, "utf-8")
    own = {"XINTU_MODELS": str(tmp_path)}
    result = run("--store", url, "resolve", "--full", env=own)
    assert result.exit_code == 0, result.output
    assert "模型 model enterprise：" in result.output

    def joins() -> tuple[float, float]:
        store = open_store(url)
        found = models_in_force(store)
        store.close()
        assert found is not None
        return found.enterprise.decision.join / UNIT, found.person.decision.join / UNIT

    assert joins() == (6.5, 7.0)
    assert run("--store", url, "resolve").exit_code == 0
    assert joins() == (6.5, 7.0)
    assert run("--store", url, "resolve", "--full").exit_code == 0
    assert joins() == (5.0, 7.0)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"differ city"', '"differ town"', "unknown field town"),
        ("join = 5.0", "join = 500", "join: 500 bits is out of range"),
        ("[decision]", "[decision", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_before_anything_is_resolved(
    url: str, tmp_path: Path, old: str, new: str, told: str
) -> None:
    (tmp_path / "enterprise.toml").write_text(shipped("enterprise").replace(old, new, 1), "utf-8")
    for result in (
        run("models", "check", str(tmp_path)),
        run("--store", url, "resolve", "--full", env={"XINTU_MODELS": str(tmp_path)}),
    ):
        assert result.exit_code == 1, result.output
        assert "enterprise.toml" in result.stderr
        assert told in result.stderr
        assert "Traceback" not in result.output


def test_a_folder_without_models_is_an_error_that_says_what_belongs_there(tmp_path: Path) -> None:
    result = run("models", "check", str(tmp_path))
    assert result.exit_code == 1
    assert "enterprise.toml or person.toml" in result.stderr


def test_a_file_of_another_model_or_of_another_kind_of_record_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "enterprise.toml"
    foreign = (Path("benchmarks") / "models" / "febrl4.toml").read_text("utf-8")
    for text, told in (
        (shipped("person"), "name is person; in this file it must be enterprise"),
        (foreign.replace('name = "febrl4"', 'name = "enterprise"'), "[fields] of its own"),
    ):
        kept.write_text(text, "utf-8")
        result = run("models", "check", str(tmp_path))
        assert result.exit_code == 1
        assert told in " ".join(result.stderr.split())


@pytest.mark.parametrize("name", ["enterprise", "person"])
def test_every_level_of_a_shipped_model_has_a_word(name: str) -> None:
    unsaid = [
        f"{comparison.name}.{each.name}"
        for comparison in load(name).comparisons
        for each in comparison.levels
        if level(comparison.name, each.name).isascii()
    ]
    assert unsaid == []
