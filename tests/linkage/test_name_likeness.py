"""Names in context: what resolution makes of variants, slips, former names and namesakes in one city."""

from random import Random

import pytest

from api.demo.numbers import Numbers
from linkage import model_files
from linkage.features import firm_name
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind, Party, Role, content_id, facts
from linkage.resolver import Models, Resolution, resolve
from linkage.scoring import Scorer

MODELS = Models(model_files.load("enterprise"), model_files.load("person"))
_made = Numbers(Random("tests/linkage/likeness"))
ONE, TWO = (Identifier(IdentifierKind.USCC, _made.uscc("91", "410105", _made.organisation())) for _ in range(2))


def firm(key: str, name: str, *numbers: Identifier, **details: str) -> Party:
    id_ = content_id(key, name, *(each.to_text() for each in numbers))
    return Party(id_, key, Role.SUBJECT, Kind.ENTERPRISE, name, tuple(numbers), facts(details.items()))


def together(found: Resolution, *parties: Party) -> bool:
    return any({each.id for each in parties} <= set(group) for group in found.firms.clusters)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("郑州全浩贸易有限公司", "（郑州）全浩贸易有限公司", "complete"),
        ("郑州全浩贸易有限公司", "全浩贸易有限公司", "core"),
        ("郑州全浩贸易有限公司", "郑州全浩商贸有限公司", "variant"),
        ("郑州全浩贸易有限公司", "郑州荃昊贸易有限公司", "sound"),
        ("郑州行恒烟酒店", "郑州航恒烟酒店", "sound"),
        ("郑州晟优装饰工程有限公司登封分公司", "郑州盛优装饰工程有限公司登封分公司", "sound"),
        ("郑州诚信包装有限公司", "郑州陈信包装有限公司", "sound"),
        ("郑州未来包装有限公司", "郑州末来包装有限公司", "shape"),
        ("郑州全浩贸易有限公司", "郑州浩贸易有限公司", "drop"),
        ("郑州全浩贸易有限公司", "郑州全浩浩贸易有限公司", "drop"),
        ("郑州全浩贸易有限公司", "郑州全浩贸昜有限公司", "slip"),
        ("郑州全浩贸易有限公司", "郑州浩全贸易有限公司", "shape"),
        ("郑州驰昌粮油购销有限公司", "郑州驰昌粮油有限公司", "near"),
        ("郑州全浩贸易有限公司", "郑州全浩食品有限公司", "brand"),
        ("郑州全浩贸易有限公司", "新乡全浩贸易有限公司", "other_city"),
        ("河南全浩贸易有限公司", "（郑州）全浩贸易有限公司", "core"),
        ("郑州全浩贸易有限责任公司", "郑州全浩贸易公司", "core"),
        ("郑州市金水区刘记理发店", "刘记理发店", "trader"),
        ("郑州全浩贸易有限公司", "郑州永丰贸易有限公司", "other"),
        ("郑州市明辉印刷厂", "郑州市明辉面粉厂", "brand"),
        ("郑州市明辉印刷厂", "明辉印刷厂", "core"),
        ("郑州市明辉砖厂", "明辉砖厂", "core"),
        ("郑州新力电力有限公司（港澳台合资）", "郑州新力电力有限公司", "complete"),
        ("郑州新力电力有限公司（中外合作经营）", "郑州新力电力有限公司", "complete"),
        ("张三（个体户）", "张三（个体工商户）", "trader"),
        ("中牟县绿源蔬菜种植农民专业合作社", "中牟县绿源蔬菜种植专业合作社", "complete"),
        ("中牟县绿源蔬菜种植专业合作社联合社", "中牟县绿源蔬菜种植专业合作社", "form"),
        ("郑州明辉会计师事务所（特殊普通合伙）", "郑州明辉会计师事务所", "core"),
        ("郑州明辉投资合伙企业（有限合伙）", "郑州明辉投资合伙企业", "core"),
        ("郑州明辉投资合伙企业（有限合伙）", "郑州明辉投资合伙企业（普通合伙）", "form"),
        ("河南省郑州市郑东新区明辉律师事务所", "河南明辉律师事务所", "core"),
        ("合肥市滨湖新区明辉贸易有限公司", "合肥明辉贸易有限公司", "complete"),
        ("郑州明辉贸易有限公司湾沚分公司（存续）", "郑州明辉贸易有限公司湾沚分公司", "core"),
        ("郑州明煇贸易有限公司", "郑州明辉贸易有限公司", "shape"),
        ("中牟县茂闰芦笋种植农民专业合作社", "中牟县茂隆芦笋种植农民专业合作社", "mistaken"),
        ("郑州全浩芦笋贸易有限公司", "郑州晟浩芦笋贸易有限公司", "mistaken"),
        ("红星生物科技集团有限公司", "红星电子商务集团有限公司", "brand"),  # 集团 is no line of business
        ("中牟县刘庄村绿源芦笋种植农民专业合作社", "中牟县绿源芦笋种植农民专业合作社", "complete"),
        ("中牟县刘记五金店（个体工商户） 余金轩", "中牟县刘记五金店", "local"),
        ("郑州全浩贸易有限公司 麦麦提明·阿依古丽", "郑州全浩贸易有限公司", "complete"),
        ("刘记早餐店-余梅", "刘记早点铺", "shop"),
        ("刘记水产经营部（个体工商户）", "刘记水产经营部", "trader"),
        ("王永信（小微企业）", "王永信", "trader"),
        ("王永信-王永信", "王永信", "trader"),
        ("郑州市第十一中学", "郑州市第十二中学", "ordinal"),
        ("郑州市第一人民医院", "郑州市第三人民医院", "ordinal"),
        ("郑州宏达一号投资合伙企业（有限合伙）", "郑州宏达2号投资合伙企业（有限合伙）", "ordinal"),
        ("郑州宏达一号投资合伙企业（有限合伙）", "郑州宏达1号投资合伙企业（有限合伙）", "slip"),
        ("郑州一帆贸易有限公司", "郑州帆贸易有限公司", "drop"),
    ],
)
def test_levels_of_two_names(left: str, right: str, level: str) -> None:
    _, _, _, lines = Scorer(MODELS.enterprise).names(firm_name(left), firm_name(right))
    assert next(line.level for line in lines if line.comparison == "name") == level


def test_a_branch_may_be_called_after_its_district_with_and_without_suffix() -> None:
    left, right = firm_name("郑州全浩贸易有限公司金水分公司"), firm_name("郑州全浩贸易有限公司金水区分公司")
    assert not Scorer(MODELS.enterprise).names(left, right)[1]
    other = firm_name("郑州全浩贸易有限公司二七区分公司")
    assert Scorer(MODELS.enterprise).names(left, other)[1]


def test_two_of_one_name_but_for_its_number_never_become_one() -> None:
    """Funds of one manager share representative, address and phone."""
    same = {"delivered_in": "410100", "legal_representative": "张一帆", "address": "金水路1号", "phone": "13811112222"}
    one = firm("r1", "郑州宏达一号投资合伙企业（有限合伙）", ONE, **same)
    two = firm("m", "郑州宏达二号投资合伙企业（有限合伙）", **same)
    assert not together(resolve([one, two], MODELS), one, two)


def test_a_mention_goes_to_the_firm_of_that_very_trade() -> None:
    trading, commerce = firm("r1", "郑州全浩贸易有限公司", ONE), firm("r2", "郑州全浩商贸有限公司", TWO)
    mention = firm("m", "全浩商贸有限公司", delivered_in="410100")
    found = resolve([trading, commerce, mention], MODELS)
    assert together(found, commerce, mention)
    assert not together(found, trading, mention)


def test_mentions_under_the_old_and_the_new_name_meet_at_the_number() -> None:
    registry = firm("r", "郑州荣昊建筑工程有限公司", ONE, former_name="郑州翔胜建筑工程有限公司")
    new, old = firm("m1", "郑州荣昊建筑工程有限公司"), firm("m2", "郑州翔胜建筑工程有限公司")
    assert together(resolve([registry, new, old], MODELS), registry, new, old)
    assert not together(resolve([new, old], MODELS), new, old)


def test_two_slips_of_one_name_meet_at_the_number() -> None:
    registry = firm("r", "郑州昕云商贸有限公司", ONE, legal_representative="闫试验")
    slips = [
        firm("m1", "郑州昕云商商贸有限公司", legal_representative="闫试验"),
        firm("m2", "郑州新云商贸有限公司", legal_representative="闫试验"),
    ]
    assert together(resolve([registry, *slips], MODELS), registry, *slips)


def test_a_name_that_nobody_owns_is_a_former_name_and_not_sure() -> None:
    registry, again = firm("r1", "郑州云杉建筑工程有限公司", ONE), firm("r2", "郑州云杉建筑工程有限公司", ONE)
    old = firm("m", "郑州红松物流有限公司", ONE)
    found = resolve([registry, again, old], MODELS)
    assert together(found, registry, again, old)
    assert found.firms.sure == {registry.id, again.id}


def test_a_name_that_another_number_owns_stays_apart() -> None:
    registry, again = firm("r1", "郑州云杉建筑工程有限公司", ONE), firm("r2", "郑州云杉建筑工程有限公司", ONE)
    owner, wrong = firm("r3", "郑州红松物流有限公司", TWO), firm("m", "郑州红松物流有限公司", ONE)
    found = resolve([registry, again, owner, wrong], MODELS)
    assert not together(found, registry, wrong)
    assert {doubt.reason for doubt in found.firms.doubts} == {"number"}


def test_operators_of_one_name_are_not_one_shop_by_their_name_alone() -> None:
    """A common name: four shops without 字号 bear it, and mentions without a number may be any of theirs."""
    shops = [Identifier(IdentifierKind.USCC, _made.uscc("92", "410105", _made.organisation())) for _ in range(4)]
    registered = [firm(f"r{at}", "王伟", shop, delivered_in="410100") for at, shop in enumerate(shops)]
    mentions = [firm(f"m{at}", "王伟", delivered_in="410100") for at in range(2)]
    found = resolve([*registered, *mentions], MODELS)
    assert not any(len(group) > 1 for group in found.firms.clusters)


def test_an_organisation_code_tells_sole_traders_apart_and_joins_one() -> None:
    code = _made.organisation()
    mine = Identifier(IdentifierKind.USCC, _made.uscc("92", "410105", code))
    other = Identifier(IdentifierKind.ORG_CODE, _made.organisation())
    shop = firm("r", "王永信", mine, delivered_in="410100")
    same = firm("s", "王永信", Identifier(IdentifierKind.ORG_CODE, code), delivered_in="410100")
    another = firm("t", "王永信", other, delivered_in="410100", address="金水路1号", legal_representative="王永信")
    found = resolve([shop, same, another], MODELS)
    assert together(found, shop, same)
    assert not together(found, shop, another)
