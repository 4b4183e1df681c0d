"""The reviewers' desk end to end on a small city: queue, decisions, resolution, undo, explanations, by every channel."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.bootstrap import Application, assemble
from api.cli import app
from api.demo.population import trap_factories, write
from api.demo.traps import traps
from api.settings import Settings
from graph.intake import ingest
from graph.manifest import read_manifest
from graph.model import Judgement, Verdict
from graph.resolution import resolve
from graph.review.decisions import Decision, ReviewError, decide
from linkage import entries
from linkage.comparison import Node

SEED, ENTERPRISES = 7, 80
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


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write(folder / "files", SEED, ENTERPRISES, traps(trap_factories(SEED)), lambda *_: None)
    store = folder / "city.db"
    opened = assemble(Settings(store=f"sqlite:///{store}"), clock=lambda: NOW)
    requests, _ = read_manifest(folder / "files")
    ingest(opened.store, opened.formats, requests, opened.clock, "tests")
    resolve(opened.store, opened.clock)
    opened.store.close()
    return store


@pytest.fixture
def desk(city: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copy(city, tmp_path / "city.db")
    url = f"sqlite:///{tmp_path / 'city.db'}"
    opened = assemble(Settings(store=url), clock=lambda: NOW)
    with TestClient(create_app(opened)) as client:
        yield Desk(url, opened, client)
    opened.store.close()


def ends(item: Any) -> tuple[str, str]:
    left, right = item["sides"]
    return left["party"], right["party"]


def mergeable(desk: Desk) -> tuple[str, str]:
    """A doubtful pair that a reviewer may call one."""
    for item in desk.queue(limit=200)["items"]:
        if item["reason"] == "weak" and desk.decide(*ends(item), "same").status_code == 200:
            return ends(item)
    pytest.fail("no pair may be merged")


def test_the_queue_is_ordered_masked_and_complete(desk: Desk) -> None:
    found = desk.queue(limit=200)
    items = found["items"]
    assert len(items) == found["total"] > 3
    assert found["hidden"] == found["left_out"] == 0
    assert found["conflicts"] == []
    assert [each["priority"] for each in items] == sorted((each["priority"] for each in items), reverse=True)
    assert {"person", "enterprise"} == {each["model"] for each in items}
    assert all(each["sides"][0]["entity"]["id"] != each["sides"][1]["entity"]["id"] for each in items)
    assert all(side["mention"]["source"]["file"] for each in items for side in each["sides"])
    assert not RESIDENT.search(json.dumps(items, ensure_ascii=False))
    teaching = desk.queue(order="teaching", limit=200)["items"]
    assert [each["teaching"] for each in teaching] == sorted((each["teaching"] for each in teaching), reverse=True)
    assert {ends(each) for each in teaching} == {ends(each) for each in items}


def test_pairs_of_persons_are_hidden_from_who_states_nothing(desk: Desk) -> None:
    shown = desk.client.get("/v1/reviews", params={"limit": 200}).json()
    assert {each["model"] for each in shown["items"]} == {"enterprise"}
    assert shown["hidden"] == len([each for each in desk.queue(limit=200)["items"] if each["model"] == "person"])
    a, b = ends(shown["items"][0])
    refused = desk.client.post("/v1/reviews", json={"a": a, "b": b, "verdict": "same", "reason": "看过"})
    assert refused.status_code == 403
    assert desk.client.get("/v1/reviews/decided").status_code == 403


def test_decide_resolve_undo_resolve(desk: Desk) -> None:
    before = desk.partition()
    a, b = mergeable(desk)
    homes = desk.homes(a, b)
    assert len(set(homes)) == 2
    desk.resolve()
    assert len(set(desk.homes(a, b))) == 1
    assert (a, b) not in {ends(each) for each in desk.queue(limit=200)["items"]}
    pair = desk.client.get("/v1/explanations", params={"a": a, "b": b}, headers=HEADERS).json()
    assert pair["decision"] == "same_entity"
    assert "同一住所" in pair["judgements"][0]
    chain = desk.client.get(f"/v1/entities/{desk.homes(a)[0]}/chain", headers=HEADERS).json()
    assert "word" in {each["kind"] for each in chain["links"]}
    assert chain["loose"] == []
    undone = desk.client.delete("/v1/reviews", params={"a": b, "b": a}, headers=HEADERS)
    assert [each["verdict"] for each in undone.json()["undone"]] == ["same"]
    desk.resolve()
    assert desk.partition() == before
    assert desk.homes(a, b) == homes, "a retired id comes back with its parties"
    told = [event.event for home in homes for _, event in desk.app.store.identity_events(home)]
    assert {"reviewed", "undone"} <= set(told)
    assert desk.app.store.check() == []


def test_a_contradiction_is_refused_with_its_chain(desk: Desk) -> None:
    a, b = mergeable(desk)
    refused = desk.decide(a, b, "different", **{"X-Xintu-Caller": quote("另一审核员")})
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "graph.review.contradiction"
    assert problem["chain"] == [
        {"a": min(a, b), "b": max(a, b), "verdict": "same", "reviewer": "信用中心 审核员", "reason": "同一住所"}
    ]
    assert problem["remedy"]


def test_an_idempotency_key_decides_once(desk: Desk) -> None:
    a, b = ends(desk.queue(limit=1)["items"][0])
    first = desk.decide(a, b, "different", **{"Idempotency-Key": "k1"})
    head = [each for each in desk.app.store.transactions(limit=10**6) if each.cause == "review"]
    again = desk.decide(a, b, "different", **{"Idempotency-Key": "k1"})
    assert first.json() == again.json()
    assert [each for each in desk.app.store.transactions(limit=10**6) if each.cause == "review"] == head
    assert desk.decide(a, b, "unsure", **{"Idempotency-Key": "k1"}).status_code == 409


def test_a_decided_pair_leaves_the_queue_for_good(desk: Desk) -> None:
    a, b = ends(desk.queue(limit=1)["items"][0])
    assert desk.decide(a, b, "different").status_code == 200
    for _ in range(2):
        assert (a, b) not in {ends(each) for each in desk.queue(limit=200)["items"]}
        desk.resolve()
    assert [each["reason"] for each in desk.asked("review", "list", "--decided")] == ["同一住所"]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_word_that_was_taken_is_followed_by_a_part_run_and_by_a_whole_one(desk: Desk, seed: int) -> None:
    random, store = Random(seed), desk.app.store
    groups = sorted(sorted(group) for group in desk.partition())
    taken = 0
    for _ in range(40):
        within = random.choice([group for group in groups if len(group) > 1])
        pair = (
            random.sample(within, 2) if random.random() < 0.5 else [random.choice(random.choice(groups)) for _ in "ab"]
        )
        verdict = random.choice([Verdict.SAME, Verdict.DIFFERENT])
        with suppress(ReviewError):
            decide(store, NOW, Decision(*pair, verdict, "随机", "甲"))
            taken += 1
    assert taken > 20
    for full in (False, True):
        report = resolve(store, desk.app.clock, full=full)
        assert report.conflicts == []
        for word in store.judgements(but="resolution"):
            assert (len(set(desk.homes(word.a, word.b))) == 1) is (word.verdict is Verdict.SAME)
    assert store.check() == []


def test_words_that_cannot_be_followed_are_told_by_resolve_and_listed(desk: Desk) -> None:
    coded = [
        each.id for each in desk.app.store.parties() if any(n.kind == "uscc" and n.vetoes for n in each.identifiers)
    ]
    held = desk.app.store.memberships(coded)
    a, b = sorted({held[each].entity: each for each in coded}.values())[:2]
    with desk.app.store.unit(NOW, "import", "another desk") as unit:
        unit.add_judgement(Judgement(a, b, Verdict.SAME, "丁", "移交"))
    told = desk.run("resolve")
    assert told.exit_code == 0
    assert "未能照办的人工判定 conflicts 1" in told.output
    (conflict,) = desk.queue()["conflicts"]
    assert conflict["judgements"][0]["reviewer"] == "丁"
    assert "移交" not in desk.client.get("/v1/reviews").text
    assert len(set(desk.homes(a, b))) == 2
    assert "移交" in desk.run("review", "list").output


def test_commands_decide_undo_and_list(desk: Desk) -> None:
    a, b = ends(desk.asked("review", "list")["items"][0])
    told = desk.asked("review", "decide", a, b, "different", "--reason", "登记机关不同", "--reviewer", "甲")
    assert told["judgement"]["reviewer"] == "甲"
    refused = desk.run("review", "decide", a, b, "same", "--reason", "x", "--reviewer", "乙")
    assert refused.exit_code == 1
    assert "登记机关不同" in refused.stderr
    assert "Traceback" not in refused.output
    assert desk.asked("review", "undo", a, b, "--reviewer", "乙")["undone"][0]["reviewer"] == "甲"
    assert desk.run("review", "undo", a, b).exit_code == 1
    assert a in desk.run("review", "list").output


def test_the_desk_by_keyboard(desk: Desk) -> None:
    items = desk.asked("review", "list", "--limit", "3")["items"]
    typed = "d\n不是一家\nu\n看不清\nz\nn\nq\n"
    result = desk.run("review", "--reviewer", "甲", typed=typed)
    assert result.exit_code == 0, result.output
    for item in items:
        assert ends(item)[0] in result.output
    assert "本次判定 1 对" in result.output
    assert not RESIDENT.search(result.output)
    words = desk.asked("review", "list", "--decided")
    assert [(each["a"], each["b"], each["verdict"]) for each in words] == [(*ends(items[0]), "different")]
    assert desk.run("review", typed="").exit_code == 0


def test_thresholds_say_when_labels_are_too_few_and_change_nothing(desk: Desk) -> None:
    head = desk.app.store.head()
    sample = desk.asked("review", "list", "--order", "sample", "--limit", "4")["items"]
    assert {each["reason"] for each in sample} == {"sample"}
    told = desk.run("review", "thresholds")
    assert told.exit_code == 0
    assert "标注不足" in told.output
    models = desk.asked("review", "thresholds", "--precision", "0.6")
    assert [each["model"] for each in models] == ["enterprise", "person"]
    assert [each["toml"] for each in models] == ["", ""]
    assert sum(band["pairs"] for each in models for band in each["bands"]) > 100
    assert {each.cause for each in desk.app.store.transactions(after=head)} <= {"read"}


def test_what_keeps_every_doubtful_pair_apart_is_told(desk: Desk) -> None:
    for item in desk.queue(limit=200)["items"]:
        a, b = (side["entity"]["id"] for side in item["sides"])
        found = desk.asked("explain", a, b)
        assert found["decision"] != "same_entity"
        assert found["barriers"], item
        assert "pending" not in {each["kind"] for each in found["barriers"]}, item
        assert round(sum(step["bits"] for step in found["steps"]), 1) == pytest.approx(found["bits"], abs=0.11)
        assert found["steps"][-1]["sum"] == found["bits"]
        if item["reason"] in ("number", "rival"):
            assert item["reason"] in {each["kind"] for each in found["barriers"]}


def test_a_pair_is_explained_by_what_the_last_resolution_weighed(desk: Desk) -> None:
    items = desk.queue(limit=200)["items"]
    grouped = 0
    for item in items:
        a, b = ends(item)
        found = desk.asked("explain", a, b)
        assert found["bits"] == item["bits"], item
        assert a in found["weighed"][0]
        assert b in found["weighed"][1]
        assert not found["joined"]
        assert "pending" not in {each["kind"] for each in found["barriers"]}, item
        grouped += max(map(len, found["weighed"])) > 1
    assert len(items) > 10
    assert grouped > 0


def test_two_entities_are_explained_by_the_pair_that_speaks_most_for_a_merger(desk: Desk) -> None:
    seen = 0
    for entity in sorted({each.entity for each in desk.app.store.memberships().values()}):
        near = desk.asked("explain", entity)["nearest"]
        if near:
            found = desk.asked("explain", entity, near["entity"])
            assert found["vetoed"] or found["bits"] >= near["bits"], (entity, near)
            seen += not found["vetoed"]
    assert seen > 1


def test_mentions_under_one_number_were_never_weighed(desk: Desk) -> None:
    store = desk.app.store
    node = next(node for node in map(entry_of, store.bundles(store.memberships()).values()) if len(node.parties) > 1)
    found = desk.asked("explain", node.parties[0], node.parties[1])
    assert found["joined"]
    assert found["decision"] == "same_entity"
    assert "不经打分即为一体" in desk.run("explain", node.parties[0], node.parties[1]).output


def entry_of(content: str) -> Node:
    return entries.from_text(content).node


def test_a_reviewers_word_is_the_reason_given(desk: Desk) -> None:
    a, b = ends(desk.queue(limit=1, model="enterprise")["items"][0])
    desk.decide(a, b, "different", reason="实地走访，两家并存")
    barriers = desk.asked("explain", a, b)["barriers"]
    assert "实地走访，两家并存" in next(each["text"] for each in barriers if each["kind"] == "word")
    unstated = desk.client.get("/v1/explanations", params={"a": a, "b": b}).text
    assert "实地走访" not in unstated
    assert "word" in unstated


def test_every_entity_came_together_by_links_that_stand(desk: Desk) -> None:
    entities = sorted({each.entity for each in desk.app.store.memberships().values()})
    nearest = 0
    for entity in entities[:60]:
        found = desk.asked("explain", entity)
        assert found["loose"] == [], entity
        assert len(found["links"]) == len(found["mentions"]) - 1
        assert sum(1 for each in found["mentions"] if each["source"]) == len(found["mentions"])
        nearest += found["nearest"] is not None
    assert nearest > 0


def test_explanations_in_words(desk: Desk) -> None:
    item = next(each for each in desk.queue(limit=200)["items"] if each["reason"] == "number")
    a, b = (side["entity"]["id"] for side in item["sides"])
    pair = desk.run("explain", a, b).output
    assert "log2-odds" in pair
    assert "号码相同而名称相互矛盾" in pair
    assert "merge order" in desk.run("explain", a).output or "提及 1" in desk.run("explain", a).output
    assert desk.run("explain", "nobody", a).exit_code == 1
    assert desk.client.get("/v1/explanations", params={"a": "nobody", "b": a}, headers=HEADERS).status_code == 404


def test_the_page_draws_the_waterfall_and_the_chain_without_a_foreign_asset(desk: Desk) -> None:
    item = next(each for each in desk.queue(limit=200)["items"] if each["model"] == "enterprise")
    a, b = (side["entity"]["id"] for side in item["sides"])
    page = desk.client.get("/explain", params={"a": a, "b": b}).text
    assert page.count("<rect") >= 5
    assert "为何未归并" in page
    assert not re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", page)
    assert " style=" not in page
    assert "来源提及" in desk.client.get("/explain", params={"a": a}).text
    assert desk.client.get("/explain").status_code == 200
    assert desk.client.get("/explain", params={"a": "nobody"}).status_code == 404


def test_the_pages_decide_and_take_back(desk: Desk) -> None:
    assert "登记事由后可以判定" in desk.client.get("/reviews").text
    refused = desk.client.post("/reviews/decide", data={"a": "E1", "b": "E2", "verdict": "same", "reason": "x"})
    assert refused.status_code == 403
    stated = {"caller": "信用中心 某", "basis": "条例第十六条", "case": "核〔2026〕2号"}
    desk.client.post("/access", data=stated | {"next": "/reviews"}, follow_redirects=False)
    page = desk.client.get("/reviews").text
    assert " style=" not in page
    a, b = re.findall(r"/explain\?a=(\w+)&amp;b=(\w+)", page)[0]
    assert 'name="verdict"' in desk.client.get("/explain", params={"a": a, "b": b}).text
    said = {"a": a, "b": b, "verdict": "different", "reason": "两家并存"}
    after = desk.client.post("/reviews/decide", data=said)
    assert after.url.path == "/reviews"
    assert f"/explain?a={a}&amp;b={b}" not in after.text
    assert "两家并存" in after.text
    first, second = ends(desk.asked("review", "list", "--limit", "1")["items"][0])
    assert desk.client.post("/reviews/decide", data=said | {"verdict": "perhaps"}).status_code == 422
    word = desk.asked("review", "list", "--decided")[0]
    assert {word["a"], word["b"]} != {first, second}
    back = desk.client.post("/reviews/undo", data={"a": word["a"], "b": word["b"]})
    assert f"/explain?a={a}&amp;b={b}" in back.text
    assert "两家并存" not in back.text


def test_a_pair_of_persons_needs_a_statement_and_is_logged(desk: Desk) -> None:
    item = next(each for each in desk.queue(limit=200)["items"] if each["model"] == "person")
    a, b = (side["entity"]["id"] for side in item["sides"])
    assert desk.client.get("/explain", params={"a": a, "b": b}).status_code == 403
    assert desk.client.get(f"/v1/entities/{a}/chain").status_code == 403
    before = desk.app.store.last("audit")
    response = desk.client.get("/v1/explanations", params={"a": a, "b": b}, headers=HEADERS)
    assert response.status_code == 200
    assert not RESIDENT.search(response.text)
    entry = desk.app.store.last("audit")
    assert entry is not None
    assert before is None or entry.seq == before.seq + 1
    assert {a, b} <= set(json.loads(entry.payload)["subjects"])
