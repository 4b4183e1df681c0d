"""A small fictional town in four real department files, ingested and resolved once per session."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from api.bootstrap import Application, assemble
from api.demo.numbers import Numbers
from api.settings import Settings
from graph.intake import FileRequest, ingest
from graph.resolution import resolve
from tests.api.reviewing import Desk, desk_over, reviewed_city

REGION = "410100"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LISTED, CLEAN, BARRED = "郑州云杉建筑工程有限公司", "郑州白桦商贸有限公司", "郑州红松物流有限公司"


@dataclass(frozen=True, slots=True)
class Town:
    """Where the files and the store are, and the numbers of who lives there."""

    folder: Path
    url: str
    codes: dict[str, str]
    persons: dict[str, str]


def write(path: Path, header: str, rows: list[tuple[str, ...]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    numbers = Numbers(Random("tests/api"))
    codes = {name: numbers.uscc("91", "410105", numbers.organisation()) for name in (LISTED, CLEAN, BARRED)}
    persons = {
        "王小样": numbers.resident("410105", date(1980, 3, 4), "男"),
        "欧阳示范": numbers.resident("410105", date(1975, 8, 9), "女"),
        "李试验": numbers.resident("410105", date(1990, 1, 2), "男"),
    }
    heads = dict(zip(codes, persons, strict=True))
    write(
        folder / "market_entity.csv",
        "comp_nm,uni_social_crd_cd,comp_type,reg_state,legal_repre,est_dt,appr_dt,addr",
        [
            (
                name,
                code,
                "有限责任公司",
                "存续",
                heads[name],
                "2016-05-06",
                "2020-01-02",
                f"郑州市金水区示例路{place}号",
            )
            for place, (name, code) in enumerate(codes.items(), 1)
        ],
    )
    write(
        folder / "role.csv",
        "comp_nm,uni_social_crd_cd,nm,certype_cn,cer_no,role_cn,from_dt,to_dt",
        [
            *(
                (name, codes[name], heads[name], "居民身份证", persons[heads[name]], "法定代表人", "2019-03-01", "")
                for name in codes
            ),
            (CLEAN, codes[CLEAN], "王小样", "居民身份证", persons["王小样"], "监事", "2018-01-01", "2019-12-31"),
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
                LISTED,
                codes[LISTED],
                "",
                "虚开发票",
                "2025-06-01",
                "",
            ),
            (
                "失信被执行人名单",
                "(2025)豫01执88号",
                "郑州市中级人民法院",
                "李试验",
                "",
                persons["李试验"],
                "有能力而拒不履行",
                "2025-03-01",
                "",
            ),
        ],
    )
    url = f"sqlite:///{folder / 'town.db'}"
    app = assemble(Settings(store=url), clock=lambda: NOW)
    day = date(2026, 10, 31)
    requests = [FileRequest(path, REGION, "示例局", None, None, day) for path in sorted(folder.glob("*.csv"))]
    reports = ingest(app.store, app.formats, requests, app.clock, "tests")
    assert all(report.error is None and report.counts.rejected == 0 for report in reports), reports
    resolve(app.store, app.clock)
    app.store.close()
    return Town(folder, url, codes, persons)


@pytest.fixture
def application(town: Town) -> Iterator[Application]:
    """The town's application, its clock standing on the reference day."""
    app = assemble(Settings(store=town.url), clock=lambda: NOW)
    yield replace(app)
    app.store.close()


@pytest.fixture(scope="session")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a small city, resolved once; see ``desk``."""
    return reviewed_city(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture
def desk(reviewed: Path, tmp_path: Path) -> Iterator[Desk]:
    """A reviewer's desk over a copy of that city."""
    with desk_over(shutil.copy(reviewed, tmp_path / "city.db")) as opened:
        yield opened
