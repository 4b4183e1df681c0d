"""How problem details are described in the OpenAPI document.

Owns: the schema and one example per status. Refuses: making problems (api.problems does).
"""

from typing import Any

from pydantic import BaseModel, Field

from api.errors import PurposeRequired, UnknownEntity
from api.problems import MEDIA_TYPE, problem


class Problem(BaseModel):
    """RFC 9457 problem details. ``code`` is stable; ``remedy`` says what to do."""

    type: str = Field(examples=["urn:xintu:problem:purpose_required"])
    title: str
    status: int
    code: str
    detail: str
    remedy: str = ""


def _described(description: str, example: dict[str, object]) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema(), "example": example}}
    return {"description": description, "content": content}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    403: _described(
        "A natural person is concerned and caller, purpose, basis or case is missing",
        problem(PurposeRequired.code, "涉及自然人的查询须说明 missing: basis, case"),
    ),
    404: _described("There is no such entity", problem(UnknownEntity.code, "没有编号为 E0 的主体 no such entity")),
    422: _described(
        "The request is malformed, or a number's check digit is wrong",
        problem("invalid_number", "91410100MA00000001: 校验位不符 the check digit is wrong", reason="check_digit"),
    ),
    503: _described("The store does not answer", problem("store_unavailable", "store busy")),
}
CONFLICTS: dict[int | str, dict[str, Any]] = {
    409: _described(
        "The word contradicts standing ones, valid numbers exclude it, or the idempotency key came with another one",
        problem("graph.review.contradiction", "与既有判定矛盾 contradicts: a same b（审核员 甲：同一住所）"),
    ),
}
DESK: dict[int | str, dict[str, Any]] = {
    403: _described(
        "Caller, purpose, basis or case is missing, or the step is another office's",
        problem("graph.not_the_owner", "财政局 不是认定机关 国家税务总局郑州市税务局：不能代为处理"),
    ),
    404: _described(
        "There is no such listing, petition or case",
        problem("graph.unknown_listing", "没有这份文书或名单记录 no such decision: 郑税稽罚〔2025〕99号"),
    ),
    409: _described(
        "The step cannot follow, the document names several listings, somebody was faster, or the idempotency key came "
        "with another request",
        problem("graph.petition_refused", "O000001: answered 不能接在 closed 之后 cannot follow"),
    ),
}
