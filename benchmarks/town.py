"""A large fictional town written through the store's own port: N entities, 1.2 N relations, 0.1 N listings.

Half of the entities are enterprises, half persons. Every enterprise has a legal representative; the other relations
are shareholders (one in ten an enterprise, with a share), supervisors and one finance head who serves every tenth
enterprise (or each, as asked): the hub (50,000 relations in a million entities). Seven listings in ten fall on
enterprises. All numbers have valid check digits. The same N and seed give the same town, whatever the store.

    python -m benchmarks.town --entities 100000 --out town.db     writes one and prints how long it took

    from benchmarks.town import Town, build
    town = build(store, entities=100_000)       # town.hub, town.firm(7), town.code(7), town.person(7), town.resident(7)
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from graph.model import Certainty, Delivery, DeliveryKind, Membership, Outcome, RowOutcome
from graph.store.port import GraphStore
from linkage.checksums import USCC_ALPHABET, org_code_check, resident_check, uscc_check
from linkage.dates import Span
from linkage.identifiers import Identifier, IdentifierKind
from linkage.mapping.listing import listing_key
from linkage.model import Claim, ClaimKind, Kind, Nature, Party, Record, Role, content_id

REGION, BATCH, AS_AT = "410100", 10_000, date(2026, 10, 31)
BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
SIGNS = (
    "安邦宝昌诚创达德鼎东方丰福光广国海汉豪和恒宏华惠吉佳嘉建江金锦京景军康科乐力利联良隆龙茂美民铭宁鹏奇"
    "启千庆荣瑞润三森尚胜盛世顺四泰腾天通同万旺伟祥新信兴雄亚阳耀业一亿艺益英永友宇元源远云泽长正志中众卓子"
)
TRADES = ("商贸", "建筑工程", "物流", "科技", "食品", "餐饮管理", "装饰工程", "信息技术", "机械设备", "农业开发")
LISTS = (("serious_violation", "郑州市市场监督管理局"), ("major_tax_violation", "国家税务总局郑州市税务局"))
COURT = ("dishonest_judgment_debtor", "郑州市中级人民法院")


@dataclass(frozen=True, slots=True)
class Town:
    """Who lives there, by number from 0."""

    firms: int
    persons: int
    seed: int = 1
    every: int = 10

    @property
    def hub(self) -> str:
        """The finance head of each enterprise whose number ``every`` divides."""
        return self.person(0)

    @property
    def signs(self) -> str:
        """Characters that brands are made of."""
        return SIGNS

    @property
    def trades(self) -> tuple[str, ...]:
        """Lines of business."""
        return TRADES

    @property
    def hub_degree(self) -> int:
        return len(range(0, self.firms, self.every))

    def firm(self, n: int) -> str:
        return f"E{n:08d}"

    def person(self, n: int) -> str:
        return f"P{n:08d}"

    def code(self, n: int) -> str:
        """The enterprise's unified social credit code."""
        serial = ""
        for _ in range(6):
            n, digit = divmod(n, len(USCC_ALPHABET))
            serial = USCC_ALPHABET[digit] + serial
        body = f"91410105MA{serial}"
        body += org_code_check(body[8:])
        return body + uscc_check(body)

    def resident(self, n: int) -> str:
        """The person's resident number."""
        born = date(1950, 1, 1) + timedelta(days=n // 999 % 20_000)
        body = f"{410102 + n // 19_980_000:06d}{born:%Y%m%d}{n % 999:03d}"
        return body + resident_check(body)

    def firm_name(self, n: int) -> str:
        rest, a = divmod(n, len(SIGNS))
        rest, b = divmod(rest, len(SIGNS))
        trade = TRADES[rest % len(TRADES)]
        third = SIGNS[rest // len(TRADES)] if rest >= len(TRADES) else ""
        return f"郑州{SIGNS[b]}{SIGNS[a]}{third}{trade}有限公司"

    def person_name(self, n: int) -> str:
        rest, a = divmod(n, len(SURNAMES))
        rest, b = divmod(rest, len(SIGNS))
        return f"{SURNAMES[a]}{SIGNS[b]}{SIGNS[rest % len(SIGNS)] if rest % 3 else ''}"


def planned(entities: int, seed: int = 1, every: int = 10) -> Town:
    """The town of so many entities."""
    return Town(entities // 2, entities - entities // 2, seed, every)


def build(store: GraphStore, entities: int, seed: int = 1, every: int = 10, at_once: int = BATCH) -> Town:
    """Write the town into an empty store, one unit of work for so many records or entities."""
    town = planned(entities, seed, every)
    of: dict[str, list[str]] = {}
    at = BEGAN
    for place, batch in enumerate(_batches(town, at_once)):
        at += timedelta(minutes=1)
        records = [record for record, _ in batch]
        delivered = _delivery(place, records[0].dataset)
        with store.unit(at, "benchmark", "deliver") as unit:
            unit.open_delivery(delivered)
            versions = unit.add_versions([(record, row) for row, record in enumerate(records, 1)], delivered)
            unit.add_outcomes(
                RowOutcome(delivered.id, row, Outcome.RECORD, record.id, versions[record.id])
                for row, record in enumerate(records, 1)
            )
            unit.close_delivery(delivered.id)
        for _, belongs in batch:
            for entity, party in belongs:
                of.setdefault(entity, []).append(party)
    ids = sorted(of)
    for start in range(0, len(ids), at_once):
        at += timedelta(minutes=1)
        with store.unit(at, "benchmark", "resolve") as unit:
            unit.set_memberships(
                Membership(party, entity, Certainty.CONFIRMED)
                for entity in ids[start : start + at_once]
                for party in of[entity]
            )
    return town


Belongs = list[tuple[str, str]]


def _batches(town: Town, at_once: int) -> Iterator[list[tuple[Record, Belongs]]]:
    """Records of one kind in order, with the entity of each of their parties."""
    for rows, total in ((_registrations(town), town.firms), (_listings(town), (town.firms + town.persons) // 10)):
        for start in range(0, total, at_once):
            yield [next(rows) for _ in range(min(at_once, total - start))]


def _registrations(town: Town) -> Iterator[tuple[Record, Belongs]]:
    rng = Random(town.seed)
    unused = iter(range(town.persons))  # everybody holds something: persons in turn first, then at random
    for n in range(town.firms):
        key = f"r{n}"
        subject = _firm(town, key, n, Role.SUBJECT)
        parties, claims, belongs = [subject], [], [(town.firm(n), subject.id)]
        for type_, holder, entity in _holders(town, rng, key, n, unused):
            parties.append(holder)
            belongs.append((entity, holder.id))
            claims.append(_relation(rng, key, type_, holder, subject))
        yield _record(key, "market_entity", Nature.STATE, parties, claims), belongs


def _holders(town: Town, rng: Random, key: str, n: int, unused: Iterator[int]) -> Iterator[tuple[str, Party, str]]:
    """2.4 holders on average: the representative, a shareholder, and in four of ten firms a third."""
    types = ["LEGAL_REPRESENTATIVE_OF", "SHAREHOLDER_OF"]
    if n % town.every == 0:
        types.append("FINANCE_HEAD_OF")
    elif n % 10 < 4:
        types.append("SUPERVISOR_OF")
    for type_ in types:
        if type_ == "SHAREHOLDER_OF" and n % 10 == 9:
            other = rng.randrange(town.firms)
            yield type_, _firm(town, key, other, Role.SHAREHOLDER), town.firm(other)
            continue
        if type_ == "FINANCE_HEAD_OF":
            holder = 0
        else:
            holder = next(unused, -1) if type_ == "LEGAL_REPRESENTATIVE_OF" else rng.randrange(1, town.persons)
            holder = holder if holder > 0 else rng.randrange(1, town.persons)
        role = Role.LEGAL_REPRESENTATIVE if type_ == "LEGAL_REPRESENTATIVE_OF" else Role.RELATED
        yield type_, _person(town, key, holder, role, type_), town.person(holder)


def _relation(rng: Random, key: str, type_: str, holder: Party, firm: Party) -> Claim:
    begun = date(2010, 1, 1) + timedelta(days=rng.randrange(5000))
    span = Span.of(begun, None if rng.random() < 0.9 else begun + timedelta(days=rng.randrange(100, 1000)))
    said = (("percent", str(rng.randrange(5, 101))),) if type_ == "SHAREHOLDER_OF" else ()
    return Claim(content_id(key, type_, holder.id), ClaimKind.RELATION, type_, holder.id, firm.id, None, span, said)


def _listings(town: Town) -> Iterator[tuple[Record, Belongs]]:
    rng = Random(town.seed + 1)
    for n in range((town.firms + town.persons) // 10):
        key, firm = f"l{n}", n % 10 < 7
        category, authority = LISTS[n % 2] if firm else COURT
        who = rng.randrange(town.firms if firm else town.persons)
        subject = _firm(town, key, who, Role.SUBJECT) if firm else _person(town, key, who, Role.SUBJECT)
        document = f"豫〔2025〕{n}号"
        begun = date(2023, 1, 1) + timedelta(days=rng.randrange(1300))
        span = Span.of(begun, None if rng.random() < 0.7 else begun + timedelta(days=rng.randrange(30, 700)))
        said = (("authority", authority), ("doc_no", document))
        held = Claim(
            content_id(key, category, subject.id), ClaimKind.LISTING, category, subject.id, None,
            listing_key(authority, document), span, said,
        )  # fmt: skip
        yield (
            _record(key, "listing", Nature.EVENT, [subject], [held]),
            [(town.firm(who) if firm else town.person(who), subject.id)],
        )


def _firm(town: Town, key: str, n: int, role: Role) -> Party:
    code = Identifier(IdentifierKind.USCC, town.code(n))
    return Party(content_id(key, role, str(n)), key, role, Kind.ENTERPRISE, town.firm_name(n), (code,))


def _person(town: Town, key: str, n: int, role: Role, place: str = "") -> Party:
    number = Identifier(IdentifierKind.RESIDENT, town.resident(n))
    return Party(content_id(key, role, place, str(n)), key, role, Kind.PERSON, town.person_name(n), (number,))


def _record(key: str, dataset: str, nature: Nature, parties: list[Party], claims: list[Claim]) -> Record:
    cells = (("comp_nm", parties[0].name), ("key", key))
    return Record(key, dataset, nature, content_id(key, dataset), "2026-10-31", cells, tuple(parties), tuple(claims))


def _delivery(place: int, dataset: str) -> Delivery:
    name = f"{dataset}-{place:05d}"
    return Delivery(
        name, "town", REGION, "市场监督管理局" if dataset == "market_entity" else "发展和改革委员会", dataset,
        f"{name}.csv", "utf-8", DeliveryKind.DELTA, AS_AT, content_id(name),
    )  # fmt: skip


def main() -> None:
    from api.bootstrap import open_store

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    store = open_store(f"sqlite:///{asked.out}")
    begun, cpu = time.perf_counter(), time.process_time()
    town = build(store, asked.entities)
    print(f"{town}: {time.perf_counter() - begun:.0f} s, {time.process_time() - cpu:.0f} s CPU", store.counts())
    store.close()


if __name__ == "__main__":
    main()
