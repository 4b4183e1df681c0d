"""``/v1/petitions``: objections and requests for repair.

Owns: the requests' shapes and pages. Refuses: what may follow (graph.petitions) and who decides (graph.desk).
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from api.clerk import Clerk
from api.desk_words import petition_shown
from api.routes.application import App
from api.routes.bodies import EXAMPLE_LISTING, MOST, ActBody, Asking, AtDesk, ListingBody, SomeId
from api.routes.pages import After, Limit, page
from api.routes.problem_docs import DESK, PROBLEMS
from graph.petitions import Asked, Outcome, Petition

router = APIRouter(prefix="/v1", tags=["desk"], responses=PROBLEMS)


class PetitionBody(ListingBody):
    """An objection, or a request for repair."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [EXAMPLE_LISTING | {"asked": "objection", "by": "郑州某某商贸有限公司", "reason": "并非本单位"}]
        },
    )
    asked: Asked = Field(description="objection or repair")


class OutcomeBody(ActBody):
    """An answer or an end."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"outcome": "rejected", "by": "国家税务总局郑州市税务局", "reason": "核查无误"}]
        },
    )
    outcome: Outcome = Field(description="upheld, rejected, or (to close) withdrawn")


@router.get("/petitions", summary="Objections and requests for repair")
def listed(
    asking: Asking,
    desk: AtDesk,
    asked: Annotated[Asked | None, Query(description="Only objections, or only repairs.")] = None,
    after: After = "",
    limit: Limit = MOST,
) -> dict[str, Any]:
    """Oldest first. `office`: about listings of that authority, which has to answer or decide."""
    found, following = page(desk.petitions(asking, asked), after, limit)
    query = desk.log("petition", [each.about.subject for each in found])
    told = [petition_shown(each, asking.day) for each in found]
    return {"as_of": asking.day.isoformat(), "petitions": told, "next": following, "query": query}


@router.post("/petitions", summary="Raise an objection, or ask for repair", responses=DESK)
def opened(request: PetitionBody, desk: AtDesk, app: App) -> dict[str, Any]:
    """An objection marks the listing in the very next answer and changes no effect; repair waits for the owner."""
    found = desk.raise_petition(request.asked, request.meant(), request.said())
    return _shown(found, desk, request.day or app.today)


@router.get("/petitions/{petition_id}", summary="One objection or request for repair")
def shown(petition_id: SomeId, desk: AtDesk, app: App) -> dict[str, Any]:
    """With its steps and duties."""
    return _shown(desk.petition(petition_id), desk, app.today)


@router.post("/petitions/{petition_id}/answer", summary="The provider's answer", responses=DESK)
def answer(petition_id: SomeId, request: OutcomeBody, desk: AtDesk, app: App) -> dict[str, Any]:
    """Only the office that provided the record answers (403 otherwise)."""
    return _shown(desk.answer(petition_id, request.outcome, request.said()), desk, request.day or app.today)


@router.post("/petitions/{petition_id}/close", summary="End an objection, or decide on a repair", responses=DESK)
def close(petition_id: SomeId, request: OutcomeBody, desk: AtDesk, app: App) -> dict[str, Any]:
    """The mark of an objection goes; an upheld one asks its owner to correct. `upheld` on a repair is the deciding
    authority's grant: what repair ends is gone in the very next answer, here and at the partners."""
    return _shown(desk.close(petition_id, request.outcome, request.said()), desk, request.day or app.today)


def _shown(found: Petition, desk: Clerk, day: date) -> dict[str, Any]:
    return petition_shown(found, day) | {"query": desk.log("petition", [found.about.subject])}
