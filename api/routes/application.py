"""How a route gets the assembled application, and who calls.

Owns: the dependencies of all routes. Refuses: global state: the application hangs on the FastAPI instance.
"""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Header, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.audit import Access
from api.bootstrap import Application
from api.errors import InvalidQuery
from api.together import Together
from linkage.identifiers import mask_text


async def application(request: Request) -> Application:  # async: a dependency of its own thread costs a hop
    """The application that the factory was given."""
    app: Application = request.app.state.application
    return app


async def together(request: Request) -> Together:
    """The questions that this server answers in one read."""
    waiting: Together = request.app.state.together
    return waiting


_NOTE = "Percent-encoded UTF-8. Needed for every read of a natural person."


async def stated_access(
    caller: Annotated[str, Header(alias="X-Xintu-Caller", description=f"Who asks. {_NOTE}")] = "",
    purpose: Annotated[str, Header(alias="X-Xintu-Purpose", description=f"What for. {_NOTE}")] = "",
    basis: Annotated[str, Header(alias="X-Xintu-Basis", description=f"Legal basis. {_NOTE}")] = "",
    case: Annotated[str, Header(alias="X-Xintu-Case", description=f"Case number. {_NOTE}")] = "",
) -> Access:
    """What the headers say; some or all of it may be empty."""
    return Access(*(unquote(value).strip() for value in (caller, purpose, basis, case)))


def _queried(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for each in dependant.dependencies:
        yield from _queried(each)


async def only_known_parameters(request: Request) -> None:
    """InvalidQuery for a parameter of the address that the route does not have: mistyped, it would silently be left
    out, and the answer would be to another question."""
    if not request.query_params:
        return
    route: APIRoute = request.scope["route"]
    known = set(_queried(route.dependant))
    for name in request.query_params:
        if name not in known:
            remedy = f"one of {', '.join(sorted(known))}" if known else "this address takes none"
            raise InvalidQuery(f"{mask_text(name[:40])!r} 不是此地址的参数 is no parameter here", remedy=remedy)


OneRead = Annotated[Together, Depends(together)]
App = Annotated[Application, Depends(application)]
Stated = Annotated[Access, Depends(stated_access)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", max_length=64, description="The same key again writes once.")
]
