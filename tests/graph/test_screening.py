"""Screening on the embedded store: who is meant, verdicts per purpose, the JSON shape, batches, masks and names."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from graph.candidates import score_enterprise, score_person, score_shop
from graph.findings import Finding, ReasonMissing
from graph.identification import may_be
from graph.inquiry import Inquiry
from graph.intake import FileRequest, ingest
from graph.model import DeliveryKind, Node
from graph.policy import load_purposes, load_rules
from graph.propagation import Propagation
from graph.resolution import resolve
from graph.rules import Sureness
from graph.screening import Answer, Query, bears, screen, to_json, verdict
from graph.store.sqlite.store import SqliteStore
from graph.surroundings import Surroundings
from linkage.checksums import org_code_check, resident_check, uscc_check
from linkage.formats import load_formats
from linkage.identifiers import Identifier, IdentifierKind, parse
from linkage.model import Kind
from tests.graph.town import COURT, TAX, TODAY, Town

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def uscc(serial: int) -> str:
    body = f"MA4{serial:05d}"
    whole = f"91410100{body}{org_code_check(body)}"
    return whole + uscc_check(whole)


def resident(serial: int, area: str = "410102", birth: str = "19710817") -> str:
    body = f"{area}{birth}{serial:03d}"
    return body + resident_check(body)


LISTED, CLEAN, MASKED, IMPOSSIBLE = uscc(1), uscc(2), resident(11), resident(13, "410305", "19830209")


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, sorted({key for row in rows for key in row}), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def role(firm: tuple[str, str], person: tuple[str, str]) -> dict[str, str]:
    return {
        "comp_nm": firm[0],
        "uni_social_crd_cd": firm[1],
        "nm": person[0],
        "certype_cn": "居民身份证",
        "cer_no": person[1],
        "role_cn": "法定代表人",
        "from_dt": "2015-01-01",
        "to_dt": "",
        "void_reason": "",
    }


THIRD, HEAD = ("郑州远岫农业有限公司", uscc(3)), ("钟离静", resident(15, "410103", "19790101"))
FIRM, OTHER = ("郑州云杉智造科技有限公司", LISTED), ("郑州白鹭物流有限公司", CLEAN)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    folder = tmp_path_factory.mktemp("screening")
    roles = [role(FIRM, HEAD), role(THIRD, ("申屠怀瑾", MASKED)), role(OTHER, ("申屠怀瑾", IMPOSSIBLE))]
    listing = {
        "list_cn": "重大税收违法案件当事人名单",
        "doc_no": "郑税稽罚〔2025〕7号",
        "authority": TAX,
        "nm": FIRM[0],
        "uni_social_crd_cd": LISTED,
        "cer_no": "",
        "reason": "虚开发票",
        "in_dt": "2025-03-04",
        "out_dt": "",
        "region": "410100",
        "source_unit": "",
    }
    debtor = {
        "dishonest_id": "1",
        "executed_nm": "申屠怀瑾",
        "identi_id": MASKED[:10] + "****" + MASKED[14:],
        "executed_court": COURT,
        "case_no": "（2025）豫01执7号",
        "publish_dt": "2025-05-06",
        "fil_dt": "2025-05-01",
        "executed_nature": "自然人",
        "uni_social_crd_cd": "",
        "legal_repre": "",
        "enforce_basis": "",
        "dishonest_behav": "",
    }
    files = [
        ("role", [*roles], "市场监督管理局"),
        ("listing", [listing], "税务局"),
        ("dishonest_debtor", [debtor], "中级人民法院"),
    ]
    requests = [
        FileRequest(
            write(folder / f"{name}.csv", rows), "410100", department, name, DeliveryKind.FULL, date(2026, 10, 31)
        )
        for name, rows, department in files
    ]
    ticks = count()
    made = SqliteStore(folder / "store.db")

    def clock() -> datetime:
        return AT + timedelta(seconds=next(ticks))

    for report in ingest(made, load_formats(), requests, clock, "test"):
        assert report.error is None
        assert report.counts.rejected == 0
    resolve(made, clock, full=True)
    yield made
    made.close()


def ask(store: SqliteStore, **query: object) -> Answer:
    number = query.pop("number", "")
    if number:
        parsed = parse(str(number))
        assert isinstance(parsed, Identifier)
        query["identifiers"] = (parsed,)
    asked = Query(**{"purpose": "procurement", "as_of": TODAY, "region": "410100", **query})  # type: ignore[arg-type]
    return screen(store, load_rules(), load_purposes(), [asked])[0]


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("procurement", "restricted"),
        ("customs", "restricted"),
        ("land", "consider"),
        ("credit", "consider"),
        ("tender", "clear"),
        ("exit", "clear"),
        ("green_channel", "restricted"),
    ],
)
def test_verdict_is_of_the_purpose(store: SqliteStore, purpose: str, said: str) -> None:
    answer = ask(store, number=LISTED, purpose=purpose)
    assert answer.verdict == said
    assert answer.entity is not None
    assert answer.entity.name == FIRM[0]
    assert len([f for f in answer.findings if f.rule.startswith("tax.own")]) == 4


def test_unknown_is_never_clear(store: SqliteStore) -> None:
    for answer in (ask(store, number=uscc(99)), ask(store, name="洛阳无此公司有限公司"), ask(store, entity="nobody")):
        assert answer.verdict == "unknown"
        assert answer.entity is None


def test_a_name_alone_is_to_be_verified(store: SqliteStore) -> None:
    answer = ask(store, name=FIRM[0], kind=Kind.ENTERPRISE)
    assert answer.verdict == "verify"
    assert answer.candidates[0].name == FIRM[0]
    assert all(not f.measures and f.would_be for f in answer.findings if f.rule.startswith("tax.own"))
    assert answer.findings
    assert all(f.explanation_zh.endswith("须先核实，目前不产生任何措施。") for f in answer.findings)
    assert all(f.explanation_zh.count("须先核实") == 1 for f in answer.findings)
    clean = ask(store, name=OTHER[0], kind=Kind.ENTERPRISE, purpose="tender")
    assert clean.sureness is Sureness.PROBABLE
    assert (clean.verdict, [f.measures for f in clean.findings if f.measures]) == ("verify", [])


def test_a_masked_debtor_is_possible_or_impossible(store: SqliteStore) -> None:
    possible = ask(store, number=MASKED, purpose="tender")
    assert possible.verdict == "verify"
    assert {f.listing.category for f in possible.findings if not f.measures} == {"dishonest_judgment_debtor"}
    assert ask(store, number=IMPOSSIBLE, purpose="tender").verdict == "clear"


def test_a_masked_number_alone_names_nobody_but_with_a_name_it_does(store: SqliteStore) -> None:
    masked = MASKED[:6] + "*" * 8 + MASKED[14:]
    assert ask(store, number=masked).verdict == "unknown"
    answer = ask(store, number=masked, name="申屠怀瑾", purpose="tender")
    assert answer.verdict == "verify"
    assert not any(f.measures for f in answer.findings)


def test_before_the_listing_and_before_it_was_known(store: SqliteStore) -> None:
    assert ask(store, number=LISTED, as_of=date(2025, 3, 3)).verdict == "clear"
    assert ask(store, number=LISTED, known_at=AT - timedelta(days=1)).verdict == "unknown"
    assert ask(store, number=LISTED, known_at=store.head()).verdict == "restricted"


def test_a_batch_answers_in_order_and_as_one_by_one(store: SqliteStore) -> None:
    queries = [
        Query(purpose="procurement", as_of=TODAY, identifiers=(parse(n),))  # type: ignore[arg-type]
        for n in (CLEAN, LISTED, uscc(99), MASKED, LISTED)
    ] + [Query(purpose="land", as_of=date(2025, 1, 1), name=FIRM[0])]
    together = screen(store, load_rules(), load_purposes(), queries)
    assert together == [screen(store, load_rules(), load_purposes(), [query])[0] for query in queries]
    assert [answer.verdict for answer in together][1:3] == ["restricted", "unknown"]


def test_leaving_out_what_bears_on_nothing_changes_no_finding(store: SqliteStore) -> None:
    rules, subjects = load_rules(), sorted(node.id for node in store.entities())
    assert len(subjects) == 6
    full = Surroundings(store.subgraph(subjects, hops=3))
    for subject in subjects:
        part = Surroundings(store.subgraph([subject], hops=rules.hops, bearing=rules.products))
        for region in ("", "410100", "310000"):
            everything = Propagation(Inquiry(full, rules, TODAY, region)).findings(subject)
            assert Propagation(Inquiry(part, rules, TODAY, region)).findings(subject) == everything


def test_json_shape_and_no_number_of_a_person(store: SqliteStore) -> None:
    answer = to_json(ask(store, number=MASKED, purpose="tender"))
    assert {"verdict", "entity", "findings", "candidates", "as_of", "known_at", "rule_version"} <= answer.keys()
    for finding in answer["findings"]:  # type: ignore[attr-defined]
        needed = {"class", "force", "listing", "measures", "rule", "basis", "path", "certainty", "evidence"}
        assert needed <= finding.keys()
        assert {"document", "number", "article", "review_status"} <= finding["basis"].keys()
        assert finding["path"]
        assert finding["evidence"]
    assert MASKED not in str(answer)


def sample() -> list[Finding]:
    town = Town()
    town.firm("甲公司")
    town.person("张一")
    town.role("张一", "LEGAL_REPRESENTATIVE_OF", "甲公司", "2015-01-01")
    town.listed("dishonest_judgment_debtor", "张一", authority=COURT)
    town.listed("construction_blacklist", "甲公司")
    town.listed("major_tax_violation", "甲公司", authority=TAX)
    return town.about("甲公司")


def test_strongest_wins() -> None:
    found = sample()
    assert verdict(found) == "restricted"
    may = [f for f in found if f.force != "must" and bears(f, load_purposes()["land"])]
    assert verdict(may) == "consider"
    assert verdict(may, ambiguous=True) == "verify"
    assert verdict([]) == "clear"
    assert {f.rule for f in found if bears(f, load_purposes()["exit"])} == {"related.debtor"}


def test_no_conclusion_without_reasons() -> None:
    found = sample()[0]
    fields = {name: getattr(found, name) for name in Finding.__dataclass_fields__}
    for gap in ({"path": ()}, {"evidence": ()}, {"rule": ""}):
        with pytest.raises(ReasonMissing):
            Finding(**{**fields, **gap})


@pytest.mark.parametrize(
    ("asked", "known", "low", "high"),
    [
        ("郑州云杉智造科技有限公司", "郑州云杉智造科技有限公司", 1, 1),
        ("河南云杉智造科技有限公司", "郑州云杉智造科技有限公司", 0.6, 1),
        ("开封云杉智造科技有限公司", "郑州云杉智造科技有限公司", 0, 0.6),
        ("郑州云杉智造科技有限公司新郑分公司", "郑州云杉智造科技有限公司", 0, 0.6),
        ("郑州白鹭物流有限公司", "郑州云杉智造科技有限公司", 0, 0.6),
    ],
)
def test_scores_of_firms(asked: str, known: str, low: float, high: float) -> None:
    assert low <= score_enterprise(asked, known).score <= high


def test_scores_of_persons() -> None:
    assert score_person("申屠怀瑾", "申屠怀瑾").score == 1
    assert 0.9 <= score_person("申屠*瑾", "申屠怀瑾").score < 1
    assert score_person("申屠怀玉", "申屠怀瑾").score == 0


@pytest.mark.parametrize(
    ("details", "fits"),
    [((), True), ((("sex", "male"),), True), ((("sex", "female"),), False), ((("birth", "1971-08"),), True),
     ((("birth", "1972"),), False)],
)  # fmt: skip
def test_doubles_by_mask_birth_and_sex(details: tuple[tuple[str, str], ...], fits: bool) -> None:
    kind = IdentifierKind.RESIDENT
    person = Node("a", Kind.PERSON, "申屠怀瑾", (Identifier(kind, MASKED),), ("申屠怀瑾",))
    masked = Identifier(kind, MASKED[:6] + "*" * 12, masked=True)
    other = Node("b", Kind.PERSON, "申屠怀瑾", (masked,), ("申屠怀瑾",), details)
    assert may_be(person, other, 6.0) is fits


def test_names_of_shops_are_compared_without_what_all_end_in() -> None:
    assert score_shop("云杉优选旗舰店", "云杉优选旗舰店").score == 1.0
    assert score_shop("云杉优选", "云杉优选官方旗舰店").score == 0.95
    assert score_shop("合友旗舰店", "宸千旗舰店").score == 0.0
    assert score_shop("旗舰店", "宸千旗舰店").score < 0.6
