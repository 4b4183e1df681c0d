"""The server half of exchange: a partner pulls its feed and returns receipts.

Owns: mapping the protocol of exchange.transport to HTTP. Refuses: anyone whose signed question no agreement in
force covers.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, Field

from api.partners import city_of, publish_all
from api.routes.application import App
from exchange import receipts
from exchange.model import City
from exchange.outbox import feed
from exchange.transport import PAGE, open_request

router = APIRouter(prefix="/exchange/v1", tags=["exchange"])


def city(app: App) -> City:
    """Who this node is towards its partners."""
    return city_of(app.settings)


Us = Annotated[City, Depends(city)]


class ReceiptMessage(BaseModel):
    """A partner's signed receipt."""

    receiver: str = Field(pattern=r"^\d{6}$", examples=["410100"])
    receipt: str = Field(description="JWS compact serialisation, Ed25519", max_length=8192)


class ReceiptAnswer(BaseModel):
    """What was kept."""

    event: str
    step: str


class FeedPage(BaseModel):
    """Signed events after the cursor, oldest first."""

    events: list[str]


@router.get("/feed", summary="Signed events after a cursor")
def read_feed(
    app: App,
    us: Us,
    authorization: Annotated[str, Header(description="`Xintu <signed question>`")] = "",
    limit: Annotated[int, Query(ge=1, le=PAGE)] = PAGE,
) -> FeedPage:
    """The caller's own feed, brought up to date first. The signed question names agreement, region and cursor."""
    now = datetime.now(UTC)
    agreement, after = open_request(authorization.removeprefix("Xintu").strip(), us, now)
    publish_all(app, us, now)
    return FeedPage(events=feed(app.store, agreement, after, limit))


@router.post("/receipts", summary="A partner's signed receipt")
def take_receipt(app: App, us: Us, message: ReceiptMessage) -> ReceiptAnswer:
    """Verify and keep a receipt; the same one again changes nothing."""
    kept = receipts.accept(app.store, us.agreements, message.receipt, message.receiver, datetime.now(UTC))
    return ReceiptAnswer(event=kept.event, step=kept.step)
