"""Names of enterprises and organisations, taken apart.

Owns: region · 字号 (brand) · line of business · legal form · branch of one name, and telling a person's name from an
enterprise's. Refuses: comparing two names (linkage.comparison does) and persons' names (linkage.persons).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from linkage.edits import deletion_keys, within_one_edit
from linkage.lexicon import lexicon
from linkage.numbering import STAR
from linkage.regions import Places, named, take_regions
from linkage.script import fold
from linkage.surnames import has_surname, is_latin, is_personal_shape, is_transcribed

__all__ = [
    "EnterpriseName",
    "deletion_keys",
    "looks_like_enterprise",
    "looks_like_person",
    "parse_enterprise",
    "states_enterprise",
    "within_one_edit",
]

_NOISE = re.compile(r"[\"'`“”‘’?!;:,、。…·~|\\]+")
_MASKS = str.maketrans(dict.fromkeys("×●•■※#∗✱⁎", STAR))
_BRACKET_LAST = re.compile(r"\(([^()]*)\)$")
_MARK = re.compile(r"(?<=[\u4e00-\u9fff)])[*★☆▲△]+$")
_BRACKET = re.compile(r"\(([^()]*)\)")
_BESIDE = re.compile(r"(.+?)(?:\s+|[-—－:：]+)(\S{2,})")
_LATIN_FIRM = re.compile(r"(?:LTD|INC|CORP|CORPORATION|LLC|LIMITED|COMPANY|GMBH|PLC|CO)\.?$")
_MOST_INDUSTRIES = 3
_TOWN = re.compile(r"^(?:[\u4e00-\u9fff]{2,3}(?:街道办事处|街道|镇|乡)|[\u4e00-\u9fff]{1,4}?村(?!镇|民|委))(?=..)")
_ZONE = re.compile(r"^[\u4e00-\u9fff]{0,6}?(?:新区|开发区|高新区|经开区|示范区|集聚区|园区|保税区)(?=..)")
_FILLER = "##"  # take_regions leaves two characters for the brand
_MOST_FORM = 14
_OFTEN_LEFT_OUT = "sole_trader"  # (个体工商户)
_LONG = 4  # a name of four is rare, and what a place adds looks like one


@dataclass(frozen=True, slots=True)
class EnterpriseName:
    """One name and its parts. Parts a name lacks are empty; ``form`` is a code of the table names.toml.

    ``core`` joins brand and canonical line of business: what two spellings of one firm share; ``trade`` is the line of
    business as written (工贸 beside 贸易 may be another firm). ``parent`` is the
    folded name without its branch part. ``region`` lists what the name states, ``region_code`` is the narrowest of
    them when it is certain.
    """

    raw: str
    normal: str
    region: tuple[str, ...]
    region_code: str | None
    brand: str
    industry: str
    trade: str
    form: str
    branch: str
    parent: str
    core: str
    masked: bool

    @property
    def is_complete(self) -> bool:
        """True for a registered name: a region, a brand and a legal form that is registered once per authority."""
        return bool(self.region and self.brand) and self.form in lexicon().unique_forms and not self.masked

    @property
    def is_branch(self) -> bool:
        """True when the name is a branch's of another enterprise."""
        return bool(self.branch)


@lru_cache(maxsize=131072)
def parse_enterprise(name: str) -> EnterpriseName:
    """Take a name apart. Never raises: what cannot be told stays in the brand."""
    normal = fold_enterprise(name)
    told = fold_enterprise(_without_person(name))
    parent, branch = _split_branch(_without_note(_without_remarks(_read_again(told))))
    body, bracketed = _open_brackets(parent)
    body, form = _take_form(body)
    places = take_regions(body)
    brand, industry, trade = _take_industry(places.rest)
    if places.is_short and _needs_back(places, brand):
        places = _without_last(places, body)
        brand, industry, trade = _take_industry(places.rest)
    brand = _without_town(brand, places)
    region, code = _with_bracketed(places, bracketed)
    return EnterpriseName(
        raw=name,
        normal=normal,
        region=region,
        region_code=code,
        brand=brand,
        industry=industry,
        trade=trade,
        form="branch" if branch else form,
        branch=branch,
        parent=parent,
        core=brand + industry,
        masked=STAR in parent,
    )


def fold_enterprise(name: str) -> str:
    """The spelling enterprise names are compared in: folded script, no blanks or signs, half-width brackets."""
    folded = fold(name).translate(_MASKS)
    if folded.isalnum():
        return folded
    return _NOISE.sub("", folded).replace("()", "").rstrip("-_.") or folded


def _read_again(text: str) -> str:
    """The text with the words of forms that machines misread (公可)."""
    for wrong, right in lexicon().misread:
        text = text.replace(wrong, right) if wrong in text else text
    return text


def _without_remarks(text: str) -> str:
    """The text without brackets that say how it is owned, whether it still exists or what it was called before."""
    words = lexicon()

    def kept(found: re.Match[str]) -> str:
        inner = found.group(1)
        return "" if inner in words.remarks or inner.startswith(words.former) else found.group()

    return _BRACKET.sub(kept, text) if "(" in text else text


def _without_note(text: str) -> str:
    """The text without what a department noted behind a name that is whole: (迁出), ★, the person in charge. A form in
    brackets and a place are no notes."""
    text = _MARK.sub("", text) or text
    found = _BRACKET_LAST.search(text)
    if found is not None and found.start() > 1:
        before, inner = text[: found.start()], found.group(1)
        is_part = _ends_whole(f"#{found.group()}") or _ends_whole(f"#{inner}") or named(inner) is not None
        whole = _ends_whole(before) or _names_person(before)
        if not is_part and take_regions(inner + _FILLER).rest != _FILLER and whole:
            return before
    at = text.rfind("公司") + 2
    who = text[at:].lstrip("-:")
    return text[:at] if at > 2 and len(who) > 1 and _names_person(who) else text


def _without_person(name: str) -> str:
    """The name without a person's set apart behind it: 宏达五金店-张三, 宏达五金店 张三, 张三 张三."""
    found = _BESIDE.fullmatch(name.strip()) if not name.isalnum() else None
    if found is None:
        return name
    before, who = map(fold_enterprise, found.groups())
    is_branch = lexicon().branches.longest(who, len(who)) is not None
    return found[1] if before == who or (_is_personal(who) and not is_branch and _ends_whole(before)) else name


def _ends_whole(text: str) -> bool:
    """True when a name ends with a form, or with what makes a branch of one."""
    words = lexicon()
    return any(found.longest(text, len(text) - 1) is not None for found in (words.forms, words.branches))


def _names_person(text: str) -> bool:
    return _is_personal(text) and not _ends_whole(f"#{text}")


def _is_personal(text: str) -> bool:
    """True for a person's name that is no place; it may end like a shop's (余金轩)."""
    is_place = bool(take_regions(text + _FILLER).names) or _ZONE.match(text + _FILLER) is not None
    is_name = (len(text) < _LONG and has_surname(text) and is_personal_shape(text)) or is_transcribed(text)
    return is_name and not is_place


def _split_branch(text: str) -> tuple[str, str]:
    words = lexicon()
    if words.branches.longest(text, len(text)) is None:
        return text, ""
    for ending in words.parents:
        at = text.find(ending)
        while at > 0 and text[at - 1] in words.not_parents:
            at = text.find(ending, at + 1)
        cut = at + len(ending)
        if at > 1 and cut < len(text) and not _is_tail(text[cut:]):
            return text[:cut], text[cut:]
    return text, ""


def _is_tail(rest: str) -> bool:
    """What follows the parent's name belongs to its own form: (集团), (有限合伙), 有限公司."""
    form = lexicon().forms.longest(rest, len(rest))
    return rest.startswith("(") or (form is not None and form[1].is_unique)


def _open_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without bracketed places, and the places. A bracketed form stays at the end."""
    if "(" not in text:
        return text.replace(")", ""), ()
    words, places = lexicon(), []

    def keep(found: re.Match[str]) -> str:
        inner = found.group(1)
        if named(inner) is not None or take_regions(inner + _FILLER).rest == _FILLER:
            places.append(inner)
            return ""
        whole = found.group()
        form = words.forms.longest(whole, len(whole))
        if form is not None and form[0] == whole and found.end() == len(text):
            return whole
        return inner

    opened = _BRACKET.sub(keep, text)
    if opened.endswith(")") and "(" in opened:
        return opened, tuple(places)
    return opened.replace("(", "").replace(")", ""), tuple(places)


def _take_form(text: str) -> tuple[str, str]:
    """The text without its form, and the form's code. A suffix that is a line of business too stays in the text.

    Behind a bracketed form another may stand: 咨询中心(个人独资), 事务所(普通合伙).
    """
    words = lexicon()
    found = words.forms.longest(text, min(len(text) - 1, _MOST_FORM))
    if found is None:
        return text, ""
    suffix, form = found
    if form.is_kept:
        return text, form.code
    text = text[: -len(suffix)]
    if suffix.endswith(")") and form.code == _OFTEN_LEFT_OUT and text.strip("()"):
        return _take_form(text)[0], form.code
    if suffix.endswith(")"):
        inner = words.forms.longest(text, len(text) - 2)
        if inner is not None and not inner[1].is_kept:
            shorter = text[: -len(inner[0])]
            if inner[1].is_unique or words.industries.longest(shorter, len(shorter) - 1):
                text = shorter
    return text, form.code


def _take_industry(text: str) -> tuple[str, str, str]:
    """Brand, canonical line of business and how it is written; the brand keeps at least one character.

    Words that say little (销售, 服务) do not count beside one that says more.
    """
    found: list[str] = []
    whole = text
    for _ in range(_MOST_INDUSTRIES):
        step = lexicon().industries.longest(text, len(text) - (2 if found else 1))
        if step is None:
            break
        found.append(step[1])
        text = text[: -len(step[0])]
    telling = [word for word in found if word not in lexicon().faint] or found
    return text, "".join(reversed(telling)), whole[len(text) :]


def _needs_back(places: Places, brand: str) -> bool:
    """A place without its suffix is the brand itself when hardly anything is left beside it (河南宝丰贸易).

    Beside a province or city one character may be what is left of a 字号 (郑州峰贸易).
    """
    if len(brand) == 1 and places.code is not None and places.code.endswith("00"):
        return brand in lexicon().industry_words
    return len(brand) < 2 or brand in lexicon().industry_words


def _without_town(brand: str, places: Places) -> str:
    """The brand without the town that sole traders put behind the county, or a city's zone that no code names
    (郑东新区): many departments leave both out."""
    if places.code is None:
        return brand
    return (_ZONE if places.code.endswith("00") else _TOWN).sub("", brand)


def _without_last(places: Places, body: str) -> Places:
    taken = body[: len(body) - len(places.rest)]
    for cut in range(len(taken) - 1, 0, -1):
        shorter = take_regions(taken[:cut] + _FILLER)
        if len(shorter.names) == len(places.names) - 1 and shorter.rest == _FILLER:
            return Places(shorter.names, shorter.code, body[cut:], False)
    return Places((), None, body, False)


def _with_bracketed(places: Places, bracketed: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    names, code = places.names, places.code
    for inner in bracketed:
        region = named(inner, code or "") or named(inner)
        taken = take_regions(inner + _FILLER)
        found, place = ((region.name,), region.code) if region else (taken.names, taken.code)
        names = names + tuple(name for name in found if name not in names)
        code = place or code  # 北京大成(郑州)律师事务所 is registered in 郑州
    return names, code


@lru_cache(maxsize=65536)
def looks_like_enterprise(name: str) -> bool:
    """True when a name reads like an enterprise's or organisation's: it has a form, a line of business, a place."""
    normal = fold_enterprise(name)
    if not normal or states_enterprise(name):
        return bool(normal)
    if is_latin(normal) or is_personal_shape(name) or is_transcribed(name):
        return False
    return len(normal) > 4 or not has_surname(normal)


@lru_cache(maxsize=65536)
def states_enterprise(name: str) -> bool:
    """True when a name says itself that it is an enterprise's or organisation's: a form, a place, a line of business.
    Length alone says nothing where a person is expected: 宝音德力格尔 is one."""
    normal = fold_enterprise(name)
    if is_latin(normal):
        return _LATIN_FIRM.search(normal) is not None or any(character.isdigit() for character in normal)
    if "公司" in normal or "合作社" in normal:
        return True
    found = lexicon().forms.longest(normal, len(normal) - 1)
    if found is not None and (len(found[0]) > 1 or len(normal) > 4 or not has_surname(normal)):
        return len(normal) > 2 and not (len(found[0]) == 1 and is_transcribed(name))
    if len(normal) > 3 and take_regions(normal).names:
        return True
    trade = lexicon().industries.longest(normal, len(normal) - 2)
    return trade is not None and len(trade[0]) > 1 and not is_personal_shape(name) and not is_transcribed(name)


@lru_cache(maxsize=65536)
def looks_like_person(name: str) -> bool:
    """True when a name reads like a natural person's: surname and one to three characters, dotted parts, or a name
    of another language spelled by sound."""
    return not looks_like_enterprise(name) and (is_personal_shape(name) or is_transcribed(name))
