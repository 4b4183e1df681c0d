"""What the commands at the desk share: which listing, who acts when and why, and how the answer is shown.

Owns: those options. Refuses: what may be done (api.clerk and below).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import typer

from api.bootstrap import Application
from api.clerk import Clerk, Meant, Said
from api.cli.caller import access_of
from api.cli.days import day_option, region_option
from api.cli.session import JsonOption, StoreOption, session
from api.reading import Reader


@dataclass(frozen=True, slots=True)
class Shell:
    """The command's context, the store and the form of the answer."""

    ctx: typer.Context
    json_: JsonOption = False
    store: StoreOption = None

    @contextmanager
    def clerk(self, action: str) -> Iterator[Clerk]:
        """At the desk of the store as whoever runs the command."""
        with session(self.ctx, self.store) as app:
            yield Clerk(app, Reader(access_of(app, None, None, None, action), "cli"))


@dataclass(frozen=True, slots=True)
class MeantOptions:
    """Which listing."""

    listing: Annotated[str, typer.Argument(metavar="LISTING", help="Key of a listing, or a document number.")]
    authority: Annotated[str, typer.Option(help="The deciding authority, with a document number.")] = ""
    subject: Annotated[str, typer.Option(help="Entity id, when the decision names several.")] = ""
    category: Annotated[str, typer.Option(help="List, when the document stands on several.")] = ""

    @property
    def meant(self) -> Meant:
        """For the clerk."""
        return Meant(self.listing, self.authority, self.subject, self.category)


@dataclass(frozen=True, slots=True)
class ActOptions:
    """Who acts when and why."""

    by: Annotated[str, typer.Option(help="Who does it: an office, or the person.")]
    day: Annotated[date | None, day_option("Day of the act; today.")] = None
    region: Annotated[str, region_option("Region of the office (XINTU_REGION).")] = ""
    reason: Annotated[str, typer.Option(help="Why.")] = ""

    @property
    def said(self) -> Said:
        """For the clerk."""
        return Said(self.by, self.day, self.region, self.reason)

    def on(self, app: Application) -> date:
        """The day of the act."""
        return self.day or app.today
