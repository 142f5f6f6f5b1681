"""The outermost layer of the service: limits on bodies, headers of safety, language, log.

It is plain ASGI, so that a body is counted while it arrives and never gathered first.
"""

import logging
import re
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.base import locales, logs, problems
from app.base.deps import HAS_WRITTEN, RECENT_COOKIE, RECENT_S, Services
from app.base.telemetry import Say
from credentials import CredentialsError, ProblemCode, refuse

_log = logging.getLogger(__name__)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
_STRICT_TRANSPORT = "max-age=31536000"
_YEAR = 31_536_000

_FILES = (
    "multipart/form-data",
    "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
# The two places that take a class list. Everywhere else a body is gathered in memory, some
# before it is known who asks.
_UPLOADS = re.compile("/console/lists/new|/api/v1/organisations/[^/]+/batches")
# Many certificates to be checked at once; what comes is written to a file and not gathered.
_MANY = re.compile("/verify/many(?:/[^/]+/again)?|/api/v1/bulk-checks")
# What an applicant hands in, with the form around it.
_PAPERS = re.compile("/apply/[^/]+/documents")
_MAX_PAPERS = 10_100_000
_VERIFIES = (
    "/verify",
    "/api/v1/verify",
    "/passport/import",
    "/wallet/api/v1/imports",
    "/passport/about-me",
    "/wallet/api/v1/about-me/photo",
)


class Edge:
    """Wraps the application; what happens here happens to every request."""

    def __init__(self, application: ASGIApp, *, services: Services) -> None:
        self._application = application
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        exchange = _Exchange(self._services, scope, receive, send)
        with (
            logs.about(request=secrets.token_hex(8)),
            locales.speaking(_language(scope)),
        ):
            await exchange.serve(self._application)


class _Exchange:
    """One request and its answer, as they pass the edge."""

    def __init__(self, services: Services, scope: Scope, receive: Receive, send: Send) -> None:
        self._services = services
        self._scope = scope
        self._receive = receive
        self._send = send
        self._limit = _body_limit(services, scope)
        self._received = 0
        self._status = 0

    async def serve(self, application: ASGIApp) -> None:
        with self._services.spans.of("request", is_request=True) as say:
            await self._serve(application, say)

    async def _serve(self, application: ASGIApp, say: Say) -> None:
        began = time.perf_counter()
        request = Request(self._scope)
        try:
            self._check_headers()
            await application(self._scope, self.receive, self.send)
        except CredentialsError as error:
            await self._answer(request, error)
        except ClientDisconnect:
            _log.debug("the client went away")
        except Exception:  # noqa: BLE001 - this is the HTTP edge: nothing gets past it
            response = problems.internal_error(request)
            if not self._status:
                await response(self._scope, self._receive, self.send)
        self._note(time.perf_counter() - began, say)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._limit:
                # FastAPI lets only this exception through while it reads a body.
                raise HTTPException(413, _too_large(self._limit).problem.detail)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            # What may be kept says so itself; everything else may be about a person.
            headers.setdefault("Cache-Control", "no-store")
            if self._services.settings.uses_https:
                headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
            if self._services.leaving.is_set():
                # The connection would be closed at a moment when another request may be on
                # its way; so this answer is said to be the last one.
                headers["Connection"] = "close"
            self._remember_language(headers)
            self._remember_writing(headers)
        await self._send(message)

    async def _answer(self, request: Request, error: CredentialsError) -> None:
        if not self._status:
            response = problems.refusal(request, error)
            await response(self._scope, self._receive, self.send)

    def _check_headers(self) -> None:
        headers = Headers(scope=self._scope)
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise refuse(ProblemCode.UNSUPPORTED_MEDIA, "send the body without compression")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit():
            raise refuse(ProblemCode.REQUEST_INVALID, "the Content-Length has the wrong form")
        if int(length[:20]) > self._limit:
            raise _too_large(self._limit)

    def _remember_language(self, headers: MutableHeaders) -> None:
        asked = _asked_language(self._scope)
        if asked in locales.LANGUAGES:
            secure = "; Secure" if self._services.settings.uses_https else ""
            headers.append(
                "Set-Cookie",
                f"{locales.COOKIE}={asked}; Max-Age={_YEAR}; Path=/; SameSite=Lax{secure}",
            )

    def _remember_writing(self, headers: MutableHeaders) -> None:
        """Have this browser's next pages read where it has just written."""
        if self._services.database.has_copy and self._scope.get(HAS_WRITTEN):
            secure = "; Secure" if self._services.settings.uses_https else ""
            headers.append(
                "Set-Cookie",
                f"{RECENT_COOKIE}=1; Max-Age={RECENT_S}; Path=/; HttpOnly; SameSite=Lax{secure}",
            )

    def _note(self, seconds: float, say: Say) -> None:
        # The pattern, such as /c/{code}: what was in its place may be a secret.
        route = getattr(self._scope.get("route"), "path", "none")
        method = _known_method(self._scope)
        say(
            f"{method} {route}",
            {
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": self._status,
            },
        )
        metrics = self._services.metrics
        metrics.requests.labels(method, route, self._status).inc()
        metrics.seconds.labels(route).observe(seconds)
        if route not in {"/healthz", "/readyz", "/metrics"}:
            _log.info(
                "request",
                extra={
                    "method": method,
                    "path": route,
                    "status": self._status,
                    "milliseconds": round(seconds * 1000, 1),
                },
            )


def _known_method(scope: Scope) -> str:
    # Any word may stand there, and each would be a new series of measurements.
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "OTHER"


def _body_limit(services: Services, scope: Scope) -> int:
    path, settings = scope["path"], services.settings
    media_type = Headers(scope=scope).get("content-type", "").lower()
    if _UPLOADS.fullmatch(path) and media_type.startswith(_FILES):
        return settings.max_upload
    if _PAPERS.fullmatch(path) and media_type.startswith("multipart/form-data"):
        return _MAX_PAPERS
    if _MANY.fullmatch(path):
        return settings.max_upload
    if path in _VERIFIES:
        return settings.max_verify
    return settings.max_json


def _too_large(limit: int) -> CredentialsError:
    return refuse(ProblemCode.TOO_LARGE, f"more than {limit} bytes")


def _language(scope: Scope) -> str:
    headers = Headers(scope=scope)
    return locales.choose(
        asked=_asked_language(scope),
        remembered=_cookie(headers.get("cookie", "")),
        accepted=headers.get("accept-language", ""),
    )


def _asked_language(scope: Scope) -> str | None:
    query = scope.get("query_string", b"")
    if b"lang=" not in query:
        return None
    try:
        values = parse_qs(query.decode("latin-1"), max_num_fields=100).get("lang", [])
    except ValueError:
        return None
    return values[-1] if values else None


def _cookie(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(locales.COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None
