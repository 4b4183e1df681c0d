"""``/v1/entities/{id}`` and ``/v1/search``: look an entity up.

Owns: parameters, examples and shapes. Refuses: numbers in an address: an identity number is sent in a body.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api import wire
from api.case_words import case_json
from api.desk_words import standing_json
from api.desks import cases_about, standings
from api.reading import Found, Reader, find_name, find_number, open_card
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from linkage.model import ClaimKind, Kind

router = APIRouter(prefix="/v1", tags=["entities"], responses=PROBLEMS)
CHANNEL = "http"


class SearchRequest(BaseModel):
    """A search by number or by name, exactly one of them."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"number": "91410100MA0000000X"}, {"name": "示例商贸有限公司"}]}
    )
    number: str = Field("", max_length=64, description="Any identifier of a subject, in any spelling.")
    name: str = Field("", max_length=200, description="A name, or part of one.")
    kind: Kind | None = Field(None, description="Only subjects of this kind (names only).")


@router.get("/entities/{entity_id}", summary="The card of one entity")
def entity(
    entity_id: Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9._:-]+$", description="An id from a search.")],
    app: App,
    access: Stated,
) -> dict[str, Any]:
    """Names, numbers, relations, listings and where they stand (``lives``), joint-punishment cases that name it
    (``cases``; for stated readers), sources.

    A retired id answers with its successor (``retired: true``).

    A person's card needs the four headers. Without them persons around an enterprise come with starred names.
    """
    opened = open_card(app, entity_id, Reader(access, CHANNEL))
    day = app.today
    lives = standings(app, opened.card.node.id, day) if opened.card.of(ClaimKind.LISTING) else ()
    told = [standing_json(each, day, opened.names) for each in lives]
    cases = cases_about(app, opened.card.node.id, day) if opened.names else []
    life = {"lives": told, "cases": [case_json(each) for each in cases]}
    return wire.card(opened.card, opened.names) | life | {"query": opened.query}


@router.get("/search", summary="Search by name")
def search_name(
    name: Annotated[str, Query(min_length=1, max_length=200, description="A name or part of one; never a number.")],
    app: App,
    access: Stated,
    kind: Annotated[Kind | None, Query(description="Only subjects of this kind.")] = None,
) -> dict[str, Any]:
    """Candidates, best first. Natural persons are left out (and counted in ``hidden``) without the four headers."""
    return results(find_name(app, name, kind, Reader(access, CHANNEL)))


@router.post("/search", summary="Search by number or name")
def search(request: SearchRequest, app: App, access: Stated) -> dict[str, Any]:
    """As above; numbers are only taken here, so that none stands in an address or a server's log."""
    reader = Reader(access, CHANNEL)
    if request.number:
        return results(find_number(app, request.number, reader))
    return results(find_name(app, request.name, request.kind, reader))


def results(found: Found) -> dict[str, Any]:
    """Search results as JSON."""
    hits = [
        {
            "id": hit.node.id,
            "kind": str(hit.node.kind),
            "name": hit.node.name,
            "matched": hit.matched,
            "by": hit.by,
            "shop": hit.shop,
            "score": hit.score,
            "certainty": str(hit.certainty) if hit.certainty else None,
            "identifiers": [wire.number(identifier) for identifier in wire.numbers(hit.node)],
        }
        for hit in found.hits
    ]
    return {"results": hits, "hidden": found.hidden, "query": found.query}
