"""Parts of requests that several routes take: which listing is meant, and who acts when and why.

Owns: their bounds and examples. Refuses: what may be done (graph.desk, graph.casework).
"""

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.clerk import Clerk, Meant, Said, Wanted
from api.reading import Reader
from api.routes.application import App, IdempotencyKey, Stated

CHANNEL = "http"
LONGEST_REASON, LONGEST_NAME, LONGEST_KEY, MOST = 500, 200, 300, 200
IS_ID = r"^[A-Za-z0-9._:-]*$"
EXAMPLE_LISTING: JsonDict = {"listing": "郑税稽罚〔2025〕12号", "authority": "国家税务总局郑州市税务局"}
Text = Annotated[str, Field(max_length=LONGEST_NAME)]
Reason = Annotated[str, Field(max_length=LONGEST_REASON, description="Why. Persons' numbers in it are masked.")]
SomeId = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z]\d+$")]
Day = Annotated[date | None, Query(description="Day of the answer; today when missing.")]


class ActBody(BaseModel):
    """Who acts when and why."""

    model_config = ConfigDict(extra="forbid")
    by: Text = Field("", description="The office that acts, or who objects; the caller when empty.")
    day: date | None = Field(None, description="Day of the act; today when missing.")
    region: str = Field("", pattern=r"^(\d{6})?$", description="Region of the office, GB/T 2260; ours when empty.")
    reason: Reason = ""

    def said(self) -> Said:
        """For the clerk."""
        return Said(self.by, self.day, self.region, self.reason)


class ListingBody(ActBody):
    """An act about a listing, which is named by its key or its document number."""

    listing: str = Field(min_length=1, max_length=LONGEST_KEY, description="Key of a listing, or a document number.")
    authority: Text = Field("", description="The deciding authority, with a document number.")
    subject: str = Field("", max_length=64, pattern=IS_ID, description="Entity id, when the decision names several.")
    category: str = Field("", max_length=64, description="List, when the document stands on several.")

    def meant(self) -> Meant:
        """For the clerk."""
        return Meant(self.listing, self.authority, self.subject, self.category)


def meant(
    listing: Annotated[str, Query(min_length=1, max_length=LONGEST_KEY, description="Key, or document number.")],
    authority: Annotated[str, Query(max_length=LONGEST_NAME, description="Deciding authority of the document.")] = "",
    subject: Annotated[str, Query(max_length=64, pattern=IS_ID, description="Entity id, of several.")] = "",
    category: Annotated[str, Query(max_length=64, description="List, of several.")] = "",
) -> Meant:
    """A listing named in an address."""
    return Meant(listing, authority, subject, category)


def wanted(
    app: App,
    office: Annotated[str, Query(max_length=LONGEST_NAME, description="Only what this department is asked.")] = "",
    open_: Annotated[bool, Query(alias="open", description="Only what is not closed.")] = False,
    as_of: Day = None,
) -> Wanted:
    """Which petitions or cases, as they stand on which day."""
    return Wanted(as_of or app.today, office.strip(), open_)


def clerk(app: App, access: Stated, key: IdempotencyKey = "") -> Clerk:
    """The caller at the desk."""
    return Clerk(app, Reader(access, CHANNEL), key)


AtDesk = Annotated[Clerk, Depends(clerk)]
MeantListing = Annotated[Meant, Depends(meant)]
Asking = Annotated[Wanted, Depends(wanted)]
