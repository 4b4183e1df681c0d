"""What the held-out population's departments do to names and numbers.

Owns: bent spellings, slips, masks and lost codes. Refuses: anything of ``api.demo`` or ``linkage``, and who exists.
"""

from collections.abc import Callable
from random import Random

from opencc import OpenCC

from benchmarks.heldout_city import RARE, SHOPS, TRADES, WORDS, City, Firm


def _peers(*tables: str) -> dict[str, str]:
    """Character -> those it is mistaken for in some of the tables."""
    found: dict[str, str] = {}
    for group in (group for table in tables for group in WORDS[table].split()):
        for character in group:
            found[character] = found.get(character, "") + group.replace(character, "")
    return found


PEERS, GIVEN_PEERS = _peers("sounds", "shapes"), _peers("heard", "seen")
TO_TRADITIONAL = OpenCC("s2t")


class Dirt:
    """What departments do to names and numbers."""

    def __init__(self, rng: Random, city: City, dirt: float, codes: float) -> None:
        self.rng, self.dirt, self.codes = rng, dirt, codes
        self.taken = city.taken

    def code(self, firm: Firm, keep: float | None = None) -> str:
        """The unified code, an old organisation code in its column, or nothing."""
        if self.rng.random() >= (self.codes if keep is None else keep):
            return ""
        return firm.org if firm.old and self.rng.random() < 0.12 else firm.uscc

    def name(self, firm: Firm, coded: bool, context: bool) -> str:
        """The registered name, or bent: more often where a code or a context stands beside it."""
        if self.rng.random() >= self.dirt * (0.08 if coded else 0.26 if context else 0.16):
            return firm.name
        if firm.former and self.rng.random() < 0.4:
            return firm.former
        bent = self.rng.choice(_SPELLINGS if not context and self.rng.random() < 0.8 else _SPELLINGS + _SLIPS)(
            self.rng, firm
        )
        return firm.name if bent in self.taken else bent

    def person(self, name: str) -> str:
        """A person's name, now and then masked, damaged, traditional or with a character mistaken for another."""
        dice = self.rng.random()
        if dice < 0.02 * self.dirt and "·" not in name:
            return name[0] + "*" * (len(name) - 1) if self.rng.random() < 0.5 else name[0] + "某" * (len(name) - 1)
        if any(c in RARE for c in name) and self.rng.random() < 0.5:
            return "".join("?" if c in RARE else c for c in name)
        if dice > 1 - 0.01 * self.dirt:
            return TO_TRADITIONAL.convert(name)
        slips = [at for at, c in enumerate(name) if at and c in GIVEN_PEERS]
        if slips and dice > 1 - 0.02 * self.dirt:
            at = self.rng.choice(slips)
            return name[:at] + self.rng.choice(GIVEN_PEERS[name[at]]) + name[at + 1 :]
        return name

    def number(self, number: str, keep: float) -> str:
        """A resident number, whole, masked in one of three ways, or gone."""
        if self.rng.random() < keep:
            return number
        return self.rng.choice(
            (number[:6] + "********" + number[14:], number[:10] + "********", number[:3] + "*" * 11 + number[14:], "")
        )


def _rest(firm: Firm) -> str:
    return f"{firm.brand}{firm.trade}{firm.form}{firm.tail}"


def _alias(rng: Random, firm: Firm) -> str:
    other = rng.choice(TRADES.get(firm.trade) or SHOPS.get(firm.trade) or (firm.trade,))
    return f"{firm.front}{firm.brand}{other}{firm.form}{firm.tail}"


def _form(rng: Random, firm: Firm) -> str:
    forms = {
        "有限公司": ("有限责任公司", "公司", ""),
        "有限责任公司": ("有限公司", "公司"),
        "股份有限公司": ("股份公司",),
        "集团有限公司": ("（集团）有限公司",),
    }
    other = rng.choice(forms.get(firm.form, (firm.form,)))
    return f"{firm.front}{firm.brand}{firm.trade}{other}{firm.tail}"


def _slip(rng: Random, firm: Firm) -> str:
    """One character of 字号 or trade mistaken, lost, doubled or swapped with its neighbour."""
    body = firm.brand + firm.trade
    places = [at for at, c in enumerate(body) if c in PEERS]
    at, dice = rng.randrange(len(body)), rng.random()
    if dice < 0.5 and places:
        at = rng.choice(places)
        body = body[:at] + rng.choice(PEERS[body[at]]) + body[at + 1 :]
    elif dice < 0.7:
        body = body[:at] + body[at + 1 :]
    elif dice < 0.85:
        body = body[: at + 1] + body[at:]
    elif len(body) > at + 1:
        body = body[:at] + body[at + 1] + body[at] + body[at + 2 :]
    return firm.front + body + firm.form + firm.tail


_SPELLINGS: list[Callable[[Random, Firm], str]] = [
    lambda rng, firm: _rest(firm),
    lambda rng, firm: _rest(firm),
    lambda rng, firm: (
        f"{rng.choice('(（')}{firm.city}{rng.choice(')）')}{_rest(firm)}" if "（" not in firm.brand else firm.name
    ),
    lambda rng, firm: (
        f"{firm.brand}({firm.city}){firm.trade}{firm.form}{firm.tail}" if "（" not in firm.brand else firm.name
    ),
    lambda rng, firm: f"{firm.district}{_rest(firm)}" if firm.front != "安徽" else firm.name,
    lambda rng, firm: (
        f"安徽省{firm.city}市{firm.district}{_rest(firm)}" if firm.front.startswith(firm.city) else firm.name
    ),
    lambda rng, firm: TO_TRADITIONAL.convert(firm.name),
    lambda rng, firm: f"{firm.name[:4]} {firm.name[4:]}",
    lambda rng, firm: firm.name + rng.choice(("（存续）", "。", "")),
    _form,
]
_SLIPS: list[Callable[[Random, Firm], str]] = [_alias, _alias, _slip, _slip, _slip]
