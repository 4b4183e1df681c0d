"""The pages: what a visitor sees before and after stating who asks, why and in which case."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app

LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"
STATED = {"caller": "财政局 示例", "basis": "政府采购法第二十二条", "case": "郑财采〔2026〕1号"}


@pytest.fixture
def client(application: Any) -> Iterator[TestClient]:
    with TestClient(create_app(application)) as client:
        yield client


@pytest.fixture
def visitor(client: TestClient) -> TestClient:
    """A client that stated its reasons on the page."""
    assert client.post("/access", data=STATED, follow_redirects=False).status_code == 303
    return client


def card_of(client: TestClient, number: str) -> Any:
    return client.post("/search", data={"q": number})


def test_home_is_chinese_and_asks_nobody_else(client: TestClient) -> None:
    page = client.get("/").text
    assert '<html lang="zh-CN">' in page
    assert not re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", page)
    assert " style=" not in page
    assert "<script>" not in page


def test_every_field_has_a_label(visitor: TestClient, town: Any) -> None:
    for page in (visitor.get("/").text, card_of(visitor, town.codes[LISTED]).text):
        fields = re.findall(r"<(?:input|select)(?![^>]*type=\"hidden\")[^>]*\bid=\"([^\"]+)\"", page)
        assert fields
        assert all(f'for="{field}"' in page for field in fields)


def test_a_number_leads_to_the_card_and_stays_out_of_the_address(client: TestClient, town: Any) -> None:
    response = card_of(client, town.codes[LISTED])
    assert LISTED in response.text
    assert response.url.path.startswith("/entities/")
    assert town.codes[LISTED] not in str(response.url)


def test_before_the_statement_persons_are_starred_and_nothing_is_concluded(client: TestClient, town: Any) -> None:
    page = card_of(client, town.codes[LISTED]).text
    assert "王*样" in page
    assert "王小样" not in page
    assert "登记事由" in page
    assert 'class="verdict' not in page


def test_after_it_the_card_has_verdict_law_path_and_evidence(visitor: TestClient, town: Any) -> None:
    page = card_of(visitor, town.codes[LISTED]).text
    assert 'class="verdict restricted"' in page
    assert "重大税收违法" in page
    assert "财库〔2016〕125号" in page
    assert "listing.csv 第 1 行" in page
    assert "<svg" in page
    assert "王小样" in page
    barred = card_of(visitor, town.codes[BARRED]).text
    assert 'class="verdict consider"' in barred
    assert "李试验" in barred


def test_purpose_and_day_are_chosen_on_the_card(visitor: TestClient, town: Any) -> None:
    path = card_of(visitor, town.codes[LISTED]).url.path
    before = visitor.get(path, params={"purpose": "procurement", "as_of": "2025-05-01"}).text
    assert 'class="verdict clear"' in before
    assert visitor.get(path, params={"as_of": "2025-02-30"}).status_code == 422
    assert visitor.get(path, params={"purpose": "nothing"}).status_code == 422
    assert "尚未到来" in visitor.get(path, params={"as_of": "2099-01-01"}).text
    assert "尚未到来" not in visitor.get(path).text


def test_a_person_is_only_shown_after_the_statement(client: TestClient, town: Any) -> None:
    refused = card_of(client, town.persons["王小样"])
    assert refused.status_code == 403
    assert "请先登记查询事由" in refused.text
    client.post("/access", data=STATED)
    shown = card_of(client, town.persons["王小样"])
    assert shown.status_code == 200
    assert "王小样" in shown.text
    assert town.persons["王小样"] not in shown.text
    assert "查询编号" in shown.text


def test_the_statement_can_be_ended_and_its_cookie_is_out_of_scripts_reach(visitor: TestClient, town: Any) -> None:
    cookie = visitor.post("/access", data=STATED, follow_redirects=False).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    visitor.post("/access/end")
    assert card_of(visitor, town.persons["王小样"]).status_code == 403


@pytest.mark.parametrize(
    "target", ["https://example.org/", "//example.org", "/entities/..//example.org", "javascript:1"]
)
def test_the_statement_returns_only_to_our_own_pages(client: TestClient, target: str) -> None:
    response = client.post("/access", data=STATED | {"next": target}, follow_redirects=False)
    assert response.headers["location"] == "/"


def test_a_name_lists_candidates_and_markup_in_it_is_text(client: TestClient) -> None:
    page = client.post("/search", data={"q": "白桦商贸"}).text
    assert CLEAN in page
    assert "<b>x</b>" not in client.post("/search", data={"q": "<b>x</b>信"}).text


def test_a_mistyped_number_says_what_is_wrong(client: TestClient, town: Any) -> None:
    code = town.codes[CLEAN]
    response = client.post("/search", data={"q": code[:-1] + ("1" if code[-1] != "1" else "2")})
    assert response.status_code == 422
    assert "校验" in response.text


def test_an_unknown_entity_is_a_page_too(client: TestClient) -> None:
    response = client.get("/entities/Enobody")
    assert response.status_code == 404
    assert "没有这个主体" in response.text
