"""Any row becomes a record or a rejection: days, versions, refusals, users' formats."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.dates import FOREVER, Truth
from linkage.formats import parse_format
from linkage.identifiers import IdentifierKind
from linkage.mapping import Mapper
from linkage.model import ClaimKind, Kind, Record, Rejection, Role, fact
from tests.linkage.mapped import (
    AS_AT,
    ENTITY,
    FIRM,
    FORMATS,
    MAN,
    OFFICE,
    ORG,
    OTHER,
    PENALTY,
    USCC,
    claim,
    day,
    mapped,
    party,
    record,
    rejection,
)
from tests.linkage.test_formats import OWN


def test_products_end_after_their_last_day() -> None:
    row = {
        "nm": FIRM,
        "number": USCC,
        "grade": "AA",
        "issue_dt": "2024-01-01",
        "valid_to": "2025-12-31",
        "doc_no": "R1",
    }
    rated = claim(record("rating", row), ClaimKind.PRODUCT)
    assert (rated.type, fact(rated.facts, "grade")) == ("rating", "AA")
    assert [rated.span.holds(day(text)) for text in ("2025-12-31", "2026-01-01")] == [Truth.YES, Truth.NO]


@pytest.mark.parametrize("text", ["9999-9-9", "2099-12-31", "1900-1-1", "", "暂无"])
def test_open_and_unknown_ends(text: str) -> None:
    assert claim(record("role", OFFICE | {"to_dt": text}), ClaimKind.RELATION).span.end_min == FOREVER


def test_an_end_before_the_beginning_still_ends() -> None:
    found = record("role", OFFICE | {"from_dt": "2020-01-01", "to_dt": "2019-01-01"})
    span = claim(found, ClaimKind.RELATION).span
    assert [issue.reason for issue in found.issues] == ["end_before_begin"]
    assert not span.is_void
    assert span.holds(day("2020-02-01")) is Truth.NO


def test_an_impossible_day_is_an_issue_where_optional_and_a_rejection_where_it_identifies() -> None:
    found = record("penalty_2018", PENALTY | {"CF_GSJZQ": "2016-02-30"})
    assert [(issue.field, issue.reason) for issue in found.issues] == [("CF_GSJZQ", "no_such_day")]
    refused = rejection("role", OFFICE | {"from_dt": "2016-02-30"})
    assert (refused.field, refused.value, refused.reason) == ("from_dt", "2016-02-30", "no_such_day")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"CF_XDR_MC": "", "CF_XDR_SHXYM": "", "CF_NR": "罚款"}, "no_subject"),
        ({"CF_XDR_MC": "暂无", "CF_XDR_SHXYM": USCC[:-1] + "A", "CF_WSH": "1号"}, "no_subject"),
        ({"CF_XDR_MC": FIRM, "CF_WSH": "1号", "CF_SY": "x" * 300_000}, "cell_too_large"),
        ({"CF_XDR_MC": FIRM + "\udce9", "CF_WSH": "1号"}, "undecodable"),
    ],
)
def test_rejections(cells: dict[str, str], reason: str) -> None:
    found = rejection("penalty_2018", {"CF_WSH": "", **cells})
    assert found.reason in (reason, "no_key")
    assert "某局.csv第7行" in found.message
    found.message.encode()


@pytest.mark.parametrize(
    ("wrote", "read", "hint"),
    [("gb18030", "utf-8", "像是GB18030"), ("utf-8", "ascii", "像是UTF-8"), ("latin-1", "utf-8", "FF）")],
)
def test_a_row_of_another_encoding_says_which(wrote: str, read: str, hint: str) -> None:
    name = FIRM if wrote != "latin-1" else "A\xff"
    cell = name.encode(wrote).decode(read, "surrogateescape")
    found = rejection("penalty_2018", {"CF_XDR_MC": cell, "CF_WSH": "1"})
    assert (found.reason, found.field) == ("undecodable", "CF_XDR_MC")
    assert hint in found.message


def test_too_many_cells() -> None:
    mapper = Mapper(FORMATS.get("role"), list(OFFICE), "410100", "某局", AS_AT)
    found = mapper.map(3, [*OFFICE.values(), "多余"])
    assert isinstance(found, Rejection)
    assert found.reason == "too_many_cells"
    assert isinstance(mapper.map(4, [*OFFICE.values(), " "]), Record)


def test_numbers_are_masked_in_rejections_and_issues() -> None:
    cells = {"nm": "张小明", "cer_no": MAN[:-1] + "1", "comp_nm": FIRM, "role_cn": "法定代表人", "from_dt": MAN}
    assert MAN not in repr(rejection("role", cells))
    found = record("role", cells | {"from_dt": ""})
    assert MAN[6:14] not in repr(found.issues)


def test_another_spelling_is_the_same_version() -> None:
    one = record("penalty_2018", PENALTY)
    spelt = PENALTY | {
        "CF_JDRQ": "20230517",
        "CF_XDR_SHXYM": "９１３３０２０３６７４７３７２４４ｗ",
        "CF_NR_FK": "220万元",
    }
    other = record("penalty_2018", dict(reversed(spelt.items())))
    assert (other.id, other.digest) == (one.id, one.digest)
    assert [each.id for each in other.parties] == [each.id for each in one.parties]
    assert record("penalty_2018", PENALTY | {"CF_NR_FK": "221"}).digest != one.digest


def test_volatile_columns_make_no_version() -> None:
    row = {"CF_WSH": "1号", "CF_XDR_MC": FIRM, "SJC": "2023-05-17 10:00:00"}
    one, other = (record("penalty_2016", row | {"SJC": text}) for text in ("1", "2"))
    assert (one.id, one.digest) == (other.id, other.digest)


def test_one_document_on_two_subjects_is_two_records() -> None:
    one, other = (record("penalty_2018", PENALTY | {"CF_XDR_MC": name}) for name in (FIRM, "某某建设有限公司"))
    assert one.id != other.id
    assert claim(one, ClaimKind.LISTING).listing == claim(other, ClaimKind.LISTING).listing


def test_a_replaced_person_is_a_new_party_and_the_firm_stays() -> None:
    one, other = (record("market_entity", ENTITY | {"legal_repre": name}) for name in ("张小明", "李大伟"))
    assert one.id == other.id
    assert party(one).id == party(other).id
    assert party(one, Role.LEGAL_REPRESENTATIVE).id != party(other, Role.LEGAL_REPRESENTATIVE).id


def test_a_users_format_maps() -> None:
    spec = parse_format(OWN.encode(), "dogs.toml")
    found = Mapper(spec, ["犬证号", "养犬人", "费用（元）"], "410100", "公安局", AS_AT).map(
        1, ["A-1", "张小明", "５００"]
    )
    assert isinstance(found, Record)
    assert dict(found.claims[0].facts) == {"number": "A1", "fee": "500"}


CELL = st.one_of(
    st.sampled_from(["", "\\N", FIRM, "张小明", USCC, MAN, OTHER, ORG, "2018-7-27", "2016-02-30", "9999-9-9", "是", "1",
                     "法定代表人", "失信被执行人名单", "移出", "自然人", "120万元", "甬市监罚〔2023〕1号", "　"]),
    st.text(max_size=12),
)  # fmt: skip


@given(st.sampled_from([spec.name for spec in FORMATS]), st.data())
@settings(max_examples=400, deadline=None)
def test_every_row_is_a_record_or_a_rejection(name: str, data: st.DataObject) -> None:
    header = list(FORMATS.get(name).columns)
    cells = data.draw(st.lists(CELL, min_size=len(header), max_size=len(header)))
    found = mapped(name, dict(zip(header, cells, strict=True)))
    if isinstance(found, Rejection):
        assert found.reason
        assert "第7行" in found.message
        return
    ids = {each.id for each in found.parties}
    assert any(each.role is Role.SUBJECT for each in found.parties)
    assert all(each.name or each.identifiers for each in found.parties)
    assert {c.subject for c in found.claims} | {c.object for c in found.claims if c.object} <= ids
    assert len({c.id for c in found.claims}) == len(found.claims)
    assert all(each.within in ids for each in found.parties if each.within)
    for each in found.parties:
        personal = any(number.kind is IdentifierKind.RESIDENT for number in each.identifiers)
        assert not (personal and each.kind is not Kind.PERSON)


@given(
    st.sampled_from(["penalty_2018", "role", "listing", "market_entity"]), st.randoms(use_true_random=False), st.data()
)
@settings(max_examples=100, deadline=None)
def test_mapping_is_a_function_of_the_row(name: str, chance: random.Random, data: st.DataObject) -> None:
    header = list(FORMATS.get(name).columns)
    cells = dict(zip(header, data.draw(st.lists(CELL, min_size=len(header), max_size=len(header))), strict=True))
    order = list(cells)
    chance.shuffle(order)
    one, other = mapped(name, cells), mapped(name, {code: cells[code] for code in order})
    if isinstance(one, Record) and isinstance(other, Record):
        assert (one.id, one.digest, one.parties, one.claims) == (other.id, other.digest, other.parties, other.claims)
    else:
        assert type(one) is type(other)
    assert mapped(name, cells) == one
