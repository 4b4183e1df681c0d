"""The FastAPI application factory.

Owns: which routers are mounted, security headers, the OpenAPI texts. Refuses: building the application's parts: it is
given an assembled :class:`api.bootstrap.Application`.
"""

from collections.abc import Awaitable, Callable
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from api import problems
from api.bootstrap import Application
from api.routes import (
    clearances,
    codes,
    entities,
    exchange,
    explanations,
    health,
    lots,
    matches,
    networks,
    proofs,
    reviews,
    screenings,
)
from api.web import STATIC, desk, pages
from api.web import explanations as explain_page

ROUTES = (
    health,
    entities,
    matches,
    networks,
    explanations,
    reviews,
    codes,
    screenings,
    proofs,
    clearances,
    lots,
)
"""Modules of the interface; each has its router."""
DESCRIPTION = """
信图：一座城市的信用图谱。 Ask whether a subject may be dealt with, and why not.

* **Natural persons**: every read names caller, purpose, legal basis and case (headers `X-Xintu-Caller`, `-Purpose`,
  `-Basis`, `-Case`, percent-encoded UTF-8), is written to a tamper-evident log and answered with a query number.
  Without them the answer is `403 purpose_required`.
* **Identity numbers** are only taken in bodies and always come back masked; a code of an
  organisation may stand in the address of `/v1/codes`.
* Errors are problem details (RFC 9457) with a stable `code`.
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(application: Application) -> FastAPI:
    """The web application over one assembled application."""
    app = FastAPI(
        title="信图 Xintu",
        version=_version(),
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    app.state.application = application
    problems.install(app)
    app.middleware("http")(_secure)
    for module in (*ROUTES, exchange, pages, desk, explain_page):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


async def _secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.url.path.startswith("/static"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _version() -> str:
    try:
        return version("xintu")
    except PackageNotFoundError:
        return "0"
