"""FollowTheMoney: one entity per line (https://followthemoney.tech), relations as interval entities.

Owns: schemas and properties of relations and listings. Refuses: a schema whose ends do not fit: such a relation becomes
an UnknownLink with its title as role.
"""

import json
from collections.abc import Iterator, Sequence
from typing import TextIO

from api import ftm
from api.exports.view import (
    Context,
    category_title,
    days_of,
    listed_days,
    listing_id,
    percent_of,
    relation_id,
    relation_words,
)
from api.labels import label
from api.wire import Json
from graph.extract import Page, Relation, Standing
from graph.model import Node
from linkage.identifiers import mask_text
from linkage.model import Kind

_ENDS = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Employment": ("employee", "employer"),
    "Succession": ("successor", "predecessor"),
    "UnknownLink": ("subject", "object"),
}
"""Schema -> the properties of holder and company."""
_ORGANISATIONS = frozenset({Kind.ENTERPRISE, Kind.ORGANISATION})
_FITS = {"Ownership": frozenset({Kind.ENTERPRISE}), "Directorship": _ORGANISATIONS, "Employment": _ORGANISATIONS}


def write(pages: Iterator[Page], context: Context, target: TextIO) -> int:
    """All entities, relations and listings as JSON lines; returns how many lines."""
    count = 0
    for page in pages:
        for each in _page(page, context):
            target.write(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count


def _page(page: Page, context: Context) -> Iterator[Json]:
    kinds = {node.id: node.kind for node in page.nodes}
    topics = ftm.topics(page.listings)
    yield from (_entity(node, topics.get(node.id, ())) for node in page.nodes)
    yield from (_relation(relation, kinds[relation.link.company]) for relation in page.relations)
    yield from (_sanction(standing) for standing in page.listings)


def _entity(node: Node, topics: Sequence[str]) -> Json:
    said = ftm.properties(node, names=False, topics=topics)
    return {"id": node.id, "schema": ftm.SCHEMAS[node.kind], "properties": said}


def _relation(relation: Relation, company: Kind) -> Json:
    link = relation.link
    schema = _schema(link.type, company)
    holder, other = _ENDS[schema]
    begin, end = days_of(link.span)
    percent = percent_of(relation)
    share = (
        "" if percent is None else f"{percent[0]:g}" if percent[0] == percent[1] else f"{percent[0]:g}-{percent[1]:g}"
    )
    return _made(relation_id(relation), schema, {
        holder: link.holder, other: link.company, "role": label("relation", link.type), "startDate": begin,
        "endDate": end, "percentage": share if schema == "Ownership" else "",
    })  # fmt: skip


def _schema(type_: str, company: Kind) -> str:
    """What is owned must be an asset, and what is directed or works for somebody an organisation."""
    schema = relation_words().get(type_, {}).get("ftm", "UnknownLink")
    return schema if company in _FITS.get(schema, frozenset(Kind)) else "UnknownLink"


def _sanction(standing: Standing) -> Json:
    listing = standing.listing
    begin = listed_days(listing.begin)
    return _made(listing_id(standing), "Sanction", {
        "entity": listing.subject, "authority": mask_text(listing.authority), "authorityId": mask_text(listing.doc_no),
        "program": category_title(standing), "reason": mask_text(listing.reason), "country": ftm.COUNTRY,
        "startDate": begin, "endDate": listed_days(listing.end),
        "status": label("life", standing.state) + ("，异议处理中" if standing.disputed else ""),
    })  # fmt: skip


def _made(id_: str, schema: str, values: dict[str, str]) -> Json:
    return {"id": id_, "schema": schema, "properties": {name: [value] for name, value in values.items() if value}}
