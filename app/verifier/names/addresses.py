"""The e-mail addresses of a checked badge, sealed, so that a page can carry them along.

A badge may name its person by the hash of an address. Who knows the address can compare it;
the page gives neither the hash nor the salt to anybody who could try addresses with them.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime

from app.base.custody import Custody
from app.verifier.names.tickets import GOOD_FOR
from app.verifier.reading import Reading
from credentials import CredentialsError, JSONObject, ProblemCode, is_hash_of, refuse

_PURPOSE = "address tickets"
_BOUND_TO = "ticket 1"
_LONGEST = 20_000
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
    content = json.dumps({"at": reading.at.isoformat(), "identities": kept})
    return base64.urlsafe_b64encode(
        custody.seal(content, purpose=_PURPOSE, bound_to=_BOUND_TO)
    ).decode()


def addressed(ticket: str, *, custody: Custody, at: datetime) -> Addressed:
    """What a ticket holds; raises `not-allowed` for what we did not write, `gone` for old."""
    try:
        content = base64.urlsafe_b64decode(ticket[:_LONGEST].encode())
        facts = json.loads(custody.unseal(content, purpose=_PURPOSE, bound_to=_BOUND_TO))
    except (CredentialsError, binascii.Error, ValueError) as error:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is no ticket of ours") from error
    if at - datetime.fromisoformat(facts["at"]) >= GOOD_FOR:
        raise refuse(ProblemCode.GONE, "the check is too long ago; check again")
    return Addressed(tuple(facts["identities"]))
