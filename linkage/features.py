"""Field values out of names, addresses, phones and regions: normalised texts that are equal or not.

Owns: the fields that the model files compare (brand, sound, edits, head's name, masks …). Refuses: judging likeness by
degree: every likeness is prepared as a shared value, so that blocking, scoring and training see the same thing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from linkage.comparison import NOTHING, Fields, NameCard, Values
from linkage.edits import deletions
from linkage.lexicon import lexicon
from linkage.names import EnterpriseName, looks_like_person, parse_enterprise
from linkage.numbering import STAR
from linkage.persons import PersonName, parse_person, patterns
from linkage.pinyin import has_lookalike, lookalike_key, person_pinyin, sounds
from linkage.regions import NATION, named, stem, take_regions
from linkage.script import MIDDLE_DOT, fold, fold_width

_ROAD = re.compile(r"([\u4e00-\u9fffA-Z0-9]{1,8}?(?:大道|大街|路|街|巷|胡同|道)[东南西北中]?段?)(\d+)")
_PLACES = re.compile(r"^.*(?:省|市|区|县|镇|乡|街道|办事处|开发区)(?=[^路街巷道])")
_BUILDING = re.compile(r"([A-Z\d]+|[一二三四五六七八九十]+)(?:号楼|栋|幢|座|楼(?=\d))")
_UNIT = re.compile(r"([A-Z\d]+|[一二三四五六七八九十]+)单元")
_ROOM = re.compile(r"([A-Z\d]+(?:-\d+)*)(?:室|房|号$)|(?<=[座楼栋幢元层])(\d{2,4})$")  # A座1201 needs no 室
_FLOOR = re.compile(r"(\d+)(?:层|楼(?=\d))")
_PARTS = (_BUILDING, _UNIT, _FLOOR)
_DIGITS = re.compile(r"\D")
_NUMERAL = re.compile(r"\d+|[一二三四五六七八九十]+")
_DIGIT = str.maketrans("一二三四五六七八九", "123456789")
_AREA_OF_BRANCH = re.compile(r"(?<=..)[市区县](?=[分支店营办])")
_EXTENSION = re.compile(r"转|EXT|#")
_BETWEEN = re.compile(r"[/、,;，；|\n]")
_COUNTRY = re.compile(r"^(?:00)?86")
_AREA_CODE = re.compile(r"^0(?=1[3-9]\d{9}$)|^0(?:10|2\d|[3-9]\d\d)(?=\d{7,8}$)")
"""Also the 0 that some write before a mobile."""
_PHONE, _MOBILE = 7, 11
_LONGEST_MASKED = 4
PLACES = {"first": 0, "second": 1, "third": 2, "last": -1, "second_last": -2, "third_last": -3}
"""Field of a person's name -> index of the character that it holds."""
_SHORTEST_KEY = 2
_FIRM_START = 2
_PREFECTURE = 4
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
LOOSE_FORMS = frozenset({"sole_trader"})
_VAGUE_FORMS: Mapping[str, Values] = {  # 公司, 合伙企业, 事务所: of whichever kind, but no shop
    "company": frozenset({"company", "limited", "joint_stock", "group", "collective"}),
    "some_partnership": frozenset({"some_partnership", "partnership", "limited_partnership"}),
    "intermediary": NOTHING,
}


@lru_cache(maxsize=65536)
def _only(*values: str) -> Values:
    return frozenset(value for value in values if value)


@lru_cache(maxsize=262144)
def firm_name(name: str) -> NameCard:
    """The card of an enterprise's or organisation's name."""
    parsed = parse_enterprise(name)
    loose = parsed.form in LOOSE_FORMS or not parsed.brand or _is_operator(parsed)
    body = _body(parsed)
    title = body if loose else parsed.brand + parsed.trade
    fields = {
        "name": _only(parsed.normal),
        **_wording(parsed.brand, parsed.industry, parsed.trade, body, title),
        "form": _VAGUE_FORMS.get(parsed.form) or _only("" if parsed.form in _VAGUE_FORMS else parsed.form),
        **_counted(body),
        "branch": _only(_branch(parsed)),
        "complete": _only(_complete(parsed)),
        "local": _only(_local(parsed) if loose else ""),
        "loose": _only("loose" if loose else ""),
        **_region(parsed),
    }
    return NameCard(parsed.normal, _present(fields))


def _is_operator(name: EnterpriseName) -> bool:
    """True for a person's name alone, under which a sole trader without 字号 appears."""
    is_alone = not (name.region or name.industry or name.form or name.branch or name.masked)
    return is_alone and looks_like_person(name.brand)


@lru_cache(maxsize=262144)
def _wording(brand: str, industry: str, trade: str, body: str, title: str) -> Fields:
    """What a name says wherever it puts the firm: with its place and without it shares this."""
    heard, drops = sounds(brand) if brand else NOTHING, _drops(body)
    return {
        "brand": _only(brand),
        "industry": _only(industry),
        "core": _only(brand + industry),
        "title": _only(title),
        "sound": frozenset(f"{each}/{industry}" for each in heard),
        "shape": _shapes(brand, industry),
        "body": _only(body),
        "body_drop": drops,
        "body_near": drops | _only(body),
        "slip": _slips(brand + trade),
        "edit": frozenset(f"{key}/{industry}" for key in _drops(brand)),
        "work": _work(brand, trade),
        "start": _only(brand[:_FIRM_START]),
    }


def _counted(body: str) -> dict[str, Values]:
    """The numbers in a name, and the name without them: 宏达一号 and 宏达二号 are two, whatever they share."""
    numbers = _NUMERAL.findall(body)
    if not numbers:
        return {}
    return {
        "ordinal": _only("/".join(each.translate(_DIGIT) for each in numbers)),
        "uncounted": _only(_NUMERAL.sub("#", body)),
    }


def _work(brand: str, trade: str) -> Values:
    """Pairs of telling characters of the line of business in their order: 汽修厂 and 汽车修理 meet in 汽修."""
    text = brand[_FIRM_START:] + trade  # a line of business that no table knows stays in the brand
    telling = "".join(character for character in text if character not in lexicon().faint_characters)
    return frozenset(map("".join, combinations(telling, 2))) or _only(telling)


def _body(name: EnterpriseName) -> str:
    """The parent's name from the brand on, as written but for (个体工商户), which many leave out: what a dropped or
    doubled character is looked for in."""
    text = name.parent
    form = lexicon().forms.longest(text, len(text) - 1) if text.endswith(")") else None
    if form is not None and form[0].startswith("(") and form[1].code in LOOSE_FORMS:
        text = text[: -len(form[0])]
    at = text.find(name.brand) if name.brand else -1
    return text[at:] if at >= 0 else text


def _shapes(brand: str, industry: str) -> Values:
    """The brand by the look of its characters, and with them in any order: 末来 meets 未来, 全浩 meets 浩全."""
    if not brand:
        return NOTHING
    return frozenset((f"{lookalike_key(brand)}/{industry}", f"{''.join(sorted(brand))}/{industry}"))


def _slips(text: str) -> Values:
    """The text with one character less behind the first two: 贸昜 and 贸易 meet, 宏源 and 鑫源 do not."""
    return (
        frozenset(text[:at] + text[at + 1 :] for at in range(_FIRM_START, len(text)))
        if len(text) > _FIRM_START
        else NOTHING
    )


def _drops(text: str) -> Values:
    """The text with one character less, when enough is left to tell it from others."""
    return frozenset(deletions(text)) if len(text) > _SHORTEST_KEY else NOTHING


def _local(name: EnterpriseName) -> str:
    """A sole trader's name with its county: unique there by the registering authority's rule."""
    if not name.brand or name.masked or name.region_code is None or name.region_code.endswith("00"):
        return ""
    return f"{name.region_code}/{_body(name)}"


def _branch(name: EnterpriseName) -> str:
    return (
        _AREA_OF_BRANCH.sub("", name.branch).replace("市", "") or "-"
    )  # a value of its own, so that parent and branch differ


def _complete(name: EnterpriseName) -> str:
    if not name.is_complete or name.region_code is None:
        return ""
    return f"{name.region_code}/{name.brand}/{name.trade}/{name.form}"


def _region(name: EnterpriseName) -> dict[str, Values]:
    if name.region_code is None:
        return {}
    code = stem(name.region_code)
    province = {} if name.region_code == NATION else {"province": _only(code[:2])}
    if code[:2] in _MUNICIPALITIES:  # a province that is one city, with two prefectures by the code at most
        return {**province, "city": _only(f"{code[:2]}01"), "district": _only(code if len(code) > _PREFECTURE else "")}
    if len(code) < _PREFECTURE:
        return province  # registered with the province: no department is wrong to put the city
    return {**province, "city": _only(code[:_PREFECTURE]), "district": _only(code if len(code) > _PREFECTURE else "")}


@lru_cache(maxsize=262144)
def person_name(name: str) -> NameCard:
    """The card of a natural person's name, whole, masked or damaged."""
    parsed = parse_person(name)
    whole = parsed.is_whole
    fields = {
        "name": _only(_undotted(parsed) if whole else ""),
        "surname": _only(parsed.surname if "*" not in parsed.surname and "?" not in parsed.surname else ""),
        "sound": _only(person_pinyin(parsed.normal) if whole and parsed.normal else ""),
        "shape": _only(lookalike_key(parsed.normal) if whole and has_lookalike(parsed.normal) else ""),
        **_shown(parsed),
    }
    return NameCard(parsed.normal, _present(fields))


def forget() -> None:
    """Give back the memory of names of firms: a population's take a gigabyte."""
    firm_name.cache_clear()
    _wording.cache_clear()
    parse_enterprise.cache_clear()


def _shown(name: PersonName) -> dict[str, Values]:
    """What a name shows: where it may meet a mask (``mask``; ``outline``: in two characters or more), how long it
    may be, and which character stands where, from the start and from the end. A place that a reading leaves open says
    nothing."""
    texts = _texts(name)
    if not texts:
        return {}
    masks = frozenset(mask for text in texts for mask in _masks(text, name.is_whole))
    return {
        "mask": masks,
        "outline": frozenset(mask for mask in masks if len(mask) - mask.count("*") > 1),
        "length": _only(*{str(len(text)) for text in texts}),
        "hidden": _only("" if name.is_whole else "hidden"),
        **{field: _placed(texts, at) for field, at in PLACES.items()},
    }


def _placed(texts: Sequence[str], at: int) -> Values:
    """The characters in one place of all the texts; none when one of them leaves it open."""
    shown = {text[at] if -len(text) <= at < len(text) else "*" for text in texts}
    return NOTHING if "*" in shown else _only(*shown)


def _texts(name: PersonName) -> tuple[str, ...]:
    """The readings of a name that shows something; a hidden character stands as ``*``."""
    return tuple(text for text in patterns(name) if len(text) > 1 and text.strip("*"))


def _telling(text: str) -> tuple[int, ...]:
    """Places of what a text shows; of a long one only its ends, as its patterns would be too many."""
    places = range(len(text)) if len(text) <= _LONGEST_MASKED else (0, len(text) - 1)
    return tuple(place for place in places if text[place] != "*")


def _kept(text: str, places: Collection[int]) -> str:
    return "".join(character if place in places else "*" for place, character in enumerate(text))


def _masks(text: str, whole: bool) -> Iterator[str]:
    """The patterns that show no more than the text, in telling places; of a whole one at least one character less."""
    shown = _telling(text)
    most = len(shown) - (1 if whole and len(shown) == len(text) else 0)
    for count in range(1, most + 1):
        for kept in combinations(shown, count):
            yield _kept(text, kept)


@lru_cache(maxsize=262144)
def head_name(name: str) -> Fields:
    """What a representative's name says of the firm. ``head_mask``: what a mask of the name would look like, or of a
    masked one just what it shows, so that the two share a value when they may be one; ``head_hidden``: it is masked."""
    parsed = parse_person(name)
    if parsed.is_whole:
        own = person_name(name).fields.get
        return _present({"head": own("name", NOTHING), "head_mask": own("mask", NOTHING)})
    texts = _texts(parsed)
    stated = frozenset(_kept(text, _telling(text)) for text in texts if _telling(text))
    return _present({"head_mask": stated, "head_hidden": _only("hidden" if texts else "")})


def _undotted(name: PersonName) -> str:
    """The dot of a minority name is left out by many departments."""
    return name.normal.replace(MIDDLE_DOT, "")


def _present(fields: Fields) -> Fields:
    return {key: values for key, values in fields.items() if values}


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
    return "/".join((road(text), *parts, room[1] or room[2]))


@lru_cache(maxsize=262144)
def phones(text: str) -> Values:
    """The phone numbers of a cell, each as :func:`phone` gives it: 13811112222/0371-66668888 are two."""
    return _only(*map(phone, _BETWEEN.split(fold_width(text))))


def phone(text: str) -> str:
    """Digits of a phone number without extension and, of a landline, without its area code, which many departments
    leave out; '' when it is too short or too plain to be one (00000000), or masked."""
    text, *_ = _EXTENSION.split(fold(text), maxsplit=1)
    if STAR in text:
        return ""
    digits = _DIGITS.sub("", text)
    digits = _COUNTRY.sub("", digits) if len(digits) > _MOBILE else digits
    digits = _AREA_CODE.sub("", digits)
    return digits if len(digits) >= _PHONE and len(set(digits)) > 1 else ""


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
