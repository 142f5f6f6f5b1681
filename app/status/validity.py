"""How long a signed list holds, how long it may be kept, and which one is handed out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.status.tables import StatusList
from app.status.token_lists.tables import TokenList
from credentials import CredentialsError, ProblemCode

TIME_TO_LIVE = timedelta(seconds=300)
# A list is good for two days and is signed again after one, so that at any moment it
# holds for at least 24 hours, even if the service stops.
VALIDITY = timedelta(hours=48)
LEAST_VALIDITY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Published:
    """A signed list, and until when it holds."""

    content: bytes = field(repr=False)
    until: datetime


def fresh(listed: StatusList | TokenList, *, at: datetime) -> bytes | None:
    """The list as it was last signed, if nothing has changed since and it holds long enough."""
    until = listed.content_until
    is_fresh = listed.content_changes == listed.changes and until is not None
    return listed.content if is_fresh and until and until - at >= LEAST_VALIDITY else None


def served(listed: StatusList | TokenList, sign: Callable[[], bytes], *, at: datetime) -> Published:
    """What is handed out to everybody: what `sign` makes, or what was signed before.

    While the key of its body is away, that is the last one that still holds, as anybody who
    kept it would show it too. Raises `key-unavailable` when there is none.
    """
    until = listed.content_until
    if (kept := fresh(listed, at=at)) is not None and until is not None:
        return Published(kept, until)
    try:
        return Published(sign(), at + VALIDITY)
    except CredentialsError as error:
        is_away = error.problem.code is ProblemCode.KEY_UNAVAILABLE
        if is_away and listed.content is not None and until is not None and until > at:
            return Published(listed.content, until)
        raise
