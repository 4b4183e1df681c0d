"""Owns the fictional city: firms with their offices and shareholders over time, persons, organisations, authorities.

Refuses rows and files. One seed, one city.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from api.demo import departments, names, rates, world
from api.demo.departments import REFERENCE_DATE
from api.demo.world import Enterprise, Factory, Person

SNAPSHOT = date(2026, 4, 30)
LAST_CHANGE = date(2026, 10, 20)
VILLAGES = 60
ORGANISATIONS = (world.INSTITUTION, world.SOCIAL_GROUP, world.PRIVATE_NON_ENTERPRISE, world.FOUNDATION)
NO_SHAREHOLDERS = (world.SOLE_TRADER, world.BRANCH, world.SOLE_INVESTOR, world.COOPERATIVE)


@dataclass(frozen=True, slots=True)
class Office:
    """A person's office in a firm; ``until`` is None while it lasts."""

    person: Person
    role: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A share: holder, subscribed capital in 万元."""

    holder: Person | Enterprise
    amount: int


@dataclass(slots=True)
class Firm:
    """An enterprise with what happened to it. ``shared``: its name stands for somebody else in the city too."""

    enterprise: Enterprise
    offices: list[Office] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    before: Person | None = None
    changed: date | None = None
    partner: Person | None = None
    shared: bool = False

    def representative(self, on: date) -> Person | None:
        """Who was 法定代表人 (负责人, 经营者) on a day."""
        if self.changed is not None and on < self.changed:
            return self.before
        return self.enterprise.legal_representative

    def name(self, on: date) -> str:
        """The registered name on a day."""
        return next((old for old, until in self.enterprise.former if on < until), self.enterprise.name)


@dataclass(slots=True)
class City:
    """All that exists. ``entities`` maps labels to persons and enterprises."""

    seed: int
    factory: Factory
    firms: list[Firm] = field(default_factory=list)
    organisations: list[Firm] = field(default_factory=list)
    villages: list[Firm] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    residents: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_region: dict[str, list[Firm]] = field(default_factory=lambda: defaultdict(list))
    authorities: dict[str, Enterprise] = field(default_factory=dict)
    banks: list[Enterprise] = field(default_factory=list)
    entities: dict[str, Person | Enterprise] = field(default_factory=dict)
    firm_of: dict[str, Firm] = field(default_factory=dict)


def build(seed: int, enterprises: int, progress: Callable[[str, int, int], None] | None = None) -> City:
    """The city of a seed with that many enterprises (organisations and authorities come on top)."""
    city = City(seed, Factory(Random(f"{seed}/city"), ""))
    _authorities(city)
    kinds, weights = rates.weighted("types", "name")
    regions, shares = rates.weighted("cities", "region")
    rng = city.factory.rng
    for index in range(enterprises):
        comp_type = getattr(world, rng.choices(kinds, weights)[0])
        _add_firm(city, rng.choices(regions, shares)[0], comp_type)
        if progress and index % 1000 == 0:
            progress("city", index, enterprises)
    for _ in range(round(enterprises * rates.section("world")["organisations"])):
        _add_organisation(city, regions[0], rng.choice(ORGANISATIONS))
    for _ in range(max(5, min(round(enterprises / 100), VILLAGES))):
        _add_organisation(city, regions[0], world.VILLAGE)
    wanted = round(enterprises * rates.section("world")["persons_per_enterprise"])
    while len(city.persons) < wanted:
        _new_person(city, rng.choices(regions, shares)[0])
    _mark_shared(city)
    return city


def summary(city: City) -> dict[str, int]:
    """How many of each there are."""
    types = Counter(firm.enterprise.comp_type for firm in city.firms)
    names_of = Counter(person.name for person in city.persons)
    return {
        "enterprises": len(city.firms),
        "organisations": len(city.organisations) + len(city.authorities),
        "persons": len(city.persons),
        "persons_with_a_namesake": sum(count for count in names_of.values() if count > 1),
        "sole_traders": types[world.SOLE_TRADER],
        "branches": types[world.BRANCH],
        "representatives_changed": sum(firm.changed is not None for firm in city.firms),
        "renamed": sum(bool(firm.enterprise.former) for firm in city.firms),
        "sharing_a_name_in_the_city": sum(firm.shared for firm in city.firms),
    }


def _authorities(city: City) -> None:
    """The delivering departments as organisations, and a few banks as creditors."""
    for region, department in departments.departments():
        name = departments.authority(region, department)
        home = "410100" if region == "410000" else region
        made = city.factory.enterprise(name, home, "organisation", est_date=date(2003, 1, 6))
        city.authorities[name] = _keep(city, made)
    for region, town in names.tables().cities.items():
        for word in ("丰和", "瑞达"):
            name = f"{town}{word}农村商业银行股份有限公司"
            bank = city.factory.enterprise(name, region, comp_type=world.STOCK, est_date=date(2009, 3, 2))
            city.banks.append(_keep(city, bank))


def _keep(city: City, entity: Enterprise) -> Enterprise:
    city.entities[entity.label] = entity
    return entity


def _new_person(city: City, region: str) -> Person:
    person = city.factory.person(region=region)
    city.entities[person.label] = person
    city.persons.append(person)
    city.residents[region].append(person)
    return person


def _pick(city: City, region: str, adult_on: date | None = None) -> Person:
    """Somebody new, or somebody who already stands in a firm of the city."""
    rng = city.factory.rng
    pool = city.residents[region]
    if pool and rng.random() < rates.section("world")["reuse_person"]:
        person = rng.choice(pool)
        if adult_on is None or (adult_on - person.birth).days > 20 * 365:
            return person
    return _new_person(city, region)


def _add_firm(city: City, region: str, comp_type: str) -> None:
    """A firm with its people; a branch takes the name of a company that is there already."""
    rng, share = city.factory.rng, rates.section("world")
    parents = city.by_region[region]
    parent = rng.choice(parents).enterprise if comp_type == world.BRANCH and parents else None
    if comp_type == world.BRANCH and (parent is None or parent.comp_type not in (world.LIMITED, world.SOLE_OWNED)):
        comp_type, parent = world.LIMITED, None
    person = _pick(city, region)
    born = max(date(2003, 1, 6), person.birth + timedelta(days=20 * 366))
    since = world.day(rng, min(born, date(2025, 6, 1)), date(2025, 6, 30))
    name = _operator_name(city, region, comp_type, person)
    place = "410100" if parent and rng.random() < 0.3 else region
    firm = Firm(city.factory.enterprise(name, place, comp_type=comp_type, legal_representative=person, est_date=since))
    if parent:
        firm.enterprise = _as_branch(city, firm.enterprise, parent)
    if comp_type != world.SOLE_TRADER and rng.random() < share["renamed"]:
        firm.enterprise = _renamed(city, firm.enterprise)
    if comp_type not in (world.SOLE_TRADER, world.SOLE_INVESTOR) and rng.random() < share["representative_changed"]:
        _change_representative(city, firm)
    _staff(city, firm)
    city.firms.append(firm)
    city.by_region[firm.enterprise.region].append(firm)
    city.firm_of[firm.enterprise.label] = firm
    _keep(city, firm.enterprise)


def _operator_name(city: City, region: str, comp_type: str, person: Person) -> str | None:
    """A sole trader's name when it is not invented: the operator's own, or one that the city has already."""
    rng, share = city.factory.rng, rates.section("world")
    if comp_type != world.SOLE_TRADER:
        return None
    if rng.random() < share["operator_name_only"]:
        return person.name
    pool = city.by_region[region]
    if pool and rng.random() < share["shared_trader_name"]:
        twin = rng.choice(pool).enterprise
        return twin.name if twin.comp_type == world.SOLE_TRADER else None
    return None


def _as_branch(city: City, made: Enterprise, parent: Enterprise) -> Enterprise:
    """The enterprise as a branch: parent's full name, place and 分公司."""
    place = made.district_name.rstrip("区县市") if made.region == parent.region else names.tables().cities[made.region]
    number = 1
    while f"{made.region}{parent.name}{place}{'第' + str(number) if number > 1 else ''}分公司" in city.factory.taken:
        number += 1
    suffix = f"{place}{'第' + str(number) if number > 1 else ''}分公司"
    city.factory.taken.add(f"{made.region}{parent.name}{suffix}")
    parts = replace(parent.parts, branch=suffix)
    return replace(made, name=parent.name + suffix, parts=parts, trade=parent.trade, parent=parent.label)


def _renamed(city: City, made: Enterprise) -> Enterprise:
    """The enterprise with an earlier name: another 字号, or another line of business."""
    rng = city.factory.rng
    first = max(made.est_date + timedelta(days=200), date(2012, 1, 1))
    if first > date(2026, 1, 31) or not made.parts.zihao or made.parent:
        return made
    until = world.day(rng, first, date(2026, 1, 31))
    changes = {"zihao": names.zihao(rng)} if rng.random() < 0.7 else {"trade": names.trade(rng).word}
    old = replace(made.parts, **changes)
    key = f"{made.region}{old.zihao}{old.trade}{old.form}"
    if key in city.factory.taken:
        return made
    city.factory.taken.add(key)
    return replace(made, former=((old.full(), until),))


def _change_representative(city: City, firm: Firm) -> None:
    """Another person held the office before; near half of the changes fall between the two snapshots."""
    rng, made = city.factory.rng, firm.enterprise
    recent = rng.random() < rates.section("world")["recent_change"]
    first = SNAPSHOT + timedelta(days=5) if recent else made.est_date + timedelta(days=180)
    if first < LAST_CHANGE:
        firm.before = _pick(city, made.region)
        firm.changed = world.day(rng, first, LAST_CHANGE)
        if firm.before is made.legal_representative:
            firm.before, firm.changed = None, None


def _staff(city: City, firm: Firm) -> None:
    """Offices and shareholders, by legal form."""
    rng, share, made = city.factory.rng, rates.section("world"), firm.enterprise
    head = made.legal_representative
    assert head is not None
    first = {
        world.SOLE_TRADER: "经营者", world.SOLE_INVESTOR: "投资人", world.BRANCH: "负责人",
        world.PARTNERSHIP: "执行事务合伙人",
    }.get(made.comp_type, "法定代表人")  # fmt: skip
    start = firm.changed or made.est_date
    firm.offices.append(Office(head, first, start))
    if firm.before and firm.changed:
        firm.offices.append(Office(firm.before, first, made.est_date, firm.changed))
    if made.comp_type in (world.SOLE_TRADER, world.BRANCH, world.SOLE_INVESTOR):
        return
    second = _pick(city, made.region) if rng.random() < share["second_office"] else None
    if second is not None and second is not head:
        role = "执行事务合伙人" if made.comp_type == world.PARTNERSHIP else "监事"
        firm.partner = second if made.comp_type == world.PARTNERSHIP else None
        firm.offices.append(Office(second, role, made.est_date))
    if rng.random() < share["finance_head"]:
        firm.offices.append(Office(_pick(city, made.region), "财务负责人", made.est_date))
    if rng.random() < share["controller"]:
        firm.offices.append(Office(head, "实际控制人", made.est_date))
    _shareholders(city, firm, [office.person for office in firm.offices if office.until is None])


def _shareholders(city: City, firm: Firm, staff: list[Person]) -> None:
    """Mostly those in office, sometimes somebody else, sometimes another company of the city."""
    rng, share, made = city.factory.rng, rates.section("world"), firm.enterprise
    if made.comp_type in NO_SHAREHOLDERS:
        return
    holders: list[Person | Enterprise] = list({p.label: p for p in staff[:2]}.values())
    if made.comp_type == world.SOLE_OWNED:
        holders = holders[:1]
    else:
        if rng.random() < share["outside_shareholder"]:
            holders.append(_new_person(city, made.region))
        if city.by_region[made.region] and rng.random() < share["enterprise_shareholder"]:
            owner = rng.choice(city.by_region[made.region])
            if owner.enterprise.comp_type in (world.LIMITED, world.SOLE_OWNED, world.STOCK):
                holders.append(owner.enterprise)
    rest = made.capital
    for index, holder in enumerate(holders):
        amount = rest if index == len(holders) - 1 else max(1, rest * rng.choice((3, 4, 5, 6, 7)) // 10)
        firm.holdings.append(Holding(holder, amount))
        rest = max(1, rest - amount)


def _add_organisation(city: City, region: str, comp_type: str) -> None:
    head = _pick(city, region)
    made = city.factory.enterprise(None, region, "organisation", comp_type, head)
    firm = Firm(_keep(city, made))
    firm.offices.append(Office(head, "法定代表人", made.est_date))
    (city.villages if comp_type == world.VILLAGE else city.organisations).append(firm)
    city.firm_of[made.label] = firm


def _mark_shared(city: City) -> None:
    """Which names stand for more than one subject of a city: rows about those must carry more than the name."""
    count = Counter(f"{firm.enterprise.region}{firm.enterprise.name}" for firm in city.firms)
    people = {person.name for person in city.persons}
    for firm in city.firms:
        made = firm.enterprise
        firm.shared = count[f"{made.region}{made.name}"] > 1 or made.name in people


def age(person: Person, on: date = REFERENCE_DATE) -> int:
    """Full years on a day."""
    return on.year - person.birth.year - ((on.month, on.day) < (person.birth.month, person.birth.day))
