"""Persons' names: surnames, masks, lost characters, minority dots, several names in one cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.numbering import Relation
from linkage.persons import compare_persons, parse_person, split_names
from linkage.tables import toml_table

CHARACTERS = st.text("王张李小明华建国芳欧阳", min_size=2, max_size=4)


def relation(one: str, other: str) -> Relation:
    """How two names stand, the same both ways."""
    left, right = parse_person(one), parse_person(other)
    assert compare_persons(left, right) == compare_persons(right, left)
    return compare_persons(left, right).relation


@pytest.mark.parametrize(
    ("name", "normal", "surname", "given_name"),
    [
        ("张三", "张三", "张", "三"),
        ("张　三", "张三", "张", "三"),
        ("歐陽娜娜", "欧阳娜娜", "欧阳", "娜娜"),
        ("尉迟恭", "尉迟恭", "尉迟", "恭"),
        ("买买提．阿卜杜拉", "买买提·阿卜杜拉", "买买提", "阿卜杜拉"),
        ("买买提•阿卜杜拉", "买买提·阿卜杜拉", "买买提", "阿卜杜拉"),
        ("李四（董事长）", "李四", "李", "四"),
        ("John  Smith", "JOHN SMITH", "JOHN SMITH", ""),
        ("", "", "", ""),
    ],
)
def test_parts(name: str, normal: str, surname: str, given_name: str) -> None:
    person = parse_person(name)
    assert (person.normal, person.surname, person.given) == (normal, surname, given_name)


@pytest.mark.parametrize("name", ["张*", "张*明", "张**", "张＊＊", "张某", "张某某", "*小明", "张×明"])
def test_masks_are_seen(name: str) -> None:
    assert parse_person(name).masked


@pytest.mark.parametrize("name", ["李?", "李□明", "李\ufffd", "李？明", "李??"])
def test_lost_characters_are_seen(name: str) -> None:
    person = parse_person(name)
    assert person.damaged
    assert not person.masked


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张三", "張三", Relation.SAME),
        ("张三", "张四", Relation.INCOMPATIBLE),
        ("张*", "张三", Relation.COMPATIBLE),
        ("张*", "张三丰", Relation.COMPATIBLE),
        ("张某", "张三丰", Relation.COMPATIBLE),
        ("张*", "李三", Relation.INCOMPATIBLE),
        ("张**", "张三", Relation.INCOMPATIBLE),
        ("张某某", "张小明", Relation.COMPATIBLE),
        ("张*明", "张小明", Relation.COMPATIBLE),
        ("张*明", "张小华", Relation.INCOMPATIBLE),
        ("*小明", "张小明", Relation.COMPATIBLE),
        ("*小明", "欧阳小明", Relation.COMPATIBLE),
        ("李?明", "李小明", Relation.COMPATIBLE),
        ("李?明", "李小华", Relation.INCOMPATIBLE),
        ("李??", "李喆", Relation.COMPATIBLE),
        ("买买提·阿卜杜拉", "买买提阿卜杜拉", Relation.SAME),
        ("", "张三", Relation.INCOMPARABLE),
    ],
)
def test_comparison(one: str, other: str, expected: Relation) -> None:
    assert relation(one, other) is expected


def test_known_counts_what_both_show() -> None:
    assert compare_persons(parse_person("张*明"), parse_person("张小明")).known == 2
    assert compare_persons(parse_person("张小明"), parse_person("张小明")).known == 3


@given(CHARACTERS, st.data())
def test_a_name_fits_every_mask_of_itself(name: str, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.integers(0, len(name) - 1), max_size=len(name) - 1))
    sign = data.draw(st.sampled_from("*?×□"))
    masked = "".join(sign if place in hidden else character for place, character in enumerate(name))
    expected = Relation.COMPATIBLE if hidden else Relation.SAME
    assert relation(name, masked) is expected


@given(CHARACTERS, CHARACTERS)
def test_a_mask_rules_out_another_first_character(name: str, other: str) -> None:
    if name[0] != other[0]:
        assert relation(name, other[0] + "*" * (len(name) - 1)) is Relation.INCOMPATIBLE


@given(st.text(max_size=30))
def test_no_text_raises(text: str) -> None:
    person = parse_person(text)
    compare_persons(person, person)
    assert all(split_names(text)) or not split_names(text)
    assert parse_person(person.normal).normal == person.normal


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三、李四", ["张三", "李四"]),
        ("张三,李四；王五", ["张三", "李四", "王五"]),
        ("张三 李四", ["张三", "李四"]),
        ("张　三", ["张　三"]),
        ("张 三 李小四 王 五", ["张三", "李小四", "王五"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三、李四等", ["张三", "李四"]),
        ("张三、李四等3人", ["张三", "李四"]),
        ("买买提·阿卜杜拉、张三", ["买买提·阿卜杜拉", "张三"]),
        ("买买提·阿卜杜拉 张三", ["买买提·阿卜杜拉", "张三"]),
        ("张*、李某某", ["张*", "李某某"]),
        ("郑州鑫源贸易有限公司、张三", ["郑州鑫源贸易有限公司", "张三"]),
        ("张三 郑州鑫源贸易有限公司", ["张三", "郑州鑫源贸易有限公司"]),
        ("郑州 鑫源 贸易有限公司", ["郑州鑫源贸易有限公司"]),
        ("鑫源(北京、上海)有限公司", ["鑫源(北京、上海)有限公司"]),
        ("John Smith", ["John Smith"]),
        ("、 ;", []),
        ("", []),
    ],
)
def test_several_names_in_one_cell(cell: str, names: list[str]) -> None:
    assert [name.replace("　", "") for name in split_names(cell)] == [name.replace("　", "") for name in names]


@given(
    st.lists(st.sampled_from(["张三", "李小四", "王五", "欧阳娜娜", "买买提·阿卜杜拉", "赵*"]), min_size=1, max_size=5)
)
def test_joined_names_are_found_again(names: list[str]) -> None:
    for separator in ("、", "，", ",", ";", "；", " ", "\u3000", "/"):
        assert split_names(separator.join(names)) == names


def test_many_lost_runs_do_not_multiply() -> None:
    assert relation("??明" * 40, "??明" * 40) is Relation.COMPATIBLE


def test_the_tables_of_surnames_name_each_character_once() -> None:
    table = toml_table("surnames")
    spelled = table["transcription"]["telling"] + table["transcription"]["possible"]
    for characters in (spelled, table["single"].replace("\n", ""), table["compound"]):
        assert len(set(characters)) == len(characters)
