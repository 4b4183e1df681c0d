"""How well a name fits an entity: scores of decomposed names, with the reasons.

Owns: scoring one asked name against one known name. Refuses: the store, and confirming an identity by a name alone.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from graph.model import Node
from linkage.model import Kind
from linkage.names import EnterpriseName, parse_enterprise
from linkage.numbering import Relation
from linkage.persons import compare_persons, parse_person
from linkage.regions import is_within
from linkage.script import fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant: score 0-1 and why, in Chinese. ``shop``: the name of its online shop that fits
    better than its own; empty when its own does."""

    entity: str
    kind: Kind
    name: str
    score: float
    why: tuple[str, ...]
    shop: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A score with its reasons."""

    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """The parameters of data/screening.toml; ``version`` digests their text, which a store keeps with its answers."""

    names: Mapping[str, float]
    enterprise: Mapping[str, float]
    penalty: Mapping[str, float]
    doubles: Mapping[str, float]
    shops: Mapping[str, Any]
    version: str
    text: str


@cache
def load_matching(text: str | None = None) -> Matching:
    """The parameters of a TOML text, or the package's."""
    text = text if text is not None else (files("graph") / "data" / "screening.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    version = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
    names, firms, penalty, doubles = (tables[name] for name in ("names", "enterprise", "penalty", "doubles"))
    return Matching(names, firms, penalty, doubles, tables.get("shops", {}), version, text)


def best_fit(asked: str, names: Iterable[str], kind: Kind, by: Matching | None = None) -> Fit:
    """The best of an entity's names."""
    score = score_person if kind is Kind.PERSON else score_enterprise
    return max((score(asked, name, by) for name in names), key=lambda fit: fit.score, default=Fit(0.0, ()))


@dataclass(frozen=True, slots=True)
class Called:
    """How well a name fits an entity by its own names and by its online shops'; ``shop``: the shop that fits better."""

    fit: Fit
    shop: str = ""


def best_called(asked: str, node: Node, shops: Iterable[str] = (), by: Matching | None = None) -> Called:
    """The best of an entity's names, its own before its shops'."""
    fits = [Called(best_fit(asked, node.names or (node.name,), node.kind, by))]
    for shop in shops:
        fit = score_shop(asked, shop, by)
        fits.append(Called(Fit(fit.score, (f"网店“{shop}”的经营者", *fit.why)), shop))
    return max(fits, key=lambda each: each.fit.score)


def score_person(asked: str, known: str, by: Matching | None = None) -> Fit:
    """Equal names, or a mask or lost character that fits; anything else is another person."""
    compared = compare_persons(parse_person(asked), parse_person(known))
    if compared.relation is Relation.SAME:
        return Fit(1.0, ("姓名相同",))
    if compared.relation is Relation.COMPATIBLE:
        return Fit((by or load_matching()).penalty["unseen_mask"], ("姓名有遮掩，可见部分相符",))
    return Fit(0.0, ("姓名不同",))


def score_enterprise(asked: str, known: str, by: Matching | None = None) -> Fit:
    """Weighted agreement of brand, line of business, legal form and region."""
    a, b, by = parse_enterprise(asked), parse_enterprise(known), by or load_matching()
    if a.normal == b.normal:
        return Fit(1.0, ("名称相同",))
    weights, penalty = by.enterprise, by.penalty
    brand = fuzz.ratio(a.brand, b.brand) / 100
    industry = (
        fuzz.ratio(a.industry, b.industry) / 100 if a.industry and b.industry else float(a.industry == b.industry)
    )
    form = float(not a.form or not b.form or a.form == b.form)
    score = weights["brand"] * brand + weights["industry"] * industry + weights["form"] * form + weights["region"]
    why = [f"字号相似度{brand:.2f}", f"行业相似度{industry:.2f}"]
    if not form:
        why.append("组织形式不同")
    if _are_apart(a, b):
        score *= penalty["other_region"]
        why.append("行政区划不同")
    if a.branch != b.branch:
        score *= penalty["other_branch"]
        why.append("一方为分支机构")
    return Fit(round(score, 4), tuple(why))


def score_shop(asked: str, known: str, by: Matching | None = None) -> Fit:
    """Likeness of names of online shops, less the endings that all of them share."""
    told = (by or load_matching()).shops
    a, b = fold(asked), fold(known)
    if a == b:
        return Fit(1.0, ("名称相同",))
    likeness = fuzz.ratio(_core(a, told), _core(b, told)) / 100
    return Fit(round(likeness * told.get("without", 1.0), 4), (f"店名相似度{likeness:.2f}",))


def _core(name: str, told: Mapping[str, Any]) -> str:
    ending = next((each for each in told.get("endings", ()) if name.endswith(each) and name != each), "")
    return name.removesuffix(ending)


def _are_apart(a: EnterpriseName, b: EnterpriseName) -> bool:
    if not a.region_code or not b.region_code:
        return False
    return not (is_within(a.region_code, b.region_code) or is_within(b.region_code, a.region_code))
