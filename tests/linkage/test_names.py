"""Enterprise names taken apart, and persons told from enterprises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.names import looks_like_enterprise, looks_like_person, parse_enterprise


@pytest.mark.parametrize(
    ("name", "code", "brand", "industry", "form"),
    [
        ("郑州鑫源贸易有限公司", "410100", "鑫源", "贸易", "limited"),
        ("郑州市鑫源商贸有限责任公司", "410100", "鑫源", "贸易", "limited"),
        ("鑫源（郑州）贸易有限公司", "410100", "鑫源", "贸易", "limited"),
        ("鑫源(郑州市)贸易有限公司", "410100", "鑫源", "贸易", "limited"),
        ("河南省郑州市金水区鑫源建筑工程有限公司", "410105", "鑫源", "建设工程", "limited"),
        ("河南宝丰贸易有限公司", "410000", "宝丰", "贸易", "limited"),
        ("郑州峰贸易有限公司", "410100", "峰", "贸易", "limited"),
        ("郑州鑫源建材销售有限公司", "410100", "鑫源", "建材", "limited"),
        ("郑州市上街区沅云汽车修理部", "410106", "沅云", "汽车维修", "sole_trader"),
        ("上街区沅云汽修厂", "410106", "沅云", "汽车维修", "sole_trader"),
        ("郑州市金水区张三小吃店", "410105", "张三", "小吃", "sole_trader"),
        ("新郑市龙湖镇李记百货店", "410184", "李记", "百货", "sole_trader"),
        ("郑州中原鑫源贸易有限公司", "410102", "鑫源", "贸易", "limited"),
        ("華為技術有限公司", None, "华为", "科技", "limited"),
        ("巩义市鑫旺种植农民专业合作社", "410181", "鑫旺", "种植", "cooperative"),
        ("郑州鼎信会计师事务所（普通合伙）", "410100", "鼎信", "会计师事务所", "partnership"),
        ("金水区老王烩面馆", "410105", "老王", "烩面", "sole_trader"),
        ("郑州鑫源贸易", "410100", "鑫源", "贸易", ""),
        ("郑州鑫源商贸（集团）股份有限公司", "410100", "鑫源", "贸易集团", "joint_stock"),
        ("河南明德企业管理咨询中心（个人独资）", "410000", "明德", "企业管理咨询", "sole_investment"),
    ],
)
def test_parts(name: str, code: str | None, brand: str, industry: str, form: str) -> None:
    parsed = parse_enterprise(name)
    assert (parsed.region_code, parsed.brand, parsed.industry, parsed.form) == (code, brand, industry, form)


def test_branch_keeps_its_parent_apart() -> None:
    branch = parse_enterprise("郑州鑫源贸易有限公司洛阳分公司")
    assert branch.form == "branch"
    assert branch.branch == "洛阳分公司"
    assert branch.parent == "郑州鑫源贸易有限公司"
    assert branch.core == parse_enterprise("郑州鑫源贸易有限公司").core


@pytest.mark.parametrize("name", ["老王超市", "郑州鑫源贸易", "王家饭店", "河南宝丰贸易有限公司", "郑州市第一人民医院"])
def test_enterprises_look_like_enterprises(name: str) -> None:
    assert looks_like_enterprise(name)
    assert not looks_like_person(name)


@pytest.mark.parametrize(
    "name", ["上某某某", "张三", "张*", "张某某", "欧阳娜娜", "买买提·阿卜杜拉", "李?明", "张　三", "李四(董事)"]
)
def test_persons_look_like_persons(name: str) -> None:
    assert looks_like_person(name)
    assert not looks_like_enterprise(name)


@pytest.mark.parametrize(
    ("name", "branch", "parent"),
    [
        ("郑州鑫源贸易有限公司二七分店", "二七分店", "郑州鑫源贸易有限公司"),
        ("中国农业银行股份有限公司郑州花园路支行", "郑州花园路支行", "中国农业银行股份有限公司"),
        ("河南鑫源大药房连锁有限公司第三门店", "第三门店", "河南鑫源大药房连锁有限公司"),
        ("郑州鑫源贸易有限公司", "", "郑州鑫源贸易有限公司"),
        ("鑫源集团有限公司", "", "鑫源集团有限公司"),
        ("河南鑫源集团郑州贸易有限公司", "", "河南鑫源集团郑州贸易有限公司"),
        ("老王超市", "", "老王超市"),
    ],
)
def test_branches(name: str, branch: str, parent: str) -> None:
    parsed = parse_enterprise(name)
    assert (parsed.branch, parsed.parent) == (branch, parent)
    assert (parsed.form == "branch") == bool(branch)


REGIONS = st.sampled_from(
    ["郑州", "郑州市", "河南省", "河南", "洛阳市", "河南省郑州市", "郑州市金水区", "新郑市", "开封"]
)
BRANDS = st.text("鑫源盛达宏泰瑞丰恒昌", min_size=2, max_size=4)
INDUSTRIES = st.sampled_from(["贸易", "商贸", "建筑工程", "物流", "电子科技", "餐饮管理", "医疗器械"])
FORMS = st.sampled_from(["有限公司", "有限责任公司", "股份有限公司"])


@given(REGIONS, BRANDS, INDUSTRIES, FORMS)
def test_spellings_of_one_firm_share_a_core(region: str, brand: str, industry: str, form: str) -> None:
    plain = parse_enterprise(region + brand + industry + form)
    assert plain.brand == brand
    assert plain.is_complete
    without = parse_enterprise(brand + industry + form)
    inside = parse_enterprise(f"{brand}（{region}）{industry}{form}")
    short = parse_enterprise(brand + industry)
    assert plain.core == without.core == inside.core == short.core
    assert inside.region_code == plain.region_code
    assert not short.is_complete
    branch = parse_enterprise(region + brand + industry + form + "高新区分公司")
    assert (branch.core, branch.parent) == (plain.core, plain.normal)


@given(st.text(max_size=40))
def test_no_text_raises(name: str) -> None:
    parsed = parse_enterprise(name)
    assert parsed.raw == name
    assert not (looks_like_enterprise(name) and looks_like_person(name))


@given(st.text("()（）公司分有限郑州市贸易店[]{}*某", max_size=30))
def test_no_pile_of_name_words_raises(name: str) -> None:
    parsed = parse_enterprise(name)
    assert parse_enterprise(parsed.normal).core == parsed.core


def test_long_names_take_no_longer_than_their_length() -> None:
    parsed = parse_enterprise("有限公司" * 50_000)
    assert parsed.normal
    assert parse_enterprise("(" * 100_000).normal == "(" * 100_000


def test_masked_names_are_seen() -> None:
    masked = parse_enterprise("河南＊＊贸易有限公司")
    assert masked.masked
    assert not masked.is_complete
    assert masked.brand == "**"


@pytest.mark.parametrize("name", ["郑州鑫源贸易有限公司（原郑州大发商贸有限公司）", "郑州鑫源贸易有限公司(自然人独资)"])
def test_remarks_in_brackets_are_left_out(name: str) -> None:
    assert parse_enterprise(name).core == parse_enterprise("郑州鑫源贸易有限公司").core
    assert parse_enterprise(name).branch == ""
