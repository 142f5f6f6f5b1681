"""Serves the pages' own files, under addresses that change with their content."""

from fastapi import Request, Response

from app.base.deps import ServicesDep
from app.base.routing import Router
from credentials import ProblemCode, refuse

router = Router(include_in_schema=False)

_FOREVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=300"


@router.get("/static/{version}/{name:path}")
async def static_file(version: str, name: str, request: Request, services: ServicesDep) -> Response:
    """One file; under an old version's address it is kept for five minutes only."""
    file = services.pages.static.get(name)
    if file is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such file")
    headers = {
        "ETag": f'"{file.version}"',
        "Cache-Control": _FOREVER if version == file.version else _SHORTLY,
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
