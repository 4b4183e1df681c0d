"""Bidders of one lot: who may not bid beside whom, though nobody is listed."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.audit import Access
from api.bootstrap import Application, assemble
from api.checks import Check
from api.cli import app as cli
from api.demo.numbers import Numbers
from api.errors import InvalidQuery
from api.lots import run_lot
from api.proofs import prove
from api.reading import Reader
from api.settings import Settings
from api.subjects import Subject
from graph.intake import FileRequest, ingest
from graph.lot_policy import load_lot_rules
from graph.policy import PolicyError
from graph.resolution import resolve
from tests.api.conftest import write
from tests.api.test_app import HEADERS

NOW, DAY = datetime(2026, 11, 20, 9, tzinfo=UTC), date(2026, 11, 20)
READER = Reader(Access("采购办", "procurement", "政府采购法第二十二条", "1号"), "cli")
NUMBERS = Numbers(Random("lots"))
WORDS = ("云杉", "白桦", "红松", "银杏", "胡杨", "水杉", "黄连", "青檀", "紫荆")
FIRMS = {word: (f"郑州{word}建筑工程有限公司", NUMBERS.uscc("91", "410105", NUMBERS.organisation())) for word in WORDS}
PERSONS = {
    name: NUMBERS.resident("410105", date(1970 + n, 3, 4), "男")
    for n, name in enumerate(("王一", "李二", "赵三", "钱四"))
}
HEADS = [
    ("云杉", "王一", "法定代表人", "2019-01-01", ""),
    ("白桦", "王一", "负责人", "2019-01-01", ""),
    ("红松", "李二", "法定代表人", "2019-01-01", ""),
    ("银杏", "赵三", "法定代表人", "2019-01-01", ""),
    ("胡杨", "李二", "法定代表人", "2015-01-01", "2018-12-31"),
    ("胡杨", "钱四", "法定代表人", "2019-01-01", ""),
    ("青檀", "王一", "监事", "2019-01-01", ""),
    ("黄连", "孙五", "法定代表人", "2019-01-01", ""),  # of whom no record states a number
    ("水杉", "孙五", "法定代表人", "2019-01-01", ""),
]
SHARES = [
    ("银杏", "红松", "51"),
    ("胡杨", "红松", "50"),
    ("胡杨", "王一", "50"),
    ("黄连", "银杏", ""),
    ("水杉", "银杏", "30"),
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("lots")
    write(
        folder / "role.csv",
        "comp_nm,uni_social_crd_cd,nm,certype_cn,cer_no,role_cn,from_dt,to_dt",
        [
            (*FIRMS[firm], name, "居民身份证", PERSONS.get(name, ""), role, since, until)
            for firm, name, role, since, until in HEADS
        ],
    )
    write(
        folder / "shareholder.csv",
        "comp_nm,uni_social_crd_cd,stocker_nm,cer_no,percent",
        [
            (*FIRMS[firm], FIRMS.get(holder, (holder,))[0], PERSONS.get(holder) or FIRMS[holder][1], percent)
            for firm, holder, percent in SHARES
        ],
    )
    write(
        folder / "listing.csv",
        "list_cn,doc_no,authority,nm,uni_social_crd_cd,cer_no,reason,in_dt,out_dt",
        [
            (
                "重大税收违法案件当事人名单",
                "郑税稽罚〔2025〕12号",
                "国家税务总局郑州市税务局",
                *FIRMS["紫荆"],
                "",
                "虚开发票",
                "2025-06-01",
                "",
            )
        ],
    )
    made = assemble(Settings(store=f"sqlite:///{folder / 'lots.db'}"), clock=lambda: NOW)
    requests = [
        FileRequest(path, "410100", "示例局", None, None, date(2026, 10, 31)) for path in sorted(folder.glob("*.csv"))
    ]
    reports = ingest(made.store, made.formats, requests, made.clock, "tests")
    assert all(each.error is None and each.counts.rejected == 0 for each in reports)
    resolve(made.store, made.clock)
    yield made
    made.store.close()


def lot(app: Application, *bidders: str, purpose: str = "procurement", as_of: date = DAY) -> dict[str, Any]:
    """Bidders by word; ``word+label`` bids in the consortium of that label, ``~word`` by name alone."""
    rows = []
    for place, text in enumerate(bidders, 1):
        word, _, label = text.partition("+")
        firm = FIRMS.get(word.lstrip("~"))
        number, name = (firm[1], "") if firm and not word.startswith("~") else ("", firm[0] if firm else word)
        rows.append(Subject(place, number, name, "", label))
    return run_lot(app, rows, Check(purpose, as_of), READER)


def verdicts(answer: dict[str, Any]) -> list[str]:
    return [each["verdict"] for each in answer["bidders"]]


def rules(answer: dict[str, Any]) -> list[str]:
    return [each["rule"].rpartition(".")[2] for each in answer["findings"]]


@pytest.mark.parametrize("purpose", ["procurement", "tender"])
@pytest.mark.parametrize(
    ("bidders", "expected", "found"),
    [
        (("云杉", "白桦"), ["restricted", "restricted"], ["same_head"]),
        (("云杉", "青檀"), ["clear", "clear"], []),  # a supervisor heads nothing
        (("红松", "胡杨"), ["clear", "clear"], []),  # the former head, and half is not more than half
        (("红松", "银杏", "水杉"), ["restricted", "restricted", "clear"], ["holding"]),
        (("银杏", "黄连"), ["verify", "verify"], ["holding"]),  # a share that nobody stated
        (("银杏", "水杉"), ["clear", "clear"], []),
        (("黄连", "水杉"), ["verify", "verify"], ["same_head"]),  # heads of one name whom no number tells apart
        (("云杉", "云杉+甲", "银杏+甲"), ["restricted", "restricted", "restricted"], ["same_subject", "member"]),
        (("云杉+甲", "白桦+甲"), ["clear", "clear"], []),  # one bidder
        (("云杉+甲", "银杏+甲", "白桦"), ["restricted", "restricted", "restricted"], ["same_head", "member"]),
        (("~云杉", "白桦"), ["verify", "verify"], ["same_head"]),
        (("无此公司有限公司", "白桦"), ["unknown", "clear"], []),
    ],
)  # fmt: skip
def test_who_may_not_bid_beside_whom(
    app: Application, purpose: str, bidders: tuple[str, ...], expected: list[str], found: list[str]
) -> None:
    answer = lot(app, *bidders, purpose=purpose)
    assert (verdicts(answer), rules(answer)) == (expected, found)
    for each in answer["findings"]:
        assert each["rule"].startswith(f"lot.{purpose}.")
        assert each["evidence"]
        assert each["path"]
        assert each["basis"]["document"]
        assert each["measures"] == ([purpose] if each["certainty"] == "confirmed" else [])


def test_a_consortium_fails_with_one_listed_member(app: Application) -> None:
    answer = lot(app, "紫荆+甲", "银杏+甲", "水杉")
    assert verdicts(answer) == ["restricted", "restricted", "clear"]
    assert [(each["rule"], each["bidders"]) for each in answer["findings"]] == [("lot.procurement.member", [2])]
    assert answer["findings"][0]["evidence"][0]["file"] == "listing.csv"
    assert answer["verdict"] == "restricted"


def test_the_day_decides(app: Application) -> None:
    assert verdicts(lot(app, "红松", "胡杨", as_of=date(2018, 6, 1))) == [
        "clear",
        "clear",
    ]  # 李二 headed 红松 from 2019
    assert verdicts(lot(app, "云杉", "白桦", as_of=date(2018, 6, 1))) == ["clear", "clear"]
    assert verdicts(lot(app, "云杉", "白桦", as_of=date(2019, 1, 1))) == ["restricted", "restricted"]


def test_a_lot_is_proved_as_a_whole(app: Application) -> None:
    answer = lot(app, "云杉+甲", "银杏+甲", "白桦", "~水杉")
    proof = prove(app, answer["query"], READER)
    assert (proof.verdict, proof.lot["result"], proof.lot["verdict"]) == ("proved", "proved", "restricted")
    assert prove(app, answer["bidders"][2]["answer"]["query"], READER).verdict == "proved"


def test_a_bidder_that_cannot_be_asked_is_unknown(app: Application) -> None:
    rows = [Subject(1, "91410100MA0000000X"), Subject(2, FIRMS["云杉"][1]), Subject(3, FIRMS["白桦"][1])]
    answer = run_lot(app, rows, Check("procurement", DAY), READER)
    assert verdicts(answer) == ["unknown", "restricted", "restricted"]
    assert answer["bidders"][0]["answer"]["error"]["code"] == "invalid_number"
    assert prove(app, answer["query"], READER).verdict == "proved"


def test_only_purposes_with_lots(app: Application) -> None:
    for rows, purpose in (([Subject(1, FIRMS["云杉"][1])], "land"), ([], "procurement")):
        with pytest.raises(InvalidQuery):
            run_lot(app, rows, Check(purpose, DAY), READER)


def test_rows_without_basis_or_with_unknown_words_are_refused() -> None:
    good = load_lot_rules().text
    for wrong, key in (
        (good.replace('"OPERATES"', '"OPERATE"'), "relations"),
        (good.replace('test = "holding"', 'test = "kin"'), "test"),
        (good.replace("force = ", "power = "), "force"),
    ):
        with pytest.raises(PolicyError) as caught:
            load_lot_rules(wrong)
        assert caught.value.key in (key, "power")


def test_the_command_and_the_route(app: Application, tmp_path: Path) -> None:
    rows = [(FIRMS["云杉"][1], "", "甲"), (FIRMS["银杏"][1], "", "甲"), (FIRMS["白桦"][1], "", "")]
    file = write(tmp_path / "bidders.csv", "号码,名称,联合体", rows)
    args = ["--store", app.settings.store, "lot", "--file", str(file), "--as-of", "2026-11-20"]
    done = CliRunner().invoke(cli, [*args, "--json"])
    assert done.exit_code == 1
    assert verdicts(json.loads(done.stdout)) == ["restricted", "restricted", "restricted"]
    shown = CliRunner().invoke(cli, args)
    assert "王一" in shown.stdout
    for number in PERSONS.values():
        assert number not in done.output + shown.output
    body = {"bidders": [{"number": number, "consortium": label} for number, _, label in rows]}
    with TestClient(create_app(app)) as client:
        answer = client.post("/v1/lots", json=body, headers=HEADERS).json()
        assert verdicts(answer) == ["restricted", "restricted", "restricted"]
        assert client.get(f"/v1/proofs/{answer['query']}", headers=HEADERS).json()["lot"]["result"] == "proved"
        assert client.post("/v1/lots", json=body).status_code == 403
        assert client.post("/v1/lots", json={"bidders": []}, headers=HEADERS).status_code == 422
