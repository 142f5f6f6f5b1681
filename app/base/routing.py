"""Routes that are read when somebody first asks for them, and not all of them at each start.

FastAPI looks at every parameter of every handler when it is declared. That takes longer than
everything else of a start, and most processes serve few of their four hundred addresses.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

import fastapi
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.routing import Match, compile_path
from starlette.types import Receive, Scope, Send
from typing_extensions import override

_BUILDING = RLock()
_OF_THE_PATH = ("path_regex", "path_format", "param_convertors")


class Route(APIRoute):
    """What FastAPI makes of a handler, made when it is first used; the same from then on."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        self.path = path
        self.endpoint = endpoint
        self.name = declared.get("name") or endpoint.__name__
        self.methods = {method.upper() for method in declared.get("methods") or ("GET",)}
        self.include_in_schema = declared.get("include_in_schema", True)
        self._begins = path.partition("{")[0]
        self._declared: dict[str, Any] | None = declared

    def __getattr__(self, name: str) -> Any:
        """What is not there yet: Python asks here only then."""
        if name in _OF_THE_PATH:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        else:
            # Applications in several threads, as in tests, share the routes.
            with _BUILDING:
                self._build(name)
        return self.__dict__[name]

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether a request is for this route; of most it is seen without a pattern."""
        if self._begins not in scope["path"]:
            return Match.NONE, {}
        return super().matches(scope)

    def _build(self, wanted: str) -> None:
        declared = self.__dict__.get("_declared")
        if declared is not None:
            # Before it is made: a second question for what no route has gets its answer.
            self._declared = None
            declared["include_in_schema"] = self.include_in_schema
            try:
                super().__init__(self.path, self.endpoint, **declared)
            except BaseException:
                self._declared = declared
                raise
        if wanted not in self.__dict__:
            raise AttributeError(wanted)


class PlainRoute(Route):
    """A route whose handler takes the request first, and needs nothing else but its query.

    A request without a query is handed to it as it is: to find out that there is nothing to bring
    takes FastAPI longer than to read a document.
    """

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["query_string"] or scope["method"] not in (self.methods or ()):
            await super().handle(scope, receive, send)
            return
        response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


class Router(fastapi.APIRouter):  # noqa: TID251 - the one that makes it
    """Where a slice declares its routes."""

    def __init__(self, *, route_class: type[Route] = Route, **declared: Any) -> None:
        super().__init__(route_class=route_class, **declared)
