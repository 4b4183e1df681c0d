"""Forward: whom does a listing reach, and what do two rule sets make of all listings differently?

Owns: finding a decision by key or document number, and the same rules read from the listed subject outwards. Refuses:
verdicts (graph.screening) and the clock. One read of the store per batch of listed subjects.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from graph.changes import Change, compare
from graph.errors import GraphError
from graph.findings import Finding, ListingView
from graph.inquiry import Inquiry
from graph.model import Fact, Node
from graph.policy import RuleSet
from graph.propagation import Propagation
from graph.store.port import GraphStore
from graph.surroundings import Surroundings
from linkage.mapping.listing import listing_key, normal_authority
from linkage.model import ClaimKind, fact
from linkage.readers.cells import normal_document

_SUBJECTS_READ = 500
"""Listed subjects whose surroundings are read at once: bounds memory, not the answer."""


class UnknownListing(GraphError):
    """Nobody delivered such a decision. ``remedy`` says how to find it."""

    code = "graph.unknown_listing"
    remedy = "give the key from `xintu screen --json`, or the document number as the decision states it"


@dataclass(frozen=True, slots=True)
class Asking:
    """Under which rules, on which day, for whose law (empty: the issuer's), as known when (None: now)."""

    rules: RuleSet
    as_of: date
    region: str = ""
    tx: int | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """One entity that a listing reaches, with the conclusions that rest on it."""

    node: Node
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom one decision reaches. ``listings``: it may name several subjects; ``truncated``: a hub was cut."""

    listings: tuple[ListingView, ...]
    affected: tuple[Affected, ...]
    truncated: bool


def find_listing(store: GraphStore, text: str, authority: str = "", tx: int | None = None) -> tuple[str, ...]:
    """Keys of the decisions that a key, or a document number (best with its authority), names; UnknownListing."""
    keys = [text, *([listing_key(authority, text)] if authority else ())]
    found = {each.claim.listing for each in store.facts_of_listings(keys, tx)}
    if not found:
        office = normal_authority(authority)
        stated = store.facts_of_documents([normal_document(text)], tx)
        found = {f.claim.listing for f in stated if not office or _authority(f) == office}
    if not found:
        raise UnknownListing(f"没有这份文书或名单记录 no such decision: {text[:60]} {authority[:40]}".rstrip())
    return tuple(sorted(key for key in found if key))


def _authority(each: Fact) -> str:
    return normal_authority(fact(each.claim.facts, "authority"))


def all_decisions(store: GraphStore, tx: int | None = None) -> Iterator[Fact]:
    """Every listing and event claim that stands, oldest first."""
    after, standing, end = 0, {}, store.head() if tx is None else tx
    while after < end and (changes := store.facts_since(after)):
        for moment, came, each in changes:
            if moment > end:
                break
            key = (each.claim.id, each.evidence)
            standing[key] = each if came else None
        after = changes[-1][0]
    yield from (each for each in standing.values() if each is not None)


def reached(store: GraphStore, asking: Asking, keys: Iterable[str]) -> Reached:
    """Whom these decisions reach; nobody when they ended, with the listings as they stand."""
    wanted = frozenset(keys)
    subjects = {each.subject for each in store.facts_of_listings(wanted, asking.tx) if each.subject}
    around = Surroundings(store.subgraph(subjects, hops=asking.rules.hops, tx=asking.tx))
    inquiry = Inquiry(around, asking.rules, asking.as_of, asking.region)
    propagation = Propagation(inquiry)
    affected = [
        Affected(node, found)
        for entity, node in around.subgraph.nodes.items()
        if (found := tuple(f for f in propagation.findings(entity) if f.listing.key in wanted))
    ]
    views = [inquiry.view(each) for s in sorted(subjects) for each in around.listings.get(s, ()) if each.key in wanted]
    ordered = sorted(affected, key=lambda each: (len(each.findings[0].path), each.node.name, each.node.id))
    return Reached(tuple(views), tuple(ordered), bool(around.subgraph.truncated))


@dataclass(frozen=True, slots=True)
class Difference:
    """What another rule set would change. ``subjects``: how many listed and rewarded subjects were looked at."""

    subjects: int
    changes: tuple[Change, ...]
    nodes: Mapping[str, Node]
    truncated: bool


def differ(store: GraphStore, old: Asking, new: Asking) -> Difference:
    """Every conclusion of the listed and rewarded subjects, and of those whom they reach, under two rule sets."""
    listed = {each.subject for each in all_decisions(store, old.tx) if _lists(each) and each.subject}
    subjects = sorted(listed.union(_rewarded(store, old, new)))
    changes: list[Change] = []
    nodes: dict[str, Node] = {}
    truncated = False
    for batch in _batches(subjects):
        subgraph = store.subgraph(batch, hops=max(old.rules.hops, new.rules.hops), tx=old.tx)
        around, wanted = Surroundings(subgraph), frozenset(batch)
        found = compare(_conclusions(around, old, wanted), _conclusions(around, new, wanted))
        changes += found
        nodes |= {each.entity: subgraph.nodes[each.entity] for each in found}
        truncated = truncated or bool(subgraph.truncated)
    return Difference(len(subjects), tuple(changes), nodes, truncated)


def _rewarded(store: GraphStore, old: Asking, new: Asking) -> Iterator[str]:
    """Entities to whom a row of either set grants something for a product (a grade A of the tax office); the whole
    store is walked when there is such a row."""
    after = ""
    while (old.rules.products or new.rules.products) and (
        page := [node.id for node in store.entities(after, None, old.tx, _SUBJECTS_READ)]
    ):
        around = Surroundings(store.subgraph(page, hops=0, tx=old.tx))
        for asking in (old, new):
            propagation = Propagation(Inquiry(around, asking.rules, asking.as_of, asking.region))
            graded = asking.rules.products
            yield from (e for e in page if any(f.listing.category in graded for f in propagation.base(e)))
        after = page[-1]


def _lists(each: Fact) -> bool:
    return each.claim.kind is ClaimKind.LISTING or each.claim.type == "listed"


def _conclusions(around: Surroundings, asking: Asking, subjects: frozenset[str]) -> dict[str, list[Finding]]:
    """Entity -> its findings that rest on listings of these subjects (each subject is in one batch only)."""
    propagation = Propagation(Inquiry(around, asking.rules, asking.as_of, asking.region))
    return {
        entity: [each for each in propagation.findings(entity) if each.listing.subject in subjects]
        for entity in around.subgraph.nodes
    }


def _batches(subjects: Sequence[str]) -> Iterator[list[str]]:
    ahead = iter(subjects)
    while batch := list(islice(ahead, _SUBJECTS_READ)):
        yield batch
