"""What the offices of a world of benchmarks.worlds deliver: rows with their truth.

Owns: the tables of some twenty offices, each written by a clerk of its own. Refuses: habits (clerks), and files.
A row of truth is (role, name as written, label).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.worlds.clerks import Clerk
from benchmarks.worlds.firms import THIS_YEAR, Era, Firm, Town
from benchmarks.worlds.people import WORDS, Person

Truth = tuple[str, str, str]
Clerks = Callable[[str], Clerk]


@dataclass(slots=True)
class Sheet:
    """One office's table. ``header`` grows with the first row."""

    format: str
    office: str
    delivery: str = "delta"
    header: tuple[str, ...] = ()
    rows: list[tuple[tuple[str, ...], list[Truth]]] = field(default_factory=list)

    def add(self, cells: dict[str, str], *truth: Truth) -> None:
        """A row, its cells by column code."""
        self.header = self.header or tuple(cells)
        self.rows.append((tuple(cells.values()), list(truth)))


def registry(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Market regulation: knows all, with codes, and writes the present names right."""
    clerk = clerks("registry")
    rng, place = clerk.rng, town.place
    firms = Sheet("market_entity", "市场监督管理局", "full")
    heads = Sheet("legal_representative", "市场监督管理局", "full")
    owners = Sheet("shareholder", "市场监督管理局", "full")
    for firm in town.firms:
        now, before = firm.now, firm.eras[0].name
        names = {era.name for era in firm.eras} - {now.name}
        former = before if names and before != now.name and rng.random() < 0.6 else ""
        code = firm.uscc if rng.random() < 0.97 else ""
        firms.add(
            {"uni_social_crd_cd": code, "reg_no": firm.registration if rng.random() < 0.5 else "", "comp_nm": now.name,
             "legal_repre": now.head.name, "addr": clerk.address(now), "tel": clerk.phone(now.phone),
             "domdi_strict": firm.district, "former_nm": former, "appr_dt": f"{now.since}-03-04"},
            ("subject", now.name, firm.label), ("legal_representative", now.head.name, now.head.label),
        )  # fmt: skip
        if firm.kind != "institution":
            code, head = clerk.code(firm, 0.9), now.head
            heads.add(
                {"comp_nm": now.name, "uni_social_crd_cd": code, "nm": head.name, "certype_cn": "居民身份证",
                 "cer_no": clerk.number(head, 0.85), "mobtel": clerk.phone(head.phone), "lerep_sign": "是"},
                ("subject", now.name, firm.label), ("legal_representative", head.name, head.label),
            )  # fmt: skip
        _owners(owners, clerk, firm)
    firms.office = heads.office = owners.office = f"{place['city']}市场监督管理局"
    yield from (firms, heads, owners)


def _owners(sheet: Sheet, clerk: Clerk, firm: Firm) -> None:
    for owner in firm.owners:
        code, written, named = clerk.code(firm), clerk.firm(firm), clerk.person(owner)
        sheet.add(
            {"comp_nm": written, "uni_social_crd_cd": code, "stocker_nm": named, "cer_no": clerk.number(owner),
             "percent": "25"},
            ("subject", written, firm.label), ("shareholder", named, owner.label),
        )  # fmt: skip
    for parent in firm.parents if firm.kind == "company" else ():
        written, mother = clerk.firm(firm), clerk.firm(parent)
        sheet.add(
            {"comp_nm": written, "uni_social_crd_cd": clerk.code(firm), "stocker_nm": mother, "cer_no": "",
             "percent": "60"},
            ("subject", written, firm.label), ("shareholder", mother, parent.label),
        )  # fmt: skip


def staff(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Human resources: who holds which office where."""
    clerk = clerks("staff")
    sheet = Sheet("role", "人力资源和社会保障局")
    for firm in town.firms:
        era = clerk.era(firm)
        for person, office in [(era.head, "法定代表人"), *firm.staff]:
            if firm.kind == "institution" or clerk.rng.random() > 0.6:
                continue
            written, named = clerk.firm(firm, era), clerk.person(person)
            role = "legal_representative" if office == "法定代表人" else "related"
            sheet.add(
                {"nm": named, "cer_no": clerk.number(person), "certype_cn": "居民身份证", "role_cn": office,
                 "comp_nm": written, "uni_social_crd_cd": clerk.code(firm), "from_dt": f"{era.since}-06-01"},
                ("subject", written, firm.label), (role, named, person.label),
            )  # fmt: skip
    yield sheet


def _head_of(clerk: Clerk, era: Era) -> tuple[str, list[Truth]]:
    """The representative as a decision states it; sometimes nobody."""
    if clerk.rng.random() < 0.15:
        return clerk.rng.choice(["", "", *WORDS["slips"]["nothing"]]), []
    named = clerk.person(era.head)
    return named, [("legal_representative", named, era.head.label)]


def decisions(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Penalties and permits of four offices, of which two still use the old forms."""
    for office, form in (
        ("生态环境局", "penalty_2018"),
        ("应急管理局", "penalty_2016"),
        ("住房和城乡建设局", "permit_2016"),
        ("城市管理局", "permit_2018"),
    ):
        clerk, sheet = clerks(office), Sheet(form, f"{town.place['city']}{office}")
        for at, firm in enumerate(town.firms):
            for turn in range(clerk.rng.choice((0, 0, 0, 1, 1, 2))):
                number = f"{town.place['court']}{office[0]}〔{clerk.rng.randrange(2018, 2026)}〕{at}{turn}号"
                _decision(sheet, clerk, firm, number)
        yield sheet


def _subject(firm: Firm, era: Era, written: str, code: str) -> Truth:
    """Whom a form for anybody names: a shop without a name of its own and without a code is its operator."""
    nobody = code in ("", *WORDS["slips"]["zeros"])
    named = era.head if firm.kind == "trader" and not era.trade and nobody else firm
    return "subject", written, named.label


def _decision(sheet: Sheet, clerk: Clerk, firm: Firm, number: str) -> None:
    era = clerk.era(firm)
    written, code = clerk.firm(firm, era), clerk.code(firm)
    head, truth = _head_of(clerk, era)
    if clerk.rng.random() < 0.004 * clerk.dirt and code and written != head:  # two columns changed places
        written, code = code, written
    kind = {"trader": "个体工商户", "institution": "事业单位"}.get(firm.kind, "法人及非法人组织")
    if sheet.format == "penalty_2018":
        cells = {"CF_WSH": number, "CF_XDR_MC": written, "CF_XDR_LB": kind, "CF_XDR_SHXYM": code, "CF_FRDB": head,
                 "CF_CFLB": "罚款", "CF_NR": "罚款", "CF_JDRQ": "2024-02-03", "CF_CFJG": sheet.office}  # fmt: skip
    elif sheet.format == "penalty_2016":
        cells = {"CF_WSH": number, "CF_CFMC": "罚款", "CF_XDR_MC": written, "CF_XDR_SHXYM": code, "CF_FR": head,
                 "CF_JG": "罚款", "CF_JDRQ": "2019/7/1", "CF_XZJG": sheet.office, "CF_ZT": "0"}  # fmt: skip
    elif sheet.format == "permit_2016":
        cells = {"XK_WSH": number, "XK_XDR": written, "XK_XDR_SHXYM": code, "XK_FR": head, "XK_JDRQ": "2018-05-06",
                 "XK_XZJG": sheet.office}  # fmt: skip
    else:
        cells = {"XK_WSH": number, "XK_XDR_MC": written, "XK_XDR_LB": kind, "XK_XDR_SHXYM": code, "XK_FRDB": head,
                 "XK_JDRQ": "2023-05-06", "XK_XKJG": sheet.office}  # fmt: skip
    anybody = sheet.format in ("penalty_2016", "permit_2016")
    sheet.add(cells, _subject(firm, era, written, code if anybody else firm.uscc), *truth)


_SERVICES = (
    ("tax_credit_grade", "税务局", "tax_nm", 0.8, {"evalua_year": "2024", "tax_credit_level": "B"}),
    ("social_insurance", "社会保险中心", "comp_nm", 0.6, {"insured_cnt": "9", "pay_month": "2025-03"}),
    ("environmental_credit", "生态环境局", "comp_nm", 0.2, {"evalua_year": "2024", "grade": "良好"}),
)


def services(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Tax grades, insurance, water bills, arrears: a name, a code, at times an address and a phone."""
    for form, office, column, often, rest in _SERVICES:
        clerk, sheet = clerks(form), Sheet(form, f"{town.place['city']}{office}")
        for firm in town.firms:
            if clerk.rng.random() < often:
                written = clerk.firm(firm)
                sheet.add(
                    {column: written, "uni_social_crd_cd": clerk.code(firm), **rest}, ("subject", written, firm.label)
                )
        yield sheet
    clerk, sheet = clerks("water"), Sheet("water", "自来水公司")
    for firm in town.firms:
        if clerk.rng.random() < 0.45 and firm.now.trade:
            era = clerk.era(firm)
            written = clerk.firm(firm, era)
            sheet.add(
                {"comp_nm": written, "uni_social_crd_cd": clerk.code(firm, clerk.code_rate / 2),
                 "addr": clerk.address(era),
                 "tel": clerk.phone(era.phone), "bill_dt": "2025-04-30", "status": "已缴"},
                ("subject", written, firm.label),
            )  # fmt: skip
    yield sheet
    yield _arrears(town, clerks("arrears"))


def _arrears(town: Town, clerk: Clerk) -> Sheet:
    sheet = Sheet("tax_arrears", f"{town.place['city']}税务局")
    for firm in town.firms:
        if clerk.rng.random() < 0.2 and firm.kind in ("company", "trader"):
            era = clerk.era(firm)
            written, (head, truth) = clerk.firm(firm, era), _head_of(clerk, era)
            number, code = clerk.number(era.head) if truth else "", clerk.code(firm)
            sheet.add(
                {"taxer_nm": written, "uni_social_crd_cd": code, "legal_repre": head, "legal_repre_id": number,
                 "addr": clerk.address(era), "arrears_tax": "增值税", "arrears_amt": "1200", "arrears_dt": "2025-01-15",
                 "authority": sheet.office, "doc_no": ""},
                _subject(firm, era, written, code), *truth,
            )  # fmt: skip
    return sheet


def courts(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Dishonest debtors, unfulfilled judgments of firms, and orders not to spend on firms with somebody responsible."""
    clerk, court = clerks("court"), f"{town.place['city']}中级人民法院"
    debtors, orders = Sheet("dishonest_debtor", court, "full"), Sheet("consumption_order", court)
    for at, person in enumerate(town.people.everybody):
        if clerk.rng.random() < 0.07:
            named = clerk.person(person)
            debtors.add(
                {"case_no": f"（2024）{town.place['court']}执{at}号", "executed_nm": named,
                 "identi_id": clerk.mask(person.number) if clerk.rng.random() < 0.7 else clerk.number(person, 0.3),
                 "gen": person.sex, "birth_dt": person.birth if clerk.rng.random() < 0.8 else "",
                 "executed_court": court,
                 "executed_nature": "自然人", "publish_dt": "2024-08-09"},
                ("subject", named, person.label),
            )  # fmt: skip
    for at, firm in enumerate(town.firms):
        if clerk.rng.random() < 0.12 and firm.kind == "company":
            era = clerk.era(firm)
            written, named = clerk.firm(firm, era), clerk.person(era.head)
            orders.add(
                {"case_no": f"（2025）{town.place['court']}执{at}号", "court": court, "issue_dt": "2025-02-02",
                 "comp_nm": written, "uni_social_crd_cd": clerk.code(firm), "nm": named,
                 "cer_no": clerk.number(era.head, 0.2), "role_cn": "法定代表人"},
                ("subject", written, firm.label), ("responsible", named, era.head.label),
            )  # fmt: skip
    yield from (debtors, orders)


def folk(town: Town, clerks: Clerks) -> Iterator[Sheet]:
    """Farmers' files by village, and practitioners with the firm they work for."""
    clerk = clerks("folk")
    farmers, licensed = Sheet("farmer", "农业农村局", "full"), Sheet("practitioner", "交通运输局", "full")
    rural = town.world in ("clan", "stalls", "border")
    for person in town.people.everybody:
        if clerk.rng.random() < (0.4 if rural else 0.05):
            named = clerk.person(person)
            farmers.add(
                {"nm": named, "cer_no": clerk.number(person, 0.5), "village": person.village, "addr": person.home,
                 "tel": clerk.phone(person.phone), "grade": "AA", "evalu_dt": "2024-10-10"},
                ("subject", named, person.label),
            )  # fmt: skip
    clerk = clerks("licences")
    for at, firm in enumerate(town.firms):
        if clerk.rng.random() < 0.15 and firm.kind in ("company", "trader"):
            era = firm.at(THIS_YEAR - clerk.behind)
            person: Person = era.head if clerk.rng.random() < 0.6 else clerk.rng.choice(firm.owners or [era.head])
            named, written = clerk.person(person), clerk.firm(firm, era)
            licensed.add(
                {"nm": named, "cer_no": clerk.number(person), "certificate_no": f"Z{at:07d}",
                 "occupation_cn": "道路运输",
                 "comp_nm": written, "uni_social_crd_cd": clerk.code(firm), "from_dt": "2022-01-01", "status": "有效"},
                ("subject", named, person.label), ("related", written, firm.label),
            )  # fmt: skip
    yield from (farmers, licensed)


DESKS = (registry, staff, decisions, services, courts, folk)
