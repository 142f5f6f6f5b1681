"""The addresses at which what another installation published goes on to be read."""

from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.issuer.leaving.archive import Published
from app.issuer.leaving.shelf import Shelf

_HEADERS = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}


def routes_of(shelf: Shelf) -> Iterator[Route]:
    """A route for each key document and status list on the shelf, by its exact path."""
    for path, item in shelf.served():
        yield _route(path, item)


def _route(path: str, item: Published) -> Route:
    async def answer(_request: Request) -> Response:
        return Response(item.content, media_type=item.media_type, headers=_HEADERS)

    return Route(path, answer, methods=["GET"], include_in_schema=False)
