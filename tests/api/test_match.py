"""POST /match/{dataset} in the shape of yente's clients: candidates with reasons, persons only for who says why."""

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from followthemoney.types import registry

from api.app import create_app
from api.audit import STREAM
from graph.policy import load_rules

LISTED, CLEAN = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司"
HEADERS = {
    "X-Xintu-Caller": quote("财政局 示例"), "X-Xintu-Purpose": "match",
    "X-Xintu-Basis": quote("政府采购法第二十二条"), "X-Xintu-Case": quote("郑财采〔2026〕1号"),
}  # fmt: skip


@pytest.fixture
def client(application: Any) -> Iterator[TestClient]:
    with TestClient(create_app(application)) as client:
        yield client


def ask(client: TestClient, schema: str, more: str = "", headers: Any = None, **properties: Any) -> Any:
    body = {"queries": {"q": {"id": "mine", "schema": schema, "properties": properties}}}
    return client.post(f"/match/default{more}", json=body, headers=headers)


def results(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["responses"]["q"]["results"]
    return found


def test_a_number_is_a_match_in_the_agreed_shape(client: TestClient, town: Any) -> None:
    response = ask(client, "Company", name=[LISTED], registrationNumber=[town.codes[LISTED].lower()])
    body = response.json()
    answer = body["responses"]["q"]
    assert (answer["status"], answer["total"]) == (200, {"value": 1, "relation": "eq"})
    assert (answer["query"]["id"], answer["query"]["schema"]) == ("mine", "Company")
    assert (body["limit"], body["query"], response.headers["x-batch-size"]) == (5, None, "1")
    assert {"identifier_match", "name_match"} <= body["matcher"].keys()
    (hit,) = answer["results"]
    assert {
        "id",
        "caption",
        "schema",
        "properties",
        "datasets",
        "referents",
        "score",
        "features",
        "match",
    } <= hit.keys()
    assert (hit["caption"], hit["schema"], hit["score"], hit["match"]) == (LISTED, "Company", 1.0, True)
    assert hit["properties"]["uscCode"] == [town.codes[LISTED]]
    assert hit["features"] == {"identifier_match": 1.0, "name_match": 1.0}
    assert hit["explanations"]["identifier_match"] == {"detail": "号码相同", "score": 1.0}


def test_a_name_alone_gives_candidates_and_never_a_match(client: TestClient) -> None:
    hit = results(ask(client, "Company", name=LISTED))[0]
    assert (hit["caption"], hit["match"], hit["score"]) == (LISTED, False, 0.69)
    lowered = results(ask(client, "Company", "?threshold=0.6", name=[LISTED]))[0]
    assert lowered["match"]
    near = results(ask(client, "Organization", "?cutoff=0.4", name=["郑州云杉装饰工程有限公司"]))
    assert near[0]["caption"] == LISTED
    assert near[0]["score"] < 0.69
    assert "行业相似度" in near[0]["explanations"]["name_match"]["detail"]


def test_numbers_rule_out_and_other_names_lower(client: TestClient, town: Any) -> None:
    assert results(ask(client, "Company", name=[LISTED], registrationNumber=[town.codes[CLEAN]]))[0]["caption"] == CLEAN
    (other,) = results(
        ask(client, "Company", "?threshold=0.95", name=["开封银杏科技有限公司"], uscCode=town.codes[CLEAN])
    )
    assert (other["caption"], other["score"], other["match"]) == (CLEAN, 0.9, False)
    assert results(ask(client, "Company", "?threshold=1", name=[LISTED], country=["de"])) == []
    abroad = results(ask(client, "Company", "?cutoff=0.1", name=[LISTED], jurisdiction="us"))[0]
    assert (abroad["score"], "country_mismatch" in abroad["features"]) == (0.345, True)


def test_limits_and_exclusions(client: TestClient, town: Any) -> None:
    query = {"schema": "Company", "properties": {"name": ["郑州"], "registrationNumber": list(town.codes.values())}}
    body = {"queries": {"q": query}}
    all_ = client.post("/match/410100?cutoff=0", json=body).json()["responses"]["q"]
    assert all_["total"]["value"] == 3
    limited = client.post("/match/410100?limit=1", json=body).json()["responses"]["q"]
    assert (len(limited["results"]), limited["total"]["value"]) == (1, 3)
    gone = all_["results"][0]["id"]
    rest = client.post(f"/match/410100?exclude_entity_ids={gone}", json=body).json()["responses"]["q"]["results"]
    assert gone not in {each["id"] for each in rest}
    assert client.post("/match/410100?exclude_schema=Company", json=body).json()["responses"]["q"]["results"] == []


def test_persons_need_the_headers_are_masked_and_logged(client: TestClient, town: Any, application: Any) -> None:
    number = town.persons["王小样"]
    for wanted in ({"name": ["王小样"]}, {"idNumber": [number]}):
        refused = ask(client, "Person", **wanted)
        assert (refused.status_code, refused.json()["code"]) == (403, "purpose_required")
        assert "X-Xintu-Caller" in refused.json()["remedy"]
    assert ask(client, "LegalEntity", idNumber=[number]).status_code == 403
    response = ask(client, "Person", headers=HEADERS, name=["王小样"], idNumber=[number])
    (hit,) = results(response)
    assert (hit["schema"], hit["score"], hit["match"]) == ("Person", 1.0, True)
    assert number not in response.text
    assert hit["properties"]["idNumber"] == ["410105************"]
    entry = json.loads(application.store.find(STREAM, response.json()["query"]).payload)
    assert (entry["action"], entry["subjects"], entry["purpose"]) == ("match", [hit["id"]], "match")


def test_a_legal_entity_without_headers_leaves_persons_out(client: TestClient) -> None:
    assert results(ask(client, "LegalEntity", name=["王小样"])) == []
    assert results(ask(client, "LegalEntity", headers=HEADERS, name=["王小样"]))[0]["schema"] == "Person"


def test_the_day_of_birth_tells_namesakes_apart(client: TestClient) -> None:
    def found(**more: Any) -> list[tuple[float, bool]]:
        return [
            (r["score"], r["match"]) for r in results(ask(client, "Person", headers=HEADERS, name="王小样", **more))
        ]

    assert found() == [(0.69, False)]
    assert found(birthDate=["1980-03-04"]) == found(birthDate="1980") == [(0.85, True)]
    assert found(birthDate=["1981-03-04"]) == []
    assert results(ask(client, "Person", headers=HEADERS, lastName="王", firstName="小样"))[0]["caption"] == "王小样"


def test_a_wrong_number_is_said_and_the_rest_is_used(client: TestClient, town: Any) -> None:
    code = town.codes[CLEAN]
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    answer = ask(client, "Company", name=[CLEAN], registrationNumber=[wrong]).json()["responses"]["q"]
    assert (answer["status"], answer["results"][0]["caption"]) == (200, CLEAN)
    assert (answer["problems"][0]["property"], answer["problems"][0]["code"]) == (
        "registrationNumber",
        "invalid_number",
    )
    bare = ask(client, "Company", registrationNumber=[wrong]).json()["responses"]["q"]
    assert (bare["status"], bare["results"]) == (422, [])
    nothing = ask(client, "Company", country=["cn"]).json()["responses"]["q"]
    assert (nothing["status"], nothing["problems"][0]["code"]) == (422, "invalid_query")


def test_requests_that_cannot_be_read_are_problems(client: TestClient) -> None:
    vessel = ask(client, "Vessel", name=["x"])
    assert (vessel.status_code, vessel.json()["code"]) == (422, "invalid_query")
    assert "Company" in vessel.json()["remedy"]
    body = {"queries": {"q": {"schema": "Company", "properties": {"name": ["x"]}}}}
    other = client.post("/match/us_ofac_sdn", json=body)
    assert (other.status_code, other.json()["code"]) == (404, "unknown_dataset")
    for broken in ({}, {"queries": {}}, {"queries": {f"q{n}": body["queries"]["q"] for n in range(101)}}):
        assert client.post("/match/default", json=broken).json()["code"] == "validation"
    ignored = body | {"weights": {"name_literal": 0.8}, "config": {}}
    assert client.post("/match/default?algorithm=logic-v1&fuzzy=false", json=ignored).status_code == 200


def test_topics_say_what_listings_in_force_are_called_elsewhere(client: TestClient, town: Any) -> None:
    said = {"name": [LISTED], "registrationNumber": [town.codes[LISTED]]}
    (listed,) = results(ask(client, "Company", **said))
    assert (listed["properties"]["topics"], listed["target"]) == (["debarment", "reg.action"], True)
    clean = {"name": [CLEAN], "registrationNumber": [town.codes[CLEAN]]}
    (other,) = results(ask(client, "Company", **clean))
    assert ("topics" in other["properties"], other["target"]) == (False, False)
    assert [each["id"] for each in results(ask(client, "Company", "?topics=debarment&topics=poi", **said))] == [
        listed["id"]
    ]
    assert results(ask(client, "Company", "?topics=reg.warn", **said)) == []
    assert results(ask(client, "Company", "?topics=debarment", **clean)) == []


def test_topics_are_followthemoneys_and_of_known_categories() -> None:
    spoken = tomllib.loads((files("api") / "data" / "exports.toml").read_text("utf-8"))["topics"]
    assert spoken.keys() <= load_rules().categories.keys()
    assert {topic for some in spoken.values() for topic in some} <= registry.topic.names.keys()
