"""``/healthz`` and ``/readyz``: alive, and able to answer.

Owns: the two probes. Refuses: figures about persons.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from api.problems import problem, respond
from api.routes.application import App
from graph.errors import GraphError

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process is alive")
def healthz() -> dict[str, str]:
    """Answers without touching the store."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    summary="The store answers",
    response_model=None,
    responses={503: {"description": "The store does not answer", "content": {"application/problem+json": {}}}},
)
def readyz(app: App) -> dict[str, Any] | Response:
    """The last transaction and the newest delivery day; 503 when the store does not answer."""
    try:
        head, as_at = app.store.head(), app.store.as_at()
    except GraphError as error:
        return respond(problem("store_unavailable", str(error)))
    return {
        "status": "ready",
        "transaction": head,
        "as_at": as_at.isoformat() if as_at else None,
        "rules": app.rules_version,
    }
