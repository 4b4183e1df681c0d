"""Numbers and names on which departments err: pasted codes, names of other places, masks beside whole names, shops called
after their operators, forms misread, phones written in several ways."""

from random import Random

import pytest

from api.demo.numbers import Numbers
from linkage import model_files
from linkage.features import firm_name, person_name, phones
from linkage.identifiers import Identifier, IdentifierKind
from linkage.mapping.kinds import decide_kind
from linkage.model import Kind, Party, Role, content_id, facts
from linkage.names import parse_enterprise
from linkage.profiles import firms
from linkage.resolver import Models, Resolution, resolve
from linkage.scoring import Scorer

MODELS = Models(model_files.load("enterprise"), model_files.load("person"))
_made = Numbers(Random("tests/linkage/pasted"))
CODES = [Identifier(IdentifierKind.USCC, _made.uscc("91", "410105", _made.organisation())) for _ in range(9)]


def firm(key: str, name: str, *numbers: Identifier, **details: str) -> Party:
    id_ = content_id(key, name, *(each.to_text() for each in numbers))
    return Party(id_, key, Role.SUBJECT, Kind.ENTERPRISE, name, numbers, facts(details.items()))


def home(found: Resolution, party: Party) -> tuple[str, ...]:
    return next(group for group in (*found.firms.clusters, *found.persons.clusters) if party.id in group)


def test_a_firm_of_another_county_is_not_confirmed_by_a_pasted_code() -> None:
    own = [firm(f"o{at}", "中牟县福盛牡丹种植农民专业合作社", CODES[0]) for at in range(3)]
    pasted = firm("p", "登封市澜盟智能设备有限公司", CODES[0])
    assert pasted.id not in resolve([*own, pasted], MODELS).firms.sure
    registered = firm("r", "登封市澜盟智能设备有限公司", CODES[1])
    found = resolve([*own, pasted, registered], MODELS)
    assert home(found, own[0]) == tuple(sorted(each.id for each in own))


def test_a_firm_that_moved_to_another_county_keeps_its_number() -> None:
    before, after = (firm(f"f{place}", f"{place}福盛牡丹种植有限公司", CODES[0]) for place in ("中牟县", "登封市"))
    found = resolve([before, after], MODELS)
    assert home(found, before) == home(found, after)


def test_a_number_beside_many_names_that_nothing_supports_is_a_windows_default() -> None:
    own = [firm(f"o{at}", "郑州福盛食品有限公司", CODES[0]) for at in range(5)]
    names = ("郑州澜盟商贸有限公司", "郑州骏丰物流有限公司", "郑州雪莲家具有限公司")
    pasted = [firm(name, name, CODES[0]) for name in names]
    found = resolve([*own, *pasted], MODELS)
    assert all(home(found, each) == (each.id,) for each in pasted)
    few = resolve([*own, *pasted[:2]], MODELS)
    assert home(few, pasted[0]) == home(few, own[0]), "two may be former names"


def test_a_supported_former_name_stays_however_many_stand_under_the_number() -> None:
    own = [firm(f"o{at}", "郑州福盛食品有限公司", CODES[0], phone="13838380001") for at in range(5)]
    names = ("郑州澜盟商贸有限公司", "郑州骏丰物流有限公司", "郑州雪莲家具有限公司")
    pasted = [firm(name, name, CODES[0]) for name in names]
    former = firm("f", "郑州春晖副食有限公司", CODES[0], phone="13838380001")
    found = resolve([*own, *pasted, former], MODELS)
    assert home(found, former) == home(found, own[0])
    assert former.id in found.firms.sure


@pytest.mark.parametrize(
    ("left", "right", "is_veto"),
    [
        ("上海盟翰电子商务有限公司", "苏州盟翰电子商务有限公司", True),
        ("上海市浦东新区盟翰电子商务有限公司", "上海盟翰电子商务有限公司", False),
        ("江苏盟翰电子商务有限公司", "苏州盟翰电子商务有限公司", False),
        ("江苏盟翰电子商务有限公司", "浙江盟翰电子商务有限公司", True),
        ("中国盟翰电子商务有限公司", "苏州盟翰电子商务有限公司", False),
        ("江苏盟翰电子商务有限公司", "上海盟翰电子商务有限公司", True),
    ],
)
def test_names_of_two_places(left: str, right: str, is_veto: bool) -> None:
    _, veto, contradicted, _ = Scorer(MODELS.enterprise).names(firm_name(left), firm_name(right))
    assert (veto, contradicted) == (is_veto, False)


def test_a_brand_and_gongsi_is_no_shop_of_that_brand() -> None:
    _, _, _, lines = Scorer(MODELS.enterprise).names(firm_name("新世界公司"), firm_name("霍城县新世界小卖部"))
    assert next(line.level for line in lines if line.comparison == "name") not in ("short", "core", "shop")
    _, _, _, lines = Scorer(MODELS.enterprise).names(firm_name("新世界公司"), firm_name("郑州新世界商贸有限公司"))
    assert next(line.level for line in lines if line.comparison == "name") == "short"


def test_a_mask_beside_a_whole_name_admits_nobody_else() -> None:
    whole, mask, brother = (person_name(each) for each in ("王海仓", "王某某", "王海功"))
    scorer = Scorer(MODELS.person)
    assert not scorer.best_names([mask], [brother])[2]
    assert scorer.best_names([whole, mask], [brother])[2]
    assert not scorer.best_names([whole, mask], [mask])[2]


def test_a_shop_called_after_its_operator_has_the_name_once() -> None:
    shop = firm("s", "李伟", legal_representative="李　伟", phone="13838380001")
    other = firm("t", "福盛小卖部", legal_representative="李伟", phone="13838380001")
    fields = {each.card.normal: each.fields for each in firms([shop, other], []) if each.card}
    assert "head" not in fields["李伟"]
    assert fields["福盛小卖部"]["head"] == {"李伟"}


def test_shops_of_one_name_in_one_county_are_told_apart_by_their_heads() -> None:
    registered = [firm(f"r{head}", "中牟县李氏早餐店", code, legal_representative=head) for head, code in zip(("李磊", "李芳"), CODES, strict=False)]  # fmt: skip
    mention = firm("m", "中牟县李氏早餐店", legal_representative="李芳")
    other = firm("n", "中牟县李氏早餐店", legal_representative="李磊")
    found = resolve([*registered, mention, other], MODELS)
    assert home(found, mention) != home(found, other)


@pytest.mark.parametrize("name", ["郑州福盛食品有限公可", "郑州福盛食品有眼公司", "郑州福盛食品有限公同"])
def test_misread_forms(name: str) -> None:
    assert (parse_enterprise(name).form, parse_enterprise(name).core) == ("limited", "福盛食品")


@pytest.mark.parametrize(
    "note",
    ["（迁出）", "(小微企业)", "（王春涵）", " 侯子荣", "-张三", "★", "*", "(原：郑州骏丰物流有限公司)", "（补录）"],
)
@pytest.mark.parametrize(
    "name", ["郑州福盛食品有限公司", "郑州福盛食品有限公司金水分公司", "中牟县福盛种植农民专业合作社"]
)
def test_a_note_behind_a_whole_name_is_no_part_of_it(name: str, note: str) -> None:
    if note[0] in " -" and not name.endswith("有限公司"):
        return
    noted, plain = parse_enterprise(name + note), parse_enterprise(name)
    assert (noted.core, noted.form, noted.branch, noted.region_code, noted.masked) == (
        plain.core, plain.form, plain.branch, plain.region_code, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "form", "branch", "core"),
    [
        ("郑州明辉投资合伙企业(有限合伙)", "limited_partnership", "", "明辉投资"),
        ("明辉食品有限公司（南京）", "limited", "", "明辉食品"),
        ("明辉超市(人民路店)", "sole_trader", "", "明辉超市人民路店"),
        ("郑州明辉贸易有限公司城东店", "branch", "城东店", "明辉贸易"),
        ("郑州明辉贸易有限公司马寨项目部", "branch", "马寨项目部", "明辉贸易"),
    ],
)
def test_forms_places_and_branches_are_no_notes(name: str, form: str, branch: str, core: str) -> None:
    found = parse_enterprise(name)
    assert (found.form, found.branch) == (form, branch)
    assert found.core == core or found.core.startswith("明辉")


def test_two_phones_in_one_cell() -> None:
    assert phones("13838380001/0371-66668888、(010)88887777") == {"13838380001", "66668888", "88887777"}


@pytest.mark.parametrize(
    "name",
    ["旺堆尼玛", "宝音德力格尔", "阿卜杜拉买买提", "乌云毕力格", "扎西次仁", "木拉提吐尔逊", "艾合买提●麦麦提明"],
)
def test_names_spelled_by_sound_are_persons(name: str) -> None:
    assert {decide_kind(rule, name, ()) for rule in ("holder", "any")} == {Kind.PERSON}


@pytest.mark.parametrize(
    "name", ["单县畜牧站", "北京华瑞投资管理中心（有限合伙）", "喀什地区运输公司", "新疆天山毛纺", "阿克苏果业"]
)
def test_firms_in_a_representatives_column_stay_firms(name: str) -> None:
    assert decide_kind("holder", name, ()) is not Kind.PERSON


@pytest.mark.parametrize("name", ["三只松鼠食坊掌柜", "张三等五人"])
def test_length_makes_no_firm_where_a_person_is_expected(name: str) -> None:
    assert decide_kind("holder", name, ()) is Kind.PERSON
