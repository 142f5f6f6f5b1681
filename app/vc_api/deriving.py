"""POST /credentials/derive of the W3C VC API: a holder leaves parts out of a credential.

Nothing is kept, and nothing about the credential is written down.
"""

from typing import Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from app.base.deps import Now, ServicesDep
from app.base.routing import Router
from app.vc_api.pointers import pointers_in
from app.verifier.deps import admit
from credentials import (
    JSONObject,
    Policy,
    ProblemCode,
    as_bytes,
    derive,
    read_json,
    refuse,
)

router = Router(tags=["W3C VC API"])

_BODY: JSONObject = {
    "type": "object",
    "properties": {
        "verifiableCredential": {"type": "object"},
        "options": {
            "type": "object",
            "properties": {
                "selectivePointers": {"type": "array", "items": {"type": "string"}},
                "presentationHeader": {"type": "string"},
            },
        },
    },
    "required": ["verifiableCredential"],
}


@router.post(
    "/credentials/derive",
    status_code=201,
    response_class=JSONResponse,
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}}
    },
    responses={400: {"description": "Nothing can be left out of it, or nothing would be left."}},
)
async def derive_credential(request: Request, services: ServicesDep, now: Now) -> Response:
    """Leave out of a credential all but what its issuer demands and `options.selectivePointers`.

    `{verifiableCredential, options?}` gives `{verifiableCredential}`, which may be shown. Whether
    the issuer signed it is not asked here; `/credentials/verify` does. With `bbs-2023` the proof
    is made for `options.presentationHeader`, a text that the reader chose.
    """
    await admit(request, services, now)
    body = read_json(await request.body())
    if not isinstance(body, dict) or not isinstance(body.get("verifiableCredential"), dict):
        detail = "there is no credential to leave parts out of"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/verifiableCredential")
    content = as_bytes(body["verifiableCredential"])
    pointers = pointers_in(body.get("options"), "selectivePointers")
    header = _header_in(body.get("options"))
    shown = await run_in_threadpool(
        derive, content, pointers, presentation_header=header, policy=Policy.W3C
    )
    return JSONResponse(
        {"verifiableCredential": read_json(shown.content)},
        status_code=201,
        headers={"Cache-Control": "no-store"},
    )


def _header_in(options: Any) -> bytes:
    written = options.get("presentationHeader", "") if isinstance(options, dict) else ""
    if not isinstance(written, str):
        raise refuse(ProblemCode.BAD_VALUE, "not a text", "/options/presentationHeader")
    return written.encode()
