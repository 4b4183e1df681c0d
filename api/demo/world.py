"""Owns the truth: persons, enterprises and organisations that do not exist, and the rows that mention them.

Refuses files, dirt and parsing. A ``Row`` holds clean cells by column code and says which entity each party of it is;
``Factory`` makes entities whose numbers are valid and given to nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Protocol

from api.demo import names
from api.demo.names import NameParts, Trade
from api.demo.numbers import Numbers

LIMITED = "有限责任公司(自然人投资或控股)"
SOLE_OWNED = "有限责任公司(自然人独资)"
STOCK = "股份有限公司(非上市)"
PARTNERSHIP = "有限合伙企业"
SOLE_INVESTOR = "个人独资企业"
COOPERATIVE = "农民专业合作社"
SOLE_TRADER = "个体工商户"
BRANCH = "有限责任公司分公司(自然人投资或控股)"
INSTITUTION = "事业单位"
SOCIAL_GROUP = "社会团体"
PRIVATE_NON_ENTERPRISE = "民办非企业单位"
FOUNDATION = "基金会"
VILLAGE = "村民委员会"

CATEGORIES = {
    SOLE_TRADER: "92", COOPERATIVE: "93", INSTITUTION: "12",
    SOCIAL_GROUP: "51", PRIVATE_NON_ENTERPRISE: "52", FOUNDATION: "53", VILLAGE: "54",
}  # fmt: skip
ORGANISATION_TYPES = (INSTITUTION, SOCIAL_GROUP, PRIVATE_NON_ENTERPRISE, FOUNDATION, VILLAGE)
INSTITUTIONS = (
    ("实验小学", ""), ("中学", ""), ("医院", ""), ("文化馆", ""), ("农业技术推广", "站"), ("环境监测", "站"),
    ("疾病预防控制", "中心"), ("图书馆", ""),
)  # fmt: skip
CAUSES = ("物流", "餐饮", "建筑", "装饰", "电子商务", "养老服务", "书法", "足球", "家政服务", "养殖", "志愿服务")
MODERN_CODES_FROM = date(2015, 10, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person. ``label`` starts with p; ``sex`` is 男 or 女; ``area`` is where the number was issued."""

    label: str
    name: str
    resident_number: str
    birth: date
    sex: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A firm, sole trader, branch (label e…) or another organisation (label o…) with all the numbers it ever had.

    ``tax_no`` is area and organisation code, or the operator's resident number for old sole traders. ``former`` are
    earlier names with the day on which each ended. ``certificate`` is the number of the institution's or social
    organisation's certificate. ``parent`` is the label of a branch's company.
    """

    label: str
    kind: str
    name: str
    uscc: str
    org_code: str
    reg_no: str
    tax_no: str
    registry_id: str
    region: str
    district: str
    district_name: str
    address: str
    est_date: date
    comp_type: str
    phone: str
    parts: NameParts
    trade: Trade
    legal_representative: Person | None = None
    capital: int = 100
    former: tuple[tuple[str, date], ...] = ()
    certificate: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """One party of a row for truth.csv. ``name`` only where the row has several parties of one role."""

    role: str
    label: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: clean cells by column code and the truth about its parties.

    ``sheet`` is a key of ``departments.SHEETS``. Dates are ISO (``2023-05-17``), amounts plain decimals in the column's
    own unit; dirt is added when written, unless ``clean``. ``delivery`` is the number of the sheet's file (0 = first).
    """

    sheet: str
    cells: dict[str, str]
    mentions: tuple[Mention, ...]
    clean: bool = False
    delivery: int = 0


class TrapLike(Protocol):
    """What the generator asks of a planted case: its rows."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that plant the case."""
        ...


SHORT_AUTHORITIES = (
    ("市场监督", "市监处罚"), ("税务", "税稽罚"), ("生态环境", "环罚"), ("应急", "应急罚"), ("住房", "建罚"),
    ("城乡建设", "建罚"), ("交通", "交罚"), ("城市管理", "城管罚"), ("人力资源", "人社罚"), ("自然资源", "资规罚"),
    ("农业", "农罚"), ("卫生", "卫罚"), ("文化", "文罚"), ("财政", "财采罚"), ("消防", "消罚"), ("海关", "关罚"),
    ("药品", "药监罚"), ("发展和改革", "发改"),
)  # fmt: skip


def document_number(rng: Random, authority: str, year: int, serial: int | None = None) -> str:
    """A decision's number: ``郑市监处罚〔2023〕158号`` from the authority's name, ``(2023)豫01执158号`` for courts."""
    number = serial if serial is not None else rng.randrange(1, 9000)
    if "法院" in authority:
        code = next((c for c, n in (("豫02", "开封"), ("豫07", "新乡"), ("豫01", "郑州")) if n in authority), "豫0105")
        return f"({year}){code}执{number}号"
    place = authority.removeprefix("国家税务总局").removeprefix("河南省") or authority
    short = next((s for word, s in SHORT_AUTHORITIES if word in authority), "罚")
    prefix = "豫" if authority.startswith("河南省") else place[:1] if place[2:3] == "市" else place[:2]
    return f"{prefix}{short}〔{year}〕{number}号"


def day(rng: Random, first: date, last: date) -> date:
    """A day drawn evenly from ``first`` to ``last``, both included."""
    return first + timedelta(days=rng.randrange((last - first).days + 1))


@dataclass(slots=True)
class Factory:
    """Makes persons and enterprises. ``namespace`` sets labels apart (``eT12``).

    The background uses an empty namespace. Any other draws from number ranges of its own, so that planted cases never
    meet the background; use one factory for all planted cases, or give each the same ``numbers``.
    """

    rng: Random
    namespace: str
    region: str = "410100"
    numbers: Numbers = field(init=False)
    count: int = 0
    taken: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.rng, reserved=bool(self.namespace))

    def _label(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.namespace}{self.count}"

    def person(
        self, name: str | None = None, sex: str | None = None, birth: date | None = None, region: str | None = None
    ) -> Person:
        """A person with a resident number and phone of their own, born 1950-2000 unless said."""
        rng = self.rng
        sex = sex or ("女" if rng.random() < 0.34 else "男")
        birth = birth or day(rng, date(1955, 1, 1), date(2000, 12, 31))
        region = region or self.region
        district = rng.choice(names.tables().districts[region])[0]
        return Person(
            label=self._label("p"),
            name=name or names.person_name(rng, sex),
            resident_number=self.numbers.resident(district, birth, sex),
            birth=birth,
            sex=sex,
            phone=self.numbers.phone(),
            address=names.address(rng, region, district),
        )

    def enterprise(
        self,
        name: str | None = None,
        region: str | None = None,
        kind: str = "enterprise",
        comp_type: str = LIMITED,
        legal_representative: Person | None = None,
        est_date: date | None = None,
    ) -> Enterprise:
        """A firm (or organisation) with valid numbers; ``name`` is invented when not given, unique per region."""
        rng = self.rng
        region = region or self.region
        if kind == "organisation" and comp_type not in ORGANISATION_TYPES:
            comp_type = INSTITUTION
        kind = "organisation" if comp_type in ORGANISATION_TYPES else kind
        district, district_name = rng.choice(names.tables().districts[region])
        est_date = est_date or day(rng, date(2003, 1, 6), date(2025, 6, 30))
        parts, trade = self._parts(name, region, comp_type, district_name)
        organisation = self.numbers.organisation(est_date >= MODERN_CODES_FROM)
        individual = comp_type == SOLE_TRADER
        owner = legal_representative if individual and est_date < MODERN_CODES_FROM else None
        return Enterprise(
            label=self._label("o" if kind == "organisation" else "e"),
            kind=kind,
            name=name or parts.full(),
            uscc=self.numbers.uscc(CATEGORIES.get(comp_type, "91"), district, organisation),
            org_code=organisation,
            reg_no=self.numbers.registration(district, individual),
            tax_no=owner.resident_number if owner else district + organisation,
            registry_id=self.numbers.serial(district + "00", 10),
            region=region,
            district=district,
            district_name=district_name,
            address=names.address(rng, region, district),
            est_date=est_date,
            comp_type=comp_type,
            phone=self.numbers.phone(),
            parts=parts,
            trade=trade,
            legal_representative=legal_representative,
            capital=rng.choice((10, 50, 50, 100, 100, 100, 200, 300, 500, 500, 1000, 2000, 5000)),
            certificate=self.numbers.serial("1" + district, 6) if kind == "organisation" else "",
        )

    def document_number(self, authority: str, year: int) -> str:
        """A decision's number that this factory gave to no other decision."""
        while True:
            number = document_number(self.rng, authority, year)
            if number not in self.documents:
                self.documents.add(number)
                return number

    def _parts(self, name: str | None, region: str, comp_type: str, district_name: str) -> tuple[NameParts, Trade]:
        """The name's parts; firms get a name that is free in the region, sole traders may share theirs."""
        while True:
            parts, trade = invent(self.rng, region, comp_type, district_name)
            if name is not None:
                return NameParts("", name, "", ""), trade
            key = f"{region}{parts.zihao}{parts.trade}{parts.form}"
            if comp_type == SOLE_TRADER or key not in self.taken:
                self.taken.add(key)
                return parts, trade


def invent(rng: Random, region: str, comp_type: str, district_name: str) -> tuple[NameParts, Trade]:
    """A name's parts and line of business, as the registry writes them for the legal form."""
    city = names.tables().cities[region] + ("市" if rng.random() < 0.2 else "")
    word = names.zihao(rng)
    if comp_type == SOLE_TRADER:
        shop = rng.choice(names.tables().shops)
        return NameParts(city.rstrip("市") + "市" + district_name, word, shop.word, ""), shop
    trade = names.trade(rng)
    if comp_type in ORGANISATION_TYPES:
        return NameParts(city.rstrip("市") + "市", *_organisation_words(rng, comp_type, district_name, word)), trade
    if comp_type == COOPERATIVE:
        crop = rng.choice(("种植", "养殖", "果蔬", "中药材种植", "农机服务"))
        return NameParts(district_name, word, crop, "农民专业合作社"), trade
    form = {STOCK: "股份有限公司", PARTNERSHIP: "合伙企业（有限合伙）"}.get(comp_type, "有限公司")
    if comp_type == SOLE_INVESTOR:
        form = rng.choice(("厂", "经营部", "商行"))
    return NameParts(city, word, trade.word, form), trade


def _organisation_words(rng: Random, comp_type: str, district_name: str, word: str) -> tuple[str, str, str]:
    """字号, field and form of an institution or social organisation."""
    if comp_type == INSTITUTION:
        work, form = rng.choice(INSTITUTIONS)
        return (district_name + word, work, form) if form else (f"{district_name}第{rng.randrange(1, 60)}", work, "")
    if comp_type == VILLAGE:
        return district_name + rng.choice(names.tables().villages) + "村", VILLAGE, ""
    forms = {SOCIAL_GROUP: ("协会", "商会", "行业协会"), FOUNDATION: ("公益基金会",)}
    form = rng.choice(forms.get(comp_type, ("服务中心", "培训学校", "社会工作服务中心")))
    return district_name + word, rng.choice(CAUSES), form
