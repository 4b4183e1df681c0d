"""Rows of shipped formats, mapped in the fewest words; fictional firms and persons."""

from collections.abc import Mapping
from datetime import date

from linkage.formats import load_formats
from linkage.mapping import Mapper
from linkage.model import Claim, ClaimKind, Party, Record, Rejection, Role

FORMATS = load_formats()
AS_AT = date(2026, 10, 31)
USCC, ORG, REG = "91330203674737244W", "674737244", "330203000011111"
MAN, OTHER = "120110196812312767", "410724199003070017"
FIRM = "宁波某某纺织有限公司"


def mapped(name: str, cells: Mapping[str, str], as_at: date = AS_AT, region: str = "410100") -> Record | Rejection:
    mapper = Mapper(FORMATS.get(name), list(cells), region, "某局", as_at)
    return mapper.map(7, list(cells.values()), "某局.csv")


def record(name: str, cells: Mapping[str, str], as_at: date = AS_AT, region: str = "410100") -> Record:
    found = mapped(name, cells, as_at, region)
    assert isinstance(found, Record), found
    return found


def rejection(name: str, cells: Mapping[str, str]) -> Rejection:
    found = mapped(name, cells)
    assert isinstance(found, Rejection), found
    return found


def party(found: Record, role: Role = Role.SUBJECT) -> Party:
    return next(each for each in found.parties if each.role is role)


def claim(found: Record, kind: ClaimKind, type_: str = "") -> Claim:
    return next(each for each in found.claims if each.kind is kind and type_ in ("", each.type))


def day(text: str) -> date:
    return date.fromisoformat(text)


def numbers(of: Party) -> set[str]:
    return {each.to_text() for each in of.identifiers}


PENALTY = {
    "CF_WSH": "甬市监罚〔2023〕158号", "CF_XDR_MC": FIRM, "CF_XDR_LB": "法人及非法人组织", "CF_XDR_SHXYM": USCC,
    "CF_FRDB": "张小明", "CF_FR_ZJLX": "身份证", "CF_FR_ZJHM": MAN, "CF_CFLB": "罚款;没收违法所得",
    "CF_NR": "罚款人民币220万元", "CF_NR_FK": "220", "CF_NR_WFFF": "1.5", "CF_JDRQ": "2023年5月17日", "CF_YXQ": "2099-12-31",
    "CF_GSJZQ": "2026/5/17", "CF_CFJG": "宁波市市场监督管理局", "CF_CFJGDM": "113302000029400000", "CF_ZT": "0",
}  # fmt: skip


ENTITY = {
    "main_identi_id": "4101000000123", "comp_type": "有限责任公司(自然人投资或控股)", "reg_state": "存续", "uni_social_crd_cd": USCC,
    "comp_nm": FIRM, "legal_repre": "张小明", "reg_capt": "100", "appr_dt": "2019-05-06", "est_dt": "2015-03-04",
}  # fmt: skip


OFFICE = {"comp_nm": FIRM, "uni_social_crd_cd": USCC, "nm": "张小明", "cer_no": MAN, "role_cn": "法定代表人"}
