"""``/v1/reviews``: doubtful pairs and reviewers' decisions.

Owns: parameters, the idempotency key, examples. Refuses: order and contradictions (graph.review), and a decision by
nobody: caller, purpose, basis and case are needed for every one.
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api import reviews
from api.reading import Reader
from api.reviews import Asked
from api.routes.application import App, IdempotencyKey, Stated
from api.routes.problem_docs import CONFLICTS, PROBLEMS
from graph.model import Verdict
from graph.review.decisions import Decision
from graph.review.queue import Order

router = APIRouter(prefix="/v1", tags=["reviews"], responses=PROBLEMS)
CHANNEL = "http"
LONGEST_ID, LONGEST_REASON, MOST = 64, 500, 200
ID = r"^[A-Za-z0-9._:-]+$"
Side = Annotated[str, Query(min_length=1, max_length=LONGEST_ID, pattern=ID, description="A party or entity id.")]


class DecisionRequest(BaseModel):
    """What a reviewer says of two sides."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"a": "E0A", "b": "E0B", "verdict": "different", "reason": "登记机关不同，住所不同"}]
        },
    )
    a: str = Field(min_length=1, max_length=LONGEST_ID, pattern=ID, description="Party or entity id.")
    b: str = Field(min_length=1, max_length=LONGEST_ID, pattern=ID, description="Party or entity id.")
    verdict: Verdict = Field(description="same, different, or unsure")
    reason: str = Field(min_length=1, max_length=LONGEST_REASON, description="Why.")
    since: date | None = Field(None, description="From which day two are one, or are not; not stated when null.")
    reviewer: str = Field("", max_length=200, description="Who decides; the caller when empty.")


@router.get("/reviews", summary="Doubtful pairs, first things first")
def queue(
    app: App,
    access: Stated,
    order: Annotated[
        Order, Query(description="priority: uncertainty x reach; teaching: most to learn.")
    ] = Order.PRIORITY,
    model: Annotated[str, Query(pattern="^(enterprise|person)?$", description="Only pairs of this model.")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 20,
) -> dict[str, Any]:
    """Pairs with both mentions, entities, odds, uncertainty and reach; ``conflicts``: words that contradict each other.

    Pairs of natural persons are left out (and counted in ``hidden``) without the four headers.
    """
    return reviews.listed(app, Reader(access, CHANNEL), Asked(order, model, limit))


@router.get("/reviews/decided", summary="Reviewers' words that stand")
def decided(app: App, access: Stated) -> dict[str, Any]:
    """Who said what of which pair, in order of giving."""
    return {"judgements": reviews.spoken(app, Reader(access, CHANNEL))}


@router.post("/reviews", summary="Decide a pair", responses=CONFLICTS)
def decide(
    request: DecisionRequest,
    app: App,
    access: Stated,
    key: IdempotencyKey = "",
) -> dict[str, Any]:
    """Keep the word; it binds from the next ``resolve``. One that contradicts standing words is refused with them."""
    reviewer = request.reviewer.strip() or access.caller
    decision = Decision(request.a, request.b, request.verdict, request.reason, reviewer, request.since)
    return reviews.decided(app, Reader(access, CHANNEL), decision, key)


@router.delete("/reviews", summary="Take back the words on a pair")
def undo(a: Side, b: Side, app: App, access: Stated) -> dict[str, Any]:
    """Retract every reviewer's word on the pair; who did is logged."""
    return reviews.undone(app, Reader(access, CHANNEL), a, b, access.caller)
