"""Field values out of names, addresses, phones and regions: normalised texts that are equal or not.

Owns: the fields that the model files compare (brand, sound, edits, head's name, masks …). Refuses: judging likeness by
degree: every likeness is prepared as a shared value, so that blocking, scoring and training see the same thing.
"""

import re
from functools import lru_cache
from itertools import combinations

from linkage.comparison import NOTHING, NameCard, Values
from linkage.edits import deletions
from linkage.lexicon import lexicon
from linkage.names import EnterpriseName, parse_enterprise
from linkage.persons import PersonName, parse_person
from linkage.pinyin import lookalike_key, person_pinyin, sounds
from linkage.regions import named, stem, take_regions
from linkage.script import fold

_ROAD = re.compile(r"([\u4e00-\u9fffA-Z0-9]{1,8}?(?:大道|大街|路|街|巷|胡同|道)[东南西北中]?段?)(\d+)")
_PLACES = re.compile(r"^.*(?:省|市|区|县|镇|乡|街道|办事处|开发区)(?=[^路街巷道])")
_BUILDING = re.compile(r"([A-Z\d]+|[一二三四五六七八九十]+)(?:号楼|栋|幢|座|楼(?=\d))")
_UNIT = re.compile(r"([A-Z\d]+|[一二三四五六七八九十]+)单元")
_ROOM = re.compile(r"([A-Z\d]+(?:-\d+)*)(?:室|房|号$)")
_FLOOR = re.compile(r"(\d+)(?:层|楼(?=\d))")
_PARTS = (_BUILDING, _UNIT, _FLOOR)
_DIGITS = re.compile(r"\D")
_PHONE = 7
_LONGEST_MASKED = 4
_SHORTEST_KEY = 2
_FIRM_START = 2
_PREFECTURE = 4
LOOSE_FORMS = frozenset({"sole_trader"})
_VAGUE_FORMS = frozenset({"company"})  # 公司 may be short for any


@lru_cache(maxsize=65536)
def _only(*values: str) -> Values:
    return frozenset(value for value in values if value)


@lru_cache(maxsize=262144)
def firm_name(name: str) -> NameCard:
    """The card of an enterprise's or organisation's name."""
    parsed = parse_enterprise(name)
    loose = parsed.form in LOOSE_FORMS or not parsed.brand
    body = _body(parsed)
    heard = sounds(parsed.brand) if parsed.brand else NOTHING
    fields = {
        "name": _only(parsed.normal),
        "brand": _only(parsed.brand),
        "industry": _only(parsed.industry),
        "core": _only(parsed.core),
        "title": _only(body if loose else parsed.brand + parsed.trade),
        "sound": frozenset(f"{each}/{parsed.industry}" for each in heard),
        "shape": _shapes(parsed),
        "body": _only(body),
        "body_drop": _drops(body),
        "body_near": _drops(body) | _only(body),
        "slip": _slips(parsed),
        "edit": frozenset(f"{key}/{parsed.industry}" for key in _drops(parsed.brand)),
        "work": _work(parsed),
        "start": _only(parsed.brand[:_FIRM_START]),
        "form": _only("" if parsed.form in _VAGUE_FORMS else parsed.form),
        "branch": _only(_branch(parsed)),
        "complete": _only(_complete(parsed)),
        "local": _only(_local(parsed) if loose else ""),
        "loose": _only("loose" if loose else ""),
        **_region(parsed),
    }
    return NameCard(parsed.normal, {key: values for key, values in fields.items() if values})


def _work(name: EnterpriseName) -> Values:
    """Pairs of telling characters of the line of business in their order: 汽修厂 and 汽车修理 meet in 汽修."""
    text = name.brand[_FIRM_START:] + name.trade  # a line of business that no table knows stays in the brand
    telling = "".join(character for character in text if character not in lexicon().faint_characters)
    return frozenset(map("".join, combinations(telling, 2))) or _only(telling)


def _body(name: EnterpriseName) -> str:
    """The parent's name from the brand on, as written: what a dropped or doubled character is looked for in."""
    at = name.parent.find(name.brand) if name.brand else -1
    return name.parent[at:] if at >= 0 else name.parent


def _shapes(name: EnterpriseName) -> Values:
    """The brand by the look of its characters, and with them in any order: 末来 meets 未来, 全浩 meets 浩全."""
    if not name.brand:
        return NOTHING
    return _only(f"{lookalike_key(name.brand)}/{name.industry}", f"{''.join(sorted(name.brand))}/{name.industry}")


def _slips(name: EnterpriseName) -> Values:
    """The name with one character less behind the first two: 贸昜 and 贸易 meet, 宏源 and 鑫源 do not."""
    text = name.brand + name.trade
    return (
        frozenset(text[:at] + text[at + 1 :] for at in range(_FIRM_START, len(text)))
        if len(text) > _FIRM_START
        else NOTHING
    )


@lru_cache(maxsize=16)
def _drops(text: str) -> Values:
    """The text with one character less, when enough is left to tell it from others."""
    return frozenset(deletions(text)) if len(text) > _SHORTEST_KEY else NOTHING


def _local(name: EnterpriseName) -> str:
    """A sole trader's name with its county: unique there by the registering authority's rule."""
    if not name.brand or name.masked or name.region_code is None or name.region_code.endswith("00"):
        return ""
    return f"{name.region_code}/{_body(name)}"


def _branch(name: EnterpriseName) -> str:
    return name.branch.replace("市", "") or "-"  # a value of its own, so that parent and branch differ


def _complete(name: EnterpriseName) -> str:
    if not name.is_complete or name.region_code is None:
        return ""
    return f"{name.region_code}/{name.brand}/{name.trade}/{name.form}"


def _region(name: EnterpriseName) -> dict[str, Values]:
    if name.region_code is None:
        return {}
    code = stem(name.region_code)
    if len(code) < _PREFECTURE:
        return {}  # registered with the province: no department is wrong to put the city
    return {"city": _only(code[:_PREFECTURE]), "district": _only(code if len(code) > _PREFECTURE else "")}


@lru_cache(maxsize=262144)
def person_name(name: str) -> NameCard:
    """The card of a natural person's name, whole, masked or damaged."""
    parsed = parse_person(name)
    whole = parsed.is_whole
    fields = {
        "name": _only(parsed.normal if whole else ""),
        "surname": _only(parsed.surname if "*" not in parsed.surname and "?" not in parsed.surname else ""),
        "sound": _only(person_pinyin(parsed.normal) if whole and parsed.normal else ""),
        "mask": _masks(parsed),
        "hidden": _only("" if whole else "hidden"),
    }
    return NameCard(parsed.normal, {key: values for key, values in fields.items() if values})


def _masks(name: PersonName) -> Values:
    """All patterns that show at least one character less; a hidden or lost character stands as ``*``."""
    text = name.normal.replace("?", "*")
    text = text[:1] + text[1:].replace("某", "*") if name.masked else text
    if not 1 < len(text) <= _LONGEST_MASKED:
        return NOTHING
    texts = [text]
    if text.endswith("*") and text.count("*") == 1 and len(text) == 2 and name.masked:
        texts.append(text + "*")  # 张* hides a given name of one or two
    found = set()
    for each in texts:
        shown = [place for place, character in enumerate(each) if character != "*"]
        for count in range(1, len(shown) + (0 if name.is_whole else 1)):
            for kept in combinations(shown, count):
                found.add("".join(character if place in kept else "*" for place, character in enumerate(each)))
    return frozenset(found)


@lru_cache(maxsize=262144)
def road(text: str) -> str:
    """Road and house number of an address, else its folded text; '' when empty."""
    text = fold(text)
    found = _ROAD.search(text)
    if found is None:
        return text
    return (_PLACES.sub("", found[1]) or found[1]) + found[2]


@lru_cache(maxsize=262144)
def door(text: str) -> str:
    """Road, house number, building, unit, floor and room of an address; '' when it names no road or no room."""
    text = fold(text)
    found = _ROAD.search(text)
    rest = text[found.end() :] if found else ""
    room = _ROOM.search(rest)
    if room is None:
        return ""
    parts = [each[1] if each else "" for each in (part.search(rest) for part in _PARTS)]
    return "/".join((road(text), *parts, room[1]))


def phone(text: str) -> str:
    """Digits of a phone number, '' when too short to be one."""
    digits = _DIGITS.sub("", text).removeprefix("86")
    return digits if len(digits) >= _PHONE else ""


@lru_cache(maxsize=262144)
def home(*places: str) -> Values:
    """Prefectures (four digits) where a mention is at home: delivering region, address, registering authority."""
    return frozenset(code for code in map(_prefecture, places) if code)


@lru_cache(maxsize=65536)
def _prefecture(place: str) -> str:
    if place[:4].isdigit():
        return place[:4] if place[2:4] != "00" else ""
    region = named(place)
    code = region.code if region else take_regions(place + "##").code if place else None
    code = stem(code) if code else ""
    return code[:4] if len(code) >= 4 else ""


def number_ends(value: str) -> tuple[Values, Values]:
    """What a whole or masked personal number shows at its front (6, 10) and its tail (4): blocking keys."""
    fronts = frozenset(value[:size] for size in (6, 10) if len(value) >= size and "*" not in value[:size])
    tail = value[-4:]
    return fronts, _only(tail if "*" not in tail else "")
