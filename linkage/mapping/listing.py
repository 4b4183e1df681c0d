"""The key under which records speak of one decision.

Owns: that key and the spelling of authorities. Refuses: the category (it is the claim's type) and whose act ends what.
"""

from functools import lru_cache

from linkage.model import content_id
from linkage.readers.cells import normal_document
from linkage.script import fold


@lru_cache(maxsize=65536)
def normal_authority(name: str) -> str:
    """The form in which names of authorities are compared."""
    return fold(name)


@lru_cache(maxsize=65536)
def listing_key(authority: str, document: str) -> str:
    """The key of a decision that has a document number: a row of responsible persons knows no more than these two."""
    return content_id("listing", normal_authority(authority), normal_document(document))


def undocumented_key(category: str, authority: str, day: str, subject: str) -> str:
    """The key of a listing without document number: its category, authority, day, and the subject as stated."""
    return content_id("listing", category, normal_authority(authority), day, subject)
