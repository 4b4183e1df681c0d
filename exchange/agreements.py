"""Agreements with partner cities as dated data: what may be sent, believed and recognised, and on which basis.

Owns: reading and validating agreement files; the default deny. Refuses: anything that an agreement does not name.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from exchange.errors import AgreementInvalid


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LegalBasis(_Strict):
    """The act on which the exchange stands."""

    document: str
    number: str
    article: str = ""
    review_status: str = "unverified"


class Scope(_Strict):
    """What may travel in one direction: list categories, kinds of subject, and columns of the common list forms."""

    lists: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset({"enterprise", "organisation"})
    fields: frozenset[str] = frozenset()


class GradeMap(_Strict):
    """How a partner's grades of one scale read here. A grade that is not in the map is not recognised."""

    version: str
    scale: str
    grades: Mapping[str, str] = Field(min_length=1)
    longest_validity_days: int = Field(gt=0)


class Agreement(_Strict):
    """One agreement between two regions, from ``valid_from`` to its last day ``valid_to``."""

    id: str
    partner: str = Field(pattern=r"^\d{6}$")
    partner_name: str
    valid_from: date
    valid_to: date
    basis: LegalBasis
    keys: Mapping[str, Mapping[str, str]] = Field(min_length=1)
    send: Scope = Scope()
    receive: Scope = Scope()
    ratings: tuple[GradeMap, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Agreement":
        if self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self

    def in_force(self, day: date) -> bool:
        """Whether it holds on that day, its last day included."""
        return self.valid_from <= day <= self.valid_to

    def grade_map(self, scale: str) -> GradeMap | None:
        """The map for a scale, or None when that scale was not agreed."""
        return next((found for found in self.ratings if found.scale == scale), None)


def parse_agreement(text: str, name: str) -> Agreement:
    """An agreement from TOML. Raises AgreementInvalid naming the file and the key to mend."""
    try:
        return Agreement.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise AgreementInvalid(f"{name}: not TOML: {problem}") from problem
    except ValidationError as problem:
        places = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in problem.errors())
        raise AgreementInvalid(f"{name}: {places}") from problem


def read_agreements(folder: Path) -> dict[str, Agreement]:
    """Every ``*.toml`` of a folder, by partner region. Raises AgreementInvalid, also for two with one partner."""
    found: dict[str, Agreement] = {}
    for path in sorted(folder.glob("*.toml")):
        agreement = parse_agreement(path.read_text(encoding="utf-8"), path.name)
        if agreement.partner in found:
            raise AgreementInvalid(
                f"{path.name}: a second agreement with {agreement.partner}; keep one file per partner"
            )
        found[agreement.partner] = agreement
    return found
