"""The OpenAPI document is what the service does: generated requests never break it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from api.app import create_app
from api.bootstrap import Application, assemble
from api.settings import Settings
from tests.api.conftest import NOW
from tests.api.test_cli_life import own

__all__ = ["own"]
HEADERS = {
    "X-Xintu-Caller": quote("财政局 示例"),
    "X-Xintu-Purpose": "procurement",
    "X-Xintu-Basis": quote("政府采购法第二十二条"),
    "X-Xintu-Case": quote("郑财采〔2026〕1号"),
}


@pytest.fixture
def application(own: Any) -> Iterator[Application]:
    """The town in a store of its own: generated requests write, those of the examples with effect."""
    app = assemble(Settings(store=own.url), clock=lambda: NOW)
    yield app
    assert app.store.check() == []
    app.store.close()


def test_generated_requests_are_answered_as_described(application: Application) -> None:
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", create_app(application))
    operations = [each.ok() for each in schema.include(path_regex="^/(v1|healthz|readyz)").get_all_operations()]
    assert len(operations) > 40
    for operation in operations:

        @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy())
        def answer(case: Any) -> None:
            response = case.call(headers=HEADERS)
            case.validate_response(response, checks=[not_a_server_error])
            if response.status_code >= 400:
                assert response.headers["content-type"] == ["application/problem+json"]

        answer()


def test_every_operation_is_described_with_its_problems(application: Application) -> None:
    document = TestClient(create_app(application)).get("/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            if path.startswith("/v1/"):
                assert {"403", "404", "422", "503"} <= operation["responses"].keys(), (path, method)
    assert "HTTPValidationError" not in str(document["paths"]["/v1/screenings"])
