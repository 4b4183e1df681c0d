"""Formats: every table of FORMATS.md is recognised from its header; a wrong spec or header says what to mend."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.formats import (
    AmbiguousHeader,
    FormatError,
    Formats,
    FormatSpec,
    UnknownFormat,
    UnknownHeader,
    load_formats,
    parse_format,
)
from linkage.headers import bind, fold_heading
from linkage.model import ClaimKind, Nature

FORMATS = load_formats()
NAMES = [spec.name for spec in FORMATS]
TWINS = {"commitment": "report", "report": "commitment", "water": "gas", "gas": "water"}
"""Tables whose column codes are the same: only the Chinese headings or the file's name tell them apart."""

OWN = """
name = "dog_licence"
title_zh = "养犬登记"
dataset = "dog_licence"
nature = "state"
key = ["licence_no"]

[columns]
licence_no = { zh = "犬证号", type = "code", required = true }
owner = { zh = "养犬人" }
owner_no = { zh = "证件号码", type = "code" }
fee = { zh = "费用", type = "amount", unit = "元" }

[parties.subject]
kind = "person"
name = "owner"
identifiers = { owner_no = "resident" }

[[claims]]
kind = "product"
type = "permit"
facts = { number = "licence_no", fee = "fee" }
"""


def codes(spec: FormatSpec) -> list[str]:
    return list(spec.columns)


def chinese(spec: FormatSpec) -> list[str]:
    return [column.zh[0] if column.zh else code for code, column in spec.columns.items()]


def test_all_tables_are_there() -> None:
    assert len(FORMATS) >= 44
    assert {"penalty_2016", "penalty_2018", "permit_2016", "permit_2018", "market_entity", "code_mapping"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_spec_states_what_a_format_must(name: str) -> None:
    spec = FORMATS.get(name)
    assert spec.digest
    assert any(label == "subject" or party.role == "subject" for label, party in spec.parties.items())
    assert all(column.zh for column in spec.columns.values())
    assert spec.nature in (Nature.EVENT, Nature.STATE)
    assert spec.claims
    for claim in spec.claims:
        if claim.kind in (ClaimKind.LISTING, ClaimKind.EVENT):
            assert claim.begin


def test_codes_of_authorities_identify_nobody() -> None:
    assert FORMATS.get("penalty_2018").authorities == ("CF_CFJGDM", "CF_SJLYDM")
    for spec in FORMATS:
        used = {column for party in spec.parties.values() for column in party.identifiers}
        assert not used & set(spec.authorities)


@given(st.sampled_from(NAMES), st.booleans(), st.randoms(use_true_random=False), st.integers(0, 3))
@settings(max_examples=200, deadline=None)
def test_any_order_of_columns_is_the_same_table(name: str, zh: bool, chance: random.Random, extra: int) -> None:
    spec = FORMATS.get(name)
    header = chinese(spec) if zh else codes(spec)
    header += [f"自定义栏{i}" for i in range(extra)]
    chance.shuffle(header)
    try:
        found = FORMATS.recognise(header).name
    except AmbiguousHeader as twin:
        assert not zh
        assert set(twin.candidates) == {name, TWINS[name]}  # noqa: PT017
        found = FORMATS.recognise(header, f"410100_{name}_1.csv").name
    assert found == name


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=100, deadline=None)
def test_optional_columns_may_be_missing(name: str, data: st.DataObject) -> None:
    spec = FORMATS.get(name)
    optional = [code for code in codes(spec) if code not in spec.required and code not in spec.distinctive]
    gone = data.draw(st.sampled_from(optional)) if optional else ""
    header = [code for code in codes(spec) if code != gone]
    assert FORMATS.recognise(header, f"{spec.title_zh}.csv").name == name


def test_the_file_name_decides_between_twins() -> None:
    header = codes(FORMATS.get("water"))
    assert FORMATS.recognise(header, "2026年燃气缴费.csv").name == "gas"
    assert FORMATS.recognise(header, "2026年水费.csv").name == "water"
    with pytest.raises(AmbiguousHeader, match="--format"):
        FORMATS.recognise(header, "2026.csv")


def test_unknown_header_names_the_nearest_format() -> None:
    header = [code for code in codes(FORMATS.get("penalty_2018")) if code != "CF_WSH"]
    with pytest.raises(UnknownHeader) as fault:
        FORMATS.recognise(header)
    assert fault.value.nearest == "penalty_2018"
    assert fault.value.missing == ("CF_WSH",)
    assert "行政处罚决定书文号" in str(fault.value)
    assert "--format" in str(fault.value)


def test_a_foreign_header_is_no_format() -> None:
    with pytest.raises(UnknownHeader) as fault:
        FORMATS.recognise(["城市", "气温", "湿度"])
    assert fault.value.nearest == ""
    with pytest.raises(UnknownFormat, match="penalty_2018"):
        FORMATS.get("penalty")


@pytest.mark.parametrize(
    ("heading", "key", "unit"),
    [("罚款金额（万元）", "罚款金额", "万元"), ("罚款金额(单位：元)", "罚款金额", "元"), ("cf_wsh ", "CF_WSH", ""),
     ("*企业名称", "企业名称", ""), ("企业　名称（必填）", "企业名称", ""), ("ＣＦ＿ＷＳＨ", "CF_WSH", "")],
)  # fmt: skip
def test_spellings_of_headings(heading: str, key: str, unit: str) -> None:
    assert (fold_heading(heading).keys[0], fold_heading(heading).unit) == (key, unit)


def test_headings_that_carry_code_and_title() -> None:
    bound = bind(
        FORMATS.get("penalty_2018"), ["行政处罚决定书文号(CF_WSH)", "CF_XDR_MC行政相对人名称", "罚款金额（元）"]
    )
    assert {code: place.index for code, place in bound.items()} == {"CF_WSH": 0, "CF_XDR_MC": 1, "CF_NR_FK": 2}
    assert bound["CF_NR_FK"].unit == "元"


def test_a_users_spec_works_without_code(tmp_path: Path) -> None:
    (tmp_path / "dogs.toml").write_text(OWN, encoding="utf-8")
    formats = load_formats([tmp_path])
    assert formats.recognise(["养犬人", "犬证号", "费用（元）"]).name == "dog_licence"
    assert len(formats) == len(FORMATS) + 1


def test_a_users_spec_replaces_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN.replace("dog_licence", "water"), encoding="utf-8")
    formats = load_formats([tmp_path])
    assert len(formats) == len(FORMATS)
    assert formats.get("water").title_zh == "养犬登记"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "owner"\n', 'name = "ownr"\n', ["parties.subject", "ownr", "[columns]"]),
        ('type = "permit"', 'type = "dog"', ["claim 1", "dog", "permit"]),
        ('kind = "person"', 'kind = "animal"', ["animal"]),
        ('nature = "state"', 'nature = "stat"', ["nature", "event"]),
        ('key = ["licence_no"]', "", ["key", "required"]),
        ('key = ["licence_no"]', "key = 3", ["key"]),
        ('type = "amount"', 'type = "money"', ["fee", "amount"]),
        ('title_zh = "养犬登记"', 'title_zh = "养犬登记"\ncolour = 1', ["colour"]),
        ('kind = "product"', 'kind = "product"\nsubject = "dog"', ["dog", "[parties.dog]"]),
        ("[columns]", "[columns", ["TOML"]),
    ],
)
def test_a_wrong_spec_says_what_to_mend(old: str, new: str, words: list[str]) -> None:
    with pytest.raises(FormatError) as fault:
        parse_format(OWN.replace(old, new, 1).encode(), "dogs.toml")
    for word in ["dogs.toml", *words]:
        assert word in str(fault.value)


def test_the_authoritys_number_cannot_be_a_subjects() -> None:
    with pytest.raises(FormatError, match="authority's own number"):
        parse_format(OWN.replace('key = ["', 'authorities = ["owner_no"]\nkey = ["', 1).encode(), "dogs.toml")


def test_specs_are_versioned_by_content() -> None:
    one, other = (parse_format(text.encode(), "dogs.toml") for text in (OWN, OWN.replace("费用", "收费")))
    assert one.digest != other.digest
    assert parse_format(OWN.encode(), "again.toml").digest == one.digest


def test_every_shipped_file_is_named_like_its_format() -> None:
    folder = Path(load_formats.__code__.co_filename).parent / "data" / "formats"
    for file in folder.glob("*.toml"):
        assert tomllib.loads(file.read_text(encoding="utf-8"))["name"] == file.stem


def test_listing_is_sorted() -> None:
    assert sorted(NAMES) == NAMES
    assert isinstance(FORMATS, Formats)
