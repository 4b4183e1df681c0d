"""Places in firms' names that their prefecture tells."""

import pytest

from linkage.identifiers import Identifier
from linkage.model import Kind, Party, Role, facts
from linkage.placing import placed
from linkage.profiles import firms

HOME = frozenset({"4101"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("中车县宏达茶行", "中牟县宏达茶行"),
        ("末牟县宏达茶行", "中牟县宏达茶行"),
        ("牟县宏达茶行", "中牟县宏达茶行"),
        ("中中牟县宏达茶行", "中牟县宏达茶行"),
        ("牟中县宏达茶行", "中牟县宏达茶行"),
        ("登丰市宏达贸易有限公司", "登封市宏达贸易有限公司"),
        ("河南省登丰市宏达贸易有限公司", "河南省登封市宏达贸易有限公司"),
        ("金氷区宏达贸易有限公司", "金水区宏达贸易有限公司"),
        ("郑郑州宏达贸易有限公司", "郑州市宏达贸易有限公司"),
        ("州郑宏达贸易有限公司", "郑州市宏达贸易有限公司"),
        ("河河南宏达贸易有限公司", "河南省宏达贸易有限公司"),
    ],
)
def test_the_place_of_the_prefecture_is_spelled_out(written: str, meant: str) -> None:
    assert placed(written, HOME) == meant


def test_a_county_may_stand_without_its_suffix_at_home() -> None:
    assert placed("新安宏达茶行", frozenset({"4103"})) == "新安县宏达茶行"
    assert placed("新安宏达茶行", HOME) == "新安宏达茶行"


@pytest.mark.parametrize(
    "written",
    [
        "中牟县宏达茶行",
        "中原宏达贸易有限公司",  # a district's name without its suffix is a brand oftener
        "中牟贸易有限公司",  # what would be left is no 字号
        "新城区宏达贸易有限公司",  # a place elsewhere is no slip of 老城区 or 上街区
        "洛阳中牟宏达贸易有限公司",
        "超市发连锁有限公司",
        "宏达贸易有限公司",
        "张三",
        "",
    ],
)
def test_any_other_name_stays_as_it_is(written: str) -> None:
    assert placed(written, HOME) == written


@pytest.mark.parametrize("homes", [frozenset(), frozenset({"4101", "4103"}), frozenset({"4103"})])
def test_another_home_or_none_spells_nothing_out(homes: frozenset[str]) -> None:
    assert placed("中中牟县宏达茶行", homes) == "中中牟县宏达茶行"


def test_profiles_of_firms_read_places_by_where_they_were_delivered() -> None:
    numbers: tuple[Identifier, ...] = ()
    details = facts({"delivered_in": "410100"}.items())
    party = Party("p", "r", Role.SUBJECT, Kind.ENTERPRISE, "中车县宏达茶行", numbers, details)
    (profile,) = firms([party], [])
    assert profile.card is not None
    assert profile.card.fields["district"] == {"410122"}
    assert profile.card.fields["brand"] == {"宏达"}
