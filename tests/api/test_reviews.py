"""The reviewers' desk end to end on a small city: queue, decisions, resolution, undo, explanations, by every channel."""

import json
import re
from contextlib import suppress
from random import Random
from urllib.parse import quote

import pytest

from graph.model import Judgement, Verdict
from graph.resolution import resolve
from graph.review.decisions import Decision, ReviewError, decide
from tests.api.reviewing import HEADERS, NOW, RESIDENT, Desk, ends


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


def test_a_word_states_since_when_by_http_command_and_page(desk: Desk) -> None:
    a, b = ends(desk.queue(limit=1)["items"][0])
    body = {"a": a, "b": b, "verdict": "different", "reason": "分立", "since": "2026-03-01"}
    made = desk.client.post("/v1/reviews", json=body, headers=HEADERS).json()["judgement"]
    assert made["since"] == "2026-03-01"
    assert desk.client.post("/v1/reviews", json=body | {"since": "2026-02-30"}, headers=HEADERS).status_code == 422
    coming = desk.client.post("/v1/reviews", json=body | {"since": "2030-01-01"}, headers=HEADERS)
    assert (coming.status_code, coming.json()["code"]) == (422, "graph.review")
    said = ("review", "decide", a, b, "different", "--reason", "分立")
    assert desk.asked(*said, "--since", "2026-04-01")["judgement"]["since"] == "2026-04-01"
    desk.client.post("/access", data={"caller": "甲", "basis": "乙", "case": "丙", "next": "/reviews"})
    form = {"a": a, "b": b, "verdict": "different", "reason": "分立日"}
    page = desk.client.post("/reviews/decide", data=form | {"since": "2026-05-06"}).text
    assert "2026-05-06" in page
    assert desk.client.post("/reviews/decide", data=form | {"since": "五月"}).status_code == 422


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


def test_the_pages_decide_and_take_back(desk: Desk) -> None:
    assert "登记事由后可以判定" in desk.client.get("/reviews").text
    refused = desk.client.post("/reviews/decide", data={"a": "E1", "b": "E2", "verdict": "same", "reason": "x"})
    assert refused.status_code == 403
    stated = {"caller": "信用中心 某", "basis": "条例第十六条", "case": "核〔2026〕2号"}
    desk.client.post("/access", data=stated | {"next": "/reviews"}, follow_redirects=False)
    page = desk.client.get("/reviews").text
    assert " style=" not in page
    a, b = re.findall(r"/explain\?a=(\w+)&amp;b=(\w+)", page)[0]
    pair = desk.client.get("/explain", params={"a": a, "b": b}).text
    assert 'name="verdict"' in pair
    assert re.search(r"<li>\d{4}-\d\d-\d\d 新建 E\w+，\d+ 处提及", pair)
    assert re.search(r"难以判断 自动归并：[一-鿿]", pair)
    assert not re.search(r"created|unsure resolution|parties\)|male", pair)
    said = {"a": a, "b": b, "verdict": "different", "reason": "两家并存"}
    after = desk.client.post("/reviews/decide", data=said)
    assert after.url.path == "/reviews"
    assert f"/explain?a={a}&amp;b={b}" not in after.text
    assert "两家并存" in after.text
    first, second = ends(desk.asked("review", "list", "--limit", "1")["items"][0])
    assert desk.client.post("/reviews/decide", data=said | {"verdict": "perhaps"}).status_code == 422
    assert desk.client.post("/reviews/decide", data=said | {"since": "2026-02-30"}).status_code == 422
    word = desk.asked("review", "list", "--decided")[0]
    assert {word["a"], word["b"]} != {first, second}
    back = desk.client.post("/reviews/undo", data={"a": word["a"], "b": word["b"]})
    assert f"/explain?a={a}&amp;b={b}" in back.text
    assert "两家并存" not in back.text
