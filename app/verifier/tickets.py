"""What a check found, sealed for a page to carry along, so that nobody else can have written it.

So a reader can go on after a check of which nothing was kept.
"""

import base64
import binascii
import json
from datetime import datetime, timedelta

from app.base.custody import Custody
from credentials import CredentialsError, JSONObject, ProblemCode, refuse

GOOD_FOR = timedelta(hours=2)
_BOUND_TO = "ticket 1"
_LONGEST = 20_000


def sealed(facts: JSONObject, *, purpose: str, custody: Custody, at: datetime) -> str:
    """A ticket with these facts for one purpose, good for two hours after the check at `at`."""
    content = json.dumps({**facts, "at": at.isoformat()}, ensure_ascii=False)
    ticket = custody.seal(content, purpose=purpose, bound_to=_BOUND_TO)
    return base64.urlsafe_b64encode(ticket).decode()


def opened(
    ticket: str, *, purpose: str, custody: Custody, at: datetime
) -> tuple[JSONObject, datetime]:
    """The facts of a ticket, and when they were checked.

    Raises `not-allowed` for what we did not write for this purpose, `gone` for what is old.
    """
    try:
        content = base64.urlsafe_b64decode(ticket[:_LONGEST].encode())
        facts: JSONObject = json.loads(custody.unseal(content, purpose=purpose, bound_to=_BOUND_TO))
    except (CredentialsError, binascii.Error, ValueError) as error:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is no ticket of ours") from error
    checked_at = datetime.fromisoformat(facts.pop("at"))
    if at - checked_at >= GOOD_FOR:
        raise refuse(ProblemCode.GONE, "the check is too long ago; check again")
    return facts, checked_at
