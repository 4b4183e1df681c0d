"""Who exists in the held-out population: persons, firms and their numbers.

Owns: names, offices and check digits of its own. Refuses: anything of ``api.demo`` or ``linkage``, rows and dirt.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("heldout.toml").read_text(encoding="utf-8"))
CITIES = {name: (city["region"], city["districts"]) for name, city in WORDS["cities"].items()}
TRADES, SHOPS, RARE = WORDS["trades"], WORDS["shops"], WORDS["rare"]
USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class Person:
    label: str
    name: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Local:
    """Whom the departments of one region write about."""

    firms: "list[Firm]"
    people: list[Person]


@dataclass(slots=True)
class Firm:
    label: str
    name: str
    city: str
    district: str
    front: str
    brand: str
    trade: str
    form: str
    uscc: str
    org: str
    address: str
    phone: str
    old: bool
    head: Person
    staff: list[tuple[Person, str]] = field(default_factory=list)
    owners: list[Person] = field(default_factory=list)
    former: str = ""
    tail: str = ""

    @property
    def region(self) -> str:
        return CITIES[self.city][0]


def _organisation(rng: Random) -> str:
    body = "".join(rng.choice(USCC_SIGNS if at < 2 else SIGNS[:10]) for at in range(8))
    rest = 11 - sum(SIGNS.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(rest, str(rest))


def _uscc(kind: str, area: str, organisation: str) -> str:
    body = kind + area + organisation
    return body + USCC_SIGNS[-sum(USCC_SIGNS.index(c) * pow(3, at, 31) for at, c in enumerate(body)) % 31]


def _resident(rng: Random, area: str) -> str:
    birth = f"{rng.randrange(1956, 2003)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = f"{area}{birth}{rng.randrange(1, 999):03d}"
    return body + "10X98765432"[sum(int(c) * pow(2, 17 - at, 11) for at, c in enumerate(body)) % 11]


class City:
    """Who exists, by one seed."""

    def __init__(self, seed: int, firms: int) -> None:
        self.rng = Random(f"heldout/{seed}")
        self.people: list[Person] = []
        self.firms: list[Firm] = []
        self.taken: set[str] = set()
        self.numbers: set[str] = set()
        while len(self.firms) < firms:
            self._add_firm()

    def seen_in(self, region: str) -> Local:
        """The region's firms, a few of its neighbours', and the people of those."""
        firms = [each for each in self.firms if each.region == region or self.rng.random() < 0.02]
        people = {each.label: each for firm in firms for each in (firm.head, *firm.owners, *(p for p, _ in firm.staff))}
        return Local(firms, list(people.values()))

    def fresh(self, make: Callable[[], str]) -> str:
        """A number that nobody has yet."""
        while (made := make()) in self.numbers:
            pass
        self.numbers.add(made)
        return made

    def person(self, city: str) -> Person:
        """Somebody new, or one time in four somebody who stands elsewhere already."""
        rng = self.rng
        if self.people and rng.random() < 0.25:
            return rng.choice(self.people)
        area = rng.choice(list(CITIES[city][1].values()))
        number = self.fresh(lambda: _resident(rng, area))
        made = Person(f"p{len(self.people) + 1}", self._person_name(), number, f"1{rng.randrange(10**9, 10**10)}")
        self.people.append(made)
        return made

    def _person_name(self) -> str:
        rng, dice = self.rng, self.rng.random()
        if dice < 0.006:
            return rng.choice(WORDS["dotted"])
        surname = (
            rng.choice(WORDS["compound"])
            if dice < 0.03
            else rng.choice(WORDS["surnames"][: 1 + int(rng.expovariate(1 / 30))])
        )
        if dice < 0.05:
            return surname + rng.choice(WORDS["syllables"]) + rng.choice(RARE)
        if dice < 0.40:
            return surname + rng.choice(WORDS["common"].split())
        return surname + "".join(rng.choice(WORDS["syllables"]) for _ in range(1 if dice < 0.5 else 2))

    def _brand(self) -> str:
        rng, dice = self.rng, self.rng.random()
        if dice < 0.08:
            return rng.choice(WORDS["words"].split())
        word = rng.choice(WORDS["heads"]) + rng.choice(WORDS["tails"])
        return word + rng.choice(WORDS["tails"]) if dice < 0.25 else word

    def _add_firm(self) -> None:
        rng = self.rng
        city = rng.choices(list(CITIES), (70, 18, 12))[0]
        district, area = rng.choice(list(CITIES[city][1].items()))
        head = self.person(city)
        label = f"e{len(self.firms) + 1}"
        front, brand, trade, form, kind, tail = self._parts(city, district, head)
        name = front + brand + trade + form + tail
        plain = f"{city}{brand.removesuffix(f'（{city}）')}{trade}{tail}"
        if name in self.taken or plain in self.taken:
            return
        self.taken |= {name, plain}
        organisation = self.fresh(lambda: _organisation(rng))
        street = f"{rng.choice(WORDS['roads'].split())}{rng.randrange(1, 900)}号{rng.choice(WORDS['estates'])}"
        address = f"安徽省{city}市{district}{street}{rng.randrange(1, 30)}栋{rng.randrange(101, 2600)}室"
        firm = Firm(
            label,
            name,
            city,
            district,
            front,
            brand,
            trade,
            form,
            _uscc(kind, area, organisation),
            organisation,
            address,
            f"0551{rng.randrange(2 * 10**6, 10**8):08d}",
            rng.random() < 0.45,
            head,
            tail=tail,
        )
        if kind == "91" and not tail:
            firm.staff = [
                (self.person(city), r)
                for r in rng.sample(["监事", "财务负责人", "董事", "实际控制人"], rng.randrange(4))
            ]
            firm.owners = [head, *(self.person(city) for _ in range(rng.randrange(3)))]
            if rng.random() < 0.06:
                firm.former = front + self._brand() + trade + form
        self.firms.append(firm)

    def _parts(self, city: str, district: str, head: Person) -> tuple[str, str, str, str, str, str]:
        """Front, 字号, trade, form, kind of registration, branch part."""
        rng, dice = self.rng, self.rng.random()
        if dice < 0.22:
            brand = rng.choice((head.name, head.name[0] + "记", "老" + head.name[0], self._brand(), self._brand()))
            return (
                f"{city}市{district}" + (rng.choice(WORDS["towns"].split()) if rng.random() < 0.2 else ""),
                brand,
                rng.choice(list(SHOPS)),
                "",
                "92",
                "",
            )
        if dice < 0.27:
            return (
                district,
                self._brand(),
                rng.choice(WORDS["crops"]),
                rng.choice(("专业合作社", "农民专业合作社")),
                "93",
                "",
            )
        if dice < 0.30:
            return city, self._brand(), rng.choice(("税务师", "会计师", "律师")), "事务所（普通合伙）", "91", ""
        if dice < 0.33:
            return (
                f"{city}市{district}",
                f"第{rng.choice('一二三四五六七八九')}",
                rng.choice(("小学", "中学", "幼儿园", "人民医院")),
                "",
                "12",
                "",
            )
        if dice < 0.37 and self.firms:
            parent = rng.choice(self.firms)
            if parent.form.endswith("公司") and not parent.tail:
                return parent.front, parent.brand, parent.trade, parent.form, "91", f"{district.rstrip('区县市')}分公司"
        front = rng.choices((city, f"{city}市", "安徽", ""), (70, 15, 10, 5))[0]
        form = rng.choices(("有限公司", "有限责任公司", "股份有限公司", "集团有限公司"), (70, 18, 6, 6))[0]
        brand = self._brand()
        return front, brand if front else f"{brand}（{city}）", rng.choice(list(TRADES)), form, "91", ""
