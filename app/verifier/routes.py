"""POST /api/v1/verify: anybody may check anything, from any page of the web."""

from functools import partial
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse

from app.base import problems
from app.base.deps import Now, Services, ServicesDep
from app.verifier import intake, receipts
from app.verifier.answer import answer
from app.verifier.deps import VerifierDep, admit, admit_code
from app.verifier.intake import Found, Nothing
from app.verifier.reading import read, read_validity
from app.verifier.service import Examined
from credentials import CredentialsError, ProblemCode, refuse

router = APIRouter(tags=["verification"])

# Any page may ask, and none may send the reader's cookies along (security.md, T69).
_ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_MAX_PARTS = 4
_WantsReceipt = Annotated[
    Literal["plain", "titled"] | None,
    Query(description="Ask for a receipt: without a word of the certificate, or with its title."),
]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The credential itself, a picture with one, or one of the forms below.",
        "content": {
            "application/vc": {"schema": {"type": "object"}},
            "application/vc+jwt": {"schema": {"type": "string"}},
            "application/json": {
                "schema": {
                    "oneOf": [
                        {
                            "type": "object",
                            "properties": {member: {"type": "string"}},
                            "required": [member],
                            "additionalProperties": False,
                        }
                        for member in ("text", "url", "code")
                    ]
                    + [{"type": "object", "description": "a credential or presentation"}]
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"file": {"type": "string", "format": "binary"}},
                    "required": ["file"],
                }
            },
            "image/png": {"schema": {"type": "string", "format": "binary"}},
            "image/svg+xml": {"schema": {"type": "string"}},
            "image/jpeg": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "/api/v1/verify",
    summary="Check a certificate",
    response_class=JSONResponse,
    responses={422: {"description": "There is no credential in what was sent."}},
    openapi_extra=_BODY,
)
async def verify(
    request: Request,
    services: ServicesDep,
    verifier: VerifierDep,
    now: Now,
    receipt: _WantsReceipt = None,
) -> Response:
    """Check a credential in any form; the answer is 200 whatever the verdict.

    With `receipt` it has a signed receipt of the check, which names nobody unless it is to be
    `titled`. Nothing that was sent is kept.
    """
    try:
        await admit(request, services, now)
        found = await verifier.locate(await _found(request, services))
        if isinstance(found, intake.PrintedCode):
            await admit_code(request, services)
        examined = await verifier.examine(found, at=now)
        if isinstance(examined, Nothing):
            raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, intake.DETAILS[examined.why])
        given = await _receipt(examined, receipt, services) if receipt else {}
    except CredentialsError as error:
        return problems.answer(request, error.problem, headers=_ANY_PAGE)
    answered = answer(examined, public_url=services.settings.public_url)
    return JSONResponse(answered | given, headers=_ANY_PAGE)


@router.options("/api/v1/verify", include_in_schema=False)
async def preflight() -> Response:
    """What a page of another host asks before it sends a JSON body (Fetch, "CORS protocol")."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type, Authorization",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


async def _receipt(
    examined: Examined, wanted: Literal["plain", "titled"], services: Services
) -> dict[str, str]:
    is_code = examined.printed is not None
    reading = read_validity(examined.report) if is_code else read(examined.report)
    checked = receipts.facts_of(examined.report, examined.content, reading=reading)
    if wanted == "plain":
        checked = checked.without_title()
    at, public_url = checked.at, services.settings.public_url
    sign = partial(
        receipts.signer, services.database, custody=services.custody, public_url=public_url, at=at
    )
    signer = await to_thread.run_sync(sign)
    return {"receipt": receipts.write(checked, signer=signer, public_url=public_url, at=at)}


async def _found(request: Request, services: Services) -> Found:
    public_url = services.settings.public_url
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return intake.find(await _uploaded(request), public_url=public_url)
    content = await request.body()
    match intake.asked_in_json(content):
        case ("text", text):
            return intake.find_in_text(text, public_url=public_url)
        case ("url", link):
            return intake.find_link(link, public_url=public_url)
        case ("code", code):
            return intake.find_code(code)
        case _:
            return intake.find(content, public_url=public_url)


async def _uploaded(request: Request) -> bytes:
    async with request.form(max_files=1, max_fields=_MAX_PARTS) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise refuse(ProblemCode.REQUEST_INVALID, "there is no file", "/file")
        return await file.read()
