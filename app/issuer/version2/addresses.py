"""The addresses of an award's parts, and what is sealed into that of a hosted badge."""

import base64
import binascii
import json
from dataclasses import dataclass

from app.base.custody import Custody
from app.issuer.tables import Achievement, Award, Organisation
from credentials import CredentialsError, version2

_PURPOSE = "badges 2.0"
URN = "urn:uuid:"
"""What the ids of awards and achievements begin with, and addresses leave out."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one training body publishes its badges of version 2.0."""

    public_url: str
    slug: str

    @property
    def issuer(self) -> str:
        """Its Profile."""
        return f"{self.public_url}/issuers/{self.slug}/badges-2.0"

    @property
    def key(self) -> str:
        """The key that signs its badges."""
        return f"{self.issuer}/key"

    @property
    def revoked(self) -> str:
        """The list of its signed badges that count no more."""
        return f"{self.issuer}/revoked"

    def badge_class(self, achievement: Achievement) -> str:
        """One version of one of its achievements."""
        return f"{self.issuer}/classes/{achievement.id.removeprefix(URN)}"

    def hosted(self, award: Award, ticket: str) -> str:
        """A hosted badge of one of its awards."""
        return f"{self.issuer}/awards/{award.id.removeprefix(URN)}/{ticket}"


def addresses_of(organisation: Organisation, *, public_url: str) -> Addresses:
    """The addresses of a training body."""
    return Addresses(public_url, organisation.slug)


def ticket_for(award: Award, identity: version2.Identity, *, custody: Custody) -> str:
    """Who the hosted badge is for, sealed for this award."""
    content = json.dumps([identity.hash, identity.salt])
    sealed = custody.seal(content, purpose=_PURPOSE, bound_to=award.id)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def identity_in(award: Award, ticket: str, *, custody: Custody) -> version2.Identity | None:
    """Who a hosted badge is for; None for a ticket that was not sealed here for this award."""
    try:
        sealed = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        found = json.loads(custody.unseal(sealed, purpose=_PURPOSE, bound_to=award.id))
    except (CredentialsError, binascii.Error, ValueError):
        return None
    return version2.Identity(hash=found[0], salt=found[1])
