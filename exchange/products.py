"""Credit products that this city issues: a rating as a signed statement that anyone can verify offline.

Owns: issuing and opening. Refuses: recognising (exchange.recognition) and changing a foreign grade.
"""

from collections.abc import Mapping

from exchange.model import PRODUCT, Rating
from exchange.signing import SigningKey, sign, verify


def issue_rating(rating: Rating, key: SigningKey) -> str:
    """Sign a rating: the token is the product."""
    return sign(rating.to_bytes(), key, PRODUCT)


def open_rating(token: str, keys: Mapping[str, Mapping[str, str]]) -> Rating:
    """The rating in a token, when one of the issuer's keys signed it.

    Raises BadSignature, UnknownKey, MalformedMessage.
    """
    return Rating.from_bytes(verify(token, keys, PRODUCT))
