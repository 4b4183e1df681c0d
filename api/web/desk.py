"""The reviewers' pages: the queue, the words that stand, deciding and taking back.

Owns: the routes and what their templates get. Refuses: order and contradictions (graph.review), and a word by a visitor
who has not stated caller, basis and case.
"""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import reviews
from api.errors import ApiError
from api.reviews import Asked
from api.routes.application import App
from api.web.explanations import refused, shown
from api.web.visitor import read_form, reader_of, typed_day
from graph.errors import GraphError
from graph.model import Verdict
from graph.review.decisions import Decision, ReviewError
from graph.review.queue import Order

router = APIRouter(include_in_schema=False)
Form = Annotated[dict[str, str], Depends(read_form)]
PURPOSE, HERE = "review", "/reviews"
ORDERS = {Order.PRIORITY: "轻重缓急", Order.TEACHING: "最能校准", Order.SAMPLE: "随机抽样"}


@router.get(HERE, response_class=HTMLResponse)
def queue(request: Request, app: App, order: Annotated[Order, Query()] = Order.PRIORITY) -> Response:
    """Doubtful pairs; for a stated visitor also those of persons and the words that stand."""
    reader = reader_of(request, PURPOSE)
    found = reviews.listed(app, reader, Asked(order, limit=50))
    words = reviews.spoken(app, reader) if reader.is_stated else []
    return shown(request, "reviews.html", found=found, words=words, orders=ORDERS, here=HERE, stated=reader.is_stated)


@router.post("/reviews/decide", response_class=HTMLResponse)
def decide(request: Request, app: App, form: Form) -> Response:
    """Keep a verdict from the page of a pair and go back to the queue."""
    reader, a, b = reader_of(request, PURPOSE), form.get("a", ""), form.get("b", "")
    here = f"/explain?{urlencode({'a': a, 'b': b})}"
    try:
        decision = Decision(
            a, b, _verdict(form), form.get("reason", ""), reader.access.caller, typed_day(form.get("since", ""))
        )
        reviews.decided(app, reader, decision)
    except (ApiError, GraphError) as error:
        return refused(request, error, here)
    return RedirectResponse(HERE, status_code=303)


@router.post("/reviews/undo", response_class=HTMLResponse)
def undo(request: Request, app: App, form: Form) -> Response:
    """Take back the words on a pair."""
    reader = reader_of(request, PURPOSE)
    try:
        reviews.undone(app, reader, form.get("a", ""), form.get("b", ""), reader.access.caller)
    except (ApiError, GraphError) as error:
        return refused(request, error, HERE)
    return RedirectResponse(HERE, status_code=303)


def _verdict(form: dict[str, Any]) -> Verdict:
    try:
        return Verdict(form.get("verdict", ""))
    except ValueError:
        raise ReviewError("没有给出判定 no verdict", "choose same, different or unsure") from None
