"""What README and tutorial tell a new user to type does what they say."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ["README.md", "README.zh-CN.md", "docs/tutorial/first-check.md"]


def typed(page: str) -> list[list[str]]:
    """The commands of a page that name all they need and end by themselves."""
    lines = re.findall(r"^ {4,}xintu (.*)$", (ROOT / page).read_text("utf-8"), re.MULTILINE)
    commands = [shlex.split(line, comments=True) for line in lines]
    return [each for each in commands if "serve" not in each and "<code>" not in each]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the commands of all pages print, each given once, in order, in an empty folder."""
    answers: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as here:
        here.chdir(tmp_path_factory.mktemp("new"))
        here.setenv("XINTU_STORE", "sqlite:///city.db")
        for command in [each for page in FIRST_STEPS for each in typed(page)]:
            line = " ".join(each for each in command if each not in ("--store", "sqlite:///city.db"))
            if line not in answers:
                done = CliRunner().invoke(app, command)
                assert done.exit_code in (0, 1), (line, done.output)
                answers[line] = done.output
    return answers


def test_every_page_tells_the_same_steps(said: dict[str, str]) -> None:
    assert [line.split()[0] for line in said][:4] == ["population", "ingest", "rejects", "resolve"]
    assert sum(map(bool, said.values())) >= len(said) - 1  # rejects into a file have nothing to say


def test_the_check_by_name_shows_something(said: dict[str, str]) -> None:
    (answer,) = [output for line, output in said.items() if line.startswith("screen --name")]
    for word in ("verify", "候选", "失信被执行人", "依据", "证据", "查询编号"):
        assert word in answer
