"""A question as a log keeps it: enough to ask it again, as it was, without the number of a person.

Owns: how a query is written down and read back. Refuses: the log (api.audit) and answers. A person's number is kept as
the party whose record states it; one that no record states is not kept at all and must be given again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.errors import GraphError
from graph.identification import Query
from graph.store.port import GraphStore
from linkage.identifiers import Identifier
from linkage.model import Kind

Kept = Mapping[str, Any]
"""One question as JSON: purpose, as_of, and what was given of region, numbers, entity, name, kind, hits."""


class NumberNeeded(GraphError):
    """The question was about a person's number that no record states: it was not kept. Give it again."""

    code = "graph.number_needed"


def keep(store: GraphStore, queries: Sequence[Query], hits: Sequence[Sequence[str] | None]) -> list[Kept]:
    """The questions in order, each with what the name index found for it."""
    personal = {each for query in queries for each in query.identifiers if each.is_personal and not each.masked}
    stated = store.parties_with(personal) if personal else {}
    return [_kept(query, found, stated) for query, found in zip(queries, hits, strict=True)]


def _kept(query: Query, hits: Sequence[str] | None, stated: Mapping[Identifier, Sequence[str]]) -> Kept:
    kept: dict[str, Any] = {"purpose": query.purpose, "as_of": query.as_of.isoformat()}
    if query.region:
        kept["region"] = query.region
    if query.identifiers:
        kept["numbers"] = [_number(each, stated) for each in query.identifiers]
    if query.entity:
        kept["entity"] = query.entity
    if query.name:
        kept["name"] = query.name
    if query.kind:
        kept["kind"] = str(query.kind)
    if hits is not None:
        kept["hits"] = list(hits)
    return kept


def _number(number: Identifier, stated: Mapping[Identifier, Sequence[str]]) -> str | Kept:
    """A firm's number or a mask as it is; a person's as kind and party, or as its kind alone."""
    if number.masked or not number.is_personal:
        return number.to_text()
    party = {"party": min(stated[number])} if stated.get(number) else {}
    return {"kind": str(number.kind), **party}


def asked(store: GraphStore, kept: Kept, known_at: int, given: Sequence[Identifier] = ()) -> Query:
    """The query again, as known at a transaction; NumberNeeded unless ``given`` brings a number that was withheld."""
    return Query(
        purpose=kept["purpose"],
        as_of=date.fromisoformat(kept["as_of"]),
        identifiers=tuple(_number_again(store, each, given) for each in kept.get("numbers", ())),
        entity=kept.get("entity", ""),
        name=kept.get("name", ""),
        kind=Kind(kept["kind"]) if "kind" in kept else None,
        region=kept.get("region", ""),
        known_at=known_at,
        hits=tuple(kept["hits"]) if "hits" in kept else None,
    )


def _number_again(store: GraphStore, kept: str | Kept, given: Sequence[Identifier]) -> Identifier:
    if isinstance(kept, str):
        return Identifier.from_text(kept)
    source = next(iter(store.parties([kept["party"]])), None) if "party" in kept else None
    known = [*given, *(source.identifiers if source else ())]
    found = next((each for each in known if each.kind == kept["kind"] and not each.masked), None)
    if found is None:
        raise NumberNeeded(f"the question was about a {kept['kind']} number that no record states; give it again")
    return found
