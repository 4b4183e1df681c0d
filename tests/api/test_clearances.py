"""Decision memory: a cleared false hit stays cleared until its evidence changes, whatever becomes of the entities."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.audit import Access
from api.bootstrap import Application, assemble
from api.checks import Check, run_checks
from api.clearances import Clearing, UnknownClearance, clear, contents, withdraw
from api.cli import app as cli
from api.demo.numbers import Numbers
from api.errors import InvalidQuery
from api.proofs import prove
from api.reading import Reader
from api.settings import Settings
from graph.clearances import STREAM
from graph.intake import FileRequest, ingest
from graph.model import Certainty, IdentityEvent, Membership
from graph.resolution import resolve
from linkage.identifiers import Identifier, parse
from tests.api.test_app import HEADERS

DAY = date(2026, 11, 20)
READER = Reader(Access("复核员甲", "clear", "内部核查", "1号"), "cli")
NUMBERS = Numbers(Random("clearances"))
PERSON, NAMESAKE = (NUMBERS.resident("410105", date(1971, 8, 17), sex) for sex in ("男", "男"))
FIRM = NUMBERS.uscc("91", "410105", NUMBERS.organisation())
NAME = "申屠怀瑾"
DEBTOR = {
    "dishonest_id": "1",
    "executed_nm": NAME,
    "identi_id": PERSON[:6] + "********" + PERSON[14:17] + "*",
    "executed_court": "郑州市中级人民法院",
    "case_no": "（2025）豫01执7号",
    "publish_dt": "2025-05-06",
    "fil_dt": "2025-05-01",
    "executed_nature": "自然人",
    "dishonest_behav": "有履行能力而拒不履行",
}


def rows_of(person: str) -> dict[str, str]:
    return {
        "comp_nm": "郑州云杉智造科技有限公司",
        "uni_social_crd_cd": FIRM,
        "nm": NAME,
        "certype_cn": "居民身份证",
        "cer_no": person,
        "role_cn": "法定代表人",
        "from_dt": "2015-01-01",
    }


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Application]:
    ticks = count()
    made = assemble(
        Settings(store=f"sqlite:///{tmp_path / 'c.db'}"),
        clock=lambda: datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(ticks)),
    )
    load(made, tmp_path, "role", rows_of(PERSON))
    load(made, tmp_path, "dishonest_debtor", DEBTOR)
    yield made
    made.store.close()


def load(app: Application, folder: Path, format_: str, row: dict[str, str], as_at: date = date(2026, 10, 1)) -> None:
    path = folder / f"{format_}{as_at}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, sorted(row))
        writer.writeheader()
        writer.writerow(row)
    (report,) = ingest(
        app.store, app.formats, [FileRequest(path, "410100", "某局", format_, None, as_at)], app.clock, "t"
    )
    assert (report.error, report.counts.rejected) == (None, 0)
    resolve(app.store, app.clock)


def verdict(app: Application, number: str = PERSON, as_of: date = DAY, **more: Any) -> str:
    checked = run_checks(app, [Check("tender", as_of, number=number, **more)], READER)
    assert prove(app, checked.query, READER).verdict == "proved"
    return str(checked.answers[0]["verdict"])


def cleared(app: Application, number: str = PERSON, **more: Any) -> str:
    check = Check("tender", DAY, number=number)
    (made,) = clear(app, Clearing(check, "照片与出生日期不符，非同一人", **more), READER)
    return made.id


def test_a_cleared_hit_is_shown_as_cleared_and_leaves_the_verdict(app: Application) -> None:
    assert verdict(app) == "verify"
    made = cleared(app)
    answer = run_checks(app, [Check("tender", DAY, number=PERSON)], READER).answers[0]
    assert answer["verdict"] == "clear"
    marks = {json.dumps(each["cleared"], ensure_ascii=False) for each in answer["findings"]}
    assert marks == {
        json.dumps({"id": made, "reviewer": "复核员甲", "reason": "照片与出生日期不符，非同一人"}, ensure_ascii=False)
    }


def stated(app: Application) -> list[str]:
    return [each["state"] for each in contents(app, list(app.book.current().all.values()))]


def test_what_was_answered_before_the_clearance_is_proved_as_it_was(app: Application) -> None:
    before = run_checks(app, [Check("tender", DAY, number=PERSON)], READER)
    cleared(app)
    proof = prove(app, before.query, READER)
    assert (proof.verdict, proof.answers[0]["answer"]["verdict"]) == ("proved", "verify")


def test_it_opens_again_when_the_evidence_changes(app: Application, tmp_path: Path) -> None:
    cleared(app)
    assert stated(app) == ["standing"]
    load(app, tmp_path, "dishonest_debtor", DEBTOR | {"dishonest_behav": "违反财产报告制度"}, date(2026, 11, 1))
    assert verdict(app) == "verify"
    assert stated(app) == ["evidence_changed"]


def test_a_redelivered_record_changes_nothing(app: Application, tmp_path: Path) -> None:
    cleared(app)
    load(app, tmp_path, "dishonest_debtor", DEBTOR, date(2026, 11, 1))
    assert verdict(app) == "clear"


def test_it_is_of_the_person_and_not_of_the_name(app: Application, tmp_path: Path) -> None:
    load(app, tmp_path, "role", rows_of(NAMESAKE) | {"role_cn": "监事"}, date(2026, 10, 2))
    same_mask = verdict(app, NAMESAKE)
    cleared(app)
    assert verdict(app, NAMESAKE) == same_mask


def test_it_survives_splitting_and_merging_either_side(app: Application) -> None:
    cleared(app)
    assert {each.certainty for each in members(app)} == {"confirmed", "probable"}
    debtor = [each for each in members(app) if each.certainty == "probable"]
    with app.store.unit(app.clock(), "t", "split") as unit:
        unit.append_identity([IdentityEvent("created", "EOTHER")])
        unit.set_memberships([Membership(each.party, "EOTHER", Certainty.CONFIRMED) for each in debtor])
    assert len(members(app)) == 1
    assert verdict(app) == "clear"
    (left,) = members(app)
    with app.store.unit(app.clock(), "t", "merge") as unit:
        unit.append_identity([IdentityEvent("merged", "ENEW", (left.entity,))])
        unit.set_memberships([replace(left, entity="ENEW")])
    assert verdict(app) == "clear"
    assert verdict(app, number="", entity=left.entity) == "clear"


def members(app: Application) -> list[Membership]:
    """Of the entity that has the person's number."""
    number = parse(PERSON)
    assert isinstance(number, Identifier)
    found = [entity for entity, _ in app.store.by_identifier([number])[number]]
    return [each for group in app.store.members(found).values() for each in group]


def test_a_firm_behind_which_the_person_stands_is_clear_too(app: Application) -> None:
    assert verdict(app, FIRM) == "verify"
    cleared(app)
    assert verdict(app, FIRM) == "clear"


def test_the_hit_of_a_firm_is_cleared_for_the_firm_alone(app: Application) -> None:
    cleared(app, FIRM)
    assert (verdict(app, FIRM), verdict(app)) == ("clear", "verify")


def test_it_ends_with_its_last_day_and_with_its_withdrawal(app: Application) -> None:
    made = cleared(app, until=DAY)
    assert verdict(app) == "clear"
    assert verdict(app, as_of=DAY + timedelta(days=1)) == "verify"
    withdraw(app, made, "复核有误", READER)
    assert verdict(app) == "verify"
    with pytest.raises(UnknownClearance):
        withdraw(app, made, "再次", READER)


def test_what_cannot_be_cleared(app: Application) -> None:
    for check in (
        Check("tender", DAY, number=NAMESAKE),
        Check("tender", DAY, name=NAME),
        Check("tender", DAY, name="郑州云杉智造科技有限公司"),
    ):
        with pytest.raises(InvalidQuery):
            clear(app, Clearing(check, "无"), READER)
    with pytest.raises(InvalidQuery):
        clear(app, Clearing(Check("tender", DAY, number=PERSON), " "), READER)
    with pytest.raises(InvalidQuery, match="已过"):
        clear(app, Clearing(Check("tender", DAY, number=PERSON), "x", until=date(2026, 1, 1)), READER)
    with pytest.raises(InvalidQuery, match="999999"):
        run_checks(app, [Check("tender", DAY, number=PERSON, region="999999")], READER)
    assert not app.book.current()


def test_no_persons_number_is_in_the_stream(app: Application) -> None:
    cleared(app)
    assert not any(PERSON in entry.payload.decode() for entry in app.store.read(STREAM))


def test_the_commands_and_the_routes(app: Application, tmp_path: Path) -> None:
    store = ["--store", app.settings.store]
    runner = CliRunner()
    done = runner.invoke(cli, [*store, "clear", "--number", PERSON, "--reason", "非同一人", "--json"])
    (made,) = json.loads(done.stdout)
    assert done.exit_code == 0
    assert PERSON not in done.output
    shown = json.loads(runner.invoke(cli, [*store, "clearances", "--json"]).stdout)
    assert [each["id"] for each in shown] == [made["id"]]
    with TestClient(create_app(app)) as client:
        gone = client.delete(f"/v1/clearances/{made['id']}", headers=HEADERS)
        assert gone.json()["withdrawn"] is True
        body = {"number": PERSON, "reason": "非同一人"}
        again = client.post("/v1/clearances", json=body, headers=HEADERS)
        assert again.status_code == 200
        assert client.post("/v1/clearances", json=body, headers=HEADERS).status_code == 422
        assert len(client.get("/v1/clearances", headers=HEADERS).json()) == 2
        assert client.get("/v1/clearances").status_code == 403
