"""csv: nodes.csv, edges.csv and listings.csv for spreadsheets and databases.

Owns: columns. Refuses: formulas: a cell that a spreadsheet would run is quoted by an apostrophe.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

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

NODES = ("id", "kind", "name", "number_kind", "number")
EDGES = ("id", "type", "label", "holder", "company", "from", "to", "certainty", "percent_low", "percent_high")
_LISTED = ("id", "subject", "category", "title", "authority", "document", "reason", "from", "to")
LISTINGS = (*_LISTED, "state", "disputed", "certainty")
FILES = {"nodes.csv": NODES, "edges.csv": EDGES, "listings.csv": LISTINGS}
_RUN = ("=", "+", "-", "@", "\t", "\r")


def write(pages: Iterator[Page], context: Context, folder: Path) -> int:
    """The three files; returns how many rows."""
    count = 0
    with (
        _open(folder, "nodes.csv") as nodes,
        _open(folder, "edges.csv") as edges,
        _open(folder, "listings.csv") as listings,
    ):
        writers = [
            _begun(stream, columns) for stream, columns in zip((nodes, edges, listings), FILES.values(), strict=True)
        ]
        for page in pages:
            for writer, rows in zip(writers, _rows(page), strict=True):
                for row in rows:
                    writer.writerow([_safe(cell) for cell in row])
                    count += 1
    return count


def _open(folder: Path, name: str) -> TextIO:
    return (folder / name).open("w", encoding="utf-8-sig", newline="")


def _begun(stream: TextIO, columns: tuple[str, ...]) -> Any:
    writer = csv.writer(stream)
    writer.writerow(columns)
    return writer


Row = tuple[str, ...]


def _rows(page: Page) -> tuple[Iterator[Row], Iterator[Row], Iterator[Row]]:
    return map(_node, page.nodes), map(_edge, page.relations), map(_listing, page.listings)


def _node(node: Node) -> Row:
    numbers = wire.numbers(node)
    first = (str(numbers[0].kind), numbers[0].display()) if numbers else ("", "")
    return (node.id, str(node.kind), name_of(node), *first)


def _edge(relation: Relation) -> Row:
    link = relation.link
    low, high = percent_of(relation) or ("", "")
    title = label("relation", link.type)
    return (
        relation_id(relation), link.type, title, link.holder, link.company, *days_of(link.span), certainty_of(relation),
        str(low), str(high),
    )  # fmt: skip


def _listing(standing: Standing) -> Row:
    listing = standing.listing
    return (
        listing_id(standing), listing.subject, listing.category, category_title(standing), mask_text(listing.authority),
        mask_text(listing.doc_no), mask_text(listing.reason), listed_days(listing.begin), listed_days(listing.end),
        standing.state, "yes" if standing.disputed else "", str(listing.certainty),
    )  # fmt: skip


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN) else cell
