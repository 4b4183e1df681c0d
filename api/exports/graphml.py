"""GraphML (http://graphml.graphdrawing.org): entities and listings as nodes, relations as directed edges.

Owns: the keys and one element per line, written as pages come. Refuses: layout.
"""

from collections.abc import Iterator, Mapping
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from api import wire
from api.exports.view import (
    Context,
    category_title,
    certainty_of,
    days_of,
    listed_days,
    listing_id,
    name_of,
    percent_of,
    relation_id,
)
from api.labels import label
from graph.extract import Page, Relation, Standing
from graph.model import Node
from linkage.identifiers import mask_text

_NODE = dict.fromkeys(("kind", "name", "number", "authority", "document", "state"), "string") | {"disputed": "boolean"}
_EDGE = {"type": "string", "label": "string", "certainty": "string", "percent_low": "double", "percent_high": "double"}
_BOTH = {"from": "string", "to": "string"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
SUBJECT_OF = "SUBJECT_OF"
"""The edge from an entity to a listing."""


def write(pages: Iterator[Page], context: Context, target: TextIO) -> int:
    """The whole graph; returns how many nodes and edges."""
    target.write(_HEAD)
    for domain, keys in (("node", _NODE), ("edge", _EDGE), ("all", _BOTH)):
        for name, type_ in keys.items():
            target.write(f'<key id="{name}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n')
    target.write(f'<graph id="xintu-{context.region}-{context.day}" edgedefault="directed">\n')
    count = 0
    for page in pages:
        for line in _page(page):
            target.write(line + "\n")
            count += 1
    target.write("</graph>\n</graphml>\n")
    return count


def _page(page: Page) -> Iterator[str]:
    yield from (_entity(node) for node in page.nodes)
    for standing in page.listings:
        yield _listing(standing)
        listing = standing.listing
        data = {"type": SUBJECT_OF, "label": "被列入", "certainty": str(listing.certainty)}
        yield _edge(f"S-{listing_id(standing)}", listing.subject, listing_id(standing), data)
    yield from (_relation(relation) for relation in page.relations)


def _entity(node: Node) -> str:
    numbers = wire.numbers(node)
    return _node(node.id, {"kind": node.kind, "name": name_of(node), "number": numbers[0].display() if numbers else ""})


def _listing(standing: Standing) -> str:
    listing = standing.listing
    return _node(listing_id(standing), {
        "kind": "listing", "name": category_title(standing), "authority": mask_text(listing.authority),
        "document": mask_text(listing.doc_no), "state": standing.state, "disputed": "true" if standing.disputed else "",
        "from": listed_days(listing.begin), "to": listed_days(listing.end),
    })  # fmt: skip


def _relation(relation: Relation) -> str:
    link = relation.link
    begin, end = days_of(link.span)
    low, high = percent_of(relation) or ("", "")
    return _edge(relation_id(relation), link.holder, link.company, {
        "type": link.type, "label": label("relation", link.type), "certainty": certainty_of(relation),
        "percent_low": str(low), "percent_high": str(high), "from": begin, "to": end,
    })  # fmt: skip


def _node(id_: str, data: Mapping[str, str]) -> str:
    return f"<node id={quoteattr(id_)}>{_data(data)}</node>"


def _edge(id_: str, source: str, target: str, data: Mapping[str, str]) -> str:
    return f"<edge id={quoteattr(id_)} source={quoteattr(source)} target={quoteattr(target)}>{_data(data)}</edge>"


def _data(data: Mapping[str, str]) -> str:
    return "".join(f'<data key="{name}">{escape(_printable(value))}</data>' for name, value in data.items() if value)


def _printable(text: str) -> str:
    """XML 1.0 has no control characters."""
    return "".join(char for char in text if char >= " " or char in "\t\n")
