"""What an index keeps of a claim's words: the name of an online shop, the number of a decision's document.

Owns: which claims say such a thing, and how it is spelt in an index. Refuses: storing, and what it means.
"""

from graph.store.codec import pairs_of
from graph.store.spelling import Spelling, indexed
from linkage.model import ClaimKind, Kind, fact
from linkage.readers.cells import normal_document

SHOP = "online_shop"
"""The claim that gives its subject another name: a shop is its operator."""
DECIDING = frozenset({str(ClaimKind.LISTING), str(ClaimKind.EVENT)})
"""Kinds of claims whose document number is a decision's."""


def shop_of(type_: str, facts: str) -> str:
    """The name of the online shop that a claim is of, from its facts as stores keep them; empty when it is of none."""
    return fact(pairs_of(facts), "value") if type_ == SHOP else ""


def shop_spelling(name: str) -> Spelling:
    """A shop's name as the index of names keeps it."""
    return indexed(name, Kind.ENTERPRISE)


def document_of(kind: str, facts: str) -> str:
    """The normalised number of the decision that a claim is of; empty when it states none."""
    return normal_document(fact(pairs_of(facts), "doc_no")) if kind in DECIDING else ""
