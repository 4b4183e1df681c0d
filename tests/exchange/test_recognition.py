from dataclasses import replace
from datetime import date

import pytest
from exchange_cities import partners

from exchange.agreements import parse_agreement
from exchange.errors import AgreementInvalid
from exchange.model import Rating
from exchange.products import issue_rating, open_rating
from exchange.recognition import Reason, recognise
from exchange.signing import SigningKey

OURS, THEIRS = partners()
RATING = Rating(
    id="KF-R-2026-0001",
    issuer="410200",
    agency="开封测试信用评价有限公司",
    subject_name="开封云岚测试商贸有限公司",
    subject_uscc="91410200MA40000000",
    scale="国标五级",
    grade="AA",
    issued=date(2026, 3, 1),
    valid_to=date(2027, 2, 28),
)
DAY = date(2026, 11, 20)


def verdict(rating=RATING, key=THEIRS.key, day=DAY, withdrawn=(), issuer="410200"):
    return recognise(issue_rating(rating, key), OURS.agreements, issuer, day, withdrawn)


def test_a_genuine_rating_is_recognised_and_keeps_its_foreign_grade():
    found = verdict()
    assert (found.accepted, found.reason, found.local_grade) == (True, Reason.RECOGNISED, "A")
    assert found.rating == RATING
    assert found.map_version == "2026-1"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rating": replace(RATING, grade="D")}, Reason.GRADE_NOT_MAPPED),
        ({"rating": replace(RATING, scale="自定义")}, Reason.SCALE_NOT_AGREED),
        ({"rating": replace(RATING, issuer="410700")}, Reason.WRONG_ISSUER),
        ({"rating": replace(RATING, valid_to=date(2029, 1, 1))}, Reason.TOO_LONG_VALID),
        ({"day": date(2027, 3, 1)}, Reason.EXPIRED),
        ({"day": date(2026, 2, 28)}, Reason.NOT_YET_VALID),
        ({"withdrawn": {RATING.id}}, Reason.WITHDRAWN),
        ({"key": OURS.key}, Reason.UNKNOWN_KEY),
        ({"key": SigningKey(THEIRS.key.id, OURS.key.key)}, Reason.BAD_SIGNATURE),
        ({"issuer": "410700"}, Reason.NO_AGREEMENT),
        ({"day": date(2029, 1, 1)}, Reason.NO_AGREEMENT),
    ],
)
def test_every_refusal_has_its_reason_code(change, reason):
    found = verdict(**change)
    assert not found.accepted
    assert found.reason is reason
    assert found.local_grade == ""


def test_the_last_day_of_validity_counts():
    assert verdict(day=RATING.valid_to).accepted


def test_garbage_is_refused_without_an_exception():
    assert recognise("not a token", OURS.agreements, "410200", DAY).reason is Reason.MALFORMED


def test_a_rating_opens_offline():
    assert open_rating(issue_rating(RATING, THEIRS.key), {THEIRS.key.id: THEIRS.key.public}) == RATING


def test_an_agreement_that_lacks_a_key_names_file_and_place():
    with pytest.raises(AgreementInvalid, match=r"x\.toml.*keys"):
        parse_agreement('id = "a"\npartner = "410200"', "x.toml")
