"""The pages: search, results, entity card with check, and the visitor's statement.

Owns: page routes and which template gets what. Refuses: numbers in addresses (searches are POSTed) and a person's
card or a check for a visitor who has not stated caller, basis and case.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, select_autoescape

from api import wire
from api.bootstrap import Application
from api.checks import Check, run_checks
from api.desks import cases_about, standings
from api.errors import ApiError, InvalidNumber, InvalidQuery
from api.labels import label, spoken, tables
from api.problems import status_of
from api.reading import Found, Opened, Reader, find_name, find_number, open_card
from api.routes.application import App
from api.subjects import read_kind
from api.web import view
from api.web.lives import case_row, life_row
from api.web.picture import Drawing, draw
from api.web.visitor import COOKIE, local_path, read_form, reader_of, remember, typed_day, visitor
from graph.errors import GraphError
from linkage.identifiers import mask_text
from linkage.model import ClaimKind, Kind

router = APIRouter(include_in_schema=False)
Form = Annotated[dict[str, str], Depends(read_form)]
SEARCH = "search"
"""The purpose under which a search from the page is logged when persons are shown."""


def _environment() -> Environment:
    loader = PackageLoader("api.web", "templates")
    environment = Environment(
        loader=loader, autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(label=label, spoken=spoken)
    environment.filters.update(number=lambda identifier: identifier.display(), count=lambda value: f"{value:,}")
    return environment


templates = Jinja2Templates(env=_environment())


def _page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    shared = {"visitor": visitor(request), "purposes": tables()["purpose"], "path": request.url.path}
    return templates.TemplateResponse(request, name, shared | values, status_code=status)


@router.get("/", response_class=HTMLResponse)
def home(request: Request, app: App) -> Response:
    """The search page with the store's totals."""
    return _page(request, "home.html", counts=app.store.counts(), as_at=app.store.as_at(), words=tables()["count"])


@router.post("/search", response_class=HTMLResponse)
def search(request: Request, app: App, form: Form) -> Response:
    """Results of a search by number or name; one certain hit by number opens its card."""
    text, reader = form.get("q", ""), reader_of(request, SEARCH)
    try:
        found = _find(app, text, form.get("kind", ""), reader)
    except (ApiError, GraphError) as error:
        return _refusal(request, error, return_to="/")
    if len(found.hits) == 1 and found.hits[0].by == "number" and not found.hidden:
        return RedirectResponse(f"/entities/{found.hits[0].node.id}", status_code=303)
    return _page(
        request, "results.html", found=found, asked="" if _is_number(found) else text, kind=form.get("kind", "")
    )


def _is_number(found: Found) -> bool:
    return any(hit.by == "number" for hit in found.hits)


def _find(app: Application, text: str, kind: str, reader: Reader) -> Found:
    """By number when the text is one; a text with ten digits is never taken for a name."""
    try:
        return find_number(app, text, reader)
    except InvalidNumber:
        if sum(character.isalnum() and character.isascii() for character in text) > len(text) / 2:
            raise
    return find_name(app, text, read_kind(kind), reader)


@router.get("/entities/{entity_id}", response_class=HTMLResponse)
def card(request: Request, app: App, entity_id: str, purpose: str = "procurement", as_of: str = "") -> Response:
    """The entity card; with a stated visitor also the check for a purpose and a day."""
    try:
        day = typed_day(as_of) or app.today
    except InvalidQuery as error:
        return _refusal(request, error, return_to="/")
    if purpose not in app.purposes:
        known = InvalidQuery(f"{purpose[:20]!r} 不是用途", remedy=f"one of {', '.join(app.purposes)}")
        return _refusal(request, known, return_to="/")
    reader = reader_of(request, purpose)
    here = f"/entities/{entity_id}?{urlencode({'purpose': purpose, 'as_of': as_of})}"
    try:
        opened = open_card(app, entity_id, reader)
        answer = _check(app, opened, reader, day) if reader.is_stated else None
    except (ApiError, GraphError) as error:
        return _refusal(request, error, return_to=here)
    values = _card_values(app, opened, answer, day) | {"coming": day > app.today}
    return _page(request, "card.html", purpose=purpose, day=day, as_of=as_of, here=here, **values)


def _check(app: Application, opened: Opened, reader: Reader, day: date) -> dict[str, Any]:
    check = Check(entity=opened.card.node.id, purpose=reader.access.purpose, as_of=day)
    return run_checks(app, [check], reader).answers[0]


def _card_values(app: Application, opened: Opened, answer: Mapping[str, Any] | None, day: date) -> dict[str, Any]:
    shown, words = opened.card, tables()["detail"]
    return {
        "card": shown,
        "query": opened.query,
        "names": opened.names,
        "title": mask_text(shown.node.name),
        "answer": answer,
        "ties": view.tie_rows(shown, opened.names, day),
        "listings": view.entry_rows(shown, ClaimKind.LISTING, day, _lives(app, opened, day)),
        "cases": [case_row(each) for each in cases_about(app, shown.node.id, day)] if opened.names else [],
        "responsibilities": view.entry_rows(shown, ClaimKind.RESPONSIBILITY, day),
        "products": view.entry_rows(shown, ClaimKind.PRODUCT, day),
        "numbers": wire.numbers(shown.node),
        "details": [(label("detail", name), text) for name, text in wire.details(shown, opened.names) if name in words],
        "attributes": view.attribute_rows(shown, day),
        "sources": view.sources_by_department(shown),
        "drawing": _draw(app, opened, answer, day),
    }


def _lives(app: Application, opened: Opened, day: date) -> view.Lives:
    """Where each of the card's listings stands."""
    if not opened.card.of(ClaimKind.LISTING):
        return {}
    found = standings(app, opened.card.node.id, day)
    return {(each.listing.key, each.listing.category): life_row(each, day, opened.names) for each in found}


def _draw(app: Application, opened: Opened, answer: Mapping[str, Any] | None, day: date) -> Drawing | None:
    """Two rings for a stated visitor; one, with starred persons, for others."""
    centre = opened.card.node.id
    graph = app.store.subgraph([centre], hops=2 if opened.names else 1)
    holds = {fact.claim.id: fact.claim.span.holds(day) for fact in graph.facts if fact.claim.kind is ClaimKind.RELATION}
    names = {
        node.id: wire.masked_name(node.name) if node.kind is Kind.PERSON and not opened.names else mask_text(node.name)
        for node in graph.nodes.values()
    }
    return draw(graph, centre, names, view.entities_on_paths(answer), holds) if len(names) > 1 else None


@router.post("/access")
def state_access(request: Request, form: Form) -> Response:
    """Keep who asks, on which basis and in which case, for this browser session."""
    response = RedirectResponse(local_path(form.get("next", "/")), status_code=303)
    remember(response, form, secure=request.url.scheme == "https")
    return response


@router.post("/access/end")
def end_access() -> Response:
    """Forget them."""
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


def _refusal(request: Request, error: Exception, return_to: str) -> Response:
    status = status_of(getattr(error, "code", "internal"))
    code = getattr(error, "code", "internal")
    remedy = getattr(error, "remedy", "")
    return _page(
        request, "refusal.html", status, code=code, message=str(error), remedy=remedy, here=local_path(return_to)
    )
