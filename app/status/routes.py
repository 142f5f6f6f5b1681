"""The address at which everybody reads a status list."""

from hashlib import sha256

from fastapi import APIRouter, Request, Response

from app.base.deps import Now, ReadingDep, ServicesDep
from app.status import service

router = APIRouter(tags=["public"])


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
