"""Owns how names are bent: what departments do to firms' names, and exporters to persons'.

Refuses deciding when.
"""

from collections.abc import Callable
from random import Random

from api.demo import names, rates
from api.demo.names import NameParts, Trade, tables
from api.demo.spellings import PARSED, Mark
from api.demo.world import Enterprise

LOST = ("?", "□", "？")


def bend(rng: Random, kind: str, made: Enterprise, written: str) -> str:
    """The name with one kind of dirt, or as it was where the kind does not apply."""
    if kind == "name_traditional":
        return "".join(tables().traditional.get(c, c) for c in written)
    if kind == "name_former":
        return made.former[0][0] if made.former else written
    if written != made.name or made.kind != "enterprise":
        return written
    return BENDS[kind](rng, made)


def _city(made: Enterprise) -> str:
    return names.tables().cities[made.region]


def _join(parts: NameParts, city: str = "", zihao: str = "", trade: str | None = None) -> str:
    return f"{city}{zihao or parts.zihao}{parts.trade if trade is None else trade}{parts.form}{parts.branch}"


def _omit(rng: Random, made: Enterprise) -> str:
    del rng
    town = _city(made)
    return made.name.removeprefix(town + "市") if made.name.startswith(town + "市") else made.name.removeprefix(town)


def _bracket(left: str, right: str) -> Callable[[Random, Enterprise], str]:
    def bent(rng: Random, made: Enterprise) -> str:
        parts, town = made.parts, _city(made)
        if parts.city.rstrip("市") != town:
            return made.name
        bracket = f"{left}{town}{right}"
        if rng.random() < 0.6:
            return _join(parts, zihao=parts.zihao + bracket)
        return bracket + _join(parts)

    return bent


def _district(rng: Random, made: Enterprise) -> str:
    parts, town = made.parts, _city(made)
    if parts.city.rstrip("市") != town:
        return made.name
    return (f"{town}市" if rng.random() < 0.5 else "") + made.district_name + _join(parts)


def _vary(rng: Random, made: Enterprise) -> str:
    trade: Trade = made.trade
    variants = trade.variants if made.parts.trade == trade.word else ()
    return _join(made.parts, made.parts.city, trade=rng.choice(variants)) if variants else made.name


def _homophone(rng: Random, made: Enterprise) -> str:
    places = [i for i, c in enumerate(made.parts.zihao) if c in tables().homophones]
    if not places:
        return made.name
    place = rng.choice(places)
    zihao = made.parts.zihao
    other = rng.choice(tables().homophones[zihao[place]])
    return _join(made.parts, made.parts.city, zihao[:place] + other + zihao[place + 1 :])


def _drop(rng: Random, made: Enterprise) -> str:
    body = made.parts.zihao + made.parts.trade
    place = rng.randrange(len(body))
    return f"{made.parts.city}{body[:place]}{body[place + 1 :]}{made.parts.form}{made.parts.branch}"


def _double(rng: Random, made: Enterprise) -> str:
    body = made.parts.zihao + made.parts.trade
    place = rng.randrange(len(body))
    return f"{made.parts.city}{body[: place + 1]}{body[place:]}{made.parts.form}{made.parts.branch}"


BENDS: dict[str, Callable[[Random, Enterprise], str]] = {
    "name_city_omitted": _omit,
    "name_city_bracketed": _bracket("(", ")"),
    "name_city_bracketed_wide": _bracket("（", "）"),
    "name_district_front": _district,
    "name_trade_varied": _vary,
    "name_homophone": _homophone,
    "name_dropped": _drop,
    "name_doubled": _double,
}


def mask_name(rng: Random, column: str, name: str, where: tuple[str, bool], marks: list[Mark]) -> str:
    """A person's name as exported; ``where`` is the file's encoding and whether the row has a firm's code."""
    share = rates.section("names")
    encoding, coded = where
    rare = next((c for c in name if c in tables().rare), "")
    if rare and encoding == "gb18030" and rng.random() < share["lost_character"]:
        marks.append((column, "character_lost", PARSED))
        return name.replace(rare, rng.choice(LOST))
    dice = rng.random()
    if coded and dice < share["mask_person"]:
        marks.append((column, "name_masked", PARSED))
        if len(name) == 2 or rng.random() < 0.4:
            return name[0] + "*" * (len(name) - 1)
        return name[0] + "*" + name[2:]
    if dice > 1 - share["traditional_person"]:
        bent = "".join(tables().traditional.get(c, c) for c in name)
        if bent != name:
            marks.append((column, "name_traditional_person", PARSED))
        return bent
    return name
