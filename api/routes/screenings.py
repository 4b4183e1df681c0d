"""``POST /v1/screenings``: may we deal with these subjects, and if not, why not?

Owns: the request's shape and limits. Refuses: verdicts (graph.screening) and unstated readers: a check follows the
people
behind its subject, so it always names caller, purpose, basis and case.
"""

from datetime import date, datetime
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.audit import Access
from api.bootstrap import Application
from api.checks import Check, query_of, run_batch
from api.reading import Reader
from api.routes.application import App, OneRead, Stated
from api.routes.problem_docs import PROBLEMS
from linkage.model import Kind

router = APIRouter(prefix="/v1", tags=["screenings"], responses=PROBLEMS)
MOST_SUBJECTS = 1000
CHANNEL = "http"
EXAMPLE = {
    "number": "91410184MAJBXHC39T",
    "purpose": "procurement",
    "as_of": "2026-11-20",
    "caller": "财政局采购办 陈某",
    "basis": "政府采购法第二十二条",
    "case": "郑财采〔2026〕101号",
}
ANSWER_EXAMPLE = {
    "verdict": "clear",
    "entity": {"id": "EHJ2JSBRBKCXF", "kind": "enterprise", "name": "郑州某某服饰有限公司"},
    "findings": [],
    "query": "Q20261120-0a1b2c3d4e",
}


class SubjectRequest(BaseModel):
    """Who is asked about: a number in any spelling, an entity id, or a name (never a confirmed identity alone)."""

    model_config = ConfigDict(extra="forbid")
    number: str = Field("", max_length=64, description="Any identifier, in any spelling.")
    entity: str = Field("", max_length=64, description="Entity id.")
    name: str = Field("", max_length=200, description="Name.")
    kind: Kind | None = Field(None, description="Kind of a subject that is asked by name.")


class ScreeningRequest(SubjectRequest):
    """One subject in this object itself, or up to 1,000 in ``subjects``, for one purpose and day."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [dict(EXAMPLE)]})
    subjects: list[SubjectRequest] = Field([], max_length=MOST_SUBJECTS, description="Several subjects.")
    purpose: str = Field("", max_length=64, description="What for: procurement, tender, licensing, land, credit …")
    region: str = Field("", pattern=r"^(\d{6})?$", description="Receiving region, GB/T 2260; ours when empty.")
    as_of: date | None = Field(None, description="Day of the answer; today when missing.")
    known_at: AwareDatetime | None = Field(None, description="As known at that moment; now when missing.")
    caller: str = Field("", max_length=200, description="Who asks, when no header says so.")
    basis: str = Field("", max_length=200, description="Legal basis, when no header says so.")
    case: str = Field("", max_length=200, description="Case number, when no header says so.")

    @model_validator(mode="after")
    def _one_form(self) -> "ScreeningRequest":
        if bool(self.subjects) == bool(self.number or self.entity or self.name):
            raise ValueError("give one subject as number, entity or name, or several in subjects")
        return self


@router.post(
    "/screenings",
    summary="Check one subject, or up to 1,000",
    response_model=None,
    responses={200: {"content": {"application/json": {"example": ANSWER_EXAMPLE}}}},
)
async def screenings(request: ScreeningRequest, app: App, together: OneRead, access: Stated) -> Response:
    """The verdict with all findings, each with rule, legal basis, path, certainty and evidence.

    One subject: the answer itself. ``subjects``: ``{"query", "answers": […]}`` in their order; one that cannot be asked
    (a wrong check digit) is answered ``unknown`` with ``error``. ``query`` is the number under which the read is
    logged.
    """
    reader = Reader(_access(request, access), CHANNEL)
    checks = [_check(app, request, reader.access.purpose, subject) for subject in request.subjects or [request]]
    if request.subjects:
        return await to_thread.run_sync(_batch, app, checks, reader)
    reader.demand()
    return _json(await together.answer(query_of(app, checks[0]), reader))


def _batch(app: Application, checks: list[Check], reader: Reader) -> Response:
    checked = run_batch(app, checks, reader)
    return _json({"query": checked.query, "answers": list(checked.answers)})


def _json(content: dict[str, Any]) -> Response:
    """The answer as it is: it was made here, and checking its shape again takes longer than drawing it."""
    return JSONResponse(content)


def _access(request: ScreeningRequest, stated: Access) -> Access:
    """The body's words first, then the headers'."""
    return Access(
        caller=request.caller.strip() or stated.caller,
        purpose=request.purpose or stated.purpose,
        basis=request.basis.strip() or stated.basis,
        case=request.case.strip() or stated.case,
    )


def _check(app: Application, request: ScreeningRequest, purpose: str, subject: SubjectRequest) -> Check:
    known_at: datetime | None = request.known_at
    return Check(
        purpose=purpose,
        as_of=request.as_of or app.today,
        number=subject.number,
        entity=subject.entity,
        name=subject.name,
        kind=subject.kind,
        region=request.region,
        known_at=known_at,
    )
