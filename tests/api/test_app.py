"""The HTTP interface in-process: who may read what, problem details, headers, the audit log."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app

LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"
HEADERS = {
    "X-Xintu-Caller": quote("财政局 示例"),
    "X-Xintu-Purpose": "procurement",
    "X-Xintu-Basis": quote("政府采购法第二十二条"),
    "X-Xintu-Case": quote("郑财采〔2026〕1号"),
}


@pytest.fixture
def client(application: Any) -> Iterator[TestClient]:
    with TestClient(create_app(application)) as client:
        yield client


def entity_of(client: TestClient, number: str) -> str:
    found = client.post("/v1/search", json={"number": number}, headers=HEADERS).json()["results"]
    return str(found[0]["id"])


def is_problem(response: Any, status: int, code: str) -> bool:
    body = response.json()
    described = response.headers["content-type"] == "application/problem+json" and body["status"] == status
    return bool(response.status_code == status and body["code"] == code and described)


def test_probes(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["as_at"] == "2026-10-31"


def test_an_enterprise_card_without_a_stated_reader_stars_the_persons(client: TestClient, town: Any) -> None:
    url = f"/v1/entities/{entity_of(client, town.codes[LISTED])}"
    bare = client.get(url)
    assert "王小样" not in bare.text
    assert bare.json()["relations"][0]["name"] == "王*样"
    assert bare.json()["query"] is None
    stated = client.get(url, headers=HEADERS).json()
    assert stated["relations"][0]["name"] == "王小样"
    assert stated["query"].startswith("Q20261120-")


def test_a_person_needs_all_four_headers(client: TestClient, town: Any) -> None:
    url = f"/v1/entities/{entity_of(client, town.persons['王小样'])}"
    for missing in HEADERS:
        some = {name: value for name, value in HEADERS.items() if name != missing}
        assert is_problem(client.get(url, headers=some), 403, "purpose_required"), missing
    card = client.get(url, headers=HEADERS)
    assert card.json()["kind"] == "person"
    assert town.persons["王小样"] not in card.text
    assert card.json()["identifiers"][0]["value"].startswith("410105****")


def test_reads_of_persons_are_logged_with_their_basis(client: TestClient, town: Any, application: Any) -> None:
    person = entity_of(client, town.persons["王小样"])
    query = client.get(f"/v1/entities/{person}", headers=HEADERS).json()["query"]
    entry = application.store.find("audit", query)
    logged = json.loads(entry.payload)
    assert logged["subjects"] == [person]
    assert (logged["caller"], logged["case"]) == ("财政局 示例", "郑财采〔2026〕1号")
    assert "王小样" not in entry.payload.decode()
    assert application.store.check() == []


def test_search_hides_persons_from_a_reader_without_purpose(client: TestClient, town: Any) -> None:
    bare = client.get("/v1/search", params={"name": "王小样"}).json()
    assert bare["results"] == []
    assert bare["hidden"] >= 1
    assert client.get("/v1/search", params={"name": "王小样"}, headers=HEADERS).json()["results"]
    assert is_problem(client.get("/v1/search", params={"name": "王小样", "kind": "person"}), 403, "purpose_required")
    number = {"number": town.persons["王小样"]}
    assert is_problem(client.post("/v1/search", json=number), 403, "purpose_required")


def test_search_by_name_and_number_find_the_enterprise(client: TestClient, town: Any) -> None:
    by_name = client.get("/v1/search", params={"name": "白桦商贸"}).json()["results"]
    assert by_name[0]["name"] == CLEAN
    by_number = client.post("/v1/search", json={"number": f" {town.codes[CLEAN].lower()} "}).json()["results"]
    assert (by_number[0]["id"], by_number[0]["certainty"]) == (by_name[0]["id"], "confirmed")


def test_one_screening_and_many(client: TestClient, town: Any) -> None:
    one = {"number": town.codes[LISTED], "purpose": "procurement", "as_of": "2026-11-20"}
    assert client.post("/v1/screenings", json=one, headers=HEADERS).json()["verdict"] == "restricted"
    subjects = [{"number": town.codes[CLEAN]}, {"number": "91410105MA0000000X"}, {"number": town.codes[LISTED]}]
    many = {"subjects": subjects, "purpose": "procurement", "caller": "甲", "basis": "乙", "case": "丙"}
    body = client.post("/v1/screenings", json=many).json()
    assert [answer["verdict"] for answer in body["answers"]] == ["clear", "unknown", "restricted"]
    assert body["answers"][1]["error"]["code"] == "invalid_number"


def test_a_screening_needs_a_stated_reader(client: TestClient, town: Any) -> None:
    asked = {"number": town.codes[LISTED], "purpose": "procurement"}
    assert is_problem(client.post("/v1/screenings", json=asked), 403, "purpose_required")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"number": "91410105MA0000000X", "purpose": "land"}, "invalid_number"),
        ({"name": "某公司", "purpose": "holiday"}, "invalid_query"),
        ({"purpose": "land"}, "validation"),
        ({"name": "某公司", "purpose": "land", "subjects": [{"name": "某公司"}]}, "validation"),
        ({"subjects": [{"name": "某公司"}] * 1001, "purpose": "land"}, "validation"),
    ],
)
def test_wrong_screenings_are_problems(client: TestClient, body: dict[str, Any], code: str) -> None:
    assert is_problem(client.post("/v1/screenings", json=body, headers=HEADERS), 422, code)


def test_a_rejected_value_is_not_repeated(client: TestClient, town: Any) -> None:
    number = town.persons["王小样"] + "0" * 60
    response = client.post("/v1/search", json={"number": number}, headers=HEADERS)
    assert is_problem(response, 422, "validation")
    assert town.persons["王小样"] not in response.text


def test_other_errors_are_problems_too(client: TestClient) -> None:
    assert is_problem(client.get("/v1/entities/Enobody"), 404, "unknown_entity")
    assert is_problem(client.get("/v1/nothing"), 404, "not_found")
    response = client.delete("/v1/search")
    assert is_problem(response, 405, "method_not_allowed")
    assert response.headers["allow"]


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/healthz", "/v1/nothing", "/static/xintu.css"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/healthz").headers["cache-control"] == "no-store"
