"""Recognition 互认: this city's verdict on another city's product.

Owns: the checks and their reason codes, in a fixed order. Refuses: overwriting the foreign grade, which
stays beside ours.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from exchange.agreements import Agreement
from exchange.errors import BadSignature, MalformedMessage, UnknownKey
from exchange.model import Rating
from exchange.products import open_rating


class Reason(StrEnum):
    """Why a product is recognised or not. Stable codes."""

    RECOGNISED = "recognised"
    NO_AGREEMENT = "no_agreement"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    WRONG_ISSUER = "wrong_issuer"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SCALE_NOT_AGREED = "scale_not_agreed"
    GRADE_NOT_MAPPED = "grade_not_mapped"
    TOO_LONG_VALID = "too_long_valid"


@dataclass(frozen=True, slots=True)
class Recognition:
    """The verdict, with everything needed to prove it later: agreement, map version, day, reason."""

    accepted: bool
    reason: Reason
    as_of: date
    agreement: str = ""
    map_version: str = ""
    rating: Rating | None = None
    local_grade: str = ""
    detail: str = ""


def recognise(
    token: str, agreements: Mapping[str, Agreement], issuer: str, as_of: date, withdrawn: Collection[str] = ()
) -> Recognition:
    """Judge a product offline. ``issuer`` is the region that it is presented as coming from; ``withdrawn`` are product
    ids that the issuer has taken back. Never raises for a bad product: the reason code says what is wrong."""
    agreement = agreements.get(issuer)
    if agreement is None or not agreement.in_force(as_of):
        return Recognition(False, Reason.NO_AGREEMENT, as_of)
    try:
        rating = open_rating(token, agreement.keys)
    except (BadSignature, UnknownKey, MalformedMessage) as problem:
        return Recognition(False, Reason(problem.code), as_of, agreement.id, detail=str(problem))
    grades = agreement.grade_map(rating.scale)
    reason = _objection(rating, agreement, as_of, withdrawn)
    if reason is not None or grades is None:
        return Recognition(False, reason or Reason.SCALE_NOT_AGREED, as_of, agreement.id, rating=rating)
    return Recognition(
        True, Reason.RECOGNISED, as_of, agreement.id, grades.version, rating, grades.grades[rating.grade]
    )


def _objection(rating: Rating, agreement: Agreement, as_of: date, withdrawn: Collection[str]) -> Reason | None:
    grades = agreement.grade_map(rating.scale)
    if grades is None:
        return Reason.SCALE_NOT_AGREED
    checks = (
        (rating.issuer != agreement.partner, Reason.WRONG_ISSUER),
        (rating.id in withdrawn, Reason.WITHDRAWN),
        (as_of < rating.issued, Reason.NOT_YET_VALID),
        (as_of > rating.valid_to, Reason.EXPIRED),
        (rating.valid_to - rating.issued > timedelta(days=grades.longest_validity_days), Reason.TOO_LONG_VALID),
        (rating.grade not in grades.grades, Reason.GRADE_NOT_MAPPED),
    )
    return next((reason for failed, reason in checks if failed), None)
