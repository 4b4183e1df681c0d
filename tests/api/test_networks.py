"""Network questions from department files to the answer: commands, HTTP, persons."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.audit import STREAM
from api.bootstrap import assemble
from api.cli import app as command
from api.demo.numbers import Numbers
from api.settings import Settings
from graph.intake import FileRequest, ingest
from graph.resolution import resolve

REGION, NOW = "410100", datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOTHER, DAUGHTER, AUNT = "郑州青松投资有限公司", "郑州雪柳商贸有限公司", "郑州银杏物流有限公司"
HEADERS = {
    "X-Xintu-Caller": quote("市监局 示例"), "X-Xintu-Purpose": "network",
    "X-Xintu-Basis": quote("市场主体登记管理条例"), "X-Xintu-Case": quote("郑市监〔2026〕9号"),
}  # fmt: skip


@dataclass(frozen=True)
class Web:
    url: str
    ids: dict[str, str]
    persons: dict[str, str]


def write(path: Path, header: str, *rows: str) -> None:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    """方示例 holds 60 % of MOTHER, MOTHER 51 % of DAUGHTER; 程样本 sold his 40 % of MOTHER to AUNT in 2024 and was its
    representative until then; AUNT and DAUGHTER hold shares of each other."""
    folder = tmp_path_factory.mktemp("web")
    numbers = Numbers(Random("tests/api/networks"))
    codes = {name: numbers.uscc("91", "410105", numbers.organisation()) for name in (MOTHER, DAUGHTER, AUNT)}
    persons = {name: numbers.resident("410105", date(1980, 3, 4), "男") for name in ("方示例", "程样本", "陶试用")}
    write(
        folder / "market_entity.csv",
        "comp_nm,uni_social_crd_cd,comp_type,reg_state,legal_repre,est_dt,appr_dt",
        *(f"{name},{code},有限责任公司,存续,陶试用,2012-01-05,2024-03-01" for name, code in codes.items()),
    )
    write(
        folder / "role.csv",
        "comp_nm,uni_social_crd_cd,nm,certype_cn,cer_no,role_cn,from_dt,to_dt",
        *(f"{n},{c},陶试用,居民身份证,{persons['陶试用']},法定代表人,2024-03-01," for n, c in codes.items()),
        f"{MOTHER},{codes[MOTHER]},程样本,居民身份证,{persons['程样本']},法定代表人,2012-01-05,2024-02-29",
        f"{DAUGHTER},{codes[DAUGHTER]},方示例,居民身份证,{persons['方示例']},实际控制人,2020-01-01,",
    )
    write(
        folder / "shareholder.csv",
        "stocker_nm,percent,cer_no,uni_social_crd_cd,comp_nm",
        f"方示例,60,{persons['方示例']},{codes[MOTHER]},{MOTHER}",
        f"程样本,40,{persons['程样本']},{codes[MOTHER]},{MOTHER}",
        f"{MOTHER},51%,{codes[MOTHER]},{codes[DAUGHTER]},{DAUGHTER}",
        f"{AUNT},20%,{codes[AUNT]},{codes[DAUGHTER]},{DAUGHTER}",
        f"{DAUGHTER},30%,{codes[DAUGHTER]},{codes[AUNT]},{AUNT}",
    )
    url = f"sqlite:///{folder / 'web.db'}"
    app = assemble(Settings(store=url), clock=lambda: NOW)
    days = {"shareholder.csv": date(2023, 12, 31)}
    requests = [
        FileRequest(path, REGION, "市场监督管理局", None, None, days.get(path.name, date(2026, 10, 31)))
        for path in sorted(folder.glob("*.csv"))
    ]
    reports = ingest(app.store, app.formats, requests, app.clock, "tests")
    assert all(report.error is None and report.counts.rejected == 0 for report in reports), reports
    resolve(app.store, app.clock)
    ids = {node.name: node.id for node in app.store.entities()}
    app.store.close()
    return Web(url, ids, persons)


def run(web: Web, *args: str) -> Result:
    return CliRunner().invoke(command, ["--store", web.url, "network", *args])


def answer(web: Web, *args: str) -> Any:
    result = run(web, *args, "--json", "--as-of", "2026-11-20") if "--ever" not in args else run(web, *args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def client(web: Web) -> Any:
    app = assemble(Settings(store=web.url), clock=lambda: NOW)
    with TestClient(create_app(app)) as client:
        yield client
    app.store.close()


def test_three_answers_on_owners_from_files(web: Web) -> None:
    owners = answer(web, "owners", web.ids[DAUGHTER], "--together", web.ids["程样本"], "--together", web.ids[AUNT])
    assert [(each["holders"][0]["name"], each["reached"]) for each in owners["aggregated"]] == [
        (MOTHER, "certain"), ("方示例", "certain"),
    ]  # fmt: skip
    parts = {each["name"]: each["share"]["low"] for each in owners["integrated"]["holders"] if each["ultimate"]}
    assert parts == {
        "方示例": pytest.approx(0.6 * 0.51 / (1 - 0.06), abs=1e-6),
        "程样本": pytest.approx(0.4 * 0.51 / 0.94, abs=1e-6),
    }
    assert sum(parts.values()) + owners["integrated"]["unrecorded"]["high"] == pytest.approx(1, abs=1e-5)
    grounds = {each["name"]: (each["grounds"], each["ultimate"]) for each in owners["control"]}
    assert grounds == {"方示例": (["ACTUAL_CONTROLLER_OF", "votes"], True), MOTHER: (["votes"], False)}
    assert (owners["together"]["reached"], owners["together"]["share"]["low"]) == ("no", 0.2)


def test_a_former_representative_is_no_neighbour_after_the_change(web: Web) -> None:
    def names(*more: str) -> set[tuple[str, str]]:
        page = answer(web, "neighbours", web.ids[MOTHER], *more)
        return {(link["type"], near["name"]) for near in page["neighbours"] for link in near["links"]}

    assert ("LEGAL_REPRESENTATIVE_OF", "陶试用") in names()
    assert ("LEGAL_REPRESENTATIVE_OF", "程样本") not in names()
    assert ("LEGAL_REPRESENTATIVE_OF", "程样本") in names("--ever")
    assert names("--type", "法定代表人") == {("LEGAL_REPRESENTATIVE_OF", "陶试用")}


def test_paths_common_neighbours_hops_group_and_circles(web: Web) -> None:
    found = answer(web, "paths", web.ids[MOTHER], web.ids[AUNT], "--longest", "2")
    assert {tuple(each["name"] for each in path["entities"]) for path in found["paths"]} == {
        (MOTHER, DAUGHTER, AUNT), (MOTHER, "陶试用", AUNT),
    }  # fmt: skip
    assert {
        each["name"] for each in answer(web, "common", web.ids[MOTHER], web.ids[AUNT])["entities"] if each["hops"]
    } == {DAUGHTER, "陶试用"}
    near = answer(web, "hops", web.ids[MOTHER], "--hops", "1", "--type", "SHAREHOLDER_OF")
    assert {each["name"] for each in near["entities"]} == {MOTHER, "方示例", "程样本", DAUGHTER}
    group = answer(web, "group", web.ids[DAUGHTER])
    assert [each["name"] for each in group["heads"]] == ["方示例"]
    assert {each["name"] for each in group["members"]} == {"方示例", MOTHER, DAUGHTER}
    (whole,) = answer(web, "groups")["groups"]
    assert (whole["members"], [each["name"] for each in whole["heads"]]) == (3, ["方示例"])
    assert answer(web, "groups", "--limit", "1")["next"] is None
    (circle,) = answer(web, "circles")["circles"]
    own = {"low": 0.06, "high": 0.06}
    assert {each["name"]: each["own"] for each in circle["members"]} == {DAUGHTER: own, AUNT: own}


def test_pages_lead_on_and_counts_are_said(web: Web) -> None:
    seen, after = set(), ""
    for _ in range(9):
        page = answer(web, "neighbours", web.ids[MOTHER], "--limit", "1", *(["--after", after] if after else []))
        seen |= {near["name"] for near in page["neighbours"]}
        assert page["counts_recorded"]
        after = page["next"] or ""
        assert page["truncated"] == bool(after)
        if not after:
            break
    assert seen == {"方示例", "程样本", "陶试用", DAUGHTER}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("neighbours", MOTHER), ("股东", "方示例", "陶试用")),
        (("neighbours", MOTHER, "--limit", "1"), ("--after", "不论日期")),
        (("hops", MOTHER, "--hub", "2"), ("未穿过",)),
        (("paths", MOTHER, AUNT), ("1. ", "法定代表人")),
        (("owners", DAUGHTER), ("合计", "穿透份额", "控制", "未登记的持有人")),
        (("group", DAUGHTER), ("顶端", "方示例")),
        (("groups",), ("1 个集团", "方示例")),
        (("circles",), ("●", "6.00%")),
    ],
)
def test_tables_say_it_in_words_and_show_no_number(web: Web, args: tuple[str, ...], words: tuple[str, ...]) -> None:
    result = run(web, *(web.ids.get(arg, arg) for arg in args))
    assert result.exit_code == 0, result.output
    assert all(word in result.stdout for word in words), result.stdout
    assert not any(number in result.output for number in web.persons.values())


def test_wrong_questions_end_in_one_message(web: Web) -> None:
    none = run(web, "paths", web.ids[MOTHER], web.ids["程样本"], "--type", "BRANCH_OF")
    assert (none.exit_code, "没有路径" in none.stdout) == (1, True)
    unknown = run(web, "owners", "E-NOBODY")
    assert (unknown.exit_code, "unknown_entity" in unknown.stderr) == (1, True)
    nobodys = run(web, "owners", web.ids["陶试用"])
    assert (nobodys.exit_code, "nobody owns one" in nobodys.stderr) == (2, True)
    typo = run(web, "neighbours", web.ids[MOTHER], "--type", "OWNER")
    assert (typo.exit_code, "SHAREHOLDER_OF" in typo.stderr) == (2, True)
    cursor = run(web, "neighbours", web.ids[MOTHER], "--after", "x")
    assert (cursor.exit_code, "cursor" in cursor.stderr) == (1, True)


def test_http_stars_persons_and_logs_who_saw_them(web: Web, client: TestClient) -> None:
    url = f"/v1/entities/{web.ids[DAUGHTER]}/owners"
    bare = client.get(url)
    assert bare.status_code == 200
    assert "方示例" not in bare.text
    assert "方*例" in bare.text
    assert bare.json()["query"] is None
    stated = client.get(url, headers=HEADERS).json()
    store = client.app.state.application.store  # type: ignore[attr-defined]
    entry = json.loads(store.find(STREAM, stated["query"]).payload)
    assert (entry["action"], entry["channel"]) == ("owners", "http")
    assert web.ids["方示例"] in entry["subjects"]


def test_http_persons_need_the_headers_and_errors_are_problems(web: Web, client: TestClient) -> None:
    person, firm = web.ids["陶试用"], web.ids[MOTHER]
    for path in (f"/v1/entities/{person}/neighbours", f"/v1/paths?a={firm}&b={person}", f"/v1/entities/{person}/hops"):
        refused = client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "purpose_required"), path
        assert client.get(path, headers=HEADERS).status_code == 200
    assert client.get("/v1/entities/E-NOBODY/owners").status_code == 404
    assert client.get(f"/v1/entities/{firm}/neighbours?type=OWNER").json()["code"] == "invalid_query"
    assert client.get(f"/v1/entities/{firm}/neighbours?limit=0").status_code == 422
    assert client.get(f"/v1/entities/{firm}/owners?ever=true").json()["code"] == "invalid_query"
    wrong = client.get(f"/v1/entities/{firm}/neighbours?after=x")
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")


def test_http_answers_for_a_day_and_a_state_of_knowledge(web: Web, client: TestClient) -> None:
    url = f"/v1/entities/{web.ids[MOTHER]}/neighbours?type=LEGAL_REPRESENTATIVE_OF"

    def names(more: str) -> list[str]:
        return [each["name"] for each in client.get(url + more, headers=HEADERS).json()["neighbours"]]

    assert names("&as_of=2020-01-01") == ["程样本"]
    assert names("") == ["陶试用"]
    assert client.get(url + "&known_at=2020-01-01T00:00:00Z").status_code == 404
    assert client.get("/v1/circles").json()["circles"][0]["members"]
    assert client.get("/v1/groups").json()["groups"][0]["heads"][0]["name"] == "方*例"
    assert client.get("/v1/groups", params={"after": "1.E"}).json()["groups"] == []
    assert client.get("/v1/groups", params={"after": "x"}).status_code == 422
    assert client.get(f"/v1/common?a={web.ids[MOTHER]}&b={web.ids[AUNT]}").json()["links"]
    assert client.get(f"/v1/entities/{web.ids[MOTHER]}/group").json()["heads"][0]["name"] == "方*例"
