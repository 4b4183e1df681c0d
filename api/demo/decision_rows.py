"""Owns penalties and permits in the 2016 and 2018 forms, and the tax authority's penalties.

Refuses dirt and files. Fines stay ordinary: what passes a legal threshold is planted, not drawn.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from api.demo import texts, world
from api.demo.desk import OPEN_END, Desk, Draft, heads, years_later
from api.demo.firms import Firm
from api.demo.world import Enterprise, Mention

REPRESENTATIVE_SHARE = 0.55
NATURAL_SHARE = {"公安局": 0.6, "交通运输局": 0.3, "城市管理局": 0.2}


def _natural(desk: Desk) -> bool:
    return desk.rng.random() < NATURAL_SHARE.get(desk.sheet.department, 0.06)


def _organisation(desk: Desk) -> Firm:
    """Civil affairs and a few others decide about organisations, everybody else about firms."""
    home = desk.sheet.region == desk.city.organisations[0].enterprise.region if desk.city.organisations else False
    if home and (desk.sheet.department == "民政局" or desk.rng.random() < 0.02):
        return desk.rng.choice(desk.city.organisations)
    return desk.firm()


def _numbers_2018(made: Enterprise, prefix: str) -> dict[str, str]:
    """The subject's numbers in the 2018 forms, by column code."""
    cells = {f"{prefix}_SHXYM": made.uscc, f"{prefix}_SWDJ": made.tax_no}
    if made.kind == "organisation":
        column = "SYDW" if made.comp_type == world.INSTITUTION else "SHZZ"
        return cells | {f"{prefix}_{column}": made.certificate}
    return cells | {f"{prefix}_GSZC": made.reg_no, f"{prefix}_ZZJG": made.org_code}


def _subject_2018(desk: Desk, stem: str, on: date) -> tuple[dict[str, str], list[Mention | None]]:
    """Subject and representative of a 2018 form; ``stem`` is CF or XK."""
    if _natural(desk):
        person = desk.person()
        cells = {
            f"{stem}_XDR_MC": person.name, f"{stem}_XDR_LB": "自然人", f"{stem}_XDR_ZJLX": "身份证",
            f"{stem}_XDR_ZJHM": person.resident_number,
        }  # fmt: skip
        return cells, [Mention("subject", person.label)]
    firm = _organisation(desk)
    on = max(on, firm.enterprise.est_date)
    label = "个体工商户" if firm.enterprise.comp_type == world.SOLE_TRADER else "法人及非法人组织"
    cell, mentions = heads(firm, on)
    cells = {f"{stem}_XDR_MC": firm.name(on), f"{stem}_XDR_LB": label, f"{stem}_FRDB": cell}
    cells |= _numbers_2018(firm.enterprise, f"{stem}_XDR")
    head = firm.representative(on)
    if head and len(mentions) == 1:
        cells |= {f"{stem}_FR_ZJLX": "身份证", f"{stem}_FR_ZJHM": head.resident_number}
    return cells, [Mention("subject", firm.enterprise.label), *mentions]


def _subject_2016(desk: Desk, stem: str, name_column: str, on: date) -> tuple[dict[str, str], list[Mention | None]]:
    """Subject and representative of a 2016 form."""
    if _natural(desk):
        person = desk.person()
        cells = {name_column: person.name, f"{stem}_XDR_SFZ": person.resident_number}
        return cells, [Mention("subject", person.label)]
    firm = _organisation(desk)
    made = firm.enterprise
    on = max(on, made.est_date)
    cell, mentions = heads(firm, on) if desk.rng.random() < REPRESENTATIVE_SHARE else ("", ())
    cells = {
        name_column: firm.name(on), f"{stem}_XDR_SHXYM": made.uscc, f"{stem}_XDR_ZDM": made.org_code,
        f"{stem}_XDR_SWDJ": made.tax_no, f"{stem}_FR": cell,
    }  # fmt: skip
    if made.kind == "enterprise":
        cells[f"{stem}_XDR_GSDJ"] = made.reg_no
    return cells, [Mention("subject", made.label), *mentions]


def _penalty(desk: Desk) -> tuple[str, str, str, str, str, str]:
    """Cause, basis, type, text, fine and confiscated amount in 万元."""
    cause, basis, type_, text = desk.rng.choice(texts.rows("penalties"))
    fine = f"{desk.rng.choice((0.1, 0.2, 0.5, 1, 1.5, 2, 3, 5, 8, 10, 20)):g}" if "{fine}" in text else ""
    taken = f"{desk.rng.choice((0.05, 0.3, 1.2, 4)):g}" if "{taken}" in text else ""
    return cause, basis, type_, text.format(fine=fine, taken=taken), fine, taken


def penalty_2018(desk: Desk) -> Iterator[Draft]:
    """双公示行政处罚, 2018 form."""
    for _ in range(desk.volume()):
        on = desk.day(date(2019, 1, 2), desk.last())
        subject, mentions = _subject_2018(desk, "CF", on)
        cause, basis, type_, text, fine, taken = _penalty(desk)
        cells = subject | {
            "CF_WSH": desk.document(on.year), "CF_WFXW": cause, "CF_SY": cause, "CF_YJ": basis, "CF_CFLB": type_,
            "CF_NR": text, "CF_NR_FK": fine, "CF_NR_WFFF": taken, "CF_JDRQ": on.isoformat(),
            "CF_YXQ": OPEN_END.isoformat(), "CF_GSJZQ": years_later(on, 3).isoformat(),
            "CF_CFJG": desk.authority.name, "CF_CFJGDM": desk.authority.uscc,
            "CF_SJLY": desk.authority.name, "CF_SJLYDM": desk.authority.uscc,
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, mentions)


def penalty_2016(desk: Desk) -> Iterator[Draft]:
    """双公示行政处罚, 2016 form."""
    for _ in range(desk.volume()):
        on = desk.day(date(2015, 12, 1), date(2019, 12, 30))
        subject, mentions = _subject_2016(desk, "CF", "CF_XDR_MC", on)
        cause, basis, type_, text, _, _ = _penalty(desk)
        cells = subject | {
            "CF_WSH": desk.document(on.year), "CF_CFMC": f"{cause}案", "CF_CFLB1": type_, "CF_SY": cause,
            "CF_YJ": basis, "CF_JG": text, "CF_JDRQ": on.isoformat(), "CF_XZJG": desk.authority.name, "CF_ZT": "0",
            "DFBM": desk.sheet.region, "SJC": f"{on + timedelta(days=4)} 0:00:00",
            "GSQX": years_later(on, 5).isoformat(),
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, mentions)


def permit_2018(desk: Desk) -> Iterator[Draft]:
    """双公示行政许可, 2018 form."""
    for _ in range(desk.volume()):
        on = desk.day(date(2019, 1, 2), desk.last())
        subject, mentions = _subject_2018(desk, "XK", on)
        name, type_, certificate = desk.rng.choice(texts.rows("permits"))
        document = desk.document(on.year)
        cells = subject | {
            "XK_XKWS": f"{name}决定书", "XK_WSH": document.replace("罚", "许"), "XK_XKLB": type_,
            "XK_XKZS": certificate, "XK_XKBH": f"JY{desk.sheet.region}{desk.serial:08d}", "XK_NR": f"准予{name}",
            "XK_JDRQ": on.isoformat(), "XK_YXQZ": on.isoformat(), "XK_YXQZI": years_later(on, 5).isoformat(),
            "XK_XKJG": desk.authority.name, "XK_XKJGDM": desk.authority.uscc, "XK_ZT": "1",
            "XK_LYDW": desk.authority.name, "XK_LYDWDM": desk.authority.uscc,
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, mentions)


def permit_2016(desk: Desk) -> Iterator[Draft]:
    """双公示行政许可, 2016 form."""
    for _ in range(desk.volume()):
        on = desk.day(date(2015, 12, 1), date(2019, 12, 30))
        subject, mentions = _subject_2016(desk, "XK", "XK_XDR", on)
        name, type_, _ = desk.rng.choice(texts.rows("permits"))
        cells = subject | {
            "XK_WSH": desk.document(on.year).replace("罚", "许"), "XK_XMMC": name, "XK_SPLB": type_,
            "XK_NR": f"准予{name}", "XK_JDRQ": on.isoformat(), "XK_JZQ": years_later(on, 5).isoformat(),
            "XK_XZJG": desk.authority.name, "XK_ZT": "0", "DFBM": desk.sheet.region,
            "SJC": f"{on + timedelta(days=3)} 0:00:00",
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, mentions)


def tax_penalty(desk: Desk) -> Iterator[Draft]:
    """税务行政处罚."""
    for _ in range(desk.volume()):
        firm = desk.company()
        on = desk.since(firm, date(2019, 1, 2))
        cells = {
            "taxer_nm": firm.name(on), "taxer_no": firm.enterprise.uscc, "uni_social_crd_cd": firm.enterprise.uscc,
            "admin_punish_doc": desk.document(on.year), "punish_dt": on.isoformat(),
            "punish_amt": str(desk.rng.choice((200, 500, 1000, 2000, 5000, 12000))),
            "punish_rea": "未按照规定期限办理纳税申报",
        }  # fmt: skip
        yield desk.deliveries(on), desk.row(cells, (Mention("subject", firm.enterprise.label),))
