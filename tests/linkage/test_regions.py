"""Regions by name and code, and one spelling of Chinese text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.regions import find, is_within, named, regions, stem, take_regions
from linkage.residents import is_area
from linkage.script import fold, fold_dots, simplify
from linkage.surnames import fold_person


@pytest.mark.parametrize(
    ("text", "names", "code", "rest"),
    [
        ("河南省郑州市金水区鑫源", ("河南省", "郑州市", "金水区"), "410105", "鑫源"),
        ("郑州鑫源", ("郑州市",), "410100", "鑫源"),
        ("巩义鑫源", ("巩义市",), "410181", "鑫源"),
        ("新华区鑫源", ("新华区",), None, "鑫源"),
        ("平顶山市新华区鑫源", ("平顶山市", "新华区"), "410402", "鑫源"),
        ("吉林鑫源", ("吉林省",), "220000", "鑫源"),
        ("吉林省吉林市鑫源", ("吉林省", "吉林市"), "220200", "鑫源"),
        ("兴隆鑫源", (), None, "兴隆鑫源"),
        ("河北兴隆鑫源", ("河北省", "兴隆县"), "130822", "鑫源"),
        ("郑州经济技术开发区鑫源", ("郑州经济技术开发区",), "410171", "鑫源"),
        ("重庆市铜梁县鑫源", ("重庆市", "铜梁区"), "500151", "鑫源"),
        ("郑州市场", ("郑州市",), "410100", "市场"),
        ("郑州市市场", ("郑州市",), "410100", "市场"),
        ("鑫源", (), None, "鑫源"),
    ],
)
def test_regions_come_off_the_front(text: str, names: tuple[str, ...], code: str | None, rest: str) -> None:
    found = take_regions(text)
    assert (found.names, found.code, found.rest) == (names, code, rest)


def test_every_code_of_the_table_is_an_area() -> None:
    assert len({region.code for region in regions()}) > 3000
    assert all(is_area(region.code, resident=False) for region in regions())


def test_henan_is_complete_and_capitals_have_their_districts() -> None:
    henan = {region.code for region in regions() if region.code.startswith("41")}
    assert sum(code.endswith("00") for code in henan) == 18
    assert {"410102", "410103", "410104", "410105", "410106", "410108", "410122", "410181", "410185"} <= henan
    for city in ("1301", "3201", "3301", "4201", "4301", "4401", "5101", "6101"):
        assert sum(region.code.startswith(city) for region in regions()) > 5


def test_names_and_codes_meet() -> None:
    region = named("郑州")
    assert region is not None
    assert region.code == "410100"
    assert find("410100") == region
    assert named("新华区") is None
    assert stem("410100") == "4101"
    assert is_within("410105", "410100")
    assert not is_within("410205", "410100")


@given(st.text(max_size=20))
def test_taking_regions_loses_nothing(text: str) -> None:
    found = take_regions(text)
    assert found.rest in text
    assert bool(found.names) == (found.rest != text)


def test_script_has_one_spelling() -> None:
    assert fold("ＡＢ華為【技術】 有限") == "AB华为(技术)有限"
    assert simplify("乾坤") == "乾坤"
    assert fold_dots("阿•不") == fold_dots("阿．不") == "阿·不"


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12))
def test_a_blank_makes_no_difference_to_what_is_folded(text: str) -> None:
    """Names of ideographs alone take a shorter way."""
    assert fold(text) == fold(f" {text}")
    assert fold_person(text) == fold_person(f" {text}")
