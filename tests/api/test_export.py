"""Exports: read back by the programs they are for; persons masked, asked for with a reason, and logged."""

import csv
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import networkx
import pytest
from followthemoney import model
from typer.testing import CliRunner, Result

from api.audit import reads_of
from api.bootstrap import assemble
from api.cli import app as command
from api.settings import Settings
from graph.extract import Extract
from graph.intake import FileRequest, ingest
from graph.resolution import resolve

REGION, NOW, DAY = "410100", datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "2026-11-20"
LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"
WHY = ("--caller", "统计局 示例", "--basis", "统计法第十二条", "--case", "郑统〔2026〕3号")


@dataclass(frozen=True)
class City:
    url: str
    ids: dict[str, str]
    persons: dict[str, str]


@pytest.fixture(scope="module")
def city(town: Any, tmp_path_factory: pytest.TempPathFactory) -> City:
    """The town with shareholders: 王小样 70 % of CLEAN, CLEAN a share of BARRED that nobody states; a repaired listing."""
    folder = tmp_path_factory.mktemp("city")
    for path in town.folder.glob("*.csv"):
        shutil.copy(path, folder)
    codes, persons = town.codes, town.persons
    (folder / "shareholder.csv").write_text(
        "stocker_nm,percent,cer_no,uni_social_crd_cd,comp_nm\n"
        f"王小样,70,{persons['王小样']},{codes[CLEAN]},{CLEAN}\n"
        f"{CLEAN},,{codes[CLEAN]},{codes[BARRED]},{BARRED}\n",
        encoding="utf-8",
    )
    (folder / "listing_event.csv").write_text(
        "list_cn,doc_no,authority,nm,uni_social_crd_cd,cer_no,event_cn,event_dt\n"
        f"失信被执行人名单,(2025)豫01执88号,郑州市中级人民法院,李试验,,{persons['李试验']},移出,2026-09-01\n",
        encoding="utf-8",
    )
    url = f"sqlite:///{folder / 'city.db'}"
    app = assemble(Settings(store=url), clock=lambda: NOW)
    requests = [FileRequest(p, REGION, "示例局", None, None, date(2026, 10, 31)) for p in sorted(folder.glob("*.csv"))]
    reports = ingest(app.store, app.formats, requests, app.clock, "tests")
    assert all(report.error is None and report.counts.rejected == 0 for report in reports), reports
    resolve(app.store, app.clock)
    ids = {node.name: node.id for node in app.store.entities()}
    app.store.close()
    return City(url, ids, persons)


def export(city: City, format_: str, out: Path, *more: str, why: tuple[str, ...] = WHY) -> Result:
    args = ["--store", city.url, "export", "--format", format_, "--out", str(out), "--as-of", DAY, *why, *more]
    return CliRunner().invoke(command, args)


def written(city: City, format_: str, out: Path, *more: str) -> Path:
    result = export(city, format_, out, *more)
    assert result.exit_code == 0, result.output
    return out


def test_ftm_lines_validate_with_followthemoney(city: City, tmp_path: Path) -> None:
    lines = written(city, "ftm", tmp_path / "city.ftm.json").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    ids = {each["id"] for each in found}
    assert len(ids) == len(found)
    for each in found:
        schema = model.get(each["schema"])
        assert schema is not None
        schema.validate(each)
        proxy = model.get_proxy(each, cleaned=False)
        assert proxy.to_dict()["properties"].keys() == each["properties"].keys(), each
        for prop in proxy.iterprops():
            if prop.type.name == "entity":
                for other in proxy.get(prop):
                    assert other in ids
                    assert model.get(next(e["schema"] for e in found if e["id"] == other)).is_a(prop.range), each
    schemas = {each["schema"] for each in found}
    assert {"Company", "Person", "Directorship", "Ownership", "Sanction"} <= schemas
    owned = {
        (p["owner"][0], p["asset"][0]): p.get("percentage")
        for p in (e["properties"] for e in found if e["schema"] == "Ownership")
    }
    assert owned == {(city.ids["王小样"], city.ids[CLEAN]): ["70"], (city.ids[CLEAN], city.ids[BARRED]): ["0-100"]}
    (sanction,) = [each["properties"] for each in found if each["schema"] == "Sanction"]
    assert (sanction["entity"], sanction["startDate"], sanction["status"]) == (
        [city.ids[LISTED]],
        ["2025-06-01"],
        ["有效"],
    )
    company = next(each for each in found if each["id"] == city.ids[LISTED])
    assert company["properties"]["uscCode"] == company["properties"]["registrationNumber"][:1]


def test_graphml_loads_back_with_networkx(city: City, tmp_path: Path) -> None:
    graph = networkx.read_graphml(written(city, "graphml", tmp_path / "city.graphml"))
    kinds = networkx.get_node_attributes(graph, "kind")
    assert sorted(kinds.values()) == ["enterprise"] * 3 + ["listing"] + ["person"] * 3
    edge = graph.get_edge_data(city.ids["王小样"], city.ids[CLEAN])
    assert (edge["type"], edge["percent_low"], edge["certainty"]) == ("SHAREHOLDER_OF", 70.0, "confirmed")
    assert graph.get_edge_data(city.ids["王小样"], city.ids[LISTED])["type"] == "LEGAL_REPRESENTATIVE_OF"
    listing = next(node for node, kind in kinds.items() if kind == "listing")
    assert list(graph.predecessors(listing)) == [city.ids[LISTED]]
    assert graph.nodes[listing]["document"] == "郑税稽罚〔2025〕12号"


def test_bods_statements_have_the_shape_of_0_4(city: City, tmp_path: Path) -> None:
    statements = json.loads(written(city, "bods", tmp_path / "city.bods.json").read_text("utf-8"))
    ids, records = [s["statementId"] for s in statements], [s["recordId"] for s in statements]
    assert len(set(ids)) == len(ids)
    assert all(32 <= len(each) <= 64 for each in ids)
    assert len(set(records)) == len(records)
    seen: set[str] = set()
    for each in statements:
        details = each["recordDetails"]
        assert each["declarationSubject"]
        assert each["publicationDetails"]["bodsVersion"] == "0.4"
        assert details["isComponent"] is False
        if each["recordType"] == "entity":
            assert details["entityType"]["type"] == "registeredEntity"
            assert all(number["id"] and number["schemeName"] for number in details["identifiers"])
        elif each["recordType"] == "person":
            assert details["personType"] == "anonymousPerson"
            assert details["unspecifiedPersonDetails"]["reason"] == "interestedPartyExemptFromDisclosure"
        else:
            assert {details["subject"], details["interestedParty"]} <= seen, "named before it is used"
        seen.add(each["recordId"])
    interests = {(s["recordDetails"]["interestedParty"], s["recordDetails"]["subject"]): s["recordDetails"]["interests"] for s in statements if s["recordType"] == "relationship"}  # fmt: skip
    (share,) = interests[city.ids["王小样"], city.ids[CLEAN]]
    assert (share["type"], share["share"]) == ("shareholding", {"exact": 70.0, "minimum": 70.0, "maximum": 70.0})
    (open_,) = interests[city.ids[CLEAN], city.ids[BARRED]]
    assert open_["share"] == {"minimum": 0.0, "maximum": 100.0}
    (office,) = interests[city.ids["欧阳示范"], city.ids[CLEAN]]
    assert (office["type"], office["startDate"], "endDate" in office) == ("seniorManagingOfficial", "2019-03-01", False)


def test_csv_says_the_same_as_graphml(city: City, tmp_path: Path) -> None:
    folder = written(city, "csv", tmp_path / "city")
    tables = {}
    for name in ("nodes", "edges", "listings"):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
            tables[name] = list(csv.DictReader(stream))
    graph = networkx.read_graphml(written(city, "graphml", tmp_path / "city.graphml"))
    assert {row["id"] for row in tables["nodes"]} | {row["id"] for row in tables["listings"]} == set(graph.nodes)
    assert len(tables["edges"]) + len(tables["listings"]) == graph.number_of_edges()
    assert {row["certainty"] for row in tables["edges"]} == {"confirmed"}
    assert tables["listings"][0]["state"] == "in_force"
    assert not any(row["type"] == "SUPERVISOR_OF" for row in tables["edges"]), "an office that ended in 2019"


@pytest.mark.parametrize("format_", ["ftm", "graphml", "bods", "csv"])
def test_the_same_question_gives_the_same_bytes_in_any_page_size(city: City, tmp_path: Path, format_: str) -> None:
    def content(name: str) -> dict[str, bytes]:
        path = written(city, format_, tmp_path / name, "--known-at", "2026-11-20T09:00:00+00:00")
        return {p.name: p.read_bytes() for p in sorted(path.iterdir())} if path.is_dir() else {"": path.read_bytes()}

    assert content("one") == content("two")
    app = assemble(Settings(store=city.url), clock=lambda: NOW)
    whole, single = (
        [item for page in Extract(app.store, app.ruleset, date(2026, 11, 20), app.store.head(), size).pages() for item in (*page.nodes, *page.relations, *page.listings)]
        for size in (1000, 1)
    )  # fmt: skip
    app.store.close()
    assert len(whole) == len(single)
    assert set(map(repr, whole)) == set(map(repr, single))


def test_persons_are_masked_everywhere_and_logged(city: City, tmp_path: Path) -> None:
    for format_ in ("ftm", "graphml", "bods"):
        text = written(city, format_, tmp_path / format_).read_text("utf-8")
        assert "王*样" in text
        assert not any(name in text or number in text for name, number in city.persons.items()), format_
    result = export(city, "ftm", tmp_path / "again", "--json")
    answer = json.loads(result.stdout)
    assert (answer["entities"], answer["format"], len(answer["queries"])) == (6, "ftm", 1)
    app = assemble(Settings(store=city.url), clock=lambda: NOW)
    logged = [each for each in reads_of(app.store, city.ids["李试验"]) if each["query"] == answer["queries"][0]]
    app.store.close()
    assert [(each["action"], each["caller"], each["basis"], each["case"]) for each in logged] == [
        ("export", "统计局 示例", "统计法第十二条", "郑统〔2026〕3号")
    ]


def test_persons_need_a_reason_or_are_left_out(city: City, tmp_path: Path) -> None:
    refused = export(city, "ftm", tmp_path / "out", why=("--caller", "某人"))
    assert refused.exit_code == 1
    assert "purpose_required" in refused.stderr
    assert list(tmp_path.iterdir()) == []
    for format_ in ("ftm", "graphml", "bods"):
        out = tmp_path / format_
        assert export(city, format_, out, "--no-persons", why=()).exit_code == 0
        text = out.read_text("utf-8")
        assert city.ids[CLEAN] in text
        assert not any(city.ids[name] in text for name in city.persons), format_


def test_a_day_and_a_state_of_knowledge(city: City, tmp_path: Path) -> None:
    before = json.loads(written(city, "bods", tmp_path / "early", "--known-at", "2020-01-01").read_text("utf-8"))
    assert before == []
    then = networkx.read_graphml(written(city, "graphml", tmp_path / "then", "--as-of", "2026-08-01"))
    listed = [data["name"] for _, data in then.nodes(data=True) if data["kind"] == "listing"]
    assert len(listed) == 2, "the court's listing stood until September"
    early = networkx.MultiDiGraph(
        networkx.read_graphml(written(city, "graphml", tmp_path / "2018", "--as-of", "2018-06-01"))
    )
    held = {
        data["type"]: data["certainty"] for data in early.get_edge_data(city.ids["王小样"], city.ids[CLEAN]).values()
    }
    assert held == {"SUPERVISOR_OF": "confirmed", "SHAREHOLDER_OF": "possible"}


def test_nothing_half_written_and_nothing_foreign_overwritten(city: City, tmp_path: Path) -> None:
    missing = export(city, "ftm", tmp_path / "no" / "folder" / "out")
    assert (missing.exit_code, "no such folder" in missing.stderr) == (2, True)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    taken = export(city, "csv", folder)
    assert (taken.exit_code, (folder / "mine.txt").read_text("utf-8")) == (2, "mine")
    assert export(city, "ftm", folder).exit_code == 2
    written(city, "csv", tmp_path / "twice")
    written(city, "csv", tmp_path / "twice")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "twice"]
