"""``POST /v1/lots``: the bidders of one lot, checked together.

Owns: the request's shape and limits. Refuses: the law (graph.lots), and unstated readers.
"""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.checks import Check
from api.lots import run_lot
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from api.subjects import Subject
from linkage.model import Kind

router = APIRouter(prefix="/v1", tags=["screenings"], responses=PROBLEMS)
CHANNEL = "http"
MOST_BIDDERS = 200


class BidderRequest(BaseModel):
    """One bidder; bidders of one ``consortium`` bid together."""

    model_config = ConfigDict(extra="forbid")
    number: str = Field("", max_length=64, description="Any identifier, in any spelling.")
    name: str = Field("", max_length=200, description="Name.")
    kind: Kind | None = Field(None, description="Kind of a bidder that is asked by name.")
    consortium: str = Field("", max_length=64, description="Label of the consortium; empty: bids alone.")


class LotRequest(BaseModel):
    """The bidders of one lot, for one purpose and day."""

    model_config = ConfigDict(extra="forbid")
    bidders: list[BidderRequest] = Field(min_length=1, max_length=MOST_BIDDERS)
    purpose: str = Field("procurement", max_length=64, description="procurement or tender.")
    region: str = Field("", pattern=r"^(\d{6})?$", description="Receiving region, GB/T 2260; ours when empty.")
    as_of: date | None = Field(None, description="Day of the answer; today when missing.")
    known_at: AwareDatetime | None = Field(None, description="As known at that moment; now when missing.")


@router.post("/lots", summary="Check the bidders of one lot together")
def lots(request: LotRequest, app: App, access: Stated) -> dict[str, Any]:
    """Each bidder's own answer, and what bars bidders beside each other though nobody is listed.

    ``findings[].bidders`` are places in the request, from 1. One query number proves the whole.
    """
    bidders = [
        Subject(place, each.number, each.name, str(each.kind or ""), each.consortium)
        for place, each in enumerate(request.bidders, 1)
    ]
    day = request.as_of or app.today
    known_at = request.known_at
    asked = Check(request.purpose, day, region=request.region, known_at=known_at)
    return run_lot(app, bidders, asked, Reader(access, CHANNEL))
