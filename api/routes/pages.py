"""Pages of numbered things: what comes after an id, and where the next page begins.

Owns: the cursor of lists of petitions and cases. Refuses: an order of its own (they are numbered as they came).
"""

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query

from api.routes.bodies import MOST

After = Annotated[str, Query(pattern=r"^([A-Za-z]\d{1,18})?$", description="The `next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="Most of one page.")]


class Numbered(Protocol):
    """Something whose id is a letter and a rising number."""

    @property
    def id(self) -> str:
        """Letter and number."""


Some = TypeVar("Some", bound=Numbered)


def page(found: Sequence[Some], after: str, limit: int) -> tuple[list[Some], str | None]:
    """So many after an id, and the id after which the next page begins; None when this is the last."""
    rest = [each for each in found if not after or int(each.id[1:]) > int(after[1:])]
    return rest[:limit], rest[limit - 1].id if len(rest) > limit else None
