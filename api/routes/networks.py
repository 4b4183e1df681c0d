"""``/v1/entities/{id}/neighbours``, ``…/hops``, ``…/owners``, ``…/group``, ``/v1/paths``, ``/v1/groups``.

Owns: parameters, their bounds and one example. Refuses: the answers (api.networks).
"""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime

from api.networks import Desk, Sight
from api.reading import Reader
from api.routes.application import App, Stated
from api.routes.problem_docs import PROBLEMS
from graph.networks.settings import limits

router = APIRouter(prefix="/v1", tags=["networks"], responses=PROBLEMS)
CHANNEL = "http"
_IS_ID = r"^[A-Za-z0-9._:-]+$"
EntityId = Annotated[str, Path(max_length=64, pattern=_IS_ID, description="An id from a search.")]
OtherId = Annotated[str, Query(max_length=64, pattern=_IS_ID, description="An id from a search.")]


def desk(
    app: App,
    access: Stated,
    type_: Annotated[
        list[str], Query(alias="type", max_length=20, description="Only relations of these types, code or title.")
    ] = [],  # noqa: B006  read only
    as_of: Annotated[date | None, Query(description="Day on which they hold; today when missing.")] = None,
    ever: Annotated[bool, Query(description="Relations of any time, ended ones too.")] = False,
    known_at: Annotated[AwareDatetime | None, Query(description="As known at that moment; now when missing.")] = None,
) -> Desk:
    """Who asks, and for which relations of which day."""
    day = None if ever else as_of or app.today
    return Desk(app, Reader(access, CHANNEL), Sight(day, known_at, tuple(type_)))


At = Annotated[Desk, Depends(desk)]


@router.get("/entities/{entity_id}/neighbours", summary="Whom an entity is related to")
def neighbours(
    entity_id: EntityId,
    at: At,
    after: Annotated[str, Query(max_length=40, description="`next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=limits().most_page)] = limits().page,
) -> dict[str, Any]:
    """One page, with counts per relation type. A hub has many: `truncated` says so and `next` leads on.

    Persons come with starred names unless the four headers are given; a person's own neighbours need them.
    """
    return at.neighbours(entity_id, after, limit)


@router.get("/entities/{entity_id}/hops", summary="Everything within a few hops")
def hops(
    entity_id: EntityId,
    at: At,
    hops: Annotated[int, Query(ge=1, le=limits().most_hops)] = limits().hops,
    hub: Annotated[
        int, Query(ge=1, description="An entity with more relations is named, not walked through.")
    ] = limits().hub,
    links: Annotated[bool, Query(description="With the relations between them.")] = True,
) -> dict[str, Any]:
    """Entities, nearest first, and the links between them. `hubs` names where the walk did not go on."""
    return at.hops([entity_id], hops, hub, links)


@router.get("/entities/{entity_id}/owners", summary="Who owns and who controls a company")
def owners(
    entity_id: EntityId,
    at: At,
    together: Annotated[
        list[str], Query(max_length=50, description="Holders whose shares are added, such as all listed ones.")
    ] = [],  # noqa: B006  read only
) -> dict[str, Any]:
    """Three separate answers: `aggregated` (fifty percent or more), `integrated` (parts of one through chains and
    circles, with ranges where records are silent) and `control` (votes or agreement)."""
    return at.owners(entity_id, together)


@router.get("/entities/{entity_id}/group", summary="Everything connected by control")
def group(entity_id: EntityId, at: At) -> dict[str, Any]:
    """The members of the entity's group, its heads and who controls whom."""
    return at.group(entity_id)


@router.get("/paths", summary="Shortest paths between two entities")
def paths(
    a: OtherId,
    b: OtherId,
    at: At,
    count: Annotated[int, Query(ge=1, le=limits().most_paths)] = limits().paths,
    longest: Annotated[
        int, Query(ge=1, le=limits().path_length, description="Relations, at most.")
    ] = limits().path_length,
) -> dict[str, Any]:
    """Simple paths, shortest first, not through hubs. No path: an empty list, with the hubs that stood in the way."""
    return at.paths(a, b, count, longest)


@router.get("/common", summary="Common neighbours of two entities")
def common(a: OtherId, b: OtherId, at: At) -> dict[str, Any]:
    """Entities that are related to both, with the links."""
    return at.common(a, b)


@router.get("/groups", summary="Groups of firms, the largest first")
def groups(
    at: At,
    after: Annotated[str, Query(max_length=100, description="The `next` of the page before.")] = "",
    limit: Annotated[int, Query(ge=1, le=limits().most_page)] = limits().groups,
) -> dict[str, Any]:
    """Everything that hangs together by control, with the number of members and the heads; the whole store is walked.
    `/v1/entities/{id}/group` of a head tells the members and who controls whom."""
    return at.groups(after, limit)


@router.get("/circles", summary="Circular shareholding")
def circles(
    at: At,
    entity: Annotated[
        str, Query(max_length=64, pattern=r"^[A-Za-z0-9._:-]*$", description="Around it; empty: all.")
    ] = "",
) -> dict[str, Any]:
    """Companies that hold shares of each other in a circle, and the part of itself that each owns by it."""
    return at.circles(entity)
