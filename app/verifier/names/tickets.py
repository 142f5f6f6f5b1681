"""The names of a checked certificate, sealed, so that a page can carry them to the comparison.

So they can be compared after a check of which nothing was kept, and nobody can have us set
names beside each other that no certificate said.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from app.base.custody import Custody
from app.verifier.claims import Label
from app.verifier.reading import Reading
from credentials import CredentialsError, ProblemCode, refuse

GOOD_FOR = timedelta(hours=2)
_PURPOSE = "name tickets"
_BOUND_TO = "ticket 1"
_LONGEST = 20_000
_MOST = 20
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a certificate names, and when that was checked."""

    names: tuple[str, ...] = field(repr=False)
    former: tuple[str, ...] = field(repr=False)
    birth_years: tuple[str, ...] = field(repr=False)
    title: str = field(repr=False)
    at: datetime


def name_ticket(reading: Reading, *, custody: Custody) -> str:
    """The ticket that a page about this certificate carries; empty where it names nobody."""
    if not reading.shows_claims or not reading.names:
        return ""
    named = Named(
        names=_cut(reading.names),
        former=_cut(reading.claims.values(Label.FORMER_NAME)),
        birth_years=_cut(reading.birth_years),
        title=(reading.title or "")[:_LONGEST_NAME],
        at=reading.at,
    )
    facts = {**asdict(named), "at": named.at.isoformat()}
    content = json.dumps(facts, ensure_ascii=False)
    ticket = custody.seal(content, purpose=_PURPOSE, bound_to=_BOUND_TO)
    return base64.urlsafe_b64encode(ticket).decode()


def opened(ticket: str, *, custody: Custody, at: datetime) -> Named:
    """The names of a ticket; raises `not-allowed` for what we did not write, `gone` for old."""
    try:
        content = base64.urlsafe_b64decode(ticket[:_LONGEST].encode())
        facts = json.loads(custody.unseal(content, purpose=_PURPOSE, bound_to=_BOUND_TO))
    except (CredentialsError, binascii.Error, ValueError) as error:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is no ticket of ours") from error
    named = Named(
        names=tuple(facts["names"]),
        former=tuple(facts["former"]),
        birth_years=tuple(facts["birth_years"]),
        title=facts["title"],
        at=datetime.fromisoformat(facts["at"]),
    )
    if at - named.at >= GOOD_FOR:
        raise refuse(ProblemCode.GONE, "the check is too long ago; check again")
    return named


def _cut(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text[:_LONGEST_NAME] for text in texts[:_MOST])
