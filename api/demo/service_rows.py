"""Owns the small tables: a name, a code, a date, a status. Social insurance, utilities, grades, products, farmers.

Refuses dirt and files.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo import names, texts
from api.demo.desk import Desk, Draft, years_later
from api.demo.firms import Firm
from api.demo.world import Mention

MONTHS = ("2026-07", "2026-08", "2026-09")


def _subject(firm: Firm, on: date, name: str = "comp_nm", code: str = "uni_social_crd_cd") -> dict[str, str]:
    return {name: firm.name(on), code: firm.enterprise.uscc}


def _mention(firm: Firm) -> tuple[Mention, ...]:
    return (Mention("subject", firm.enterprise.label),)


def _monthly(desk: Desk, extra: dict[str, str]) -> Iterator[Draft]:
    """One row per firm and month, none twice."""
    seen: set[tuple[str, str]] = set()
    for _ in range(desk.volume()):
        firm, month = desk.firm(), desk.rng.choice(MONTHS)
        if (firm.enterprise.label, month) in seen:
            continue
        seen.add((firm.enterprise.label, month))
        paid = date.fromisoformat(f"{month}-15")
        cells = _subject(firm, paid) | extra | {"pay_month": month, "pay_dt": paid.isoformat()}
        cells["insured_cnt"] = str(desk.rng.randrange(1, 80))
        yield (0,), desk.row(cells, _mention(firm))


def social_insurance(desk: Desk) -> Iterator[Draft]:
    """社会保险缴纳."""
    yield from _monthly(desk, {"status": "正常参保"})


def housing_fund(desk: Desk) -> Iterator[Draft]:
    """住房公积金缴存."""
    yield from _monthly(desk, {"status": "正常缴存"})


def _bills(desk: Desk) -> Iterator[Draft]:
    """Utility bills, with address and telephone."""
    for _ in range(desk.volume()):
        firm = desk.firm()
        on = desk.day(date(2026, 5, 1), desk.last())
        cells = _subject(firm, on) | {
            "addr": firm.enterprise.address, "tel": firm.enterprise.phone, "bill_dt": on.isoformat(),
            "status": desk.rng.choice(("已缴", "已缴", "已缴", "欠费")),
        }  # fmt: skip
        yield (0,), desk.row(cells, _mention(firm))


water = _bills
gas = _bills


def environmental_credit(desk: Desk) -> Iterator[Draft]:
    """企业环境信用评价."""
    for _ in range(desk.volume()):
        firm = desk.company()
        cells = _subject(firm, date(2026, 5, 1)) | {
            "evalua_year": "2025", "grade": desk.rng.choice(("绿", "蓝", "蓝", "黄")), "evalu_dt": "2026-05-10",
        }  # fmt: skip
        yield (0,), desk.row(cells, _mention(firm))


def _certificates(desk: Desk, prefix: str) -> Iterator[Draft]:
    for number in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2022, 1, 1))
        cells = _subject(firm, on) | {
            "certificate_no": f"{prefix}{desk.sheet.region}{number:05d}", "issue_dt": on.isoformat(),
            "valid_to": years_later(on, 3).isoformat(), "status": "有效", "authority": desk.authority.name,
            "qualification": desk.rng.choice(texts.words("qualifications")),
        }  # fmt: skip
        yield (0,), desk.row(cells, _mention(firm))


def high_tech(desk: Desk) -> Iterator[Draft]:
    """高新技术企业."""
    yield from _certificates(desk, "GR")


def qualification(desk: Desk) -> Iterator[Draft]:
    """资质证书."""
    yield from _certificates(desk, "D3")


def product_trace(desk: Desk) -> Iterator[Draft]:
    """产品追溯: what a firm or cooperative sent to market."""
    for number in range(desk.volume()):
        firm = desk.firm()
        on = desk.since(firm, date(2026, 1, 1))
        cells = _subject(firm, on) | {
            "product": desk.rng.choice(texts.words("products")), "batch_no": f"PC{on:%Y%m%d}{number:05d}",
            "event": desk.rng.choice(("采收", "加工", "出厂", "检测")), "event_dt": on.isoformat(), "status": "合格",
        }  # fmt: skip
        yield (0,), desk.row(cells, _mention(firm))


def farmer(desk: Desk) -> Iterator[Draft]:
    """农户信用档案."""
    seen: set[str] = set()
    for _ in range(desk.volume()):
        person = desk.person()
        if person.label in seen:
            continue
        seen.add(person.label)
        cells = {
            "nm": person.name, "cer_no": person.resident_number,
            "village": desk.rng.choice(names.tables().villages) + "村", "addr": person.address, "tel": person.phone,
            "grade": desk.rng.choice(("A", "AA", "AAA", "B")),
            "evalu_dt": desk.day(date(2026, 1, 5), desk.last()).isoformat(),
        }  # fmt: skip
        yield (0,), desk.row(cells, (Mention("subject", person.label),))


def village(desk: Desk) -> Iterator[Draft]:
    """行政村信用档案: the village committee and its head."""
    for firm in desk.city.villages:
        made, head = firm.enterprise, firm.offices[0].person
        cells = {
            "village_nm": made.name, "uni_social_crd_cd": made.uscc, "head_nm": head.name, "tel": made.phone,
            "households": str(desk.rng.randrange(120, 900)), "grade": desk.rng.choice(("信用村", "AA", "A")),
            "authority": desk.authority.name, "evalu_dt": desk.day(date(2025, 1, 5), desk.last()).isoformat(),
        }  # fmt: skip
        yield (0,), desk.row(cells, (*_mention(firm), Mention("related", head.label)))


def credit_evaluation(desk: Desk) -> Iterator[Draft]:
    """信用评价 by score."""
    seen: set[str] = set()
    for _ in range(desk.volume()):
        firm = desk.firm()
        if firm.enterprise.label in seen:
            continue
        seen.add(firm.enterprise.label)
        cells = _subject(firm, date(2026, 9, 1)) | {
            "cred_scard": str(desk.rng.randrange(520, 980)), "evalu_dt": "2026-09-15",
        }  # fmt: skip
        yield (0,), desk.row(cells, _mention(firm))


def _products(desk: Desk, years: int, natural: float, content: tuple[str, ...]) -> Iterator[Draft]:
    """Commitments, ratings, reports, awards: subject, number of its paper, authority, dates, content."""
    for _ in range(desk.volume()):
        firm, person = desk.firm(), desk.person()
        is_person = desk.rng.random() < natural
        on = desk.day(date(2024, 1, 2), desk.last()) if is_person else desk.since(firm, date(2024, 1, 2))
        cells = {
            "doc_no": desk.document(on.year).replace("罚", "信"), "authority": desk.authority.name,
            "grade": desk.rng.choice(("AAA", "AA", "A", "BBB")), "issue_dt": on.isoformat(),
            "valid_to": years_later(on + timedelta(days=-1), years).isoformat(), "content": desk.rng.choice(content),
        }  # fmt: skip
        if is_person:
            cells |= {"nm": person.name, "number": person.resident_number}
            yield (0,), desk.row(cells, (Mention("subject", person.label),))
        else:
            yield (0,), desk.row(cells | _subject(firm, on, "nm", "number"), _mention(firm))


def commitment(desk: Desk) -> Iterator[Draft]:
    """信用承诺, of firms and persons."""
    yield from _products(desk, 1, 0.3, texts.words("commitments"))


def rating(desk: Desk) -> Iterator[Draft]:
    """信用评级."""
    yield from _products(desk, 1, 0.0, ("信用评级",))


def report(desk: Desk) -> Iterator[Draft]:
    """第三方信用报告."""
    yield from _products(desk, 1, 0.0, ("经营稳定，履约能力良好",))


def award(desk: Desk) -> Iterator[Draft]:
    """表彰."""
    yield from _products(desk, 3, 0.1, texts.words("awards"))


product = report


def practitioner(desk: Desk) -> Iterator[Draft]:
    """从业人员 and the firm they work for."""
    for number in range(desk.volume()):
        firm, person = desk.company(), desk.person()
        on = desk.since(firm, date(2016, 1, 1))
        cells = {
            "nm": person.name, "cer_no": person.resident_number,
            "certificate_no": f"{desk.sheet.region}{number:07d}",
            "occupation_cn": desk.rng.choice(texts.words("occupations")),
            "comp_nm": firm.enterprise.name, "uni_social_crd_cd": firm.enterprise.uscc, "from_dt": on.isoformat(),
            "to_dt": "2099-12-31", "status": "在业",
        }  # fmt: skip
        mentions = (Mention("subject", person.label), Mention("related", firm.enterprise.label))
        yield (0,), desk.row(cells, mentions)
