"""Owns what courts, tax and market authorities list, who holds which office, and who was found responsible.

Refuses dirt and files; keeps listings at the few per cent that they are in life.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo import texts, world
from api.demo.desk import Desk, Draft, heads, years_later
from api.demo.firms import Firm, Office
from api.demo.world import Mention, Person

PERSON_MENTION = {"法定代表人": "legal_representative"}
BLACK_LISTS = {
    "住房和城乡建设局": "工程建设黑名单", "交通运输局": "交通货运黑名单",
    "人力资源和社会保障局": "拖欠农民工工资黑名单",
    "生态环境局": "环保黑名单", "应急管理局": "安全生产黑名单", "商务局": "商贸流通黑名单", "财政局": "政府采购黑名单",
    "市场监督管理局": "食品药品黑名单",
}  # fmt: skip
RED_LISTS = {"发展和改革委员会": "守信红名单", "税务局": "纳税信用A级红名单"}


def abnormal_operation(desk: Desk) -> Iterator[Draft]:
    """经营异常名录; a third was removed again."""
    for number in range(desk.volume()):
        firm = desk.firm()
        on = desk.since(firm, date(2020, 7, 1))
        removed = desk.day(on + timedelta(days=20), desk.last()) if desk.rng.random() < 0.35 else None
        cells = {
            "busexclist": f"YC{desk.sheet.region}{number:06d}", "inclu_dt": on.isoformat(),
            "inclu_reason": desk.rng.choice(texts.words("abnormal_reasons")), "decorg_cn": desk.authority.name,
            "uni_social_crd_cd": firm.enterprise.uscc, "reg_no": firm.enterprise.reg_no,
            "pripid": firm.enterprise.registry_id, "comp_nm": firm.name(on),
        }  # fmt: skip
        if removed:
            cells |= {
                "remove_dt": removed.isoformat(), "remexcpres_cn": "已补报年度报告", "redecorg_cn": desk.authority.name,
            }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, (Mention("subject", firm.enterprise.label),))


def serious_violation(desk: Desk) -> Iterator[Draft]:
    """严重违法失信企业名单."""
    for number in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2021, 1, 1))
        cells = {
            "ill_comp_id": f"YZ{desk.sheet.region}{number:06d}", "abn_tm": on.isoformat(),
            "serill_rea": desk.rng.choice(texts.words("serious_reasons")), "decorg_org": desk.authority.name,
            "uni_social_crd_cd": firm.enterprise.uscc, "comp_name": firm.name(on), "reg_no": firm.enterprise.reg_no,
            "pripid": firm.enterprise.registry_id, "dsc_city": desk.sheet.region,
            "dsc_adm_region": firm.enterprise.district,
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, (Mention("subject", firm.enterprise.label),))


def _case(desk: Desk, on: date) -> dict[str, str]:
    """Court, number and duty of a case."""
    number = desk.document(on.year)
    return {"case_no": number, "enforce_basis": number.replace("执", "民初"), "executed_court": desk.authority.name}


def dishonest_debtor(desk: Desk) -> Iterator[Draft]:
    """失信被执行人: firms with their representative, persons with a masked number."""
    for number in range(desk.volume()):
        natural = desk.rng.random() < 0.5
        firm, person = desk.company(), desk.person()
        on = desk.day(date(2022, 1, 1), desk.last()) if natural else desk.since(firm, date(2022, 1, 1))
        cells = _case(desk, on) | {
            "dishonest_id": f"SX{desk.sheet.region}{number:07d}", "fil_dt": (on - timedelta(days=90)).isoformat(),
            "deci_executed_unit": desk.authority.name, "effect_doc_obli": desk.rng.choice(texts.words("debts")),
            "executed_perfor": "全部未履行", "publish_dt": on.isoformat(), "un_performed_part": "全部",
            "dishonest_behav": "违反财产报告制度",
        }  # fmt: skip
        if natural:
            cells |= {
                "executed_nm": person.name, "identi_id": person.resident_number, "gen": person.sex,
                "executed_nature": "自然人", "birth_dt": person.birth.isoformat(),
            }  # fmt: skip
            yield desk.deliveries(on), desk.row(cells, (Mention("subject", person.label),))
            continue
        cell, mentions = heads(firm, on)
        cells |= {
            "executed_nm": firm.name(on), "uni_social_crd_cd": firm.enterprise.uscc, "legal_repre": cell,
            "executed_nature": "法人",
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, (Mention("subject", firm.enterprise.label), *mentions))


def _debt(desk: Desk, on: date) -> tuple[dict[str, str], tuple[Mention, ...]]:
    """The case and its joint debtors: none, one, or two in one cell."""
    amount = desk.rng.randrange(2, 300) * 10000
    cells = {
        "case_no": desk.document(on.year), "execute_court": desk.authority.name, "filing_dt": on.isoformat(),
        "execute_amt": str(amount), "not_execute_amt": str(amount // 2),
        "expo_dt": (on + timedelta(days=60)).isoformat(),
    }  # fmt: skip
    if desk.rng.random() > 0.3:
        return cells, ()
    firms = [firm for firm in (desk.company(), desk.company()) if not firm.shared]
    if desk.rng.random() < 0.5:
        firms = firms[:1]
    made = list({firm.enterprise.name: firm.enterprise for firm in firms}.values())
    cells["comm_executed"] = "、".join(one.name for one in made)
    return cells, tuple(Mention("related", one.label, one.name if len(made) > 1 else None) for one in made)


def unfulfilled_person(desk: Desk) -> Iterator[Draft]:
    """未履行生效裁判, persons."""
    for _ in range(desk.volume()):
        person = desk.person()
        cells, related = _debt(desk, desk.day(date(2021, 1, 1), desk.last()))
        cells |= {"nm": person.name, "identi_no": person.resident_number}
        yield (0,), desk.row(cells, (Mention("subject", person.label), *related))


def unfulfilled_enterprise(desk: Desk) -> Iterator[Draft]:
    """未履行生效裁判, firms."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2021, 1, 1))
        debt, related = _debt(desk, on)
        cell, mentions = heads(firm, on)
        cells = debt | {
            "com_nm": firm.name(on), "uni_social_crd_cd": firm.enterprise.uscc, "org_no": firm.enterprise.org_code,
            "legal_repre": cell,
        }  # fmt: skip
        related = tuple(mention for mention in related if mention.label != firm.enterprise.label)
        if len(related) != len(cells.get("comm_executed", "、").strip("、").split("、")) and "comm_executed" in cells:
            del cells["comm_executed"]
            related = ()
        yield (0,), desk.row(cells, (Mention("subject", firm.enterprise.label), *mentions, *related))


def consumption_order(desk: Desk) -> Iterator[Draft]:
    """限制消费令: the firm and the person whom the order names."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2022, 1, 1))
        person = firm.representative(on)
        if person is None:
            continue
        released = desk.day(on, desk.last()).isoformat() if desk.rng.random() < 0.3 else ""
        cells = {
            "case_no": desk.document(on.year), "court": desk.authority.name, "issue_dt": on.isoformat(),
            "comp_nm": firm.name(on), "uni_social_crd_cd": firm.enterprise.uscc, "nm": person.name,
            "cer_no": person.resident_number, "role_cn": firm.offices[0].role, "release_dt": released,
        }  # fmt: skip
        mentions = (Mention("subject", firm.enterprise.label), Mention("responsible", person.label))
        yield desk.deliveries(on), desk.row(cells, mentions)


def major_tax_violation(desk: Desk) -> Iterator[Draft]:
    """重大税收违法案件当事人."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2022, 1, 1))
        head = firm.representative(on)
        if head is None:
            continue
        cells = {
            "tax_no": firm.enterprise.uscc, "tax_nm": firm.name(on), "legal_repre": head.name,
            "legal_repre_id": head.resident_number, "legal_repre_gender": head.sex,
            "reg_addr": firm.enterprise.address, "org_no": firm.enterprise.org_code,
            "punish_basis": "《中华人民共和国税收征收管理法》第六十三条",
            "main_illg_fact": "在账簿上不列收入，少缴税款",
            "case_nature": "偷税", "tax_punnish_state": "追缴税款并处罚款", "entry_tm": on.isoformat(),
        }  # fmt: skip
        mentions = (Mention("subject", firm.enterprise.label), Mention("legal_representative", head.label))
        yield desk.deliveries(on), desk.row(cells, mentions)


def listing(desk: Desk) -> Iterator[Draft]:
    """名单: a red list of the reform commission, black lists of the line authorities."""
    name = RED_LISTS.get(desk.sheet.department) or BLACK_LISTS.get(desk.sheet.department, "守信红名单")
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2023, 1, 1))
        cells = {
            "list_cn": name, "doc_no": desk.document(on.year), "authority": desk.authority.name,
            "authority_code": desk.authority.uscc, "nm": firm.name(on),
            "uni_social_crd_cd": firm.enterprise.uscc,
            "reason": "连续三年无不良信用记录" if "红" in name else "违反行业管理规定，情节严重",
            "in_dt": on.isoformat(),
            "region": desk.sheet.region, "source_unit": desk.authority.name,
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, (Mention("subject", firm.enterprise.label),))


def listing_event(desk: Desk) -> Iterator[Draft]:
    """名单变动: intentions that came to nothing."""
    name = RED_LISTS.get(desk.sheet.department) or BLACK_LISTS.get(desk.sheet.department, "经营异常名录")
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2024, 1, 1))
        cells = {
            "list_cn": name, "doc_no": desk.document(on.year), "authority": desk.authority.name,
            "nm": firm.name(on), "uni_social_crd_cd": firm.enterprise.uscc, "event_cn": "拟列入",
            "event_dt": on.isoformat(), "reason": "拟列入告知",
        }  # fmt: skip
        yield (0,), desk.row(cells, (Mention("subject", firm.enterprise.label),))


def role(desk: Desk) -> Iterator[Draft]:
    """任职与控制: all offices, with resident numbers."""
    chosen = desk.sheet.rows / 100
    last = len(desk.sheet.deliveries) - 1
    for firm in desk.firms if chosen else ():
        for office in firm.offices:
            if desk.rng.random() < chosen:
                first = last and desk.pilot(firm) and office.since <= desk.sheet.deliveries[0][1]
                yield (0, last) if first else (last,), desk.row(*_office(desk, firm, office))


def _office(desk: Desk, firm: Firm, office: Office) -> tuple[dict[str, str], tuple[Mention, ...]]:
    cells = {
        "comp_nm": firm.name(desk.last()), "uni_social_crd_cd": firm.enterprise.uscc, "nm": office.person.name,
        "certype_cn": "居民身份证", "cer_no": office.person.resident_number, "role_cn": office.role,
        "from_dt": office.since.isoformat(), "to_dt": office.until.isoformat() if office.until else "",
    }  # fmt: skip
    person = Mention(PERSON_MENTION.get(office.role, "related"), office.person.label)
    return cells, (Mention("subject", firm.enterprise.label), person)


def responsible(desk: Desk) -> Iterator[Draft]:
    """责任人员认定: who answers for what an authority found."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2022, 1, 1))
        head: Person | None = firm.representative(on)
        if head is None or firm.enterprise.comp_type == world.BRANCH:
            continue
        cells = {
            "doc_no": desk.document(on.year), "authority": desk.authority.name, "comp_nm": firm.name(on),
            "uni_social_crd_cd": firm.enterprise.uscc, "nm": head.name, "cer_no": head.resident_number,
            "role_cn": "法定代表人", "responsible": desk.rng.choice(("否", "否", "是")), "violation_dt": on.isoformat(),
        }  # fmt: skip
        mentions = (Mention("subject", firm.enterprise.label), Mention("responsible", head.label))
        yield (0,), desk.row(cells, mentions)


def tax_credit_grade(desk: Desk) -> Iterator[Draft]:
    """纳税信用等级, two years."""
    seen: set[tuple[str, int]] = set()
    for _ in range(desk.volume()):
        firm, year = desk.company(), desk.rng.choice((2024, 2025))
        if (firm.enterprise.label, year) in seen or firm.enterprise.est_date.year > year:
            continue
        seen.add((firm.enterprise.label, year))
        start = date(year + 1, 4, 20)
        cells = {
            "uni_social_crd_cd": firm.enterprise.uscc, "tax_nm": firm.name(start), "evalua_year": str(year),
            "tax_credit_level": desk.rng.choices("ABMCD", (18, 42, 30, 6, 4))[0], "evalua_dept": desk.authority.name,
            "evalua_result_start": start.isoformat(), "evalua_result_end": years_later(start, 1).isoformat(),
        }  # fmt: skip
        yield (0,), desk.row(cells, (Mention("subject", firm.enterprise.label),))


def tax_arrears(desk: Desk) -> Iterator[Draft]:
    """欠税公告."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2024, 1, 1))
        cell, mentions = heads(firm, on)
        cells = {
            "taxer_nm": firm.name(on), "taxer_no": firm.enterprise.uscc, "uni_social_crd_cd": firm.enterprise.uscc,
            "legal_repre": cell, "arrears_tax": "增值税", "arrears_amt": str(desk.rng.randrange(5, 900) * 1000),
            "arrears_dt": on.isoformat(),
        }  # fmt: skip
        yield (0,), desk.row(cells, (Mention("subject", firm.enterprise.label), *mentions))
