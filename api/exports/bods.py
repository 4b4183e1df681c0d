"""Beneficial Ownership Data Standard 0.4 (https://standard.openownership.org): who owns and controls companies.

Owns: statements about entities, persons and relationships, in that order, with ids that the same content always gets.
Refuses: saying who is a beneficial owner: the interests that records state are given, not a conclusion from them.
"""

import json
from collections.abc import Iterator
from typing import Protocol, TextIO

from api import wire
from api.exports.view import Context, days_of, name_of, percent_of, relation_words
from api.ftm import COUNTRY
from api.labels import label
from api.wire import Json
from graph.extract import Page, Relation
from graph.model import Node
from linkage.identifiers import mask_text
from linkage.model import Kind, content_id, fact

VERSION = "0.4"
_ID_BYTES = 16
_ENTITY_TYPES = {Kind.ENTERPRISE: "registeredEntity", Kind.ORGANISATION: "legalEntity"}


class Pages(Protocol):
    """A pass over the graph, as often as wanted."""

    def __call__(self, relations: bool = True, listings: bool = True) -> Iterator[Page]:
        """Its pages, with what is asked for."""


def write(pages: Pages, context: Context, target: TextIO) -> int:
    """A JSON array of statements; returns how many. The graph is walked thrice: whom a relationship names comes first,
    and only those; their ids are all that is kept from one walk to the next."""
    involved: set[str] = set()
    for page in pages(listings=False):
        for relation in page.relations:
            if _interest(relation):
                involved |= {relation.link.holder, relation.link.company}
    count = 0
    for statement in _statements(pages, context, involved):
        target.write(("[\n" if count == 0 else ",\n") + json.dumps(statement, ensure_ascii=False, sort_keys=True))
        count += 1
    target.write("\n]\n" if count else "[]\n")
    return count


def _statements(pages: Pages, context: Context, involved: set[str]) -> Iterator[Json]:
    for page in pages(relations=False, listings=False):
        for node in page.nodes:
            if node.id in involved:
                person = node.kind is Kind.PERSON
                details = _person(node) if person else _entity(node)
                yield _statement(context, node.id, "person" if person else "entity", details, node.id)
    for page in pages(listings=False):
        yield from _relationships(page, context)


def _relationships(page: Page, context: Context) -> Iterator[Json]:
    """One statement for each pair, with every interest of the holder in the company."""
    pairs: dict[tuple[str, str], list[Json]] = {}
    for relation in page.relations:
        if interest := _interest(relation):
            pairs.setdefault((relation.link.company, relation.link.holder), []).append(interest)
    for (company, holder), interests in sorted(pairs.items()):
        details = {"isComponent": False, "subject": company, "interestedParty": holder, "interests": interests}
        record = f"R-{content_id('interests', company, holder)}"
        yield _statement(context, record, "relationship", details, company)


def _statement(context: Context, record: str, type_: str, details: Json, subject: str) -> Json:
    content = json.dumps(details, ensure_ascii=False, sort_keys=True)
    return {
        "statementId": content_id(record, context.day.isoformat(), content, size=_ID_BYTES),
        "statementDate": context.day.isoformat(),
        "declarationSubject": subject,
        "recordId": record,
        "recordType": type_,
        "recordStatus": "new",
        "recordDetails": details,
        "publicationDetails": {
            "publicationDate": context.day.isoformat(),
            "bodsVersion": VERSION,
            "publisher": {"name": f"信图 Xintu {context.region}"},
        },
        "source": {"type": ["officialRegister"]},
    }


def _entity(node: Node) -> Json:
    details: Json = {
        "isComponent": False,
        "entityType": {"type": _ENTITY_TYPES[node.kind]},
        "name": name_of(node),
        "alternateNames": [mask_text(name) for name in node.names if name != node.name],
        "jurisdiction": {"name": "中国", "code": COUNTRY.upper()},
        "identifiers": [{"id": n.display(), "schemeName": label("number", n.kind)} for n in wire.numbers(node)],
    }
    founded = fact(node.details, "established")
    return details | ({"foundingDate": founded} if len(founded) == len("2026-01-01") else {})


def _person(node: Node) -> Json:
    return {
        "isComponent": False,
        "personType": "anonymousPerson",
        "unspecifiedPersonDetails": {
            "reason": "interestedPartyExemptFromDisclosure",
            "description": "自然人的姓名和证件号码已脱敏 names and numbers of natural persons are masked",
        },
        "names": [{"type": "individual", "fullName": name_of(node)}],
    }


def _interest(relation: Relation) -> Json | None:
    """The interest that a relation states; None when it is none of ownership or control."""
    type_ = relation_words().get(relation.link.type, {}).get("bods")
    if type_ is None:
        return None
    begin, end = days_of(relation.link.span)
    dates = {name: day for name, day in (("startDate", begin), ("endDate", end)) if day}
    interest: Json = {
        "type": type_,
        "directOrIndirect": "direct",
        "details": label("relation", relation.link.type),
    } | dates
    if (percent := percent_of(relation)) is None:
        return interest
    low, high = percent
    share = {"exact": low, "minimum": low, "maximum": high} if low == high else {"minimum": low, "maximum": high}
    return interest | {"share": share}
