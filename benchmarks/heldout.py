"""A second fictional population, so that linkage is not tuned to the demo's: other names, departments and dirt.

Owns: what its departments deliver. Refuses: anything of ``api.demo`` or ``linkage``: check digits, word lists and dirt
are made here. ``python -m benchmarks.heldout --out DIR --seed N --firms N --dirt 2 --codes 0.4`` writes department
files, manifest.toml and truth.csv as ``xintu ingest`` and ``xintu evaluate`` read them.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks.heldout_city import CITIES, City, Local
from benchmarks.heldout_dirt import Dirt


@dataclass(slots=True)
class Sheet:
    """One department's table: format, delivering department, header, and rows with their truth."""

    format: str
    department: str
    header: tuple[str, ...]
    delivery: str
    rows: list[tuple[tuple[str, ...], list[tuple[str, str, str]]]] = field(default_factory=list)

    def add(self, cells: tuple[str, ...], *truth: tuple[str, str, str]) -> None:
        """A row; truth as (role, name, label)."""
        self.rows.append((cells, list(truth)))


def _registry(city: Local, dirt: Dirt) -> Iterator[Sheet]:
    rng = dirt.rng
    entities = Sheet(
        "market_entity",
        "行政审批局",
        ("uni_social_crd_cd", "comp_nm", "legal_repre", "addr", "tel", "domdi_strict", "former_nm", "appr_dt"),
        "full",
    )
    heads = Sheet(
        "legal_representative",
        "行政审批局",
        ("comp_nm", "uni_social_crd_cd", "nm", "certype_cn", "cer_no", "mobtel", "lerep_sign"),
        "full",
    )
    owners = Sheet(
        "shareholder", "行政审批局", ("comp_nm", "uni_social_crd_cd", "stocker_nm", "cer_no", "percent"), "full"
    )
    codes = Sheet("code_mapping", "数据局", ("com_nm", "uni_social_crd_cd", "org_no", "ic_reg_cd"), "delta")
    roles = Sheet(
        "role",
        "人力资源局",
        ("nm", "cer_no", "certype_cn", "role_cn", "comp_nm", "uni_social_crd_cd", "from_dt"),
        "delta",
    )
    for firm in city.firms:
        head, listed = firm.head, dirt.code(firm, 0.97)
        former = firm.former if rng.random() < 0.5 else ""
        entities.add(
            (listed, firm.name, head.name, firm.address, firm.phone, firm.region, former, "2021-03-04"),
            ("subject", firm.name, firm.label),
            ("legal_representative", head.name, head.label),
        )
        named = dirt.person(head.name)
        heads.add(
            (firm.name, dirt.code(firm, 0.9), named, "居民身份证", dirt.number(head.number, 0.85), head.phone, "是"),
            ("subject", firm.name, firm.label),
            ("legal_representative", named, head.label),
        )
        if firm.old and not firm.tail:
            codes.add((firm.former or firm.name, firm.uscc, firm.org, ""), ("subject", "", firm.label))
        for owner in firm.owners:
            code = dirt.code(firm)
            name, stated = dirt.name(firm, bool(code), True), dirt.person(owner.name)
            owners.add(
                (name, code, stated, dirt.number(owner.number, 0.45), "30"),
                ("subject", name, firm.label),
                ("shareholder", stated, owner.label),
            )
        for person, office in [(head, "法定代表人"), *firm.staff]:
            if rng.random() < 0.75:
                code, stated = dirt.code(firm), dirt.person(person.name)
                name = dirt.name(firm, bool(code), True)
                role = "legal_representative" if office == "法定代表人" else "related"
                roles.add(
                    (stated, dirt.number(person.number, 0.6), "居民身份证", office, name, code, "2020-05-06"),
                    ("subject", name, firm.label),
                    (role, stated, person.label),
                )
    yield from (entities, heads, owners, codes, roles)


def _decisions(city: Local, dirt: Dirt) -> Iterator[Sheet]:
    rng = dirt.rng
    penalties = Sheet(
        "penalty_2018",
        "城市管理局",
        ("CF_WSH", "CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB", "CF_CFLB", "CF_NR", "CF_JDRQ", "CF_CFJG"),
        "delta",
    )
    permits = Sheet(
        "permit_2016", "住房局", ("XK_WSH", "XK_XDR", "XK_XDR_SHXYM", "XK_FR", "XK_JDRQ", "XK_XZJG"), "delta"
    )
    for number, firm in enumerate(city.firms):
        for _ in range(rng.choice((0, 0, 1, 2))):
            code, head = dirt.code(firm), dirt.person(firm.head.name)
            name = dirt.name(firm, bool(code), True)
            truth = (("subject", name, firm.label), ("legal_representative", head, firm.head.label))
            if rng.random() < 0.5:
                penalties.add(
                    (
                        f"{firm.city}城罚〔2024〕{number}{rng.randrange(99)}号",
                        name,
                        "法人及非法人组织",
                        code,
                        head,
                        "罚款",
                        "罚款",
                        "2024-02-03",
                        "城市管理局",
                    ),
                    *truth,
                )
            else:
                permits.add(
                    (f"{firm.city}住许〔2023〕{number}{rng.randrange(99)}号", name, code, head, "2023-04-05", "住房局"),
                    *truth,
                )
    yield from (penalties, permits)


def _services(city: Local, dirt: Dirt) -> Iterator[Sheet]:
    rng = dirt.rng
    grades = Sheet(
        "tax_credit_grade", "税务局", ("tax_nm", "uni_social_crd_cd", "evalua_year", "tax_credit_level"), "delta"
    )
    insured = Sheet(
        "social_insurance", "社会保障中心", ("comp_nm", "uni_social_crd_cd", "insured_cnt", "pay_month"), "delta"
    )
    green = Sheet("environmental_credit", "环境局", ("comp_nm", "uni_social_crd_cd", "evalua_year", "grade"), "delta")
    water = Sheet("water", "水务集团", ("comp_nm", "uni_social_crd_cd", "addr", "tel", "bill_dt", "status"), "delta")
    for firm in city.firms:
        for sheet, often, rest in (
            (grades, 0.9, ("2024", "A")),
            (insured, 0.8, ("12", "2024-06")),
            (green, 0.3, ("2024", "良好")),
        ):
            if rng.random() < often:
                code = dirt.code(firm)
                name = dirt.name(firm, bool(code), False)
                sheet.add((name, code, *rest), ("subject", name, firm.label))
        if rng.random() < 0.6:
            code = dirt.code(firm, dirt.codes / 2)
            name = dirt.name(firm, bool(code), True)
            water.add(
                (name, code, firm.address.removeprefix("安徽省"), firm.phone, "2024-05-01", "正常"),
                ("subject", name, firm.label),
            )
    yield from (grades, insured, green, water)


def _persons(city: Local, dirt: Dirt) -> Iterator[Sheet]:
    rng = dirt.rng
    debtors = Sheet(
        "dishonest_debtor",
        "中级法院",
        ("case_no", "executed_nm", "identi_id", "gen", "birth_dt", "executed_court", "executed_nature", "publish_dt"),
        "full",
    )
    licensed = Sheet(
        "practitioner",
        "交通局",
        ("nm", "cer_no", "certificate_no", "occupation_cn", "comp_nm", "uni_social_crd_cd", "from_dt", "status"),
        "full",
    )
    for at, person in enumerate(city.people):
        if rng.random() < 0.08:
            name, digits = dirt.person(person.name), person.number
            sex = "男" if int(digits[16]) % 2 else "女"
            birth = f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}"
            debtors.add(
                (
                    f"（2024）皖{digits[2:4]}执{at}{rng.randrange(99)}号",
                    name,
                    dirt.number(digits, 0.15),
                    sex,
                    birth,
                    "中级人民法院",
                    "自然人",
                    "2024-03-03",
                ),
                ("subject", name, person.label),
            )
    for at, firm in enumerate(rng.sample(city.firms, len(city.firms) // 5)):
        person, code = firm.head, dirt.code(firm)
        name, stated = dirt.name(firm, bool(code), True), dirt.person(firm.head.name)
        licensed.add(
            (
                stated,
                dirt.number(person.number, 0.7),
                f"H{firm.region}{at:05d}",
                "道路运输",
                name,
                code,
                "2022-01-01",
                "有效",
            ),
            ("subject", stated, person.label),
            ("related", name, firm.label),
        )
    yield from (debtors, licensed)


def write(out: Path, seed: int, firms: int, dirt: float = 1.0, codes: float = 0.6) -> None:
    """Department files, manifest.toml and truth.csv in a folder."""
    city = City(seed, firms)
    soil = Dirt(Random(f"heldout/{seed}/dirt"), city, dirt, codes)
    out.mkdir(parents=True, exist_ok=True)
    manifest = ['reference_date = "2026-11-20"']
    with (out / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        truth = csv.writer(stream, lineterminator="\n")
        truth.writerow(("file", "row", "role", "name", "entity"))
        for region, _ in CITIES.values():
            local = city.seen_in(region)
            for make in (_registry, _decisions, _services, _persons):
                for sheet in make(local, soil):
                    path = f"{region}_{sheet.format}.csv"
                    _put(out / path, sheet, truth)
                    manifest += [
                        "[[files]]",
                        f'path = "{path}"',
                        f'region = "{region}"',
                        f'department = "{sheet.department}"',
                        f'format = "{sheet.format}"',
                        f'delivery = "{sheet.delivery}"',
                        'as_at = "2026-10-31"',
                    ]
    (out / "manifest.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")


def _put(path: Path, sheet: Sheet, truth: "csv._writer") -> None:  # type: ignore[name-defined]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(sheet.header)
        for number, (cells, parties) in enumerate(sheet.rows, 1):
            writer.writerow(cells)
            truth.writerows((path.name, number, *party) for party in parties)


def main() -> None:
    """Command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--firms", type=int, default=3000)
    asked.add_argument("--dirt", type=float, default=1.0)
    asked.add_argument("--codes", type=float, default=0.6)
    given = asked.parse_args()
    write(given.out, given.seed, given.firms, given.dirt, given.codes)


if __name__ == "__main__":
    main()
