"""How one office of benchmarks.worlds writes: habits of its own, drawn once, and slips.

Owns: stale names, left out and bracketed places, abbreviations, other scripts and widths, notes in the name's cell,
misread and misheard characters, masks, old and wrong numbers, a number pasted by default. Refuses: who exists.
"""

from collections.abc import Sequence
from random import Random

from opencc import OpenCC

from benchmarks.worlds.firms import THIS_YEAR, Era, Firm, Town
from benchmarks.worlds.people import WORDS, Person

_TRADITIONAL = OpenCC("s2t")
_WIDE = str.maketrans({chr(at): chr(at + 0xFEE0) for at in range(33, 127)})
_DOTS = ("·", "•", "．", ".", "・", "‧", "●", "")


def _peers(groups: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups:
        for sign in group:
            found[sign] = found.get(sign, "") + group.replace(sign, "")
    return found


EYE, EAR = _peers(WORDS["slips"]["eye"]), _peers(WORDS["slips"]["ear"])


class Clerk:
    """One office's habits. ``low`` and ``high`` bound the share of codes that it gives."""

    def __init__(self, town: Town, seed: str, dirt: float, codes: tuple[float, float]) -> None:
        self.rng = rng = Random(seed)
        self.town, self.dirt = town, dirt
        self.code_rate, self.number_rate = rng.uniform(*codes), rng.uniform(0.15, 0.65)
        self.behind = rng.choice((0, 0, 1, 2, 4, 7))
        self.place = rng.choice(("full", "full", "bare", "bracket", "district", "province"))
        self.place_rate = rng.uniform(0.1, 0.6)
        self.mask = rng.choice((_ends, _front, _tail, _three, _born, _short, _crosses))
        self.masks_names = rng.random() < 0.2
        self.dot = rng.choice(_DOTS)
        self.old_numbers = rng.random() < 0.15
        self.default = rng.choice(town.firms) if rng.random() < 0.3 else None
        self.default_person = rng.choice(town.people.everybody) if rng.random() < 0.25 else None

    def _now_and_then(self, share: float) -> bool:
        return self.rng.random() < share * self.dirt

    # firms

    def era(self, firm: Firm) -> Era:
        """As the office knows it: some years behind."""
        return firm.at(THIS_YEAR - self.behind) if self.rng.random() < 0.7 else firm.now

    def firm(self, firm: Firm, era: Era | None = None) -> str:
        """The name as this office writes it."""
        era = era or self.era(firm)
        name = self._placed(firm, era) if self.rng.random() < self.place_rate else era.name
        if era.trade and self._now_and_then(0.04):
            name = name.replace(era.trade, self._other_trade(era))
        if era.form and self._now_and_then(0.05):
            name = self._other_form(name, era)
        if firm.kind == "company" and not era.tail and self._now_and_then(0.006):
            name = self.rng.choice((f"{era.brand}{era.trade}", f"{era.front}{era.brand}公司", f"{era.brand}公司"))
        if self._now_and_then(0.03):
            name = self._slip(name, len(name) - len(era.form) - len(era.tail))
        return self._typed(self._noted(name, firm, era))

    def _placed(self, firm: Firm, era: Era) -> str:
        rest, place = f"{era.brand}{era.trade}{era.form}{era.tail}", self.town.place
        city = place["city"].rstrip("市")
        if not era.front or firm.kind == "institution" or firm.district not in place["districts"]:
            return era.name
        if self.place == "bare":
            return rest
        if self.place == "bracket":
            side = f"（{city}）"
            return side + rest if self.rng.random() < 0.5 else f"{era.brand}{side}{era.trade}{era.form}{era.tail}"
        if self.place == "district":
            return firm.district + rest
        if self.place == "province":
            return place["province"] + (place["city"] if place["city"] != firm.district else "") + firm.district + rest
        return era.name

    def _other_trade(self, era: Era) -> str:
        return str(self.rng.choice(WORDS["trades"].get(era.trade) or WORDS["shops"].get(era.trade) or [era.trade]))

    def _other_form(self, name: str, era: Era) -> str:
        others = {
            "有限公司": ("有限责任公司", "公司", "有限公可"),
            "有限责任公司": ("有限公司", "公司"),
            "股份有限公司": ("股份公司",),
            "集团有限公司": ("（集团）有限公司", "集团"),
            "农民专业合作社": ("专业合作社", "合作社"),
            "（个体工商户）": ("", "(个体户)"),
        }
        return name.replace(era.form, self.rng.choice(others[era.form]))

    def _noted(self, name: str, firm: Firm, era: Era) -> str:
        if not self._now_and_then(0.02):
            return name
        head = era.head.name
        notes = [*WORDS["slips"]["notes"], f"({head})", f"（{head}）", f" {head}", f"-{head}"]
        if len(firm.eras) > 1 and firm.eras[0].name != era.name:
            notes += [f"（原{firm.eras[0].name}）", f"(原名：{firm.eras[0].name})"]
        return name + self.rng.choice(notes)

    def _slip(self, name: str, most: int) -> str:
        """One character misread, misheard, lost, doubled or swapped."""
        rng, peers = self.rng, self.rng.choice((EYE, EAR))
        places = [at for at, sign in enumerate(name) if sign in peers]
        if places and rng.random() < 0.6:
            at = rng.choice(places)
            return name[:at] + rng.choice(peers[name[at]]) + name[at + 1 :]
        at = rng.randrange(max(1, most))
        return rng.choice(
            (
                name[:at] + name[at + 1 :],
                name[: at + 1] + name[at:],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            )
        )

    def _typed(self, name: str) -> str:
        """Another script or width, blanks, brackets."""
        dice = self.rng.random() / max(self.dirt, 0.01)
        if dice < 0.01:
            return str(_TRADITIONAL.convert(name))
        if dice < 0.02:
            return name.translate(_WIDE)
        if dice < 0.035:
            at = self.rng.randrange(len(name) + 1)
            return name[:at] + self.rng.choice((" ", "　", "  ", "\t")) + name[at:]
        return name.replace("（", "(").replace("）", ")") if dice < 0.1 else name

    def code(self, firm: Firm, rate: float | None = None) -> str:
        """The unified code as given, an older number, a wrong one or nothing."""
        rng = self.rng
        if rng.random() >= (self.code_rate if rate is None else rate):
            if self.default is not None and self._now_and_then(0.03):
                return self.default.uscc  # what the window's form is filled with
            return str(rng.choice(WORDS["slips"]["zeros"])) if self._now_and_then(0.04) else ""
        if firm.kind == "branch" and self._now_and_then(0.1):
            return firm.parents[0].uscc
        if self._now_and_then(0.01):
            return self._mistyped(firm.uscc)
        old = firm.eras[0].since < 2015
        if old and rng.random() < 0.12:
            return firm.org if rng.random() < 0.6 else f"{firm.org[:8]}-{firm.org[8]}"
        if old and rng.random() < 0.06:
            return firm.registration
        dice = rng.random() / max(self.dirt, 0.01)
        if dice < 0.02:
            return firm.uscc.lower()
        if dice < 0.04:
            return firm.uscc.translate(_WIDE)
        return f"{firm.uscc[:8]} {firm.uscc[8:]}" if dice < 0.05 else firm.uscc

    def _mistyped(self, number: str) -> str:
        at = self.rng.randrange(8, 17)
        digit = self.rng.choice([each for each in "0123456789" if each != number[at]])
        return number[:at] + digit + number[at + 1 :]

    # persons

    def person(self, person: Person) -> str:
        """The name as this office writes it."""
        rng, name = self.rng, person.name
        if "·" in name or not person.surname:
            name = self._spelled(name)
            return name.replace("·", self.dot if rng.random() < 0.8 else rng.choice(_DOTS))
        if self._now_and_then(0.03 if self.masks_names else 0.005):
            return rng.choice(
                (
                    name[0] + "*" * (len(name) - 1),
                    name[0] + "*" + name[2:],
                    name[0] + "某" * (len(name) - 1),
                    "*" + name[1:],
                )
            )
        if self._now_and_then(0.012):
            return self._slipped(name)
        if self._now_and_then(0.008):
            return str(
                rng.choice(
                    (
                        _TRADITIONAL.convert(name),
                        f"{name[0]} {name[1:]}",
                        f"{name}（法人）",
                        f"{name[0]}　{name[1:]}",
                        f"{name}(已退休)",
                    )
                )
            )
        return name

    def _spelled(self, name: str) -> str:
        """One of the spellings of a sound that the office prefers."""
        if not self._now_and_then(0.04):
            return name
        for group in (*WORDS["uyghur"]["spellings"], *WORDS["steppe"]["spellings"]):
            for spelling in group:
                if spelling in name:
                    return name.replace(spelling, self.rng.choice(group))
        return name

    def _slipped(self, name: str) -> str:
        peers = self.rng.choice((EYE, EAR))
        places = [at for at, sign in enumerate(name) if at and sign in peers]
        if not places:
            return name
        at = self.rng.choice(places)
        return name[:at] + self.rng.choice(peers[name[at]]) + name[at + 1 :]

    def number(self, person: Person, rate: float | None = None) -> str:
        """The resident number: whole, old, masked as this office does, pasted, wrong or nothing."""
        rng = self.rng
        if rng.random() < (self.number_rate if rate is None else rate):
            if self.old_numbers and person.number[6:8] == "19" and rng.random() < 0.3:
                return person.number[:6] + person.number[8:17]
            if self._now_and_then(0.01):
                return self._mistyped(person.number)
            return person.number.lower() if self._now_and_then(0.1) else person.number
        if self.default_person is not None and self._now_and_then(0.01):
            return self.default_person.number
        if rng.random() < 0.55:
            return str(self.mask(person.number))
        return str(rng.choice(WORDS["slips"]["zeros"])) if self._now_and_then(0.03) else ""

    def phone(self, number: str) -> str:
        """A phone: landlines with, without and in other ways with the area code; sometimes hidden or nobody's."""
        dice = self.rng.random()
        if "-" in number:
            area, rest = number.split("-")
            return self.rng.choice(
                (number, rest, area + rest, f"({area}){rest}", f"{number}转80{self.rng.randrange(10)}")
            )
        if dice < 0.02 * self.dirt:
            return self.rng.choice((number[:3] + "****" + number[7:], "13800138000", "00000000", "无"))
        return f"86-{number}" if dice > 0.97 else number

    def address(self, era: Era) -> str:
        """The address: with the province or without the city, in wide or Chinese digits."""
        place, dice = self.town.place, self.rng.random()
        if not era.address.startswith(place["city"]):
            return era.address
        if dice < 0.3:
            return era.address
        if dice < 0.6:
            return place["province"] + era.address
        if dice < 0.85:
            return era.address.removeprefix(place["city"])
        return era.address.translate(_WIDE) if dice < 0.92 else era.address.replace("座", "座 ").replace("室", "")


def _ends(number: str) -> str:
    return number[:6] + "********" + number[14:]


def _front(number: str) -> str:
    return number[:6] + "*" * 12


def _tail(number: str) -> str:
    return "*" * 14 + number[14:]


def _three(number: str) -> str:
    return number[:3] + "***********" + number[14:]


def _born(number: str) -> str:
    return number[:10] + "********"


def _short(number: str) -> str:
    return number[:6] + "****" + number[14:]


def _crosses(number: str) -> str:
    return number[:10] + "XXXX" + number[14:]
