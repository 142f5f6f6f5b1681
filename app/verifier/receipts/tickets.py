"""What a receipt would say, sealed, so that a page can carry it and nobody can change it.

So a reader may keep a receipt of a check of which nothing was kept.
"""

import base64
import binascii
import json
from dataclasses import asdict
from datetime import datetime, timedelta

from app.base.custody import Custody
from app.verifier.reading import Reading
from app.verifier.receipts.facts import Checked, facts_of
from app.verifier.receipts.identity import own_did
from credentials import (
    CredentialsError,
    ProblemCode,
    Standing,
    Verdict,
    VerificationReport,
    refuse,
)

GOOD_FOR = timedelta(hours=2)
_PURPOSE = "receipt tickets"
_BOUND_TO = "ticket 1"
_LONGEST = 8_000


def sealed(checked: Checked, *, custody: Custody) -> str:
    """A ticket for the receipt of a check, good for two hours after it."""
    facts = {**asdict(checked), "at": checked.at.isoformat()}
    content = json.dumps(facts, ensure_ascii=False)
    ticket = custody.seal(content, purpose=_PURPOSE, bound_to=_BOUND_TO)
    return base64.urlsafe_b64encode(ticket).decode()


def ticket_for(
    report: VerificationReport,
    content: bytes,
    *,
    reading: Reading | None = None,
    custody: Custody,
    public_url: str,
) -> str:
    """The ticket that a page about this check carries; empty where no receipt can be signed."""
    if own_did(public_url) is None or not content:
        return ""
    return sealed(facts_of(report, content, reading=reading), custody=custody)


def opened(ticket: str, *, custody: Custody, at: datetime) -> Checked:
    """The check of a ticket; raises `not-allowed` for what we did not write, `gone` for old."""
    try:
        content = base64.urlsafe_b64decode(ticket[:_LONGEST].encode())
        facts = json.loads(custody.unseal(content, purpose=_PURPOSE, bound_to=_BOUND_TO))
    except (CredentialsError, binascii.Error, ValueError) as error:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is no ticket of ours") from error
    cause, standing = facts["cause"], facts["standing"]
    checked = Checked(
        verdict=Verdict(facts["verdict"]),
        cause=ProblemCode(cause) if cause else None,
        standing=Standing(standing) if standing else None,
        is_set=facts["is_set"],
        digest=facts["digest"],
        at=datetime.fromisoformat(facts["at"]),
        title=facts["title"],
        number=facts["number"],
    )
    if at - checked.at >= GOOD_FOR:
        raise refuse(ProblemCode.GONE, "the check is too long ago; check again")
    return checked
