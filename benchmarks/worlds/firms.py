"""Which firms stand in a world of benchmarks.worlds, and how they change over the years.

Owns: companies, groups of sisters, branches, sole traders with and without a name of their own, cooperatives and
institutions; hosting addresses, agents' phones, nominees; changes of name, representative, address and phone, and
what others take over afterwards. Refuses: what offices write.
"""

from dataclasses import dataclass, field, replace
from random import Random

from benchmarks.worlds.numbers import fresh, organisation, registration, uscc
from benchmarks.worlds.people import WORDS, People, Person

THIS_YEAR = 2026
FIRST_YEAR = 2012
_NUMBERED = 2015
"""Since then a firm has one unified code."""


@dataclass(frozen=True, slots=True)
class Era:
    """What a firm is from a year on. ``front``: place in the name; ``tail``: what makes it a branch."""

    since: int
    front: str
    brand: str
    trade: str
    form: str
    head: Person
    address: str
    phone: str
    tail: str = ""

    @property
    def registered(self) -> str:
        """What no other of the place may be called: 有限公司 and 有限责任公司 are one, 菏泽 and 菏泽市 too."""
        return f"{self.front.removesuffix('市')}{self.brand}{self.trade}{self.tail}"

    @property
    def name(self) -> str:
        return f"{self.front}{self.brand}{self.trade}{self.form}{self.tail}"


@dataclass(slots=True, eq=False)
class Firm:
    """A firm with its eras, the latest last."""

    label: str
    kind: str
    district: str
    area: str
    uscc: str
    org: str
    registration: str
    eras: list[Era]
    owners: list[Person] = field(default_factory=list)
    parents: list["Firm"] = field(default_factory=list)
    staff: list[tuple[Person, str]] = field(default_factory=list)

    @property
    def now(self) -> Era:
        return self.eras[-1]

    def at(self, year: int) -> Era:
        """As it was then; as it began, for years before."""
        return next((era for era in reversed(self.eras) if era.since <= year), self.eras[0])


_KINDS = ("company", "branch", "trader", "cooperative", "institution")
_REGISTER = {"company": "91", "branch": "91", "trader": "92", "cooperative": "93", "institution": "12"}


class Town:
    """Everybody and every firm of one world, by one seed."""

    def __init__(self, world: str, seed: int, size: int) -> None:
        self.rng = Random(f"worlds/{world}/{seed}")
        self.world, self.place = world, WORDS["place"][world]
        self.people = People(self.rng, world)
        self.firms: list[Firm] = []
        self.taken: set[str] = set()
        self._numbers: set[str] = set()
        self.agents = [self.people.phone() for _ in range(3)]
        self.nominees = [self.people.somebody(0) for _ in range(4)]
        self._hosts = self._hosting()
        self._left: list[tuple[str, Era]] = []  # names, phones and rooms that somebody gave up
        while len(self.firms) < size:
            self._add(self.rng.choices(_KINDS, WORDS["shares"][world])[0])
        self._age()

    def _hosting(self) -> list[str]:
        rng, district = self.rng, next(iter(self.place["districts"]))
        park = rng.choice(WORDS["firm"]["parks"])
        road = f"{self.place['city']}{district}{rng.choice(WORDS['firm']['streets'])}{rng.randrange(8, 900)}号"
        return [f"{road}{park}{rng.randrange(1, 9)}幢{room}室" for room in (101, 1001, 1208)]

    def _add(self, kind: str) -> None:
        if kind == "company" and self.rng.random() < (0.12 if self.world == "park" else 0.03):
            self._group()
        elif kind == "branch":
            self._branch()
        else:
            district = self.rng.choice(list(self.place["districts"]))
            self._found(self._era(kind, district), kind, district)

    def _found(self, era: Era, kind: str, district: str) -> Firm | None:
        """A firm with numbers of its own; nothing where the name stands already in that place, whatever the form."""
        rng = self.rng
        if era.trade and era.registered in self.taken:
            return None
        self.taken.add(era.registered)
        area = self.place["districts"].get(district) or self.place["sisters"][district]
        org = fresh(self._numbers, lambda: organisation(rng))
        registered = fresh(self._numbers, lambda: registration(rng, area))
        firm = Firm(
            f"{'o' if kind == 'institution' else 'e'}{len(self.firms) + 1}", kind, district, area,
            uscc(_REGISTER[kind], area, org), org, registered, [era],
        )  # fmt: skip
        if kind == "company":
            self._people_of(firm)
        self.firms.append(firm)
        return firm

    def _people_of(self, firm: Firm) -> None:
        rng, head = self.rng, firm.now.head
        firm.owners = [head]
        for _ in range(rng.choice((0, 1, 1, 2))):
            firm.owners.append(self.people.kin(head) if rng.random() < 0.4 else self.people.somebody())
        offices = ["监事", "财务负责人", "董事", "实际控制人"]
        for office in rng.sample(offices, rng.randrange(0, 3)):
            agent = self.world == "park" and office in ("监事", "财务负责人") and rng.random() < 0.4
            who = rng.choice(self.nominees) if agent else rng.choice([*firm.owners, self.people.somebody(0.3)])
            firm.staff.append((who, office))

    def _era(self, kind: str, district: str) -> Era:
        rng = self.rng
        since = rng.randrange(FIRST_YEAR, THIS_YEAR - 2)
        nominee = self.world == "park" and kind == "company" and rng.random() < 0.1
        head = rng.choice(self.nominees) if nominee else self.people.somebody(0.12 if kind == "trader" else 0.2)
        front, brand, trade, form = self._parts(kind, district, head)
        address, phone = self._seat(district, kind, head)
        return Era(since, front, brand, trade, form, head, address, phone)

    def _parts(self, kind: str, district: str, head: Person) -> tuple[str, str, str, str]:
        rng, city, firm = self.rng, self.place["city"], WORDS["firm"]
        if kind == "cooperative":
            village = rng.choice(firm["villages"]) if rng.random() < 0.2 else ""
            return district + village, self._brand(), rng.choice(firm["crops"]), "农民专业合作社"
        if kind == "institution":
            return district, "" if rng.random() < 0.5 else rng.choice("东西南北") + "城", rng.choice(firm["bodies"]), ""
        if kind == "trader":
            return self._shop(district, head)
        trade = rng.choice(list(WORDS["trades"]))
        front = rng.choices(
            (city.rstrip("市"), city, self.place["province"].rstrip("省"), district.rstrip("区")), (6, 3, 1, 1)
        )[0]
        return front, self._brand(), trade, rng.choice(firm["forms"])

    def _shop(self, district: str, head: Person) -> tuple[str, str, str, str]:
        rng, dice = self.rng, self.rng.random()
        trade = rng.choice(list(WORDS["shops"]))
        if dice < (0.25 if self.world == "stalls" else 0.12):  # without 字号: known by the operator
            return "", head.name, "", ""
        if dice < 0.45:
            own = head.name.split("·")[0]
            brand = rng.choice(
                (own, own[:1] + rng.choice("记氏家"), f"{own[:1]}{rng.choice('老小大')}{rng.choice('二三四五')}")
            )
        else:
            brand = self._brand()
        return district, brand, trade, "（个体工商户）" if rng.random() < 0.15 else ""

    def _brand(self) -> str:
        rng = self.rng
        if rng.random() < 0.15:
            return str(rng.choice(WORDS["firm"]["words"]))
        return "".join(rng.sample(WORDS["firm"]["brands"], rng.choice((2, 2, 2, 3))))

    def _seat(self, district: str, kind: str, head: Person) -> tuple[str, str]:
        """Address and phone; in a park hundreds share the host's and the agent's."""
        rng = self.rng
        if self.world == "park" and kind == "company" and rng.random() < 0.45:
            host = rng.choice(self._hosts)
            lot = rng.random()
            address = host + ("" if lot < 0.5 else f"-{rng.randrange(1, 400)}号工位" if lot < 0.8 else "（集群登记）")
            return address, rng.choice(self.agents) if rng.random() < 0.7 else head.phone
        if kind == "trader" and rng.random() < 0.3:
            return head.home, head.phone
        landline = f"0{rng.randrange(510, 999)}-{rng.randrange(2, 9)}{rng.randrange(10**6, 10**7)}"
        road = f"{self.place['city']}{district}{rng.choice(WORDS['firm']['streets'])}{rng.randrange(1, 400)}号"
        room = f"{rng.choice('ABC')}座{rng.randrange(2, 30)}{rng.randrange(1, 20):02d}室" if rng.random() < 0.4 else ""
        return road + room, landline if rng.random() < 0.3 else head.phone

    def _group(self) -> None:
        """Sisters: one brand, near or other lines of business, mostly one head, one seat and one phone."""
        rng = self.rng
        district = rng.choice(list(self.place["districts"]))
        first = self._era("company", district)
        mother = self._found(first, "company", district)
        if mother is None:
            return
        for _ in range(rng.randrange(1, 5)):
            near = WORDS["near"].get(first.trade, [])
            trade = rng.choice(near) if near and rng.random() < 0.5 else rng.choice(list(WORDS["trades"]))
            sister = replace(
                first, trade=trade, form="有限公司", since=min(THIS_YEAR - 2, first.since + rng.randrange(4))
            )
            there = district
            if rng.random() < 0.5:
                seat = self._seat(next(iter(self.place["districts"])), "company", first.head)
                head = first.head if rng.random() < 0.4 else self.people.somebody()
                sister = replace(sister, head=head, address=seat[0], phone=seat[1])
            if self.world == "park" and rng.random() < 0.35:  # the same name in another city
                there = rng.choice(list(self.place["sisters"]))
                same = first.trade if rng.random() < 0.6 else trade
                road = f"{there}市{rng.choice(WORDS['firm']['streets'])}{rng.randrange(300)}号"
                sister = replace(sister, front=there, trade=same, address=road)
            made = self._found(sister, "company", there)
            if made is not None and rng.random() < 0.6:
                made.parents.append(mother)

    def _branch(self) -> None:
        rng = self.rng
        parents = [each for each in self.firms[-60:] if each.kind == "company"]
        if not parents:
            return
        parent = rng.choice(parents)
        district = rng.choice(list(self.place["districts"]))
        tail = rng.choice((f"{district.rstrip('区县市')}分公司", f"{district}分公司", "第一分公司", "城东店"))
        head = parent.now.head if rng.random() < 0.3 else self.people.somebody()
        address, phone = self._seat(district, "branch", head)
        era = replace(parent.now, tail=tail, head=head, address=address, phone=phone)
        made = self._found(era, "branch", district)
        if made is not None:
            made.parents.append(parent)

    def _age(self) -> None:
        """What happened since: new names, heads, seats and phones, some of which somebody else had before."""
        often = 0.55 if self.world == "drift" else 0.12
        for firm in self.firms:
            while self.rng.random() < often and firm.now.since < THIS_YEAR - 2 and len(firm.eras) < 4:
                since = self.rng.randrange(firm.now.since + 1, THIS_YEAR)
                firm.eras.append(replace(self._changed(firm), since=since))

    def _changed(self, firm: Firm) -> Era:
        rng, now, dice = self.rng, firm.now, self.rng.random()
        given_up = [era for kind, era in self._left if kind == firm.kind and era.brand != now.brand]
        self._left.append((firm.kind, now))
        if dice < 0.3 and firm.kind in ("company", "trader") and now.trade:
            other = rng.choice(given_up) if given_up and rng.random() < 0.02 else None  # a name that is free again
            era = replace(now, brand=other.brand, trade=other.trade) if other else self._renamed(firm)
            if era.registered in self.taken and other is None:
                return replace(now, phone=now.head.phone)
            self.taken.add(era.registered)
            return era
        if dice < 0.6:
            heir = self.people.kin(now.head) if rng.random() < 0.3 else self.people.somebody()
            if firm.kind == "company":
                firm.owners.append(heir)
            return replace(now, head=heir, phone=heir.phone if rng.random() < 0.6 else now.phone)
        if dice < 0.8:
            address, phone = self._seat(firm.district, firm.kind, now.head)
            if given_up and rng.random() < 0.3:
                address = rng.choice(given_up).address
            return replace(now, address=address, phone=phone)
        return replace(
            now, phone=rng.choice(given_up).phone if given_up and rng.random() < 0.4 else self.people.phone()
        )

    def _renamed(self, firm: Firm) -> Era:
        rng, now, dice = self.rng, firm.now, self.rng.random()
        trades = WORDS["shops" if firm.kind == "trader" else "trades"]
        if dice < 0.4:
            return replace(now, brand=self._brand())
        if dice < 0.8:
            return replace(now, trade=rng.choice(list(trades)))
        return replace(now, brand=self._brand(), trade=rng.choice(list(trades)))
