"""Places in firms' names that only their prefecture tells: a county without its suffix, and slips of the pen.

Owns: 双峰茶行 and 双锋县茶行, delivered from 娄底, as 双峰县茶行. Refuses: places that the name tells itself
(linkage.names), and changing a name that leads out of the prefecture.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from linkage.comparison import Values
from linkage.names import fold_enterprise, parse_enterprise
from linkage.regions import Region, find, is_within, regions, stem, take_regions

_ANY = "*"
_QUARTER = "区"  # its name without the suffix is a brand oftener than a place (中原, 和平)
_FILLER = "##"
_SHORTEST_NAME = 3  # 单县 with another character is no longer told
_SHORTEST_BRAND = 2


def placed(name: str, homes: Values) -> str:
    """The name with its place spelled out as the one prefecture (four digits) tells it; else the name as it is."""
    return _placed(name, next(iter(homes))) if len(homes) == 1 else name


@lru_cache(maxsize=65536)
def _placed(name: str, prefecture: str) -> str:
    known = parse_enterprise(name).region_code
    if known is not None and (len(stem(known)) > len(prefecture) or not is_within(f"{prefecture}00", known)):
        return name
    text = fold_enterprise(name)
    rest = take_regions(text).rest
    if not _may_begin(rest, prefecture):
        return name
    fronts = _of_counties(prefecture) if rest != text else {**_of_wider(prefecture), **_of_counties(prefecture)}
    for length in range(min(len(rest) - _SHORTEST_BRAND, _longest(prefecture)), 1, -1):
        region = _meant(rest[:length], fronts)
        if region is not None:
            front = name if rest[:length] in name else text
            spelled = front.replace(rest[:length], region.name, 1)
            found = parse_enterprise(spelled)
            if found.region_code == region.code and len(found.brand) >= _SHORTEST_BRAND:
                return spelled
    return name


def _meant(head: str, fronts: Mapping[str, Region]) -> Region | None:
    if head in fronts:
        return fronts[head]
    for at in range(len(head) - 1):
        region = fronts.get(head[:at] + _ANY + head[at + 1 :])
        if region is not None:
            return region if not take_regions(head + _FILLER).names else None  # 新城区 is no slip of 老城区
    return None


def _may_begin(text: str, prefecture: str) -> bool:
    """Whether anything that may stand for a place begins like the text: few names do."""
    begins = _begins(prefecture)
    return text[:1] in begins or f"{_ANY}{text[1:2]}" in begins


@cache
def _begins(prefecture: str) -> frozenset[str]:
    """First characters; where the first may be mistaken, the second behind the sign for any."""
    fronts = {**_of_wider(prefecture), **_of_counties(prefecture)}
    return frozenset(front[:2] if front.startswith(_ANY) else front[0] for front in fronts)


@cache
def _longest(prefecture: str) -> int:
    return max(map(len, {**_of_wider(prefecture), **_of_counties(prefecture)}), default=0)


@cache
def _of_counties(prefecture: str) -> dict[str, Region]:
    """What may stand for a county of the prefecture -> the county."""
    counties = [each for each in regions() if each.code.startswith(prefecture) and not each.code.endswith("00")]
    heads = ((head, each) for each in counties for head in _slips(each.name, whole=True))
    return _fronts([*heads, *((each.short, each) for each in counties if not each.name.endswith(_QUARTER))])


@cache
def _of_wider(prefecture: str) -> dict[str, Region]:
    """What may stand for the prefecture or its province: slips only, as their short names are told by themselves."""
    wider = [each for each in (find(f"{prefecture}00"), find(f"{prefecture[:2]}0000")) if each]
    return _fronts(
        (head, each) for each in wider for head in (*_slips(each.name, whole=True), *_slips(each.short, whole=False))
    )


def _fronts(heads: Iterable[tuple[str, Region]]) -> dict[str, Region]:
    """Text -> the one region that it may stand for."""
    found: dict[str, Region | None] = {}
    for head, region in heads:
        if len(head) > 1:
            found[head] = region if found.get(head, region) is region else None
    return {head: region for head, region in found.items() if region is not None}


def _slips(name: str, whole: bool) -> Iterator[str]:
    """The name with one character doubled or two swapped; of a whole one also with one lost or mistaken, but for the
    suffix that shows it is a place (涟*市, 化县)."""
    for at in range(len(name)):
        yield name[: at + 1] + name[at:]
        if at and name[at - 1] != name[at]:
            yield name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
        if whole and at < len(name) - 1 and len(name) >= _SHORTEST_NAME:
            yield name[:at] + name[at + 1 :]
            yield name[:at] + _ANY + name[at + 1 :]
