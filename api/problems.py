"""What HTTP makes of errors: problem details (RFC 9457).

Owns: the only table of HTTP status by code. Refuses: to show a traceback, or a value that the caller sent, to anybody.
"""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api.errors import ApiError, InvalidNumber, InvalidQuery, PurposeRequired, StoreUnavailable, UnknownEntity
from exchange.errors import ExchangeError
from graph.errors import GraphError
from linkage.errors import LinkageError

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "urn:xintu:problem:"
STATUS: Mapping[str, HTTPStatus] = {
    InvalidNumber.code: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidQuery.code: HTTPStatus.UNPROCESSABLE_ENTITY,
    PurposeRequired.code: HTTPStatus.FORBIDDEN,
    UnknownEntity.code: HTTPStatus.NOT_FOUND,
    "unknown_query_number": HTTPStatus.NOT_FOUND,
    "unknown_clearance": HTTPStatus.NOT_FOUND,
    "graph.number_needed": HTTPStatus.UNPROCESSABLE_ENTITY,
    StoreUnavailable.code: HTTPStatus.SERVICE_UNAVAILABLE,
    "graph.store": HTTPStatus.SERVICE_UNAVAILABLE,
    "graph.store.conflict": HTTPStatus.CONFLICT,
    "unknown_dataset": HTTPStatus.NOT_FOUND,
    "graph.store.cursor": HTTPStatus.UNPROCESSABLE_ENTITY,
    "graph.store.corrupt": HTTPStatus.INTERNAL_SERVER_ERROR,
    "graph.unknown_id": HTTPStatus.NOT_FOUND,
    "graph.review": HTTPStatus.UNPROCESSABLE_ENTITY,
    "graph.review.unknown": HTTPStatus.NOT_FOUND,
    "graph.review.contradiction": HTTPStatus.CONFLICT,
    "graph.review.excluded": HTTPStatus.CONFLICT,
    "graph.review.key_reused": HTTPStatus.CONFLICT,
    "graph.unknown_listing": HTTPStatus.NOT_FOUND,
    "graph.unknown_petition": HTTPStatus.NOT_FOUND,
    "graph.unknown_case": HTTPStatus.NOT_FOUND,
    "graph.several_listings": HTTPStatus.CONFLICT,
    "graph.subject_unresolved": HTTPStatus.CONFLICT,
    "graph.step_refused": HTTPStatus.CONFLICT,
    "graph.petition_refused": HTTPStatus.CONFLICT,
    "graph.case_refused": HTTPStatus.CONFLICT,
    "graph.key_reused": HTTPStatus.CONFLICT,
    "graph.not_the_owner": HTTPStatus.FORBIDDEN,
    "graph.unknown_then": HTTPStatus.NOT_FOUND,
    "graph.codes.no_code": HTTPStatus.UNPROCESSABLE_ENTITY,
    "graph.overtaken": HTTPStatus.CONFLICT,
    "graph.nothing_pinned": HTTPStatus.CONFLICT,
    "graph.intake": HTTPStatus.UNPROCESSABLE_ENTITY,
    "linkage": HTTPStatus.UNPROCESSABLE_ENTITY,
    "validation": HTTPStatus.UNPROCESSABLE_ENTITY,
    "exchange_not_configured": HTTPStatus.NOT_FOUND,
    "not_agreed": HTTPStatus.FORBIDDEN,
    "unknown_key": HTTPStatus.FORBIDDEN,
    "bad_signature": HTTPStatus.FORBIDDEN,
    "malformed": HTTPStatus.BAD_REQUEST,
    "equivocation": HTTPStatus.CONFLICT,
    "gap": HTTPStatus.CONFLICT,
    "broken_chain": HTTPStatus.CONFLICT,
    "transport": HTTPStatus.BAD_GATEWAY,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
}
TITLES: Mapping[str, str] = {
    InvalidNumber.code: "号码无效 Invalid number",
    InvalidQuery.code: "查询条件无效 Invalid query",
    PurposeRequired.code: "须说明查询人、用途、依据和案号 Caller, purpose, basis and case required",
    UnknownEntity.code: "无此主体 Unknown entity",
    StoreUnavailable.code: "数据库不可用 Store unavailable",
    "graph.unknown_id": "无此主体提及 Unknown party or entity",
    "graph.unknown_listing": "无此名单记录 Unknown listing",
    "graph.unknown_petition": "无此申请 Unknown objection or repair",
    "graph.unknown_case": "无此案件 Unknown case",
    "graph.several_listings": "须指明哪一条 Several listings",
    "graph.subject_unresolved": "主体尚未归并 Subject not resolved",
    "graph.step_refused": "步骤不能接续 Step cannot follow",
    "graph.petition_refused": "步骤不能接续 Step cannot follow",
    "graph.case_refused": "案件不能如此办理 Refused for this case",
    "graph.key_reused": "幂等键已用于另一请求 Key used for another request",
    "graph.not_the_owner": "非认定机关 Not the deciding authority",
    "graph.review": "判定不完整 Incomplete decision",
    "graph.review.unknown": "无此配对 Unknown pair",
    "graph.review.contradiction": "与既有判定矛盾 Contradicts standing judgements",
    "graph.review.excluded": "有效号码互斥 Excluded by valid numbers",
    "graph.review.key_reused": "幂等键已用于另一判定 Key used for another decision",
    "validation": "请求格式有误 Invalid request",
    "not_found": "没有此地址 Not found",
    "method_not_allowed": "此地址不接受此方法 Method not allowed",
    "bad_request": "请求无法读取 Bad request",
    "unknown_dataset": "无此数据集 Unknown data set",
    "unknown_query_number": "无此查询编号 Unknown query number",
    "unknown_clearance": "无此排除记录 Unknown clearance",
    "graph.store.cursor": "页码无效 Invalid cursor",
    "graph.store.conflict": "与同时进行的写入冲突 Conflict with another write",
    "graph.store": "数据库不可用 Store unavailable",
    "graph.unknown_then": "当时无此主体 Unknown at that time",
    "internal": "内部错误 Internal error",
}
_SHAPES = "paths, fields and examples stand in /v1/openapi.json"
_REMEDIES: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: _SHAPES,
    HTTPStatus.METHOD_NOT_ALLOWED: _SHAPES,
    HTTPStatus.BAD_REQUEST: "send the body as JSON in UTF-8",
}
Content = dict[str, object]


def status_of(code: str) -> HTTPStatus:
    """The HTTP status of a code; a dotted code without an entry takes its family's."""
    while code not in STATUS and "." in code:
        code = code.rpartition(".")[0]
    return STATUS.get(code, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(code: str, detail: str, status: int | None = None, **extra: object) -> Content:
    """The body of a problem detail (RFC 9457) for a code; members that are empty are left out."""
    number = status if status is not None else status_of(code)
    title = TITLES.get(code) or HTTPStatus(number).phrase
    content: Content = {"type": TYPE_BASE + code, "title": title, "status": int(number), "code": code, "detail": detail}
    return content | {name: value for name, value in extra.items() if value}


def respond(content: Content, headers: Mapping[str, str] | None = None) -> Response:
    """A problem detail as a response."""
    status = content["status"]
    assert isinstance(status, int)
    return JSONResponse(content, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def of_error(error: Exception) -> Content:
    """The problem detail of one of our own errors."""
    code = getattr(error, "code", "internal")
    remedy = getattr(error, "remedy", "")
    return problem(code, str(error), remedy=remedy, **getattr(error, "extra", {}))


def install(app: FastAPI) -> None:
    """Answer every error of the application as problem details."""
    for base in (ApiError, GraphError, LinkageError, ExchangeError):
        app.add_exception_handler(base, _own)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _internal)


async def _own(request: Request, error: Exception) -> Response:
    return respond(of_error(error))


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The rejected input is left out on purpose: it may be an identity number.
    errors = [{"in": ".".join(str(part) for part in item["loc"]), "reason": item["msg"]} for item in error.errors()]
    told = "; ".join(f"{item['in']}: {item['reason']}" for item in errors)
    return respond(problem("validation", told, remedy=_SHAPES, errors=errors))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).name.lower()
    remedy = _REMEDIES.get(error.status_code, "")
    return respond(problem(code, str(error.detail), status=error.status_code, remedy=remedy), error.headers)


async def _internal(request: Request, error: Exception) -> Response:
    return respond(problem("internal", "服务内部错误，请把时间告知运维人员。 The error is in the server's log."))
