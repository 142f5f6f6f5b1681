"""What a receipt would say, sealed, so that a page can carry it and nobody can change it.

So a reader may keep a receipt of a check of which nothing was kept.
"""

from dataclasses import asdict
from datetime import datetime

from app.base.custody import Custody
from app.verifier import tickets
from app.verifier.reading import Reading
from app.verifier.receipts.facts import Checked, facts_of
from app.verifier.receipts.identity import own_did
from credentials import ProblemCode, Standing, Verdict, VerificationReport

_PURPOSE = "receipt tickets"


def sealed(checked: Checked, *, custody: Custody) -> str:
    """A ticket for the receipt of a check, good for two hours after it."""
    return tickets.sealed(asdict(checked), purpose=_PURPOSE, custody=custody, at=checked.at)


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
    facts, checked_at = tickets.opened(ticket, purpose=_PURPOSE, custody=custody, at=at)
    cause, standing = facts["cause"], facts["standing"]
    return Checked(
        verdict=Verdict(facts["verdict"]),
        cause=ProblemCode(cause) if cause else None,
        standing=Standing(standing) if standing else None,
        is_set=facts["is_set"],
        digest=facts["digest"],
        at=checked_at,
        title=facts["title"],
        number=facts["number"],
    )
