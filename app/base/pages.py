"""Pages: templates rendered on the server, static files by content, and forms that only we made.

Templates of every slice are found by name; a page sends nothing that needs another host.
"""

import base64
import hashlib
import hmac
import mimetypes
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_datetime_format
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.base import locales, wording

# Where it is, and not by which link it was found: that may lead to the next version tomorrow.
BASE_FOLDER = Path(__file__).resolve().parent
FORM_FIELD = "csrf"
_NEVER_STORED = "no-store"
_Say = Callable[..., str]


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that belongs to the pages, with the name of its content."""

    content: bytes
    media_type: str
    version: str


class Pages:
    """Renders templates; `folders` hold `templates` and `static`, one pair per slice."""

    def __init__(self, folders: Sequence[Path], *, secret: bytes) -> None:
        self._secret = secret
        # What every page is given besides; it may belong to this application alone.
        self.given: dict[str, Any] = {}
        self.environment = _environment(tuple(folders))
        self.static: Mapping[str, StaticFile] = _static_files(tuple(folders))

    def static_address(self, name: str) -> str:
        """The address of a static file; it changes with the file's content."""
        return _address(self.static, name)

    def form_token(self, *parts: str) -> str:
        """What a form of ours carries, bound to cookies of the browser that asked for it."""
        message = "\n".join(parts).encode()
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()

    def text(self, name: str, /, **context: Any) -> str:
        """A filled-in template: the text of a page or of a mail."""
        return self.environment.get_template(name).render(self.given, **context)


def render(
    request: Request,
    name: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A page in the language of the request.

    Templates also have `csrf_field()` for forms, `static(name)`, `language()`, `direction()`,
    `qr_image(text)`, `own_address` (path and query of this page without the language), and
    the filters `day`, `month`, `moment`, `local` and `partial_day`. A page is kept by nobody unless
    `headers` say otherwise.
    """
    pages: Pages = request.app.state.services.pages
    seed = request.cookies.get(csrf_cookie(request)) or secrets.token_urlsafe(16)
    token = csrf_token(request, seed)
    body = pages.text(
        name,
        request=request,
        own_address=request.url.path,
        csrf_field=lambda: Markup('<input type="hidden" name="{}" value="{}">').format(
            FORM_FIELD, token
        ),
        **context,
    )
    response = HTMLResponse(body, status_code=status, headers=dict(headers or {}))
    response.headers.setdefault("Cache-Control", _NEVER_STORED)
    response.headers["Content-Language"] = locales.language()
    response.headers["Vary"] = "Accept-Language, Cookie"
    if csrf_cookie(request) not in request.cookies:
        set_cookie(request, response, "csrf", seed)
    return response


# ── Cookies and forms ───────────────────────────────────────────────────────────────────


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie of ours: bound to this host on https, plain on a loopback http."""
    uses_https = request.app.state.services.settings.uses_https
    return f"__Host-{name}" if uses_https else name


def csrf_cookie(request: Request) -> str:
    """The cookie that a form's token is bound to."""
    return cookie_name(request, "csrf")


def session_cookie(request: Request) -> str:
    """The cookie with the log-in of staff and operators."""
    return cookie_name(request, "session")


def set_cookie(
    request: Request,
    response: HTMLResponse | Any,
    name: str,
    value: str,
    *,
    max_age: int | None = None,
) -> None:
    """Set a cookie that scripts and other hosts cannot read; `max_age` in seconds.

    Without `max_age` it ends with the browser; 0 deletes it.
    """
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age,
        path="/",
        secure=request.app.state.services.settings.uses_https,
        httponly=True,
        samesite="lax",
    )


def csrf_token(request: Request, seed: str) -> str:
    """The token of a form for this browser and, if there is one, this log-in."""
    pages: Pages = request.app.state.services.pages
    return pages.form_token(seed, request.cookies.get(session_cookie(request), ""))


def form_is_ours(request: Request, sent: str) -> bool:
    """Whether a form was made by a page that we gave to this browser."""
    seed = request.cookies.get(csrf_cookie(request), "")
    return bool(seed) and hmac.compare_digest(sent.encode(), csrf_token(request, seed).encode())


# ── What templates need ─────────────────────────────────────────────────────────────────


def day(value: date | datetime) -> str:
    """A day as people of the language write it, with the month as a word."""
    return format_date(value, format="d MMMM y", locale=locales.language())


def month(value: date) -> str:
    """A month and its year, as people of the language write it."""
    return format_date(value, format="MMMM y", locale=locales.language())


def partial_day(stored: str) -> str:
    """A year, a month or a day of which no more is known: `2024`, `2024-05`, `2024-05-31`."""
    parts = [int(part) for part in stored.split("-")]
    known = date(*[*parts, 1, 1][:3])
    pattern = ("y", "MMMM y", "d MMMM y")[len(parts) - 1]
    return format_date(known, format=pattern, locale=locales.language())


def moment(value: datetime) -> str:
    """A moment, to the minute and in UTC, which is said."""
    return f"{local(value, 'UTC')} UTC"


def local(value: datetime, zone: str) -> str:
    """A moment to the minute as the clocks of a time zone show it; the page says which."""
    name = locales.language()
    # Day and time are joined as the language does it: Arabic has a comma of its own.
    joined = str(get_datetime_format("medium", locale=name))
    pattern = joined.format("HH:mm", "d MMMM y")
    return format_datetime(value.astimezone(ZoneInfo(zone)), format=pattern, locale=name)


def qr_image(content: str) -> str:
    """A QR code as the address of a picture that is part of the page (`data:`)."""
    import qrcode.constants  # noqa: PLC0415 - most processes never draw one
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415 - as above

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(content)
    code.make(fit=True)
    written = BytesIO()
    code.make_image(image_factory=SvgPathImage).save(written)
    return "data:image/svg+xml;base64," + base64.b64encode(written.getvalue()).decode()


@cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """The templates of these folders, compiled once for all applications of this process."""
    environment = Environment(
        loader=FileSystemLoader([folder / "templates" for folder in folders]),
        # A mail is plain text: escaped, it would show `&amp;` to its reader.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        # A process shows the pages of the version that it is.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    # The extension adds this method to the environment when it is loaded.
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=locales.gettext,
        ngettext=locales.ngettext,
        pgettext=locales.pgettext,
        newstyle=True,
    )
    for name in ("gettext", "ngettext", "pgettext"):
        environment.globals[name] = _isolating(cast(_Say, environment.globals[name]))
    environment.globals |= {
        "static": partial(_address, _static_files(folders)),
        "language": locales.language,
        "direction": locales.direction,
        "languages": locales.LANGUAGES,
        "own_name": locales.own_name,
        "language_name": locales.language_name,
        "country_name": locales.country_name,
        "countries": locales.countries,
        "tongues": locales.tongues,
        "qr_image": qr_image,
        "problem_sentence": wording.problem_sentence,
        "problem_advice": wording.problem_advice,
    }
    environment.filters |= {name: _isolated(say) for name, say in _DAYS.items()}
    return environment


_DAYS: Mapping[str, _Say] = MappingProxyType(
    {"day": day, "month": month, "moment": moment, "local": local, "partial_day": partial_day}
)


def _isolating(say: _Say) -> _Say:
    """A translating function of templates whose variables keep the sentence's direction."""

    @pass_context
    def said(context: Context, *message: Any, **variables: Any) -> str:
        kept = {
            name: locales.isolated(value) if isinstance(value, str) else value
            for name, value in variables.items()
        }
        return say(context, *message, **kept)

    return said


def _isolated(say: _Say) -> _Say:
    """The filter that says the same, to stand in the middle of a line."""

    def said(*value: Any) -> str:
        return locales.isolated(say(*value))

    return said


def _address(static: Mapping[str, StaticFile], name: str) -> str:
    return f"/static/{static[name].version}/{name}"


@cache
def _static_files(folders: tuple[Path, ...]) -> Mapping[str, StaticFile]:
    found: dict[str, StaticFile] = {}
    for folder in folders:
        root = folder / "static"
        for path in sorted(root.rglob("*")) if root.is_dir() else []:
            if not path.is_file():
                continue
            content = path.read_bytes()
            name = path.relative_to(root).as_posix()
            if name in found:
                raise ValueError(f"two static files are named {name}")
            version = hashlib.sha256(content).hexdigest()[:16]
            media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
            found[name] = StaticFile(content, media_type, version)
    return found
