"""``/v1/codes``: old codes to unified ones.

Owns: parameters. Refuses: a natural person's number, in an address or at all.
"""

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.codes import conflict_json, translated, translation_json
from api.routes.application import App
from api.routes.problem_docs import PROBLEMS
from graph import codes

router = APIRouter(prefix="/v1", tags=["codes"], responses=PROBLEMS)
MOST = 1000


@router.get("/codes/conflicts", summary="Codes that cannot all be right")
def conflicts(app: App, limit: Annotated[int, Query(ge=1, le=MOST)] = 100) -> dict[str, Any]:
    """One old code beside several unified ones, one unified code with several old ones of a kind, with every source."""
    found = codes.conflicts(app.store, codes.table(app.store))
    return {"conflicts": [conflict_json(each) for each in islice(found, limit)]}


@router.get("/codes/{number}", summary="The unified code of an old one, or the old ones of a unified code")
def code(
    number: Annotated[str, Path(max_length=40, description="A USCC, organisation code, registration or tax number.")],
    app: App,
) -> dict[str, Any]:
    """Each reading of the number with its correspondences, how they are known, since when and by which rows."""
    return {"readings": [translation_json(each) for each in translated(app, number)]}
