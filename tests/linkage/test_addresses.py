"""Addresses below road and number: one room, one house, another room of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import model_files
from linkage.comparison import Node
from linkage.features import door, phone, road
from linkage.pinning import counted
from linkage.profiles import firms
from linkage.scoring import Scorer
from tests.linkage.circles import Town


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("河南省郑州市新郑市工坊一街90号创客园11号楼7层26室", "工坊一街90/11//7/26"),
        ("安徽省合肥市长丰县北京路595号城市之光11栋1779室", "北京路595/11///1779"),
        ("合肥市长丰县北京路595号11幢1779室", "北京路595/11///1779"),
        ("文化路1号A座3楼301室", "文化路1/A//3/301"),
        ("文化路1号1幢2单元301号", "文化路1/1/2//301"),
        ("文化路1号一号楼301室", "文化路1/一///301"),
        ("花园路39号国贸中心A座1201", "花园路39/A///1201"),
        ("郑州市中牟县瑞和路105号", ""),
        ("开封市后坡村1组19号", ""),
        ("11栋1779室", ""),
        ("", ""),
    ],
)
def test_a_door_is_told_where_road_and_room_are_named(address, wanted):
    assert door(address) == wanted


@given(st.text("文化路号楼栋单元层室房A0123 -", max_size=24))
def test_any_text_has_a_door_of_its_own_road_or_none(text):
    found = door(text)
    assert not found or found.startswith(road(text) + "/")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0371-65551234", "65551234"),
        ("+86 138 1234 5678", "13812345678"),
        ("0371-65551234转801", "65551234"),
        ("(0371)65551234", "65551234"),
        ("65551234", "65551234"),
        ("010 66668888", "66668888"),
        ("013812345678", "13812345678"),
        ("00000000", ""),
        ("138****5678", ""),
        ("120", ""),
    ],
)
def test_digits_of_a_phone(text, wanted):
    assert phone(text) == wanted


def test_a_house_that_many_share_weighs_less_than_one_with_one_firm():
    town = Town(7)
    crowd = [replace(town.record(f"郑州{at}号商贸有限公司"), details=(("address", "文化路1号"),)) for at in range(30)]
    few = [replace(town.record(f"郑州{at}号包装有限公司"), details=(("address", f"建设路{at}号"),)) for at in range(30)]
    model = counted(firms(crowd + few, []), model_files.load("enterprise"))

    def weight(address):
        here, there = (Node(at, (at,), (), mention(address).fields) for at in "ab")
        return next(line.weight for line in Scorer(model).score(here, there).lines if line.comparison == "address")

    assert weight("文化路1号") < weight("建设路3号")
    assert weight("文化路1号") > 0


def level(name, one, other):
    """Level and weight of the address of two mentions, as parties say it."""
    found = [Node(str(at), (str(at),), (), profile.fields) for at, profile in enumerate((one, other))]
    score = Scorer(model_files.load(name)).score(*found)
    return next((each.level, each.weight) for each in score.lines if each.comparison == "address")


def mention(address):
    made = Town(1)
    party = made.record("郑州云杉建筑工程有限公司")
    (profile,) = firms([replace(party, details=(("address", address),))], [])
    return profile


@pytest.mark.parametrize("name", ["enterprise", "person"])
def test_one_room_is_strong_and_another_room_of_one_house_is_weak(name):
    here = mention("郑州市金水区文化路1号2号楼301室")
    room, room_weight = level(name, here, mention("文化路1号2栋301室"))
    house, house_weight = level(name, here, mention("河南省郑州市文化路1号"))
    next_door, near_weight = level(name, here, mention("文化路1号2号楼302室"))
    other, other_weight = level(name, here, mention("经三路9号2号楼301室"))
    assert (room, house, next_door, other) == ("room", "same", "neighbour", "other")
    assert room_weight > house_weight > near_weight > 0 > other_weight
