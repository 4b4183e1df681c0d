"""Days and moments as they are typed: the day of an answer, and what was known when.

Owns: those options and their readings. Refuses: clocks (the application has one).
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from api.bootstrap import Application
from api.errors import InvalidQuery

DAY_FORMATS = ["%Y-%m-%d"]
AsOfOption = Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Day of the answer; today.")]


def day_of(app: Application, as_of: datetime | None) -> date:
    """The day asked about: today when none is given."""
    return as_of.date() if as_of else app.today


def moment(text: str) -> datetime | None:
    """A moment from ISO text; a bare day means its end. A moment without zone is local."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidQuery(
            f"--known-at {text!r} 不是时间", remedy="write 2026-11-20 or 2026-11-20T12:00:00+08:00"
        ) from None
    if at.time() == time() and "T" not in text and ":" not in text:
        at = at + timedelta(days=1) - timedelta(microseconds=1)
    return at if at.tzinfo else at.astimezone()
