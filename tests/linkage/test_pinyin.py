"""Keys by sound, by look and by one edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.edits import deletion_keys, within_one_edit
from linkage.pinyin import lookalike_key, person_pinyin, pinyin_key, pinyin_syllables
from linkage.tables import toml_table

TEXTS = st.text("鑫源盛达𠮷A1", max_size=6)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单勇", "shanyong"),
        ("曾国强", "zengguoqiang"),
        ("尉迟恭", "yuchigong"),
        ("令狐冲", "linghuchong"),
        ("解晓东", "xiexiaodong"),
        ("吕布", "lvbu"),
        ("張三", "zhangsan"),
        ("张*明", "zhang*ming"),
        ("John Smith", "johnsmith"),
    ],
)
def test_surnames_have_their_own_reading(name: str, key: str) -> None:
    assert person_pinyin(name) == key


def test_a_brand_mistyped_by_sound_keeps_its_key() -> None:
    assert pinyin_key("鑫源") == pinyin_key("欣元") == "xinyuan"
    assert pinyin_key("华为") == pinyin_key("華為")
    assert pinyin_syllables("鑫源-1") == ("xin", "yuan", "1")


def test_look_alikes_meet() -> None:
    assert lookalike_key("末来") == lookalike_key("未来")
    assert lookalike_key("鑫源") != lookalike_key("盛达")


def test_no_character_is_in_two_look_alike_groups() -> None:
    characters = "".join(toml_table("lookalikes")["groups"])
    assert len(characters) == len(set(characters))


@given(TEXTS, TEXTS)
def test_one_edit_is_exact(a: str, b: str) -> None:
    assert within_one_edit(a, b) == (_distance(a, b) <= 1)
    if within_one_edit(a, b):
        assert set(deletion_keys(a)) & set(deletion_keys(b))


@given(TEXTS, st.data())
def test_texts_one_edit_apart_share_a_key(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    edited = text[:at] + data.draw(st.sampled_from(["", "新"])) + text[at + data.draw(st.sampled_from([0, 1])) :]
    assert within_one_edit(text, edited)
    assert set(deletion_keys(text)) & set(deletion_keys(edited))


def _distance(a: str, b: str) -> int:
    """Optimal string alignment distance."""
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if not i or not j:
                rows[i][j] = i + j
                continue
            cost = a[i - 1] != b[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]
