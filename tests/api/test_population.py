"""The fictional population: same bytes for a seed, valid numbers, honest truth, hard enough."""

import csv
import hashlib
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.demo import departments, firms, numbers, population
from api.demo.population import Summary
from api.demo.rates import Variation
from api.demo.traps import themes
from api.demo.world import Row

sys.path.insert(0, str(Path(__file__).parent))
import population_files as reading
from population_files import Read

SMALL = 900


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    return population.write(tmp_path_factory.mktemp("population"), seed=7, enterprises=SMALL)


@pytest.fixture(scope="module")
def parties(written: Summary) -> list[Read]:
    return reading.parties(written.out)


def digests(folder: Path) -> dict[str, str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def test_one_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        planted = themes.traps(population.trap_factories(3))
        population.write(tmp_path / name, seed=3, enterprises=150, traps=planted)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    population.write(tmp_path / "a", seed=3, enterprises=60)
    population.write(tmp_path / "b", seed=4, enterprises=60)
    assert digests(tmp_path / "a")["truth.csv"] != digests(tmp_path / "b")["truth.csv"]


def test_more_dirt_and_fewer_codes_as_asked(written: Summary, tmp_path: Path) -> None:
    dirty = population.write(tmp_path / "d", seed=7, enterprises=SMALL, variation=Variation(dirt=2.0, codes=0.4))

    def bent(summary: Summary) -> int:
        return sum(sum(outcomes.values()) for kind, outcomes in summary.dirt.items() if kind.startswith("name_"))

    def numbered(summary: Summary) -> float:
        read = [each for each in reading.parties(summary.out) if each.entity.startswith("e")]
        return sum(bool(each.valid()) for each in read) / len(read)

    assert bent(dirty) > 1.5 * bent(written)
    assert numbered(dirty) < numbered(written) - 0.1
    assert dirty.world == written.world


def test_all_tables_and_departments_deliver(written: Summary) -> None:
    manifest = tomllib.loads((written.out / "manifest.toml").read_text(encoding="utf-8"))
    entries = manifest["files"]
    assert manifest["reference_date"] == "2026-11-20"
    assert len({(e["region"], e["department"]) for e in entries}) == 38
    assert {e["region"] for e in entries} == {"410000", "410100", "410200", "410700"}
    assert len({Path(e["path"]).name for e in entries}) == len(entries) == written.files
    assert {e["delivery"] for e in entries} == {"full", "delta"}
    missing = {sheet.format for sheet in departments.SHEETS.values()} - written.tables.keys()
    assert not missing
    assert {sheet.encoding for sheet, _ in reading.files(written.out)} == {"utf-8", "utf-8-sig", "gb18030"}
    assert {Path(e["path"]).suffix for e in entries} == {".csv", ".xlsx"}


def test_rows_counted_are_rows_written(written: Summary) -> None:
    rows = sum(sum(1 for _ in reading.lines(written.out, *file)) - 1 for file in reading.files(written.out))
    assert rows == written.rows == sum(written.tables.values())


def test_every_kind_of_dirt_is_planted_and_listed(written: Summary) -> None:
    expected = {
        "amount_with_unit", "blank_line", "character_lost", "check_digit_wrong", "code_blank", "code_full_width",
        "code_hyphen", "code_lower_case", "code_old_in_new_column", "date_cell", "date_chinese", "date_digits",
        "date_impossible", "date_midnight", "date_open_end", "date_serial", "date_short", "date_slashes",
        "key_duplicate", "missing_token", "name_city_bracketed", "name_city_bracketed_wide", "name_city_omitted",
        "name_district_front", "name_doubled", "name_dropped", "name_former", "name_homophone", "name_masked",
        "name_trade_varied", "name_traditional", "name_traditional_person", "number_fifteen", "number_in_code_column",
        "number_masked_area", "number_masked_birth", "number_masked_end", "number_masked_middle", "several_persons",
        "subject_missing",
    }  # fmt: skip
    with (written.out / "dirt.csv").open(encoding="utf-8", newline="") as file:
        counted = Counter((line["kind"], line["outcome"]) for line in csv.DictReader(file))
    assert {kind for kind, _ in counted} == expected
    assert counted == {(kind, outcome): n for kind, by in written.dirt.items() for outcome, n in by.items()}
    assert {outcome for _, outcome in counted} == {"parsed", "issue", "rejected"}


def test_rows_without_subject_have_no_truth(written: Summary) -> None:
    def lines(name: str) -> list[dict[str, str]]:
        with (written.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    rejected = {(d["file"], d["row"]) for d in lines("dirt.csv") if d["outcome"] == "rejected"}
    assert rejected
    assert not rejected & {(t["file"], t["row"]) for t in lines("truth.csv")}


def test_truth_names_parties_apart_where_a_row_has_several_of_one_role(written: Summary) -> None:
    with (written.out / "truth.csv").open(encoding="utf-8", newline="") as file:
        counts: Counter[tuple[str, str, str]] = Counter()
        unnamed: Counter[tuple[str, str, str]] = Counter()
        for line in csv.DictReader(file):
            key = (line["file"], line["row"], line["role"])
            counts[key] += 1
            unnamed[key] += not line["name"]
    assert all(unnamed[key] == (n == 1) for key, n in counts.items())


def test_one_number_is_one_subject_and_the_other_way_round(parties: list[Read]) -> None:
    owners: dict[str, set[str]] = {}
    for party in parties:
        for number in party.valid():
            if len(number) == 18 and (party.person or number[0] in "159"):
                owners.setdefault(number, set()).add(party.entity)
    assert len(owners) > SMALL
    assert all(len({o for o in owner if o[0] != "p"}) <= 1 for owner in owners.values())
    assert all(len({o for o in owner if o[0] == "p"}) <= 1 for owner in owners.values())


@pytest.mark.parametrize(("person", "low", "high"), [(False, 0.66, 0.78), (True, 0.58, 0.72)])
def test_share_of_parties_with_a_valid_number(parties: list[Read], person: bool, low: float, high: float) -> None:
    read = [party for party in parties if party.person == person]
    assert low < sum(bool(party.valid()) for party in read) / len(read) < high


@pytest.mark.parametrize("person", [False, True])
def test_exact_matching_is_not_enough(parties: list[Read], person: bool) -> None:
    read = [party for party in parties if party.person == person]
    assert reading.pair_f1(read, with_names=False)[2] < 0.85
    assert reading.pair_f1(read, with_names=True)[2] < 0.93


def test_few_enterprise_rows_leave_nothing_to_go_by(parties: list[Read]) -> None:
    """Neither a valid number nor a name that is unlike any other entity's: what even a careful human cannot decide."""
    city = firms.build(7, SMALL)
    shared = {firm.enterprise.label for firm in city.firms if firm.shared}
    read = [party for party in parties if not party.person]
    hopeless = [p for p in read if p.entity in shared and not p.valid() and not any(p.numbers)]
    assert len(hopeless) / len(read) < 0.015


def test_listings_stay_rare(written: Summary) -> None:
    firms_listed = sum(written.tables[name] for name in ("serious_violation", "major_tax_violation"))
    assert firms_listed < 0.03 * SMALL
    assert written.tables["abnormal_operation"] < 0.05 * SMALL


def test_world_summary_is_of_the_city_that_is_written(written: Summary) -> None:
    assert population.world_summary(7, SMALL) == written.world
    assert written.world["enterprises"] == SMALL
    assert written.world["persons_with_a_namesake"] > 0.15 * written.world["persons"]


def test_planted_rows_arrive_untouched_but_for_spelling(tmp_path: Path) -> None:
    planted = themes.traps(population.trap_factories(1))
    summary = population.write(tmp_path, seed=1, enterprises=60, traps=planted)
    labels = {mention.label for trap in planted for row in trap.rows for mention in row.mentions}
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        written_labels = {line["entity"] for line in csv.DictReader(file)}
    assert summary.traps == len(planted) >= 60
    assert labels <= written_labels


def test_unknown_sheet_or_column_of_a_planted_row_is_an_error(tmp_path: Path) -> None:
    class Planted:
        rows = (Row("410100/市场监督管理局/listing", {"nonsense": "1"}, ()),)

    with pytest.raises(ValueError, match="nonsense"):
        population.write(tmp_path, seed=1, enterprises=10, traps=[Planted()])


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_uscc_check_satisfies_the_standard(body: str) -> None:
    code = body + numbers.uscc_check(body)
    total = sum(numbers.USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    assert (total + numbers.USCC_ALPHABET.index(code[17])) % 31 == 0


@given(st.text("0123456789", min_size=14, max_size=14))
def test_registration_check_satisfies_iso_7064(body: str) -> None:
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    assert (product + int(numbers.registration_check(body))) % 10 == 1


@given(st.text("0123456789", min_size=17, max_size=17))
def test_resident_check_satisfies_iso_7064(body: str) -> None:
    code = body + numbers.resident_check(body)
    total = sum((10 if c == "X" else int(c)) * pow(2, 17 - i, 11) for i, c in enumerate(code))
    assert total % 11 == 1


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (numbers.resident_check, "11010519491231002X"),  # the example of GB 11643
        (numbers.organisation_check, "D2143569X"),  # the example of GB 11714
        (numbers.registration_check, "110108000000016"),
    ],
)
def test_published_examples(make: Callable[[str], str], code: str) -> None:
    assert make(code[:-1]) == code[-1]
