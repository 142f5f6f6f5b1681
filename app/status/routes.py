"""The addresses at which everybody reads a status list."""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.routing import Router
from app.status import service
from app.status.publication.folder import compressed
from app.status.token_lists import service as token_lists
from app.status.validity import TIME_TO_LIVE, Published
from credentials import TOKEN_LIST_CWT_MEDIA_TYPE, TOKEN_LIST_MEDIA_TYPE, MediaType

router = Router(tags=["public"])

_NOT_OFFERED = 501
# What a credential is as well (VCDM 2.0 §6.2).
_AS_JSON = ("application/ld+json", "application/json")
# Lists that are asked for again and again are compressed once.
_COMPRESSED = lru_cache(maxsize=512)(compressed)


@router.head("/status/{list_id}", include_in_schema=False)
@router.get("/status/{list_id}", response_class=Response)
def status_list(
    list_id: str, request: Request, session: ReadingDep, services: ServicesDep, now: Now
) -> Response:
    """A signed BitstringStatusListCredential; it may be kept for five minutes.

    The `timestamp` parameter of the specification (§3.2) is not offered: the list is
    always the present one.
    """
    listed = service.served(session, list_id, custody=services.custody, at=now)
    media_type = _as_taken(request.headers.get("accept", "*/*"))
    return _answer(request, listed, media_type, at=now)


@router.head("/token-status/{list_id}", include_in_schema=False)
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
    listed = token_lists.served(session, list_id, custody=services.custody, at=now, as_cwt=as_cwt)
    media_type = TOKEN_LIST_CWT_MEDIA_TYPE if as_cwt else TOKEN_LIST_MEDIA_TYPE
    return _answer(request, listed, media_type, at=now)


def _as_taken(accepted: str) -> str:
    """The media type of a list: a client of JSON-LD that says it takes nothing else gets that."""
    if any(taken in accepted for taken in (MediaType.VC, "*/*", "application/*")):
        return MediaType.VC
    return next((kind for kind in _AS_JSON if kind in accepted), MediaType.VC)


def _answer(request: Request, listed: Published, media_type: str, *, at: datetime) -> Response:
    """A list as caches like it: with a strong ETag, compressed for who takes that (RFC 9110)."""
    content, headers = listed.content, _cache_headers(listed, at=at)
    headers["Vary"] = "Accept, Accept-Encoding"
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = _COMPRESSED(content)
        headers["Content-Encoding"] = "gzip"
    # Of the bytes as they are sent, so that each form has its own.
    tag = headers["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    if _is_at_hand(tag, request.headers.get("if-none-match", "")):
        headers.pop("Content-Encoding", None)
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _cache_headers(listed: Published, *, at: datetime) -> dict[str, str]:
    """How long it may be kept: as its `ttl` says, and while we cannot be asked as long as it holds.

    Never longer than it holds (RFC 5861 for `stale-if-error`).
    """
    left = max(timedelta(0), listed.until - at)
    age = min(TIME_TO_LIVE, left)
    return {
        "Cache-Control": f"public, max-age={int(age.total_seconds())}, "
        f"stale-if-error={int((left - age).total_seconds())}",
        "Access-Control-Allow-Origin": "*",
    }


def _is_at_hand(tag: str, if_none_match: str) -> bool:
    """Whether the asker has it already (RFC 9110 §13.1.2: compared weakly)."""
    named = [name.strip().removeprefix("W/") for name in if_none_match.split(",")]
    return tag in named or named == ["*"]
