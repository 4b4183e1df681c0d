"""Who lives in a world of benchmarks.worlds: names, kin, numbers, homes.

Owns: families (spouses and children at one address, brothers named alike, twins, a son named like his father), names of
clans and of minorities. Refuses: firms, and what offices make of a name.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.worlds.numbers import fresh, resident

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@dataclass(slots=True, eq=False)
class Person:
    """Somebody; ``family`` is of the surname, or nothing."""

    label: str
    name: str
    number: str
    phone: str
    home: str
    village: str
    surname: str = ""

    @property
    def birth(self) -> str:
        return f"{self.number[6:10]}-{self.number[10:12]}-{self.number[12:14]}"

    @property
    def sex(self) -> str:
        return "男" if int(self.number[16]) % 2 else "女"


class People:
    """Everybody of one world, made as they are needed."""

    def __init__(self, rng: Random, world: str) -> None:
        self.rng, self.world, self.place = rng, world, WORDS["place"][world]
        self.everybody: list[Person] = []
        self._numbers: set[str] = set()
        weights = WORDS["surnames"]["clan" if world == "clan" else "other"]
        rest = [each for each in WORDS["surnames"]["rest"] if each not in weights]
        self._surnames = [*weights, *rest]
        self._weights = [*weights.values(), *[1] * len(rest)]

    def somebody(self, known: float = 0.2) -> Person:
        """A person: with the chance ``known`` one who stands elsewhere already."""
        if self.everybody and self.rng.random() < known:
            return self.rng.choice(self.everybody)
        return self._new(self._name(), self._birth(), self.rng.random() < 0.6)

    def kin(self, of: Person) -> Person:
        """A spouse, a brother or sister, a twin, or a son, at the same address."""
        rng, dice = self.rng, self.rng.random()
        if not of.surname or dice < 0.4:
            made = self._new(self._name(), self._birth(int(of.number[6:10])), of.sex == "女")
        elif dice < 0.75:  # 王建国 and 王建军
            last = of.name[-1]
            while last == of.name[-1]:
                last = rng.choice(WORDS["given"]["second"])
            made = self._new(
                (of.name[:-1] + last, of.surname), self._birth(int(of.number[6:10]) + 2), rng.random() < 0.5
            )
        elif dice < 0.82:  # twins
            last = rng.choice(WORDS["given"]["second"].replace(of.name[-1], ""))
            made = self._new((of.name[:-1] + last, of.surname), of.number[6:14], of.sex == "男")
        elif dice < 0.83:  # a son named like his father
            made = self._new((of.name, of.surname), self._birth(int(of.number[6:10]) + 26), of.sex == "男")
        else:
            made = self._new((self._given(of.surname), of.surname), self._birth(int(of.number[6:10]) + 25), True)
        made.home, made.village = of.home, of.village
        if rng.random() < 0.5 and made.name != of.name:
            made.phone = of.phone
        return made

    def phone(self) -> str:
        return f"1{self.rng.choice('35789')}{self.rng.randrange(10**8, 10**9)}"

    def _new(self, name: tuple[str, str], birth: str, male: bool) -> Person:
        rng = self.rng
        area = rng.choice(list(self.place["districts"].values()))
        number = fresh(self._numbers, lambda: resident(rng, area, birth, male))
        village = rng.choice(WORDS["firm"]["villages"])
        made = Person(
            f"p{len(self.everybody) + 1}", name[0], number, self.phone(), self._home(village), village, name[1]
        )
        self.everybody.append(made)
        return made

    def _birth(self, year: int = 0) -> str:
        rng = self.rng
        near = min(2004, year + rng.randrange(-2, 3)) if year else round(rng.triangular(1945, 2003, 1975))
        return f"{near}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"

    def _home(self, village: str) -> str:
        rng = self.rng
        district = rng.choice(list(self.place["districts"]))
        if self.world in ("clan", "stalls") and rng.random() < 0.7:
            return f"{district}{village}{rng.randrange(1, 160)}号"
        road = f"{district}{rng.choice(WORDS['firm']['streets'])}{rng.randrange(1, 300)}号"
        estate = rng.choice(WORDS["firm"]["estates"])
        room = f"{rng.randrange(1, 19)}0{rng.randrange(1, 5)}室"
        return f"{road}{estate}{rng.randrange(1, 20)}号楼{rng.randrange(1, 5)}单元{room}"

    def _name(self) -> tuple[str, str]:
        """A name and its surname."""
        rng = self.rng
        if self.world == "border" and rng.random() < 0.62:
            if rng.random() < 0.75:
                own, father = rng.sample(WORDS["uyghur"]["given"], 2)
                return f"{own}·{father}", ""
            if rng.random() < 0.5:
                return rng.choice(WORDS["steppe"]["mongol"]), ""
            return "".join(rng.sample(WORDS["steppe"]["tibetan"], 2 if rng.random() < 0.85 else 1)), ""
        if rng.random() < 0.006:
            surname = rng.choice(WORDS["surnames"]["compound"])
        else:
            surname = rng.choices(self._surnames, self._weights)[0]
        return self._given(surname), surname

    def _given(self, surname: str) -> str:
        rng, given = self.rng, WORDS["given"]
        if rng.random() < (0.45 if self.world == "clan" else 0.22):
            return surname + rng.choice(given["single"])
        first = rng.choice(given["generation"]) if self.world == "clan" and rng.random() < 0.4 else ""
        return surname + (first or rng.choice(given["first"])) + rng.choice(given["second"])
