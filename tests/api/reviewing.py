"""A reviewer's desk over a small city: every channel to the same store, and a copy of it for each test."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.bootstrap import Application, assemble
from api.cli import app
from api.demo.population import trap_factories, write
from api.demo.traps.themes import traps
from api.settings import Settings
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.resolution import resolve

SEED, ENTERPRISES = 7, 120
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HEADERS = {
    "X-Xintu-Caller": quote("信用中心 审核员"),
    "X-Xintu-Purpose": "review",
    "X-Xintu-Basis": quote("河南省社会信用条例第十六条"),
    "X-Xintu-Case": quote("核〔2026〕1号"),
}
RESIDENT = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Desk:
    """One test's own copy of the city."""

    url: str
    app: Application
    client: TestClient

    def run(self, *args: str, typed: str = "") -> Result:
        return CliRunner().invoke(app, ["--store", self.url, *args], input=typed)

    def asked(self, *args: str) -> Any:
        result = self.run(*args, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def queue(self, **query: Any) -> Any:
        response = self.client.get("/v1/reviews", params=query, headers=HEADERS)
        assert response.status_code == 200, response.text
        return response.json()

    def decide(self, a: str, b: str, verdict: str, reason: str = "同一住所", **headers: str) -> Any:
        body = {"a": a, "b": b, "verdict": verdict, "reason": reason}
        return self.client.post("/v1/reviews", json=body, headers=HEADERS | headers)

    def resolve(self) -> None:
        resolve(self.app.store, self.app.clock)

    def homes(self, *parties: str) -> list[str]:
        held = self.app.store.memberships(parties)
        return [held[party].entity for party in parties]

    def partition(self) -> set[frozenset[str]]:
        groups: dict[str, set[str]] = {}
        for party, held in self.app.store.memberships().items():
            groups.setdefault(held.entity, set()).add(party)
        return {frozenset(group) for group in groups.values()}


def reviewed_city(folder: Path) -> Path:
    """A store in that folder, resolved once."""
    write(folder / "files", SEED, ENTERPRISES, traps(trap_factories(SEED)), lambda *_: None)
    store = folder / "city.db"
    opened = assemble(Settings(store=f"sqlite:///{store}"), clock=lambda: NOW)
    requests, _ = read_manifest(folder / "files")
    ingest(opened.store, opened.formats, requests, opened.clock, "tests")
    resolve(opened.store, opened.clock)
    opened.store.close()
    return store


@contextmanager
def desk_over(store: Path) -> Iterator[Desk]:
    """The desk over that store, open meanwhile."""
    url = f"sqlite:///{store}"
    opened = assemble(Settings(store=url), clock=lambda: NOW)
    with TestClient(create_app(opened)) as client:
        yield Desk(url, opened, client)
    opened.store.close()


def ends(item: Any) -> tuple[str, str]:
    left, right = item["sides"]
    return left["party"], right["party"]
