"""Every shipped format from a row to the card, to the page, and, where a rule says so, to the check."""

import csv
import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import wire
from api.app import create_app
from api.audit import Access
from api.bootstrap import Application, assemble
from api.card import read_card
from api.checks import Check, run_checks
from api.demo.numbers import Numbers
from api.lookups import Described, Question, look_up
from api.proofs import prove
from api.reading import Reader
from api.settings import Settings
from graph.intake import FileRequest, ingest
from graph.resolution import resolve
from linkage.formats import load_formats
from linkage.identifiers import Identifier, parse
from linkage.model import Kind
from tests.api.test_app import HEADERS

TABLE = tomllib.loads((Path(__file__).parent / "data" / "card_rows.toml").read_text("utf-8"))
NAMES = [spec.name for spec in load_formats()]
NUMBERS = Numbers(Random("cards"))
ORG = NUMBERS.organisation()
WORDS = {
    "firm": "郑州云杉智造科技有限公司",
    "code": NUMBERS.uscc("91", "410105", ORG),
    "org": ORG,
    "man": "钟离静",
    "resident": NUMBERS.resident("410105", date(1979, 5, 6), "女"),
    "other": "郑州白鹭物流有限公司",
    "unit": "郑州市示例检测中心",
    "unit_code": NUMBERS.uscc("12", "410105", NUMBERS.organisation()),
    "club": "郑州市示例协会",
    "club_code": NUMBERS.uscc("51", "410105", NUMBERS.organisation()),
    "village": "郑州市示例村民委员会",
    "village_code": NUMBERS.uscc("54", "410105", NUMBERS.organisation()),
    "coop": "郑州示例种植农民专业合作社",
    "coop_code": NUMBERS.uscc("93", "410105", NUMBERS.organisation()),
    "agency": "示例信用评级有限公司",
    "agency_code": NUMBERS.uscc("91", "410105", NUMBERS.organisation()),
}
READER = Reader(Access("a", "b", "c", "d"), "cli")


def filled(text: str) -> str:
    return text.format_map(WORDS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    folder = tmp_path_factory.mktemp("cards")
    requests = []
    for name, each in TABLE.items():
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([list(each["row"]), [filled(text) for text in each["row"].values()]])
        requests.append(FileRequest(path, "410100", "示例局", name, None, date(2026, 10, 31)))
    clock = lambda: datetime(2026, 11, 20, 9, tzinfo=UTC)  # noqa: E731
    made = assemble(Settings(store=f"sqlite:///{folder / 'cards.db'}"), clock=clock)
    for report in ingest(made.store, made.formats, requests, clock, "tests"):
        assert (report.error, report.counts.rejected, report.counts.issues) == (None, 0, 0), report
    resolve(made.store, clock)
    yield made
    made.store.close()


def entity_of(app: Application, name: str) -> str:
    number = parse(filled(TABLE[name].get("of", "{code}")))
    assert isinstance(number, Identifier)
    return app.store.by_identifier([number])[number][0][0]


def test_every_shipped_format_has_its_row() -> None:
    assert sorted(TABLE) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_reaches_the_card(app: Application, name: str) -> None:
    card = wire.card(read_card(app.store, entity_of(app, name)))
    assert f"{name}.csv" in {source["file"] for source in card["sources"]}
    for section, text in TABLE[name]["card"]:
        assert filled(text) in json.dumps(card[section], ensure_ascii=False), section


@pytest.mark.parametrize("name", NAMES)
def test_a_row_reaches_the_page(app: Application, name: str) -> None:
    with TestClient(create_app(app)) as client:
        client.post("/access", data={"caller": "a", "purpose": "procurement", "basis": "c", "case": "d", "next": "/"})
        page = client.get(f"/entities/{entity_of(app, name)}", params={"as_of": "2026-11-20"}, headers=HEADERS).text
    for section, text in TABLE[name]["card"]:
        if section != "identifiers":
            assert filled(text) in page, section
    assert WORDS["resident"] not in page


def test_a_farmers_grade_is_shown_and_where_he_lives_is_not(app: Application) -> None:
    card = wire.card(read_card(app.store, entity_of(app, "farmer")))
    assert [each["facts"] for each in card["attributes"]] == [{"assessed_on": "2024-03-08", "grade": "A"}]
    assert "示例村" not in json.dumps(card, ensure_ascii=False)


def test_the_agency_that_issued_a_rating_is_named_as_an_entity(app: Application) -> None:
    card = wire.card(read_card(app.store, entity_of(app, "rating")))
    issuers = {each["issuer"] for each in card["products"] if each["facts"].get("authority") == WORDS["agency"]}
    assert issuers == {entity_of(app, "credit_agency")}
    assert {each["issuer"] for each in card["products"] if "authority" not in each["facts"]} == {None}


def test_a_shop_is_an_alias_of_its_operator(app: Application) -> None:
    card = read_card(app.store, entity_of(app, "online_shop"))
    assert "云杉优选旗舰店" in card.aliases
    assert "云杉优选旗舰店" in wire.card(card)["names"]


@pytest.mark.parametrize("name", [name for name in NAMES if "check" in TABLE.get(name, {})])
def test_a_row_reaches_the_check_where_a_rule_says_so(app: Application, name: str) -> None:
    answer: dict[str, Any] = run_checks(
        app, [Check("procurement", date(2026, 11, 20), entity=entity_of(app, name))], READER
    ).answers[0]
    assert TABLE[name]["check"] in {finding["listing"]["category"] for finding in answer["findings"]}
    assert f"{name}.csv" in {s["file"] for finding in answer["findings"] for s in finding["evidence"]}


SHOP = "云杉优选旗舰店"


def test_a_check_by_the_name_of_a_shop_says_whose_it_is_and_carries_no_measure(app: Application) -> None:
    operator = entity_of(app, "online_shop")
    answer = run_checks(app, [Check("procurement", date(2026, 11, 20), name=SHOP)], READER).answers[0]
    (first, *_) = answer["candidates"]
    assert (first["entity"], first["shop"], first["score"]) == (operator, SHOP, 1.0)
    assert first["why"][0] == f"网店“{SHOP}”的经营者"
    assert (answer["verdict"], answer["entity"]["certainty"]) == ("verify", "probable")
    assert answer["findings"]
    assert [f["measures"] for f in answer["findings"]] == [[]] * len(answer["findings"])
    own = run_checks(app, [Check("procurement", date(2026, 11, 20), name=WORDS["firm"])], READER).answers[0]
    assert [each.get("shop") for each in own["candidates"] if each["entity"] == operator] == [None]


def test_a_check_by_the_name_of_a_shop_is_proved_later(app: Application) -> None:
    checked = run_checks(app, [Check("procurement", date(2026, 11, 20), name=SHOP)], READER)
    assert prove(app, checked.query, READER).verdict == "proved"


def test_search_and_match_by_the_name_of_a_shop_give_its_operator(app: Application) -> None:
    operator = entity_of(app, "online_shop")
    asked = {"queries": {"q": {"schema": "Company", "properties": {"name": [SHOP]}}}}
    with TestClient(create_app(app)) as client:
        found = client.get("/v1/search", params={"name": SHOP}).json()["results"][0]
        page = client.post("/search", data={"q": SHOP}).text
        hit = client.post("/match/default", json=asked, headers=HEADERS).json()["responses"]["q"]["results"][0]
    assert (found["id"], found["matched"], found["shop"]) == (operator, SHOP, True)
    assert f"网店“{SHOP}”的经营者" in page
    assert (hit["id"], hit["match"]) == (operator, False)
    assert f"网店“{SHOP}”的经营者" in json.dumps(hit, ensure_ascii=False)


def test_a_lookup_by_the_name_of_a_shop_says_whose_it_is(app: Application) -> None:
    found = look_up(app, READER, Question(Described(SHOP, kind=Kind.ENTERPRISE)))["answers"][0]
    assert found["entity"] is None
    assert found["shops"] == [{"shop": SHOP, "entity": entity_of(app, "online_shop"), "name": WORDS["firm"]}]
    own = look_up(app, READER, Question(Described(WORDS["firm"], kind=Kind.ENTERPRISE)))["answers"][0]
    assert own["shops"] == []
