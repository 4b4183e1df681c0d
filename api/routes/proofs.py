"""``GET /v1/proofs/{number}``: was that the answer, and what was known when it was given?

Owns: the route. Refuses: a person's number in an address: one that no record states is sent by POST.
"""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.numbers import read_number
from api.proofs import prove
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS

router = APIRouter(prefix="/v1", tags=["screenings"], responses=PROBLEMS)
CHANNEL = "http"


class ProofRequest(BaseModel):
    """The query number, and the number that was asked when no record of the store states it."""

    model_config = ConfigDict(extra="forbid")
    query: str = Field(max_length=64, description="Query number of an answer.")
    number: str = Field("", max_length=64, description="The person's number that was asked.")


@router.get("/proofs/{query}", summary="Give a logged answer again, as known then, and compare")
def proof(query: str, app: App, access: Stated) -> dict[str, Any]:
    """``proved`` when the answer recomputed as known then, under the rules of then, has the logged digest."""
    return prove(app, query, Reader(access, CHANNEL)).content()


@router.post("/proofs", summary="The same, with the person's number that was asked")
def proof_of_number(request: ProofRequest, app: App, access: Stated) -> dict[str, Any]:
    """As GET; for a number that no record of the store states and that the log therefore does not keep."""
    given = read_number(request.number, app.settings.region) if request.number else ()
    return prove(app, request.query, Reader(access, CHANNEL), given).content()
