"""A browser that is shared or somebody else's: what it is told, so that nothing stays there.

What closes the passport is in the database; the cookie is for showing only.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from app.base import pages
from app.base.deps import Services

# Gone with the browser: when the passport closes here, in seconds since 1970, and 0 before
# one was opened.
_COOKIE = "lent"
_LONGEST = 12


@dataclass(frozen=True, slots=True)
class Closing:
    """In how many seconds a passport closes by itself, for the layout of every page."""

    seconds: int

    @property
    def minutes(self) -> int:
        """The same in minutes, a begun one as a whole one."""
        return math.ceil(self.seconds / 60)


def say_lent(request: Request, response: Response, closes_at: datetime | None = None) -> None:
    """Note in this browser, for as long as it is open, that it is not the holder's own."""
    value = str(int(closes_at.timestamp())) if closes_at else "0"
    pages.set_cookie(request, response, _COOKIE, value)


def say_own(request: Request, response: Response) -> None:
    """Take that note away."""
    if is_lent(request):
        pages.set_cookie(request, response, _COOKIE, "", max_age=0)


def is_lent(request: Request) -> bool:
    """Whether somebody said that this browser is not their own."""
    return _until(request) is not None


def closing(request: Request) -> Closing | None:
    """When the passport that is open here closes by itself; None where it does not."""
    services: Services = request.app.state.services
    return closing_at(_until(request) or 0, now=services.clock())


def closing_at(ends: float, *, now: datetime) -> Closing | None:
    """The same for a moment in seconds since 1970; None when it is over."""
    left = math.ceil(ends - now.timestamp())
    return Closing(left) if left > 0 else None


def leave_nothing(response: Response) -> None:
    """Have the browser forget what it kept of this service (Clear Site Data §3.1)."""
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def _until(request: Request) -> int | None:
    held = request.cookies.get(pages.cookie_name(request, _COOKIE), "")
    return int(held) if held.isascii() and held.isdigit() and len(held) <= _LONGEST else None
