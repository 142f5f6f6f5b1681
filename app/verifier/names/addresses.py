"""The e-mail addresses of a checked badge, sealed, so that a page can carry them along.

A badge may name its person by the hash of an address. Who knows the address can compare it,
and nobody can have us compare hashes that no badge has.
"""

from dataclasses import dataclass, field
from datetime import datetime

from app.base.custody import Custody
from app.verifier import tickets
from app.verifier.reading import Reading
from credentials import JSONObject, is_hash_of

_PURPOSE = "address tickets"
_MEMBERS = ("identityHash", "identity", "salt", "hashed")
_LONGEST_MEMBER = 300


@dataclass(frozen=True, slots=True)
class Addressed:
    """By which hashes a badge names its person."""

    identities: tuple[JSONObject, ...] = field(repr=False)

    def is_for(self, address: str) -> bool:
        """Whether one of them is that of the address."""
        return any(is_hash_of(identity, address) for identity in self.identities)


def address_ticket(reading: Reading, *, custody: Custody) -> str:
    """The ticket that a page about this badge carries; empty where it has no hashed address."""
    if not reading.addresses:
        return ""
    kept = [
        {
            name: value[:_LONGEST_MEMBER] if isinstance(value, str) else value
            for name, value in identity.items()
            if name in _MEMBERS and isinstance(value, str | bool)
        }
        for identity in reading.addresses
    ]
    return tickets.sealed({"identities": kept}, purpose=_PURPOSE, custody=custody, at=reading.at)


def addressed(ticket: str, *, custody: Custody, at: datetime) -> Addressed:
    """What a ticket holds; raises `not-allowed` for what we did not write, `gone` for old."""
    facts, _ = tickets.opened(ticket, purpose=_PURPOSE, custody=custody, at=at)
    return Addressed(tuple(facts["identities"]))
