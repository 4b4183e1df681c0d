"""Where a listing stands, on the page and over HTTP."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.bootstrap import assemble
from api.settings import Settings
from tests.api.conftest import NOW
from tests.api.test_cli_life import DAY, DOCUMENT, LISTED, TAX, opened, own, run, said

__all__ = ["own"]
STATED = {"X-Xintu-Caller": "t", "X-Xintu-Purpose": "p", "X-Xintu-Basis": "b", "X-Xintu-Case": "c"}


@pytest.fixture
def shown(own: Any) -> Any:
    """The listed firm's card over HTTP and as a page, after an objection and a removal."""
    opened(own)
    assert run(own, "listing", "act", DOCUMENT, "removed", "--by", TAX, "--day", "2026-11-05").exit_code == 0
    entity = said(own, "listing", "show", DOCUMENT, *DAY)["subject"]
    application = assemble(Settings(store=own.url), clock=lambda: NOW)
    with TestClient(create_app(application)) as client:
        yield client, entity
    application.store.close()


def test_http(shown: Any) -> None:
    client, entity = shown
    (life,) = client.get(f"/v1/entities/{entity}").json()["lives"]
    assert (life["state"], life["disputed"], life["petitions"]) == ("removed", True, [])
    assert [step["event"] for step in life["history"]] == ["listed", "disputed", "removed"]
    (stated,) = client.get(f"/v1/entities/{entity}", headers=STATED).json()["lives"]
    assert [each["asked"] for each in stated["petitions"]] == ["objection"]
    assert LISTED in json.dumps(stated["petitions"], ensure_ascii=False)


def test_page(shown: Any) -> None:
    client, entity = shown
    page = client.get(f"/entities/{entity}?as_of=2026-11-20").text
    assert '<span class="tag removed">已移出</span>' in page
    assert "异议处理中" in page
    assert "<b>移出</b> 2026-11-05" in page
    assert "异议：处理完毕并告知" in page
    assert "并非本单位" not in page  # who objects, and why, is for who has said why
    assert "不公示" in page
    before = client.get(f"/entities/{entity}?as_of=2026-11-01").text
    assert '<span class="tag in_force">有效</span>' in before
    assert "可公示至 2028-06-01" in before
    assert "异议处理中" not in before


def test_a_stated_visitor_sees_objections_clocks_and_cases(own: Any) -> None:
    application = assemble(Settings(store=own.url), clock=lambda: NOW)
    said(own, "case", "open", DOCUMENT, "--by", "信用中心", "--day", "2026-11-02")
    said(
        own,
        "case",
        "push",
        "J000001",
        "--to",
        "财政局",
        "--measure",
        "procurement",
        "--by",
        "信用中心",
        "--day",
        "2026-11-03",
    )
    opened(own)
    with TestClient(create_app(application)) as client:
        entity = client.post("/v1/search", json={"number": own.codes[LISTED]}).json()["results"][0]["id"]
        page = client.get(f"/entities/{entity}").text
        assert "联合惩戒案件" not in page
        assert client.get(f"/v1/entities/{entity}").json()["cases"] == []
        client.post("/access", data={"caller": "财政局 示例", "basis": "b", "case": "c"})
        page = client.get(f"/entities/{entity}?as_of=2026-11-20").text
        for text in ("联合惩戒案件", "J000001", "财政局", "并非本单位", "2026-11-06", "逾期"):
            assert text in page, text
        (case,) = client.get(f"/v1/entities/{entity}", headers=STATED).json()["cases"]
    assert [(each["addressee"], each["step"]) for each in case["items"]] == [("财政局", "pushed")]
    assert "J000001" in run(own, "entity", entity).stdout
    application.store.close()
