"""The names of a checked certificate, sealed, so that a page can carry them to the comparison.

So they can be compared after a check of which nothing was kept, and nobody can have us set
names beside each other that no certificate said.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.base.custody import Custody
from app.verifier import tickets
from app.verifier.claims import Label
from app.verifier.reading import Reading

_PURPOSE = "name tickets"
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
    facts = {
        "names": _cut(reading.names),
        "former": _cut(reading.claims.values(Label.FORMER_NAME)),
        "birth_years": _cut(reading.birth_years),
        "title": (reading.title or "")[:_LONGEST_NAME],
    }
    return tickets.sealed(facts, purpose=_PURPOSE, custody=custody, at=reading.at)


def opened(ticket: str, *, custody: Custody, at: datetime) -> Named:
    """The names of a ticket; raises `not-allowed` for what we did not write, `gone` for old."""
    facts, checked_at = tickets.opened(ticket, purpose=_PURPOSE, custody=custody, at=at)
    return Named(
        names=tuple(facts["names"]),
        former=tuple(facts["former"]),
        birth_years=tuple(facts["birth_years"]),
        title=facts["title"],
        at=checked_at,
    )


def _cut(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text[:_LONGEST_NAME] for text in texts[:_MOST])
