"""Owns the registry's tables: entities, people, shares, shops, guarantees, code map, other organisations.

Refuses dirt and files.
"""

from collections.abc import Iterator
from datetime import date

from api.demo import names, world
from api.demo.desk import OPEN_END, Desk, Draft, heads
from api.demo.firms import Firm
from api.demo.world import Enterprise, Mention, Person

MAPPING_UNTIL = date(2015, 10, 1)


def market_entity(desk: Desk) -> Iterator[Draft]:
    """市场主体: one row per firm and snapshot; two when name or representative changed in between."""
    deliveries = desk.sheet.deliveries
    for firm in desk.firms:
        first = desk.pilot(firm) and firm.enterprise.est_date <= deliveries[0][1] and len(deliveries) > 1
        changed = firm.changed is not None and deliveries[0][1] < firm.changed
        if first and changed:
            yield (0,), desk.row(*_entity(desk, firm, deliveries[0][1]))
        yield (0, 1) if first and not changed else (len(deliveries) - 1,), desk.row(*_entity(desk, firm, desk.last()))


def _entity(desk: Desk, firm: Firm, on: date) -> tuple[dict[str, str], list[Mention | None]]:
    made = firm.enterprise
    cell, mentions = heads(firm, on)
    parent = desk.city.entities.get(made.parent)
    approved = max([d for d in (made.est_date, firm.changed, *(u for _, u in made.former)) if d and d <= on])
    cells = {
        "main_identi_id": made.registry_id, "reg_org": f"{made.district_name}市场监督管理局",
        "comp_type": made.comp_type, "reg_state": "存续（在营、开业、在册）",
        "uni_social_crd_cd": made.uscc, "comp_nm": firm.name(on), "addr": made.address, "legal_repre": cell,
        "reg_capt": str(made.capital), "capt_kind": "人民币", "opt_scop": f"{made.trade.word}；{made.trade.industry}",
        "reg_no": made.reg_no, "appr_dt": approved.isoformat(), "est_dt": made.est_date.isoformat(),
        "opt_from": made.est_date.isoformat(), "opt_to": OPEN_END.isoformat(), "domdi_strict": made.district,
        "pro_loc": made.address, "indv_code": made.trade.code, "indv_nm": made.trade.industry,
    }  # fmt: skip
    related = None
    if isinstance(parent, Enterprise) and parent.region == made.region:  # a registry knows its own ids only
        cells["lv_pripid"] = parent.registry_id
        related = Mention("related", parent.label)
    return cells, [Mention("subject", made.label), *mentions, related]


def legal_representative(desk: Desk) -> Iterator[Draft]:
    """法定代表人信息: the office with the resident number; the former one in the first snapshot."""
    first_at = desk.sheet.deliveries[0][1]
    for firm in desk.firms:
        head = firm.enterprise.legal_representative
        if head is None:
            continue
        two = len(desk.sheet.deliveries) > 1 and desk.pilot(firm) and firm.enterprise.est_date <= first_at
        changed = firm.changed is not None and first_at < firm.changed
        if two and changed and firm.before:
            yield (0,), desk.row(*_representative(firm, firm.before, first_at))
        number = (0, 1) if two and not changed else (len(desk.sheet.deliveries) - 1,)
        yield number, desk.row(*_representative(firm, head, desk.last()))


def _representative(firm: Firm, person: Person, on: date) -> tuple[dict[str, str], list[Mention | None]]:
    made = firm.enterprise
    cells = {
        "identi_no": made.registry_id, "personid": f"{int(person.label[1:]):010d}", "lerep_sign": "是",
        "nm": person.name, "position_cn": firm.offices[0].role if firm.offices else "", "certype_cn": "居民身份证",
        "country_cn": "中国", "cer_no": person.resident_number, "mobtel": person.phone,
        "uni_social_crd_cd": made.uscc, "comp_nm": firm.name(on),
    }  # fmt: skip
    return cells, [Mention("subject", made.label), Mention("legal_representative", person.label)]


def shareholder(desk: Desk) -> Iterator[Draft]:
    """股东及出资 of the last annual report; the first snapshot holds the pilot districts only."""
    last = len(desk.sheet.deliveries) - 1
    for firm in desk.firms:
        if desk.rng.random() > desk.sheet.rows / 100:
            continue
        for number, holding in enumerate(firm.holdings):
            made, holder = firm.enterprise, holding.holder
            paid = holding.amount * desk.rng.choice((0, 3, 5, 10)) // 10
            cells = {
                "investor": f"{made.registry_id}{number:02d}", "stocker_nm": holder.name,
                "cumula_sub_amt": str(holding.amount), "cumula_paid_amt": str(paid),
                "subscrip_amt_dt": made.est_date.isoformat(), "pripid": made.registry_id,
                "uni_social_crd_cd": made.uscc, "comp_nm": firm.name(desk.last()), "annual_year": "2025",
            }  # fmt: skip
            mentions = (Mention("subject", made.label), Mention("shareholder", holder.label))
            yield (0, last) if desk.pilot(firm) and last else (last,), desk.row(cells, mentions)


def equity_change(desk: Desk) -> Iterator[Draft]:
    """股权变更: the table names the firm by its numbers only."""
    made_for: set[str] = set()
    for _ in range(desk.volume()):
        firm = desk.company()
        if not firm.holdings or firm.enterprise.label in made_for:
            continue
        made_for.add(firm.enterprise.label)
        holding = desk.rng.choice(firm.holdings)
        share = desk.rng.choice((10, 20, 30, 40, 51, 60))
        cells = {
            "inv": holding.holder.name, "alt_dt": desk.since(firm, date(2018, 1, 1)).isoformat(),
            "transampr_bf": f"{share}%", "transampr_af": f"{share + desk.rng.choice((5, 10, 19, 40))}%",
            "pripid": firm.enterprise.registry_id, "uni_social_crd_cd": firm.enterprise.uscc,
        }  # fmt: skip
        mentions = (Mention("subject", firm.enterprise.label), Mention("shareholder", holding.holder.label))
        yield (0,), desk.row(cells, mentions)


def online_shop(desk: Desk) -> Iterator[Draft]:
    """网站或网店 of annual reports."""
    for number in range(desk.volume()):
        firm = desk.firm()
        made = firm.enterprise
        cells = {
            "web_store_type": "网店", "web_store_nm": f"{made.parts.zihao or made.legal_representative}旗舰店",
            "web_store_url": f"https://shop{number:06d}.example.com", "plat_nm": "示例商城",
            "pripid": made.registry_id, "uni_social_crd_cd": made.uscc, "comp_nm": firm.name(desk.last()),
        }  # fmt: skip
        if made.legal_representative and not made.parts.zihao:
            cells["web_store_nm"] = f"{made.legal_representative.name}的小店"
        yield (0,), desk.row(cells, (Mention("subject", made.label),))


def guarantee(desk: Desk) -> Iterator[Draft]:
    """对外担保: a company guarantees another's debt to a bank."""
    for number in range(desk.volume()):
        firm, debtor, bank = desk.company(), desk.company(), desk.rng.choice(desk.city.banks)
        start = desk.since(firm, date(2021, 1, 1))
        cells = {
            "external_gua": f"DB{desk.sheet.region}{number:06d}", "creditor": bank.name,
            "debtor": debtor.enterprise.name, "major_credit_amt": str(desk.rng.randrange(20, 2000)),
            "period_from": start.isoformat(), "period_to": start.replace(year=start.year + 3, day=1).isoformat(),
            "promis_way": "连带保证", "uni_social_crd_cd": firm.enterprise.uscc, "comp_nm": firm.name(desk.last()),
        }  # fmt: skip
        mentions = (
            Mention("subject", firm.enterprise.label),
            Mention("creditor", bank.label),
            Mention("debtor", debtor.enterprise.label),
        )
        yield (0,), desk.row(cells, mentions)


def code_mapping(desk: Desk) -> Iterator[Draft]:
    """统一社会信用代码存量映射: firms that had old numbers, under the name they had then."""
    for firm in desk.firms:
        made = firm.enterprise
        if made.est_date < MAPPING_UNTIL:
            cells = {
                "com_nm": firm.name(desk.last()), "uni_social_crd_cd": made.uscc, "ic_reg_cd": made.reg_no,
                "org_no": made.org_code, "taxation_reg_no": made.tax_no,
            }  # fmt: skip
            yield (0,), desk.row(cells, (Mention("subject", made.label),))


def institution(desk: Desk) -> Iterator[Draft]:
    """事业单位 of the establishment office."""
    yield from _organisations(desk, (world.INSTITUTION,))


def social_organisation(desk: Desk) -> Iterator[Draft]:
    """社会团体, 民办非企业单位, 基金会 of civil affairs."""
    yield from _organisations(desk, (world.SOCIAL_GROUP, world.PRIVATE_NON_ENTERPRISE, world.FOUNDATION))


def _organisations(desk: Desk, types: tuple[str, ...]) -> Iterator[Draft]:
    home = names.tables().cities["410100"]
    sponsors = [a for name, a in desk.city.authorities.items() if home in name and name.endswith(("局", "委员会"))]
    for firm in desk.city.organisations:
        made, sponsor = firm.enterprise, desk.rng.choice(sponsors)
        if made.comp_type not in types:
            continue
        head = made.legal_representative
        cells = {
            "nm": made.name, "uni_social_crd_cd": made.uscc, "cert_no": made.certificate,
            "org_type": made.comp_type, "legal_repre": head.name if head else "", "sponsor": sponsor.name,
            "supervisor": sponsor.name, "est_dt": made.est_date.isoformat(), "valid_to": "2029-12-31", "status": "正常",
        }  # fmt: skip
        mentions = (
            Mention("subject", made.label),
            Mention("legal_representative", head.label) if head else None,
            Mention("related", sponsor.label),
        )
        yield (0,), desk.row(cells, mentions)
