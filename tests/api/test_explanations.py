"""Why, why not and how, by every channel: what the last resolution weighed, and what keeps two apart."""

import json
import re

import pytest

from linkage import entries
from linkage.comparison import Node
from tests.api.reviewing import HEADERS, RESIDENT, Desk, ends


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
