"""A fictional town in which names alone leave firms and people in doubt, and who stands where tells them."""

from datetime import date
from random import Random

from api.demo.numbers import Numbers
from linkage.identifiers import Identifier, IdentifierKind
from linkage.model import Kind, Party, Role, content_id, facts

BRANDS = ("云杉", "红松", "白桦", "青檀", "金橡", "银杉", "翠柏", "紫荆")
TRADES = ("建筑工程", "物流", "商贸", "科技", "餐饮管理")
SURNAMES, GIVEN = "王李张赵陈", ("小样", "试验", "建国", "丽华", "志强")


class Town:
    """Parties by the record that mentions them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.made = Numbers(Random(f"circles/{seed}"))
        self.parties: list[Party] = []
        self._records = 0

    def resident(self) -> Identifier:
        """A number of somebody new."""
        born = date(self.random.randint(1950, 1999), self.random.randint(1, 12), self.random.randint(1, 28))
        return Identifier(IdentifierKind.RESIDENT, self.made.resident("410105", born, "男"))

    def uscc(self) -> Identifier:
        """A number of a firm that is new."""
        return Identifier(IdentifierKind.USCC, self.made.uscc("91", "410105", self.made.organisation()))

    def name(self) -> str:
        """A name that others bear too."""
        return self.random.choice(SURNAMES) + self.random.choice(GIVEN)

    def record(self, name: str, numbers: tuple[Identifier, ...] = (), people: tuple[Party, ...] = ()) -> Party:
        """A firm as one record mentions it, and who stands in it: persons, or firms that own it."""
        self._records += 1
        firm = _party(f"r{self._records:05d}", Role.SUBJECT, Kind.ENTERPRISE, name, numbers, region="410100")
        self.parties += [firm, *(_within(each, firm) for each in people)]
        return firm


def person(name: str, *numbers: Identifier, role: Role = Role.LEGAL_REPRESENTATIVE) -> Party:
    """Somebody who is to stand in a firm."""
    return _party("", role, Kind.PERSON, name, numbers)


def owner(name: str, *numbers: Identifier) -> Party:
    """A firm that is to own another."""
    return _party("", Role.SHAREHOLDER, Kind.ENTERPRISE, name, numbers)


def masked(number: Identifier) -> Identifier:
    """The number with its middle hidden."""
    return Identifier(number.kind, f"{number.value[:6]}****{number.value[10:]}", "", True)


def town(seed: int, firms: int = 60) -> list[Party]:
    """Numbered firms with their heads and shareholders; mentions of them without a number, under damaged names; firms
    that own firms; people who stand in both."""
    made = Town(seed)
    known = []
    for _ in range(firms):
        brand, trade = made.random.choice(BRANDS) + made.random.choice("宏鑫盛达源"), made.random.choice(TRADES)
        head, number, code = made.name(), made.resident(), made.uscc()
        name, others = f"郑州{brand}{trade}有限公司", [(made.name(), made.resident()) for _ in range(2)]
        people = [person(head, number), *(person(each, one, role=Role.RELATED) for each, one in others)]
        if known and made.random.random() < 0.4:
            parent, its_head, its_code, staff = made.random.choice(known)
            people.append(owner(parent, its_code))
            people.append(person(its_head, role=Role.RELATED))
            people += [person(each, one, role=Role.RELATED) for each, one in staff[:1]]
        made.record(name, (code,), tuple(people))
        for _ in range(made.random.randint(1, 3)):
            said = made.random.choice(
                (f"{brand}{trade[:2]}", f"郑州{brand[0]}{trade}有限公司", f"{brand}有限公司", brand)
            )
            who = made.random.choice((person(head, masked(number)), person(head[:2], number), person(head)))
            made.record(said, (), (who, *(person(each, one, role=Role.RELATED) for each, one in others[:1])))
        known.append((name, head, code, others))
    return made.parties


def crowd(made: Town) -> None:
    """Others, so that one in many is the prior."""
    for at in range(120):
        made.record(
            f"郑州{made.random.choice('东西南北')}{at}号物流有限公司",
            (made.uscc(),),
            (person(f"孙{at}", made.resident()),),
        )


def doubtful_firm() -> tuple[list[Party], Party, Party]:
    """A mention whose name and head are too weak, and in which a shareholder known from the registry stands."""
    made = Town(7)
    number, code = made.resident(), made.uscc()
    crowd(made)
    firm = made.record("郑州云杉建筑工程有限公司", (code,), (person("王小样", number),))
    mention = made.record("郑州云杉有限公司", (), (person("王晓样", number),))
    return made.parties, firm, mention


def _party(record: str, role: Role, kind: Kind, name: str, numbers: tuple[Identifier, ...], **details: str) -> Party:
    id_ = content_id(record, role, kind, name, *(each.to_text() for each in numbers))
    return Party(id_, record, role, kind, name, tuple(sorted(numbers)), facts(details.items()))


def _within(each: Party, firm: Party) -> Party:
    id_ = content_id(firm.record, each.role, each.kind, each.name, *(n.to_text() for n in each.identifiers))
    return Party(id_, firm.record, each.role, each.kind, each.name, each.identifiers, each.details, firm.id)
