"""Who sits in front of the page: caller, basis and case in a session cookie.

Owns: reading and writing that cookie, and reading forms and days. Refuses: authentication (a gateway does that) and
identity numbers: neither the cookie nor an address ever holds one.
"""

import base64
import binascii
import json
from datetime import date
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import Response

from api.audit import Access
from api.errors import InvalidQuery
from api.reading import Reader

COOKIE = "xintu_visitor"
FIELDS = ("caller", "basis", "case")
LONGEST_FIELD = 120
LONGEST_FORM = 10_000


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a urlencoded form, the last of each name; empty for anything else or too long a body."""
    body = await request.body()
    if len(body) > LONGEST_FORM:
        return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1].strip() for name, values in fields.items()}


def typed_day(text: str) -> date | None:
    """A day as it is typed into the page, None for none; InvalidQuery for what is no day."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidQuery(f"{text[:20]!r} 不是日期 is no day", remedy="YYYY-MM-DD, or leave it empty") from None


def visitor(request: Request) -> dict[str, str]:
    """Caller, basis and case as stated in this browser session; empty texts where nothing was stated."""
    try:
        stated = json.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "").encode("ascii")))
    except (ValueError, binascii.Error):
        stated = {}
    known = stated if isinstance(stated, dict) else {}
    return {name: str(known.get(name, ""))[:LONGEST_FIELD] for name in FIELDS}


def reader_of(request: Request, purpose: str) -> Reader:
    """The reader behind a page request, for the purpose chosen on the page."""
    stated = visitor(request)
    return Reader(Access(stated["caller"], purpose, stated["basis"], stated["case"]), "web")


def remember(response: Response, fields: dict[str, str], secure: bool) -> None:
    """Keep caller, basis and case until the browser closes."""
    stated = {name: fields.get(name, "")[:LONGEST_FIELD] for name in FIELDS}
    value = base64.urlsafe_b64encode(json.dumps(stated, ensure_ascii=False).encode()).decode("ascii")
    response.set_cookie(COOKIE, value, httponly=True, samesite="strict", secure=secure, path="/")


def local_path(text: str) -> str:
    """The address to return to, when it is one of ours; else the first page."""
    known = text.startswith(("/entities/", "/explain?", "/reviews")) and "//" not in text and "\\" not in text
    return text if known and all(character.isprintable() for character in text) else "/"
