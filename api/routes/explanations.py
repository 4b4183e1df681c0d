"""``/v1/explanations`` and ``/v1/entities/{id}/chain``: why, why not, how.

Owns: parameters. Refuses: scoring, and natural persons for unstated readers.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import reviews, wire
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from api.routes.reviews import CHANNEL, ID, LONGEST_ID, Side

router = APIRouter(prefix="/v1", tags=["explanations"], responses=PROBLEMS)


@router.get("/explanations", summary="Why two are one subject, or why not")
def explanation(a: Side, b: Side, app: App, access: Stated) -> dict[str, Any]:
    """The waterfall of evidence in log2-odds with both values, masked, what keeps the sides apart, and the words."""
    found: dict[str, Any] = wire.plain(reviews.pair(app, Reader(access, CHANNEL), a, b))
    return found


@router.get("/entities/{entity_id}/chain", summary="How an entity came together")
def chain(
    entity_id: Annotated[str, Path(max_length=LONGEST_ID, pattern=ID, description="An entity id.")],
    app: App,
    access: Stated,
) -> dict[str, Any]:
    """Its mentions and the links between them in merge order, and the nearest candidate that stayed out."""
    found: dict[str, Any] = wire.plain(reviews.assembled(app, Reader(access, CHANNEL), entity_id))
    return found
