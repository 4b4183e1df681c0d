"""``/v1/listings`` and ``/v1/duties``: the life of a listing, its owner's steps, and what is due by when.

Owns: the requests' shapes. Refuses: steps of anybody but the owner (graph.desk).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from api.desk_words import duty_json, standing_json
from api.desks import open_duties
from api.routes.application import App
from api.routes.bodies import EXAMPLE_LISTING, AtDesk, Day, ListingBody, MeantListing
from api.routes.problem_docs import DESK, PROBLEMS

router = APIRouter(prefix="/v1", tags=["desk"], responses=PROBLEMS)


class StepBody(ListingBody):
    """A step of the deciding authority."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [EXAMPLE_LISTING | {"event": "removed", "by": "国家税务总局郑州市税务局", "reason": "已缴清"}]
        },
    )
    event: str = Field(max_length=20, description="stayed, resumed, repaired, removed or revoked.")


@router.get("/listings", summary="The life of a listing", responses=DESK)
def life(meant: MeantListing, desk: AtDesk, app: App, as_of: Day = None) -> dict[str, Any]:
    """State, history, publication, duties and petitions. 409 when the document names several: say which."""
    day = as_of or app.today
    found = desk.standing(meant, day)
    return standing_json(found, day) | {"query": desk.log("listing", [found.listing.subject])}


@router.post("/listings/steps", summary="Write a step of the deciding authority", responses=DESK)
def step(request: StepBody, desk: AtDesk, app: App) -> dict[str, Any]:
    """Where the listing stands after it: what the step ends is gone in the very next answer.

    Another office than the owner is refused (403) and raises an objection; a step that cannot follow is a 409.
    """
    said = request.said()
    found = desk.step(request.meant(), request.event, said)
    return standing_json(found, said.day or app.today) | {"query": desk.log("listing", [found.listing.subject])}


@router.get("/duties", summary="What is due by when")
def duties(
    desk: AtDesk,
    app: App,
    office: Annotated[str, Query(max_length=200, description="Only duties of this office, as they name it.")] = "",
    as_of: Day = None,
) -> dict[str, Any]:
    """Open duties of objections, corrections and cases with their last workday, the most overdue first."""
    desk.reader.demand()
    day = as_of or app.today
    found = [each for each in open_duties(app, day, with_reports=False) if office.strip() in ("", each.who)]
    late = sum(each.late(day) for each in found)
    return {"as_of": day.isoformat(), "late": late, "duties": [duty_json(each, day) for each in found]}
