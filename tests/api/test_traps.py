"""The planted trap cases: well-formed, deterministic, written and read back, and the checker tells right from wrong."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from api.demo import names
from api.demo.departments import REFERENCE_DATE, SHEETS, table_of
from api.demo.traps.cases import (
    Expected,
    ExpectedFinding,
    Trap,
    check,
    load_traps,
    normal_document,
    write_traps,
)
from api.demo.traps.story import RARE_CHARACTERS
from api.demo.traps.themes import traps
from api.demo.world import Factory

VERDICTS = {"clear", "consider", "restricted", "verify", "unknown"}
FORCES = {"must", "may", "reference", "grant"}


def planted(seed: int = 7) -> tuple[Trap, ...]:
    factory = Factory(Random(seed), "T")
    return traps(lambda _: factory)


@pytest.fixture(scope="module")
def cases() -> tuple[Trap, ...]:
    return planted()


def test_over_ninety_traps_each_with_rows_and_questions(cases: tuple[Trap, ...]) -> None:
    assert len(cases) >= 90
    assert len({trap.id for trap in cases}) == len(cases)
    for trap in cases:
        assert trap.rows
        assert trap.asks, trap.id
        assert all((trap.title_zh, trap.title_en, trap.rule))


def test_rows_fit_their_tables_and_deliveries(cases: tuple[Trap, ...]) -> None:
    for trap in cases:
        for row in trap.rows:
            sheet = SHEETS[row.sheet]
            table = table_of(sheet.format)
            assert set(row.cells) <= {column.code for column in table.columns}, (trap.id, row.sheet)
            assert any(row.cells.get(code) for code in table.needs), (trap.id, row.sheet)
            assert 0 <= row.delivery < len(sheet.deliveries), (trap.id, row.sheet)
            assert row.mentions, (trap.id, row.sheet)


def test_dates_of_rows_are_real_and_not_after_their_delivery(cases: tuple[Trap, ...]) -> None:
    ends = {"end", "plain"}
    for trap in cases:
        for row in trap.rows:
            sheet = SHEETS[row.sheet]
            for column in table_of(sheet.format).columns:
                text = row.cells.get(column.code, "")
                if column.type == "date" and text:
                    assert date.fromisoformat(text) <= sheet.deliveries[row.delivery][1], (
                        trap.id,
                        row.sheet,
                        column.code,
                    )
                elif column.type in ends and column.code.endswith("_dt") and text:
                    date.fromisoformat(text)


def test_same_seed_same_traps() -> None:
    assert planted(3) == planted(3)
    assert planted(3) != planted(4)


def test_traps_share_no_subject(cases: tuple[Trap, ...]) -> None:
    owner: dict[str, str] = {}
    for trap in cases:
        for label in {mention.label for row in trap.rows for mention in row.mentions}:
            assert owner.setdefault(label, trap.id) == trap.id


def test_no_firm_of_the_background_can_bear_a_traps_name(cases: tuple[Trap, ...]) -> None:
    """字号 of planted firms are of characters of their own, except where two of one trap share a name on purpose."""
    common = set("".join(names.tables().zihao))
    assert common.isdisjoint(RARE_CHARACTERS)
    bearers: dict[str, set[str]] = {}
    for trap in cases:
        for row in trap.rows:
            if row.sheet.endswith("/market_entity"):
                bearers.setdefault(row.cells["comp_nm"], set()).add(trap.id)
    assert all(len(trap_ids) == 1 for trap_ids in bearers.values())
    assert all(set(name) & set(RARE_CHARACTERS) for name in bearers)


def test_verdicts_follow_from_the_findings(cases: tuple[Trap, ...]) -> None:
    """Principle 5 restated: the strongest finding makes the verdict."""
    for trap in cases:
        for ask, expected in trap.asks:
            assert expected.verdict in VERDICTS
            if expected.findings is None or expected.verdict == "unknown":
                continue
            assert {finding.force for finding in expected.findings} <= FORCES
            assert expected.verdict == _verdict(expected.findings), (trap.id, ask.purpose)
            assert ask.as_of <= REFERENCE_DATE.replace(day=21)


def _verdict(findings: tuple[ExpectedFinding, ...]) -> str:
    sure = [f for f in findings if f.certainty == "confirmed"]
    if any(f.force == "must" and f.cls != "alert" for f in sure):
        return "restricted"
    if len(sure) < len(findings):
        return "verify"
    return "consider" if any(f.force != "grant" for f in sure) else "clear"


def test_every_class_force_and_verdict_is_planted(cases: tuple[Trap, ...]) -> None:
    expected = [e for trap in cases for _, e in trap.asks]
    findings = [f for e in expected for f in e.findings or ()]
    assert {e.verdict for e in expected} == VERDICTS
    assert {f.cls for f in findings} == {"own", "effect", "alert"}
    assert {f.force for f in findings} == FORCES
    assert any(f.disputed for f in findings)


def test_written_cases_read_back(cases: tuple[Trap, ...], tmp_path: Path) -> None:
    path = write_traps(tmp_path, cases)
    assert path.name == "traps.json"
    read = load_traps(tmp_path)
    assert [case.id for case in read] == [trap.id for trap in cases]
    assert [case.asks for case in read] == [trap.asks for trap in cases]
    again = path.read_bytes()
    assert write_traps(tmp_path, cases).read_bytes() == again


FINDING = {
    "class": "own",
    "force": "must",
    "listing": {"category": "serious_violation", "doc_no": "郑市监〔2025〕3号"},
    "measures": ["procurement", "tender"],
    "certainty": "confirmed",
    "bears_on_purpose": True,
}
WANTED = ExpectedFinding("own", "must", "serious_violation", ("procurement",), doc_no="郑市监[2025]3 号")


def test_check_accepts_the_right_answer() -> None:
    other_purpose = {**FINDING, "force": "may", "bears_on_purpose": False}
    answer = {"verdict": "restricted", "findings": [FINDING, FINDING, other_purpose]}
    assert check(answer, Expected("restricted", (WANTED,))) == []
    assert check(answer, Expected("restricted", None)) == []


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"verdict": "clear", "findings": [FINDING]}, "verdict"),
        ({"verdict": "restricted", "findings": []}, "missing"),
        ({"verdict": "restricted", "findings": [FINDING, {**FINDING, "force": "may"}]}, "not expected"),
        ({"verdict": "restricted", "findings": [{**FINDING, "disputed": True}]}, "missing"),
        ({"verdict": "restricted", "findings": [{**FINDING, "certainty": "probable"}]}, "missing"),
        ({"verdict": "restricted", "findings": [{**FINDING, "measures": ["tender"]}]}, "measures missing"),
        (
            {"verdict": "restricted", "findings": [FINDING, {**FINDING, "class": "alert", "bears_on_purpose": False}]},
            "not expected",
        ),
    ],
)
def test_check_names_what_is_wrong(answer: dict[str, object], word: str) -> None:
    assert any(word in line for line in check(answer, Expected("restricted", (WANTED,))))


def test_an_unconfirmed_finding_may_carry_no_measure() -> None:
    wanted = ExpectedFinding("own", "must", "serious_violation", (), "probable|possible")
    answer = {"verdict": "verify", "findings": [{**FINDING, "certainty": "probable"}]}
    assert any("unconfirmed" in line for line in check(answer, Expected("verify", (wanted,))))
    answer = {"verdict": "verify", "findings": [{**FINDING, "certainty": "possible", "measures": []}]}
    assert check(answer, Expected("verify", (wanted,))) == []


def test_document_numbers_compare_across_spellings() -> None:
    assert normal_document("郑市监处罚〔2025〕 3号") == normal_document("郑市监处罚［2025］3号")
    assert normal_document("（2025）豫01执3号") == normal_document("(2025)豫01执3号")
