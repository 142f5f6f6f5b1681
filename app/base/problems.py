"""Problems at the HTTP edge: the status of each code, and how a refusal is answered (RFC 9457).

A program gets `application/problem+json`, a person a page. Nothing that was sent comes back.
"""

import logging
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.base import pages, wording
from app.base.db import is_read_only
from app.base.mistakes import problems_of
from credentials import CredentialsError, Problem, ProblemCode, at_pointer

_log = logging.getLogger(__name__)

_BAD_REQUEST = 400
_SERVICE: Mapping[ProblemCode, int] = {
    ProblemCode.NO_CREDENTIAL_FOUND: 422,
    ProblemCode.REQUEST_INVALID: 422,
    ProblemCode.NOT_SIGNED_IN: 401,
    ProblemCode.NOT_ALLOWED: 403,
    ProblemCode.ROLE_NEEDED: 403,
    ProblemCode.SECOND_STEP_NEEDED: 403,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.GONE: 410,
    ProblemCode.FROZEN: 403,
    ProblemCode.CONFLICT: 409,
    ProblemCode.PROBABLE_DUPLICATE: 409,
    ProblemCode.IDEMPOTENCY_MISMATCH: 422,
    ProblemCode.IN_PROGRESS: 409,
    ProblemCode.TOO_LARGE: 413,
    ProblemCode.UNSUPPORTED_MEDIA: 415,
    ProblemCode.TOO_MANY_REQUESTS: 429,
    ProblemCode.CODE_WRONG: 422,
    ProblemCode.CODE_CLOSED: 410,
    ProblemCode.SIGNING_FAILED: 500,
    ProblemCode.STATUS_EXHAUSTED: 503,
    ProblemCode.KEY_UNAVAILABLE: 503,
    ProblemCode.BUSY: 503,
    ProblemCode.INTERNAL: 500,
}
# What is wrong with a document is the sender's to mend. On our own verification API such a
# problem is part of a 200 answer and never comes here.
STATUS: Mapping[ProblemCode, int] = MappingProxyType(
    {code: _SERVICE.get(code, _BAD_REQUEST) for code in ProblemCode}
)

_RETRY_AFTER = {ProblemCode.TOO_MANY_REQUESTS: "60", ProblemCode.BUSY: "5"}
_CODE_OF_STATUS = {
    401: ProblemCode.NOT_SIGNED_IN,
    403: ProblemCode.NOT_ALLOWED,
    404: ProblemCode.NOT_FOUND,
    410: ProblemCode.GONE,
    413: ProblemCode.TOO_LARGE,
    415: ProblemCode.UNSUPPORTED_MEDIA,
}
_MAX_ERRORS = 50


def install(application: FastAPI) -> None:
    """Answer every refusal of this application in the one shape."""

    @application.exception_handler(CredentialsError)
    def refused(request: Request, error: CredentialsError) -> Response:
        return refusal(request, error)

    @application.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        return answer(
            request,
            Problem(ProblemCode.REQUEST_INVALID, "parts of the request have the wrong form"),
            errors=_validation_errors(error),
        )

    @application.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        code = _CODE_OF_STATUS.get(error.status_code, ProblemCode.REQUEST_INVALID)
        return answer(
            request,
            Problem(code, str(error.detail)),
            status=error.status_code,
            headers=error.headers,
        )

    @application.exception_handler(OperationalError)
    @application.exception_handler(PoolTimeoutError)
    def unavailable(request: Request, _error: Exception) -> Response:
        _log.warning("the database is not available")
        return answer(request, Problem(ProblemCode.BUSY, "the database is not available"))

    @application.exception_handler(InternalError)
    def only_reading(request: Request, error: InternalError) -> Response:
        # A primary that became a copy, or was told to take no changes: readers go on.
        return unavailable(request, error) if is_read_only(error) else internal_error(request)

    @application.exception_handler(IntegrityError)
    def conflicting(request: Request, _error: Exception) -> Response:
        # Two requests that did the same at once: the services look first, so that this is
        # only the one that lost.
        return answer(request, Problem(ProblemCode.CONFLICT, "another request was faster"))


def refusal(request: Request, error: CredentialsError) -> Response:
    """The response to a refused request, with every mistake of it where there are several."""
    found = problems_of(error)
    errors = [{"detail": one.detail, "pointer": one.pointer} for one in found[:_MAX_ERRORS]]
    return answer(request, error.problem, errors=errors if len(found) > 1 else None)


def answer(
    request: Request,
    problem: Problem,
    *,
    status: int | None = None,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
    instance: str | None = None,
) -> Response:
    """The response to a request that is refused because of `problem`.

    `status` None takes the code's own. A 500 carries an `instance`, which is also in the log.
    """
    status = STATUS[problem.code] if status is None else status
    extra = dict(headers or {})
    if problem.code in _RETRY_AFTER:
        extra.setdefault("Retry-After", _RETRY_AFTER[problem.code])
    if status == STATUS[ProblemCode.NOT_SIGNED_IN]:
        extra.setdefault("WWW-Authenticate", 'Bearer realm="skills-passport"')
    if wants_page(request):
        return pages.render(
            request,
            "problem.html",
            status=status,
            headers=extra,
            problem=problem,
            sentence=wording.problem_sentence(problem.code, problem),
            advice=wording.problem_advice(problem.code),
            instance=instance,
        )
    base = f"{request.app.state.services.settings.public_url}/problems"
    body: dict[str, Any] = {**problem.as_json(problem_base=base), "status": status}
    if errors is not None:
        body["errors"] = errors
    if instance is not None:
        body["instance"] = instance
    return JSONResponse(
        body, status_code=status, headers=extra, media_type="application/problem+json"
    )


def internal_error(request: Request) -> Response:
    """The answer to a fault of ours: no detail, only a name under which the log has it."""
    instance = f"urn:uuid:{uuid.uuid4()}"
    _log.error("fault", extra={"instance": instance}, exc_info=True)
    problem = Problem(ProblemCode.INTERNAL, "the log has the details")
    return answer(request, problem, instance=instance)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser is asking, and not a program."""
    if "/api/" in request.url.path or request.url.path.startswith("/credentials/"):
        return False
    return "text/html" in request.headers.get("accept", "")


def _validation_errors(error: RequestValidationError) -> list[dict[str, str]]:
    # pydantic's own report repeats the input; only its kind and its place are passed on.
    found = []
    for item in error.errors()[:_MAX_ERRORS]:
        place = [part for part in item["loc"] if part not in {"body", "query", "path"}]
        if item["type"] == "json_invalid":
            place = []
        found.append({"detail": _detail(item), "pointer": at_pointer("", *place)})
    return found


def _detail(item: Mapping[str, Any]) -> str:
    if item["type"] == "value_error":
        return "the value has the wrong form"
    return str(item["msg"])
