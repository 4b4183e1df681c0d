"""The page ``/explain``: why two are one subject or not, or how one entity came together.

Owns: the route and what its template gets. Refuses: natural persons for a visitor who has not stated caller, basis and
case.
"""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api import reviews
from api.errors import ApiError
from api.labels import tables
from api.problems import status_of
from api.reading import Reader
from api.routes.application import App
from api.web.pages import templates
from api.web.visitor import local_path, reader_of, visitor
from api.web.waterfall import draw_waterfall
from graph.errors import GraphError
from linkage.identifiers import mask_text

router = APIRouter(include_in_schema=False)
PURPOSE = "explain"


@router.get("/explain", response_class=HTMLResponse)
def explain(request: Request, app: App, a: str = "", b: str = "") -> Response:
    """The waterfall of a pair; with ``a`` alone the chain of an entity; with neither the form."""
    here = f"/explain?{urlencode({'a': a, 'b': b})}"
    reader = reader_of(request, PURPOSE)
    try:
        values = _pair(app, reader, a, b) if a and b else _chain(app, reader, a) if a else {}
    except (ApiError, GraphError) as error:
        return refused(request, error, here)
    return shown(request, "explain.html", a=a, b=b, here=here, masked=mask_text, stated=reader.is_stated, **values)


def _pair(app: App, reader: Reader, a: str, b: str) -> dict[str, Any]:
    found = reviews.pair(app, reader, a, b)
    return {"pair": found, "drawing": draw_waterfall(found.steps, found.threshold) if found.steps else None}


def _chain(app: App, reader: Reader, a: str) -> dict[str, Any]:
    found = reviews.assembled(app, reader, a)
    return {"chain": found, "places": {each.party: at for at, each in enumerate(found.mentions, 1)}}


def refused(request: Request, error: ApiError | GraphError, here: str) -> Response:
    """The page of an error, with the form that states reasons when that is what is missing."""
    remedy, code = getattr(error, "remedy", ""), error.code
    values = {"code": code, "message": str(error), "remedy": remedy, "here": local_path(here)}
    return shown(request, "refusal.html", status_of(code), **values)


def shown(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A template with what every page knows."""
    shared = {"visitor": visitor(request), "purposes": tables()["purpose"], "path": request.url.path}
    return templates.TemplateResponse(request, template, shared | values, status_code=status)
