"""Owns invented names: of persons by realistic frequencies, of firms from 字号, line of business and legal form.

Refuses numbers and dirt. Same generator state, same name; nothing depends on set or dict order of the process.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

PROVINCE = "河南省"


@dataclass(frozen=True, slots=True)
class Trade:
    """A line of business: the word in the name, how departments vary it, and its industry code and name."""

    word: str
    variants: tuple[str, ...]
    code: str
    industry: str


@dataclass(frozen=True, slots=True)
class NameParts:
    """A firm's name taken apart: city (without 市), 字号, line of business, legal form, branch suffix."""

    city: str
    zihao: str
    trade: str
    form: str
    branch: str = ""

    def full(self) -> str:
        """The registered name."""
        return f"{self.city}{self.zihao}{self.trade}{self.form}{self.branch}"


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of ``data/names.toml`` ready to draw from; ``*_weights`` are cumulative."""

    zihao: tuple[str, ...]
    zihao_weights: tuple[float, ...]
    homophones: dict[str, str]
    traditional: dict[str, str]
    surnames: tuple[str, ...]
    surname_weights: tuple[int, ...]
    given: dict[str, tuple[str, ...]]
    given_weights: dict[str, tuple[float, ...]]
    given_chars: str
    rare: tuple[str, ...]
    minority: tuple[str, ...]
    trades: tuple[Trade, ...]
    trade_weights: tuple[int, ...]
    shops: tuple[Trade, ...]
    roads: tuple[str, ...]
    estates: tuple[str, ...]
    villages: tuple[str, ...]
    districts: dict[str, tuple[tuple[str, str], ...]]
    cities: dict[str, str]


def _zihao_pool(groups: list[str], avoid: frozenset[str]) -> tuple[str, ...]:
    """All ordered pairs of pool characters, shuffled once by a fixed seed: the order is the popularity."""
    chars = [c for group in groups for c in group]
    pairs = [a + b for a in chars for b in chars if a != b and a + b not in avoid]
    Random(20261120).shuffle(pairs)
    return tuple(pairs)


@cache
def tables() -> Tables:
    """The package's tables, read once."""
    raw = tomllib.loads((files("api.demo") / "data" / "names.toml").read_text(encoding="utf-8"))
    zihao = _zihao_pool(raw["zihao_groups"], frozenset(raw["zihao_avoid"]))
    trades = [Trade(t["word"], tuple(t["variants"]), t["code"], t["industry"]) for t in raw["trades"]]
    given = {"男": tuple(raw["given_male"]), "女": tuple(raw["given_female"])}
    return Tables(
        zihao=zihao,
        zihao_weights=tuple(accumulate(1.0 / (rank + 12) for rank in range(len(zihao)))),
        homophones={c: group.replace(c, "") for group in raw["zihao_groups"] for c in group if len(group) > 1},
        traditional={pair[0]: pair[1] for pair in raw["traditional"] if pair[0] != pair[1]},
        surnames=tuple(name for name, _ in raw["surnames"]),
        surname_weights=tuple(accumulate(weight for _, weight in raw["surnames"])),
        given=given,
        given_weights={sex: tuple(accumulate(1.0 / (rank + 3) for rank in range(len(g)))) for sex, g in given.items()},
        given_chars=raw["given_chars"],
        rare=tuple(raw["given_rare"]),
        minority=tuple(raw["minority"]),
        trades=tuple(trades),
        trade_weights=tuple(accumulate(t["weight"] for t in raw["trades"])),
        shops=tuple(Trade(t["word"], tuple(t["variants"]), t["code"], t["industry"]) for t in raw["shops"]),
        roads=tuple(raw["roads"]),
        estates=tuple(raw["estates"]),
        villages=tuple(raw["villages"]),
        districts={r["code"]: tuple((c, n) for c, n in r["districts"]) for r in raw["regions"]},
        cities={r["code"]: r["city"] for r in raw["regions"]},
    )


def person_name(rng: Random, sex: str) -> str:
    """A person's name; more than half come from a short list, so that namesakes abound."""
    t = tables()
    dice = rng.random()
    if dice < 0.003:
        return rng.choice(t.minority)
    surname = rng.choices(t.surnames, cum_weights=t.surname_weights)[0]
    if dice < 0.02:
        return surname + rng.choice(t.given_chars) + rng.choice(t.rare)
    if dice < 0.58:
        return surname + rng.choices(t.given[sex], cum_weights=t.given_weights[sex])[0]
    if dice < 0.68:
        return surname + rng.choice(t.given_chars)
    return surname + rng.choice(t.given_chars) + rng.choice(t.given_chars)


def zihao(rng: Random) -> str:
    """A 字号, Zipf-like: the common ones stand in many names; a few have three or four characters."""
    t = tables()
    word = rng.choices(t.zihao, cum_weights=t.zihao_weights)[0]
    if rng.random() < 0.08:
        word += rng.choice(t.zihao)[0]
    return word


def trade(rng: Random) -> Trade:
    """A line of business of companies, by frequency."""
    t = tables()
    return rng.choices(t.trades, cum_weights=t.trade_weights)[0]


def address(rng: Random, region: str, district: str) -> str:
    """A street address in the district, of invented streets."""
    t = tables()
    place = f"{PROVINCE}{t.cities[region]}市{dict(t.districts[region])[district]}"
    if rng.random() < 0.15:
        return f"{place}{rng.choice(t.villages)}村{rng.randrange(1, 13)}组{rng.randrange(1, 120)}号"
    estate = rng.choice(t.estates)
    unit = f"{rng.randrange(1, 20)}号楼{rng.randrange(1, 28)}层{rng.randrange(1, 30):02d}室" if estate else ""
    return f"{place}{rng.choice(t.roads)}{rng.randrange(1, 320)}号{estate}{unit}"
