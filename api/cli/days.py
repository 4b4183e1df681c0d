"""Days, moments and regions as they are typed: the day of an answer, what was known when, whose law.

Owns: those options and their readings. Refuses: clocks (the application has one).
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from api.bootstrap import Application
from api.cli.session import err
from api.errors import InvalidQuery

_REGION = re.compile(r"\d{6}")


def read_day(text: str) -> date:
    """A day from ISO text; BadParameter for one that is none, or that does not exist."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:20]!r} 不是日期 is no day that exists; write it as 2026-11-20") from None


def read_region(text: str) -> str:
    """A region's code; BadParameter for anything but six digits."""
    if text and not _REGION.fullmatch(text):
        raise typer.BadParameter(f"{text[:20]!r} 不是行政区划代码 is no region: six digits, such as 410100")
    return text


def day_option(text: str) -> Any:
    """An option that is a day."""
    return typer.Option(parser=read_day, metavar="DAY", help=text)


def region_option(text: str) -> Any:
    """An option that is a region."""
    return typer.Option(parser=read_region, metavar="REGION", help=text)


AsOfOption = Annotated[date | None, day_option("Day of the answer; today.")]


def day_of(app: Application, as_of: date | None) -> date:
    """The day asked about: today when none is given. Of a day that is to come it is said that the answer rests on what
    is known today."""
    if as_of and as_of > app.today:
        err.print(
            f"{as_of} 尚未到来，按今日所知作答 is to come: answered by what is known today",
            markup=False,
            style="yellow",
        )
    return as_of or app.today


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
