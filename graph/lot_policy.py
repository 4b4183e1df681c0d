"""What bars bidders of one lot together, as data: the rows of data/lots.toml.

Owns: their types, loading and checking. Refuses: applying them (graph.lots).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from graph.policy import PolicyError
from graph.relations import RELATIONS
from graph.rules import Basis, Force, Measure, Words

FILE = "lots.toml"
_STRICT = ConfigDict(extra="forbid")


class LotTest(StrEnum):
    """What is looked for between two bidders, or within a consortium."""

    SAME_SUBJECT = "same_subject"
    SAME_HEAD = "same_head"
    HOLDING = "holding"
    MEMBER = "member"


def _bases(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRule:
    """One row: for bids of one purpose. ``relations``: what makes a head, or beside shares a holding."""

    __pydantic_config__ = _STRICT
    id: str
    purpose: str
    test: LotTest
    force: Force
    measures: tuple[Measure, ...]
    title_zh: str
    explanation_zh: str
    basis: Annotated[tuple[Basis, ...], BeforeValidator(_bases)]
    relations: Words = frozenset()
    review_status: str = "unverified"

    def basis_on(self, day: date) -> Basis | None:
        """The basis in force on that day; None: the row carries nothing."""
        return next((each for each in self.basis if each.holds(day)), None)


@dataclass(frozen=True, slots=True)
class LotRules:
    """All rows by purpose. ``more_than``: the share of one from which a holding controls."""

    rules: Mapping[str, tuple[LotRule, ...]]
    more_than: float
    text: str


_RULE: TypeAdapter[LotRule] = TypeAdapter(LotRule)


@cache
def load_lot_rules(text: str | None = None) -> LotRules:
    """The rows of a TOML text, or the package's; PolicyError names row and key."""
    text = text if text is not None else (files("graph") / "data" / FILE).read_text("utf-8")
    raw = tomllib.loads(text)
    found: dict[str, list[LotRule]] = {}
    for each in raw["rule"]:
        rule = _read(each)
        found.setdefault(rule.purpose, []).append(rule)
    return LotRules({purpose: tuple(rules) for purpose, rules in found.items()}, float(raw["more_than"]), text)


def _read(row: dict[str, object]) -> LotRule:
    name = str(row.get("id", ""))
    try:
        rule = _RULE.validate_python(row)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise PolicyError(FILE, name, ".".join(str(part) for part in first["loc"]), first["msg"]) from wrong
    unknown = sorted(rule.relations - RELATIONS.keys())
    if unknown:
        raise PolicyError(FILE, name, "relations", f"{unknown[0]} is no relation type; see graph.relations")
    if not rule.basis:
        raise PolicyError(FILE, name, "basis", "a row without legal basis bars nobody; name document and article")
    return rule
