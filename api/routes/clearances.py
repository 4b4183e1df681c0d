"""``/v1/clearances``: false hits that reviewers cleared.

Owns: the requests' shapes. Refuses: deciding what may be cleared (api.clearances).
"""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from api.checks import Check
from api.clearances import Clearing, clear, contents, withdraw
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from api.routes.screenings import SubjectRequest

router = APIRouter(prefix="/v1", tags=["screenings"], responses=PROBLEMS)
CHANNEL = "http"
_PURPOSE = "qualification"


class ClearingRequest(SubjectRequest):
    """The subject, and why the doubtful hit is somebody else."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=500, description="Why it is somebody else.")
    listing: str = Field("", max_length=300, description="Key of one listing; every doubtful hit when empty.")
    until: date | None = Field(None, description="Last day of the clearance.")


@router.post("/clearances", summary="Clear the doubtful hits of a subject")
def add(request: ClearingRequest, app: App, access: Stated) -> list[dict[str, Any]]:
    """One clearance per listing; 422 when there is no doubtful hit. The caller is the reviewer."""
    day = app.today
    check = Check(_PURPOSE, day, request.number, request.entity, request.name, request.kind)
    clearing = Clearing(check, request.reason, request.listing, request.until)
    return contents(app, clear(app, clearing, Reader(access, CHANNEL)))


@router.get("/clearances", summary="Every clearance, withdrawn ones too")
def listed(app: App, access: Stated) -> list[dict[str, Any]]:
    """In the order in which they were given; the caller is stated as for a person's record."""
    Reader(access, CHANNEL).demand()
    return contents(app, sorted(app.book.current().all.values(), key=lambda each: each.tx))


@router.delete("/clearances/{clearance}", summary="Take a clearance back")
def remove(clearance: str, app: App, access: Stated, reason: str = "") -> dict[str, Any]:
    """The hit is open again in the next answer; the clearance stays in the log."""
    return contents(app, [withdraw(app, clearance, reason, Reader(access, CHANNEL))])[0]
