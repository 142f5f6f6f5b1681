"""Requests that may be sent twice and are carried out once, by their Idempotency-Key (R3).

One mechanism for every address of the API that changes something. Whoever asks is known first
(`begin`, in the dependency that every such address has); an answer that was given before is
given again, and a new one is kept in the transaction of the work, so that there is never one
without the other. What is kept is sealed: it may hold a claim code or a secret.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from typing_extensions import override

from app.base import idempotency
from app.base.custody import Custody
from app.base.idempotency import StoredAnswer
from app.base.routing import Route

_SEALED_FOR = "idempotent answers"
_KEPT_HEADERS = ("location", "cache-control", "content-disposition")
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Repeatable:
    """What makes a request the same as another: its key, and its method, address and body."""

    key: str | None
    digest: str


@dataclass(frozen=True, slots=True)
class _Begun:
    """A request whose answer is to be kept."""

    session: Session
    scope: str
    key: str
    digest: str
    custody: Custody
    at: datetime

    def keep(self, response: Response) -> None:
        sealed = self.custody.seal_bytes(
            bytes(response.body),
            purpose=_SEALED_FOR,
            bound_to=_bound_to(self.scope, self.key),
        )
        headers = response.headers
        answer = StoredAnswer(
            status=response.status_code,
            media_type=headers.get("content-type", ""),
            body=sealed,
            headers={name: headers[name] for name in _KEPT_HEADERS if name in headers},
        )
        idempotency.keep(
            self.session,
            scope=self.scope,
            key=self.key,
            request_digest=self.digest,
            answer=answer,
            at=self.at,
        )
        self.session.flush()


class _RepeatedError(Exception):
    """The request was carried out before; never leaves this module."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__()
        self.answer = answer


async def repeatable(
    request: Request,
    idempotency_key: Annotated[
        str | None, Header(description="The same key and body are carried out once, in 24 hours.")
    ] = None,
) -> Repeatable:
    """The request at hand."""
    if idempotency_key is None:
        return Repeatable(None, "")
    # The query is part of what is asked for.
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    digest = idempotency.request_digest(request.method, path, await request.body())
    return Repeatable(idempotency_key, digest)


Once = Annotated[Repeatable, Depends(repeatable)]


def begin(
    request: Request,
    session: Session,
    once: Repeatable,
    *,
    scope: str,
    custody: Custody,
    at: datetime,
) -> None:
    """Have the request answered as before, or its answer kept.

    To be called once it is known who asks. Raises `idempotency-mismatch` and `in-progress`.
    """
    if once.key is None or request.method == "GET":
        return
    stored = idempotency.once(session, scope=scope, key=once.key, request_digest=once.digest, at=at)
    if stored is None:
        request.state.begun = _Begun(session, scope, once.key, once.digest, custody, at)
        return
    opened = custody.unseal_bytes(
        stored.body, purpose=_SEALED_FOR, bound_to=_bound_to(scope, once.key)
    )
    raise _RepeatedError(StoredAnswer(stored.status, stored.media_type, opened, stored.headers))


class RepeatableRoute(Route):
    """An address that gives its answer again to a request that was carried out before."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its answer kept before the transaction ends."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response: Response = await handler(request)
            except _RepeatedError as repeated:
                return _again(repeated.answer)
            begun: _Begun | None = getattr(request.state, "begun", None)
            if begun is not None and response.status_code < _FIRST_ERROR:
                # The session of the request is still open: FastAPI ends it after this.
                await run_in_threadpool(partial(begun.keep, response))
            return response

        return handle


def _again(answer: StoredAnswer) -> Response:
    headers = {**answer.headers, "Idempotent-Replayed": "true"}
    response = Response(answer.body, status_code=answer.status, headers=headers)
    if answer.media_type:
        response.headers["Content-Type"] = answer.media_type
    return response


def _bound_to(scope: str, key: str) -> str:
    return f"{scope}\n{key}"
