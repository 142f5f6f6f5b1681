"""POST /api/v1/verify: anybody may check anything, from any page of the web."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal

from anyio import to_thread
from fastapi import Query, Request, Response
from starlette.responses import JSONResponse

from app.base import problems
from app.base.deps import Services
from app.base.routing import PlainRoute, Router
from app.verifier import intake, receipts, refreshing
from app.verifier.answer import answer_to_all
from app.verifier.deps import admit, admit_code, admit_further
from app.verifier.intake import Found, One
from app.verifier.parts import MOST_FILES, Answered, Brought, answer_each, files_in, parts_of
from app.verifier.reading import read, read_validity
from app.verifier.service import Examined, Verifier
from credentials import CredentialsError, ProblemCode, as_bytes, refuse

router = Router(tags=["verification"], route_class=PlainRoute)

# Any page may ask, and none may send the reader's cookies along (security.md, T69).
_ANY_PAGE = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
_MAX_PARTS = 4
_WantsReceipt = Annotated[
    Literal["plain", "titled"] | None,
    Query(description="Ask for a receipt: without a word of the certificate, or with its title."),
]
_WantsNewest = Annotated[
    bool,
    Query(description="Ask the issuer once for the newest state of a badge that names where."),
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
                    "properties": {
                        "file": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "maxItems": MOST_FILES,
                        }
                    },
                    "required": ["file"],
                }
            },
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
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
    receipt: _WantsReceipt = None,
    refresh: _WantsNewest = False,  # noqa: FBT002 - FastAPI names it
) -> Response:
    """Check a credential in any form; the answer is 200 whatever the verdict.

    Several files, or a picture or PDF file with several certificates in it, are answered with
    `results`: one answer for each, with its `file` and its `part`, or the `problem` with it.
    With `receipt` each has a signed receipt of the check, which names nobody unless it is to
    be `titled`. With `refresh` the issuer of a badge that has an address for that is asked
    once for its newest state, after its proof held. Nothing that was sent is kept.
    """
    # Taken from where FastAPI would bring them from, which takes longer to do so than it takes to
    # read the document: nothing is asked as often as this.
    services: Services = request.app.state.services
    verifier: Verifier = request.app.state.verifier
    now = services.clock()

    async def admit_one(found: One) -> None:
        if isinstance(found, intake.PrintedCode):
            await admit_code(request, services)

    try:
        await admit(request, services, now)
        parts = await parts_of(await _brought(request, services), verifier=verifier)
        await admit_further(request, services, now, checks=len(parts) - 1)
        answered = await answer_each(parts, verifier=verifier, admit=admit_one, at=now)
        newest: list[dict[str, Any]] = [{} for _ in answered]
        if refresh:
            found = [await _newest(item, verifier, at=now) for item in answered]
            answered, newest = [item for item, _ in found], [more for _, more in found]
        each = zip(answered, newest, strict=True)
        given = [await _given(item, receipt, services) | more for item, more in each]
        body = answer_to_all(answered, given, public_url=services.settings.public_url)
    except CredentialsError as error:
        return problems.answer(request, error.problem, headers=_ANY_PAGE)
    return Response(as_bytes(body), headers=_ANY_PAGE, media_type="application/json")


@router.options("/api/v1/verify", include_in_schema=False)
async def preflight(_request: Request) -> Response:
    """What a page of another host asks before it sends a JSON body (Fetch, "CORS protocol")."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type, Authorization",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers=headers)


async def _newest(
    answered: Answered, verifier: Verifier, *, at: datetime
) -> tuple[Answered, dict[str, Any]]:
    """The answer for the newest state of a badge, and whether its issuer gave one."""
    if not isinstance(answered.outcome, Examined):
        return answered, {}
    found = await refreshing.refresh(answered.outcome, verifier=verifier, at=at)
    return replace(answered, outcome=found.examined), {"refreshed": found.was_newer}


async def _given(
    answered: Answered, wanted: Literal["plain", "titled"] | None, services: Services
) -> dict[str, Any]:
    """What is given beside one answer: a receipt, where one was asked for."""
    if wanted is None or not isinstance(answered.outcome, Examined) or not answered.outcome.content:
        return {}
    return await _receipt(answered.outcome, wanted, services)


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


async def _brought(request: Request, services: Services) -> list[Brought]:
    public_url = services.settings.public_url
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        async with request.form(max_files=MOST_FILES, max_fields=_MAX_PARTS) as form:
            files = await files_in(form, public_url=public_url)
        if not files:
            raise refuse(ProblemCode.REQUEST_INVALID, "there is no file", "/file")
        return files
    return [Brought("", _found(await request.body(), public_url=public_url))]


def _found(content: bytes, *, public_url: str) -> Found:
    match intake.asked_in_json(content):
        case ("text", text):
            return intake.find_in_text(text, public_url=public_url)
        case ("url", link):
            return intake.find_link(link, public_url=public_url)
        case ("code", code):
            return intake.find_code(code)
        case _:
            return intake.find(content, public_url=public_url)
