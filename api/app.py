"""The FastAPI application factory.

Owns: which routers are mounted, security headers, the OpenAPI texts. Refuses: building the application's parts: it is
given an assembled :class:`api.bootstrap.Application`.
"""

from importlib.metadata import PackageNotFoundError, version

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.bootstrap import Application
from api.routes import (
    cases,
    clearances,
    codes,
    entities,
    exchange,
    explanations,
    health,
    listings,
    lots,
    matches,
    networks,
    petitions,
    proofs,
    reviews,
    screenings,
)
from api.routes.application import only_known_parameters
from api.together import Together
from api.web import STATIC, desk, pages
from api.web import explanations as explain_page

ROUTES = (
    screenings,
    health,
    entities,
    matches,
    networks,
    explanations,
    reviews,
    codes,
    proofs,
    clearances,
    lots,
    listings,
    petitions,
    cases,
)
"""Modules of the interface; each has its router. They are tried in this order: what is asked hundreds of times a second
comes first."""
FORGIVING = (health, matches)
"""Modules whose callers send parameters of their own: probes, and clients that were made for yente."""
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
    app.state.together = Together(application)
    problems.install(app)
    app.add_middleware(Secured)
    for module in ROUTES:
        strict = () if module in FORGIVING else (Depends(only_known_parameters),)
        app.include_router(module.router, dependencies=strict)
    for module in (exchange, pages, desk, explain_page):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app


class Secured:
    """Adds the security headers to every response, without a task of its own for each as a ``middleware("http")``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)


def _version() -> str:
    try:
        return version("xintu")
    except PackageNotFoundError:
        return "0"
