"""Enterprise names taken apart, and persons told from enterprises."""

import pytest

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
    "name", ["张三", "张*", "张某某", "欧阳娜娜", "买买提·阿卜杜拉", "李?明", "张　三", "李四(董事)"]
)
def test_persons_look_like_persons(name: str) -> None:
    assert looks_like_person(name)
    assert not looks_like_enterprise(name)
