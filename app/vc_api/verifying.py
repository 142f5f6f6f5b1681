"""POST /credentials/verify and /presentations/verify of the W3C VC API.

A thin projection of the report: 200 when it is valid, 400 for whatever is not.
"""

from typing import Any

from fastapi import Request, Response
from starlette.responses import JSONResponse

from app.base.deps import Now, Services, ServicesDep
from app.base.routing import Router
from app.verifier.deps import VerifierDep, admit
from credentials import (
    CredentialsError,
    Expectation,
    JSONObject,
    Policy,
    Problem,
    ProblemCode,
    VerificationReport,
    as_bytes,
    read_json,
    refuse,
)

router = Router(tags=["W3C VC API"])

_BAD_REQUEST = 400
_OPTIONS = {"type": "object", "additionalProperties": True}


def _body(member: str) -> dict[str, Any]:
    """The request body of one address, for the OpenAPI document."""
    schema = {
        "type": "object",
        "properties": {member: {"oneOf": [{"type": "object"}, {"type": "string"}]}},
        "required": [member],
    }
    schema["properties"]["options"] = _OPTIONS  # type: ignore[index]
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.post(
    "/credentials/verify",
    response_class=JSONResponse,
    openapi_extra=_body("verifiableCredential"),
    responses={400: {"description": "It is not valid, or nothing was sent to verify."}},
)
async def verify_credential(
    request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """Check a credential by all that the Recommendations allow."""
    await admit(request, services, now)
    try:
        body = await _read(request)
        content = _content(body, "verifiableCredential")
    except CredentialsError as error:
        return _refused((error.problem,), services)
    report = await verifier.check(content, at=now, policy=Policy.W3C)
    if report.is_presentation:
        problem = Problem(ProblemCode.BAD_VALUE, "a presentation where a credential is due")
        return _refused((problem,), services)
    return _answered(report, services)


@router.post(
    "/presentations/verify",
    response_class=JSONResponse,
    openapi_extra=_body("verifiablePresentation"),
    responses={400: {"description": "It is not valid, or nothing was sent to verify."}},
)
async def verify_presentation(
    request: Request, services: ServicesDep, verifier: VerifierDep, now: Now
) -> Response:
    """Check a presentation: its own proof, domain and challenge, then each credential."""
    await admit(request, services, now)
    try:
        body = await _read(request)
        content = _content(body, "verifiablePresentation")
        expect = _expectation(body.get("options"))
    except CredentialsError as error:
        return _refused((error.problem,), services)
    report = await verifier.check(content, at=now, expect=expect, policy=Policy.W3C)
    if report.parsed is not None and not report.is_presentation:
        problem = Problem(ProblemCode.BAD_VALUE, "a credential where a presentation is due")
        return _refused((problem,), services)
    return _answered(report, services)


async def _read(request: Request) -> JSONObject:
    body = read_json(await request.body())
    if not isinstance(body, dict):
        raise refuse(ProblemCode.REQUEST_INVALID, "the body is not a JSON object")
    return body


def _content(body: JSONObject, member: str) -> bytes:
    """What is to be verified; a token may come as a text, and JSON as JSON only."""
    sent = body.get(member)
    if isinstance(sent, str) and sent.strip("\ufeff \t\r\n")[:1] not in ("", "{"):
        return sent.encode()
    if isinstance(sent, dict):
        return as_bytes(sent)
    raise refuse(ProblemCode.REQUEST_INVALID, f"there is no {member}", f"/{member}")


def _expectation(options: Any) -> Expectation:
    asked = options if isinstance(options, dict) else {}
    texts = []
    for member in ("domain", "challenge"):
        value = asked.get(member)
        if value is not None and not isinstance(value, str):
            raise refuse(ProblemCode.REQUEST_INVALID, "not a text", f"/options/{member}")
        texts.append(value)
    domain, challenge = texts
    return Expectation(domain=domain, challenge=challenge)


def _answered(report: VerificationReport, services: Services) -> Response:
    if not report:
        return _refused(report.problems, services)
    base = _problem_base(services)
    answer: JSONObject = {"verified": True, "problemDetails": []}
    # In a 200 anything called `errors` would be read as a failure.
    warnings = [warning.as_json(problem_base=base) for warning in report.warnings]
    if warnings:
        answer["warnings"] = warnings
    return JSONResponse(answer)


def _refused(problems: tuple[Problem, ...], services: Services) -> Response:
    base = _problem_base(services)
    details = [problem.as_json(problem_base=base) for problem in problems]
    answer = {"verified": False, "problemDetails": details, "errors": details}
    return JSONResponse(answer, status_code=_BAD_REQUEST)


def _problem_base(services: Services) -> str:
    return f"{services.settings.public_url}/problems"
