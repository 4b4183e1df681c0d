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


SHIPS = """
[model]
name = "ship"
kinds = ["ship"]
coverage = 0.5
[fields]
imo = { columns = ["imo"], maker = "digits" }
name = { columns = ["name"] }
[decision]
join = 3.0
review = -5.0
margin = 3.0
floor = -8.0
entities = 100
[training]
seed = 1
min_subjects = 200
max_subjects = 1000
per_subject = 1
u_pairs = 1000
min_level = 20
start = 0.5
convergence = 0.001
iterations = 20
firm = 3.0
rules = [["imo"]]
[blocking]
cap = 50
rules = [["imo"], ["name"]]
[[comparison]]
name = "imo"
scope = "node"
levels = [
  { name = "unknown", when = ["missing imo"], m = 1.0, u = 1.0, null = true },
  { name = "same", when = ["overlap imo"], m = 0.98, u = 0.0005 },
  { name = "other", when = [], m = 0.02, u = 0.99, vetoes = true },
]
[[comparison]]
name = "name"
scope = "node"
levels = [
  { name = "same", when = ["overlap name"], m = 0.9, u = 0.0005 },
  { name = "other", when = [], m = 0.1, u = 0.99 },
]
"""
FLEET = "id,imo,name\n1,IMO 9000001,Sea Star\n2,9000001,SEA STAR II\n3,,sea  star\n4,9000002,Sea Star\n5,,River Moon\n"


def test_another_kind_needs_a_file_and_no_code(tmp_path: Path) -> None:
    model, rows, into = tmp_path / "ship.toml", tmp_path / "ships.csv", tmp_path / "clusters.csv"
    model.write_text(SHIPS, "utf-8")
    rows.write_text(FLEET, "utf-8")
    result = run("models", "link", str(model), str(rows), "--out", str(into))
    assert result.exit_code == 0, result.output
    assert "default: 5 records, 200 are needed" in result.output.replace("\n", " ")
    clusters = dict(line.split(",") for line in into.read_text("utf-8").splitlines()[1:])
    assert clusters["1"] == clusters["2"]
    assert clusters["1"] != clusters["4"]
    assert clusters["5"] == "5"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("id,name\n1,Sea Star\n", "ships.csv: column imo is missing; it has id, name"),
        ("id,imo,name\n1,,a\n1,,b\n", "ships.csv line 3: id is empty or stands twice"),
        ("", "ships.csv: column id is missing"),
    ],
)
def test_rows_that_cannot_be_linked_are_named(rows: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "ship.toml").write_text(SHIPS, "utf-8")
    (tmp_path / "ships.csv").write_text(rows, "utf-8")
    into = tmp_path / "clusters.csv"
    result = run("models", "link", str(tmp_path / "ship.toml"), str(tmp_path / "ships.csv"), "--out", str(into))
    assert result.exit_code != 0
    assert says in " ".join(result.output.split()) or says in str(result.exception)
    assert not into.exists()
