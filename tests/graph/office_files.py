"""Department files for the intake's tests: fictional firms with valid numbers, written as csv."""

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from graph.intake import FileRequest
from graph.model import DeliveryKind
from linkage.checksums import org_code_check, uscc_check

REGION, OFFICE = "410100", "市场监督管理局"
LIST = ("list_cn", "doc_no", "authority", "nm", "uni_social_crd_cd", "reason", "in_dt", "out_dt")
ROLE = ("comp_nm", "uni_social_crd_cd", "nm", "role_cn", "from_dt", "to_dt")
_seconds = count()


def clock() -> datetime:
    return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=next(_seconds))


def code(number: int) -> str:
    """The USCC of the firm of that number."""
    organisation = f"MA{number:06d}"
    body = f"91410100{organisation}{org_code_check(organisation)}"
    return body + uscc_check(body)


def listed(number: int, reason: str = "提交虚假材料", out: str = "") -> tuple[str, ...]:
    firm = f"郑州望舒{number}号商贸有限公司"
    return (
        "严重违法失信企业名单",
        f"郑市监列〔2025〕{number}号",
        OFFICE,
        firm,
        code(number),
        reason,
        "2025-03-01",
        out,
    )


def holds(number: int, person: str, since: str = "2020-01-01") -> tuple[str, ...]:
    return (f"郑州望舒{number}号商贸有限公司", code(number), person, "监事", since, "")


def write(path: Path, header, rows, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def request(path: Path, as_at: date = date(2026, 1, 1), kind: DeliveryKind | None = None, **more) -> FileRequest:
    return FileRequest(
        path, more.get("region", REGION), more.get("department", OFFICE), more.get("format"), kind, as_at
    )
