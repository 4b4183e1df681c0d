"""Objections, repairs, owners' steps and cases over HTTP, as departments' own systems use them."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.bootstrap import assemble
from api.settings import Settings
from tests.api.conftest import NOW
from tests.api.test_cli_life import DOCUMENT, LISTED, TAX, own

__all__ = ["own"]
FINANCE, LANDS, CENTRE = "财政局", "自然资源局", "信用中心"
WHOLE = ["received", "matched", "reviewed", "applied", "reported"]
MEANT = {"listing": DOCUMENT, "authority": TAX}


def stated(caller: str = "财政局 示例", **more: str) -> dict[str, str]:
    said = {"Caller": caller, "Purpose": "联合惩戒", "Basis": "河南省社会信用条例", "Case": "郑信〔2026〕1号"}
    return {f"X-Xintu-{name}": quote(value) for name, value in said.items()} | more


class Caller:
    """A department's system."""

    def __init__(self, client: TestClient, application: Any) -> None:
        self.client, self.store = client, application.store

    def get(self, path: str, **params: Any) -> Any:
        answer = self.client.get(f"/v1/{path}", params=params, headers=stated())
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any], **headers: str) -> Any:
        answer = self.client.post(f"/v1/{path}", json=body, headers=stated(**headers))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, body: dict[str, Any], **headers: str) -> tuple[int, str]:
        answer = self.client.post(f"/v1/{path}", json=body, headers=stated(**headers))
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        return answer.status_code, answer.json()["code"]

    def verdict(self, number: str, day: str = "2026-11-20") -> tuple[str, bool]:
        answer = self.post("screenings", {"number": number, "purpose": "procurement", "as_of": day})
        return answer["verdict"], any(each["disputed"] for each in answer["findings"])


@pytest.fixture
def system(own: Any) -> Any:
    application = assemble(Settings(store=own.url), clock=lambda: NOW)
    with TestClient(create_app(application)) as client:
        yield Caller(client, application)
    assert application.store.check() == []
    application.store.close()


def objected(system: Any, **more: str) -> Any:
    said = {"asked": "objection", "by": LISTED, "reason": "并非本单位", "day": "2026-11-02"}
    return system.post("petitions", MEANT | said | more)


@pytest.fixture
def case(system: Any) -> str:
    id_ = str(system.post("cases", MEANT | {"by": CENTRE, "day": "2026-11-02"})["id"])
    for to, measure in ((FINANCE, "procurement"), (LANDS, "land")):
        body = {"to": [to], "measures": [measure], "by": CENTRE, "day": "2026-11-03"}
        system.post(f"cases/{id_}/pushes", body)
    return id_


def test_an_objection_is_raised_answered_by_its_provider_and_closed(system: Any, own: Any) -> None:
    number = own.codes[LISTED]
    made = objected(system)
    assert (made["open"], made["asked"], made["query"][:9]) == (True, "objection", "Q20261120")
    assert {each["duty"] for each in made["duties"]} == {"objection_answer", "objection_done"}
    assert system.verdict(number) == ("restricted", True)
    assert [each["id"] for each in system.get("petitions", office=TAX, open=True)["petitions"]] == [made["id"]]
    assert system.get("petitions", office=FINANCE)["petitions"] == []
    assert system.get("petitions", asked="repair")["petitions"] == []
    path = f"petitions/{made['id']}"
    rejected = {"outcome": "rejected", "reason": "核查无误"}
    assert system.refused(f"{path}/answer", rejected | {"by": FINANCE}) == (403, "graph.not_the_owner")
    system.post(f"{path}/answer", rejected | {"by": TAX, "day": "2026-11-04"})
    closed = system.post(f"{path}/close", rejected | {"by": CENTRE, "day": "2026-11-09"})
    assert [step["step"] for step in closed["steps"]] == ["opened", "answered", "closed"]
    assert system.verdict(number) == ("restricted", False)
    assert system.refused(f"{path}/close", {"outcome": "upheld", "by": CENTRE}) == (409, "graph.petition_refused")
    assert system.get(path)["outcome"] == "rejected"
    (life,) = (system.get("listings", **MEANT),)
    assert [step["event"] for step in life["history"]] == ["listed", "disputed", "settled"]


def test_a_repair_is_granted_by_the_owner_alone_and_gone_in_the_next_answer(system: Any, own: Any) -> None:
    asked = system.post("petitions", MEANT | {"asked": "repair", "by": LISTED, "day": "2026-11-02"})["id"]
    granted = {"outcome": "upheld", "day": "2026-11-05"}
    assert system.refused(f"petitions/{asked}/close", granted | {"by": CENTRE}) == (403, "graph.not_the_owner")
    assert system.verdict(own.codes[LISTED])[0] == "restricted"
    system.post(f"petitions/{asked}/close", granted | {"by": TAX})
    assert system.verdict(own.codes[LISTED])[0] == "clear"
    assert system.get("listings", **MEANT)["state"] == "repaired"


def test_the_owners_step_and_what_cannot_follow(system: Any, own: Any) -> None:
    def step(event: str, by: str, day: str) -> dict[str, str]:
        return MEANT | {"event": event, "by": by, "day": day}

    stay = step("stayed", TAX, "2026-11-01")
    assert system.refused("listings/steps", step("stayed", FINANCE, "2026-11-01")) == (403, "graph.not_the_owner")
    assert system.refused("listings/steps", step("resumed", TAX, "2026-11-01")) == (409, "graph.step_refused")
    assert system.refused("listings/steps", step("vanished", TAX, "2026-11-01")) == (422, "invalid_query")
    assert system.post("listings/steps", stay)["state"] == "stayed"
    assert system.verdict(own.codes[LISTED])[0] == "clear"
    assert system.post("listings/steps", stay)["state"] == "stayed"  # sent again
    assert [each["event"] for each in system.get("listings", **MEANT)["history"]] == ["listed", "stayed"]


def test_a_department_sees_its_cases_with_due_days_and_answers(system: Any, case: str) -> None:
    mine = system.get("cases", office=FINANCE, open=True, as_of="2026-11-05")
    assert mine["closure"] == {"pushed": 1, "closed": 0, "rate": 0.0}
    (shown,) = mine["cases"]
    assert (shown["id"], shown["due"], shown["late"]) == (case, "2026-11-06", False)
    assert [each["addressee"] for each in shown["items"]] == [FINANCE]
    assert system.get("cases", office="海关")["cases"] == []
    duties = system.get("duties", office=FINANCE, as_of="2026-11-09")
    assert ({each["duty"] for each in duties["duties"]}, duties["late"]) == ({"case_receipt", "case_answer"}, 1)

    path, said = f"cases/{case}/answers", {"by": FINANCE, "day": "2026-11-04"}
    assert system.refused(path, said | {"steps": ["received", "applied"]}) == (409, "graph.case_refused")
    assert system.refused(path, said | {"steps": ["lifted"]}) == (422, "invalid_query")
    assert system.refused(path, said | {"steps": WHOLE, "measures": ["consumption"]}) == (409, "graph.case_refused")
    assert system.refused(path, said | {"steps": WHOLE, "by": "海关"}) == (409, "graph.case_refused")
    answered = system.post(path, said | {"steps": WHOLE})
    assert answered["closure"]["rate"] == 0.5
    assert system.get("cases", office=FINANCE, open=True)["cases"] == []
    without = {"by": LANDS, "steps": ["received", "not_applied", "reported"], "day": "2026-11-04"}
    assert system.refused(path, without) == (409, "graph.case_refused")
    assert system.post(path, without | {"reason": "无用地申请"})["closure"]["rate"] == 1.0

    system.post("listings/steps", MEANT | {"event": "removed", "by": TAX, "day": "2026-11-10"})
    (ended,) = system.get("cases", office=FINANCE, open=True, as_of="2026-11-10")["cases"]
    assert (ended["listing_state"], ended["items"][0]["to_lift"], ended["due"]) == (
        "removed",
        ["procurement"],
        "2026-11-13",
    )
    lifted = system.post(f"cases/{case}/liftings", {"by": FINANCE, "day": "2026-11-12"})
    assert lifted["closure"] == {"pushed": 2, "closed": 2, "rate": 1.0}


def test_a_request_that_is_sent_again_writes_once(system: Any, case: str) -> None:
    first, again = objected(system), objected(system)
    assert first["id"] == again["id"]
    assert objected(system, reason="另一理由")["id"] != first["id"]
    key = {"Idempotency-Key": "a-1"}
    body = MEANT | {"asked": "repair", "by": LISTED, "reason": "已整改"}
    kept = system.post("petitions", body, **key)
    assert system.post("petitions", body, **key)["id"] == kept["id"]
    assert system.refused("petitions", body | {"reason": "另一理由"}, **key) == (409, "graph.key_reused")
    other = system.client.post("/v1/petitions", json=body, headers=stated("另一单位") | key)
    assert other.json()["id"] != kept["id"]  # a key is its caller's own
    answer = {"by": FINANCE, "steps": WHOLE, "day": "2026-11-04"}
    assert system.post(f"cases/{case}/answers", answer) | {"query": ""} == (
        system.post(f"cases/{case}/answers", answer) | {"query": ""}
    )
    opened = MEANT | {"by": CENTRE, "day": "2026-11-02"}
    assert system.post("cases", opened)["id"] == case


def test_of_two_answers_at_one_time_one_is_written(system: Any, case: str) -> None:
    together = Barrier(2)

    def answer(reason: str) -> int:
        body = {"by": FINANCE, "steps": ["received"], "reason": reason, "day": "2026-11-04"}
        together.wait()
        return int(system.client.post(f"/v1/cases/{case}/answers", json=body, headers=stated()).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, ("甲", "乙"))) == [200, 409]
    (item,) = system.get(f"cases/{case}", office=FINANCE)["items"]
    assert [each["step"] for each in item["steps"]] == ["pushed", "received"]


def test_nothing_is_read_or_written_for_who_has_not_said_why(system: Any, case: str) -> None:
    before = system.store.head()
    for path in ("listings?listing=x", "petitions", "petitions/O000001", "cases", f"cases/{case}", "duties"):
        assert system.client.get(f"/v1/{path}").json()["code"] == "purpose_required", path
    bodies = {
        "petitions": MEANT | {"asked": "objection", "reason": "r"},
        "petitions/O000001/answer": {"outcome": "upheld"},
        "petitions/O000001/close": {"outcome": "upheld"},
        "cases": MEANT,
        f"cases/{case}/pushes": {"to": [FINANCE]},
        f"cases/{case}/answers": {"steps": ["received"]},
        f"cases/{case}/liftings": {},
        "listings/steps": MEANT | {"event": "removed"},
    }
    for path, body in bodies.items():
        answer = system.client.post(f"/v1/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "purpose_required"), path
    assert system.store.head() == before


def test_what_is_wrong_with_a_request_is_named(system: Any) -> None:
    objection = {"asked": "objection", "by": LISTED, "reason": "r"}
    assert system.refused("petitions", {"listing": "无此文书"} | objection) == (404, "graph.unknown_listing")
    assert system.refused("petitions", MEANT | objection | {"subject": "E0"}) == (409, "graph.several_listings")
    assert system.refused("petitions", MEANT | objection | {"reason": " "}) == (422, "invalid_query")
    assert system.refused("petitions", MEANT | objection | {"day": "2026-02-30"}) == (422, "validation")
    for day in ("0001-01-01", "9999-12-31"):
        assert system.refused("petitions", MEANT | objection | {"day": day}) == (422, "invalid_query")
    tomorrow = (NOW + timedelta(days=2)).date().isoformat()
    assert system.refused("petitions", MEANT | objection | {"day": tomorrow}) == (422, "invalid_query")
    assert system.refused("petitions", MEANT | objection | {"day": "2025-05-31"}) == (409, "graph.petition_refused")
    assert system.refused("petitions", {"asked": "pardon"} | MEANT) == (422, "validation")
    assert system.refused("petitions/O999999/answer", {"outcome": "upheld"}) == (404, "graph.unknown_petition")
    assert system.refused("cases/J999999/answers", {"steps": ["received"]}) == (404, "graph.unknown_case")
    assert system.refused("cases", MEANT | {"day": "2020-01-01"}) == (409, "graph.case_refused")
    answer = system.client.post("/v1/petitions", json={"listing": "无此文书"} | objection, headers=stated())
    assert answer.json()["remedy"]


def test_numbers_in_what_is_said_are_masked_and_reads_are_logged(system: Any, own: Any) -> None:
    number = own.persons["王小样"]
    made = objected(system, reason=f"代理人{number}已说明")
    assert number not in json.dumps(made, ensure_ascii=False)
    assert number.encode() not in b"".join(each.payload for each in system.store.read("petitions"))
    logged = json.loads(system.store.find("audit", made["query"]).payload)
    assert (logged["action"], logged["subjects"], logged["case"]) == ("petition", [made["subject"]], "郑信〔2026〕1号")


def test_lists_come_page_by_page(system: Any) -> None:
    ids = [objected(system, reason=f"理由{n}")["id"] for n in range(3)]
    first = system.get("petitions", limit=2)
    assert [each["id"] for each in first["petitions"]] == ids[:2]
    second = system.get("petitions", limit=2, after=first["next"])
    assert ([each["id"] for each in second["petitions"]], second["next"]) == (ids[2:], None)
