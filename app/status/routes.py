"""The addresses at which everybody reads a status list."""

import gzip
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.base.deps import Now, ReadingDep, ServicesDep
from app.status import service
from app.status.token_lists import service as token_lists
from credentials import TOKEN_LIST_CWT_MEDIA_TYPE, TOKEN_LIST_MEDIA_TYPE

router = APIRouter(tags=["public"])

_NOT_OFFERED = 501


@router.get("/status/{list_id}", response_class=Response)
def status_list(
    list_id: str, request: Request, session: ReadingDep, services: ServicesDep, now: Now
) -> Response:
    """A signed BitstringStatusListCredential; it may be kept for five minutes.

    The `timestamp` parameter of the specification (§3.2) is not offered: the list is
    always the present one.
    """
    listed = service.published(session, list_id, custody=services.custody, at=now)
    tag = f'"{sha256(listed.content).hexdigest()[:32]}"'
    seconds = int(service.TIME_TO_LIVE.total_seconds())
    headers = {
        "ETag": tag,
        "Cache-Control": f"public, max-age={seconds}",
        "Access-Control-Allow-Origin": "*",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(listed.content, media_type=listed.media_type, headers=headers)


@router.get(
    "/token-status/{list_id}",
    response_class=Response,
    responses={501: {"description": "Lists of an earlier time (`time`) are not offered."}},
)
def token_status_list(
    list_id: str, request: Request, session: ReadingDep, services: ServicesDep, now: Now
) -> Response:
    """A Status List Token (Token Status List §8), a JWT unless a CWT is asked for.

    It may be kept for five minutes. The list is always the present one: the parameter `time`
    is answered 501 (§8.4).
    """
    if "time" in request.query_params:
        return JSONResponse(
            {"type": "about:blank", "title": "Not Implemented", "status": _NOT_OFFERED},
            status_code=_NOT_OFFERED,
            media_type="application/problem+json",
        )
    as_cwt = TOKEN_LIST_CWT_MEDIA_TYPE in request.headers.get("accept", "")
    content = token_lists.published(
        session, list_id, custody=services.custody, at=now, as_cwt=as_cwt
    )
    headers = {
        "Cache-Control": f"public, max-age={int(token_lists.TIME_TO_LIVE.total_seconds())}",
        "Access-Control-Allow-Origin": "*",
        "Vary": "Accept, Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = gzip.compress(content, mtime=0)
        headers["Content-Encoding"] = "gzip"
    tag = headers["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    media_type = TOKEN_LIST_CWT_MEDIA_TYPE if as_cwt else TOKEN_LIST_MEDIA_TYPE
    return Response(content, media_type=media_type, headers=headers)
