"""The index of what claims say: names of online shops, numbers of decisions' documents.

Owns: the tables shop and document, and the functions with which a file of a former release gets them. Refuses: which
claims say such a thing (graph.store.said).
"""

from collections.abc import Iterable, Sequence

from graph.store.codec import packed
from graph.store.said import document_of, shop_of, shop_spelling
from graph.store.spelling import grams
from graph.store.sqlite.names import store_names
from graph.store.sqlite.session import Functions, Session
from graph.store.succession import StoredClaim

_SHOPS = """
SELECT DISTINCT e.id, s.name FROM json_each(?1) j CROSS JOIN entity e ON e.id = j.value
CROSS JOIN touch t ON t.entity = e.eid AND t.tie = 0 AND t.kind = 'attribute' AND t.tx <= ?2 AND t.tx_end > ?2
CROSS JOIN shop s ON s.cid = t.cid ORDER BY e.id, s.name
"""
FUNCTIONS: Functions = {
    "shop_of": (2, shop_of),
    "shop_folded": (1, lambda name: shop_spelling(name).folded),
    "shop_core": (1, lambda name: shop_spelling(name).core),
    "pieces": (1, lambda core: packed(grams(core))),
    "document_of": (2, document_of),
}
"""What said.sql calls."""


def index(session: Session, first: int, claims: Sequence[StoredClaim[int]]) -> None:
    """Index what these claims say, numbered from ``first``."""
    numbered = list(enumerate(claims, first))
    numbers = ((document_of(each.kind, each.facts), cid) for cid, each in numbered)
    session.many("INSERT INTO document VALUES (?, ?)", [(number, cid) for number, cid in numbers if number])
    called = {cid: name for cid, each in numbered if (name := shop_of(each.type, each.facts))}
    if called:
        keys = store_names(session, {shop_spelling(name) for name in called.values()})
        rows = [(cid, keys[shop_spelling(name)], name) for cid, name in called.items()]
        session.many("INSERT INTO shop VALUES (?, ?, ?)", rows)


def shops(session: Session, entities: Iterable[str], at: int) -> dict[str, list[str]]:
    """Entity -> the names of its online shops as known then, in order."""
    found: dict[str, list[str]] = {}
    for entity, name in session.rows(_SHOPS, packed(set(entities)), at):
        found.setdefault(entity, []).append(name)
    return found
